"""Reads settings from the environment and `.env`, and finds variables there that look like misspelled settings."""

import io
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values
from rapidfuzz.distance import OSA

from bot.settings.checks import InvalidSetting, SettingsError
from bot.settings.settings import Settings

# Variables of the tests, which are not misspelled settings.
_TEST_VARIABLES = frozenset({"NUTGRAF_SHARED"})
# Names that other bots use for a setting, and that are too different from ours to count as misspelled.
_COMMON_NAMES = {"BOT_TOKEN": "DISCORD_TOKEN", "DISCORD_BOT_TOKEN": "DISCORD_TOKEN", "TOKEN": "DISCORD_TOKEN"}


def merge_environment(environ: Mapping[str, str], dotenv: Path) -> dict[str, str]:
    """Merge `environ` with the file `dotenv`, which need not exist. A variable in `environ` wins, even if it is empty.

    Raises `SettingsError` if the file can't be read.
    """
    try:
        text = dotenv.read_text("utf-8-sig") if dotenv.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        setting = InvalidSetting(name=str(dotenv), reason=f"can't be read ({reason}).", fix="Correct it, or remove it.")
        raise SettingsError((setting,)) from None
    # Without interpolation, so that dollar signs in a value stay as they are.
    values = dotenv_values(stream=io.StringIO(text), interpolate=False)
    return {name: value for name, value in values.items() if value is not None} | dict(environ)


def suggest_settings(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return a sentence for each variable that looks like a misspelled setting. It may be right all the same."""
    names = sorted(name.upper() for name in Settings.model_fields)
    hints: list[str] = []
    for variable in sorted(set(environ).difference(names, _TEST_VARIABLES)):
        bare = variable.upper().removeprefix("NUTGRAF_")
        has_prefix = bare != variable.upper()
        nearest = min(names, key=lambda name: OSA.distance(bare, name))
        # One typo in six letters: CACHEDIR means CACHE_DIR, but UV_CACHE_DIR is another variable.
        if has_prefix or OSA.distance(bare, nearest) <= max(1, len(nearest) // 6):
            hints.append(f"{variable} is not a setting of Nutgraf. Did you mean {nearest}?")
        elif variable in _COMMON_NAMES and not environ.get(_COMMON_NAMES[variable]):
            hints.append(f"{variable} is not a setting of Nutgraf; use {_COMMON_NAMES[variable]}.")
    return tuple(hints)

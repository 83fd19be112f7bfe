"""`doctor` and `health`: is the set-up right, is the bot well."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.text import Text

from bot.cli.console import TerminalOutput, clean_line
from bot.cli.diagnosis import Diagnosis, ask_discord, examine
from bot.cli.environment import BAD_CONFIGURATION, DOTENV, current_time, open_console, read_settings
from bot.cli.json_output import write_json
from bot.health import judge_pulse, read_pulse
from bot.settings import Settings, SettingsError, merge_environment

_MARKS = {"ok": ("✓", "ok  ", "green"), "hint": ("!", "hint", "yellow"), "bad": ("✗", "BAD ", "bold red")}


def doctor(corpus: Sequence[Path] | None, *, online: bool, as_json: bool) -> int:
    """Print every finding; 78 where the bot can't do its work so."""
    found = [*examine(os.environ, DOTENV, corpus=corpus or ())]
    if online:
        found += _online()
    bad = sum(finding.state == "bad" for finding in found)
    if as_json:
        write_json({"well": not bad, "findings": [msgspec.to_builtins(finding) for finding in found]})
    else:
        _show(found, open_console())
    return BAD_CONFIGURATION if bad else 0


def health(*, as_json: bool) -> int:
    """Print how the running bot is; 1 where it is not well."""
    well, said = judge_pulse(read_pulse(read_settings().health_path), now=current_time())
    if as_json:
        write_json({"well": well, "said": said})
    else:
        open_console().line(said)
    return 0 if well else 1


def _online() -> Sequence[Diagnosis]:
    try:
        token = Settings.read(merge_environment(os.environ, DOTENV)).token
    except SettingsError:
        return ()  # which ones, `examine` has said
    if token is None:
        return (Diagnosis("token", "hint", "is not set, so there is nothing to ask Discord about."),)
    return asyncio.run(ask_discord(token))


def _show(found: Sequence[Diagnosis], paper: TerminalOutput) -> None:
    for finding in found:
        unicode, plain, colour = _MARKS[finding.state]
        paper.line(
            Text(f"{paper.mark(unicode, plain)} ", colour),
            Text(f"{clean_line(finding.name)}: ", "bold"),
            clean_line(finding.said),
            hang=2,
        )
        if finding.mend:
            paper.line(Text(clean_line(finding.mend), "italic"), indent=4)
    bad = sum(finding.state == "bad" for finding in found)
    hints = sum(finding.state == "hint" for finding in found)
    paper.gap()
    paper.line(Text(_summary(bad, hints), "bold"))


def _summary(bad: int, hints: int) -> str:
    if bad:
        return f"{bad} {'thing has' if bad == 1 else 'things have'} to be mended before the bot can work."
    if hints:
        return f"The bot can work; {hints} {'thing' if hints == 1 else 'things'} could be better."
    return "All is well."

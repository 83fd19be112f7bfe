"""What the operator sets: read once from a mapping (the environment and `.env`), checked whole, then frozen.

Every wrong setting is named at once, each with its mend, so that nobody mends them one start at a time.
"""

import io
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Literal, Self
from urllib.parse import unquote, urlsplit

import platformdirs
from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from rapidfuzz.distance import OSA

# The project's folder of shared test data; no setting of the bot, and so no misspelt one either.
_OF_THE_TESTS = frozenset({"NUTGRAF_SHARED"})
# Names that other bots use for the same thing, too far from ours to count as a slip.
_OTHER_NAMES = {"BOT_TOKEN": "DISCORD_TOKEN", "DISCORD_BOT_TOKEN": "DISCORD_TOKEN", "TOKEN": "DISCORD_TOKEN"}

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["text", "json"]


class WrongSetting(BaseModel):
    """One wrong setting: its `name`, what is wrong, and what would mend it. Never shows a secret's value."""

    model_config = ConfigDict(frozen=True)

    name: str
    reason: str
    mend: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason} {self.mend}"


class SettingsError(Exception):
    """At least one setting is wrong; `wrong` has all of them."""

    def __init__(self, wrong: tuple[WrongSetting, ...]) -> None:
        super().__init__("\n".join(map(str, wrong)))
        self.wrong = wrong


def default_cache_dir() -> Path:
    """The user's cache folder for this project; a temporary one for a user without a home."""
    folder = platformdirs.user_cache_path("nutgraf", appauthor=False)
    return folder if folder.is_absolute() else Path(tempfile.gettempdir()) / "nutgraf"


class Settings(BaseModel):
    """Everything that an operator sets. Field names in capitals are the names of the settings."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    discord_token: SecretStr | None = Field(None, description="The bot's token. Without one, `run` starts the sandbox.")
    corpus: tuple[Path, ...] = Field(
        (Path("seeds"),),
        validate_default=True,
        description="The folder of article files, or several, separated by commas.",
    )
    cache_dir: Path = Field(
        default_factory=default_cache_dir,
        validate_default=True,
        description="Where parsed files are kept for a fast start. May be deleted at any time.",
    )
    synonyms: Path | None = Field(None, description="A YAML file of words that mean the same here, beside our own.")
    database_url: SecretStr = Field(
        SecretStr("sqlite:///data/nutgraf.db"),
        description="Where digests and settings are kept: SQLite by default, or postgresql://user:password@host/name.",
    )
    digest_grace: timedelta = Field(
        timedelta(hours=1),
        description="How late a digest may still be sent, in minutes, or as `1h` or `90m`.",
    )
    log_level: LogLevel = Field("info", description="`debug`, `info`, `warning` or `error`.")
    log_format: LogFormat = Field("text", description="`text`, or `json` for one object a line.")
    health_file: Path = Field(
        Path("health.json"),
        description="What the running bot writes and `nutgraf health` reads. Relative to `CACHE_DIR`.",
    )

    @classmethod
    def read(cls, environ: Mapping[str, str], *, corpus: Sequence[Path] = ()) -> Self:
        """The settings that `environ` gives; an empty one counts as not set. `corpus`, where given, stands for CORPUS.

        Raises `SettingsError` with everything that is wrong.
        """
        given: dict[str, object] = {
            name: environ[name.upper()].strip() for name in cls.model_fields if environ.get(name.upper(), "").strip()
        }
        if corpus:
            given["corpus"] = tuple(corpus)
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise SettingsError(tuple(_wrong(detail) for detail in error.errors())) from None

    @field_validator("discord_token", mode="before")
    @classmethod
    def _token(cls, value: object) -> object:
        if isinstance(value, str) and (fault := describe_token_fault(value)):
            raise _fault(fault, "Copy it anew: Discord developer portal, your application, Bot, Reset Token.")
        return value

    @field_validator("corpus", mode="before")
    @classmethod
    def _corpus(cls, value: str | tuple[Path, ...]) -> tuple[Path, ...]:
        if isinstance(value, str):
            parts = re.split(f"[,{re.escape(os.pathsep)}]", value)
            value = tuple(Path(part.strip()).expanduser() for part in parts if part.strip())
        faults = [f"{folder} {fault}." for folder in value if (fault := describe_folder_fault(folder))]
        if faults or not value:
            raise _fault(" ".join(faults) or "names no folder.", "Name a folder of article files that can be read.")
        return value

    @field_validator("database_url", mode="before")
    @classmethod
    def _database(cls, value: object) -> object:
        if isinstance(value, str) and not re.match(r"(sqlite|postgres(ql)?)(\+\w+)?://", value):
            raise _fault("names no database.", "Use sqlite:///data/nutgraf.db or postgresql://user:password@host/name.")
        return value

    @field_validator("digest_grace", mode="before")
    @classmethod
    def _grace(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        found = re.fullmatch(r"(\d{1,5})\s*(m|min|minutes?|h|hours?)?", value.strip().casefold())
        grace = timedelta(minutes=int(found[1]) * (60 if (found[2] or "m").startswith("h") else 1)) if found else None
        if grace is None or not timedelta(minutes=1) <= grace <= timedelta(days=1):
            raise _fault(f"is {value!r}.", "Name 1 to 1440 minutes, or hours, such as 1h or 90m.")
        return grace

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _choice(cls, value: object) -> object:
        return value.casefold() if isinstance(value, str) else value

    @field_validator("synonyms", mode="before")
    @classmethod
    def _synonyms(cls, value: object) -> object:
        file = Path(str(value)).expanduser()
        if not file.is_file():
            raise _fault(f"{file} is not there, or no file.", "Name a YAML file; docs/operating.md says what is in it.")
        return file

    @field_validator("cache_dir", mode="before")
    @classmethod
    def _cache(cls, value: object, info: ValidationInfo) -> object:
        folder = Path(str(value)).expanduser()
        if _is_taken(folder):
            raise _fault(f"{folder} is not a folder.", "Name a folder, which need not be there yet.")
        corpus: tuple[Path, ...] = info.data.get("corpus", ())
        around = next((one for one in corpus if folder.resolve().is_relative_to(one.resolve())), None)
        if around is not None:
            raise _fault(f"{folder} lies inside the article folder {around}.", "Name a folder outside it.")
        return folder

    @property
    def health_path(self) -> Path:
        """Where the health file is: `health_file`, from `cache_dir` where it is relative."""
        return self.cache_dir / self.health_file

    @property
    def database(self) -> str:
        """The store's URL, which may hold a password."""
        return self.database_url.get_secret_value()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not reach a log line."""
        password = urlsplit(self.database).password if "@" in self.database else None
        return tuple(secret for secret in (self.token, unquote(password) if password else None, password) if secret)

    @property
    def token(self) -> str | None:
        """The token itself, for the one call that logs in and for keeping it out of logs."""
        return self.discord_token.get_secret_value() if self.discord_token else None


def merge_environment(environ: Mapping[str, str], dotenv: Path) -> dict[str, str]:
    """`environ` over the file `dotenv` (which need not exist): what the environment sets, also to nothing, wins.

    Raises `SettingsError` where the file can't be read.
    """
    try:
        text = dotenv.read_text("utf-8-sig") if dotenv.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        wrong = WrongSetting(name=str(dotenv), reason=f"can't be read ({reason}).", mend="Mend it, or remove it.")
        raise SettingsError((wrong,)) from None
    # Not interpolated: a value stands as it is written, whatever dollar signs it has.
    values = dotenv_values(stream=io.StringIO(text), interpolate=False)
    return {name: value for name, value in values.items() if value is not None} | dict(environ)


def suggest_settings(environ: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence for each variable that looks like a misspelt setting; none of them is wrong for certain."""
    names = sorted(name.upper() for name in Settings.model_fields)
    found: list[str] = []
    for given in sorted(set(environ).difference(names, _OF_THE_TESTS)):
        bare = given.upper().removeprefix("NUTGRAF_")
        ours = bare != given.upper()
        nearest = min(names, key=lambda name: OSA.distance(bare, name))
        # One slip in six letters: CACHEDIR is a slip of CACHE_DIR, UV_CACHE_DIR is a variable of its own.
        if ours or OSA.distance(bare, nearest) <= max(1, len(nearest) // 6):
            found.append(f"{given} is no setting of Nutgraf. Was {nearest} meant?")
        elif given in _OTHER_NAMES and not environ.get(_OTHER_NAMES[given]):
            found.append(f"{given} is no setting of Nutgraf; {_OTHER_NAMES[given]} is.")
    return tuple(found)


def describe_token_fault(token: str) -> str | None:
    """What is wrong with a token's shape, as a sentence that doesn't repeat it; None where it may be one."""
    if token.lower().startswith(("bot ", "bearer ")):
        return "has a word before the token; only the token itself belongs here."
    if re.search(r"\s", token) or token[:1] in "'\"`<":
        return "has spaces, quotes or brackets in it, which no token has."
    if token.isdigit():
        return "is a number: that is the application's ID, not the bot's token."
    if not re.fullmatch(r"[\w-]{10,}\.[\w-]{4,}\.[\w-]{20,}", token):
        return (
            f"doesn't look like a bot's token ({len(token)} characters; a token has three parts with dots between). "
            "The client secret and the public key are other things."
        )
    return None


def _is_taken(folder: Path) -> bool:
    """Whether something else than a folder is there. A place that may not be looked at is as good as none: no cache."""
    try:
        return folder.exists() and not folder.is_dir()
    except OSError:
        return False


def describe_folder_fault(folder: Path) -> str | None:
    """Why article files can't be read from `folder`, as a clause; None where they can."""
    try:
        if not folder.exists():
            return "is not there"
        if not folder.is_dir():
            return "is not a folder"
        next(iter(folder.iterdir()), None)
    except OSError as error:
        return f"can't be read ({error.strerror})"
    return None


def _fault(reason: str, mend: str) -> PydanticCustomError:
    return PydanticCustomError("setting", "{reason}", {"reason": reason, "mend": mend})


def _wrong(detail: ErrorDetails) -> WrongSetting:
    context = detail.get("ctx", {})
    name = str(detail["loc"][0]).upper() if detail["loc"] else detail["type"]
    if "mend" in context:
        return WrongSetting(name=name, reason=context["reason"], mend=context["mend"])
    if detail["type"] == "literal_error":
        return WrongSetting(name=name, reason=f"is {detail['input']!r}.", mend=f"Use one of {context['expected']}.")
    return WrongSetting(
        name=name, reason=f"is {detail['input']!r}: {detail['msg']}.", mend="See docs/operating.md, Settings."
    )

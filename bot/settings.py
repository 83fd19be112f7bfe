"""What the operator sets: read once from a mapping (the environment and `.env`), validated, then frozen.

All invalid settings are reported at once, each with its fix, so that nobody has to fix them one start at a time.
"""

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Literal, Self

import platformdirs
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from bot.setting_checks import (
    Address,
    FeedsKeep,
    SettingsError,
    build_error,
    check_endpoint,
    check_pages_url,
    describe_error,
    describe_folder_fault,
    describe_token_fault,
    expand_home,
    find_secrets,
    is_not_folder,
    parse_address,
    parse_feeds_keep,
    parse_grace,
    parse_lease,
    parse_shard_ids,
)

_YES = frozenset({"yes", "true", "on", "1"})
_NO = frozenset({"no", "false", "off", "0"})

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["text", "json"]


def default_cache_dir() -> Path:
    """Return the user's cache folder for Nutgraf, or a temporary one for a user without a home folder."""
    folder = platformdirs.user_cache_path("nutgraf", appauthor=False)
    return folder if folder.is_absolute() else Path(tempfile.gettempdir()) / "nutgraf"


class Settings(BaseModel):
    """Everything that an operator sets. A setting's name is its field's name in capitals."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    _reads_feeds: bool = PrivateAttr(default=True)

    discord_token: SecretStr | None = Field(None, description="The bot's token. Without one, `run` starts the sandbox.")
    corpus: tuple[Path, ...] = Field(
        (Path("seeds"),),
        validate_default=True,
        description="The folder of article files, or several, separated by commas.",
    )
    corpus_follow_links: bool = Field(
        default=False, description="Whether to follow symbolic links that lead out of the article folders: 1 or 0."
    )
    cache_dir: Path = Field(
        default_factory=default_cache_dir,
        validate_default=True,
        description="Where parsed files are kept for a fast start. May be deleted at any time.",
    )
    synonyms: Path | None = Field(
        None, description="A YAML file of words that mean the same, beside the built-in ones."
    )
    feeds: Path = Field(Path("feeds.yaml"), description="The list of feeds, a YAML file. It need not exist.")
    feeds_dir: Path = Field(
        Path("data/feeds"), description="The folder in which articles from feeds become files. The bot reads it, too."
    )
    feeds_keep: FeedsKeep = Field(
        FeedsKeep(), description="How long, or how many, articles from feeds are kept: `90d`, `100000`, or both."
    )
    feeds_allow_private: bool = Field(default=False, description="Whether feeds may be inside private networks.")
    database_url: SecretStr = Field(
        SecretStr("sqlite:///data/nutgraf.db"),
        description="Where digests and settings are kept: SQLite by default, or postgresql://user:password@host/name.",
    )
    digest_grace: timedelta = Field(
        timedelta(hours=1),
        description="How late a digest may still be sent, in minutes, or as `1h` or `90m`.",
    )
    shard_count: int | None = Field(
        None,
        description="How many gateway connections (shards) all processes run together. By default, what Discord asks.",
    )
    shard_ids: tuple[int, ...] = Field(
        (), description="Which shards this process runs, such as `0-3` or `0,2`. By default, all of them."
    )
    leader_lease: timedelta = Field(
        timedelta(seconds=15),
        description="After how many seconds of silence another process takes over the digests and the shards.",
    )
    judge_url: str | None = Field(
        None,
        description="An OpenAI-compatible endpoint whose language model says which sentences answer. Off if empty.",
    )
    judge_model: str = Field("", validate_default=True, description="The name of the model at `JUDGE_URL`.")
    judge_key: SecretStr | None = Field(None, description="The key for `JUDGE_URL`, if it needs one.")
    judge_daily_limit: int = Field(1_000, description="How many questions a day the model is asked about, at most.")
    judge_private: bool = Field(
        default=False,
        description="Whether questions in direct messages and with private replies are sent to the model, too.",
    )
    log_level: LogLevel = Field("info", description="`debug`, `info`, `warning` or `error`.")
    log_format: LogFormat = Field("text", description="`text`, or `json` for one object a line.")
    health_file: Path = Field(
        Path("health.json"),
        description="What the running bot writes and `nutgraf health` reads. Relative to `CACHE_DIR`.",
    )

    metrics_address: Address | None = Field(
        None,
        description="Where the bot serves /metrics, /healthz and /readyz, such as 127.0.0.1:9464. Off if empty.",
    )

    digest_pages_url: str | None = Field(
        None,
        description="Where /digests/ of METRICS_ADDRESS is reached from outside, such as https://news.example.org.",
    )

    @property
    def pages_url(self) -> str:
        """Where digests can be read outside Discord, without a slash at the end; empty if nowhere."""
        if self.metrics_address is None:
            return ""
        return (self.digest_pages_url or f"http://{self.metrics_address}").rstrip("/")

    @classmethod
    def read(cls, environ: Mapping[str, str], *, corpus: Sequence[Path] = ()) -> Self:
        """Read the settings from `environ`. An empty variable counts as not set. `corpus`, if given, replaces CORPUS.

        Raises `SettingsError` with all invalid settings.
        """
        given: dict[str, object] = {
            name: environ[name.upper()].strip() for name in cls.model_fields if environ.get(name.upper(), "").strip()
        }
        if corpus:
            given["corpus"] = tuple(corpus)
        try:
            settings = cls.model_validate(given)
        except ValidationError as error:
            raise SettingsError(tuple(describe_error(detail) for detail in error.errors())) from None
        settings._reads_feeds = not corpus
        return settings

    @field_validator("discord_token", mode="before")
    @classmethod
    def _check_token(cls, value: object) -> object:
        if isinstance(value, str) and (fault := describe_token_fault(value)):
            raise build_error(fault, "Copy it again: Discord developer portal, your application, Bot, Reset Token.")
        return value

    @field_validator("corpus", mode="before")
    @classmethod
    def _parse_corpus(cls, value: str | tuple[Path, ...]) -> tuple[Path, ...]:
        if isinstance(value, str):
            parts = re.split(f"[,{re.escape(os.pathsep)}]", value)
            value = tuple(expand_home(part.strip()) for part in parts if part.strip())
        faults = [f"{folder} {fault}." for folder in value if (fault := describe_folder_fault(folder))]
        if faults or not value:
            raise build_error(" ".join(faults) or "does not name a folder.", "Name a readable folder of article files.")
        return value

    @field_validator("feeds", "feeds_dir", "feeds_keep", mode="before")
    @classmethod
    def _parse_feeds(cls, value: object, info: ValidationInfo) -> object:
        if not isinstance(value, str):
            return value
        if info.field_name == "feeds_keep":
            return parse_feeds_keep(value)
        if info.field_name == "feeds_dir" and is_not_folder(expand_home(value)):
            raise build_error(f"{value} is not a folder.", "Name a folder; it need not exist yet.")
        return expand_home(value)

    @field_validator("database_url", mode="before")
    @classmethod
    def _check_database(cls, value: object) -> object:
        if isinstance(value, str) and not re.match(r"(sqlite|postgres(ql)?)(\+\w+)?://", value):
            raise build_error(
                "is not the URL of a database.",
                "Use sqlite:///data/nutgraf.db or postgresql://user:password@host/name.",
            )
        return value

    @field_validator("digest_grace", mode="before")
    @classmethod
    def _parse_grace(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return parse_grace(value)

    @field_validator("metrics_address", mode="before")
    @classmethod
    def _parse_address(cls, value: object) -> object:
        return parse_address(value) if isinstance(value, str) else value

    @field_validator("digest_pages_url", mode="before")
    @classmethod
    def _check_pages_url(cls, value: object) -> object:
        check_pages_url(str(value))
        return value

    @field_validator("shard_count", mode="before")
    @classmethod
    def _parse_shard_count(cls, value: object) -> object:
        if isinstance(value, str) and not (re.fullmatch(r"\d{1,5}", value, re.ASCII) and int(value) > 0):
            raise build_error(f"is {value!r}.", "Give a whole number, 1 or more.")
        return value

    @field_validator("shard_ids", mode="before")
    @classmethod
    def _parse_shard_ids(cls, value: object, info: ValidationInfo) -> object:
        if not isinstance(value, str) or "shard_count" not in info.data:
            return value if not isinstance(value, str) else ()
        count: int | None = info.data["shard_count"]
        if count is None:
            raise build_error("is set, but SHARD_COUNT is not.", "Set it to the number of shards of all processes.")
        shard_ids = parse_shard_ids(value, count)
        database: SecretStr | None = info.data.get("database_url")
        if len(shard_ids) < count and database is not None and database.get_secret_value().startswith("sqlite"):
            raise build_error(
                "leaves shards to other processes, but DATABASE_URL names a SQLite file, which only one can use.",
                "Use PostgreSQL, or run all shards in one process.",
            )
        return shard_ids

    @field_validator("leader_lease", mode="before")
    @classmethod
    def _parse_lease(cls, value: object) -> object:
        return parse_lease(value) if isinstance(value, str) else value

    @field_validator("judge_url", mode="before")
    @classmethod
    def _check_judge_url(cls, value: object) -> object:
        check_endpoint(str(value))
        return value

    @field_validator("judge_model", mode="after")
    @classmethod
    def _require_model(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("judge_url") and not value:
            raise build_error("is not set, although JUDGE_URL is.", "Name a model that the endpoint has.")
        return value

    @field_validator("judge_key", mode="before")
    @classmethod
    def _check_key(cls, value: object) -> object:
        if isinstance(value, str) and not re.fullmatch(r"[!-~]+", value):
            raise build_error("has characters that no key has, such as spaces.", "Copy it again, without quotes.")
        return value

    @field_validator("judge_daily_limit", mode="before")
    @classmethod
    def _parse_limit(cls, value: object) -> object:
        if isinstance(value, str) and not (re.fullmatch(r"\d{1,9}", value, re.ASCII) and int(value) > 0):
            raise build_error(f"is {value!r}.", "Give a whole number, 1 or more.")
        return value

    @field_validator("judge_private", mode="before")
    @classmethod
    def _parse_private(cls, value: object) -> object:
        if isinstance(value, str) and value.casefold() not in _YES | _NO:
            raise build_error(f"is {value!r}.", "Use yes or no.")
        return value.casefold() in _YES if isinstance(value, str) else value

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _fold_case(cls, value: object) -> object:
        return value.casefold() if isinstance(value, str) else value

    @field_validator("synonyms", mode="before")
    @classmethod
    def _check_synonyms(cls, value: object) -> object:
        file = expand_home(str(value))
        if not file.is_file():
            raise build_error(f"{file} is not a file.", "Name a YAML file; docs/operating.md shows its form.")
        return file

    @field_validator("cache_dir", mode="before")
    @classmethod
    def _check_cache(cls, value: object, info: ValidationInfo) -> object:
        folder = expand_home(str(value))
        if is_not_folder(folder):
            raise build_error(f"{folder} is not a folder.", "Name a folder; it need not exist yet.")
        corpus: tuple[Path, ...] = info.data.get("corpus", ())
        outer = next((parent for parent in corpus if folder.resolve().is_relative_to(parent.resolve())), None)
        if outer is not None:
            raise build_error(f"{folder} lies inside the article folder {outer}.", "Name a folder outside it.")
        return folder

    @field_validator("health_file", mode="before")
    @classmethod
    def _check_health_file(cls, value: object) -> object:
        return expand_home(str(value))

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders whose articles are read: `corpus` and, if that was not replaced and it exists, `feeds_dir`."""
        return (*self.corpus, self.feeds_dir) if self._reads_feeds and self.feeds_dir.is_dir() else self.corpus

    @property
    def health_path(self) -> Path:
        """Where the health file is: `health_file`, from `cache_dir` where it is relative."""
        return self.cache_dir / self.health_file

    @property
    def database(self) -> str:
        """The store's URL, which may contain a password."""
        return self.database_url.get_secret_value()

    @property
    def secrets(self) -> tuple[str, ...]:
        """Strings that must not appear in a log."""
        return find_secrets(
            {
                "DISCORD_TOKEN": self.token or "",
                "DATABASE_URL": self.database,
                "JUDGE_KEY": self.judge_token or "",
            }
        )

    @property
    def judge_token(self) -> str | None:
        """The judge's key as plain text, for requests and for redacting logs."""
        return self.judge_key.get_secret_value() if self.judge_key else None

    @property
    def token(self) -> str | None:
        """The token as plain text, for logging in and for redacting logs."""
        return self.discord_token.get_secret_value() if self.discord_token else None

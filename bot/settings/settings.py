"""What the operator sets: read once from a mapping (the environment and `.env`), validated, then frozen.

All invalid settings are reported at once, each with its fix, so that nobody has to fix them one start at a time.
"""

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

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

from bot.settings.checks import (
    Address,
    FeedsKeep,
    SettingsError,
    build_error,
    check_database_url,
    check_endpoint,
    check_key,
    check_pages_url,
    check_token,
    describe_folder_fault,
    describe_invalid,
    expand_home,
    find_file,
    find_secrets,
    parse_address,
    parse_daily_limit,
    parse_feeds_keep,
    parse_folder,
    parse_grace,
    parse_lease,
    parse_shard_count,
    parse_shard_ids,
    parse_switch,
    parse_with,
)

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["text", "json"]


def find_default_cache_dir() -> Path:
    """Return the user's cache folder for Nutgraf, or a temporary one for a user without a home folder."""
    folder = platformdirs.user_cache_path("nutgraf", appauthor=False)
    return folder if folder.is_absolute() else Path(tempfile.gettempdir()) / "nutgraf"


class Settings(BaseModel):
    """Everything that an operator sets. A setting's name is its field's name in capitals."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    _reads_feeds: bool = PrivateAttr(default=True)

    discord_token: Annotated[SecretStr | None, parse_with(check_token)] = Field(
        None, description="The bot's token. Without one, `run` starts the sandbox."
    )
    corpus: tuple[Path, ...] = Field(
        (Path("seeds"),),
        validate_default=True,
        description="The folder of article files, or several, separated by commas.",
    )
    corpus_follow_links: bool = Field(
        default=False, description="Whether to follow symbolic links that lead out of the article folders: 1 or 0."
    )
    cache_dir: Path = Field(
        default_factory=find_default_cache_dir,
        validate_default=True,
        description="Where the archive is cached for a fast start. You can delete it at any time.",
    )
    synonyms: Annotated[Path | None, parse_with(find_file)] = Field(
        None, description="A YAML file of words that mean the same, added to the built-in ones."
    )
    feeds: Annotated[Path, parse_with(expand_home)] = Field(
        Path("feeds.yaml"), description="The list of feeds, a YAML file. It need not exist."
    )
    feeds_dir: Annotated[Path, parse_with(parse_folder)] = Field(
        Path("data/feeds"),
        description="The folder where articles from feeds are saved as files. The bot reads it in addition to CORPUS.",
    )
    feeds_keep: Annotated[FeedsKeep, parse_with(parse_feeds_keep)] = Field(
        FeedsKeep(), description="How long, or how many, articles from feeds are kept: `90d`, `100000`, or both."
    )
    feeds_allow_private: bool = Field(default=False, description="Whether feeds can be inside private networks.")
    database_url: Annotated[SecretStr, parse_with(check_database_url)] = Field(
        SecretStr("sqlite:///data/nutgraf.db"),
        description="Where digests and settings are kept: SQLite by default, or postgresql://user:password@host/name.",
    )
    digest_grace: Annotated[timedelta, parse_with(parse_grace)] = Field(
        timedelta(hours=1),
        description="How late a digest can still be sent, in minutes, or as `1h` or `90m`.",
    )
    shard_count: Annotated[int | None, parse_with(parse_shard_count)] = Field(
        None,
        description="How many shards all processes run together. By default, as many as Discord recommends.",
    )
    shard_ids: tuple[int, ...] = Field(
        (), description="Which shards this process runs, such as `0-3` or `0,2`. By default, all of them."
    )
    leader_lease: Annotated[timedelta, parse_with(parse_lease)] = Field(
        timedelta(seconds=15),
        description="After how many seconds of silence another process takes over the digests and the shards.",
    )
    judge_url: Annotated[str | None, parse_with(check_endpoint)] = Field(
        None,
        description="An OpenAI-compatible endpoint whose language model says which sentences answer. Off if empty.",
    )
    judge_model: str = Field("", validate_default=True, description="The name of the model at `JUDGE_URL`.")
    judge_key: Annotated[SecretStr | None, parse_with(check_key)] = Field(
        None, description="The key for `JUDGE_URL`, if it needs one."
    )
    judge_daily_limit: Annotated[int, parse_with(parse_daily_limit)] = Field(
        1_000, description="The most questions a day that the model is asked about."
    )
    judge_private: Annotated[bool, parse_with(parse_switch)] = Field(
        default=False,
        description="Whether questions in direct messages and with private replies are sent to the model, too.",
    )
    log_level: Annotated[LogLevel, parse_with(str.casefold)] = Field(
        "info", description="`debug`, `info`, `warning` or `error`."
    )
    log_format: Annotated[LogFormat, parse_with(str.casefold)] = Field(
        "text", description="`text`, or `json` for one object per line."
    )
    health_file: Annotated[Path, parse_with(expand_home)] = Field(
        Path("health.json"),
        description="The file that the running bot writes and `nutgraf health` reads. Relative to `CACHE_DIR`.",
    )

    metrics_address: Annotated[Address | None, parse_with(parse_address)] = Field(
        None,
        description="Where the bot serves /metrics, /healthz and /readyz, such as 127.0.0.1:9464. Off if empty.",
    )

    digest_pages_url: Annotated[str | None, parse_with(check_pages_url)] = Field(
        None,
        description="The public URL of /digests/ at METRICS_ADDRESS, such as https://news.example.org.",
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
        values: dict[str, object] = {
            name: environ[name.upper()].strip() for name in cls.model_fields if environ.get(name.upper(), "").strip()
        }
        if corpus:
            values["corpus"] = tuple(corpus)
        try:
            settings = cls.model_validate(values)
        except ValidationError as error:
            raise SettingsError(tuple(describe_invalid(detail) for detail in error.errors())) from None
        settings._reads_feeds = not corpus
        return settings

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

    @field_validator("judge_model", mode="after")
    @classmethod
    def _require_model(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("judge_url") and not value:
            raise build_error("is not set, although JUDGE_URL is.", "Name a model that the endpoint has.")
        return value

    @field_validator("cache_dir", mode="before")
    @classmethod
    def _check_cache(cls, value: object, info: ValidationInfo) -> object:
        folder = parse_folder(str(value))
        corpus: tuple[Path, ...] = info.data.get("corpus", ())
        outer = next((parent for parent in corpus if folder.resolve().is_relative_to(parent.resolve())), None)
        if outer is not None:
            raise build_error(f"{folder} lies inside the article folder {outer}.", "Name a folder outside it.")
        return folder

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders whose articles are read: `corpus`, and `feeds_dir` if it exists and `corpus` was not replaced."""
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

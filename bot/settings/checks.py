"""Checks single settings: what is wrong with a value, and how to fix it. `SettingsError` lists the invalid ones."""

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import ErrorDetails, PydanticCustomError

MAX_LEASE = 20
"""Seconds. A standby renews its own lease four times in this time, so it takes over within half a minute."""

_YES = frozenset({"yes", "true", "on", "1"})
_NO = frozenset({"no", "false", "off", "0"})


class InvalidSetting(BaseModel):
    """One invalid setting: its `name`, the `reason`, and a `fix`. Never contains a secret's value."""

    model_config = ConfigDict(frozen=True)

    name: str
    reason: str
    fix: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason} {self.fix}"


class SettingsError(Exception):
    """At least one setting is invalid; `invalid` has all of them."""

    def __init__(self, invalid: tuple[InvalidSetting, ...]) -> None:
        super().__init__("\n".join(map(str, invalid)))
        self.invalid = invalid


class Address(NamedTuple):
    """Where a server listens: a name or an IP address, and a port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse_with(parse: Callable[[str], object]) -> BeforeValidator:
    """Return a validator that parses text with a function, and accepts a value that is parsed already."""
    return BeforeValidator(lambda value: parse(value) if isinstance(value, str) else value)


def build_error(reason: str, fix: str) -> PydanticCustomError:
    """Return the error that a validator raises. Neither text may contain a secret."""
    return PydanticCustomError("setting", "{reason}", {"reason": reason, "fix": fix})


def describe_invalid(detail: ErrorDetails) -> InvalidSetting:
    """Say which setting a validator refused, and how to fix it."""
    context = detail.get("ctx", {})
    name = str(detail["loc"][0]).upper() if detail["loc"] else detail["type"]
    if "fix" in context:
        return InvalidSetting(name=name, reason=context["reason"], fix=context["fix"])
    if detail["type"] == "literal_error":
        return InvalidSetting(name=name, reason=f"is {detail['input']!r}.", fix=f"Use one of {context['expected']}.")
    return InvalidSetting(
        name=name, reason=f"is {detail['input']!r}: {detail['msg']}.", fix="See docs/operating.md, Settings."
    )


def check_token(token: str) -> str:
    """Return a token. Raises an error, which doesn't repeat it, if it doesn't look like a token."""
    if fault := describe_token_fault(token):
        raise build_error(fault, "Copy it again: Discord developer portal, your application, Bot, Reset Token.")
    return token


def describe_token_fault(token: str) -> str | None:
    """Say what is wrong with a token's shape, without repeating it. Return None if it could be a token."""
    if token.lower().startswith(("bot ", "bearer ")):
        return "has a word before the token; put only the token here."
    if re.search(r"\s", token) or token[:1] in "'\"`<":
        return "contains spaces, quotes or brackets, which no token has."
    if token.isdigit():
        return "is a number, which is the application's ID and not the bot's token."
    if not re.fullmatch(r"[\w-]{10,}\.[\w-]{4,}\.[\w-]{20,}", token):
        return (
            f"doesn't look like a bot's token ({len(token)} characters; a token has three parts separated by dots). "
            "The client secret and the public key are something else."
        )
    return None


def describe_folder_fault(folder: Path) -> str | None:
    """Say, as a clause, why article files can't be read from `folder`. Return None if they can."""
    try:
        if not folder.exists():
            return "does not exist"
        if not folder.is_dir():
            return "is not a folder"
        next(iter(folder.iterdir()), None)
    except OSError as error:
        return f"can't be read ({error.strerror})"
    return None


def check_database_url(value: str) -> str:
    """Return the URL of a database. Raises an error, which doesn't repeat it, if the value isn't one."""
    if not re.match(r"(sqlite|postgres(ql)?)(\+\w+)?://", value):
        fix = "Use sqlite:///data/nutgraf.db or postgresql://user:password@host/name."
        raise build_error("is not the URL of a database.", fix)
    return value


def check_key(value: str) -> str:
    """Return a key. Raises an error, which doesn't repeat it, if it doesn't look like a key."""
    if not re.fullmatch(r"[!-~]+", value):
        raise build_error("has characters that no key has, such as spaces.", "Copy it again, without quotes.")
    return value


def check_endpoint(value: str) -> str:
    """Return the URL of an endpoint. Raises an error if the value isn't one, or contains a password or parameters."""
    fix = "Use a URL such as http://localhost:11434/v1 or https://api.example.com/v1."
    return _check_url(value, "an endpoint", fix, f"Put the key into JUDGE_KEY. {fix}")


def check_pages_url(value: str) -> str:
    """Return the URL of a website. Raises an error if the value isn't one, or contains a password or parameters."""
    fix = "Use a URL such as https://news.example.org."
    return _check_url(value, "a website", fix, fix)


def _check_url(value: str, what: str, fix: str, fix_for_parts: str) -> str:
    try:
        url = urlsplit(value)
        is_url = url.scheme in ("http", "https") and bool(url.hostname) and (url.port or 1) > 0
    except ValueError:
        raise build_error("is not a URL.", fix) from None
    if not is_url or re.search(r"\s", value):
        raise build_error(f"is not the URL of {what}.", fix)
    if url.username or url.password or url.query or url.fragment:
        raise build_error("has a password or parameters in it.", fix_for_parts)
    return value


def parse_address(value: str) -> Address:
    """Parse an address such as `127.0.0.1:9464` or `[::1]:9464`. Raises an error for any other value."""
    fix = "Give a host and a port, such as 127.0.0.1:9464 or [::1]:9464."
    match = re.fullmatch(r"(?:\[([^\[\]]+)\]|([^:\[\]]+)):(\d{1,5})", value.strip(), re.ASCII)
    if match is None:
        raise build_error(f"is {value!r}.", fix)
    host, port = match[1] or match[2], int(match[3])
    if not 1 <= port <= 65_535:  # noqa: PLR2004 - the ports of TCP
        raise build_error(f"has the port {port}.", f"{fix} Ports go from 1 to 65535.")
    is_numeric = bool(match[1]) or re.fullmatch(r"[\d.]+", host) is not None
    if not (_is_ip_address(host) if is_numeric else _HOST_NAME.fullmatch(host)):
        raise build_error(f"has {host!r}, which is neither an IP address nor a name.", fix)
    return Address(host, port)


_HOST_NAME = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?:\.(?!-)[A-Za-z0-9-]{1,63})*")


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class FeedsKeep:
    """What to keep of feeds: articles of the last `age`, and at most `count` of them; None for no bound."""

    age: timedelta | None = None
    count: int | None = None


def parse_feeds_keep(value: str) -> FeedsKeep:
    """Parse bounds such as `90d`, `100000` or `90d, 100000`. Raises an error for any other value."""
    age, count = None, None
    for part in value.split(","):
        match = re.fullmatch(r"\s*(\d{1,9})\s*(d|days?|articles?)?\s*", part.casefold(), re.ASCII)
        if match is None or not int(match[1]):
            raise build_error(f"is {value!r}.", "Give an age in days, a number of articles, or both: 90d, 100000.")
        if (match[2] or "").startswith("d"):
            age = timedelta(days=min(int(match[1]), 36_500))
        else:
            count = int(match[1])
    return FeedsKeep(age, count)


def parse_shard_count(value: str) -> int:
    """Return a number of shards. Raises an error if the value isn't one."""
    return _parse_count(value, digits=5)


def parse_daily_limit(value: str) -> int:
    """Return a number of questions a day. Raises an error if the value isn't one."""
    return _parse_count(value, digits=9)


def _parse_count(value: str, *, digits: int) -> int:
    if not (re.fullmatch(rf"\d{{1,{digits}}}", value, re.ASCII) and int(value) > 0):
        raise build_error(f"is {value!r}.", "Give a whole number, 1 or more.")
    return int(value)


def parse_switch(value: str) -> bool:
    """Return whether a value means yes. Raises an error if it means neither yes nor no."""
    if value.casefold() not in _YES | _NO:
        raise build_error(f"is {value!r}.", "Use yes or no.")
    return value.casefold() in _YES


def parse_grace(value: str) -> timedelta:
    """Parse a duration such as `90m`, `2h` or `30` (minutes). Raises an error for any other value."""
    match = re.fullmatch(r"(\d{1,5})\s*(m|min|minutes?|h|hours?)?", value.strip().casefold())
    grace = timedelta(minutes=int(match[1]) * (60 if (match[2] or "m").startswith("h") else 1)) if match else None
    if grace is None or not timedelta(minutes=1) <= grace <= timedelta(days=1):
        raise build_error(f"is {value!r}.", "Give 1 to 1440 minutes, or hours, such as 1h or 90m.")
    return grace


def parse_lease(value: str) -> timedelta:
    """Parse a duration in seconds, such as `15` or `15s`. Raises an error for any other value."""
    match = re.fullmatch(r"(\d{1,3})\s*(s|seconds?)?", value.strip().casefold(), re.ASCII)
    if match is None or not 1 <= int(match[1]) <= MAX_LEASE:
        raise build_error(f"is {value!r}.", f"Give 1 to {MAX_LEASE} seconds, such as 15s.")
    return timedelta(seconds=int(match[1]))


def parse_shard_ids(value: str, count: int) -> tuple[int, ...]:
    """Parse the ids of shards, such as `0-3` or `0,2`, and return them in order.

    Raises an error if there are none, or if one is not below `count`.
    """
    fix = f"Name shards from 0 to {count - 1}, such as 0-3 or 0,2."
    shard_ids: set[int] = set()
    for part in value.split(","):
        match = re.fullmatch(r"\s*(\d{1,5})\s*(?:-\s*(\d{1,5})\s*)?", part, re.ASCII)
        if match is None or int(match[2] or match[1]) < int(match[1]):
            raise build_error(f"is {value!r}.", fix)
        last = int(match[2] or match[1])
        if last >= count:
            raise build_error(f"names shard {last}, but SHARD_COUNT is {count}.", fix)
        shard_ids.update(range(int(match[1]), last + 1))
    return tuple(sorted(shard_ids))


def expand_home(path: str) -> Path:
    """Return a path with the home folder in place of a leading `~`."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise build_error(f"is {path}, but there is no home folder for ~.", "Write the whole path.") from None


def find_file(path: str) -> Path:
    """Return the path of a YAML file. Raises an error if there is no such file."""
    file = expand_home(path)
    if not file.is_file():
        raise build_error(f"{file} is not a file.", "Name a YAML file; docs/operating.md shows its form.")
    return file


def parse_folder(path: str) -> Path:
    """Return the path of a folder, which need not exist. Raises an error if something else is there."""
    folder = expand_home(path)
    if _is_not_folder(folder):
        raise build_error(f"{folder} is not a folder.", "Name a folder; it need not exist yet.")
    return folder


def _is_not_folder(folder: Path) -> bool:
    """Tell whether the path is something other than a folder. A path that can't be examined counts as missing."""
    try:
        return folder.exists() and not folder.is_dir()
    except OSError:
        return False


def find_secrets(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the token, the judge's key and the database's passwords, as written and as decoded.

    libpq's own PGPASSWORD is one of them.

    Nothing is validated. In a valid URL, a password ends at the first @; in one that does not escape it, at the last.
    """
    url = environ.get("DATABASE_URL", "")
    texts = {environ.get("DISCORD_TOKEN", "").strip(), environ.get("JUDGE_KEY", "").strip()}
    texts.add(environ.get("PGPASSWORD", ""))
    for pattern in (r"^[^:/]*:(?://)?[^:/]*:([^@]*)@", r"^[^:/]*:(?://)?[^:/]*:(.*)@", r"[?&]\w*password=([^&]*)"):
        texts.update(re.findall(pattern, url))
    return tuple(dict.fromkeys(secret for text in texts for secret in (text, unquote(text)) if secret))

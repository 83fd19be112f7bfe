"""Logging on standard error: text for people, JSON lines for machines, and no secret in either.

Redaction is the formatter's last act, so it covers messages, arguments, exceptions and other libraries' lines alike.
"""

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TextIO
from urllib.parse import quote

from bot.settings import LogFormat, LogLevel

REDACTED = "[redacted]"
# One line of a log is for reading; a payload of megabytes in an exception's text is not.
LONGEST = 20_000
_SECRETS = (
    # A bot's token: an id in base64, a timestamp, a signature.
    (re.compile(r"(?<![\w-])[\w-]{18,40}\.[\w-]{5,8}\.[\w-]{25,}"), REDACTED),
    (re.compile(r"(?i)\b(authorization\W{1,5})(?:bot|bearer|basic)?\s*[^\s,'\"}]+"), rf"\1{REDACTED}"),
    # Whoever has an interaction's or webhook's token can answer in the bot's place for as long as it lives.
    (re.compile(r"(/(?:interactions|webhooks)/\d+/)[\w%-]{20,}"), rf"\1{REDACTED}"),
    # An article record's opaque field, as YAML or as a Python or JSON mapping shows it.
    (re.compile(r"""(?i)(\bsecured\b['"]?\s*[:=]\s*)(?:"[^"]*"?|'[^']*'?|[^\s,}]+)"""), rf"\1{REDACTED}"),
)
# Anything that moves a terminal's cursor, changes its colours or hides text; tabs and line ends stay.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LEAST = {"discord": logging.INFO, "asyncio": logging.INFO, "watchfiles": logging.WARNING, "alembic": logging.WARNING}
_ATTRIBUTES = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` without `secrets`, bot tokens of any bot, interaction tokens and `secured` values."""
    for secret in secrets:
        for form in {secret, quote(secret, safe="")}:
            text = text.replace(form, REDACTED)
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


class _Redacting(logging.Formatter):
    """What every formatter here has in common: bounded, redacted, and nothing that a terminal would obey."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._secrets = secrets

    def _clean(self, text: str) -> str:
        if len(text) > LONGEST:
            text = f"{text[:LONGEST]}… ({len(text) - LONGEST:,} characters more)"
        return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", redact(text, self._secrets))

    def _message(self, record: logging.LogRecord) -> str:
        """The message, on one line; what went wrong on the network is part of it."""
        said = record.getMessage()
        if error := _on_the_network(record):
            said = f"{said} ({type(error).__name__}{': ' if str(error) else ''}{error})"
        return self._clean(said)

    def _trouble(self, record: logging.LogRecord) -> str:
        parts = [self.formatException(record.exc_info)] if record.exc_info and not _on_the_network(record) else []
        if record.stack_info:
            parts.append(self.formatStack(record.stack_info))
        return self._clean("\n".join(parts))

    def _time(self, record: logging.LogRecord) -> str:
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _on_the_network(record: logging.LogRecord) -> BaseException | None:
    """The error that discord.py met on its way to Discord, which it mends by itself: a line's worth, no traceback's."""
    error = record.exc_info[1] if record.exc_info and record.name.startswith("discord.") else None
    kinds = {kind.__name__ for kind in type(error).__mro__}
    return error if kinds & {"OSError", "TimeoutError", "ClientError", "ConnectionClosed", "GatewayNotFound"} else None


class TextFormatter(_Redacting):
    """`2026-01-01T12:00:00.000Z INFO bot.app: message`, then the exception where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the exception's own lines below it."""
        # A line break in a message (from a file's name, say) must not pass for a log line of its own.
        message = self._message(record).replace("\n", "\\n")
        trouble = self._trouble(record)
        line = f"{self._time(record)} {record.levelname} {record.name}: {message}"
        return f"{line}\n{trouble}" if trouble else line


class JsonFormatter(_Redacting):
    """One JSON object a line: `time`, `level`, `logger`, `message`, what the caller added, `exception`."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        entry: dict[str, object] = {
            "time": self._time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._message(record),
        }
        for name, value in vars(record).items():
            if name not in _ATTRIBUTES:
                entry[name] = value if isinstance(value, int | float | bool) else self._clean(str(value))
        if trouble := self._trouble(record):
            entry["exception"] = trouble
        return json.dumps(entry, ensure_ascii=False)


class _TerminalFormatter(_Redacting):
    """The message and exception alone: rich writes time and level beside them."""

    def format(self, record: logging.LogRecord) -> str:
        trouble = self._trouble(record)
        message = self._message(record).replace("\n", "\\n")
        return f"{message}\n{trouble}" if trouble else message


def set_up_logging(
    level: LogLevel = "info",
    form: LogFormat = "text",
    *,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send all logging of this process to `stream` (standard error), at `level`, without `secrets`.

    Replaces what was set up before. discord.py stays at `info` at the most: below that it logs members' messages.
    """
    hidden = tuple(sorted(filter(None, secrets), key=len, reverse=True))
    handler = _handler(form, hidden, sys.stderr if stream is None else stream)
    root = logging.getLogger()
    for old in list(root.handlers):
        if isinstance(old.formatter, _Redacting):
            root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)
    # None of these tells an operator anything below these levels.
    for name, least in _LEAST.items():
        logging.getLogger(name).setLevel(max(least, root.level))


def _handler(form: LogFormat, secrets: tuple[str, ...], stream: TextIO) -> logging.Handler:
    if form == "text" and stream.isatty():
        # Imported here: a service that logs to a file or a pipe never needs it.
        from rich.console import Console  # noqa: PLC0415
        from rich.logging import RichHandler  # noqa: PLC0415

        handler: logging.Handler = RichHandler(
            console=Console(file=stream), show_path=False, markup=False, log_time_format="%H:%M:%S"
        )
        handler.setFormatter(_TerminalFormatter(secrets))
        return handler
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter(secrets) if form == "json" else TextFormatter(secrets))
    return handler

"""Logging to standard error: text for people, JSON lines for machines, and no secrets in either.

The formatter redacts last, so it covers messages, arguments, exceptions and the lines of other libraries.
"""

import json
import logging
import re
import sys
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import TextIO
from urllib.parse import quote, quote_plus

from bot.settings.settings import LogFormat, LogLevel

REDACTED = "[redacted]"
MAX_LENGTH = 20_000
"""Characters of a message. An exception's text may hold a payload of megabytes."""

_log = logging.getLogger(__name__)

_SECRET_PATTERNS = (
    # A bot token: an id in base64, a timestamp, a signature.
    (re.compile(r"(?<![\w-])[\w-]{18,40}\.[\w-]{5,8}\.[\w-]{25,}"), REDACTED),
    (re.compile(r"(?i)\b(authorization\W{1,5})(?:bot|bearer|basic)?\s*[^\s,'\"}]+"), rf"\1{REDACTED}"),
    # With the token of an interaction or webhook, anybody can answer in the bot's place until it expires.
    (re.compile(r"(/(?:interactions|webhooks)/\d+/)[\w%-]{20,}"), rf"\1{REDACTED}"),
    # The field `secured` of an article record, in YAML, JSON, or the repr of a mapping.
    (re.compile(r"""(?i)(\bsecured\b['"]?\s*[:=]\s*)(?:"[^"]*"?|'[^']*'?|[^\s,}]+)"""), rf"\1{REDACTED}"),
)
# Characters that control a terminal or hide text; tabs and line ends stay.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Below these, the libraries log nothing that helps an operator; discord.py logs what members write.
_MINIMUM_LEVELS = {
    "discord": logging.INFO,
    "asyncio": logging.INFO,
    "watchfiles": logging.WARNING,
    "alembic": logging.WARNING,
}
_RECORD_ATTRIBUTES = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Replace `secrets`, the tokens of any bot or interaction, and `secured` values in `text`."""
    for secret in secrets:
        text = _compile_forms(secret).sub(REDACTED, text)
    for pattern, replacement in _SECRET_PATTERNS:
        text = pattern.sub(replacement, text)
    return text


@cache
def _compile_forms(secret: str) -> re.Pattern[str]:
    """Return a pattern for a secret as it is, in URLs, in JSON, and in the repr of text and of bytes."""
    # In a repr, quotation marks are escaped only if the text has both kinds; so we add both, and cut them off.
    with_quotes, data = f"{secret}'\"", secret.encode()
    forms = {
        secret,
        *(quote(secret, safe=""), quote(secret), quote(secret, safe=" +"), quote_plus(secret)),
        *(json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]),
        *(repr(secret)[1:-1], repr(with_quotes)[1:-4], repr(data)[2:-1], repr(with_quotes.encode())[2:-4]),
    }
    pattern = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
    return re.compile(re.sub("(%[0-9A-Fa-f]{2})", r"(?i:\1)", pattern))


class _RedactingFormatter(logging.Formatter):
    """A base for formatters whose text is redacted, bounded in length, and free of control characters."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._secrets = secrets

    def _clean(self, text: str) -> str:
        if len(text) > MAX_LENGTH:
            text = f"{text[:MAX_LENGTH]}… ({len(text) - MAX_LENGTH:,} characters more)"
        return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", redact(text, self._secrets))

    def _format_message(self, record: logging.LogRecord) -> str:
        """Return the message. A network error that discord.py handles is part of it, without a traceback."""
        message = record.getMessage()
        if error := _find_network_error(record):
            message = f"{message} ({type(error).__name__}{': ' if str(error) else ''}{error})"
        return self._clean(message)

    def _format_exception(self, record: logging.LogRecord) -> str:
        parts = [self.formatException(record.exc_info)] if record.exc_info and not _find_network_error(record) else []
        if record.stack_info:
            parts.append(self.formatStack(record.stack_info))
        return self._clean("\n".join(parts))

    def _format_time(self, record: logging.LogRecord) -> str:
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _find_network_error(record: logging.LogRecord) -> BaseException | None:
    """Return the record's error if discord.py met it on the network, and will reconnect by itself."""
    error = record.exc_info[1] if record.exc_info and record.name.startswith("discord.") else None
    kinds = {kind.__name__ for kind in type(error).__mro__}
    return error if kinds & {"OSError", "TimeoutError", "ClientError", "ConnectionClosed", "GatewayNotFound"} else None


class TextFormatter(_RedactingFormatter):
    """Writes `2026-01-01T12:00:00.000Z INFO bot.app: message`, then the exception, if any."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record as one line, with the lines of its exception below."""
        # A line break in a message (in the name of a file, for example) must not look like another log line.
        message = self._format_message(record).replace("\n", "\\n")
        exception = self._format_exception(record)
        line = f"{self._format_time(record)} {record.levelname} {record.name}: {message}"
        return f"{line}\n{exception}" if exception else line


class JsonFormatter(_RedactingFormatter):
    """Writes one JSON object a line: `time`, `level`, `logger`, `message`, the caller's extra fields, `exception`."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record as one line of JSON."""
        entry: dict[str, object] = {
            "time": self._format_time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._format_message(record),
        }
        for name, value in vars(record).items():
            if name not in _RECORD_ATTRIBUTES:
                entry[name] = value if isinstance(value, int | float | bool) else self._clean(str(value))
        if exception := self._format_exception(record):
            entry["exception"] = exception
        return json.dumps(entry, ensure_ascii=False)


class _TerminalFormatter(_RedactingFormatter):
    """Writes the message and the exception; rich adds time and level."""

    def format(self, record: logging.LogRecord) -> str:
        exception = self._format_exception(record)
        message = self._format_message(record).replace("\n", "\\n")
        return f"{message}\n{exception}" if exception else message


def set_up_logging(
    level: LogLevel = "info",
    log_format: LogFormat = "text",
    *,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send all logging of this process to `stream` (by default standard error), at `level`, without `secrets`.

    Replaces an earlier set-up.
    """
    hidden = tuple(sorted(filter(None, secrets), key=len, reverse=True))
    handler = _build_handler(log_format, hidden, sys.stderr if stream is None else stream)
    root = logging.getLogger()
    for old in list(root.handlers):
        if isinstance(old.formatter, _RedactingFormatter):
            root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)
    for name, minimum in _MINIMUM_LEVELS.items():
        logging.getLogger(name).setLevel(max(minimum, root.level))
    threading.excepthook = _log_thread_error


def _log_thread_error(failure: threading.ExceptHookArgs) -> None:
    """Log what ended a thread. Python would write it to standard error unredacted, with any secret in it."""
    if failure.exc_value is not None and not isinstance(failure.exc_value, SystemExit):
        _log.error("a thread ended with an error", exc_info=failure.exc_value)


def _build_handler(log_format: LogFormat, secrets: tuple[str, ...], stream: TextIO) -> logging.Handler:
    if log_format == "text" and stream.isatty():
        # Imported here because a service that logs to a file or a pipe does not need it.
        from rich.console import Console  # noqa: PLC0415
        from rich.logging import RichHandler  # noqa: PLC0415

        handler: logging.Handler = RichHandler(
            console=Console(file=stream), show_path=False, markup=False, log_time_format="%H:%M:%S"
        )
        handler.setFormatter(_TerminalFormatter(secrets))
        return handler
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter(secrets) if log_format == "json" else TextFormatter(secrets))
    return handler

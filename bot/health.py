"""Whether the running bot is well: it writes a small file every few seconds, and `nutgraf health` judges the file.

A file rather than a port: nothing to open, nothing to secure, and it works in a container without a network tool.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

BEAT = timedelta(seconds=10)
# Four beats may be missed: a machine that sleeps or swaps for half a minute is not dead.
STALE = timedelta(seconds=45)
# Discord's own outages are often shorter, and a restart would not end one.
OFFLINE = timedelta(minutes=5)

_log = logging.getLogger(__name__)


class Pulse(msgspec.Struct, frozen=True):
    """One beat: at `beat` (aware), the process `pid` was alive, `online` (or not) since `since`, with `articles`."""

    beat: datetime
    pid: int
    online: bool
    since: datetime
    articles: int


def write_pulse(path: Path, pulse: Pulse) -> bool:
    """Put `pulse` in place of the last one, whole. False where that can't be done; the bot itself goes on."""
    temporary = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(msgspec.json.encode(pulse) + b"\n")
        temporary.replace(path)
    except OSError as error:
        _log.debug("the health file %s can't be written: %s", path, error)
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        return False
    return True


def read_pulse(path: Path) -> Pulse | None:
    """The last beat; None where there is none that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Pulse)
    except (OSError, msgspec.DecodeError):
        return None


def judge_pulse(pulse: Pulse | None, *, now: datetime) -> tuple[bool, str]:
    """Whether the bot is well at `now`, and a sentence that says why."""
    if pulse is None:
        return False, "There is no sign of a running bot."
    silent = now - pulse.beat
    if silent > STALE:
        return False, f"The bot (process {pulse.pid}) was last heard of {_span(silent)} ago."
    if pulse.online:
        return True, f"Connected to Discord for {_span(now - pulse.since)}, {pulse.articles:,} articles at hand."
    away = f"Not connected to Discord for {_span(now - pulse.since)}"
    if now - pulse.since > OFFLINE:
        return False, f"{away}."
    return True, f"{away}, and trying."


def _span(span: timedelta) -> str:
    seconds = max(0, int(span.total_seconds()))
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count:,} {name}{'s' if count > 1 else ''}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"

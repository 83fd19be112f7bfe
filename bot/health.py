"""Whether the running bot is well: it writes a small file every few seconds, and `nutgraf health` judges the file.

A file needs no open port, no access control, and no network tool in the container.
"""

import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec

INTERVAL = timedelta(seconds=10)

SILENT_AFTER = timedelta(seconds=45)
"""Four heartbeats may be missed: a machine that sleeps or swaps for half a minute is not dead."""

OFFLINE_AFTER = timedelta(minutes=5)
"""Discord's own outages are often shorter than this, and a restart would not end one."""

MAX_SKEW = timedelta(seconds=30)
"""How wrong the host's clock may be before we say so."""

FIX_SKEW = "Digests follow Discord's time, but other programs may not: set the clock, for example with NTP."
JudgeState = Literal["off", "working", "failing", "spent"]
"""`failing`: the judge gave no judgement several times in a row. `spent`: its calls of this day (UTC) are used up."""

Role = Literal["delivers", "answers", "waits"]
"""What a process does. `answers`: another process delivers the digests. `waits`: another one runs its shards."""

_JUDGE_NOTES: Mapping[JudgeState, str] = {
    "working": " The judge works.",
    "failing": " The judge does not work, so answers go out without it; the log says why.",
    "spent": " The judge has reached its limit for today (JUDGE_DAILY_LIMIT).",
}

_log = logging.getLogger(__name__)


class FeedCount(msgspec.Struct, frozen=True):
    """How many feeds there are, and how many of them can't be read."""

    listed: int = 0
    failing: int = 0


class Heartbeat(msgspec.Struct, frozen=True):
    """The state of the process `pid` at the time `beat` (aware): whether it is `online`, and since when.

    `skew`: seconds by which the host's clock is ahead of Discord's time; 0 if that is not known. `judge`: the state of
    the optional judge. `shards`: which connections the process runs, such as `0-3 of 16`; empty if that is not known.
    `role`: what the process does. `feeds`: how many there are, and how many fail. `cache_error`: why the last rewrite
    of the cache failed; empty if it succeeded.
    """

    beat: datetime
    pid: int
    online: bool
    since: datetime
    articles: int
    skew: float = 0.0
    judge: JudgeState = "off"
    shards: str = ""
    role: Role = "delivers"
    feeds: FeedCount = FeedCount()
    cache_error: str = ""


def write_heartbeat(path: Path, heartbeat: Heartbeat) -> bool:
    """Replace the file in one step. Return False if it can't be written; the bot goes on without it."""
    temporary = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary.write_bytes(msgspec.json.encode(heartbeat) + b"\n")
        temporary.replace(path)
    except OSError as error:
        _log.debug("the health file %s can't be written: %s", path, error)
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        return False
    return True


def read_heartbeat(path: Path) -> Heartbeat | None:
    """Return the last heartbeat, or None if there is no readable file."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Heartbeat)
    except (OSError, msgspec.DecodeError):
        return None


def judge_heartbeat(heartbeat: Heartbeat | None, *, now: datetime) -> tuple[bool, str]:
    """Return whether the bot is well at `now`, and a sentence that says why."""
    if heartbeat is None:
        return False, "There is no sign of a running bot."
    silence = now - heartbeat.beat
    if -silence > SILENT_AFTER:
        return False, f"The bot (process {heartbeat.pid}) was last heard of in the future: the clock was set back."
    if silence > SILENT_AFTER:
        return False, f"The bot (process {heartbeat.pid}) was last heard of {_format_duration(silence)} ago."
    return _judge_connection(heartbeat, now)


def _judge_connection(heartbeat: Heartbeat, now: datetime) -> tuple[bool, str]:
    """Judge a bot whose last heartbeat is recent."""
    elapsed = now - heartbeat.since
    if heartbeat.role == "waits":
        return True, "Standing by: another process runs these shards, and this one connects when they are free."
    if heartbeat.online:
        shards = "" if heartbeat.shards in ("", "0 of 1") else f", shards {heartbeat.shards}"
        state = f"Connected to Discord for {_format_duration(elapsed)}{shards}, {heartbeat.articles:,} articles loaded."
        if heartbeat.role == "answers":
            state += " Another process delivers digests; this one stands by."
        state += _JUDGE_NOTES.get(heartbeat.judge, "")
        if heartbeat.feeds.failing:
            counts = f"{heartbeat.feeds.failing:,} of {heartbeat.feeds.listed:,} feeds"
            state += f" {counts} can't be read; nutgraf feeds list says why."
        if heartbeat.cache_error:
            state += f" The cache can't be rewritten ({heartbeat.cache_error})."
        warning = describe_skew(timedelta(seconds=heartbeat.skew))
        return True, f"{state} {warning} {FIX_SKEW}" if warning else state
    if elapsed > OFFLINE_AFTER:
        return False, f"Not connected to Discord for {_format_duration(elapsed)}."
    return True, f"Not connected to Discord for {_format_duration(elapsed)}, and trying."


def describe_skew(skew: timedelta) -> str:
    """Return a sentence if the host's clock is `skew` ahead of Discord's time; empty if it is close enough."""
    if abs(skew) <= MAX_SKEW:
        return ""
    return f"This machine's clock is {_format_duration(abs(skew))} {'fast' if skew > timedelta() else 'slow'}."


def _format_duration(duration: timedelta) -> str:
    seconds = max(0, int(duration.total_seconds()))
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count:,} {name}{'s' if count > 1 else ''}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"

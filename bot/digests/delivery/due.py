"""Which run of a due digest begins, and which were missed."""

import logging
from collections import deque
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.digests.digest import Digest, create_run
from bot.digests.schedules.parse import parse_schedule
from bot.digests.schedules.schedule import iterate_runs_between
from bot.digests.service import SCHEDULE_ERRORS
from bot.digests.store_ports.runs import RunStart

_MAX_MISSED = 50
"""How many missed runs of one digest are recorded. Only the latest ones are."""

_log = logging.getLogger(__name__)


def resolve_due(digest: Digest, now: datetime, grace: timedelta) -> RunStart:
    """Decide what happens to a due digest.

    The latest due time that has passed becomes a run if it was at most `grace` ago. All earlier ones were missed.
    """
    passed: deque[datetime] = deque([digest.due_at] if digest.due_at else [], _MAX_MISSED + 1)
    next_due = None
    try:
        schedule, zone = parse_schedule(digest.schedule), ZoneInfo(digest.zone)
        if digest.due_at is not None:
            passed.extend(iterate_runs_between(schedule, digest.due_at, now, zone))
        next_due = schedule.next_after(now, zone)
    except SCHEDULE_ERRORS:
        _log.error("digest %d has a schedule that can't be read: %s, %s", digest.id, digest.schedule, digest.zone)
    latest = passed.pop() if passed else now
    run = create_run(digest, latest)
    missed = [replace(create_run(digest, due), state="missed", reason="down", ended_at=now) for due in passed]
    digest = replace(digest, due_at=next_due)
    if now - latest > grace:
        return RunStart(digest, None, [*missed, replace(run, state="missed", reason="down", ended_at=now)])
    return RunStart(digest, run, missed)

"""How alerts begin, and how follows are muted and resumed. `delivery` sends the alerts."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from bot.answers.desk.desk import Desk
from bot.digests.alerts.compose import compose_alert
from bot.digests.alerts.news import ArrivedBatch, select_news
from bot.digests.alerts.timing import DAY, PAUSE, RETRY_AFTER, find_full_until, find_send_time
from bot.digests.digest import Digest, Run, create_run, pause_digest
from bot.digests.service import ARCHIVE_LAG, DigestService
from bot.digests.store_ports import FollowMove, Ledger, StoreError

MUTED_FOR = DAY
"""How long the Mute button silences a follow."""

_log = logging.getLogger(__name__)


class BegunAlert(NamedTuple):
    """An alert that is to be sent. The run has its edition."""

    run: Run
    follow: Digest


class _News(NamedTuple):
    """What arrived. `batches`: with the articles that are news. `upto`: the last batch that was looked at."""

    batches: Sequence[ArrivedBatch]
    upto: int

    def list_after(self, cursor: int) -> list[str]:
        """List the ids of the articles that arrived after a batch."""
        return [article for batch in self.batches if batch.number > cursor for article in batch.articles]


def begin_alerts(service: DigestService, now: datetime) -> Sequence[BegunAlert]:
    """Store the alerts that leave now, and when the others may leave. Only for the process that delivers. Blocking."""
    ledger, desk = service.ledger, service.desk()
    ready = ledger.follows.list_ready(now, ledger.arrivals.get_last_batch())
    if not ready:
        return ()
    news = _find_news(ledger, desk, min(follow.cursor for follow in ready), now)
    active = [follow for follow in ready if follow.state == "active"]
    for follow in ready:
        if follow.state != "active":
            # It was muted, and its time is over. What came meanwhile is not told.
            ledger.follows.resume(follow.id, news.upto)
    steps = ledger.follows.get_steps([follow.id for follow in active])
    alerts: list[BegunAlert] = []
    moves: list[FollowMove] = []
    for follow in active:
        try:
            begun = _begin_alert(ledger, desk, follow, news, steps.get(follow.id, {}), now)
        except StoreError:
            raise
        except Exception:  # noqa: BLE001 - the others go on
            _log.exception("the alert of follow %d can't be composed", follow.id)
            begun = FollowMove(follow, now + RETRY_AFTER, follow.cursor)
        if isinstance(begun, FollowMove):
            moves.append(begun)
        elif ledger.follows.begin(begun.run, replace(follow, due_at=now + PAUSE)):
            alerts.append(begun)
    if moves:
        ledger.follows.move_on(moves)
    return alerts


def _find_news(ledger: Ledger, desk: Desk, cursor: int, now: datetime) -> _News:
    """Find what arrived after a batch."""
    batches, upto = ledger.arrivals.list_batches_after(cursor), ledger.arrivals.get_last_batch()
    # The process that delivered before us may have read files that we have not read yet. They are news later.
    missing = [article for batch in batches for article in batch.articles if desk.archive.place(article) is None]
    if missing and (first := ledger.arrivals.find_first_batch(missing, now - ARCHIVE_LAG)) is not None:
        upto = first - 1
    news = [batch for batch in select_news(desk.archive, batches) if batch.number <= upto]
    return _News(news, upto)


def _begin_alert(
    ledger: Ledger, desk: Desk, follow: Digest, news: _News, steps: Mapping[str, int], now: datetime
) -> BegunAlert | FollowMove:
    """Return the alert of a follow if it leaves now, else where the follow goes on."""
    rule, upto = follow.follow, max(news.upto, follow.cursor)
    arrived = news.list_after(follow.cursor)
    if rule is None or not arrived:
        return FollowMove(follow, None, upto)
    edition = compose_alert(desk, follow, rule, arrived, steps, upto=upto).edition
    if not edition.entries:
        return FollowMove(follow, None, upto)
    history = ledger.follows.get_history(follow.id, now - DAY)
    at = find_send_time(rule, follow.zone, history, now).at
    if at > now:
        return FollowMove(follow, at, follow.cursor)
    edition = replace(edition, full_until=find_full_until(rule, [*history.sent, now], now))
    return BegunAlert(replace(create_run(follow, now, requested=True), edition=edition), follow)


async def mute_follow(service: DigestService, follow: Digest, now: datetime) -> Digest | None:
    """Silence a follow for a day. Returns None if it was deleted, or is paused already."""
    muted = replace(pause_digest(follow, "muted"), due_at=now + MUTED_FOR)
    return await service.update(muted, was="active")


async def resume_follow(service: DigestService, follow: Digest, now: datetime) -> Digest | None:
    """Resume a follow that is paused or muted. What came meanwhile is not told. Returns None if it was deleted, or is
    active already."""
    await service.record_arrivals(now)

    def work() -> bool:
        return service.ledger.follows.resume(follow.id, service.ledger.arrivals.get_last_batch())

    if not await service.run_blocking(work):
        return None
    return await service.get(follow.id)

"""How alerts begin, and how follows are muted and resumed. `delivery` sends the alerts."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from bot.answers.desk.desk import Desk
from bot.digests.alerts.compose import compose_alert
from bot.digests.alerts.news import ArrivedBatch, select_news
from bot.digests.alerts.timing import DAY, PAUSE, AlertHistory, find_full_until, find_send_time
from bot.digests.digest import Digest, Edition, create_run, mark_paused
from bot.digests.service import ARCHIVE_LAG, DigestService
from bot.digests.store_ports.follows import BegunAlert, FollowMove
from bot.digests.store_ports.ledger import Ledger

MUTED_FOR = DAY
"""How long the Mute button silences a follow."""

_log = logging.getLogger(__name__)


class _News(NamedTuple):
    """What arrived. `batches`: the batches, with only the articles that are news. `upto`: the last batch examined."""

    batches: Sequence[ArrivedBatch]
    upto: int

    def list_after(self, cursor: int) -> list[str]:
        """List the ids of the articles that arrived after a batch."""
        return [article for batch in self.batches if batch.number > cursor for article in batch.articles]


def begin_alerts(service: DigestService, now: datetime) -> Sequence[BegunAlert]:
    """Store the alerts to send now, and when the others may be sent. Only the process that delivers calls this.

    Blocks.
    """
    ledger, desk = service.ledger, service.desk()
    ready = ledger.follows.list_ready(now, ledger.arrivals.get_last_batch())
    if not ready:
        return ()
    news = _find_news(ledger, desk, min(follow.cursor for follow in ready), now)
    for follow in ready:
        if follow.state != "active":
            # The mute is over. Articles that arrived during it are not sent.
            ledger.follows.resume(follow.id, news.upto)
    active = [follow for follow in ready if follow.state == "active"]
    steps = ledger.follows.get_steps([follow.id for follow in active])
    editions = {follow.id: _compose(desk, follow, news, steps.get(follow.id, {})) for follow in active}
    histories = ledger.follows.get_histories([number for number, edition in editions.items() if edition], now - DAY)
    alerts: list[BegunAlert] = []
    moves: list[FollowMove] = []
    for follow in active:
        edition = editions[follow.id]
        history = histories.get(follow.id, AlertHistory())
        if edition is None or follow.follow is None:
            moves.append(FollowMove(follow, None, max(news.upto, follow.cursor)))
        elif (at := find_send_time(follow.follow, follow.zone, history, now).at) > now:
            moves.append(FollowMove(follow, at, follow.cursor))
        else:
            full_until = find_full_until(follow.follow, [*history.sent, now], now)
            edition = replace(edition, full_until=full_until)
            run = replace(create_run(follow, now, requested=True), edition=edition)
            # Look at it again for articles that arrive in the next few minutes.
            alerts.append(BegunAlert(run, replace(follow, due_at=now + PAUSE)))
    if moves:
        ledger.follows.move_on(moves)
    return ledger.follows.begin(alerts) if alerts else ()


def _find_news(ledger: Ledger, desk: Desk, cursor: int, now: datetime) -> _News:
    """Find what arrived after a batch."""
    batches, upto = ledger.arrivals.list_batches_after(cursor), ledger.arrivals.get_last_batch()
    # The process that delivered before us may have read files that we have not read yet. They become news later.
    missing = [article for batch in batches for article in batch.articles if desk.archive.place(article) is None]
    if missing and (first := ledger.arrivals.find_first_batch(missing, now - ARCHIVE_LAG)) is not None:
        upto = first - 1
    news = [batch for batch in select_news(desk.archive, batches) if batch.number <= upto]
    return _News(news, upto)


def _compose(desk: Desk, follow: Digest, news: _News, steps: Mapping[str, int]) -> Edition | None:
    """Return what a follow sends now; None if there is nothing to send."""
    arrived = news.list_after(follow.cursor)
    if follow.follow is None or not arrived:
        return None
    try:
        edition = compose_alert(desk, follow, follow.follow, arrived, steps, upto=news.upto).edition
    except Exception:  # noqa: BLE001 - the other follows still get their alerts
        _log.exception("the alert of follow %d can't be composed; the new articles are not sent", follow.id)
        return None
    return edition if edition.entries else None


async def mute_follow(service: DigestService, follow: Digest, now: datetime) -> Digest | None:
    """Silence a follow for a day. Returns None if it was deleted, or is paused already."""
    muted = replace(mark_paused(follow, "muted"), due_at=now + MUTED_FOR)
    return await service.update(muted, was="active")


async def resume_follow(service: DigestService, follow: Digest, now: datetime) -> Digest | None:
    """Resume a follow that is paused or muted. Articles that arrived in the meantime are not sent.

    Returns None if it was deleted, or is active already.
    """
    await service.record_arrivals(now)

    def work() -> bool:
        return service.ledger.follows.resume(follow.id, service.ledger.arrivals.get_last_batch())

    if not await service.run_blocking(work):
        return None
    return await service.get(follow.id)

"""Edits messages when an article in them is corrected or withdrawn, one message at a time.

The ledger has each headline and sentence as its message shows it. A correction is due as long as the archive says
something else, so nothing is lost if a process dies: the next one finds the same corrections. It reads a message before
it edits it, and leaves it alone if it is right already.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import groupby

from bot.answers.desk.desk import Desk
from bot.coverage.archive.archive import Archive
from bot.coverage.archive.changes import hash_articles, list_changed_ids
from bot.coverage.archive.merging import format_id
from bot.digests.delivery.rate_limit import RateLimiter
from bot.digests.digest import Correction, ShownArticle
from bot.digests.editions.corrections import find_corrections
from bot.digests.ports import (
    ClaimLostError,
    Clock,
    HistoryUnreadableError,
    Publisher,
    SendDeferredError,
    SendRefusedError,
)
from bot.digests.service import DigestService
from bot.digests.store_ports.errors import StoreError

LOOKED_BACK = timedelta(days=30)
"""When a process begins to deliver, it compares what was sent in this time with the archive. After that, it looks up
every article that changes, no matter when it was sent."""

_PAUSES = (30.0, 120.0, 600.0, 3_600.0)
"""Seconds until the next attempt to edit a message, after each failed one."""

_log = logging.getLogger(__name__)


class _Checked:
    """An archive that was compared with what was sent."""

    def __init__(self, archive: Archive) -> None:
        self.fingerprint = archive.fingerprint
        self.digests = hash_articles(archive)
        self.withdrawn = frozenset(archive.withdrawals)

    def list_changed(self, archive: Archive) -> set[str]:
        """List the ids of articles that are new, changed or withdrawn in a later archive."""
        withdrawn = map(format_id, archive.withdrawals.keys() - self.withdrawn)
        return {*list_changed_ids(archive, self.digests), *withdrawn}


class Corrector:
    """Finds messages that should say something else, and edits them."""

    def __init__(self, service: DigestService, publisher: Publisher, clock: Clock, limiter: RateLimiter) -> None:
        self._service = service
        self._store = service.ledger.corrections
        self._publisher = publisher
        self._clock = clock
        self._limiter = limiter
        self._checked: _Checked | None = None
        self._deferred: set[str] = set()
        self._failures = 0
        self._task: asyncio.Task[None] | None = None
        self._retry: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look for messages to edit, unless that has been done or is in progress.

        Only the process that delivers calls this.
        """
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="digests, corrections")

    def forget(self) -> None:
        """Compare everything again at the next start, because another process delivers in the meantime."""
        self._checked = None

    async def close(self) -> None:
        """Stop. The next process edits the remaining messages."""
        tasks = [task for task in (self._task, self._retry) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self) -> None:
        try:
            while (corrections := await self._service.run_blocking(self._find)) is not None:
                await self._edit_all(corrections)
                self._failures = self._failures + 1 if self._deferred else 0
                if self._deferred:
                    self._schedule_retry(_PAUSES[min(self._failures, len(_PAUSES)) - 1])
        except ClaimLostError:
            self.forget()
        except StoreError as error:
            self.forget()
            _log.error("messages can't be corrected now: %s", error)
        except Exception:  # noqa: BLE001 - the next round may succeed
            self.forget()
            _log.exception("messages could not be corrected")

    def _schedule_retry(self, seconds: float) -> None:
        """Try again later to edit the messages that could not be edited."""

        async def wake_later() -> None:
            await self._clock.sleep(seconds)
            self._retry = None
            self._clock.wake()

        if self._retry is None:
            self._retry = asyncio.create_task(wake_later(), name="digests, corrections again")

    def _find(self) -> Sequence[Correction] | None:
        """Find the corrections to make; None if nothing has changed since the last time. Blocks."""
        desk = self._service.desk()
        archive, checked = desk.archive, self._checked
        if checked is None:
            shown = self._store.list_shown_since(self._clock.now() - LOOKED_BACK)
        elif archive.fingerprint != checked.fingerprint or (self._deferred and self._retry is None):
            changed = checked.list_changed(archive) | self._deferred
            shown = self._store.list_shown(changed) if changed else ()
        else:
            return None
        found = list(_find_in_order(desk, shown))
        self._deferred = set()
        self._checked = _Checked(archive)
        return found

    async def _edit_all(self, corrections: Iterable[Correction]) -> None:
        for _, group in groupby(corrections, _get_message):
            of_message = list(group)
            try:
                await self._edit(of_message)
            except SendDeferredError as error:
                _log.info("a message will be corrected later: %s", error)
                self._deferred.update(correction.shown.article for correction in of_message)

    async def _edit(self, corrections: Sequence[Correction]) -> None:
        """Edit one message. Raises `ClaimLostError`, `SendDeferredError` and `StoreError`."""
        service, store = self._service, self._store
        digest = await service.get(corrections[0].shown.digest)
        if digest is None or digest.why == "gone":
            return

        def is_due() -> bool:
            return service.may_deliver() and all(store.is_shown(correction.shown) for correction in corrections)

        async def guard() -> None:
            await self._limiter.acquire()
            if not await service.run_blocking(is_due):
                raise ClaimLostError

        try:
            await self._publisher.correct(digest, corrections, guard)
        except (SendRefusedError, HistoryUnreadableError) as error:
            _log.info("a message of digest %d can't be corrected: %r", digest.id, error)
            await service.run_blocking(lambda: [store.give_up(correction.shown) for correction in corrections])
            return
        except ClaimLostError:
            if await service.run_blocking(service.may_deliver):
                # Somebody deleted the digest, or restored a backup.
                return
            raise
        await service.run_blocking(lambda: [store.record_correction(correction) for correction in corrections])
        _log.info("digest %d: corrected %d articles in a message", digest.id, len(corrections))


def _get_message(correction: Correction) -> tuple[int, int, int]:
    return correction.shown.digest, correction.shown.channel, correction.shown.message


def _find_in_order(desk: Desk, shown: Iterable[ShownArticle]) -> Sequence[Correction]:
    """Find the corrections, in an order that keeps those of one message together."""
    return sorted(find_corrections(desk, sorted(shown, key=lambda each: each.article)), key=_get_message)

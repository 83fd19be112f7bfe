"""Decides, among the processes of one bot, whether this one connects its shards and whether it delivers digests.

Each process answers on its own shards. One delivers; the others stand by, and the database's locks say which.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from bot.digests.store_ports.errors import StoreError
from bot.store.processes.notifications import Notifications
from bot.store.processes.process_locks import Held, ProcessLocks

_LISTEN_FOR = 1.0
"""Seconds that a thread waits for a notification. When the bot stops, it may have to wait that long for the thread."""

_RETRY_AFTER = 1.0
"""Seconds until a connection that broke is opened again."""

_IDENTIFY_INTERVAL = 5.0
"""Seconds between the connections of two shards if the database can't be asked. From Discord's documentation."""

_log = logging.getLogger(__name__)


class Membership:
    """What the locks allow this process now. `lease`: seconds after which it loses them if it does not renew them."""

    def __init__(self, locks: ProcessLocks, lease: float) -> None:
        self.delivers = False
        self.lease = lease
        self._locks = locks
        self._has_shards, self._lost_shards = asyncio.Event(), asyncio.Event()
        self._is_known = False

    @property
    def is_waiting(self) -> bool:
        """Whether another process runs our shards, so that this one is not connected."""
        return not self._has_shards.is_set()

    async def wait_for_shards(self) -> None:
        """Wait until no other process runs our shards."""
        await self._has_shards.wait()

    async def wait_for_loss(self) -> None:
        """Wait until another process runs our shards."""
        await self._lost_shards.wait()

    async def keep(self, can_deliver: Callable[[], bool], on_change: Callable[[], None]) -> None:
        """Renew the locks until cancelled.

        `can_deliver`: whether this process is connected, and so able to deliver. `on_change` is called when it starts
        or stops delivering.
        """
        loop = asyncio.get_running_loop()
        # The default executor's threads may all be busy with questions.
        pool = ThreadPoolExecutor(1, "locks")
        connected_at = float("-inf")
        try:
            while True:
                if can_deliver():
                    connected_at = loop.time()
                # A connection that breaks for a moment is not a reason to leave the digests to another process.
                may_deliver = loop.time() - connected_at < self.lease
                try:
                    held = await loop.run_in_executor(pool, partial(self._locks.renew, may_deliver=may_deliver))
                except StoreError as error:
                    # While the database is unreachable, nobody can take our shards.
                    held = Held(self._has_shards.is_set(), delivers=False)
                    if self.delivers or not self._is_known:
                        _log.error("no digest is delivered from here: %s", error)
                self._apply(held, on_change)
                await asyncio.sleep(self.lease / 4)
        finally:
            pool.shutdown(wait=False)

    def _apply(self, held: Held, on_change: Callable[[], None]) -> None:
        if held.shards != self._has_shards.is_set() or not self._is_known:
            if held.shards:
                self._lost_shards.clear()
                self._has_shards.set()
            else:
                _log.warning("another process runs these shards; this one stands by until they are free")
                self._has_shards.clear()
                self._lost_shards.set()
        is_changed, self.delivers = held.delivers != self.delivers, held.delivers
        if held.delivers and is_changed:
            _log.info("this process delivers the digests")
        elif is_changed or (held.shards and not self._is_known):
            _log.info("this process answers, and stands by to deliver the digests")
        self._is_known = True
        if is_changed:
            on_change()


async def wait_for_turn(take_turn: Callable[[int], float], key: int) -> None:
    """Wait until a shard with this rate limit key may identify itself to Discord, whichever process runs it."""
    try:
        while seconds := await asyncio.to_thread(take_turn, key):  # noqa: ASYNC110 - it says how long to wait
            await asyncio.sleep(seconds)
    except StoreError as error:
        # Discord refuses a shard that comes too early, and discord.py tries again.
        _log.warning("a shard connects without asking the other processes: %s", error)
        await asyncio.sleep(_IDENTIFY_INTERVAL)


async def follow(notifications: Notifications, on_notify: Callable[[], Awaitable[None]]) -> None:
    """Call `on_notify` whenever another process changed digests, or may have, until cancelled."""
    loop = asyncio.get_running_loop()
    pool = ThreadPoolExecutor(1, "notifications")
    is_away = False
    try:
        while True:
            try:
                is_notified = await loop.run_in_executor(pool, notifications.wait, _LISTEN_FOR)
                if is_notified:
                    await on_notify()
                is_away = False
            except StoreError as error:
                if not is_away:
                    _log.warning("changes that other processes make are not seen for now: %s", error)
                is_away = True
                await asyncio.sleep(_RETRY_AFTER)
    finally:
        pool.shutdown(wait=False)

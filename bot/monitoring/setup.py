"""Puts the monitoring together: what records, what is read, and the server."""

import asyncio
import errno
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime

from bot.catalogue import Catalogue
from bot.chat.session.admission import Admission
from bot.connection import Connection, StartError
from bot.digests.service import DigestService
from bot.health import JudgeState
from bot.live_desk.live_desk import LiveDesk
from bot.monitoring.loop_lag import measure_lag
from bot.monitoring.pages import DigestPages
from bot.monitoring.recorder import Recorder
from bot.monitoring.server import serve_monitoring
from bot.monitoring.state import Parts
from bot.monitoring.store_probe import StoreProbe
from bot.settings.checks import Address
from bot.store.open_store import OpenStore

_log = logging.getLogger(__name__)


class Monitoring:
    """The monitoring of one process, at an address that the operator chose."""

    def __init__(self, address: Address, clock: Callable[[], datetime]) -> None:
        self.recorder = Recorder()
        self._address = address
        self._clock = clock
        self._parts = Parts()

    @asynccontextmanager
    async def serve(self, store: OpenStore) -> AsyncGenerator[None]:
        """Serve until the block ends. Raises `StartError` if the address can't be used."""
        probe = self._parts.store = StoreProbe(store)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(probe.close)
            try:
                server = serve_monitoring(self._address, self._parts, self.recorder, self._clock)
                await stack.enter_async_context(server)
            except OSError as error:
                raise StartError(describe_address_fault(self._address, error)) from None
            _log.info("metrics, health and readiness are at http://%s", self._address)
            lag = asyncio.create_task(measure_lag(self.recorder.record_lag))
            stack.callback(lag.cancel)
            yield

    def publish(self, service: DigestService, catalogue: Catalogue, url: str) -> None:
        """Serve the pages of digests from now on. `url`: where the server is reached from outside."""
        self._parts.pages = DigestPages(service, catalogue, url)

    def watch(
        self, live_desk: LiveDesk, connection: Connection, admission: Admission, judge: Callable[[], JudgeState]
    ) -> None:
        """Read the state from these parts from now on, and note when the archive changes."""
        parts, wake = self._parts, live_desk.on_change

        def note_change() -> None:
            parts.changed_at = self._clock()
            wake()

        parts.live_desk, parts.connection, parts.admission, parts.judge = live_desk, connection, admission, judge
        parts.changed_at, live_desk.on_change = self._clock(), note_change


def describe_address_fault(address: Address, error: OSError) -> str:
    """Say, for the operator, why an address can't be used, and how to fix it."""
    if error.errno == errno.EADDRINUSE:
        return f"METRICS_ADDRESS: another program already uses {address}. Choose another port."
    if error.errno == errno.EACCES:
        return f"METRICS_ADDRESS: this user may not use {address}. Choose a port above 1023."
    return f"METRICS_ADDRESS: {address} can't be used ({error.strerror or error}). Give an address of this machine."

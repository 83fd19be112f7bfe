"""Asks a language model which sentences answer a question, within bounds: of time, of calls a day, and of failures.

Whatever goes wrong, there is simply no judgement. The log says what went wrong, without the question, the sentences,
the key or what the model wrote.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from hashlib import blake2b
from http import HTTPStatus
from typing import Final

import aiohttp
import msgspec
from cachetools import TTLCache
from msgspec import Struct
from purgatory import AsyncCircuitBreakerFactory, CircuitBreakerRecovered, ContextChanged, Event
from purgatory.domain.model import OpenedState

from bot import __version__
from bot.answers.replies.judgement import Judgement, Sentence
from bot.health import JudgeState
from bot.judge.completion import MAX_BYTES, JudgeError, read_completion
from bot.judge.daily_cap import DailyCap
from bot.judge.endpoint import Endpoint
from bot.judge.prompt import MAX_QUESTION, build_request

_CIRCUIT: Final = "judge"

FAILURES = (aiohttp.ClientError, OSError, TimeoutError, JudgeError)
"""What asking a model may raise."""

_log = logging.getLogger(__name__)


class JudgeLimits(Struct, frozen=True):
    """The bounds of a judge.

    `timeout`: seconds until the answer goes out without the judge; a reader waits no longer. After `failures` failures
    in a row, the judge is not asked for `pause` seconds. The last `cached` judgements are kept for `cache_time`
    seconds.
    """

    timeout: float = 2.0
    failures: int = 3
    pause: float = 60.0
    cached: int = 2_000
    cache_time: float = 3_600.0


class ModelJudge:
    """A judge that asks a language model. `open_judge` makes one."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        endpoint: Endpoint,
        cap: DailyCap,
        clock: Callable[[], datetime],
        limits: JudgeLimits,
    ) -> None:
        self._session = session
        self._endpoint = endpoint
        self._cap = cap
        self._clock = clock
        self._limits = limits
        self._cache: TTLCache[bytes, Judgement] = TTLCache(limits.cached, limits.cache_time)
        self._breakers = AsyncCircuitBreakerFactory(limits.failures, limits.pause, exclude=[asyncio.CancelledError])
        self._breakers.add_listener(self._note_event)
        self._is_failing = False
        self._spent_on: date | None = None

    @property
    def state(self) -> JudgeState:
        """How the judge is, for the health file."""
        if self._spent_on == self._clock().date():
            return "spent"
        return "failing" if self._is_failing else "working"

    async def judge(self, question: str, sentences: Sequence[Sentence]) -> Judgement | None:
        """Judge which sentences answer a question. Return None if there is no judgement in time. Never raises."""
        if len(question) > MAX_QUESTION or not sentences:
            return None
        try:
            return await self._judge(question, sentences)
        except OpenedState:
            return None
        except FAILURES as error:
            _log.info("the judge gave no judgement: %s", describe_failure(error))
        except Exception:  # noqa: BLE001 - an answer matters more than a judgement on it
            _log.exception("the judge failed")
        return None

    async def ask(self, question: str, sentences: Sequence[Sentence]) -> Judgement:
        """Ask the model once, in bounded time, even in a pause or over the daily limit. Raises one of `FAILURES`."""
        body = msgspec.json.encode(build_request(self._endpoint.model, question, sentences))
        async with asyncio.timeout(self._limits.timeout):
            return await self._send(body, len(sentences))

    async def _judge(self, question: str, sentences: Sequence[Sentence]) -> Judgement | None:
        body = msgspec.json.encode(build_request(self._endpoint.model, question, sentences))
        # The hash alone is kept, so that no question stays in memory.
        key = blake2b(body, digest_size=16).digest()
        if (cached := self._cache.get(key)) is not None:
            return cached
        async with await self._breakers.get_breaker(_CIRCUIT), asyncio.timeout(self._limits.timeout):
            if not await self._may_call():
                return None
            judgement = await self._send(body, len(sentences))
        self._cache[key] = judgement
        return judgement

    async def _may_call(self) -> bool:
        today = self._clock().date()
        if await asyncio.to_thread(self._cap.take, today):
            return True
        if self._spent_on != today:
            self._spent_on = today
            _log.warning("JUDGE_DAILY_LIMIT is reached; answers go out without the judge until midnight UTC")
        return False

    async def _send(self, body: bytes, count: int) -> Judgement:
        """Send a request about `count` sentences, and read the judgement."""
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._endpoint.key is not None:
            headers["Authorization"] = f"Bearer {self._endpoint.key}"
        # A redirect could carry the key and the question to somewhere else.
        async with self._session.post(
            self._endpoint.completions_url, data=body, headers=headers, allow_redirects=False
        ) as response:
            if response.status != HTTPStatus.OK:
                raise JudgeError(f"the endpoint answered with HTTP {response.status}")
            received = bytearray()
            async for chunk in response.content.iter_any():
                received += chunk
                if len(received) > MAX_BYTES:
                    raise JudgeError("the response is too long")
            return read_completion(bytes(received), count)

    def _note_event(self, _circuit: str, _kind: str, event: Event) -> None:
        if isinstance(event, ContextChanged) and event.state == "opened" and not self._is_failing:
            self._is_failing = True
            pause = self._limits.pause
            _log.warning("the judge keeps failing; answers go out without it, and it is tried every %.0f s", pause)
        elif isinstance(event, CircuitBreakerRecovered) and self._is_failing:
            self._is_failing = False
            _log.info("the judge works again")


@asynccontextmanager
async def open_judge(
    endpoint: Endpoint, cap: DailyCap, *, clock: Callable[[], datetime], limits: JudgeLimits | None = None
) -> AsyncGenerator[ModelJudge]:
    """Open the connection to a language model. `clock` (UTC) tells which day a call counts for."""
    headers = {"User-Agent": f"Nutgraf/{__version__}"}
    async with aiohttp.ClientSession(headers=headers, cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield ModelJudge(session, endpoint, cap, clock, limits or JudgeLimits())


def describe_failure(error: BaseException) -> str:
    """Say what went wrong. A timeout has no text of its own."""
    return "it took too long" if isinstance(error, TimeoutError) else str(error) or type(error).__name__

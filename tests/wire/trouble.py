"""The failures between the bot and Discord: ordered by a test, or random with a known seed."""

import asyncio
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CALLBACK = r"POST /interactions/\d+/[^/]+/callback"
EDIT_REPLY = r"PATCH /webhooks/\d+/[^/]+/messages/@original"
FOLLOW_UP = r"POST /webhooks/\d+/[^/]+"
SEND = r"POST /channels/\d+/messages"
OPEN_POST = r"POST /channels/\d+/threads"
HISTORY = r"GET /channels/\d+/messages"
CROSSPOST = r"POST /channels/\d+/messages/\d+/crosspost"
EDIT = r"PATCH /channels/\d+/messages/\d+"
OPEN_DM = r"POST /users/@me/channels"
TYPING = r"POST /channels/\d+/typing"
COMMANDS = r"PUT /applications/\d+/commands"
ANY = r".*"


@dataclass(frozen=True)
class Fails:
    """A server error. `too_late`: the request takes effect all the same."""

    status: int = 502
    too_late: bool = False


@dataclass(frozen=True)
class Limited:
    """The answer 429: try again after some seconds."""

    retry_after: float
    everywhere: bool = False

    def body(self) -> Mapping[str, Any]:
        """Return the body of the answer."""
        message = "You are being rate limited."
        return {"message": message, "retry_after": self.retry_after, "global": self.everywhere, "code": 0}


@dataclass(frozen=True)
class Refused:
    """The request has no effect, and is answered with one of Discord's errors."""

    status: int = 403
    code: int = 50013
    message: str = "Missing Permissions"


@dataclass(frozen=True)
class Slow:
    """The request takes effect at once; the answer comes `seconds` later, or once it is `released`."""

    seconds: float
    released: asyncio.Event | None = None


@dataclass(frozen=True)
class Held:
    """The request takes effect `seconds` after it came, even if its sender is gone by then."""

    seconds: float


@dataclass(frozen=True)
class Lost:
    """The request takes effect, and the connection breaks before the answer."""


@dataclass(frozen=True)
class Dropped:
    """The connection breaks, and the request has no effect."""


Trouble = Fails | Limited | Refused | Slow | Held | Lost | Dropped
KINDS: Mapping[str, type[Trouble]] = {
    kind.__name__.lower(): kind for kind in (Fails, Limited, Refused, Slow, Held, Lost, Dropped)
}


@dataclass(frozen=True)
class Chances:
    """How probable each trouble is for a request that matches the pattern `on`.

    A request has at most one trouble, so the probabilities add up to at most 1. The gateway's connection breaks at a
    request with the probability `cut`, whatever happens to the request.
    """

    on: str = ANY
    dropped: float = 0.0
    failed: float = 0.0  # 500 or 502, without effect
    held: float = 0.0
    slow: float = 0.0
    lost: float = 0.0
    too_late: float = 0.0  # 502 after the effect
    longest: float = 0.5  # seconds that a request is held or its answer slow, at most
    cut: float = 0.0

    def __post_init__(self) -> None:
        probabilities = (self.dropped, self.failed, self.held, self.slow, self.lost, self.too_late, self.cut)
        if min(probabilities) < 0 or self.cut > 1 or sum(probabilities[:-1]) > 1 + 1e-9:
            raise ValueError(f"no probabilities: {self}")

    def draw(self, dice: random.Random) -> Trouble | None:
        """Return the trouble of the next request, if any. It draws the same number of times in every case."""
        chosen, seconds, status = dice.random(), dice.random() * self.longest, dice.choice((500, 502))
        for chance, kind in (
            (self.dropped, Dropped()),
            (self.failed, Fails(status)),
            (self.held, Held(seconds)),
            (self.slow, Slow(seconds)),
            (self.lost, Lost()),
            (self.too_late, Fails(502, too_late=True)),
        ):
            if chosen < chance:
                return kind
            chosen -= chance
        return None


@dataclass
class _Order:
    pattern: re.Pattern[str]
    kind: Trouble
    times: int


@dataclass
class Troubles:
    """Troubles to come. An order applies to the next requests that match it; then chance decides."""

    _waiting: list[_Order] = field(default_factory=list)
    struck: list[tuple[str, Trouble]] = field(default_factory=list)
    chances: Chances | None = None
    dice: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 - repeatable, not secret

    def order(self, kind: Trouble, on: str, times: int = 1) -> None:
        """Order a trouble. `on`: a pattern for a method and path, such as `CALLBACK`."""
        self._waiting.append(_Order(re.compile(on), kind, times))

    def set_chances(self, chances: Chances | None, seed: int = 0) -> None:
        """Let chance decide about each request from now on, starting with a seed; None: no more troubles by chance."""
        self.chances, self.dice = chances, random.Random(seed)  # noqa: S311 - as above

    def clear(self) -> None:
        """Cancel all troubles."""
        self._waiting.clear()
        self.chances = None

    def next_trouble(self, request: str) -> Trouble | None:
        """Return the trouble of a request, if any. A trouble that was ordered is used up."""
        for order in self._waiting:
            if order.times > 0 and order.pattern.fullmatch(request):
                order.times -= 1
                self.struck.append((request, order.kind))
                return order.kind
        if self.chances is None or not re.fullmatch(self.chances.on, request):
            return None
        kind = self.chances.draw(self.dice)
        if kind is not None:
            self.struck.append((request, kind))
        return kind

    def cuts_gateway(self, request: str) -> bool:
        """Return whether the gateway's connection breaks at a request."""
        chances = self.chances
        return bool(chances and chances.cut and re.fullmatch(chances.on, request) and self.dice.random() < chances.cut)

    @property
    def left(self) -> int:
        """How many troubles that were ordered have not happened yet."""
        return sum(order.times for order in self._waiting)

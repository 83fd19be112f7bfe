"""What can go wrong on the way to Discord and back: ordered by a test, or left to a chance of known seed."""

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
HISTORY = r"GET /channels/\d+/messages"
CROSSPOST = r"POST /channels/\d+/messages/\d+/crosspost"
OPEN_DM = r"POST /users/@me/channels"
TYPING = r"POST /channels/\d+/typing"
COMMANDS = r"PUT /applications/\d+/commands"
ANY = r".*"


@dataclass(frozen=True)
class Fails:
    """A server error; `too_late` is one that comes although the request took effect."""

    status: int = 502
    too_late: bool = False


@dataclass(frozen=True)
class Limited:
    """429: come back in so many seconds."""

    retry_after: float
    everywhere: bool = False

    def body(self) -> Mapping[str, Any]:
        """What Discord says with it."""
        said = "You are being rate limited."
        return {"message": said, "retry_after": self.retry_after, "global": self.everywhere, "code": 0}


@dataclass(frozen=True)
class Refused:
    """The request has no effect, and is answered with one of Discord's errors."""

    status: int = 403
    code: int = 50013
    message: str = "Missing Permissions"


@dataclass(frozen=True)
class Slow:
    """The request takes effect at once; the answer comes so many seconds later, or when it is `released`."""

    seconds: float
    released: asyncio.Event | None = None


@dataclass(frozen=True)
class Held:
    """The request takes effect so many seconds after it came, even where its sender is gone by then."""

    seconds: float


@dataclass(frozen=True)
class Lost:
    """The request takes effect, and the connection breaks before the answer."""


@dataclass(frozen=True)
class Dropped:
    """The connection breaks, and the request has no effect."""


Kind = Fails | Limited | Refused | Slow | Held | Lost | Dropped
KINDS: Mapping[str, type[Kind]] = {
    each.__name__.lower(): each for each in (Fails, Limited, Refused, Slow, Held, Lost, Dropped)
}


@dataclass(frozen=True)
class Chances:
    """How probable each trouble is for a request that fits `on`: at most one for each request, so that their sum is
    at most 1. Whether the gateway's connection breaks at a request (`cut`) is apart from what befalls the request."""

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
        each = (self.dropped, self.failed, self.held, self.slow, self.lost, self.too_late, self.cut)
        if min(each) < 0 or self.cut > 1 or sum(each[:-1]) > 1 + 1e-9:
            raise ValueError(f"no probabilities: {self}")

    def draw(self, dice: random.Random) -> Kind | None:
        """What befalls the next request. Takes the same number of draws whatever it is."""
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
    kind: Kind
    times: int


@dataclass
class Troubles:
    """Troubles in waiting. Each strikes the next requests that it fits, as many as were ordered; chance comes after."""

    _waiting: list[_Order] = field(default_factory=list)
    struck: list[tuple[str, Kind]] = field(default_factory=list)
    chances: Chances | None = None
    dice: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 - to be repeated, not to be secret

    def order(self, kind: Kind, on: str, times: int = 1) -> None:
        """`on` is a pattern for a method and path, such as `CALLBACK`."""
        self._waiting.append(_Order(re.compile(on), kind, times))

    def leave_to_chance(self, chances: Chances | None, seed: int = 0) -> None:
        """From now on each request takes these chances, drawn from the seed; none with `None`."""
        self.chances, self.dice = chances, random.Random(seed)  # noqa: S311 - the same

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._waiting.clear()
        self.chances = None

    def strike(self, request: str) -> Kind | None:
        """The trouble that this request meets, if any; one that was ordered is used up by that."""
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
        """Whether the gateway's connection breaks at this request."""
        chances = self.chances
        return bool(chances and chances.cut and re.fullmatch(chances.on, request) and self.dice.random() < chances.cut)

    @property
    def left(self) -> int:
        """How many that were ordered have not struck yet."""
        return sum(order.times for order in self._waiting)

"""What can go wrong on the way to Discord and back, to be ordered by a test."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CALLBACK = r"POST /interactions/\d+/[^/]+/callback"
EDIT_REPLY = r"PATCH /webhooks/\d+/[^/]+/messages/@original"
FOLLOW_UP = r"POST /webhooks/\d+/[^/]+"
SEND = r"POST /channels/\d+/messages"
TYPING = r"POST /channels/\d+/typing"
COMMANDS = r"PUT /applications/\d+/commands"


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
class Slow:
    """The request takes effect at once; the answer comes so many seconds later."""

    seconds: float


@dataclass(frozen=True)
class Lost:
    """The request takes effect, and the connection breaks before the answer."""


Kind = Fails | Limited | Slow | Lost


@dataclass
class Troubles:
    """Troubles in waiting. Each strikes the next requests that it fits, as many as were ordered."""

    _waiting: list[tuple[re.Pattern[str], Kind]] = field(default_factory=list)
    struck: list[tuple[str, Kind]] = field(default_factory=list)

    def order(self, kind: Kind, on: str, times: int = 1) -> None:
        """`on` is a pattern for a method and path, such as `CALLBACK`."""
        self._waiting += [(re.compile(on), kind)] * times

    def strike(self, request: str) -> Kind | None:
        """The trouble that this request meets, if any; it is used up by that."""
        for index, (pattern, kind) in enumerate(self._waiting):
            if pattern.fullmatch(request):
                del self._waiting[index]
                self.struck.append((request, kind))
                return kind
        return None

    @property
    def left(self) -> int:
        """How many have not struck yet."""
        return len(self._waiting)

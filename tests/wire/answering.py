"""From a request to its answer: reading it, the rate limits, the route's handler, and what was ordered to go wrong."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.wire import channels, responses, rest  # noqa: F401 - their routes register themselves
from tests.wire.buckets import Buckets
from tests.wire.routes import Answer, Call, Route, refusal
from tests.wire.trouble import Fails, Kind, Limited, Refused

MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_id", "interaction_token")
ORDERED, EVERYWHERE, ROUTE = "ordered", "everywhere", "route"


@dataclass
class Request:
    """One request of the bot, and how it went. `status` is 0 while it is under way, and where no answer was sent."""

    method: str
    path: str
    body: Any
    files: Sequence[str]
    came: float = field(default_factory=time.monotonic)
    status: int = 0

    @property
    def line(self) -> str:
        """Such as "POST /channels/1/messages"."""
        return f"{self.method} {self.path}"


async def read(incoming: web.Request) -> tuple[Any, Sequence[str]]:
    """The JSON body, or the payload of a multipart one with the names of its other parts."""
    if incoming.content_type.startswith("multipart/"):
        form = await incoming.post()
        return json.loads(str(form.get("payload_json", "null"))), [name for name in form if name != "payload_json"]
    text = await incoming.text()
    return (json.loads(text) if text else None), []


@dataclass(frozen=True)
class Passage:
    """Whether a request passes the rate limits: the headers that its answer carries, and what turns it away, if any:
    a limit of Discord's own ("route", "everywhere"), or an ordered one."""

    headers: Mapping[str, str]
    limited: Limited | None = None
    cause: str = ""

    @property
    def refusal(self) -> tuple[Answer, Mapping[str, str]]:
        """429 with its headers. Only for a request that is turned away."""
        assert self.limited is not None
        everywhere = self.limited.everywhere
        told = {"X-RateLimit-Scope": "global" if everywhere else "user", "Retry-After": str(self.limited.retry_after)}
        told |= {"X-RateLimit-Global": "true"} if everywhere else {}
        return Answer(429, self.limited.body()), {**self.headers, **told}


def passage(buckets: Buckets, route: Route, parameters: Mapping[str, str], trouble: Kind | None) -> Passage:
    """Counts the request. Interactions are bound by no global limit."""
    via = {"Via": "1.1 stand-in"}
    if route.needs_token and (wait := buckets.enter()):
        return Passage(via, Limited(wait, everywhere=True), EVERYWHERE)
    passes, headers = buckets.take(route.name, "+".join(parameters[key] for key in MAJOR if key in parameters))
    if not passes:
        return Passage({**via, **headers}, Limited(float(headers["X-RateLimit-Reset-After"])), ROUTE)
    if isinstance(trouble, Limited):
        return Passage({**via, **headers}, trouble, ORDERED)
    return Passage({**via, **headers})


def handled(route: Route, call: Call, trouble: Kind | None) -> Answer:
    """What the route answers, or the failure that was ordered, before or after the effect. Raises
    `NotImplementedError` for what a route cannot do."""
    match trouble:
        case Refused():
            return refusal(trouble.status, trouble.code, trouble.message)
        case Fails():
            if trouble.too_late:
                route.handler(call)
            return Answer(trouble.status, {"code": 0, "message": "as ordered"})
        case _:
            return route.handler(call)

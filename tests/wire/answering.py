"""Answers a request: reads it, checks the rate limits, and calls the route's handler or the trouble ordered."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.wire import channels, responses, rest, threads  # noqa: F401 - their routes register themselves
from tests.wire.buckets import Buckets
from tests.wire.routes import Answer, Call, Route, make_error
from tests.wire.trouble import Fails, Limited, Refused, Trouble

MAJOR_PARAMETERS = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_id", "interaction_token")
ORDERED, EVERYWHERE, ROUTE = "ordered", "everywhere", "route"


@dataclass
class Request:
    """One request of the bot, and its status: 0 until it is answered, and if the connection breaks before that."""

    method: str
    path: str
    body: Any
    files: Sequence[str]
    received_at: float = field(default_factory=time.monotonic)
    status: int = 0

    @property
    def line(self) -> str:
        """The method and path, such as "POST /channels/1/messages"."""
        return f"{self.method} {self.path}"


async def read_body(incoming: web.Request) -> tuple[Any, Sequence[str]]:
    """Return the JSON body; for a multipart body, its payload and the names of its other parts."""
    if incoming.content_type.startswith("multipart/"):
        form = await incoming.post()
        return json.loads(str(form.get("payload_json", "null"))), [name for name in form if name != "payload_json"]
    text = await incoming.text()
    return (json.loads(text) if text else None), []


@dataclass(frozen=True)
class RateCheck:
    """Whether a request passes the rate limits, and the headers of its answer.

    `limited`: the limit that it exceeds, if any. `cause`: `ROUTE` or `EVERYWHERE` (Discord's limits), or `ORDERED`.
    """

    headers: Mapping[str, str]
    limited: Limited | None = None
    cause: str = ""

    @property
    def refusal(self) -> tuple[Answer, Mapping[str, str]]:
        """The answer 429 with its headers, for a request that exceeds a limit."""
        assert self.limited is not None
        everywhere = self.limited.everywhere
        scope = {"X-RateLimit-Scope": "global" if everywhere else "user", "Retry-After": str(self.limited.retry_after)}
        scope |= {"X-RateLimit-Global": "true"} if everywhere else {}
        return Answer(429, self.limited.body()), {**self.headers, **scope}


def check_rate_limits(
    buckets: Buckets, route: Route, parameters: Mapping[str, str], trouble: Trouble | None
) -> RateCheck:
    """Count a request, and check it against the limits. The global limit does not apply to interactions."""
    via = {"Via": "1.1 stand-in"}
    if route.needs_token and (wait := buckets.take_global()):
        return RateCheck(via, Limited(wait, everywhere=True), EVERYWHERE)
    passes, headers = buckets.take(
        route.name, "+".join(parameters[key] for key in MAJOR_PARAMETERS if key in parameters)
    )
    if not passes:
        return RateCheck({**via, **headers}, Limited(float(headers["X-RateLimit-Reset-After"])), ROUTE)
    if isinstance(trouble, Limited):
        return RateCheck({**via, **headers}, trouble, ORDERED)
    return RateCheck({**via, **headers})


def handle(route: Route, call: Call, trouble: Trouble | None) -> Answer:
    """Return the route's answer, or the failure that was ordered, before or after the request takes effect.

    Raises `NotImplementedError` for what the route can't do.
    """
    match trouble:
        case Refused():
            return make_error(trouble.status, trouble.code, trouble.message)
        case Fails():
            if trouble.too_late:
                route.handler(call)
            return Answer(trouble.status, {"code": 0, "message": "as ordered"})
        case _:
            return route.handler(call)

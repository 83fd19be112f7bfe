"""What a route is: a method, a path template, a handler; and how Discord words a refusal."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.wire.world import World


@dataclass(frozen=True)
class Answer:
    """What a route answers: a status and a JSON body, or none."""

    status: int
    body: Any = None


@dataclass(frozen=True)
class Call:
    """One request, read: path parameters by name, the JSON body (of a multipart one its payload)."""

    world: World
    parameters: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    gateway_url: str
    shards: int


Handler = Callable[[Call], Answer]


@dataclass(frozen=True)
class Route:
    """A method and path template, and what it does."""

    method: str
    template: str
    handler: Handler
    pattern: re.Pattern[str]

    @property
    def name(self) -> str:
        """As rate limits know it: "POST /channels/{channel_id}/messages"."""
        return f"{self.method} {self.template}"

    @property
    def needs_token(self) -> bool:
        """Interactions and their webhooks are authorised by the token in their path."""
        return not self.template.startswith(("/interactions/", "/webhooks/"))


ROUTES: list[Route] = []


def route(method: str, template: str) -> Callable[[Handler], Handler]:
    """Registers a handler. Templates with fewer parameters are to be registered first."""
    pattern = re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template)))

    def register(handler: Handler) -> Handler:
        ROUTES.append(Route(method, template, handler, pattern))
        return handler

    return register


def find(method: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
    """The route for a request, with its path parameters."""
    for each in ROUTES:
        if each.method == method and (match := each.pattern.fullmatch(path)):
            return each, match.groupdict()
    return None


def refusal(status: int, code: int, message: str) -> Answer:
    """An error as Discord words it."""
    return Answer(status, {"code": code, "message": message})


UNAUTHORISED = refusal(401, 0, "401: Unauthorized")
UNKNOWN_CHANNEL = refusal(404, 10003, "Unknown Channel")
UNKNOWN_MESSAGE = refusal(404, 10008, "Unknown Message")
UNKNOWN_WEBHOOK = refusal(404, 10015, "Unknown Webhook")
UNKNOWN_INTERACTION = refusal(404, 10062, "Unknown interaction")
NOT_THE_AUTHOR = refusal(403, 50005, "Cannot edit a message authored by another user")
ACKNOWLEDGED = refusal(400, 40060, "Interaction has already been acknowledged.")

"""The routes of the stand-in: a method, a path template and a handler each; and Discord's errors."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.wire.world import World


@dataclass(frozen=True)
class Answer:
    """What a route answers: a status, and a JSON body or none."""

    status: int
    body: Any = None


@dataclass(frozen=True)
class Call:
    """One request: its path parameters by name, and its JSON body (the payload, if it is multipart)."""

    world: World
    parameters: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    gateway_url: str
    shards: int
    max_concurrency: int


Handler = Callable[[Call], Answer]


@dataclass(frozen=True)
class Route:
    """A method, a path template, and what the route does."""

    method: str
    template: str
    handler: Handler
    pattern: re.Pattern[str]

    @property
    def name(self) -> str:
        """The name that rate limits use: "POST /channels/{channel_id}/messages"."""
        return f"{self.method} {self.template}"

    @property
    def needs_token(self) -> bool:
        """Whether the bot's token is needed; interactions and their webhooks have a token in their path."""
        return not self.template.startswith(("/interactions/", "/webhooks/"))


ROUTES: list[Route] = []


def route(method: str, template: str) -> Callable[[Handler], Handler]:
    """Register a handler. Templates with fewer parameters must be registered first."""
    pattern = re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template)))

    def register(handler: Handler) -> Handler:
        ROUTES.append(Route(method, template, handler, pattern))
        return handler

    return register


def find_route(method: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
    """Return the route of a request, with its path parameters; None if there is none."""
    for candidate in ROUTES:
        if candidate.method == method and (match := candidate.pattern.fullmatch(path)):
            return candidate, match.groupdict()
    return None


def make_error(status: int, code: int, message: str) -> Answer:
    """Return an error as Discord sends it."""
    return Answer(status, {"code": code, "message": message})


UNAUTHORISED = make_error(401, 0, "401: Unauthorized")
UNKNOWN_CHANNEL = make_error(404, 10003, "Unknown Channel")
UNKNOWN_MESSAGE = make_error(404, 10008, "Unknown Message")
UNKNOWN_WEBHOOK = make_error(404, 10015, "Unknown Webhook")
UNKNOWN_INTERACTION = make_error(404, 10062, "Unknown interaction")
NOT_THE_AUTHOR = make_error(403, 50005, "Cannot edit a message authored by another user")
ACKNOWLEDGED = make_error(400, 40060, "Interaction has already been acknowledged.")

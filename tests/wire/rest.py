"""The HTTP routes that a bot of our shape uses. An unknown one is refused with 501 and remembered as a complaint."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.wire.world import EPHEMERAL, LOADING, Interaction, World


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


@route("GET", "/users/@me")
def own_user(call: Call) -> Answer:
    me = call.world.bot.payload()
    return Answer(200, me | {"mfa_enabled": False, "locale": "en-US", "verified": True, "email": None})


@route("GET", "/oauth2/applications/@me")
def own_application(call: Call) -> Answer:
    world = call.world
    return Answer(
        200,
        {
            "id": world.application_id,
            "name": "Nutgraf",
            "icon": None,
            "description": "",
            "type": None,
            "verify_key": "0" * 64,
            "flags": 0,
            "flags_new": "0",
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": world.member.payload(),
            "approximate_guild_count": 1,
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "team": None,
            "eligible_oauth2_scopes": [],
            "bot_public": True,
            "bot_require_code_grant": False,
        },
    )


@route("GET", "/gateway/bot")
def gateway(call: Call) -> Answer:
    starts = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
    return Answer(200, {"url": call.gateway_url, "shards": call.shards, "session_start_limit": starts})


@route("GET", "/applications/{application_id}/commands")
def commands(call: Call) -> Answer:
    return Answer(200, call.world.commands)


@route("PUT", "/applications/{application_id}/commands")
def set_commands(call: Call) -> Answer:
    world = call.world
    world.commands = [
        {"description": "", "type": 1}
        | {key: value for key, value in each.items() if value is not None}
        | {
            "id": world.snowflake(),
            "version": world.snowflake(),
            "application_id": world.application_id,
            "default_member_permissions": _text_or_none(each.get("default_member_permissions")),
        }
        for each in call.body
    ]
    world.changes.tell()
    return Answer(200, world.commands)


@route("POST", "/users/@me/channels")
def open_dm(call: Call) -> Answer:
    world = call.world
    if str(call.body.get("recipient_id")) != world.member.id:
        return refusal(400, 50033, "Invalid Recipient(s)")
    return Answer(200, {"id": world.dm_id, "type": 1, "flags": 0, "recipients": [world.member.payload()]})


@route("POST", "/channels/{channel_id}/typing")
def typing(call: Call) -> Answer:
    if not _has_channel(call):
        return UNKNOWN_CHANNEL
    call.world.typing.append(call.parameters["channel_id"])
    call.world.changes.tell()
    return Answer(204)


@route("POST", "/channels/{channel_id}/messages")
def send(call: Call) -> Answer:
    if not _has_channel(call):
        return UNKNOWN_CHANNEL
    world, channel_id = call.world, call.parameters["channel_id"]
    return Answer(200, world.repeated(channel_id, call.body) or world.post(world.bot, channel_id, call.body))


@route("GET", "/channels/{channel_id}/messages/{message_id}")
def message(call: Call) -> Answer:
    found = _message(call)
    return Answer(200, found) if found else UNKNOWN_MESSAGE


@route("PATCH", "/channels/{channel_id}/messages/{message_id}")
def edit(call: Call) -> Answer:
    found = _message(call)
    if found and found["author"]["id"] != call.world.bot.id:
        return NOT_THE_AUTHOR
    return Answer(200, call.world.edit(found, call.body)) if found else UNKNOWN_MESSAGE


@route("DELETE", "/channels/{channel_id}/messages/{message_id}")
def delete(call: Call) -> Answer:
    found = _message(call)
    if not found:
        return UNKNOWN_MESSAGE
    del call.world.messages[found["id"]]
    call.world.changes.tell()
    return Answer(204)


@route("POST", "/interactions/{interaction_id}/{interaction_token}/callback")
def respond(call: Call) -> Answer:
    world = call.world
    interaction = world.interactions.get(call.parameters["interaction_token"])
    if interaction is None or interaction.id != call.parameters["interaction_id"] or interaction.expired:
        return UNKNOWN_INTERACTION
    if interaction.callbacks:
        return ACKNOWLEDGED
    kind, data = call.body["type"], call.body.get("data") or {}
    told: dict[str, Any] = {"interaction": {"id": interaction.id, "type": interaction.payload["type"]}}
    if kind in {4, 5}:
        flags = (data.get("flags") or 0) | (LOADING if kind == 5 else 0)
        interaction.message = _post_reply(world, interaction, data | {"flags": flags})
        if kind == 4:
            told["resource"] = {"type": kind, "message": interaction.message}
    elif kind == 7:
        interaction.message = world.edit(world.messages[interaction.payload["message"]["id"]], data)
        told["resource"] = {"type": kind, "message": interaction.message}
    elif kind not in {6, 8}:
        raise NotImplementedError(f"a callback of type {kind}")
    interaction.answer(call.body)
    return Answer(200, told) if call.query.get("with_response") in {"1", "true"} else Answer(204)


@route("POST", "/webhooks/{webhook_id}/{webhook_token}")
def follow_up(call: Call) -> Answer:
    interaction = _open_interaction(call)
    if interaction is None:
        return UNKNOWN_WEBHOOK
    posted = _post_reply(call.world, interaction, call.body)
    interaction.followups.append(posted)
    call.world.changes.tell()
    return Answer(200, posted) if call.query.get("wait") in {"1", "true"} else Answer(204)


@route("GET", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}")
def reply(call: Call) -> Answer:
    found = _reply(call)
    return Answer(200, found) if found else UNKNOWN_MESSAGE


@route("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}")
def edit_reply(call: Call) -> Answer:
    found = _reply(call)
    return Answer(200, call.world.edit(found, call.body)) if found else UNKNOWN_MESSAGE


@route("DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}")
def delete_reply(call: Call) -> Answer:
    found = _reply(call)
    if not found:
        return UNKNOWN_MESSAGE
    call.world.messages.pop(found["id"], None)
    call.world.changes.tell()
    return Answer(204)


def _post_reply(world: World, interaction: Interaction, given: Mapping[str, Any]) -> dict[str, Any]:
    hidden = bool((given.get("flags") or 0) & EPHEMERAL)
    channel_id = interaction.payload["channel"]["id"]
    posted = world.post(world.bot, channel_id, given, keep=not hidden)
    return posted | {"webhook_id": world.application_id, "application_id": world.application_id} if hidden else posted


def _open_interaction(call: Call) -> Interaction | None:
    interaction = call.world.interactions.get(call.parameters["webhook_token"])
    if interaction is None or call.parameters["webhook_id"] != call.world.application_id:
        return None
    return interaction if interaction.callbacks else None


def _reply(call: Call) -> dict[str, Any] | None:
    interaction = _open_interaction(call)
    if interaction is None:
        return None
    wanted = call.parameters["message_id"]
    if wanted == "@original":
        return interaction.message
    replies = [*interaction.followups, *([interaction.message] if interaction.message else [])]
    return next((each for each in replies if each["id"] == wanted), None)


def _has_channel(call: Call) -> bool:
    return call.parameters["channel_id"] in {call.world.channel_id, call.world.dm_id}


def _message(call: Call) -> dict[str, Any] | None:
    found = call.world.messages.get(call.parameters["message_id"])
    return found if found and found["channel_id"] == call.parameters["channel_id"] else None


def _text_or_none(value: object) -> str | None:
    return None if value is None else str(value)

"""The HTTP routes of interactions: the first response, and the messages that follow it."""

from collections.abc import Mapping
from typing import Any

from tests.wire.interactions import LOADING, Interaction
from tests.wire.routes import ACKNOWLEDGED, UNKNOWN_INTERACTION, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, Answer, Call, route
from tests.wire.world import EPHEMERAL, World


@route("POST", "/interactions/{interaction_id}/{interaction_token}/callback")
def respond_to_interaction(call: Call) -> Answer:
    world = call.world
    interaction = world.interactions.get(call.parameters["interaction_token"])
    if interaction is None or interaction.id != call.parameters["interaction_id"] or interaction.expired:
        return UNKNOWN_INTERACTION
    if interaction.callbacks:
        return ACKNOWLEDGED
    kind, data = call.body["type"], call.body.get("data") or {}
    answer: dict[str, Any] = {"interaction": {"id": interaction.id, "type": interaction.payload["type"]}}
    if kind in {4, 5}:
        flags = (data.get("flags") or 0) | (LOADING if kind == 5 else 0)
        interaction.message = _post_reply(world, interaction, data | {"flags": flags})
        if kind == 4:
            answer["resource"] = {"type": kind, "message": interaction.message}
    elif kind == 7:
        number = interaction.payload["message"]["id"]
        interaction.message = world.edit(world.private.get(number) or world.messages[number], data)
        answer["resource"] = {"type": kind, "message": interaction.message}
    elif kind not in {6, 8}:
        raise NotImplementedError(f"a callback of type {kind}")
    interaction.record_response(call.body)
    return Answer(200, answer) if call.query.get("with_response") in {"1", "true"} else Answer(204)


@route("POST", "/webhooks/{webhook_id}/{webhook_token}")
def follow_up(call: Call) -> Answer:
    interaction = _open_interaction(call)
    if interaction is None:
        return UNKNOWN_WEBHOOK
    posted = _post_reply(call.world, interaction, call.body)
    interaction.followups.append(posted)
    call.world.changes.notify()
    return Answer(200, posted) if call.query.get("wait") in {"1", "true"} else Answer(204)


@route("GET", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}")
def get_reply(call: Call) -> Answer:
    found = _find_reply(call)
    return Answer(200, found) if found else UNKNOWN_MESSAGE


@route("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}")
def edit_reply(call: Call) -> Answer:
    interaction, found = _open_interaction(call), _find_reply(call)
    if interaction is None or not found:
        return UNKNOWN_MESSAGE
    edited = call.world.edit(found, call.body)
    interaction.note_message()
    return Answer(200, edited)


@route("DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}")
def delete_reply(call: Call) -> Answer:
    found = _find_reply(call)
    if not found:
        return UNKNOWN_MESSAGE
    call.world.messages.pop(found["id"], None)
    call.world.changes.notify()
    return Answer(204)


def _post_reply(world: World, interaction: Interaction, given: Mapping[str, Any]) -> dict[str, Any]:
    is_private = bool((given.get("flags") or 0) & EPHEMERAL)
    channel_id = interaction.payload["channel"]["id"]
    posted = world.post(world.bot, channel_id, given, keep=not is_private)
    posted |= {"webhook_id": world.application_id, "application_id": world.application_id}
    if is_private:
        world.private[posted["id"]] = posted
    return posted


def _open_interaction(call: Call) -> Interaction | None:
    interaction = call.world.interactions.get(call.parameters["webhook_token"])
    if interaction is None or call.parameters["webhook_id"] != call.world.application_id:
        return None
    return interaction if interaction.callbacks else None


def _find_reply(call: Call) -> dict[str, Any] | None:
    interaction = _open_interaction(call)
    if interaction is None:
        return None
    message_id = call.parameters["message_id"]
    if message_id == "@original":
        return interaction.message
    replies = [*interaction.followups, *([interaction.message] if interaction.message else [])]
    return next((message for message in replies if message["id"] == message_id), None)

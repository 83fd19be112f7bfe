"""The HTTP routes of the bot itself: its user, its commands, its direct conversations, and the gateway's URL."""

from tests.wire.discord_objects import fetched_guild_payload, member_payload
from tests.wire.routes import Answer, Call, make_error, route

UNKNOWN_GUILD = make_error(404, 10004, "Unknown Guild")


@route("GET", "/users/@me")
def get_own_user(call: Call) -> Answer:
    me = call.world.bot.payload()
    return Answer(200, me | {"mfa_enabled": False, "locale": "en-US", "verified": True, "email": None})


@route("GET", "/oauth2/applications/@me")
def get_own_application(call: Call) -> Answer:
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


@route("GET", "/guilds/{guild_id}/channels")
def list_guild_channels(call: Call) -> Answer:
    channels = call.world.channels.values()
    return Answer(200, [found.payload() for found in channels if found.guild_id == call.parameters["guild_id"]])


@route("GET", "/gateway/bot")
def get_gateway(call: Call) -> Answer:
    starts = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": call.max_concurrency}
    return Answer(200, {"url": call.gateway_url, "shards": call.shards, "session_start_limit": starts})


@route("GET", "/applications/{application_id}/commands")
def get_commands(call: Call) -> Answer:
    return Answer(200, call.world.commands)


@route("PUT", "/applications/{application_id}/commands")
def set_commands(call: Call) -> Answer:
    world = call.world
    world.commands = [
        {"description": "", "type": 1}
        | {key: value for key, value in command.items() if value is not None}
        | {
            "id": world.snowflake(),
            "version": world.snowflake(),
            "application_id": world.application_id,
            "default_member_permissions": _text_or_none(command.get("default_member_permissions")),
        }
        for command in call.body
    ]
    world.changes.notify()
    return Answer(200, world.commands)


@route("GET", "/guilds/{guild_id}")
def get_guild(call: Call) -> Answer:
    guild = call.world.guilds.get(call.parameters["guild_id"])
    if guild is None or not guild.joined:
        return UNKNOWN_GUILD
    return Answer(200, fetched_guild_payload(guild.id, guild.name, guild.owner))


@route("GET", "/guilds/{guild_id}/members/{user_id}")
def get_member(call: Call) -> Answer:
    guild = call.world.guilds.get(call.parameters["guild_id"])
    if guild is None or not guild.joined:
        return UNKNOWN_GUILD
    if call.parameters["user_id"] != call.world.bot.id:
        raise NotImplementedError("members other than the bot")
    more = {"banner": None, "communication_disabled_until": None, "pending": False}
    return Answer(200, member_payload(call.world.bot) | more)


@route("POST", "/users/@me/channels")
def open_dm(call: Call) -> Answer:
    person = call.world.people.get(str(call.body.get("recipient_id")))
    if person is None or person.bot:
        return make_error(400, 50033, "Invalid Recipient(s)")
    return Answer(200, call.world.open_dm(person).payload())


def _text_or_none(value: object) -> str | None:
    return None if value is None else str(value)

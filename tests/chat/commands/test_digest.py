"""What the options of `/digest` complete, and who may use it."""

import pytest

from bot.chat.digests.actions import SUBCOMMANDS
from tests.chat.posting import save_digest
from tests.support import replies

pytestmark = [pytest.mark.simcord(settle_timeout=30), pytest.mark.usefixtures("digest_service")]


async def complete(server, person, command, option, typed):
    choices = await person.autocomplete(server.channel, command, option, typed)
    return [(choice["name"], choice["value"]) for choice in choices]


async def test_schedules_are_offered_as_they_are_understood(server, admin):
    assert (await complete(server, admin, "digest create", "schedule", "mondy and thurs 8am"))[0] == (
        "Mondays and Thursdays 08:00",
        "Mondays and Thursdays 08:00",
    )
    assert len(await complete(server, admin, "digest create", "schedule", "")) >= 5


async def test_zones_are_offered_by_city_even_if_misspelt(server, admin):
    assert (await complete(server, admin, "digest create", "zone", "berln"))[0][1] == "Europe/Berlin"


async def test_the_name_after_the_last_comma_is_completed(server, admin):
    names = await complete(server, admin, "digest create", "topics", "Floods, flo")
    assert ("Floods, Floods · 3 articles", "Floods, Floods") in names
    outlets = await complete(server, admin, "digest create", "outlets", "harb")
    assert [value for _, value in outlets] == ["harborpost.example"]


async def test_digests_are_offered_by_channel_schedule_and_content(server, admin):
    await save_digest(server, admin, topics="Floods")
    (only,) = await complete(server, admin, "digest preview", "digest", "")
    assert only == ("#general · daily 09:00 · on Floods", "1")


@pytest.mark.parametrize("command", ["create", "edit", "list", *SUBCOMMANDS])
async def test_a_member_whom_the_servers_settings_let_use_digest_needs_manage_server(server, admin, command):
    await save_digest(server, admin)
    number = server.env.backend.find_command("digest", None)["id"]
    server.guild.set_command_permissions(int(number), {server.ben: True})
    options = {"channel": server.channel, "schedule": "daily 10:00", "zone": "UTC"} if command == "create" else {}
    result = await server.ben.slash(server.channel, f"digest {command}", **options)
    assert "Only someone who can manage this server" in replies.text(result.response)
    if command not in ("create", "list"):
        assert await complete(server, server.ben, f"digest {command}", "digest", "") == []

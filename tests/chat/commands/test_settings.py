"""`/settings`, and their effect on the bot."""

import discord
import pytest
from msgspec.structs import replace

from bot.chat.custom_ids.settings import CHANNELS_ID
from bot.servers.settings import ServerSettings
from bot.store.tables.settings import StoredSettings
from tests.support import replies

pytestmark = [pytest.mark.simcord(settle_timeout=30), pytest.mark.usefixtures("digest_service")]

QUESTION = "Who won the Larkspur bridge vote?"


async def change(bot_setup, server, **changes) -> None:
    await bot_setup.settings.change(server.guild.id, lambda settings: replace(settings, **changes))


async def mention(server, channel=None) -> int:
    """Mention the bot, and return how many messages it sent."""
    channel = channel or server.channel
    before = len(replies.sent_by_bot(server, channel))
    await server.ann.send(channel, f"<@{server.env.bot.user.id}> {QUESTION}")
    return len(replies.sent_by_bot(server, channel)) - before


async def test_an_admin_sees_the_defaults(server, admin):
    result = await admin.slash(server.channel, "settings")
    text = replies.text(result.response)
    assert result.ephemeral
    assert "I answer in all of them" in text
    assert "I reply when somebody mentions me" in text
    assert "Feedback:** off" in text
    assert "Time zone:** not set" in text


async def test_a_member_whom_the_servers_settings_let_use_it_needs_manage_server(server):
    server.guild.set_command_permissions(server.env.bot.command_ids["settings"], {server.ann: True})
    refused = await server.ann.slash(server.channel, "settings")
    assert "Only someone who can manage this server" in replies.text(refused.response)


@pytest.mark.parametrize(
    ("label", "changed"),
    [
        ("Don’t reply to mentions", ServerSettings(mentions=False)),
        ("Reply privately", ServerSettings(private=True)),
        ("Turn feedback on", ServerSettings(feedback=True)),
    ],
)
async def test_a_button_changes_a_setting_and_the_next_changes_it_back(
    server, admin, bot_setup, sqlite_engine, label, changed
):
    result = await admin.slash(server.channel, "settings")
    await admin.click(result.response, label=label)
    assert StoredSettings(sqlite_engine).load() == {server.guild.id: changed}
    assert bot_setup.settings.get(server.guild.id) == changed


async def test_the_zone_is_used_for_new_digests(server, admin, digest_service):
    result = await admin.slash(server.channel, "settings", zone="Berlin")
    assert "Europe/Berlin" in replies.text(result.response)
    assert await digest_service.get_zone(server.guild.id, 0) == "Europe/Berlin"


async def test_channels_are_chosen_in_a_menu(server, admin, bot_setup):
    result = await admin.slash(server.channel, "settings")
    await admin.select(result.response, [server.channel], custom_id=CHANNELS_ID)
    assert bot_setup.settings.get(server.guild.id).channels == (server.channel.id,)


async def test_without_mentions_the_bot_stays_silent(server, bot_setup):
    assert await mention(server) == 1
    await change(bot_setup, server, mentions=False)
    assert await mention(server) == 0


async def test_elsewhere_than_in_the_chosen_channels_replies_are_private_and_mentions_get_none(server, bot_setup):
    other = server.guild.create_text_channel("other")
    await change(bot_setup, server, channels=(server.channel.id,))
    assert await mention(server) == 1
    assert await mention(server, other) == 0
    assert not (await server.ann.slash(server.channel, "ask", question=QUESTION)).ephemeral
    assert (await server.ann.slash(other, "ask", question=QUESTION)).ephemeral
    assert (await server.ann.slash(other, "topics", private=False)).ephemeral


async def test_replies_are_private_by_default_if_the_admins_want_that(server, bot_setup):
    await change(bot_setup, server, private=True)
    assert (await server.ann.slash(server.channel, "latest")).ephemeral
    assert not (await server.ann.slash(server.channel, "latest", private=False)).ephemeral


async def test_direct_messages_are_answered_as_ever(server, bot_setup):
    await change(bot_setup, server, channels=(1,), mentions=False, private=True)
    ann = server.env.create_user("zoe")
    await ann.send_dm(QUESTION)
    assert ann.dm_channel.last_message is not None


async def test_they_are_deleted_with_what_is_stored_about_the_server(server, admin, bot_setup):
    await change(bot_setup, server, mentions=False)
    result = await admin.slash(server.channel, "privacy")
    assert "its settings" in replies.text(result.response)
    await admin.click(result.response, label="Delete this server’s data")
    assert bot_setup.settings.get(server.guild.id).mentions


async def test_privacy_tells_what_is_counted_if_feedback_is_on(server, bot_setup):
    assert "What I count" not in replies.text((await server.ann.slash(server.channel, "privacy")).response)
    await change(bot_setup, server, feedback=True)
    text = replies.text((await server.ann.slash(server.channel, "privacy")).response)
    assert "until three people have used them" in text


async def test_a_channel_is_named_by_its_mention(server, admin, bot_setup):
    await change(bot_setup, server, channels=(server.channel.id,))
    result = await admin.slash(server.channel, "settings")
    assert f"<#{server.channel.id}>" in "\n".join(replies.raw_texts(result.response))
    menus = [
        item
        for item in replies.components(result.response)
        if item["type"] == discord.ComponentType.channel_select.value
    ]
    assert [value["id"] for menu in menus for value in menu["default_values"]] == [str(server.channel.id)]

"""A missing permission is named before a digest is saved."""

import discord
import pytest

from tests.support import replies

pytestmark = [pytest.mark.simcord(settle_timeout=30), pytest.mark.usefixtures("digest_service")]


async def test_a_missing_permission_is_named(server, admin):
    closed = server.guild.create_text_channel(
        "closed", overwrites={server.guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    )
    draft = await admin.slash(
        server.channel, "digest create", channel=closed, schedule="daily 09:00", zone="Europe/Berlin"
    )
    assert "Send Messages" in replies.text(draft.response)


async def test_a_role_that_the_bot_may_not_ping_is_named(server, admin):
    denied = {server.guild.default_role: discord.PermissionOverwrite(mention_everyone=False)}
    channel = server.guild.create_text_channel("news", overwrites=denied)
    options = {"schedule": "daily 09:00", "zone": "UTC", "role": server.guild.create_role("Readers", mentionable=False)}
    draft = await admin.slash(server.channel, "digest create", channel=channel, **options)
    assert "I can’t ping" in replies.text(draft.response)


async def test_nothing_is_missing_in_an_ordinary_channel(server, admin):
    draft = await admin.slash(
        server.channel, "digest create", channel=server.channel, schedule="daily 09:00", zone="UTC"
    )
    assert "⚠️" not in replies.text(draft.response)

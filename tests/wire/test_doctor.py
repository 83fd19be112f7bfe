"""`nutgraf doctor --online` checks what the bot may do in each channel that a digest goes to."""

from pathlib import Path

from tests.wire.discord_objects import PERMISSIONS, THREAD
from tests.wire.due_digests import add_due_digest
from tests.wire.process import run_bot
from tests.wire.standin import StandIn


async def examine(discord: StandIn, folder: Path, url: str) -> str:
    async with run_bot(discord, folder, "doctor", "--online", environment={"DATABASE_URL": url}) as doctor:
        await doctor.wait()
    return doctor.log


async def test_channels_where_the_bot_may_post_are_fine(discord: StandIn, tmp_path: Path):
    url = f"sqlite:///{tmp_path}/digests.db"
    add_due_digest(url, discord)
    add_due_digest(url, discord)
    assert "digests: the bot may post in one channel" in await examine(discord, tmp_path, url)


async def test_a_permission_that_the_bot_lacks_is_named_with_the_channel(discord: StandIn, tmp_path: Path):
    url = f"sqlite:///{tmp_path}/digests.db"
    add_due_digest(url, discord)
    channel = discord.world.channels[discord.world.channel_id]
    channel.denied = PERMISSIONS["send_messages"] | PERMISSIONS["read_message_history"]
    log = " ".join((await examine(discord, tmp_path, url)).split())
    assert f"channel {channel.id} on server {channel.guild_id}" in log
    assert "the bot lacks Send Messages and Read Message History there; one digest may fail." in log


async def test_a_channel_that_is_gone_is_named(discord: StandIn, tmp_path: Path):
    url = f"sqlite:///{tmp_path}/digests.db"
    add_due_digest(url, discord, channel=99)
    log = " ".join((await examine(discord, tmp_path, url)).split())
    assert "is not there, or the bot may not see it; one digest can't be sent." in log


async def test_paused_and_personal_digests_are_not_checked(discord: StandIn, tmp_path: Path):
    url = f"sqlite:///{tmp_path}/digests.db"
    add_due_digest(url, discord, channel=98, state="paused", due_at=None)
    add_due_digest(url, discord, server=None, channel=0)
    log = await examine(discord, tmp_path, url)
    assert "can't be sent" not in log
    assert "the bot may post" not in log


async def test_a_thread_needs_the_permission_to_write_in_threads(discord: StandIn, tmp_path: Path):
    url = f"sqlite:///{tmp_path}/digests.db"
    parent = discord.world.channels[discord.world.channel_id]
    thread = discord.world.add_channel(parent.guild_id or "", THREAD, "thread", parent.id)
    add_due_digest(url, discord, channel=int(thread.id))
    parent.denied = PERMISSIONS["send_messages_in_threads"]
    assert "Send Messages in Threads" in " ".join((await examine(discord, tmp_path, url)).split())

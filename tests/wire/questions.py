"""The question that several tests ask, and checks that it was answered."""

from tests.support.patience import PATIENCE
from tests.wire.interactions import Interaction
from tests.wire.process import Process
from tests.wire.world import message_text

QUESTION = "How long did Amazon ban police use of facial recognition?"


async def is_answered(interaction: Interaction) -> bool:
    """Return whether the reply to `QUESTION` says how long."""
    return "year" in message_text(await interaction.reply())


async def still_answers(bot: Process) -> bool:
    """Return whether the bot answers a further question."""
    await bot.discord.until(lambda: bot.discord.gateway.connected, "a connection")
    return await is_answered(await bot.discord.use("ask", question=QUESTION))


async def wait_for_direct_answers(bot: Process, count: int = 1, seconds: float = PATIENCE) -> list[str]:
    """Wait for at least `count` direct messages of the bot to the member, and return them all."""
    world = bot.discord.world
    await bot.discord.until(
        lambda: len(world.list_bot_messages(world.dm_id)) >= count, f"{count} direct answers", seconds
    )
    return [message_text(message) for message in world.list_bot_messages(world.dm_id)]

"""What several scenarios ask, and how they see that it was answered."""

from tests.support.patience import PATIENCE
from tests.wire.interactions import Interaction
from tests.wire.process import Process
from tests.wire.world import text

QUESTION = "How long did Amazon ban police use of facial recognition?"


async def is_answered(asked: Interaction) -> bool:
    """Whether the reply to `QUESTION` says how long."""
    return "year" in text(await asked.reply())


async def goes_on_answering(bot: Process) -> bool:
    """Whether a question that comes after all that is answered."""
    await bot.discord.until(lambda: bot.discord.gateway.connected, "a connection")
    return await is_answered(await bot.discord.use("ask", question=QUESTION))


async def direct_answers(bot: Process, count: int = 1, seconds: float = PATIENCE) -> list[str]:
    """What the bot has said to the member directly, once it is at least so much."""
    world = bot.discord.world
    await bot.discord.until(lambda: len(world.said_by_bot(world.dm_id)) >= count, f"{count} direct answers", seconds)
    return [text(each) for each in world.said_by_bot(world.dm_id)]

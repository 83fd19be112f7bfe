"""The conversation on the page when it opens: a welcome, an answer, and a digest that is due in a minute."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.chat.client import NutgrafClient
from bot.sandbox.simulation import Simulation

_LEAD = timedelta(seconds=30)
"""The least time from the opening to the digest, so that a person sees it arrive."""


async def open_conversation(simulation: Simulation, questions: Sequence[str]) -> None:
    """Let the two people of the server talk to the bot in #general. `questions`: what the archive can answer."""
    channel = simulation.channels["general"]
    admin, member = simulation.members
    async with simulation.lock:
        await simulation.catch_up()
        await _let_bot_join(simulation)
        if questions:
            await member.slash(channel, "ask", question=questions[0])
        draft = await admin.slash(
            channel,
            "digest create",
            channel=channel,
            schedule=f"daily {find_minute(simulation.env.now()):%H:%M}",
            zone="UTC",
            **{"when-empty": "archive"},
        )
        if draft.response is not None:
            await admin.click(draft.response, label=simulation.words("digest-save"))


async def _let_bot_join(simulation: Simulation) -> None:
    """Tell the bot that it has joined the server, whose system channel is #general.

    SimCord announces a new server as one that the bot was already in, so the bot can't know.
    """
    client, channel = simulation.env.bot, simulation.channels["general"]
    guild = client.guilds[0]
    await guild.edit(system_channel=guild.get_channel(channel.id))  # pyright: ignore[reportArgumentType] - a text channel
    if isinstance(client, NutgrafClient):
        await client.on_guild_join(guild)
    await simulation.env.settle()


def find_minute(now: datetime) -> datetime:
    """Return the first full minute that is far enough ahead."""
    return (now + _LEAD).replace(second=0, microsecond=0) + timedelta(minutes=1)

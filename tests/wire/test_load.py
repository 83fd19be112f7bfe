"""A bot drops requests that Discord has given up on, and logs that at debug level."""

import asyncio
import signal

import pytest

from tests.wire.interactions import Interaction
from tests.wire.process import Process
from tests.wire.world import message_text

STOPPED = 5.0
"""Seconds for which the bot stands still: longer than Discord waits."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def ask(bot: Process) -> Interaction:
    bot.discord.world.replace_member()
    return await bot.discord.use("ask", question="What did the council decide?")


def find_trouble(lines: list[str]) -> list[str]:
    return [line for line in lines if any(sign in line for sign in ("ERROR", "WARNING", "Traceback"))]


async def test_a_bot_that_was_stopped_does_not_begin_what_discord_has_given_up_on(bot: Process):
    # From this interaction, the bot knows Discord's time to within milliseconds.
    await (await ask(bot)).reply()
    since = len(bot.stderr)
    bot.process.send_signal(signal.SIGSTOP)
    late = [await ask(bot) for _ in range(3)]
    late.append(await bot.discord.complete("latest", outlet="har"))
    message = await bot.discord.say("What did the council decide?", directly=True)
    await asyncio.sleep(STOPPED)
    bot.process.send_signal(signal.SIGCONT)
    await (await ask(bot)).reply()
    world = bot.discord.world
    # Nobody has given up on a message.
    await bot.discord.until(lambda: bool(world.list_bot_messages(message["channel_id"])), "a reply to the message")
    assert [interaction for interaction in late if interaction.callbacks] == []
    assert bot.discord.find_requests(f"POST /interactions/({'|'.join(each.id for each in late)})/.*") == []
    lines = bot.stderr[since:]
    assert find_trouble(lines) == []
    assert sum("nobody waits for the answer any more" in line for line in lines) == len(late)


async def test_an_expired_autocomplete_is_a_debug_line_without_the_persons_id(bot: Process):
    since = len(bot.stderr)
    await bot.discord.complete("latest", outlet="har", deadline=0.0)
    request = "POST /interactions/.*"
    await bot.discord.until(lambda: bool(bot.discord.find_requests(request)), "a response")
    # What discord.py does with an error, it has done before the next answer.
    await (await ask(bot)).reply()
    await bot.discord.until(lambda: any("Unknown interaction" in line for line in bot.stderr[since:]), "a debug line")
    lines = bot.stderr[since:]
    assert find_trouble(lines) == []
    assert not any(bot.discord.world.member.id in line for line in lines)


async def test_suggestions_arrive(bot: Process):
    interaction = await bot.discord.complete("latest", outlet="")
    response = await interaction.response()
    assert response["type"] == 8
    assert response["data"]["choices"]


async def test_many_questions_at_once_are_answered_or_refused_with_a_sentence(bot: Process):
    since = len(bot.stderr)
    asked = [await ask(bot) for _ in range(40)]
    shown = [message_text(await interaction.reply()) for interaction in asked]
    assert all(shown)
    assert any("council" in text for text in shown)
    assert find_trouble(bot.stderr[since:]) == []

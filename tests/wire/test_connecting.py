"""From the start of the process to its end: login, commands, the gateway, signals, and a Discord that refuses."""

import signal
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from tests.wire.components import walk_components
from tests.wire.conftest import checker
from tests.wire.gateway import PRIVILEGED
from tests.wire.process import TOKEN, run_bot, wait_for_heartbeat
from tests.wire.questions import QUESTION
from tests.wire.standin import StandIn
from tests.wire.trouble import CALLBACK, COMMANDS, Fails, Slow
from tests.wire.world import message_text

MENU = 3
OTHER_TOKEN = TOKEN.replace("0", "1")


async def test_a_start_logs_in_registers_the_commands_and_identifies_without_privileged_intents(
    discord: StandIn, tmp_path: Path
):
    async with run_bot(discord, tmp_path, "run", is_first=True) as bot:
        await bot.until_ready()
    assert [request.line.split("/")[-1] for request in discord.requests] == ["@me", "@me", "commands", "bot"]
    (identified,) = discord.gateway.identified
    assert identified["intents"] & PRIVILEGED == 0
    assert identified["shard"] == [0, 1]
    assert {"ask", "latest", "timeline", "source", "topics", "outlets", "about", "help"} <= {
        command["name"] for command in discord.world.commands
    }


async def test_every_shard_that_discord_recommends_is_connected(discord: StandIn, tmp_path: Path):
    discord.gateway.shards = 2
    async with run_bot(discord, tmp_path, "run") as bot:
        await bot.until_ready()
        in_server = await (await discord.use("ask", question=QUESTION)).reply()
        directly = await (await discord.use("ask", question=QUESTION, directly=True)).reply()
    assert [identify["shard"] for identify in discord.gateway.identified] == [[0, 2], [1, 2]]
    assert message_text(in_server) == message_text(directly)


async def test_as_many_shards_are_connected_as_are_set(discord: StandIn, tmp_path: Path):
    discord.gateway.shards = 2
    async with run_bot(discord, tmp_path, "run", environment={"SHARD_COUNT": "2"}) as bot:
        await bot.until_ready()
        heartbeat = await wait_for_heartbeat(tmp_path / "cache" / "health.json")
    assert [identify["shard"] for identify in discord.gateway.identified] == [[0, 2], [1, 2]]
    assert discord.find_requests("GET /gateway/bot") == []
    assert heartbeat.shards == "0-1 of 2"


class Restarted(NamedTuple):
    """What happened before and after a restart of the bot."""

    registrations: int
    chosen: str
    opened: str


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def restarted(tmp_path_factory: pytest.TempPathFactory) -> Restarted:
    folder = tmp_path_factory.mktemp("restarted")
    async with StandIn.start(TOKEN, checker()) as discord:
        async with run_bot(discord, folder, "run") as bot:
            await bot.until_ready()
            reply = await (await discord.use("ask", question=QUESTION)).reply()
        (menu,) = [item for item in walk_components(reply["components"]) if item["type"] == MENU]
        chosen = menu["options"][0]
        async with run_bot(discord, folder, "run") as bot:
            await bot.until_ready()
            opened = await (await discord.press(reply, menu["custom_id"], values=[chosen["value"]])).reply()
    assert discord.complaints == []
    return Restarted(len(discord.find_requests(COMMANDS)), chosen["label"], message_text(opened))


def test_a_menu_from_before_a_restart_still_opens_an_article(restarted: Restarted):
    assert restarted.chosen in restarted.opened


def test_unchanged_commands_are_not_registered_again(restarted: Restarted):
    assert restarted.registrations == 1


async def test_the_bot_answers_even_if_discord_refuses_the_commands(discord: StandIn, tmp_path: Path):
    async with run_bot(discord, tmp_path, "run") as bot:
        await bot.until_ready()
    (tmp_path / "cache" / "commands.sha256").unlink()
    discord.troubles.order(Fails(503), COMMANDS)
    async with run_bot(discord, tmp_path, "run") as bot:
        await bot.until_ready()
        reply = await (await discord.use("ask", question=QUESTION)).reply()
    assert "year" in message_text(reply)


async def test_sigterm_ends_the_bot_and_says_goodbye(discord: StandIn, tmp_path: Path):
    async with run_bot(discord, tmp_path, "run") as bot:
        await bot.until_ready()
        code = await bot.stop(signal.SIGTERM)
        await discord.until(lambda: not discord.gateway.sessions, "the session closed for good")
    assert code == 0
    assert "Traceback" not in bot.log


async def test_an_answer_that_is_being_sent_at_sigterm_arrives(discord: StandIn, tmp_path: Path):
    async with run_bot(discord, tmp_path, "run") as bot:
        await bot.until_ready()
        discord.troubles.order(Slow(2.0), CALLBACK)
        interaction = await discord.use("ask", question=QUESTION)
        await interaction.response()
        code = await bot.stop(signal.SIGTERM)
    assert (code, discord.find_requests(CALLBACK)[0].status) == (0, 200)
    assert "Traceback" not in bot.log


async def test_sigterm_ends_a_bot_that_waits_for_discord(discord: StandIn, tmp_path: Path):
    discord.troubles.order(Fails(503), "GET /users/@me", times=100)
    async with run_bot(discord, tmp_path, "run") as bot:
        await discord.until(lambda: bool(discord.requests), "an attempt to log in")
        code = await bot.stop(signal.SIGTERM)
    assert code == 0


async def test_a_wrong_token_ends_the_bot_with_one_sentence(discord: StandIn, tmp_path: Path):
    async with run_bot(discord, tmp_path, "run", token=OTHER_TOKEN, environment={"LOG_LEVEL": "info"}) as bot:
        code = await bot.wait()
    assert code == 78
    assert bot.stdout == []
    assert "DISCORD_TOKEN" in bot.stderr[-1]
    assert "Traceback" not in bot.log
    assert OTHER_TOKEN not in bot.log
    assert len(discord.requests) == 1


async def test_a_token_that_is_reset_while_the_bot_runs_ends_it_with_one_sentence(discord: StandIn, tmp_path: Path):
    async with run_bot(discord, tmp_path, "run", environment={"LOG_LEVEL": "info"}) as bot:
        await bot.until_ready()
        discord.world.token = OTHER_TOKEN
        await discord.gateway.invalidate()
        code = await bot.wait()
    assert code == 78
    assert "DISCORD_TOKEN" in bot.stderr[-1]
    assert "Traceback" not in bot.log


async def test_the_bot_waits_for_a_discord_that_is_down_at_the_start(discord: StandIn, tmp_path: Path):
    discord.troubles.order(Fails(503), "GET /users/@me")
    discord.gateway.refusals_left = 1
    async with run_bot(discord, tmp_path, "run") as bot:
        await bot.until_ready()
        reply = await (await discord.use("ask", question=QUESTION)).reply()
    assert "year" in message_text(reply)


async def test_heartbeats_continue_with_the_number_of_the_last_event(tmp_path: Path):
    async with StandIn.start(TOKEN, heartbeat_interval=0.2) as discord, run_bot(discord, tmp_path, "run") as bot:
        await bot.until_ready()
        await (await discord.use("ask", question=QUESTION)).reply()
        last = len(discord.gateway.sessions[0].events)
        await discord.until(lambda: discord.gateway.heartbeats[-1:] == [last], "a heartbeat with the newest number")
        count = len(discord.gateway.heartbeats)
        await discord.until(lambda: len(discord.gateway.heartbeats) >= count + 3, "three more heartbeats")
    assert discord.complaints == []

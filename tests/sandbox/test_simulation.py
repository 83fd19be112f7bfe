"""The simulated Discord: what a person sees on its page, and its clock."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import simcord

from bot.app import build_context, build_service
from bot.catalogue import Catalogue
from bot.live_desk.live_desk import LiveDesk
from bot.sandbox.opening import find_minute, open_conversation
from bot.sandbox.run import open_temporary_store
from bot.sandbox.simulation import DAY, Simulation, build_simulation, connect_bot
from tests.support import replies
from tests.support.records import file_text

pytestmark = pytest.mark.outside


ARCHIVE = {"when-empty": "archive"}


@asynccontextmanager
async def simulate(
    seeds: Path, live_desk: LiveDesk | None = None, *, pages_url: str = ""
) -> AsyncGenerator[Simulation]:
    # Not a fixture: SimCord's clock belongs to the task that opened it, and a fixture ends in another.
    live_desk = live_desk or await LiveDesk.open([seeds], clock=lambda: datetime.now(UTC))
    async with open_temporary_store() as store:
        context = build_context(live_desk, Catalogue.load(), build_service(live_desk, store, timedelta(hours=1)))
        context = replace(context, pages_url=pages_url)
        async with connect_bot(context) as env:
            words = context.catalogue.get_translator()
            simulation = build_simulation(env, context, print_line=lambda _: None, words=words)
            yield simulation
            if simulation.page is not None:
                await simulation.page.close()


async def messages_on_page(simulation: Simulation) -> str:
    assert simulation.page is not None
    return str((await simulation.page.snapshot())["messages"])


async def test_discords_clock_is_brought_to_now(seeds: Path):
    async with simulate(seeds) as simulation:
        assert abs(simulation.env.now().timestamp() - datetime.now(UTC).timestamp()) < 30


async def test_a_direct_message_is_answered_and_shown(seeds: Path):
    async with simulate(seeds) as simulation:
        await simulation.show("dm")
        (reader,) = simulation.viewers["dm"]
        assert isinstance(reader, simcord.UserHandle)
        await reader.send_dm("How long did Amazon ban police use of facial recognition?")
        reply = simulation.channels["dm"].last_message
        assert reply is not None
        assert reply.author.bot
        assert "for a year" in await messages_on_page(simulation)


async def test_a_file_that_is_dropped_is_sent_to_who_follows_it(seeds: Path, tmp_path: Path):
    folder = tmp_path / "articles"
    folder.mkdir()
    text = file_text("Otters return to the river", "https://herald.example/otters", excerpt="Otters are back.")
    live_desk = await LiveDesk.open([seeds, folder], clock=lambda: datetime.now(UTC))
    async with simulate(seeds, live_desk) as simulation:
        live_desk.on_change = simulation.report_news
        admin, channel = simulation.members[0], simulation.channels["general"]
        draft = await admin.slash(channel, "follow words", words="otters")
        assert draft.response is not None
        await admin.click(draft.response, label="Save")
        (folder / "otters.txt").write_text(text)
        await live_desk.refresh()
        simulation.ahead += timedelta(seconds=1)
        await simulation.follow_clock_once()
        alert = simulation.channels["dm"].last_message
        assert alert is not None
        assert "Otters return to the river" in replies.text(alert)
        assert "You follow the words otters" in replies.text(alert)


async def test_a_key_moves_the_clock_and_the_bot_still_answers_after_a_restart(seeds: Path):
    async with simulate(seeds) as simulation:
        await simulation.show("general")
        before = simulation.env.now()
        await simulation.advance(DAY)
        assert (simulation.env.now() - before).total_seconds() >= DAY
        await simulation.restart()
        member = simulation.members[1]
        await member.slash(simulation.channels["general"], "ask", question="What did Amazon ban?")
        assert simulation.channels["general"].last_message is not None


async def test_a_newcomer_sets_up_a_digest_moves_the_clock_a_day_and_reads_it(seeds: Path):
    async with simulate(seeds) as simulation:
        await simulation.show("newsroom")
        channel = simulation.channels["newsroom"]
        admin = simulation.members[0]
        draft = await admin.slash(
            channel, "digest create", channel=channel, schedule="daily 09:00", zone="Europe/Berlin", **ARCHIVE
        )
        assert draft.response is not None
        await admin.click(draft.response, label="Save")
        await simulation.advance(DAY)
        post = channel.last_message
        assert post is not None
        assert "From the archive" in replies.text(post)
        assert "From the archive" in await messages_on_page(simulation)


async def test_a_refusal_is_no_failure_of_the_action(seeds: Path):
    async with simulate(seeds) as simulation:
        _, member = simulation.members
        refusal = await member.slash(simulation.channels["general"], "mydigest pause", digest="7")
        assert refusal.response is not None
        assert "no digest yet" in replies.text(refusal.response)
        assert not simulation.env.errors


async def test_the_opening_has_a_welcome_an_answer_and_a_digest_due_soon(seeds: Path):
    async with simulate(seeds) as simulation:
        await open_conversation(simulation, ["How long did Amazon ban police use of facial recognition?"])
        admin, member = simulation.members
        channel = simulation.channels["general"]
        seen = [replies.text(message) for message in channel.history(viewer=member)]
        assert len(seen) == 2
        assert "Hello! Ask me about the news" in seen[0]
        assert "for a year" in seen[1]
        assert "Digest saved" in replies.text(channel.history(viewer=admin)[-1])
        await simulation.advance(90)
        post = channel.last_message
        assert post is not None
        assert "From the archive" in replies.text(post)


@pytest.mark.parametrize(
    ("now", "due"), [("12:00:00", "12:01"), ("12:00:29", "12:01"), ("12:00:30", "12:02"), ("23:59:59", "00:01")]
)
def test_the_first_digest_is_due_in_half_a_minute_to_a_minute_and_a_half(now: str, due: str):
    assert f"{find_minute(datetime.fromisoformat(f'2026-05-01T{now}Z')):%H:%M}" == due

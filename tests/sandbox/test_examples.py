"""Every line and question that the documents and the bot suggest does what the text around it says."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.answers.pipeline import answer
from bot.catalogue import Catalogue
from bot.digests.schedules.parse import parse_schedule
from bot.live_desk.live_desk import LiveDesk
from bot.sandbox.opening import open_conversation
from bot.sandbox.page_server import open_listener, open_page_server
from tests.sandbox.test_simulation import simulate
from tests.support import replies
from tests.support.examples import list_discord_lines, list_questions, list_schedules
from tests.support.page_client import PageClient

pytestmark = pytest.mark.outside

# What the bot replies to each line that has options.
REPLIES = {
    "/ask How long did Amazon ban police use of facial recognition?": "for a year",
    "/timeline by:month": "June 2020",
    "/story about:Amazon bans police use of its facial recognition": "outlets published .* was first",
    "/source outlet:Courthouse News Service": "2 articles from Courthouse News Service",
    "/digest create channel:#newsroom schedule:weekdays 18:30 zone:Berlin topics:AI": "Save this digest.*on AI",
    # The digest above was saved.
    "/digest edit outside-discord:On": "Digest changed.*Outside Discord.*RSS.*Calendar",
    "/follow topic topic:AI": "Save this follow.*the topic AI",
    "/follow words words:facial recognition, moratorium breaking:3 within:6 quiet-hours:22-7 zone:Berlin": (
        "the words facial recognition, moratorium.*3 outlets report within 6 hours.*22:00-07:00 .Europe/Berlin"
    ),
    "/follow story about:Amazon bans police use of its facial recognition channel:#newsroom": "the story “Amazon",
}
# Whether the bot finds an answer, and a part of it.
ANSWERS = {
    "reuters on facial recognition since june 2020, not from Sify": ("found", "U.S. protests fuel calls for ban"),
    "What did the Washington Times report about Amazon?": ("found", "for a year"),
}


async def test_every_line_for_discord_is_a_command_and_does_what_is_said_of_it(seeds: Path):
    async with simulate(seeds, pages_url="https://news.example.org") as simulation:
        await simulation.show("newsroom")
        admin, _ = simulation.members
        channel = simulation.channels["newsroom"]
        available = admin.available_commands(channel)
        async with open_page_server(simulation, (), open_listener(0)) as url, PageClient(url) as client:
            for line in list_discord_lines():
                if any(f"{command} ".startswith(f"{line.removeprefix('/')} ") for command in available):
                    continue
                assert line in REPLIES, f"say in REPLIES what the bot replies to {line}"
                await simulation.advance(60)
                receipt = await client.send(line, admin.id)
                assert receipt["settlement"] == "settled"
                reply = channel.history(viewer=admin)[-1]
                assert re.search(REPLIES[line], replies.text(reply).replace("\n", " "))
                if line.startswith("/digest create"):
                    await admin.click(reply, label="Save")


@pytest.mark.parametrize("question", list_questions())
async def test_every_question_is_answered_as_is_said_of_it(question: str, seeds: Path):
    assert question in ANSWERS, f"say in ANSWERS what the bot answers to “{question}”"
    live_desk = await LiveDesk.open([seeds], clock=lambda: datetime.now(UTC))
    verdict, part = ANSWERS[question]
    found = answer(question, live_desk.current(), now=datetime.now(UTC))
    assert found.verdict == verdict
    assert part in str(found)


@pytest.mark.parametrize("schedule", list_schedules())
def test_every_schedule_can_be_read(schedule: str):
    assert parse_schedule(schedule)


@pytest.mark.parametrize("command", ["digest-create", "digest-edit", "mydigest-create", "mydigest-edit"])
def test_every_schedule_in_the_description_of_an_option_can_be_read(command: str):
    description = Catalogue.load().get_translator()(f"command-{command}.schedule")
    *schedules, cron = description.removeprefix("When: ").split(", ")
    assert cron == "or cron"
    assert all(parse_schedule(schedule) for schedule in schedules)


async def test_every_button_of_the_welcome_asks_what_the_archive_answers(seeds: Path):
    async with simulate(seeds) as simulation:
        await open_conversation(simulation, [])
        admin, _ = simulation.members
        channel = simulation.channels["general"]
        welcome = next(message for message in channel.history(viewer=admin) if "/ask" in replies.text(message))
        asked = [label for label in replies.labels(welcome) if label != "Delete"]
        assert len(asked) >= 3
        for label in asked:
            await simulation.advance(60)
            result = await admin.click(welcome, label=label)
            assert result.response is not None
            assert "couldn’t find" not in replies.text(result.response)
            assert replies.links(result.response)

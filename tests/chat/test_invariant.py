"""Nutgraf states only what an article states: every reply is taken apart and checked piece by piece."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from bot.answers.desk.desk import Desk, open_desk
from bot.coverage.archive.build import build_archive
from bot.coverage.parsing.reader import read_file
from tests.support import replies
from tests.support.desks import FILES, LAKE, build_bulletins, build_desk
from tests.support.hostile import HOSTILE_RECORD
from tests.support.invariant import unsupported
from tests.support.patience import PATIENCE

QUESTIONS = (
    "how high did Lake Orla rise?",
    "who will sue over the diesel ferry ban?",
    "when did the council ban diesel ferries",
    "how long did the telescope take",
    "latest from the City Ledger",
    "oldest news on floods",
    "which outlets reported on Lake Orla",
    "how many articles are there on floods",
    "telescop on munt kell",
    "what did Reuters report on bridges",
    "floods in March 2021",
    "ferries last week",
    "who won the chess olympiad?",
    "https://wire.example/a/802",
    "not from Harbor Post: Lake Orla",
    "title:ferries AND (lake",
    "🙂",
    'say "Amazon bought the lake in 2019" please',
)


LISTS = (
    ("latest", {}),
    ("latest", {"outlet": "The City Ledger", "count": 1}),
    ("latest", {"topic": "Astrology"}),
    ("latest", {"outlet": "Nowhere Gazette"}),
    ("timeline", {}),
    ("timeline", {"since": "2019", "until": "June 2020", "outlet": "City Ledger"}),
    ("timeline", {"about": "diesel ferries"}),
    ("timeline", {"since": "when pigs fly"}),
    ("timeline", {"since": "last week"}),
    ("source", {"outlet": "Harbor Post"}),
    ("source", {"outlet": "Harbor Post", "about": "lake"}),
    ("source", {"outlet": "Harbor Post", "about": "chess"}),
    ("topics", {}),
    ("outlets", {}),
    ("about", {}),
    ("help", {}),
)


@dataclass
class _Reply:
    """The attributes of a reply that the check reads."""

    components: list[dict]
    content: str = ""


def make_reply(*texts: str) -> replies.Message:
    return _Reply([{"type": 10, "content": text} for text in texts])  # pyright: ignore[reportReturnType]


@pytest.fixture
def server(server):
    """The server, on which replies may take long: SimCord waits 5 s of real time, which a busy machine exceeds."""
    server.env.settle_timeout = PATIENCE
    return server


def test_an_invented_sentence_is_found(small_desk: Desk):
    reply = make_reply(f"> “The lake is expected to rise further.”\n[{LAKE.title}]({LAKE.url})")
    assert unsupported(reply, small_desk.archive) == ["“The lake is expected to rise further.”"]


def test_a_sentence_of_an_article_that_is_not_linked_is_found(small_desk: Desk):
    reply = make_reply(f"> “The council voted 31 to 12 to ban diesel ferries.”\n[{LAKE.title}]({LAKE.url})")
    assert unsupported(reply, small_desk.archive)


def test_an_invention_within_a_sentence_of_the_catalogue_is_found(small_desk: Desk):
    assert unsupported(make_reply("Only articles from Harbor Post."), small_desk.archive) == []
    assert unsupported(make_reply("Only articles from the finest newspaper on earth."), small_desk.archive)


def test_a_changed_word_is_found(small_desk: Desk):
    changed = "Three villages were destroyed."
    assert unsupported(make_reply(f"{changed} [{LAKE.title}]({LAKE.url})"), small_desk.archive)


async def test_every_answer_is_supported(server, small_desk):
    for question in QUESTIONS:
        result = await server.ann.slash(server.channel, "ask", question=question)
        assert unsupported(result.response, small_desk.archive, [question]) == [], question
        await server.env.advance_time(5)


async def test_hostile_text_is_quoted_word_for_word(server, bot_setup):
    bot_setup.desk = build_desk(*FILES, HOSTILE_RECORD)
    question = "pliers click here now"
    result = await server.ann.slash(server.channel, "ask", question=question)
    assert unsupported(result.response, bot_setup.desk.archive, [question]) == []


async def test_every_list_is_supported(server, small_desk):
    for command, options in LISTS:
        result = await server.ann.slash(server.channel, command, **options)
        typed = [str(value) for value in options.values()]
        assert unsupported(result.response, small_desk.archive, typed) == [], (command, options)
        await server.env.advance_time(5)


async def test_every_article_card_is_supported(server, small_desk):
    result = await server.ann.slash(server.channel, "latest", count=25)
    for option in replies.options(result.response):
        opened = await server.ann.select(result.response, [option["value"]])
        assert unsupported(opened.response, small_desk.archive) == []


async def test_every_page_is_supported(server, bot_setup):
    bot_setup.desk = build_desk(*FILES, build_bulletins(30))
    result = await server.ann.slash(server.channel, "timeline")
    for _ in range(4):
        assert unsupported(result.response, bot_setup.desk.archive) == []
        await server.ann.click(result.response, label="Next ›")


async def test_every_answer_to_a_message_is_supported(server, small_desk):
    for question in QUESTIONS[:6]:
        await server.ann.send_dm(question)
        answer = server.ann.user.dm_channel.last_message
        assert unsupported(answer, small_desk.archive, [question]) == [], question


@pytest.fixture(scope="module")
def real_desk(shared) -> Desk:
    """A few hundred real records."""
    paths = sorted(path for path in (shared / "corpora").rglob("*") if path.is_file())[:150]
    now = datetime.now(UTC)
    return open_desk(build_archive([read_file(path, now=now) for path in paths]))


async def test_every_answer_over_real_records_is_supported(server, bot_setup, real_desk):
    bot_setup.desk = real_desk
    articles = real_desk.archive.articles
    for article in articles[:: max(1, len(articles) // 25)]:
        question = " ".join(article.title.split()[:6]) or "latest"
        result = await server.ann.slash(server.channel, "ask", question=question)
        assert unsupported(result.response, real_desk.archive, [question]) == [], question
        await server.env.advance_time(5)

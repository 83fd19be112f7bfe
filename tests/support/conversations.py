"""A small archive to hold conversations about, and a question that was answered from it."""

from datetime import UTC, date, datetime

from bot.answers.conversation.previous import PreviousQuestion
from bot.answers.query.question import Question, parse_question
from tests.support.desks import FILES, build_bulletins, build_desk, build_record

NOW = datetime(2022, 5, 20, tzinfo=UTC)
DESK = build_desk(
    *FILES,
    build_bulletins(20),
    build_record(
        "Blue Line to sue over ban on diesel ferries",
        url="https://wire.example/sue",
        excerpt="Blue Line said on Friday that it will sue the council over the ban on diesel ferries.",
        outlet="Northern Wire",
        published=date(2020, 6, 13),
    ),
    build_record("Reuters on ferries", url="https://www.reuters.com/a", outlet="Reuters", published=date(2021, 2, 1)),
)
FIRST_ID, SECOND_ID, THIRD_ID = "1" * 16, "2" * 16, "3" * 16
QUESTION = "How long will the council ban diesel ferries?"


def parse(text: str) -> Question:
    return parse_question(text, DESK.names, now=NOW)


def previous_question(text: str = QUESTION) -> PreviousQuestion:
    """A question that was answered with three articles, the first of 11 June 2020."""
    ids = (FIRST_ID, SECOND_ID, THIRD_ID)
    return PreviousQuestion(text, parse(text).subject, ids, ids, FIRST_ID, "City council bans", date(2020, 6, 11))

"""A sentence matched against a question, as evidence sees it."""

from datetime import datetime
from typing import NamedTuple

from bot.answers.desk.desk import Desk
from bot.answers.evidence.matching import TermMatcher, TextMatch
from bot.answers.query.question import parse_question
from bot.answers.retrieval.occurrences import OccurrenceFinder
from bot.answers.retrieval.plan import QueryPlan, plan_query
from bot.coverage.article import Record
from tests.support.desks import FILES, build_bulletins, build_desk, build_record

_URL = "https://excerpt.example/1"


class MatchedExcerpt(NamedTuple):
    """The first sentence of an excerpt, and what it was matched with."""

    match: TextMatch
    matcher: TermMatcher
    plan: QueryPlan
    desk: Desk


def match_excerpt(question: str, text: str, *records: Record, now: datetime) -> MatchedExcerpt:
    """Match the first sentence of an excerpt that an archive has besides `FILES` and these records."""
    desk = build_desk(*FILES, *records, build_bulletins(20), build_record("", url=_URL, excerpt=text))
    article = desk.archive.by_url(_URL)
    assert article is not None
    plan = plan_query(parse_question(question, desk.names, now=now), desk)
    matcher = TermMatcher(plan.terms, desk)
    place = desk.archive.place(article.id)
    assert place is not None
    matches = matcher.match(article, OccurrenceFinder(plan.terms, desk.index).find([place]).read(0))
    return MatchedExcerpt(matches[0].read(article, place, desk.index), matcher, plan, desk)

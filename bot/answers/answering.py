"""From a question to an answer with evidence: understand, search, weigh, say how sure.

Nothing here writes a sentence about the news: what is said of it is a `Quote`; the rest are `Remark`s that count,
date and name what the archive holds. What a question misses is in `shortfalls`, lists and counts are in `tallying`.
"""

from datetime import datetime
from time import perf_counter

from msgspec.structs import replace

from bot.answers import followups, shortfalls, tallying
from bot.answers.answer import Answer, Remark
from bot.answers.desk import Desk
from bot.answers.evidence import find
from bot.answers.followups import Earlier, Meant
from bot.answers.offers import offers
from bot.answers.question import Question, understand
from bot.answers.remarks import to_know, understood
from bot.answers.replies import hits, more, nothing, opened, pasted, quote
from bot.answers.searching import search
from bot.answers.storytelling import with_company


def answer(text: str, desk: Desk, *, now: datetime, earlier: Earlier | None = None) -> Answer:
    """Answer a question from an archive. Never raises, whatever was typed; `now` (aware) anchors "last week".

    `earlier`: the question before, which this one may follow up. Blocking, some milliseconds; thread-safe, since a desk
    does not change.
    """
    start = perf_counter()
    meant = followups.meaning(text, earlier, desk.names, now=now)
    made = _full(text, desk, now) if meant is None else _continued(meant, earlier, desk, now)
    best = made.quotes[0].article if made.quotes else None
    story = best.id if best and with_company(desk, best) else ""
    return replace(
        made, question=text, asked=made.asked or text, story=story, took_ms=round((perf_counter() - start) * 1000, 2)
    )


def _full(text: str, desk: Desk, now: datetime) -> Answer:
    """The answer to a question that stands on its own."""
    question = understand(text, desk.names, now=now)
    return _without_search(question, desk) or _searched(question, desk)


def _continued(meant: Meant, earlier: Earlier | None, desk: Desk, now: datetime) -> Answer:
    """The answer to a follow-up."""
    if meant.what == "ask":
        made = _full(meant.asked, desk, now)
        told = Remark("answer-continued", {"question": meant.asked})
        return replace(made, asked=meant.asked, remarks=(told, *made.remarks))
    question = understand(meant.asked, desk.names, now=now)
    article = desk.archive.article(meant.article)
    if meant.what == "open" and article is not None:
        return opened(question, [article], desk, Remark("answer-opened"))
    if meant.what == "more" and earlier is not None:
        return more(question, search(question, desk), frozenset(earlier.shown), desk)
    return nothing(question, desk, Remark("answer-lost"))


def _without_search(question: Question, desk: Desk) -> Answer | None:
    """What needs no search: an empty archive, a pasted address, an outlet or topic that the archive has not."""
    if not desk.archive.articles:
        return nothing(question, desk, Remark("answer-empty-archive"))
    return pasted(question, desk) or shortfalls.absent(question, desk)


def _searched(question: Question, desk: Desk) -> Answer:
    # What is counted or listed is looked for more widely.
    found = search(question, desk, limit=tallying.MOST_LISTED) if tallying.counts(question) else search(question, desk)
    if found.dates_as_words:
        # What looked like a date is a part of a headline, and limits nothing.
        question = replace(question, dates_explicit=False)
    if not found.terms and tallying.lists(question) and not shortfalls.limited(question):
        found = tallying.everything(desk, oldest=question.kind == "oldest")
    if not found.candidates and (missed := shortfalls.empty(question, found, desk)) is not None:
        return missed
    finding = find(question, found, desk)
    listed = tallying.listed(question, found, finding, desk)
    if listed is not None:
        return listed
    remarks = (*understood(question, found, desk), *to_know(question, found, finding, desk))
    if finding.verdict == "nothing":
        remarks = (*remarks, *shortfalls.elsewhere(question, desk))
        made = nothing(question, desk, Remark("answer-nothing"), remarks)
        return replace(made, confidence=finding.confidence, hits=hits(found.candidates, desk))
    return Answer(
        question=question.text,
        verdict=finding.verdict,
        confidence=finding.confidence,
        lead=Remark("answer-found" if finding.verdict == "found" else "answer-weak"),
        quotes=tuple(quote(one.passage, desk) for one in finding.quotes),
        hits=hits(found.candidates, desk),
        remarks=remarks,
        suggestions=() if finding.verdict == "found" else offers(question, found.candidates, desk),
        as_of=desk.archive.newest,
        took_ms=0.0,
    )

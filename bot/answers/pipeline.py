"""From a question to an answer with evidence: understand, search, weigh, say how sure.

Nothing here writes a sentence about the news: what is said of it is a `Quote`; the rest are `Remark`s that count,
date and name what the archive holds. What a question misses is in `shortfalls`, lists and counts are in `tallying`.
"""

from datetime import datetime
from time import perf_counter

from msgspec.structs import replace

from bot.answers.answer import Answer, Remark
from bot.answers.browse.story import has_other_outlets
from bot.answers.conversation import followups
from bot.answers.conversation.followups import FollowUp, PreviousQuestion
from bot.answers.conversation.smalltalk import detect_smalltalk
from bot.answers.desk.desk import Desk
from bot.answers.evidence.selection import select_evidence
from bot.answers.query.question import Question, clean_question, parse_question
from bot.answers.replies import lists
from bot.answers.replies.builders import hits, more, nothing, opened, pasted, quote
from bot.answers.replies.nothing import absent, elsewhere, empty, limited
from bot.answers.replies.remarks import caveats, describe_reading
from bot.answers.replies.suggestions import suggest_questions
from bot.answers.retrieval.search import SearchResult, search


def answer(text: str, desk: Desk, *, now: datetime, earlier: PreviousQuestion | None = None) -> Answer:
    """Answer a question from an archive. Never raises, whatever was typed; `now` (aware) anchors "last week".

    `earlier`: the question before, which this one may follow up. Blocking, some milliseconds; thread-safe, since a desk
    does not change.
    """
    start = perf_counter()
    made = _talked(text, desk, now) or _answered(text, desk, now, earlier)
    best = made.quotes[0].article if made.quotes else None
    story = best.id if best and has_other_outlets(desk, best) else ""
    return replace(
        made, question=text, asked=made.asked or text, story=story, took_ms=round((perf_counter() - start) * 1000, 2)
    )


def _talked(text: str, desk: Desk, now: datetime) -> Answer | None:
    """What is said to "hi" and "thanks"."""
    talk = detect_smalltalk(clean_question(text))
    if talk is None:
        return None
    made = nothing(parse_question("", desk.names, now=now), desk, Remark(f"answer-{talk}"))
    return made if talk == "hello" else replace(made, suggestions=())


def _answered(text: str, desk: Desk, now: datetime, earlier: PreviousQuestion | None) -> Answer:
    meant = followups.interpret_follow_up(text, earlier, desk.names, now=now)
    return _full(text, desk, now) if meant is None else _continued(text, meant, earlier, desk, now)


def _full(text: str, desk: Desk, now: datetime) -> Answer:
    """The answer to a question that stands on its own."""
    question = parse_question(text, desk.names, now=now)
    return replace(_without_search(question, desk) or _searched(question, desk), topic=question.subject)


def _continued(text: str, meant: FollowUp, earlier: PreviousQuestion | None, desk: Desk, now: datetime) -> Answer:
    """The answer to a follow-up."""
    if meant.what == "ask":
        made = _full(meant.asked, desk, now)
        if made.verdict != "found" and meant.alone and (alone := _full(text, desk, now)).verdict == "found":
            return alone
        told = Remark("answer-continued", {"question": meant.asked})
        return replace(made, asked=meant.asked, topic=meant.topic or made.topic, remarks=(told, *made.remarks))
    question = parse_question(meant.asked, desk.names, now=now)
    article = desk.archive.article(meant.article)
    if meant.what == "open" and article is not None:
        return opened(question, [article], desk, Remark("answer-opened"))
    if meant.what == "more" and earlier is not None:
        return _more(question, earlier, desk)
    if meant.what == "beyond" and earlier is not None:
        return nothing(question, desk, Remark("answer-beyond", {"count": len(earlier.listed)}))
    return nothing(question, desk, Remark("answer-lost"))


def _more(question: Question, earlier: PreviousQuestion, desk: Desk) -> Answer:
    """What else there is for a question, after what was shown of it."""
    if len(earlier.shown) >= followups.MOST_SHOWN:
        return nothing(question, desk, Remark("answer-enough", {"count": len(earlier.shown)}))
    question, found = _found(question, desk, beyond=len(earlier.shown))
    shown = frozenset(earlier.shown)
    return more(question, lists.in_order(question, found), found.confidence, shown, desk)


def _without_search(question: Question, desk: Desk) -> Answer | None:
    """What needs no search: an empty archive, a pasted address, an outlet or topic that the archive has not."""
    if not desk.archive.articles:
        return nothing(question, desk, Remark("answer-empty-archive"))
    return pasted(question, desk) or absent(question, desk)


def _found(question: Question, desk: Desk, *, beyond: int = 0) -> tuple[Question, SearchResult]:
    """What there is for a question, and the question as it was taken. `beyond`: so many articles are known already."""
    # What is counted or listed is looked for more widely.
    if lists.counts(question) or (beyond and not question.subject):
        found = search(question, desk, limit=lists.MOST_LISTED + beyond)
    else:
        found = search(question, desk)
    if found.dates_as_words:
        # What looked like a date is a part of a headline, and limits nothing.
        question = replace(question, dates_explicit=False)
    if not found.terms and lists.lists(question) and not limited(question):
        found = lists.everything(desk, oldest=question.kind == "oldest", beyond=beyond)
    return question, found


def _searched(question: Question, desk: Desk) -> Answer:
    question, found = _found(question, desk)
    if not found.candidates and (missed := empty(question, found, desk)) is not None:
        return missed
    finding = select_evidence(question, found, desk)
    listed = lists.listed(question, found, finding, desk)
    if listed is not None:
        return listed
    remarks = (*describe_reading(question, found, desk), *caveats(question, found, finding, desk))
    if finding.verdict == "nothing":
        remarks = (*remarks, *elsewhere(question, desk))
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
        suggestions=() if finding.verdict == "found" else suggest_questions(question, found.candidates, desk),
        as_of=desk.archive.newest,
        took_ms=0.0,
    )

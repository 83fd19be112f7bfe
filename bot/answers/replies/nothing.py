"""What a reply says when a question can't be met: an outlet that isn't there, limits that leave nothing, no words."""

from collections.abc import Iterable

from msgspec.structs import replace

from bot.answers.answer import Answer, Remark
from bot.answers.desk.desk import Desk
from bot.answers.evidence.selection import select_evidence
from bot.answers.query.question import Question
from bot.answers.replies.builders import hits, nothing
from bot.answers.replies.lists import everything
from bot.answers.replies.remarks import describe_reading, names_of
from bot.answers.retrieval.search import SearchResult, search


def empty(question: Question, found: SearchResult, desk: Desk) -> Answer | None:
    """A search without any candidate: nothing was asked, or the limits leave nothing; None where it is but unknown."""
    if limited(question):
        return _out_of_limits(question, desk)
    return None if found.terms else nothing(question, desk, Remark("answer-no-words"))


def absent(question: Question, desk: Desk) -> Answer | None:
    """An outlet or topic was asked for that the archive has not: that is the answer; the nearest is listed."""
    lacking = [one for one in (*question.outlets, *question.topics) if one.explicit and not one.keys]
    if not lacking:
        return None
    remarks: list[Remark] = []
    for one in lacking:
        kind = "outlet" if one in question.outlets else "topic"
        if one.nearest:
            remarks.append(Remark(f"answer-{kind}-absent", {"said": one.typed, "nearest": ", ".join(one.nearest)}))
        else:
            remarks.append(Remark(f"answer-{kind}-absent-alone", {"said": one.typed}))
    found = search(question, desk)
    made = nothing(question, desk, remarks[0], remarks[1:])
    return replace(made, hits=hits(found.candidates, desk))


def limited(question: Question) -> bool:
    """Whether a reader set limits that the archive knows."""
    named = (*question.outlets, *question.topics)
    return question.dates_explicit or bool(question.excluded_outlets) or any(one.explicit and one.keys for one in named)


def elsewhere(question: Question, desk: Desk) -> Iterable[Remark]:
    """Whether the limits hid an answer."""
    if not question.dates_explicit:
        return
    wider = replace(question, dates=None, dates_explicit=False)
    if select_evidence(wider, search(wider, desk), desk).verdict == "found":
        yield Remark("answer-other-dates")


def _out_of_limits(question: Question, desk: Desk) -> Answer:
    """Nothing passes the limits that the reader set: which of them it was, and what is nearest without the dates."""
    remarks = list(describe_reading(question, None, desk))
    archive = desk.archive
    if (
        question.dates
        and archive.oldest
        and archive.newest
        and not archive.between(question.dates.first, question.dates.last)
    ):
        remarks.append(Remark("answer-range-empty", {"oldest": archive.oldest.iso(), "newest": archive.newest.iso()}))
    elif question.dates:
        remarks.append(Remark("answer-range-none"))
    elif question.outlets:
        remarks.append(Remark("answer-outlet-none", {"outlets": names_of(question.outlets, desk)}))
    wider = search(replace(question, dates=None, dates_explicit=False), desk)
    if not wider.candidates:
        wider = search(replace(question, dates=None, dates_explicit=False, outlets=(), topics=()), desk)
    made = nothing(question, desk, Remark("answer-nothing"), remarks)
    # What lies outside the limits is half as near.
    beyond = hits((wider if wider.candidates else everything(desk)).candidates, desk)
    return replace(made, hits=tuple(replace(hit, score=round(hit.score / 2, 4)) for hit in beyond))

"""Replies without an answer. They say why there is none: nothing was found, a name is unknown, nothing was asked."""

from msgspec.structs import replace

from bot.answers.answer import Remark
from bot.answers.desk.desk import Desk
from bot.answers.evidence.selection import SelectedEvidence, select_evidence
from bot.answers.query.question import NamedEntity, Question
from bot.answers.replies.lists import list_everything
from bot.answers.replies.remarks import build_remarks, describe_interpretation, join_outlet_names
from bot.answers.replies.reply import MAX_CONSIDERED, Reply
from bot.answers.retrieval.search import SearchResult, search

_OUTSIDE_WEIGHT = 0.5
"""What the score of an article outside the reader's limits is multiplied by."""


def reply_with_message(lead: str, question: Question, **arguments: str | int) -> Reply:
    """Return a reply of one sentence: the message `lead` with its arguments."""
    return Reply(Remark(lead, arguments), question)


def find_unknown_names(question: Question) -> list[NamedEntity]:
    """Return the outlets and topics that a question is limited to and the archive doesn't have."""
    return [entity for entity in (*question.outlets, *question.topics) if entity.explicit and not entity.keys]


def has_limits(question: Question) -> bool:
    """Tell whether the reader set limits that the archive can apply."""
    entities = (*question.outlets, *question.topics)
    return (
        question.dates_explicit
        or bool(question.excluded_outlets)
        or bool(question.excluded_words)
        or any(entity.explicit and entity.keys for entity in entities)
    )


def describe_unknown_names(question: Question) -> list[Remark]:
    """Say which outlets and topics the archive doesn't have, and name the most similar ones that it has."""
    remarks: list[Remark] = []
    for entity in find_unknown_names(question):
        kind = "outlet" if entity in question.outlets else "topic"
        if entity.nearest:
            arguments = {"typed": entity.typed, "nearest": ", ".join(entity.nearest)}
            remarks.append(Remark(f"answer-{kind}-absent", arguments))
        else:
            remarks.append(Remark(f"answer-{kind}-absent-alone", {"typed": entity.typed}))
    return remarks


def report_unknown_names(result: SearchResult) -> Reply:
    """Say which outlets and topics the archive doesn't have."""
    lead, *remarks = describe_unknown_names(result.question)
    return Reply(lead, result.question, candidates=(result.candidates,), remarks=tuple(remarks))


def report_nothing_found(result: SearchResult, evidence: SelectedEvidence, desk: Desk) -> Reply:
    """Say that nothing was found, and whether other dates have an answer."""
    remarks = build_remarks(result, evidence, desk)
    if result.question.dates_explicit:
        wider = search(_remove_dates(result.question), desk)
        if select_evidence(wider, desk).verdict == "found":
            remarks = (*remarks, Remark("answer-other-dates"))
    return Reply(
        Remark("answer-nothing"),
        result.question,
        confidence=evidence.confidence,
        considered=[scored.passage for scored in evidence.scored[:MAX_CONSIDERED]],
        candidates=(result.candidates,),
        remarks=remarks,
    )


def report_empty_limits(result: SearchResult, desk: Desk) -> Reply:
    """Say which of the reader's limits no article passes, and show the nearest articles outside them."""
    question, archive = result.question, desk.archive
    remarks = list(describe_interpretation(question, (), desk))
    dates = question.dates
    if dates and archive.oldest and archive.newest and not archive.between(dates.first, dates.last):
        remarks.append(Remark("answer-range-empty", {"oldest": archive.oldest.iso(), "newest": archive.newest.iso()}))
    elif dates:
        remarks.append(Remark("answer-range-none"))
    elif question.outlets:
        remarks.append(Remark("answer-outlet-none", {"outlets": join_outlet_names(question.outlets, desk)}))
    wider = search(_remove_dates(question), desk)
    if not wider.candidates:
        wider = search(replace(_remove_dates(question), outlets=(), topics=()), desk)
    if not wider.candidates:
        wider = list_everything(wider, desk)
    return Reply(
        Remark("answer-nothing"),
        question,
        candidates=(wider.candidates,),
        score_weight=_OUTSIDE_WEIGHT,
        remarks=tuple(remarks),
    )


def _remove_dates(question: Question) -> Question:
    return replace(question, dates=None, dates_explicit=False)

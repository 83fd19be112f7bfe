"""Replies without an answer. They say why there is none: nothing was found, a name is unknown, nothing was asked."""

from bot.answers.answer import Remark
from bot.answers.desk.desk import Desk
from bot.answers.evidence.finding import Finding
from bot.answers.query.question import Question
from bot.answers.replies.remarks import build_remarks, describe_interpretation, join_outlet_names
from bot.answers.replies.reply import MAX_CONSIDERED, Reply
from bot.answers.retrieval.search import SearchResult

_OUTSIDE_WEIGHT = 0.5
"""What the score of an article outside the reader's limits is multiplied by."""


def describe_unknown_names(question: Question) -> list[Remark]:
    """Say which outlets and topics the archive doesn't have, and name the most similar ones that it has."""
    remarks: list[Remark] = []
    for entity in question.unknown_names:
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


def report_nothing_found(finding: Finding, desk: Desk) -> Reply:
    """Say that nothing was found, and whether other dates have an answer."""
    result, evidence = finding.result, finding.evidence
    remarks = build_remarks(result, evidence, desk)
    return Reply(
        Remark("answer-nothing"),
        result.question,
        confidence=evidence.confidence,
        considered=[scored.passage for scored in evidence.scored[:MAX_CONSIDERED]],
        candidates=(result.candidates,),
        remarks=(*remarks, Remark("answer-other-dates")) if finding.has_other_dates else remarks,
    )


def report_empty_limits(question: Question, outside: SearchResult, desk: Desk) -> Reply:
    """Say which of the reader's limits no article passes, and show the nearest articles outside them."""
    archive = desk.archive
    remarks = list(describe_interpretation(question, (), desk))
    dates = question.dates
    if dates and archive.oldest and archive.newest and not archive.between(dates.first, dates.last):
        remarks.append(Remark("answer-range-empty", {"oldest": archive.oldest.iso(), "newest": archive.newest.iso()}))
    elif dates:
        remarks.append(Remark("answer-range-none"))
    elif question.outlets:
        remarks.append(Remark("answer-outlet-none", {"outlets": join_outlet_names(question.outlets, desk)}))
    return Reply(
        Remark("answer-nothing"),
        question,
        candidates=(outside.candidates,),
        score_weight=_OUTSIDE_WEIGHT,
        remarks=tuple(remarks),
    )

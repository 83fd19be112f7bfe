"""Choose the kind of reply to a question by what was found: a count, a list, quotes, or why there is none."""

from msgspec.structs import replace

from bot.answers.answer import Remark
from bot.answers.conversation.previous import PreviousQuestion
from bot.answers.conversation.request import Request
from bot.answers.desk.desk import Desk
from bot.answers.evidence.finding import Finding
from bot.answers.replies.lists import is_list, list_articles
from bot.answers.replies.nothing import (
    report_empty_limits,
    report_nothing_found,
    report_unknown_names,
)
from bot.answers.replies.question_remarks import complete_reply
from bot.answers.replies.quotes import quote_evidence, quote_more
from bot.answers.replies.reply import Reply


def choose_reply(finding: Finding, request: Request, previous: PreviousQuestion | None, desk: Desk) -> Reply:
    """Reply with what was found for a request."""
    if request.action == "more" and previous is not None:
        return quote_more(finding.result, previous, desk)
    reply = _choose(finding, desk)
    is_alternative = finding.asked is request.alternative
    if finding.question is finding.asked:
        return complete_reply(reply, request, is_alternative=is_alternative)
    # What is remembered is the question as it was asked, not as it was relaxed.
    lead = "answer-dates-widened" if finding.question.dates else "answer-dates-as-words"
    remark = Remark(lead, {"typed": finding.asked.dates.typed if finding.asked.dates else ""})
    reply = replace(reply, question=finding.asked)
    return complete_reply(reply, request, relaxed=(remark,), is_alternative=is_alternative)


def _choose(finding: Finding, desk: Desk) -> Reply:
    result, evidence = finding.result, finding.evidence
    if finding.asked.lacks_names:
        return report_unknown_names(result)
    if finding.outside is not None:
        return report_empty_limits(result.question, finding.outside, desk)
    if not result.candidates and not result.terms:
        return Reply(Remark("answer-no-words"), finding.question)
    if is_list(result, evidence):
        return list_articles(result, evidence, desk)
    if evidence.verdict == "nothing":
        return report_nothing_found(finding, desk)
    return quote_evidence(result, evidence, desk)

"""Find what answers a question: candidates and evidence, with its dates read as the reader meant them. If nothing lies
within its limits, what lies outside them."""

from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from bot.answers.conversation.request import Request
from bot.answers.desk.desk import Desk
from bot.answers.evidence.comparison import join_evidence, split_by_outlet
from bot.answers.evidence.selection import NO_EVIDENCE, SelectedEvidence, select_evidence
from bot.answers.query.question import Question
from bot.answers.query.relaxation import names_time, relax_dates
from bot.answers.retrieval.search import SearchResult, list_archive, search
from bot.coverage.article import Article

_MAX_LISTED = 100
"""Articles on a subject that are counted or listed."""


class Finding(Struct, frozen=True):
    """What was found for a question.

    `asked`: the question as it was asked; `question`: as it was searched for, perhaps with its dates read less
    strictly. `outside`: what is near the question but outside its limits, if nothing is within them.
    `has_other_dates`: nothing within its dates answers, but something outside them does.
    """

    asked: Question
    question: Question
    result: SearchResult
    evidence: SelectedEvidence = NO_EVIDENCE
    outside: SearchResult | None = None
    has_other_dates: bool = False

    @property
    def is_answer(self) -> bool:
        """Whether it answers the question, or lists what passes its limits."""
        return self.evidence.verdict == "found" if self.result.terms else bool(self.result.candidates)

    def replaces(self, best: "Finding", as_asked: "Finding") -> bool:
        """Whether it says more than the best so far. `as_asked`: what was found for the question as it was asked."""
        verdict = self.evidence.verdict
        if verdict == "nothing":
            return False
        if verdict == "weak" and (best is not as_asked or as_asked.evidence.verdict != "nothing"):
            return False
        dates = self.asked.dates
        if self.question.dates is not None or dates is None:
            return True
        text = _read_wordings(self.evidence.quotes[0].passage.article)
        return names_time(text, dates.typed, self.asked.text)


def find(request: Request, desk: Desk, *, skip: int = 0) -> Finding:
    """Find what answers the question of a request, or else its alternative. Never raises, whatever was typed.

    `skip`: how many articles the reader has seen already, if more are asked for.
    """
    question, alternative = request.question, request.alternative
    if request.action == "more":
        return Finding(question, question, _search(question, desk, skip=skip))
    finding = _find_for_each_outlet(question, desk) or _find(question, desk)
    if alternative is None or finding.is_answer:
        return finding
    # What follows up and may answer is likelier meant, unless it lacks the name that is new.
    if finding.evidence.verdict == "weak" and not finding.evidence.missing_names:
        return finding
    other = _find(alternative, desk)
    return other if other.is_answer else finding


def _find_for_each_outlet(question: Question, desk: Desk) -> Finding | None:
    """Find what each of the outlets says that a question compares. None if it compares none, or all are silent."""
    evidence = [_find(each, desk).evidence for each in split_by_outlet(question)]
    if not any(each.quotes for each in evidence):
        return None
    together = _find(question, desk)
    return replace(together, evidence=join_evidence(evidence, together.evidence), outside=None, has_other_dates=False)


def _find(question: Question, desk: Desk) -> Finding:
    """Search for a question and select the evidence; while its dates leave no answer, read them less strictly."""
    if question.lacks_names:
        return Finding(question, question, search(question, desk))
    findings: list[Finding] = []
    for reading in chain((question,), relax_dates(question, desk.names.days)):
        result = _search(reading, desk, as_headline=reading is question)
        finding = Finding(question, reading, result, select_evidence(result, desk))
        if not findings or finding.replaces(best=findings[-1], as_asked=findings[0]):
            findings.append(finding)
        if findings[-1].is_answer or question.unknown_names:
            break
    return _look_outside(findings[-1], desk)


def _look_outside(finding: Finding, desk: Desk) -> Finding:
    """Add what lies outside the limits of a question, if nothing within them answers it."""
    question, result = finding.result.question, finding.result
    if not question.has_limits or finding.is_answer:
        return finding
    undated = replace(question, dates=None, dates_explicit=False)
    if not result.candidates:
        outside = search(undated, desk)
        if not outside.candidates:
            outside = search(replace(undated, outlets=(), topics=()), desk)
        return replace(finding, outside=outside if outside.candidates else list_archive(outside, desk))
    if question.dates_explicit and finding.evidence.verdict == "nothing":
        return replace(finding, has_other_dates=select_evidence(search(undated, desk), desk).verdict == "found")
    return finding


def _search(question: Question, desk: Desk, *, skip: int = 0, as_headline: bool = True) -> SearchResult:
    """Search for a question. `skip`: how many articles the reader has seen already. `as_headline`: see `search`.

    What is counted or listed is searched for more widely; "latest news" means the whole archive.
    """
    if question.may_count or (skip and not question.subject):
        result = search(question, desk, limit=_MAX_LISTED + skip, as_headline=as_headline)
    else:
        result = search(question, desk, as_headline=as_headline)
    if not result.terms and result.question.asks_for_list and not result.question.has_limits:
        return list_archive(result, desk, skip=skip)
    return result


def _read_wordings(article: Article) -> str:
    return " ".join(text for wording in article.wordings for text in (wording.title, wording.excerpt))

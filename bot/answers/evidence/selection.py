"""Evidence selection: the sentences that answer a question, best first, and the verdict: found, weak, nothing."""

from msgspec import Struct

from bot.answers.answer import Verdict
from bot.answers.desk.desk import Desk
from bot.answers.evidence.assessment import Assessor
from bot.answers.evidence.diversity import select_quotes
from bot.answers.evidence.matching import TermMatcher
from bot.answers.evidence.reading import read_passages
from bot.answers.evidence.requirements import Requirements, read_requirements
from bot.answers.evidence.scoring import ScoredPassage, score_passages
from bot.answers.evidence.verdict import judge
from bot.answers.retrieval.plan import QueryPlan
from bot.answers.retrieval.search import Candidate, CandidateList, SearchResult, list_stems


class SelectedEvidence(Struct, frozen=True):
    """The best sentences for a question, and how well they answer it.

    `quotes`: the best few, each saying something that the others don't. `missing_names`: names of the question that
    the best article doesn't have. `confidence`: the probability (0..1) that one of the quotes answers. `scored`: the
    sentences that the quotes were chosen from, best first.
    """

    verdict: Verdict
    confidence: float
    quotes: tuple[ScoredPassage, ...]
    missing_names: tuple[str, ...]
    scored: tuple[ScoredPassage, ...] = ()


NO_EVIDENCE = SelectedEvidence("nothing", 0.0, (), ())
"""Stands in where no sentences were read."""


def select_evidence(result: SearchResult, desk: Desk) -> SelectedEvidence:
    """Select the sentences that answer a question from the best candidates, and judge whether they do."""
    plan = result.plan
    requirements = read_requirements(plan, desk)
    matcher = TermMatcher(plan.terms, desk)
    passages = read_passages(result, requirements, matcher, desk)
    if not passages:
        return SelectedEvidence("nothing", min(result.confidence, 0.1), (), ())
    assessor = Assessor(plan, requirements, matcher, desk)
    scored = score_passages(passages, assessor.assess(passages))
    quotes = select_quotes(scored, plan, requirements, desk)
    best = assessor.complete(scored[0].matched, scored[0].assessment)
    verdict, confidence = judge(best, scored, result, requirements, len(desk.archive.articles))
    missing_names = _list_missing_names(plan, requirements, scored[0], desk)
    return SelectedEvidence(
        verdict, round(confidence, 3), () if verdict == "nothing" else quotes, missing_names, tuple(scored)
    )


def select_on_subject(result: SearchResult) -> tuple[Candidate, ...]:
    """Select the candidates that are on the subject, to count or list them: near the best in coverage."""
    candidates = result.candidates
    return candidates.select_covering(0.75) if isinstance(candidates, CandidateList) else tuple(candidates)


def _list_missing_names(
    plan: QueryPlan, requirements: Requirements, best: ScoredPassage, desk: Desk
) -> tuple[str, ...]:
    """List the names of a short question that the best sentence's article lacks. It is about something else, then."""
    if plan.is_long or not requirements.names:
        return ()
    stems = set(list_stems(best.candidate, desk.index))
    return tuple(
        plan.terms[position].word
        for position in sorted(requirements.names)
        if not stems.intersection(plan.terms[position].stems)
    )

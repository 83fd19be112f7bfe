"""The verdict on a question's evidence, found, weak or nothing, and the confidence in it."""

from collections.abc import Sequence
from math import exp, log

from msgspec import Struct

from bot.answers.answer import Verdict
from bot.answers.evidence.assessment import Assessment
from bot.answers.evidence.requirements import Requirements
from bot.answers.evidence.scoring import ScoredPassage
from bot.answers.query.kinds import Kind
from bot.answers.retrieval.search import SearchResult

_LONG_FOUND, _LONG_WEAK = 0.6, 0.3
"""The search's confidence that each verdict on a long question needs. Several articles answer it together, so one
sentence says little."""

_FOUND, _WEAK = 0.74, 0.33
"""The probability that each verdict on a short question needs. Both were chosen by cross-validation, for the precision
of `found` and for how often nothing is said where nothing answers."""

_FAILED_LOG_ODDS = 0.5
"""What the log-odds lose if the best sentence fails a test: it may still help."""

_MIN_SEARCH_CONFIDENCE = 0.12
_MIN_PERSONAL_CONFIDENCE = 0.3
"""The search's confidence below which a question has nothing to do with the archive; everyday questions end here.
Those about the reader ("how do I stop my shoes from squeaking") need more: any archive has their words."""

_SPECIFIC_IDF = 1.5
_MAX_SPECIFIC = 4
"""A term with this idf makes a question specific; more than so many make it no more specific."""

_LISTING_KINDS = ("latest", "oldest", "list", "outlets")
_MAX_OPEN_TERMS = 2
_OPEN_COVERAGE = 0.8
"""Kinds that ask for anything on a subject; so does "what about IBM?". What a sentence must cover of it."""

_MAX_SHORT_TERMS = 6
"""Terms up to which each one matters. A longer question has some that only its writer would use."""

_MARGIN_RANK = 4
"""The sentence whose score the best one's is compared with, counted from 0."""

_MIN_VALUE = 0.5
_MIN_VERB = 0.5
_MAX_MISSING_IDF = 0.8
_MIN_COVERAGE = 0.6
_MIN_WHETHER_COVERAGE = 0.7
"""Bounds of the tests: see `passes_tests`."""

_VERB_KINDS = ("whether", "why", "when", "who")
"""Kinds whose answer depends on what was done, so that it needs the verb of the question."""


class EvidenceSummary(Struct, frozen=True):
    """What the verdict on a short question rests on.

    `best`: the best sentence. `margin`: by how much its score exceeds that of the fifth. `specificity`: 0..1, how many
    terms of the question are specific. `title_coverage`, `bm25`: of the search (`MatchStrength`), and its confidence.
    `has_unknown`: the archive lacks a word of the question, and English has no other one for it. `lists_articles`: the
    question asks for articles, and there are some on its subject, if only by their topics. `is_personal`: it is about
    the reader. `kind`: of the question. `wants_value`: it asks for a kind of value.
    """

    best: Assessment
    margin: float
    specificity: float
    title_coverage: float
    bm25: float
    search_confidence: float
    has_unknown: bool
    lists_articles: bool
    is_personal: bool
    kind: Kind
    wants_value: bool


def judge(scored: Sequence[ScoredPassage], result: SearchResult, requirements: Requirements) -> tuple[Verdict, float]:
    """Judge whether scored sentences, best first, answer a question. There is at least one.

    Return the verdict and the probability (0..1) that one of the best answers.
    """
    if not result.terms or result.plan.is_long:
        return _judge_long(result.confidence)
    return _judge_short(_summarize(scored, result, requirements))


def _summarize(scored: Sequence[ScoredPassage], result: SearchResult, requirements: Requirements) -> EvidenceSummary:
    """Summarize scored sentences, best first. There is at least one."""
    return EvidenceSummary(
        best=scored[0].assessment,
        margin=scored[0].score - scored[min(_MARGIN_RANK, len(scored) - 1)].score,
        specificity=_measure_specificity(scored[0].assessment, result, requirements),
        title_coverage=result.strength.title_coverage,
        bm25=result.strength.bm25,
        search_confidence=result.confidence,
        has_unknown=len(result.terms) <= _MAX_SHORT_TERMS and any(not term.stems for term in result.terms),
        lists_articles=result.question.kind in _LISTING_KINDS and result.strength.coverage >= _OPEN_COVERAGE,
        is_personal=result.question.personal,
        kind=result.question.kind,
        wants_value=requirements.value_type != "any",
    )


def _measure_specificity(best: Assessment, result: SearchResult, requirements: Requirements) -> float:
    """Measure how specific a question is.

    A question for anything on a subject needs no more than the subject, if a sentence has all of it.
    """
    terms = result.terms
    is_open = requirements.asks_for_subject or (
        result.question.kind == "what"
        and len(terms) <= _MAX_OPEN_TERMS
        and (not requirements.words or bool(result.question.outlets))
    )
    if is_open and best.coverage_with_title >= _OPEN_COVERAGE:
        return 1.0
    return min(_MAX_SPECIFIC, sum(term.idf >= _SPECIFIC_IDF for term in terms)) / _MAX_SPECIFIC


def _judge_short(summary: EvidenceSummary) -> tuple[Verdict, float]:
    log_odds = _estimate_log_odds(summary)
    is_related = bool(summary.best.is_related) or summary.lists_articles
    min_confidence = _MIN_PERSONAL_CONFIDENCE if summary.is_personal else _MIN_SEARCH_CONFIDENCE
    is_near = log_odds >= log(_WEAK / (1 - _WEAK)) and is_related and summary.search_confidence >= min_confidence
    is_answer = passes_tests(summary)
    probability = _to_probability(log_odds if is_answer else log_odds - _FAILED_LOG_ODDS)
    if not is_near:
        return "nothing", probability
    return "found" if is_answer and probability >= _FOUND else "weak", probability


def _judge_long(search_confidence: float) -> tuple[Verdict, float]:
    if search_confidence >= _LONG_FOUND:
        return "found", search_confidence
    return "weak" if search_confidence >= _LONG_WEAK else "nothing", search_confidence


def passes_tests(summary: EvidenceSummary) -> bool:
    """Tell whether the best sentence has all that an answer must have."""
    best = summary.best
    return (
        best.value >= _MIN_VALUE
        and (summary.kind not in _VERB_KINDS or best.has_verb >= _MIN_VERB)
        and best.coverage_with_title >= (_MIN_WHETHER_COVERAGE if summary.kind == "whether" else _MIN_COVERAGE)
        and best.missing_idf < _MAX_MISSING_IDF
        and not summary.has_unknown
        and not any((best.missing_names, best.distant_names, best.missing_number, best.missing_year))
        and not any((best.asks, best.hedges, best.former, best.negation_differs))
    )


def _estimate_log_odds(summary: EvidenceSummary) -> float:
    """Estimate how likely one of the quotes answers a short question, as log-odds.

    The weights were fitted to the development questions in `bench/questions`.
    """
    best = summary.best
    return (
        -4.2
        + 1.45 * best.coverage
        - 0.7 * best.missing_names
        - 2.7 * best.missing_number
        - 0.7 * (1.0 - best.value) * summary.wants_value
        - 0.9 * best.teases
        + 3.2 * summary.specificity
        + 0.1 * summary.margin
        + 1.0 * summary.title_coverage
        + 2.4 * summary.bm25
    )


def _to_probability(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))

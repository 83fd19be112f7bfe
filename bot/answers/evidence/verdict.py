"""The verdict on a question's evidence, found, weak or nothing, and the confidence in it."""

from collections.abc import Sequence
from math import exp, log
from operator import mul

from msgspec import Struct
from msgspec.structs import astuple

from bot.answers.answer import Verdict
from bot.answers.evidence.assessment import FullAssessment
from bot.answers.evidence.requirements import Requirements
from bot.answers.evidence.scoring import ScoredPassage
from bot.answers.index.vocabulary import PRIOR_ARTICLES
from bot.answers.query.kinds import Kind
from bot.answers.retrieval.search import SearchResult
from bot.answers.retrieval.terms import Term

_LONG_FOUND, _LONG_WEAK = 0.6, 0.3
"""The search's confidence that each verdict on a long question needs. Several articles answer it together, so one
sentence says little."""

FOUND, WEAK = 0.7, 0.35
"""The probability that each verdict on a short question needs: that one of the quotes answers it."""

_WEAK_KNEE, _HIGHEST_WEAK, _HIGHEST_NOTHING = 0.65, FOUND - 0.01, WEAK - 0.01
"""The highest confidence of weak answers and of none. A sentence that fails a test is no likely answer, however much
else speaks for it. From the knee on, weak answers keep their order up to the highest."""

MIN_SUBJECT, _SURE = 0.58, 0.8
"""The probability below which a question has nothing to do with the archive, so that nothing is said; everyday
questions end here, unless a quote answers so probably. `bench.fit` shows what these bounds lead to in
cross-validation."""

_FULL_COVERAGE = 0.9
"""A sentence that covers so much of the question is shown, however unlikely it answers."""

_SPECIFIC_IDF = 1.5
_MAX_SPECIFIC = 4
"""A term with this idf makes a question specific; more than so many make it no more specific."""

_LISTING_KINDS = ("latest", "oldest", "list", "outlets")
_MAX_OPEN_TERMS = 2
_OPEN_COVERAGE = 0.8
"""Kinds that ask for anything on a subject; so does "what about IBM?". What a sentence must cover of it."""

_BEST = 4
"""Sentences that may be quoted."""

_MAX_TASK = 0.1
"""The confidence at most if the bot is asked to compute or write something: articles don't do that."""

_MAX_TERMS, _MAX_MATCHED, _MAX_NAMES = 8, 6, 2
"""Terms of a question, those that a sentence has, and names, from which more make it no surer what it is about."""

_EVENT_COVERAGE = 0.95
"""The share of a question on an event that a sentence covers if it tells of that event, and not of a similar one."""

_MIN_VALUE = 0.4
_MIN_VERB = 0.5
_MIN_COVERAGE, _MIN_WHETHER_COVERAGE = 0.4, 0.8
"""Bounds of the tests: see `passes_tests`."""

_VERB_KINDS = ("whether", "why", "when", "who")
"""Kinds whose answer depends on what was done, so that it needs the verb of the question."""


class AnswerFeatures(Struct, frozen=True):
    """What the probability that one of the quotes answers a question rests on.

    `score`: of the best sentence. `missing_number`: it lacks a number or a year of the question. `missing_value`:
    it lacks the kind of value that is asked for, or has it far from the question's words. `lead`: the share (0..1)
    of the best four in the odds of all sentences, by their scores. `specificity`: 0..1, how many terms of the
    question are specific. `information`: 0..1, the idf of the terms that the best sentence and its headline have; 1
    is twice that of a word in one article of the archive. `lacks_event`: the question asks about what happened, and
    so presumes it, but the best sentence and its headline lack some of that. `is_open`: it asks for anything on a
    subject, which the best sentence has. `asks_whether`: it wants a yes or a no, which needs no value.
    `for_advice`: it asks for advice. `constant`: 1.
    """

    score: float
    missing_number: float
    missing_value: float
    lead: float
    specificity: float
    information: float
    lacks_event: float
    is_open: float
    asks_whether: float
    for_advice: float
    constant: float = 1.0


class SubjectFeatures(Struct, frozen=True):
    """What the probability that a question has to do with the archive rests on.

    `search`: the log-odds of the search's confidence. `coverage`: of the best sentence with its headline. `has_name`:
    it has a name of the question. `names`: how many of the question's names it has, as a share of two. `matched`: how
    many terms of the question it has, as a share of six. `terms`: how many there are, as a share of eight. `second`:
    the `article_score` of the second-best sentence, if there is one. `asks_what`: the question asks what or which, as
    most everyday questions do. `is_personal`: a reader asks for himself or herself. `for_advice`: see `AnswerFeatures`.
    """

    search: float
    coverage: float
    has_name: float
    names: float
    matched: float
    terms: float
    second: float
    asks_what: float
    is_personal: float
    for_advice: float
    constant: float = 1.0


ANSWER_WEIGHTS = AnswerFeatures(
    score=0.2,
    missing_number=-2.5,
    missing_value=-1.8,
    lead=3.0,
    specificity=1.2,
    information=1.5,
    lacks_event=-0.9,
    is_open=0.6,
    asks_whether=0.5,
    for_advice=-1.4,
    constant=-5.4,
)
SUBJECT_WEIGHTS = SubjectFeatures(
    search=0.6,
    coverage=1.0,
    has_name=0.2,
    names=1.9,
    matched=3.3,
    terms=7.6,
    second=4.7,
    asks_what=-1.2,
    is_personal=-1.1,
    for_advice=-1.2,
    constant=-4.8,
)
"""What each feature adds to the log-odds. `bench.fit` fits them to the development questions in `bench/questions`."""


def judge(
    best: FullAssessment,
    scored: Sequence[ScoredPassage],
    result: SearchResult,
    requirements: Requirements,
    archive_size: int,
) -> tuple[Verdict, float]:
    """Judge whether scored sentences, best first, answer a question. There is at least one.

    `best`: the assessment of the best sentence. `archive_size`: articles in the archive.

    Return the verdict and the probability (0..1) that one of the best answers.
    """
    if result.question.for_task:
        return "nothing", min(result.confidence, _MAX_TASK)
    if not result.terms or result.plan.is_long:
        return _judge_long(result.confidence)
    verdict, probability = decide(
        best,
        result.question.kind,
        estimate(ANSWER_WEIGHTS, measure_answer(best, scored, result, requirements, archive_size)),
        estimate(SUBJECT_WEIGHTS, measure_subject(best, scored, result, requirements)),
    )
    if verdict == "found" and (requirements.may_lack_name or requirements.is_vague):
        verdict = "weak"
    return verdict, _fit_confidence(verdict, probability)


def decide(best: FullAssessment, kind: Kind, probability: float, on_subject: float) -> tuple[Verdict, float]:
    """Decide on the verdict on a short question, and return it with the probability.

    `best`: the best sentence. `kind`: of the question. `probability`: that a quote answers. `on_subject`: the
    probability that the question has to do with the archive.
    """
    has_all = best.coverage_with_title >= _FULL_COVERAGE
    if (on_subject < MIN_SUBJECT and probability < _SURE) or (probability < WEAK and not has_all):
        return "nothing", probability
    return "found" if probability >= FOUND and passes_tests(best, kind) else "weak", probability


def estimate(weights: Struct, features: Struct) -> float:
    """Estimate a probability (0..1) from features and their weights in a logistic curve."""
    return 1 / (1 + exp(-sum(map(mul, astuple(weights), astuple(features)))))


def measure_answer(
    best: FullAssessment,
    scored: Sequence[ScoredPassage],
    result: SearchResult,
    requirements: Requirements,
    archive_size: int,
) -> AnswerFeatures:
    """Measure what tells whether one of the best sentences answers a short question."""
    question = result.question
    odds = [exp(passage.score - scored[0].score) for passage in scored]
    covers_subject = _covers_subject(best, result, requirements)
    return AnswerFeatures(
        score=scored[0].score,
        missing_number=max(best.missing_number, best.missing_year),
        missing_value=1.0 - best.value_nearness if requirements.value_type != "any" else 0.0,
        lead=sum(odds[:_BEST]) / sum(odds),
        specificity=1.0 if covers_subject else _measure_specificity(result.terms),
        information=1.0 if covers_subject else _measure_information(best, result.terms, archive_size),
        lacks_event=float(question.past and best.coverage_with_title < _EVENT_COVERAGE),
        is_open=float(requirements.asks_for_subject and best.coverage_with_title >= _OPEN_COVERAGE),
        asks_whether=float(question.kind == "whether"),
        for_advice=float(question.for_advice),
    )


def measure_subject(
    best: FullAssessment, scored: Sequence[ScoredPassage], result: SearchResult, requirements: Requirements
) -> SubjectFeatures:
    """Measure what tells whether a short question has to do with the archive."""
    terms, names = len(result.terms), len(requirements.names)
    lost_names = best.missing_names + best.distant_names
    return SubjectFeatures(
        search=log((result.confidence + 0.01) / (1.01 - result.confidence)),
        coverage=best.coverage_with_title,
        has_name=float(names > 0 and lost_names < 1),
        names=min(1.0, names / _MAX_NAMES) * (1 - lost_names),
        matched=min(1.0, best.terms_with_title * terms / _MAX_MATCHED),
        terms=min(1.0, terms / _MAX_TERMS),
        second=scored[min(1, len(scored) - 1)].assessment.article_score,
        asks_what=float(result.question.kind in ("what", "which")),
        is_personal=float(result.question.is_personal),
        for_advice=float(result.question.for_advice),
    )


def _fit_confidence(verdict: Verdict, probability: float) -> float:
    """Fit the confidence in a short question's answer to its verdict."""
    if verdict == "nothing":
        return min(probability, _HIGHEST_NOTHING)
    if verdict == "found" or probability <= _WEAK_KNEE:
        return probability
    return _WEAK_KNEE + (probability - _WEAK_KNEE) * (_HIGHEST_WEAK - _WEAK_KNEE) / (1 - _WEAK_KNEE)


def passes_tests(best: FullAssessment, kind: Kind) -> bool:
    """Tell whether the best sentence has all that an answer must have. `kind`: of the question."""
    return (
        best.value >= _MIN_VALUE
        and (kind not in _VERB_KINDS or best.has_verb >= _MIN_VERB)
        and best.coverage_with_title >= (_MIN_WHETHER_COVERAGE if kind == "whether" else _MIN_COVERAGE)
        and not any((best.missing_names, best.distant_names, best.missing_number, best.missing_year))
        and not any((best.asks, best.hedges, best.former, best.negation_differs, best.swaps_roles))
    )


def _covers_subject(best: FullAssessment, result: SearchResult, requirements: Requirements) -> bool:
    """Tell whether a question asks for anything on a subject, and a sentence has all of that. It needs no more."""
    terms = result.terms
    is_open = requirements.asks_for_subject or (
        result.question.kind == "what"
        and len(terms) <= _MAX_OPEN_TERMS
        and (not requirements.words or bool(result.question.outlets))
    )
    return is_open and best.coverage_with_title >= _OPEN_COVERAGE


def _measure_specificity(terms: Sequence[Term]) -> float:
    return min(_MAX_SPECIFIC, sum(term.idf >= _SPECIFIC_IDF for term in terms)) / _MAX_SPECIFIC


def _measure_information(best: FullAssessment, terms: Sequence[Term], archive_size: int) -> float:
    """Measure how unlikely it is that a sentence about something else matches as much of the question.

    In small archives, an idf comes mostly from general English, so that is as many articles more.
    """
    matched = best.coverage_with_title * sum(term.idf for term in terms)
    return min(1.0, matched / (2 * log(archive_size + PRIOR_ARTICLES)))


def _judge_long(search_confidence: float) -> tuple[Verdict, float]:
    if search_confidence >= _LONG_FOUND:
        return "found", search_confidence
    return "weak" if search_confidence >= _LONG_WEAK else "nothing", search_confidence

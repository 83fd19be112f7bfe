"""Fit the weights of evidence, and estimate by cross-validation how good answers with such weights are.

Three models have weights: the score of a sentence (`evidence/scoring`), the probability that a quote answers, and the
probability that a question has to do with the archive (`evidence/verdict`). A feature with the weight 0 in the code is
left out.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from msgspec import Struct
from msgspec.structs import astuple, fields

from bench.evaluation import targets
from bench.evaluation.evidence_cases import Case
from bench.evaluation.metrics import compute_auroc, compute_share
from bench.evaluation.regression import Floats, fit_logistic, fit_softmax, split_folds
from bot.answers.evidence import scoring, verdict

FIRST_RIGHT = "best sentence right, of the answerable"
BEST_RIGHT = "one of the quotes right, whatever the verdict"
EVERYDAY_NOTHING = "everyday questions called nothing, large archive"

_SCORE_PENALTY, _ANSWER_PENALTY, _SUBJECT_PENALTY = 5.0, 5.0, 3.0
"""Chosen by cross-validation; values near it do about as well."""

_ELSEWHERE = 0.3
"""The weight of a question that is asked of another archive than its own, since it is asked twice."""

_FOLDS = 10

Weights = TypeVar("Weights", bound=Struct)


@dataclass(frozen=True)
class FittedWeights:
    """The weights of the three models."""

    score: scoring.Assessment
    answer: verdict.AnswerFeatures
    subject: verdict.SubjectFeatures


def fit_all(readers: Sequence[Case], elsewhere: Sequence[Case], everyday: Sequence[Case], large: str) -> FittedWeights:
    """Fit all weights.

    `elsewhere`: readers' questions, asked of the large archive, which has other articles, too. `everyday`: questions
    that no archive answers. `large`: the name of the large archive, whose everyday questions count more.
    """
    score = _fit_score(readers)
    scored = [case.score_again(score) for case in readers]
    answer = _fit_answer(scored)
    subject = _fit_subject(
        scored, [case.score_again(score) for case in elsewhere], [case.score_again(score) for case in everyday], large
    )
    return FittedWeights(score, answer, subject)


def cross_validate(
    readers: Sequence[Case],
    elsewhere: Sequence[Case],
    everyday: Sequence[Case],
    large: str,
    groups: Sequence[Hashable],
    folds: int = _FOLDS,
) -> dict[str, float]:
    """Return figures of readers' questions, each judged by weights that were fitted to those of other groups."""
    fold_of = split_folds(groups, folds)
    everyday_folds = split_folds([case.text for case in everyday], folds)
    fold_of_text = {case.text: fold for case, fold in zip(readers, fold_of, strict=True)}
    scored: list[Case] = list(readers)
    for fold in range(folds):
        score = _fit_score([case for case, own in zip(readers, fold_of, strict=True) if own != fold])
        for place, own in enumerate(fold_of):
            if own == fold:
                scored[place] = readers[place].score_again(score)
    final = _fit_score(readers)
    there = [case.score_again(final) for case in elsewhere]
    nothing = [case.score_again(final) for case in everyday]
    verdicts: list[tuple[verdict.Verdict, float]] = [("nothing", 0.0)] * len(scored)
    nothing_verdicts: list[verdict.Verdict] = ["nothing"] * len(nothing)
    for fold in range(folds):
        answer = _fit_answer([case for case, own in zip(scored, fold_of, strict=True) if own != fold])
        subject = _fit_subject(
            [case for case, own in zip(scored, fold_of, strict=True) if own != fold],
            [case for case in there if fold_of_text.get(case.text) != fold],
            [case for case, own in zip(nothing, everyday_folds, strict=True) if own != fold],
            large,
        )
        for place, own in enumerate(fold_of):
            if own == fold:
                verdicts[place] = _judge(scored[place], answer, subject)
        for place, own in enumerate(everyday_folds):
            if own == fold:
                nothing_verdicts[place] = _judge(nothing[place], answer, subject)[0]
    figures = _compute_figures(scored, verdicts)
    return figures | {
        EVERYDAY_NOTHING: compute_share(
            each == "nothing" for case, each in zip(nothing, nothing_verdicts, strict=True) if case.archive == large
        )
    }


def group_by_articles(cases: Sequence[Case]) -> list[Hashable]:
    """Return a group for each case. Questions with an answering article in common are in one group."""
    parents: dict[Hashable, Hashable] = {}

    def find(item: Hashable) -> Hashable:
        while parents.setdefault(item, item) != item:
            item = parents[item]
        return item

    for place, case in enumerate(cases):
        for url in case.question.urls if case.question else ():
            parents[find(place)] = find((case.archive, url))
    return [find(place) for place in range(len(cases))]


def _compute_figures(cases: Sequence[Case], verdicts: Sequence[tuple[verdict.Verdict, float]]) -> dict[str, float]:
    quotes = [case.quote() for case in cases]
    right = [case.is_right(quoted) for case, quoted in zip(cases, quotes, strict=True)]
    first = [case.is_right(quoted[:1]) for case, quoted in zip(cases, quotes, strict=True)]
    is_answerable = [case.is_answerable for case in cases]
    rows = list(zip(is_answerable, (given for given, _ in verdicts), right, first, strict=True))
    found = [row for row in rows if row[1] == "found"]
    shown = [(chance, each) for (given, chance), each in zip(verdicts, right, strict=True) if given != "nothing"]
    answerable, others = [row for row in rows if row[0]], [row for row in rows if not row[0]]
    return {
        FIRST_RIGHT: compute_share(row[3] for row in answerable),
        BEST_RIGHT: compute_share(row[2] for row in answerable),
        targets.FOUND_RIGHT: compute_share(row[2] for row in found),
        targets.FOUND_FIRST_RIGHT: compute_share(row[3] for row in found),
        targets.RIGHT_AND_FOUND: compute_share(row[2] and row[1] == "found" for row in answerable),
        targets.FALSELY_FOUND: compute_share(row[1] == "found" for row in others),
        targets.RIGHTLY_NOTHING: compute_share(row[1] == "nothing" for row in others),
        targets.RIGHT_SHOWN: compute_share(row[2] and row[1] != "nothing" for row in answerable),
        targets.FALSELY_NOTHING: compute_share(row[1] == "nothing" for row in answerable),
        targets.CONFIDENCE_AUROC: compute_auroc(
            [chance for chance, each in shown if each], [chance for chance, each in shown if not each]
        ),
    }


def _judge(
    case: Case, answer: verdict.AnswerFeatures, subject: verdict.SubjectFeatures
) -> tuple[verdict.Verdict, float]:
    return verdict.decide(
        case.full[0],
        case.result.question.kind,
        verdict.estimate(answer, _measure_answer(case)),
        verdict.estimate(subject, _measure_subject(case)),
    )


def _measure_answer(case: Case) -> verdict.AnswerFeatures:
    size = len(case.desk.archive.articles)
    return verdict.measure_answer(case.full[0], case.scored, case.result, case.requirements, size)


def _measure_subject(case: Case) -> verdict.SubjectFeatures:
    return verdict.measure_subject(case.full[0], case.scored, case.result, case.requirements)


def _fit_score(readers: Sequence[Case]) -> scoring.Assessment:
    used = np.array(astuple(scoring.WEIGHTS)) != 0
    choices = [np.array([astuple(each.assessment) for each in case.scored])[:, used] for case in readers]
    marks = [np.array(case.marks, float) for case in readers]
    weights = np.zeros(len(used))
    weights[used] = fit_softmax(choices, marks, _SCORE_PENALTY)
    return _build(scoring.Assessment, weights)


def _fit_answer(readers: Sequence[Case]) -> verdict.AnswerFeatures:
    rows = [astuple(_measure_answer(case)) for case in readers]
    right = [case.is_right(case.quote()) for case in readers]
    return _build(verdict.AnswerFeatures, fit_logistic(np.array(rows), np.array(right, float), _ANSWER_PENALTY))


def _fit_subject(
    readers: Sequence[Case], elsewhere: Sequence[Case], everyday: Sequence[Case], large: str
) -> verdict.SubjectFeatures:
    own = [(case, 1.0, 1.0) for case in readers if case.is_answerable]
    other = [(case, 1.0, _ELSEWHERE) for case in elsewhere if case.is_right(case.quote())]
    none = [(case, 0.0, 1.0 if case.archive == large else _ELSEWHERE) for case in everyday]
    samples = [*own, *other, *none]
    rows = [astuple(_measure_subject(case)) for case, _, _ in samples]
    marks, counts = np.array([mark for _, mark, _ in samples]), np.array([count for _, _, count in samples])
    return _build(verdict.SubjectFeatures, fit_logistic(np.array(rows), marks, _SUBJECT_PENALTY, counts))


def _build(kind: type[Weights], weights: Floats) -> Weights:
    return kind(**dict(zip((field.name for field in fields(kind)), map(float, weights), strict=True)))

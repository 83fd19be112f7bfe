"""Evidence selection: the sentences that answer a question, best first, and the verdict: found, weak, nothing."""

from collections.abc import Iterator

from msgspec import Struct

from bot.answers.answer import Verdict
from bot.answers.desk.desk import Desk
from bot.answers.evidence.assessment import Assessor, MatchedArticle, match_article
from bot.answers.evidence.diversity import complete_cut_quotes, select_brief, select_diverse
from bot.answers.evidence.matching import TermMatcher
from bot.answers.evidence.passages import split_passages
from bot.answers.evidence.requirements import Requirements, read_requirements
from bot.answers.evidence.scoring import ScoredPassage, add_agreement, score
from bot.answers.evidence.verdict import LONG_QUESTION, asks_for_subject, judge, judge_long, summarize_evidence
from bot.answers.retrieval.plan import has_excluded_words
from bot.answers.retrieval.search import Candidate, CandidateList, SearchResult

_READ, _READ_LONG = 24, 12
"""Candidates whose sentences are read, for short and for long questions. A long question's best candidates differ more
from the others."""

_MIN_COVERAGE_SHARE = 0.6
"""The share of the best candidate's coverage below which a candidate is not read: no sentence of it answers."""

_ASSESSED = 24
"""Sentences that are assessed: those that cover most of the question. Assessing is slow."""


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


def select_evidence(result: SearchResult, desk: Desk) -> SelectedEvidence:
    """Select the sentences that answer a question from the best candidates, and judge whether they do."""
    requirements = read_requirements(result.plan, desk)
    scored = score_passages(result, requirements, desk)
    if not scored:
        return SelectedEvidence("nothing", min(result.confidence, 0.1), (), ())
    is_long = len(result.terms) >= LONG_QUESTION
    if result.question.kind == "open" and asks_for_subject(result, requirements):
        selected = select_brief(scored, desk)
    else:
        selected = select_diverse(scored, once_an_article=is_long)
    quotes = complete_cut_quotes(selected, scored)
    missing_names = _list_missing_names(result, requirements, scored[0])
    if not result.terms or is_long:
        verdict, confidence = judge_long(result.confidence)
    else:
        verdict, confidence = judge(summarize_evidence(scored, result, requirements))
    return SelectedEvidence(
        verdict, round(confidence, 3), () if verdict == "nothing" else quotes, missing_names, tuple(scored)
    )


def score_passages(result: SearchResult, requirements: Requirements, desk: Desk) -> list[ScoredPassage]:
    """Score the sentences of the best candidates, best first. Articles without a URL can't be quoted and have none."""
    matcher = TermMatcher(result.terms)
    assessor = Assessor(result.plan, requirements, matcher, desk)
    sentences = [
        (passage, match, article) for article in _read_articles(result, matcher) for passage, match in article.passages
    ]
    # Sorting is stable, so ties go to the better candidate, and to a title before a sentence.
    sentences.sort(key=lambda sentence: -matcher.measure(sentence[1].weights))
    sentences = sentences[:_ASSESSED]
    assessed = add_agreement(
        [assessor.assess(*sentence) for sentence in sentences],
        [assessor.find_values(passage) for passage, _, _ in sentences],
        [passage.article.outlet for passage, _, _ in sentences],
    )
    scored = [
        ScoredPassage(passage, article.candidate, assessment, score(assessment))
        for (passage, _, article), assessment in zip(sentences, assessed, strict=True)
    ]
    return sorted(scored, key=lambda passage: -passage.score)


def select_on_subject(result: SearchResult) -> tuple[Candidate, ...]:
    """Select the candidates that are on the subject, to count or list them: near the best in coverage."""
    candidates = result.candidates
    return candidates.select_covering(0.75) if isinstance(candidates, CandidateList) else tuple(candidates)


def _read_articles(result: SearchResult, matcher: TermMatcher) -> Iterator[MatchedArticle]:
    candidates = result.candidates[: _READ if len(result.terms) < LONG_QUESTION else _READ_LONG]
    best = max((candidate.coverage for candidate in candidates), default=0.0)
    for rank, candidate in enumerate(candidates):
        if candidate.coverage >= _MIN_COVERAGE_SHARE * best and candidate.article.url is not None:
            passages = [
                passage
                for passage in split_passages(candidate.article)
                if not has_excluded_words(passage.text, result.plan)
            ]
            yield match_article(candidate, rank, passages, matcher)


def _list_missing_names(result: SearchResult, requirements: Requirements, best: ScoredPassage) -> tuple[str, ...]:
    """List the names of a short question that the best sentence's article lacks. It is about something else, then."""
    if len(result.terms) >= LONG_QUESTION:
        return ()
    stems = set(best.candidate.stems)
    return tuple(
        result.terms[position].word
        for position in sorted(requirements.names)
        if not stems.intersection(result.terms[position].stems)
    )

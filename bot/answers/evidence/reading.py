"""Read the best candidates for a question: the sentences that cover most of it, with the question's words in them."""

from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from bot.answers.evidence.matching import TermMatcher, TextMatch
from bot.answers.evidence.passages import Passage, split_passages
from bot.answers.retrieval.plan import has_excluded_words
from bot.answers.retrieval.search import Candidate, SearchResult

_READ, _READ_LONG = 24, 12
"""Candidates whose sentences are read, for short and for long questions. A long question's best candidates differ more
from the others."""

_MIN_COVERAGE_SHARE = 0.6
"""The share of the best candidate's coverage below which a candidate is not read: no sentence of it answers."""

_MAX_PASSAGES = 24
"""Sentences that are returned. To assess more is slow."""


class MatchedArticle(Struct, frozen=True):
    """A candidate with what its texts have of a question. `rank`: from 0. `passages`: its sentences, each with its
    match. `title`: the match of its headline. `weights`: of the terms that any of its texts has."""

    candidate: Candidate
    rank: int
    passages: tuple[tuple[Passage, TextMatch], ...]
    title: TextMatch
    weights: Mapping[int, float]


class MatchedPassage(Struct, frozen=True):
    """A sentence with what it and its article have of a question."""

    passage: Passage
    match: TextMatch
    article: MatchedArticle


def read_passages(result: SearchResult, matcher: TermMatcher) -> list[MatchedPassage]:
    """Return the sentences of the best candidates that cover most of a question, the best first.

    Articles without a URL can't be quoted, and are not read. `matcher`: of the question's terms.
    """
    passages = [
        MatchedPassage(passage, match, article)
        for article in _read_articles(result, matcher)
        for passage, match in article.passages
    ]
    # Sorting is stable, so ties go to the better candidate, and to a title before a sentence.
    passages.sort(key=lambda passage: -matcher.measure(passage.match.weights))
    return passages[:_MAX_PASSAGES]


def _read_articles(result: SearchResult, matcher: TermMatcher) -> Iterator[MatchedArticle]:
    candidates = result.candidates[: _READ_LONG if result.plan.is_long else _READ]
    best = max((candidate.coverage for candidate in candidates), default=0.0)
    for rank, candidate in enumerate(candidates):
        if candidate.coverage >= _MIN_COVERAGE_SHARE * best and candidate.article.url is not None:
            passages = [
                passage
                for passage in split_passages(candidate.article)
                if not has_excluded_words(passage.text, result.plan)
            ]
            yield _match_article(candidate, rank, passages, matcher)


def _match_article(
    candidate: Candidate, rank: int, passages: Collection[Passage], matcher: TermMatcher
) -> MatchedArticle:
    """Match the sentences and the headline of a candidate. `passages`: all its sentences."""
    matched = tuple((passage, matcher.match(passage.text)) for passage in passages)
    weights: dict[int, float] = {}
    for _, match in matched:
        for position, weight in match.weights.items():
            weights[position] = max(weight, weights.get(position, 0.0))
    headline = candidate.article.title
    title = next((match for passage, match in matched if passage.text == headline), None)
    return MatchedArticle(candidate, rank, matched, title or matcher.match(headline), weights)

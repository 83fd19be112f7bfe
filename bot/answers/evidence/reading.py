"""Read the best candidates for a question: the sentences that cover most of it, with the question's words in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from msgspec import Struct

from bot.answers.desk.desk import Desk
from bot.answers.evidence.matching import SentenceMatch, TermMatcher, TextMatch
from bot.answers.evidence.passages import Passage, read_sentence
from bot.answers.evidence.wording import asks
from bot.answers.retrieval.plan import QueryPlan, has_excluded_words
from bot.answers.retrieval.search import Candidate, SearchResult

_READ, _READ_LONG = 24, 12
"""Candidates whose sentences are read, for short and for long questions. A long question's best candidates differ more
from the others."""

_MIN_COVERAGE_SHARE = 0.6
"""The share of the best candidate's coverage below which a candidate is not read: no sentence of it answers."""

_MAX_PASSAGES = 24
"""Sentences that are returned. To assess more is slow."""

_NO_MATCH = TextMatch("", 0, {}, ())


@dataclass(frozen=True, eq=False)
class MatchedArticle:
    """A candidate with what its sentences have of a question.

    `rank`: from 0. `weights`: of the terms that any of its sentences has; `coverage`: the share of the question that
    they cover. `words`: how many different words of it match; several may match one term.
    """

    candidate: Candidate
    rank: int
    sentences: Sequence[SentenceMatch]
    weights: Mapping[int, float]
    coverage: float
    words: int
    headline: SentenceMatch | None

    @cached_property
    def title(self) -> TextMatch:
        """The match of its headline."""
        return self.headline.read(self.candidate.article) if self.headline else _NO_MATCH

    @cached_property
    def title_asks(self) -> bool:
        """Whether its headline is a question."""
        return asks(self.candidate.article.title)


class MatchedPassage(Struct, frozen=True):
    """A sentence with what it and its article have of a question."""

    passage: Passage
    match: TextMatch
    article: MatchedArticle


def read_passages(result: SearchResult, matcher: TermMatcher, desk: Desk) -> list[MatchedPassage]:
    """Return the sentences of the best candidates that cover most of a question, the best first.

    Articles without a URL can't be quoted, and are not read. `matcher`: of the question's terms.
    """
    sentences = [
        (sentence, article) for article in _read_articles(result, matcher, desk) for sentence in article.sentences
    ]
    # Sorting is stable, so ties go to the better candidate, and to a title before a sentence.
    sentences.sort(key=lambda sentence: -matcher.measure(sentence[0].weights))
    return [_read_passage(sentence, article) for sentence, article in sentences[:_MAX_PASSAGES]]


def _read_passage(sentence: SentenceMatch, article: MatchedArticle) -> MatchedPassage:
    match = sentence.read(article.candidate.article)
    place = "title" if sentence.place.in_title else "excerpt"
    return MatchedPassage(Passage(match.text, place, article.candidate.article), match, article)


def _read_articles(result: SearchResult, matcher: TermMatcher, desk: Desk) -> Iterator[MatchedArticle]:
    candidates = result.candidates[: _READ_LONG if result.plan.is_long else _READ]
    best = max((candidate.coverage for candidate in candidates), default=0.0)
    for rank, candidate in enumerate(candidates):
        if candidate.coverage >= _MIN_COVERAGE_SHARE * best and candidate.article.url is not None:
            yield _match_article(candidate, rank, matcher, result.plan, desk)


def _match_article(
    candidate: Candidate, rank: int, matcher: TermMatcher, plan: QueryPlan, desk: Desk
) -> MatchedArticle:
    """Match the sentences of a candidate, but for those with words that the reader does not want."""
    article, occurrences = candidate.article, candidate.occurrences
    if occurrences.doc < 0:
        occurrences = occurrences._replace(doc=desk.archive.place(article.id) or 0)
    matches = matcher.match(article, occurrences)
    headline = next((match for match in matches if match.place.in_title and not match.place.wording), None)
    if plan.excluded_stems:
        matches = [match for match in matches if not has_excluded_words(read_sentence(article, match.place), plan)]
    weights: dict[int, float] = {}
    words: set[int] = set()
    stems = desk.index.title_stems(occurrences.doc), desk.index.body_stems(occurrences.doc)
    for match in matches:
        for position, weight in match.weights.items():
            weights[position] = max(weight, weights.get(position, 0.0))
        numbers = stems[not match.place.in_title]
        words.update([numbers[match.place.first + at] for at, _ in match.places])
    return MatchedArticle(candidate, rank, matches, weights, matcher.measure(weights), len(words), headline)

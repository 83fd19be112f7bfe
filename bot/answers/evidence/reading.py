"""Read the best candidates for a question: the sentences that cover most of it, with the question's words in them."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from bot.answers.analysis.caseless import CaselessPattern
from bot.answers.desk.desk import Desk
from bot.answers.evidence.matching import SentenceMatch, TermMatcher, TextMatch
from bot.answers.evidence.passages import Passage, read_sentence
from bot.answers.evidence.requirements import FIGURES, Requirements
from bot.answers.evidence.values import VALUE_PATTERNS
from bot.answers.index.reader import IndexReader
from bot.answers.index.sentences import SentencePlace
from bot.answers.retrieval.plan import QueryPlan, has_excluded_words
from bot.answers.retrieval.ranking import DECIMALS
from bot.answers.retrieval.search import Candidate, CandidateList, SearchResult
from bot.coverage.dates import MONTH_PATTERN

_READ, _READ_LONG = 24, 12
"""Candidates whose sentences are read, for short and for long questions. A long question's best candidates differ more
from the others."""

_MIN_COVERAGE_SHARE = 0.5
"""The share of the best candidate's coverage below which a candidate is not read: its sentences rarely answer."""

_MAX_PASSAGES = 24
"""Sentences that are returned. To assess more is slow."""

_ARTICLE_WEIGHT = 0.8
"""What the score of a candidate counts beside the coverage of its sentence: an answer may leave what it is about to the
headline or to another sentence."""

PRECISION = 10.0**DECIMALS
"""What ratings and scores are multiplied by to compare whole numbers: to round to these is much faster than to round to
decimals."""

_NO_TITLE = SentenceMatch(SentencePlace(0, 1, 0, 0, 0, 0), {}, [])

_FIGURE_BONUS = 0.3
_OTHER_FIGURE_BONUS = 0.2
"""What a figure adds to the rating of a sentence, if a figure of its kind, or of another, is asked for."""

# To look for a digit first, and then for what is before it, is much faster than the other way round.
_NUMBER = re.compile(r"\d(?<!\w\d)")
_LAST_WORD = re.compile(r"\w+$")
_MONTH = re.compile(MONTH_PATTERN, re.IGNORECASE)


class MatchedArticle(Struct, frozen=True, dict=True, eq=False):
    """A candidate with what its sentences have of a question.

    `doc`: its number. `rank`: from 0. `headline`: an empty one if it has no title of its own.
    """

    candidate: Candidate
    doc: int
    rank: int
    sentences: Sequence[SentenceMatch]
    headline: SentenceMatch
    index: IndexReader

    @cached_property
    def title(self) -> TextMatch:
        """The match of its headline."""
        return self.read(self.headline)

    def read(self, sentence: SentenceMatch) -> TextMatch:
        """Read one of its sentences."""
        return sentence.read(self.candidate.article, self.doc, self.index)

    def has_term(self, position: int) -> bool:
        """Tell whether any of its sentences has a term of the question."""
        return any(position in sentence.weights for sentence in self.sentences)


class MatchedPassage(Struct, frozen=True):
    """A sentence with what it and its article have of a question."""

    passage: Passage
    match: TextMatch
    article: MatchedArticle


def read_passages(
    result: SearchResult, requirements: Requirements, matcher: TermMatcher, desk: Desk
) -> list[MatchedPassage]:
    """Return the best-rated sentences of the best candidates, the best first.

    Articles without a URL can't be quoted, and are not read. `matcher`: of the question's terms.
    """
    pattern = VALUE_PATTERNS.get(requirements.value_type) if requirements.value_type in FIGURES else None
    sentences = [
        (sentence, article) for article in _read_articles(result, matcher, desk) for sentence in article.sentences
    ]
    ratings = [round(_rate(sentence, article, matcher, pattern) * PRECISION) for sentence, article in sentences]
    # Sorting is stable, so ties go to the better candidate, and to a title before a sentence.
    best = sorted(range(len(sentences)), key=ratings.__getitem__, reverse=True)[:_MAX_PASSAGES]
    return [_read_passage(*sentences[place]) for place in best]


def _rate(
    sentence: SentenceMatch, article: MatchedArticle, matcher: TermMatcher, pattern: CaselessPattern | None
) -> float:
    """Rate a sentence by its coverage and its article, and higher if it has a figure of the kind that is asked for
    (`pattern`)."""
    coverage = matcher.measure(sentence.weights)
    rating = coverage + _ARTICLE_WEIGHT * article.candidate.score
    if pattern is None or not coverage:
        return rating
    text = read_sentence(article.candidate.article, sentence.place)
    if not _has_figure(text):
        return rating
    return rating + (_FIGURE_BONUS if pattern.is_in(text) else _OTHER_FIGURE_BONUS)


def _has_figure(text: str) -> bool:
    """Tell whether a text has a number that is no part of a name: one after a word without a capital, or a month."""
    for number in _NUMBER.finditer(text):
        before = text[: number.start()].rstrip()
        word = _LAST_WORD.search(before)
        if word is None or (
            len(before) < number.start() and ("a" <= word[0][0] <= "z" or _MONTH.fullmatch(word[0]) is not None)
        ):
            return True
    return False


def _read_passage(sentence: SentenceMatch, article: MatchedArticle) -> MatchedPassage:
    match = article.read(sentence)
    place = "title" if sentence.place.in_title else "excerpt"
    return MatchedPassage(Passage(match.text, place, article.candidate.article), match, article)


def _read_articles(result: SearchResult, matcher: TermMatcher, desk: Desk) -> Iterator[MatchedArticle]:
    candidates, count = result.candidates, _READ_LONG if result.plan.is_long else _READ
    if isinstance(candidates, CandidateList):
        top = candidates.iterate_top(count, _MIN_COVERAGE_SHARE)
    else:
        top = enumerate(candidates[:count])
    for rank, candidate in top:
        if candidate.article.url is not None:
            yield _match_article(candidate, rank, matcher, result.plan, desk)


def _match_article(
    candidate: Candidate, rank: int, matcher: TermMatcher, plan: QueryPlan, desk: Desk
) -> MatchedArticle:
    """Match the sentences of a candidate, but for those with words that the reader does not want."""
    article, occurrences = candidate.article, candidate.occurrences
    if occurrences.doc < 0:
        occurrences = replace(occurrences, doc=desk.archive.place(article.id) or 0)
    matches = matcher.match(article, occurrences)
    headline = next((match for match in matches if match.place.in_title and not match.place.wording), _NO_TITLE)
    if plan.excluded_stems:
        matches = [match for match in matches if not has_excluded_words(read_sentence(article, match.place), plan)]
    return MatchedArticle(candidate, occurrences.doc, rank, matches, headline, desk.index)

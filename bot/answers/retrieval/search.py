"""Search: the articles of an archive that are near a question, best first. Every answer starts here."""

from calendar import month_name
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import overload

from msgspec import Struct
from msgspec.structs import replace

from bot.answers.analysis.stemming import stem, stem_surface
from bot.answers.analysis.tokens import split_words
from bot.answers.desk.desk import Desk
from bot.answers.index.reader import IndexReader, OutletBoost, TermQuery
from bot.answers.index.vocabulary import Vocabulary
from bot.answers.query.kinds import Kind
from bot.answers.query.question import Question
from bot.answers.retrieval.confidence import MatchStrength, estimate_confidence, measure_strength
from bot.answers.retrieval.features import measure_boosts
from bot.answers.retrieval.occurrences import NO_OCCURRENCES, Occurrences
from bot.answers.retrieval.plan import QueryPlan, has_excluded_words, plan_query
from bot.answers.retrieval.ranking import RankedDoc, diversify, rank
from bot.answers.retrieval.terms import Term
from bot.coverage.article import Article
from bot.coverage.columns.sequences import LazySequence

_POOL_SIZE = 60
"""Articles by BM25 that are ranked. In measurements, 40 more brought no further article among the best."""

_DIVERSIFY_FROM = 0.5
"""The length of a question (`QueryPlan.length`) from which results are diversified."""

_HEADLINE_COVERAGE = 0.95
_HEADLINE_TERMS = 4
"""A question with at least so many terms, of which one title covers this share, is a part of a headline."""

_OUTLET_BONUS = 0.3
"""What a mentioned outlet adds to the BM25 of its articles, as a share of the question's idf. For long questions over
titles alone, 48% of their articles were among the first 100 without it, and 85% with it."""

_MAX_NEWEST = 100
"""Articles of a list without a subject ("latest news")."""

_WORDS_OF_ANSWERS: Mapping[Kind, Sequence[str]] = {
    "when": [stem(month.casefold()) for month in month_name if month],
    "how_much": [stem(word) for word in ("price", "priced", "cost", "dollars", "million", "billion", "fee")],
}
_VALUE_WEIGHT = 0.3
"""Words that answers to a kind of question have, and their weight compared with the question's words."""

_ON_SUBJECT_COVERAGE = 0.6
"""The coverage that an article on the subject needs at least."""


class Candidate(Struct, frozen=True):
    """An article near a question.

    `score`: 0..1, what candidates are ordered by. `coverage`: 0..1, the share of the question that the article covers.
    `occurrences`: its words that match terms of the question; empty if it was found by other means.
    """

    article: Article
    score: float
    coverage: float
    occurrences: Occurrences = NO_OCCURRENCES


class SearchResult(Struct, frozen=True):
    """What a search found. `candidates`: best first.

    `confidence`: how likely (0..1) the archive answers the question, estimated from `strength`. `total`: how many
    articles pass the limits of a question that only sets limits; 0 for others.
    """

    plan: QueryPlan
    candidates: Sequence[Candidate] = ()
    strength: MatchStrength = MatchStrength()
    confidence: float = 0.0
    total: int = 0

    @property
    def question(self) -> Question:
        """The question that was searched for."""
        return self.plan.question

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms that were searched for."""
        return self.plan.terms


class CandidateList(LazySequence[Candidate]):
    """Candidates, best first. Each is built when it is first read, since most are only ranked."""

    def __init__(self, ranked: Sequence[RankedDoc], desk: Desk) -> None:
        self._ranked = ranked
        self._desk = desk
        self._built: dict[int, Candidate] = {}

    def __len__(self) -> int:
        return len(self._ranked)

    def _item(self, index: int) -> Candidate:
        if index not in self._built:
            self._built[index] = self._build(self._ranked[index])
        return self._built[index]

    def _build(self, ranked: RankedDoc) -> Candidate:
        return Candidate(
            article=self._desk.archive.articles[ranked.doc],
            score=ranked.score,
            coverage=ranked.coverage,
            occurrences=ranked.occurrences,
        )

    def iterate_top(self, count: int, share: float) -> Iterator[tuple[int, Candidate]]:
        """Yield those of the first candidates with at least this share of their best coverage, each with its rank."""
        ranked = self._ranked[:count]
        lowest = share * max((doc.coverage for doc in ranked), default=0.0)
        return ((rank, self[rank]) for rank, doc in enumerate(ranked) if doc.coverage >= lowest)

    def select_covering(self, share: float) -> tuple[Candidate, ...]:
        """Select the candidates with at least this share of the best coverage, and 0.6 of the question."""
        best = max((doc.coverage for doc in self._ranked), default=0.0)
        lowest = max(_ON_SUBJECT_COVERAGE, share * best)
        return tuple(self[index] for index, doc in enumerate(self._ranked) if doc.coverage >= lowest)


def search(question: Question, desk: Desk, *, limit: int = _POOL_SIZE, as_headline: bool = True) -> SearchResult:
    """Find the articles near a question, best first. Never raises, whatever was typed.

    Explicit outlets, dates and topics are limits; mentioned ones boost. A question that only sets limits gets the
    newest articles within them. `as_headline`: a question with dates may be a headline, whose dates are no limits.
    """
    plan = plan_query(question, desk)
    result = _search(plan, desk, limit)
    if as_headline and question.dates_explicit and not _is_headline(result):
        # "diablo launch april 2023" may be a part of a headline, which was published at some other time.
        as_words = replace(question, subject=question.text, dates=None, dates_explicit=False, date_ranges=())
        plan = plan_query(as_words, desk)
        headline = _search(plan, desk, limit) if len(plan.terms) >= _HEADLINE_TERMS else None
        if headline is not None and _is_headline(headline):
            unlimited = replace(question, dates_explicit=False)
            return replace(headline, plan=replace(headline.plan, question=unlimited))
    return result


def list_archive(result: SearchResult, desk: Desk, *, skip: int = 0) -> SearchResult:
    """List the whole archive, as "latest news" asks: the newest articles, or the oldest.

    `result`: of a search that limits nothing. `skip`: how many articles the reader has seen already.
    """
    articles = desk.archive.articles
    if result.question.kind == "oldest":
        dated = desk.archive.between(date.min, None)
        last = max(0, len(dated) - skip)
        chosen = dated[max(0, last - _MAX_NEWEST) : last]
    else:
        chosen = articles[skip : skip + _MAX_NEWEST]
    return replace(
        result,
        plan=replace(result.plan, terms=(), corrections=()),
        candidates=tuple(map(build_unscored_candidate, chosen)),
        strength=MatchStrength(score=1.0, coverage=1.0),
        confidence=1.0,
        total=len(articles),
    )


class MatchedWords(Sequence[str]):
    """What `find_matched_words` finds. Few replies show it, so it is found when it is first read."""

    def __init__(self, candidate: Candidate, index: IndexReader) -> None:
        self._candidate = candidate
        self._index = index

    @cached_property
    def _words(self) -> tuple[str, ...]:
        return find_matched_words(self._candidate, self._index)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...
    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        return self._words[index]

    def __len__(self) -> int:
        return len(self._words)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MatchedWords | tuple):
            return NotImplemented
        return self._words == (other if isinstance(other, tuple) else other._words)

    __hash__ = None  # pyright: ignore[reportAssignmentType]

    def __repr__(self) -> str:
        return repr(self._words)


def list_stems(candidate: Candidate, index: IndexReader) -> tuple[str, ...]:
    """List the stems of an article that match terms of the question."""
    occurrences = candidate.occurrences
    numbers = {number for _, number in (*occurrences.title, *occurrences.body)}
    return tuple([index.vocabulary.stem(number) for number in sorted(numbers)])


def find_matched_words(candidate: Candidate, index: IndexReader) -> tuple[str, ...]:
    """Find the words of the question in an article. They come as the article writes them, in its order."""
    article, occurrences = candidate.article, candidate.occurrences
    stems = list_stems(candidate, index)
    if any("_" in stemmed for stemmed in stems):
        return _find_stems(stems, (article.title, article.excerpt))
    title = split_words(article.title)
    words: dict[int, str] = {}
    for at, number in occurrences.title:
        if at < len(title):
            words.setdefault(number, title[at])
    if len(words) == len(stems):
        return tuple(words.values())
    # Only the sentences with further words are split into words.
    sentences = (place for place in index.sentences(occurrences.doc).places if not (place.wording or place.in_title))
    sentence, surfaces = next(sentences, None), list[str]()
    for at, number in occurrences.body:
        while sentence is not None and at >= sentence.last:
            sentence, surfaces = next(sentences, None), []
        if sentence is None:
            break
        if number not in words:
            if at < sentence.first:
                return _find_stems(stems, (article.title, article.excerpt))
            surfaces = surfaces or split_words(article.excerpt[sentence.start : sentence.end])
            words[number] = surfaces[at - sentence.first]
    return tuple(words.values())


def _find_stems(stems: Iterable[str], texts: Iterable[str]) -> tuple[str, ...]:
    """Return the first word of each stem in some texts, in their order."""
    missing = {part for stemmed in stems for part in stemmed.split("_")}
    words: list[str] = []
    for text in texts:
        for word in split_words(text) if missing else ():
            if (stemmed := stem_surface(word)) in missing:
                words.append(word)
                missing.remove(stemmed)
                if not missing:
                    break
    return tuple(words)


def build_unscored_candidate(article: Article) -> Candidate:
    """Build a candidate from an article that was found by other means than words."""
    return Candidate(article, score=1.0, coverage=1.0)


def _search(plan: QueryPlan, desk: Desk, limit: int) -> SearchResult:
    if not plan.terms:
        return _list_newest(plan, desk, limit)
    ranked = _rank(plan, desk, limit)
    if plan.excluded_stems:
        ranked = [doc for doc in ranked if not has_excluded_words(desk.archive.articles[doc.doc].title, plan)]
    strength = measure_strength(plan, ranked)
    confidence = estimate_confidence(strength)
    return SearchResult(plan, CandidateList(ranked[:limit], desk), strength, confidence)


def _is_headline(result: SearchResult) -> bool:
    """Tell whether a question has only words of the best article's title."""
    return len(result.terms) >= _HEADLINE_TERMS and result.strength.title_coverage >= _HEADLINE_COVERAGE


def _list_newest(plan: QueryPlan, desk: Desk, limit: int) -> SearchResult:
    """List the newest articles within the limits of a plan without terms; none if it has no limits either."""
    if plan.filters.is_empty:
        return SearchResult(plan)
    numbers = list(desk.index.iterate_newest(plan.filters))
    candidates = tuple(build_unscored_candidate(desk.archive.articles[number]) for number in numbers[:limit])
    confidence = 1.0 if candidates else 0.0
    strength = MatchStrength(score=confidence, coverage=confidence)
    return SearchResult(plan, candidates, strength, confidence, total=len(numbers))


def _rank(plan: QueryPlan, desk: Desk, limit: int) -> list[RankedDoc]:
    queries = [_build_term_query(term, desk.index.vocabulary) for term in plan.terms if term.stems]
    if not queries:
        return []
    if not plan.length:
        queries += _build_value_queries(plan.question)
    bonus = OutletBoost(plan.boosted_outlets, _OUTLET_BONUS * sum(term.idf for term in plan.terms))
    matches = desk.index.search(queries, plan.filters, max(limit, _POOL_SIZE), bonus)
    is_diverse = plan.length >= _DIVERSIFY_FROM
    needs_outlets = is_diverse or plan.boosted_outlets
    outlets = {match.doc: desk.archive.outlet_of(match.doc) for match in matches} if needs_outlets else {}
    days = {match.doc: desk.archive.day_of(match.doc) for match in matches} if plan.boosted_dates else {}
    boosts = measure_boosts(plan, outlets, days)
    ranked = rank(plan, boosts, matches, desk.index)
    if not is_diverse:
        return ranked
    return diversify(plan.terms, ranked, outlets, several=len(plan.boosted_outlets) > 1)


def _build_term_query(term: Term, vocabulary: Vocabulary) -> TermQuery:
    """Build the query of a term. A rare synonym counts no more than the word: "D4" is no better than "Diablo 4"."""
    stems = {
        stemmed: weight * min(1.0, term.idf / (vocabulary.idf(stemmed) or 1.0))
        for stemmed, weight in term.stems.items()
    }
    return TermQuery(stems)


def _build_value_queries(question: Question) -> list[TermQuery]:
    """Build the query for what an answer to a question of this kind has in it, whatever the question is about.

    Where hundreds of articles have the question's words ("when does Diablo 4 come out" in an archive on Diablo 4),
    those with a date are read.
    """
    words = _WORDS_OF_ANSWERS.get(question.kind)
    return [TermQuery(dict.fromkeys(words, _VALUE_WEIGHT))] if words else []

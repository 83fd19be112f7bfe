"""Features of an article: how much of a question it covers, where, and how close together.

All features are between 0 and 1, most of them shares of the question, so they compare over short and long questions and
over archives of any size. Articles are read from the forward index, as numbers of stems; their text is not read.
The features of all candidates are computed at once, in arrays: a row for each article, a column for each term.
"""

# pyright: basic

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cdist

from bot.answers.dates.ranges import DateRange
from bot.answers.index.reader import IndexReader, ScoredDoc
from bot.answers.index.vocabulary import compute_bm25_idf
from bot.answers.retrieval.occurrences import (
    OccurrenceFinder,
    OccurrenceTable,
    TermMatches,
    expand_ranges,
)
from bot.answers.retrieval.plan import QueryPlan
from bot.answers.retrieval.terms import Term

_PAIR_DISTANCE = 3
"""Words within which two neighbouring terms of the question count as a pair in an article."""

_PASSAGE_WORDS = 30
"""Words of a passage: about the length of a long sentence."""

_DAY_LENGTH = 3
_MONTH_LENGTH = 31
"""Days up to which a range counts as a day, or as a month."""

_K1 = 1.2
"""tantivy's constant of BM25: with its frequency in a text, a term's BM25 approaches (k1 + 1) times its idf."""


class Features(Struct, frozen=True):
    """The features of one article for one question, each 0..1. Coverage is a share of the question's idf.

    `bm25`: the share of the highest possible BM25. `coverage`: by the whole article; `title_coverage`: by its title;
    `passage_coverage`: by its best passage; `clause_coverage`: of one clause of the question, the best covered.
    `title_in_question`: the share of the title's idf that the question has. `pairs`: the share of the question's
    neighbouring terms that are close in the article, too; `title_pairs`: in its title. `letter_overlap`: the share of
    the question's letters that the title has in the same order, which forgives misspellings. `phrases`: the share of
    quoted phrases that the article has word for word. `outlet`, `date`: how well it fits those that are mentioned.
    """

    bm25: float = 0.0
    coverage: float = 0.0
    title_coverage: float = 0.0
    title_in_question: float = 0.0
    passage_coverage: float = 0.0
    clause_coverage: float = 0.0
    pairs: float = 0.0
    title_pairs: float = 0.0
    letter_overlap: float = 0.0
    phrases: float = 0.0
    outlet: float = 0.0
    date: float = 0.0


class Boosts(NamedTuple):
    """How well articles fit the outlets and dates that a question mentions, 0..1, by article number. None if the
    question mentions none."""

    outlet: Mapping[int, float] | None = None
    date: Mapping[int, float] | None = None


class FeatureTable(Struct, frozen=True, eq=False):
    """The features of some articles for one question.

    `columns`: those that any article has, by the name of the field of `Features`, with a value for each article.
    `term_weights`: the highest weight (0..1) with which each article (row) matches each term. `found`: where it does.
    """

    columns: Mapping[str, np.ndarray]
    term_weights: np.ndarray
    found: OccurrenceTable

    def read(self, row: int) -> Features:
        """Return the features of one article."""
        return Features(**{name: float(column[row]) for name, column in self.columns.items()})

    def read_term_weights(self, row: int) -> dict[int, float]:
        """Return the weights of the terms that one article matches, by position."""
        return {position: weight for position, weight in enumerate(self.term_weights[row].tolist()) if weight}


def measure_boosts(plan: QueryPlan, outlets: Mapping[int, str], days: Mapping[int, date | None]) -> Boosts:
    """Measure how well articles fit what a question mentions. `outlets`, `days`: by article number."""
    outlet_fit = date_fit = None
    if plan.boosted_outlets:
        outlet_fit = {doc: 1.0 for doc, outlet in outlets.items() if outlet in plan.boosted_outlets}
    if plan.boosted_dates:
        date_fit = {
            doc: max(_date_fit(dates, day) for dates in plan.boosted_dates)
            for doc, day in days.items()
            if day is not None
        }
    return Boosts(outlet_fit, date_fit)


def extract_features(
    plan: QueryPlan, boosts: Boosts, matches: Sequence[ScoredDoc], finder: OccurrenceFinder, index: IndexReader
) -> FeatureTable:
    """Extract the features of articles. `finder`: of the plan's terms."""
    docs = [match.doc for match in matches]
    found = finder.find(docs)
    idfs = np.array([term.idf for term in plan.terms])
    shares, pair_shares = _measure_shares(idfs), _measure_shares(idfs[:-1] + idfs[1:])
    max_bm25 = (_K1 + 1) * sum(_find_max_bm25_idf(term, index) for term in plan.terms) or 1.0
    texts = _MatchedTexts(found, finder.match(found.stems), len(plan.terms))
    pairs = texts.find_pairs()
    weights, title_weights = np.maximum(texts.weights[:, 0], texts.weights[:, 1]), texts.weights[:, 0]
    coverage, title_coverage = weights @ shares, title_weights @ shares
    columns = {
        "bm25": np.minimum(1.0, np.array([match.bm25 for match in matches]) / max_bm25),
        "coverage": coverage,
        "title_coverage": title_coverage,
        "title_in_question": _measure_titles(found, index),
        "pairs": (pairs[:, 0] | pairs[:, 1]) @ pair_shares,
        "title_pairs": pairs[:, 0] @ pair_shares,
    }
    if plan.length < 1.0:
        # If the title covers as much as the whole article, no passage covers more.
        passages = texts.measure_best_passages(title_coverage < coverage, shares)
        columns["passage_coverage"] = np.maximum(title_coverage, passages)
        columns["letter_overlap"] = _measure_letter_overlap(plan, docs, index)
    if plan.clauses:
        columns["clause_coverage"] = _measure_best_clauses(plan.clauses, weights, shares)
    if plan.phrases:
        columns["phrases"] = _measure_phrases(plan, docs, index)
    for name, fit in (("outlet", boosts.outlet), ("date", boosts.date)):
        if fit:
            columns[name] = np.array([fit.get(doc, 0.0) for doc in docs])
    return FeatureTable(columns, weights, found)


class _MatchedTexts:
    """The texts of some articles with the terms that they match.

    `weights`: the highest weight with which a text matches a term, by article, text (titles, body) and term.
    """

    def __init__(self, found: OccurrenceTable, matches: TermMatches, terms: int) -> None:
        self._terms, self._positions, self._weights = terms, matches.positions, matches.weights
        self._texts, indexes = found.texts[matches.occurrences], found.indexes[matches.occurrences]
        # All texts one after another, and farther apart than any distance that counts.
        self._places = self._texts * (indexes.max(initial=0) + _PASSAGE_WORDS + 1) + indexes
        self.weights = np.zeros((len(found.docs), 2, terms))
        _keep_highest(self.weights, self._texts, self._positions, self._weights)

    def find_pairs(self) -> np.ndarray:
        """Tell, by article, text and term, whether the next term of the question stands close behind the term."""
        pairs = np.zeros(self.weights.shape, dtype=np.bool_)
        # One number for each place and term, in order. Each place has one number more, for what is before the first.
        keys = self._places * (self._terms + 1) + self._positions
        before = keys - 1 - (self._terms + 1) * np.arange(1, _PAIR_DISTANCE + 1)[:, None]
        second = (keys[keys.searchsorted(before)] == before).any(axis=0)
        pairs.reshape(-1)[self._texts[second] * self._terms + self._positions[second] - 1] = True
        return pairs[:, :, :-1]

    def measure_best_passages(self, articles: np.ndarray, shares: np.ndarray) -> np.ndarray:
        """Return, for each article, the coverage of the passage of its body that covers most of the question.

        `articles`: which ones are read. Others get 0.
        """
        best = np.zeros(len(articles))
        of_article, is_body = self._texts >> 1, self._texts & 1
        read = (articles[of_article] & is_body).nonzero()[0]
        places, of_article = self._places[read], of_article[read]
        ends = places.searchsorted(places + _PASSAGE_WORDS, side="right")
        # A passage that ends where the one before does is a part of it, and covers no more.
        is_longest = np.ones(len(ends), dtype=np.bool_)
        is_longest[1:] = ends[1:] != ends[:-1]
        starts = is_longest.nonzero()[0]
        passages, members = expand_ranges(starts, ends[starts] - starts)
        weights = np.zeros((len(starts), self._terms))
        _keep_highest(weights, passages, self._positions[read][members], self._weights[read][members])
        np.maximum.at(best, of_article[starts], weights @ shares)
        return best


def _keep_highest(weights: np.ndarray, rows: np.ndarray, positions: np.ndarray, found: np.ndarray) -> None:
    """Raise the weights of terms to those that were found. The last axis of `weights` is the term, by its position; its
    other axes are counted as one, by `rows`."""
    np.maximum.at(weights.reshape(-1), rows * weights.shape[-1] + positions, found)


def _measure_shares(idfs: np.ndarray) -> np.ndarray:
    return idfs / (idfs.sum() or 1.0)


def _measure_titles(found: OccurrenceTable, index: IndexReader) -> np.ndarray:
    """Return the share of the idf of each title that the question has."""
    in_title = (found.texts & 1 == 0).nonzero()[0]
    idfs = np.asarray(index.idfs)[found.stems[in_title]]
    total = np.array(index.title_idfs(found.docs))
    matched = np.bincount(found.texts[in_title] >> 1, weights=idfs, minlength=len(total))
    return np.divide(matched, total, out=np.zeros(len(total)), where=total > 0)


def _measure_letter_overlap(plan: QueryPlan, docs: Sequence[int], index: IndexReader) -> np.ndarray:
    letters = " ".join(dict.fromkeys(term.word for term in plan.terms)).casefold()
    return cdist([letters], index.read_lower_titles(docs), scorer=LCSseq.similarity)[0] / (len(letters) or 1)


def _measure_best_clauses(clauses: Sequence[frozenset[int]], weights: np.ndarray, shares: np.ndarray) -> np.ndarray:
    of_clauses = np.zeros((len(shares), len(clauses)))
    for number, clause in enumerate(clauses):
        of_clauses[list(clause), number] = shares[list(clause)]
    totals = of_clauses.sum(axis=0)
    totals[totals == 0] = 1.0
    return (weights @ of_clauses / totals).max(axis=1)


def _measure_phrases(plan: QueryPlan, docs: Sequence[int], index: IndexReader) -> np.ndarray:
    phrases = [[index.vocabulary.stem_number(stemmed) for stemmed in phrase] for phrase in plan.phrases]
    found: list[int] = []
    for doc in docs:
        texts = index.title_stems(doc).tolist(), index.body_stems(doc).tolist()
        found.append(sum(any(_contains(text, phrase) for text in texts) for phrase in phrases))
    return np.array(found) / len(phrases)


def _contains(text: list[int], phrase: list[int]) -> bool:
    """Tell whether a text has the words of a phrase one after another."""
    first, size = phrase[0], len(phrase)
    return any(number == first and text[at : at + size] == phrase for at, number in enumerate(text))


def _find_max_bm25_idf(term: Term, index: IndexReader) -> float:
    """Return the largest idf of a term's stems, as BM25 defines idf; for a term without stems, that of a word in no
    article."""
    frequencies = [(weight, index.vocabulary.document_frequency(stemmed)) for stemmed, weight in term.stems.items()]
    return max(weight * compute_bm25_idf(n, index.size) for weight, n in frequencies or [(1.0, 0)])


def _date_fit(dates: DateRange, day: date) -> float:
    """Return how well a day fits a mentioned range, 0..1.

    The shorter the range, the more a match says. A range with an open end ("before 2 October") often means the day that
    it names.
    """
    gaps = [abs((day - end).days) for end in (dates.first, dates.last) if end is not None]
    is_inside = (dates.first is None or dates.first <= day) and (dates.last is None or day <= dates.last)
    if dates.first is None or dates.last is None:
        return 0.7 if min(gaps, default=_MONTH_LENGTH) <= 1 else 0.2 * is_inside
    days = (dates.last - dates.first).days + 1
    if is_inside:
        return 1.0 if days <= _DAY_LENGTH else 0.6 if days <= _MONTH_LENGTH else 0.4
    return 0.7 if days <= _DAY_LENGTH and min(gaps) <= 1 else 0.0

"""Features of an article: how much of a question it covers, where, and how close together.

All features are between 0 and 1, most of them shares of the question, so they compare over short and long questions and
over archives of any size. Articles are read from the forward index, as numbers of stems; their text is not read.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct
from rapidfuzz.distance import LCSseq

from bot.answers.dates.ranges import DateRange
from bot.answers.index.reader import IndexReader, ScoredDoc
from bot.answers.index.vocabulary import compute_bm25_idf
from bot.answers.retrieval.occurrences import Occurrence, Occurrences
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


class DocumentFeatures(Struct, frozen=True, gc=False):
    """What an article has of a question.

    `term_weights`: the weights of the terms that it matches, by position.
    """

    features: Features
    term_weights: Mapping[int, float]


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


class FeatureExtractor:
    """Extracts the features of articles for one question."""

    def __init__(
        self,
        plan: QueryPlan,
        boosts: Boosts,
        terms_of_stem: Mapping[int, Sequence[tuple[int, float]]],
        index: IndexReader,
    ) -> None:
        """`terms_of_stem`: as in `OccurrenceFinder`."""
        self._boosts = boosts
        self._terms_of_stem = terms_of_stem
        self._index = index
        idfs = [term.idf for term in plan.terms]
        total_idf = sum(idfs) or 1.0
        self._term_shares = [idf / total_idf for idf in idfs]
        pair_idfs = [first + second for first, second in pairwise(idfs)]
        self._pair_shares = [idf / (sum(pair_idfs) or 1.0) for idf in pair_idfs]
        self._clauses = [
            (clause, sum(self._term_shares[position] for position in clause) or 1.0) for clause in plan.clauses
        ]
        self._is_short = plan.length < 1.0
        self._letters = " ".join(dict.fromkeys(term.word for term in plan.terms)).casefold()
        self._max_bm25 = (_K1 + 1) * sum(_find_max_bm25_idf(term, index) for term in plan.terms) or 1.0
        stem_number = index.vocabulary.stem_number
        self._phrases = [[stem_number(stemmed) for stemmed in phrase] for phrase in plan.phrases]

    def extract(self, doc: ScoredDoc, occurrences: Occurrences) -> DocumentFeatures:
        """Extract the features of one article. `occurrences`: of the terms in it."""
        idfs = self._index.idfs
        number, title_matches, body_matches = occurrences.doc, occurrences.title, occurrences.body
        title_weights: dict[int, float] = {}
        title_pairs: set[int] = set()
        self._collect(title_matches, title_weights, title_pairs)
        weights, pairs = title_weights, title_pairs
        coverage = title_coverage = self._measure_coverage(title_weights)
        if body_matches:
            weights, pairs = title_weights.copy(), title_pairs.copy()
            self._collect(body_matches, weights, pairs)
            coverage = self._measure_coverage(weights)
        passage_coverage = letter_overlap = 0.0
        if self._is_short:
            # If the title covers as much as the whole article, no passage covers more.
            passage_coverage = title_coverage
            if title_coverage < coverage:
                passage_coverage = max(title_coverage, self._measure_best_passage(body_matches))
            similarity = LCSseq.similarity(self._letters, self._index.lower_title(number))
            letter_overlap = similarity / (len(self._letters) or 1)
        title_idf = self._index.title_idf(number)
        features = Features(
            bm25=min(1.0, doc.bm25 / self._max_bm25),
            coverage=coverage,
            title_coverage=title_coverage,
            title_in_question=sum([idfs[stemmed] for _, stemmed in title_matches]) / title_idf if title_idf else 0.0,
            passage_coverage=passage_coverage,
            clause_coverage=self._measure_best_clause(weights) if self._clauses else 0.0,
            pairs=self._measure_pairs(pairs) if pairs else 0.0,
            title_pairs=self._measure_pairs(title_pairs) if title_pairs else 0.0,
            letter_overlap=letter_overlap,
            phrases=self._measure_phrases(number) if self._phrases else 0.0,
            outlet=self._boosts.outlet.get(number, 0.0) if self._boosts.outlet else 0.0,
            date=self._boosts.date.get(number, 0.0) if self._boosts.date else 0.0,
        )
        return DocumentFeatures(features, weights)

    # Lists, not generators, are summed below: these functions run for every candidate, and lists are faster.

    def _measure_coverage(self, weights: Mapping[int, float]) -> float:
        shares = self._term_shares
        return sum([shares[position] * weight for position, weight in weights.items()])

    def _measure_best_clause(self, weights: Mapping[int, float]) -> float:
        shares = self._term_shares
        return max(
            [
                sum([shares[position] * weights.get(position, 0.0) for position in clause]) / clause_share
                for clause, clause_share in self._clauses
            ]
        )

    def _measure_pairs(self, pairs: Iterable[int]) -> float:
        return sum([self._pair_shares[position] for position in pairs])

    def _measure_phrases(self, doc: int) -> float:
        texts = self._index.title_stems(doc).tolist(), self._index.body_stems(doc).tolist()
        return sum(any(_contains(text, phrase) for text in texts) for phrase in self._phrases) / len(self._phrases)

    def _measure_best_passage(self, matches: Sequence[Occurrence]) -> float:
        """Return the coverage of the passage that covers most of the question."""
        terms_of_stem = self._terms_of_stem
        best = 0.0
        end = 0
        for index, (start, _) in enumerate(matches):
            # A passage that ends where the one before does is a part of it, and covers no more.
            if end == len(matches) or (end and matches[end][0] - start > _PASSAGE_WORDS):
                continue
            weights: dict[int, float] = {}
            end = len(matches)
            for later in range(index, len(matches)):
                at, stemmed = matches[later]
                if at - start > _PASSAGE_WORDS:
                    end = later
                    break
                for position, weight in terms_of_stem[stemmed]:
                    if weight > weights.get(position, 0.0):
                        weights[position] = weight
            best = max(best, self._measure_coverage(weights))
        return best

    def _collect(self, matches: Sequence[Occurrence], weights: dict[int, float], pairs: set[int]) -> None:
        """Add the terms that a text matches to `weights`, and its close neighbouring terms to `pairs` (by the first's
        position)."""
        terms_of_stem = self._terms_of_stem
        last_at: dict[int, int] = {}
        for at, stemmed in matches:
            terms = terms_of_stem[stemmed]
            for position, weight in terms:
                if weight > weights.get(position, 0.0):
                    weights[position] = weight
                previous_at = last_at.get(position - 1)
                if previous_at is not None and 0 < at - previous_at <= _PAIR_DISTANCE:
                    pairs.add(position - 1)
            for position, _ in terms:
                last_at[position] = at


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

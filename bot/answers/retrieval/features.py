"""What speaks for one article: how much of a question it says, where, and how near together.

Features are between 0 and 1 (shares of what the question asks), so that they compare over questions, short and long,
and over archives of any size. An article is read from the index's forward part, as numbers; its text is not touched.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from math import log
from typing import NamedTuple

from msgspec import Struct
from rapidfuzz.distance import LCSseq

from bot.answers.dates.ranges import DateRange
from bot.answers.index.reader import IndexReader, ScoredDoc
from bot.answers.retrieval.plan import QueryPlan
from bot.answers.retrieval.terms import Term

_NEAR = 3
"""Words within which two terms that follow each other in the question still count as a pair."""

_WINDOW = 30
"""Words of a passage: about the length of a long sentence."""

_A_DAY = 3
_A_MONTH = 31
"""The most days that a range can have and still count as a day, or as a month."""

_K1 = 1.2
"""tantivy's own constant of BM25: where a term stands often, its BM25 tends to (k1 + 1) times its idf."""

_Place = tuple[int, Sequence[tuple[int, float]]]
"""Where in a text something of the question stands: the word's number, and the terms it satisfies with their worth."""


class Features(Struct, frozen=True):
    """What speaks for one article, each 0..1. Shares are of the idf mass of what is meant.

    `bm25`: of the most that BM25 could give. `coverage`: of the question, in the article; `in_title`: in its title;
    `window`: in its best passage; `clause`: of the question's best clause, in the article. `of_title`: of the title,
    in the question. `pairs`: of the question's neighbouring terms, neighbours in the article too; `title_pairs`: in
    its title. `letters`: of the question's letters, in the title in the same order (which forgives any misspelling).
    `quoted`: of what stood in quotation marks, word for word in the article. `outlet`, `dated`: whether it is of an
    outlet or a date that was mentioned.
    """

    bm25: float = 0.0
    coverage: float = 0.0
    in_title: float = 0.0
    of_title: float = 0.0
    window: float = 0.0
    clause: float = 0.0
    pairs: float = 0.0
    title_pairs: float = 0.0
    letters: float = 0.0
    quoted: float = 0.0
    outlet: float = 0.0
    dated: float = 0.0


class Boosts(NamedTuple):
    """How well each article fits the outlets and dates that a question mentions, 0..1, by article number; None if it
    mentions none."""

    outlet: Mapping[int, float] | None = None
    date: Mapping[int, float] | None = None


def measure_boosts(plan: QueryPlan, outlets: Mapping[int, str], days: Mapping[int, date | None]) -> Boosts:
    """Measure how well articles fit what a question mentions. `outlets`, `days`: of each, by article number."""
    return Boosts(
        outlet={number: 1.0 for number, outlet in outlets.items() if outlet in plan.boosted_outlets}
        if plan.boosted_outlets
        else None,
        date={
            number: max(_date_fit(dates, day) for dates in plan.boosted_dates)
            for number, day in days.items()
            if day is not None
        }
        if plan.boosted_dates
        else None,
    )


def _date_fit(dates: DateRange, day: date) -> float:
    """Return how well a day fits a mentioned range, 0..1.

    The narrower the range, the more a match says. A range with an open end ("before 2 October") often means the day
    that it names.
    """
    gaps = [abs((day - end).days) for end in (dates.first, dates.last) if end is not None]
    inside = (dates.first is None or dates.first <= day) and (dates.last is None or day <= dates.last)
    if dates.first is None or dates.last is None:
        return 0.7 if min(gaps, default=_A_MONTH) <= 1 else 0.2 * inside
    days = (dates.last - dates.first).days + 1
    if inside:
        return 1.0 if days <= _A_DAY else 0.6 if days <= _A_MONTH else 0.4
    return 0.7 if days <= _A_DAY and min(gaps) <= 1 else 0.0


class DocumentFeatures(NamedTuple):
    """What was read of one article: its features, the terms it has (by position, with their worth), by which stems."""

    features: Features
    hits: Mapping[int, float]
    stems: frozenset[int]


class FeatureExtractor:
    """Reads articles for the terms of one question."""

    def __init__(self, plan: QueryPlan, boosts: Boosts, index: IndexReader) -> None:
        self._boosts = boosts
        self._index = index
        idf = [term.idf for term in plan.terms]
        mass = sum(idf) or 1.0
        self._share_of = [value / mass for value in idf]
        neighbours = [first + second for first, second in pairwise(idf)]
        self._pair_share_of = [value / (sum(neighbours) or 1.0) for value in neighbours]
        self._clauses = [(clause, sum(self._share_of[at] for at in clause) or 1.0) for clause in plan.clauses]
        self._short = plan.length < 1.0
        self._letters = " ".join(dict.fromkeys(term.word for term in plan.terms)).casefold()
        self._most = (_K1 + 1) * sum(_most_bm25(term, index) for term in plan.terms) or 1.0
        number = index.vocabulary.stem_number
        self._phrases = [[number(stemmed) for stemmed in phrase] for phrase in plan.phrases]
        self._wanted: dict[int, list[tuple[int, float]]] = {}
        for position, term in enumerate(plan.terms):
            for stemmed, worth in term.stems.items():
                if (number := index.vocabulary.stem_number(stemmed)) >= 0:
                    self._wanted.setdefault(number, []).append((position, worth))

    def read(self, match: ScoredDoc) -> DocumentFeatures:
        """Read one article."""
        idfs = self._index.idfs
        wanted = self._wanted
        doc = match.doc
        numbers = self._index.title_stems(doc)
        body = self._index.body_stems(doc)
        in_title = [(at, wanted[number]) for at, number in enumerate(numbers) if number in wanted]
        in_body = [(at, wanted[number]) for at, number in enumerate(body) if number in wanted]
        title_hits: dict[int, float] = {}
        title_pairs: set[int] = set()
        _meet(in_title, title_hits, title_pairs)
        hits = title_hits.copy()
        pairs = title_pairs.copy()
        _meet(in_body, hits, pairs)
        coverage = self._share(hits)
        title_share = self._share(title_hits)
        window = letters = 0.0
        if self._short:
            # What the title says whole, no passage can say better.
            window = title_share if title_share >= coverage else max(title_share, self._window(in_body))
            letters = LCSseq.similarity(self._letters, self._index.lower_title(doc)) / (len(self._letters) or 1)
        title_mass = self._index.title_idf(doc)
        features = Features(
            bm25=min(1.0, match.bm25 / self._most),
            coverage=coverage,
            in_title=title_share,
            of_title=sum([idfs[numbers[at]] for at, _ in in_title]) / title_mass if title_mass else 0.0,
            window=window,
            clause=max([self._clause(clause, hits) / share for clause, share in self._clauses], default=0.0),
            pairs=self._paired(pairs) if pairs else 0.0,
            title_pairs=self._paired(title_pairs) if title_pairs else 0.0,
            letters=letters,
            quoted=self._quoted(numbers, body) if self._phrases else 0.0,
            outlet=self._boosts.outlet.get(doc, 0.0) if self._boosts.outlet else 0.0,
            dated=self._boosts.date.get(doc, 0.0) if self._boosts.date else 0.0,
        )
        stems = frozenset([*[numbers[at] for at, _ in in_title], *[body[at] for at, _ in in_body]])
        return DocumentFeatures(features, hits, stems)

    def _share(self, hits: Mapping[int, float]) -> float:
        share_of = self._share_of
        return sum([share_of[position] * worth for position, worth in hits.items()])

    def _clause(self, clause: frozenset[int], hits: Mapping[int, float]) -> float:
        return sum([self._share_of[position] * hits.get(position, 0.0) for position in clause])

    def _paired(self, pairs: Iterable[int]) -> float:
        return sum([self._pair_share_of[position] for position in pairs])

    def _quoted(self, *texts: Sequence[int]) -> float:
        return sum(any(_holds(text, phrase) for text in texts) for phrase in self._phrases) / len(self._phrases)

    def _window(self, places: Sequence[_Place]) -> float:
        """The best share of the question within one passage."""
        best = 0.0
        for i, (start, _) in enumerate(places):
            within: dict[int, float] = {}
            for at, found in places[i:]:
                if at - start > _WINDOW:
                    break
                for position, worth in found:
                    if worth > within.get(position, 0.0):
                        within[position] = worth
            best = max(best, self._share(within))
        return best


def _holds(text: Sequence[int], phrase: Sequence[int]) -> bool:
    """Whether a text has a phrase, its words one after another."""
    first, size = phrase[0], len(phrase)
    return any(number == first and list(text[at : at + size]) == phrase for at, number in enumerate(text))


def _most_bm25(term: Term, index: IndexReader) -> float:
    """The largest idf, as BM25 counts it, among the stems of a term; that of a word in no article where it has none."""
    frequencies = [(worth, index.vocabulary.document_frequency(stemmed)) for stemmed, worth in term.stems.items()] or [
        (1.0, 0)
    ]
    return max(worth * log(1 + (index.size - n + 0.5) / (n + 0.5)) for worth, n in frequencies)


def _meet(places: Sequence[_Place], hits: dict[int, float], pairs: set[int]) -> None:
    """Note the terms that stand in a text, and the pairs (by the first's position) that stand near, in order."""
    last: dict[int, int] = {}
    for at, terms in places:
        for position, worth in terms:
            if worth > hits.get(position, 0.0):
                hits[position] = worth
            before = last.get(position - 1)
            if before is not None and 0 < at - before <= _NEAR:
                pairs.add(position - 1)
        for position, _ in terms:
            last[position] = at

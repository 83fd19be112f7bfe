"""Full-text retrieval over an archive: tantivy, behind a small interface. `bot.answers.index.writer` makes it.

One combined field (title twice, every wording, outlet names, topics) beat a sum over fields by half on questions
with known answers. Articles are numbered by their place in the archive (newest first), so that ties are settled the
same way every time. Beside the inverted index stands a forward one (the stems of each article as numbers), from which
`bot.answers.retrieval.ranking` reads what an article has without analysing it again.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

import tantivy
from msgspec import Struct

from bot.answers.index.vocabulary import Vocabulary
from bot.coverage.archive.archive import Archive
from bot.coverage.columns.sequences import ListColumn, TextColumn
from bot.coverage.columns.table import Table

MAX_TERMS = 64
"""Words of a question that are looked up, the rarest; a question of 6,000 characters stays cheap."""


class Filters(Struct, frozen=True):
    """What an article must satisfy. None: no such limit. Days are `date.toordinal()`; undated articles fail them."""

    outlets: frozenset[str] | None = None
    excluded_outlets: frozenset[str] = frozenset()
    topics: frozenset[str] | None = None
    first_day: int | None = None
    last_day: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether every article passes."""
        return self == _NO_FILTERS


_NO_FILTERS = Filters()


class OutletBoost(NamedTuple):
    """Outlets whose articles get a bonus on their BM25."""

    outlets: frozenset[str] = frozenset()
    bonus: float = 0.0


_NO_BOOST = OutletBoost()


class ScoredDoc(NamedTuple):
    """An article (its number) and its BM25 score for a question."""

    doc: int
    bm25: float


class TermQuery(NamedTuple):
    """One thing that a question looks for: the stems that satisfy it, with the weight of each (1: the word itself)."""

    stems: Mapping[str, float]


class IndexReader:
    """An archive's articles, searchable. It does not change."""

    def __init__(self, engine: tantivy.Index, table: Table, archive: Archive) -> None:
        """`engine`, `table`: as `indexing` made them for this archive."""
        self._engine = engine
        self._searcher = engine.searcher()
        self._schema = engine.schema
        self._archive = archive
        self._forward_index = ListColumn(table, "forward")
        self._places = table.numbers("slots.place")
        self._title_mass = table.floats("title mass")
        self._headlines = TextColumn(table, "headlines")
        self.size = len(archive)
        self.vocabulary = Vocabulary(table, self.size)
        self.idfs = table.floats("idfs")
        """What each stem says, by its number."""

    def title(self, doc: int) -> "memoryview[int]":
        """The stems of an article's titles as numbers of `vocabulary`, in order."""
        return self._forward_index[2 * doc]

    def headline(self, doc: int) -> str:
        """An article's title as shown, in small letters."""
        return self._headlines[doc]

    def title_mass(self, doc: int) -> float:
        """What an article's titles say in all: the sum of `idfs` over their words."""
        return self._title_mass[doc]

    def body(self, doc: int) -> "memoryview[int]":
        """The stems of an article's excerpts, outlet names, topics and compounds as numbers, in order."""
        return self._forward_index[2 * doc + 1]

    def iterate_newest(self, filters: Filters) -> Iterator[int]:
        """The articles that pass, by number, newest first."""
        archive = self._archive
        within: Sequence[int] = range(self.size)
        if filters.first_day is not None or filters.last_day is not None:
            first = date.fromordinal(filters.first_day) if filters.first_day else None
            within = archive.between(first, date.fromordinal(filters.last_day) if filters.last_day else None).places
        sets = [
            {place for key in keys for place in of(key).places}
            for keys, of in ((filters.outlets, archive.by_outlet), (filters.topics, archive.by_topic))
            if keys is not None
        ]
        if sets:
            rarest = min(sets, key=len)
            within = [place for place in sorted(rarest) if within and within[0] <= place <= within[-1]]
        barred = {place for key in filters.excluded_outlets for place in archive.by_outlet(key).places}
        return (place for place in within if place not in barred and all(place in some for some in sets))

    def search(
        self, terms: Sequence[TermQuery], filters: Filters, limit: int, boost: OutletBoost = _NO_BOOST
    ) -> list[ScoredDoc]:
        """The best `limit` articles by BM25 among those that pass; with nothing wanted, the newest that pass.

        `boost` decides who is among them; it is taken off again from what is returned.
        """
        if not terms:
            return [ScoredDoc(doc, 0.0) for doc in islice(self.iterate_newest(filters), limit)]
        must = self._build_filter_clauses(filters)
        should = [(tantivy.Occur.Should, self._build_term_query(one)) for one in terms]
        if boost.outlets:
            some = tantivy.Query.term_set_query(self._schema, "outlet", sorted(boost.outlets))
            should.append((tantivy.Occur.Should, tantivy.Query.const_score_query(some, boost.bonus)))
        if must:
            query = tantivy.Query.boolean_query(
                [*must, (tantivy.Occur.Must, tantivy.Query.boolean_query(should))],
            )
        else:
            query = tantivy.Query.boolean_query(should)
        hits = self._searcher.search(query, limit, count=False).hits
        docs = self._read_doc_numbers([address for _, address in hits])
        outlet_of = self._archive.outlet_of
        matches = [
            ScoredDoc(doc, float(score) - boost.bonus * (bool(boost.outlets) and outlet_of(doc) in boost.outlets))
            for doc, (score, _) in zip(docs, hits, strict=True)
        ]
        return sorted(matches, key=lambda match: (-match.bm25, match.doc))

    def _build_term_query(self, wanted: TermQuery) -> tantivy.Query:
        queries = [
            tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, "text", one, "freq"), weight)
            for one, weight in wanted.stems.items()
        ]
        return queries[0] if len(queries) == 1 else tantivy.Query.disjunction_max_query(queries, 0.1)

    def _build_filter_clauses(self, filters: Filters) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        """Filters as queries that add nothing to the score."""
        limits: list[tuple[tantivy.Occur, tantivy.Query]] = []
        for field, keys in (("outlet", filters.outlets), ("topic", filters.topics)):
            if keys is not None:
                some = tantivy.Query.term_set_query(self._schema, field, sorted(keys))
                limits.append((tantivy.Occur.Must, tantivy.Query.const_score_query(some, 0.0)))
        if filters.first_day is not None or filters.last_day is not None:
            days = tantivy.Query.range_query(
                self._schema,
                "day",
                tantivy.FieldType.Integer,
                lower_bound=filters.first_day if filters.first_day is not None else 1,
                upper_bound=filters.last_day if filters.last_day is not None else date.max.toordinal(),
            )
            limits.append((tantivy.Occur.Must, tantivy.Query.const_score_query(days, 0.0)))
        if filters.excluded_outlets:
            some = tantivy.Query.term_set_query(self._schema, "outlet", sorted(filters.excluded_outlets))
            limits.append((tantivy.Occur.MustNot, some))
        return limits

    def _read_doc_numbers(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        places = self._places
        return [places[int(slot or 0)] for slot in self._searcher.fast_field_values("slot", addresses)]

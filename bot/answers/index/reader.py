"""Search an archive: tantivy behind a small interface. `bot.answers.index.writer` builds what is read here.

Every article is one field of text: titles twice, excerpts of every wording, outlet names, topics. On questions with
known answers this ranked much better than a sum over several fields. Articles are numbered by their place in the
archive (newest first), so equal scores always come in the same order.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import islice
from operator import neg
from typing import NamedTuple

import tantivy
from msgspec import Struct

from bot.answers.index.forward import ForwardIndex
from bot.answers.index.panics import translate_panics
from bot.answers.index.sentences import ArticleSentences, SentencePlace, decode_sentences
from bot.answers.index.vocabulary import Vocabulary, compute_bm25_idf
from bot.coverage.archive.archive import Archive
from bot.coverage.columns.sequences import ListColumn, TextColumn
from bot.coverage.columns.table import Table

MAX_TERMS = 64
"""Terms of a question that are looked up, the rarest ones, so that a question of 6,000 characters stays cheap."""

_TIE_BREAKER = 0.1
"""What the other stems of a term add to the score of its best stem."""


class Filters(Struct, frozen=True):
    """What an article must satisfy. None sets no limit.

    Outlets and topics are keys. Days are `date.toordinal()`, both included; articles without a date fail them.
    `excluded_stems`: an article must not have all stems of any of these.
    """

    outlets: frozenset[str] | None = None
    excluded_outlets: frozenset[str] = frozenset()
    topics: frozenset[str] | None = None
    first_day: int | None = None
    last_day: int | None = None
    excluded_stems: tuple[tuple[str, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether every article passes these filters."""
        return self == _NO_FILTERS


_NO_FILTERS = Filters()


class OutletBoost(NamedTuple):
    """Outlets whose articles get a bonus on their BM25 scores."""

    outlets: frozenset[str] = frozenset()
    bonus: float = 0.0


_NO_BOOST = OutletBoost()


class ScoredDoc(Struct, frozen=True, gc=False):
    """An article, by its number, and its BM25 score for a question."""

    doc: int
    bm25: float


class TermQuery(NamedTuple):
    """A term to search for: the stems that satisfy it, each with its weight (1 for the typed word itself)."""

    stems: Mapping[str, float]


class IndexReader:
    """Searches the articles of one archive. It never changes.

    `engine`: tantivy's index; it may have grown since. `forward`: the stems of each article. `size`: the number of
    articles. `vocabulary`: the stems. `idfs`: the idf of each stem, by its number.
    """

    def __init__(self, engine: tantivy.Index, table: Table, archive: Archive) -> None:
        """`engine`, `table`: what `writer.build_index` made for this archive."""
        self.engine = engine
        self._searcher = engine.searcher()
        self._schema = engine.schema
        self._archive = archive
        self._sentences = ListColumn(table, "sentences")
        self._places = table.numbers("slots.place")
        # After a change, those of many articles are slightly different, and few are ever asked for.
        self._title_idfs = table.floats("title idfs") if table.overlay is None else None
        self._lower_titles = TextColumn(table, "lower titles")
        self.size = len(archive)
        self.vocabulary = Vocabulary(table, self.size)
        self.forward = ForwardIndex(table, len(self.vocabulary.stems))
        self.idfs = table.floats("idfs")

    def title_stems(self, doc: int) -> "memoryview[int]":
        """The stems of an article's titles in order, as numbers of `vocabulary`."""
        return self.forward.title(doc)

    def body_stems(self, doc: int) -> "memoryview[int]":
        """The stems of everything else in an article, as numbers. See `analyzer.ArticleStems`."""
        return self.forward.body(doc)

    def sentence_stems(self, doc: int, place: SentencePlace) -> list[int]:
        """The stems of a sentence of an article in order, as numbers."""
        stems = self.title_stems(doc) if place.in_title else self.body_stems(doc)
        return stems[place.first : place.last].tolist()

    def sentences(self, doc: int) -> ArticleSentences:
        """The sentences of an article."""
        return decode_sentences(self._sentences[doc].tolist())

    def title_idfs(self, docs: Sequence[int]) -> list[float]:
        """The sums of the idfs of the `title_stems` of some articles."""
        if self._title_idfs is None:
            return [sum([self.idfs[number] for number in self.title_stems(doc)]) for doc in docs]
        return [self._title_idfs[doc] for doc in docs]

    def read_lower_titles(self, docs: Sequence[int]) -> list[str]:
        """Return the titles that are shown for some articles, in lower case."""
        return self._lower_titles.read_all(docs)

    def iterate_newest(self, filters: Filters) -> Iterator[int]:
        """Yield the numbers of the articles that pass the filters, newest first."""
        archive = self._archive
        places: Sequence[int] = range(self.size)
        if filters.first_day is not None or filters.last_day is not None:
            first = date.fromordinal(filters.first_day) if filters.first_day else None
            places = archive.between(first, date.fromordinal(filters.last_day) if filters.last_day else None).places
        allowed = [
            {place for key in keys for place in articles_of(key).places}
            for keys, articles_of in ((filters.outlets, archive.by_outlet), (filters.topics, archive.by_topic))
            if keys is not None
        ]
        if allowed:
            fewest = min(allowed, key=len)
            places = [place for place in sorted(fewest) if places and places[0] <= place <= places[-1]]
        excluded = {place for key in filters.excluded_outlets for place in archive.by_outlet(key).places}
        passing = (place for place in places if place not in excluded and all(place in keys for keys in allowed))
        if not filters.excluded_stems:
            return passing
        unwanted = [set(map(self.vocabulary.stem_number, stems)) for stems in filters.excluded_stems]
        return (place for place in passing if not any(stems <= self._stems_of(place) for stems in unwanted))

    def _stems_of(self, doc: int) -> set[int]:
        return {*self.title_stems(doc), *self.body_stems(doc)}

    def search(
        self, terms: Sequence[TermQuery], filters: Filters, limit: int, boost: OutletBoost = _NO_BOOST
    ) -> list[ScoredDoc]:
        """Return the best `limit` articles by BM25 among those that pass the filters.

        Without terms, these are the newest that pass. `boost` counts when articles are chosen, but not in the returned
        scores.
        """
        if not terms:
            return [ScoredDoc(doc, 0.0) for doc in islice(self.iterate_newest(filters), limit)]
        must = self._build_filter_clauses(filters)
        should = [(tantivy.Occur.Should, self._build_term_query(term)) for term in terms]
        if boost.outlets:
            boosted = tantivy.Query.term_set_query(self._schema, "outlet", sorted(boost.outlets))
            should.append((tantivy.Occur.Should, tantivy.Query.const_score_query(boosted, boost.bonus)))
        if must:
            query = tantivy.Query.boolean_query(
                [*must, (tantivy.Occur.Must, tantivy.Query.boolean_query(should))],
            )
        else:
            query = tantivy.Query.boolean_query(should)
        with translate_panics():
            hits = self._searcher.search(query, limit, count=False).hits
            docs = self._read_doc_numbers([address for _, address in hits])
        scores = [float(score) for score, _ in hits]
        if boost.outlets:
            outlet_of = self._archive.outlet_of
            scores = [
                score - boost.bonus * (outlet_of(doc) in boost.outlets) for doc, score in zip(docs, scores, strict=True)
            ]
        return [ScoredDoc(doc, -negated) for negated, doc in sorted(zip(map(neg, scores), docs, strict=True))]

    def find_all(self, stems: Sequence[str], limit: int) -> list[int]:
        """Return some articles that have all of these stems."""
        words = [(tantivy.Occur.Must, tantivy.Query.term_query(self._schema, "text", each, "basic")) for each in stems]
        with translate_panics():
            hits = self._searcher.search(tantivy.Query.boolean_query(words), limit, count=False).hits
            return self._read_doc_numbers([address for _, address in hits])

    def _build_term_query(self, term: TermQuery) -> tantivy.Query:
        queries = [
            tantivy.Query.boost_query(
                tantivy.Query.term_query(self._schema, "text", stemmed, "freq"), weight * self._correct_idf(stemmed)
            )
            for stemmed, weight in term.stems.items()
        ]
        return queries[0] if len(queries) == 1 else tantivy.Query.disjunction_max_query(queries, _TIE_BREAKER)

    def _correct_idf(self, stemmed: str) -> float:
        """Return what a stem's BM25 score has to be multiplied by.

        tantivy counts articles that are gone until it merges their segment. A rare word of an edited article would then
        weigh up to a tenth less than in an index that is built from nothing.
        """
        if len(self._places) == self.size:
            return 1.0
        counted = self._searcher.doc_freq("text", stemmed)
        frequency = min(self.vocabulary.document_frequency(stemmed), counted)
        return compute_bm25_idf(frequency, self.size) / compute_bm25_idf(counted, self._counted_articles)

    @cached_property
    def _counted_articles(self) -> int:
        """How many articles tantivy counts: each has one outlet."""
        return sum(self._searcher.doc_freq("outlet", key) for key in self._archive.outlets)

    def _build_filter_clauses(self, filters: Filters) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        """Return the filters as queries that add nothing to the score."""
        clauses: list[tuple[tantivy.Occur, tantivy.Query]] = []
        for field, keys in (("outlet", filters.outlets), ("topic", filters.topics)):
            if keys is not None:
                allowed = tantivy.Query.term_set_query(self._schema, field, sorted(keys))
                clauses.append((tantivy.Occur.Must, tantivy.Query.const_score_query(allowed, 0.0)))
        if filters.first_day is not None or filters.last_day is not None:
            days = tantivy.Query.range_query(
                self._schema,
                "day",
                tantivy.FieldType.Integer,
                lower_bound=filters.first_day if filters.first_day is not None else 1,
                upper_bound=filters.last_day if filters.last_day is not None else date.max.toordinal(),
            )
            clauses.append((tantivy.Occur.Must, tantivy.Query.const_score_query(days, 0.0)))
        if filters.excluded_outlets:
            excluded = tantivy.Query.term_set_query(self._schema, "outlet", sorted(filters.excluded_outlets))
            clauses.append((tantivy.Occur.MustNot, excluded))
        for stems in filters.excluded_stems:
            words = [
                (tantivy.Occur.Must, tantivy.Query.term_query(self._schema, "text", stemmed, "basic"))
                for stemmed in stems
            ]
            clauses.append((tantivy.Occur.MustNot, tantivy.Query.boolean_query(words)))
        return clauses

    def _read_doc_numbers(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        slots = self._searcher.fast_field_values("slot", addresses)
        return [self._places[int(slot or 0)] for slot in slots]

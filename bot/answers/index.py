"""Full-text retrieval over an archive: tantivy in memory, behind a small interface.

One combined field (title twice, every wording, outlet names, topics) beat a sum over fields by half on questions
with known answers. Documents are numbered by their place in the archive (newest first), so that ties are settled the
same way every time. Beside the inverted index stands a forward one (the stems of each article as numbers), from which
`bot.answers.ranking` reads what an article has without analysing it again.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import tantivy
from msgspec import Struct

from bot.answers.synonyms import joined
from bot.answers.vocabulary import Vocabulary
from bot.answers.words import compounds, normal, stem, surfaces
from bot.coverage.article import Article, Outlet
from bot.coverage.repair import fold

MOST_TERMS = 64
"""Words of a question that are looked up, the rarest; a question of 6,000 characters stays cheap."""

_HEAP = 64_000_000


class Filters(Struct, frozen=True):
    """What an article must satisfy. None: no such limit. Days are `date.toordinal()`; undated articles fail them."""

    outlets: frozenset[str] | None = None
    not_outlets: frozenset[str] = frozenset()
    topics: frozenset[str] | None = None
    first: int | None = None
    last: int | None = None

    @property
    def empty(self) -> bool:
        """Whether every article passes."""
        return self == _NO_FILTERS


_NO_FILTERS = Filters()


class Favour(NamedTuple):
    """Outlets whose articles get a bonus on their BM25."""

    outlets: frozenset[str] = frozenset()
    bonus: float = 0.0


_NO_FAVOUR = Favour()


class Match(NamedTuple):
    """An article (its number) and its BM25 score for a question."""

    doc: int
    bm25: float


class Wanted(NamedTuple):
    """One thing that a question looks for: the stems that satisfy it, with the weight of each (1: the word itself)."""

    stems: Mapping[str, float]


class Index:
    """An archive's articles, searchable. Built once by `build`; not changed afterwards."""

    def __init__(
        self,
        engine: tantivy.Index,
        vocabulary: Vocabulary,
        forward: "tuple[array[int], array[int]]",
        outlets: Sequence[str],
    ) -> None:
        """`forward`: the stems of all articles one after another, and where each title and each body ends.
        `outlets`: of each article."""
        self._engine = engine
        self._searcher = engine.searcher()
        self._schema = engine.schema
        self.vocabulary = vocabulary
        self._forward, self._offsets = forward
        self._outlets = outlets
        self.size = len(outlets)
        self.idfs = array("d", (vocabulary.idf(stemmed) for stemmed in vocabulary.stems))
        """What each stem says, by its number."""
        self._title_mass = array("d", (sum([self.idfs[one] for one in self.title(doc)]) for doc in range(self.size)))

    def title(self, doc: int) -> "array[int]":
        """The stems of an article's titles as numbers of `vocabulary`, in order."""
        return self._forward[self._offsets[2 * doc] : self._offsets[2 * doc + 1]]

    def title_mass(self, doc: int) -> float:
        """What an article's titles say in all: the sum of `idfs` over their words."""
        return self._title_mass[doc]

    def body(self, doc: int) -> "array[int]":
        """The stems of an article's excerpts, outlet names, topics and compounds as numbers, in order."""
        return self._forward[self._offsets[2 * doc + 1] : self._offsets[2 * doc + 2]]

    def search(
        self, wanted: Sequence[Wanted], filters: Filters, limit: int, favour: Favour = _NO_FAVOUR
    ) -> list[Match]:
        """The best `limit` articles by BM25 among those that pass; with nothing wanted, the newest that pass.

        `favour` decides who is among them; it is taken off again from what is returned.
        """
        must = self._limits(filters)
        if not wanted:
            query = tantivy.Query.boolean_query([*must, (tantivy.Occur.Must, tantivy.Query.all_query())])
            found = self._searcher.search(query, limit, count=False, order_by_field="doc", order=tantivy.Order.Asc)
            return [Match(doc, 0.0) for doc in self._numbers([address for _, address in found.hits])]
        should = [(tantivy.Occur.Should, self._term(one)) for one in wanted]
        if favour.outlets:
            some = tantivy.Query.term_set_query(self._schema, "outlet", sorted(favour.outlets))
            should.append((tantivy.Occur.Should, tantivy.Query.const_score_query(some, favour.bonus)))
        if must:
            query = tantivy.Query.boolean_query(
                [*must, (tantivy.Occur.Must, tantivy.Query.boolean_query(should))],
            )
        else:
            query = tantivy.Query.boolean_query(should)
        hits = self._searcher.search(query, limit, count=False).hits
        docs = self._numbers([address for _, address in hits])
        outlets = self._outlets
        matches = [
            Match(doc, float(score) - favour.bonus * (outlets[doc] in favour.outlets))
            for doc, (score, _) in zip(docs, hits, strict=True)
        ]
        return sorted(matches, key=lambda match: (-match.bm25, match.doc))

    def _term(self, wanted: Wanted) -> tantivy.Query:
        queries = [
            tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, "text", one, "freq"), weight)
            for one, weight in wanted.stems.items()
        ]
        return queries[0] if len(queries) == 1 else tantivy.Query.disjunction_max_query(queries, 0.1)

    def _limits(self, filters: Filters) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        """Filters as queries that add nothing to the score."""
        limits: list[tuple[tantivy.Occur, tantivy.Query]] = []
        for field, keys in (("outlet", filters.outlets), ("topic", filters.topics)):
            if keys is not None:
                some = tantivy.Query.term_set_query(self._schema, field, sorted(keys))
                limits.append((tantivy.Occur.Must, tantivy.Query.const_score_query(some, 0.0)))
        if filters.first is not None or filters.last is not None:
            days = tantivy.Query.range_query(
                self._schema,
                "day",
                tantivy.FieldType.Integer,
                lower_bound=filters.first if filters.first is not None else 1,
                upper_bound=filters.last if filters.last is not None else date.max.toordinal(),
            )
            limits.append((tantivy.Occur.Must, tantivy.Query.const_score_query(days, 0.0)))
        if filters.not_outlets:
            some = tantivy.Query.term_set_query(self._schema, "outlet", sorted(filters.not_outlets))
            limits.append((tantivy.Occur.MustNot, some))
        return limits

    def _numbers(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        return [int(value or 0) for value in self._searcher.fast_field_values("doc", addresses)]


def build(articles: Sequence[Article], outlets: Mapping[str, Outlet], phrases: Iterable[tuple[str, ...]] = ()) -> Index:
    """Index the articles in their given order. CPU-bound: some two seconds for 25,000.

    `phrases`: stems that count as one more term (`synonyms.joined`) where they stand together.
    """
    return _Builder(outlets, phrases).build(articles)


class _Builder:
    def __init__(self, outlets: Mapping[str, Outlet], phrases: Iterable[tuple[str, ...]]) -> None:
        self._vocabulary = Vocabulary()
        self._phrases: dict[int, list[tuple[list[int], int]]] = {}
        for phrase in sorted(phrases):
            numbers = [self._number(one) for one in phrase]
            self._phrases.setdefault(numbers[0], []).append((numbers, self._number(joined(phrase))))
        self._known: dict[str, int] = {}
        self._counts: Counter[str] = Counter()
        self._outlets = {key: self._ids(" ".join((*outlet.names, key))) for key, outlet in outlets.items()}
        self._topics: dict[str, tuple[str, list[int]]] = {}

    def build(self, articles: Sequence[Article]) -> Index:
        schema = (
            tantivy.SchemaBuilder()
            .add_text_field("text", tokenizer_name="whitespace", index_option="freq")
            .add_text_field("outlet", tokenizer_name="raw", index_option="basic")
            .add_text_field("topic", tokenizer_name="raw", index_option="basic")
            .add_integer_field("day", indexed=True, fast=True)
            .add_integer_field("doc", fast=True)
            .build()
        )
        engine = tantivy.Index(schema)
        # One thread and one segment: the same articles always give the same index.
        writer = engine.writer(_HEAP, num_threads=1)
        forward, offsets = array("I"), array("I", [0])
        documents: Counter[int] = Counter()
        names = self._vocabulary.stems
        for doc, article in enumerate(articles):
            titles, body, topics = self._article(article)
            forward.extend(titles)
            offsets.append(len(forward))
            forward.extend(body)
            offsets.append(len(forward))
            documents.update({*titles, *body})
            fields: dict[str, object] = {
                "text": " ".join([names[i] for i in (*titles, *titles, *body)]),
                "outlet": article.outlet,
                "topic": topics,
                "doc": doc,
            }
            if article.published is not None:
                fields["day"] = article.published.day.toordinal()
            writer.add_document(tantivy.Document(**fields))
        writer.commit()
        writer.wait_merging_threads()
        engine.reload()
        vocabulary = self._vocabulary
        vocabulary.size = len(articles)
        vocabulary.documents = array("I", (documents.get(i, 0) for i in range(len(names))))
        for surface, count in self._counts.items():
            word = normal(surface)
            vocabulary.words[word] = vocabulary.words.get(word, 0) + count
        vocabulary.gather()
        return Index(engine, vocabulary, (forward, offsets), [article.outlet for article in articles])

    def _article(self, article: Article) -> tuple[list[int], list[int], list[str]]:
        titles = self._ids(" ".join(dict.fromkeys(wording.title for wording in article.wordings)))
        text = " ".join(dict.fromkeys(wording.excerpt for wording in article.wordings))
        body = self._ids(text)
        for word in compounds(f"{article.title} {text}"):
            body.append(self._id(word))
            self._counts[word] += 1
        body += [*self._together(titles), *self._together(body)]
        body.extend(self._outlets.get(article.outlet, ()))
        keys: list[str] = []
        for topic in article.topics:
            if topic not in self._topics:
                self._topics[topic] = (fold(topic), self._ids(topic))
            key, ids = self._topics[topic]
            keys.append(key)
            body.extend(ids)
        return titles, body, keys

    def _together(self, ids: list[int]) -> list[int]:
        """The phrases that stand in a text, as numbers."""
        if self._phrases.keys().isdisjoint(ids):
            return []
        return [
            number
            for at, one in enumerate(ids)
            for numbers, number in self._phrases.get(one, ())
            if ids[at : at + len(numbers)] == numbers
        ]

    def _ids(self, text: str) -> list[int]:
        known = self._known
        found = surfaces(text)
        ids: list[int] = []
        for surface in found:
            number = known.get(surface, -1)
            if number < 0:
                number = known[surface] = self._id(normal(surface))
            ids.append(number)
        self._counts.update(found)
        return ids

    def _id(self, word: str) -> int:
        return self._number(stem(word))

    def _number(self, stemmed: str) -> int:
        numbers = self._vocabulary.numbers
        number = numbers.get(stemmed)
        if number is None:
            number = numbers[stemmed] = len(self._vocabulary.stems)
            self._vocabulary.stems.append(stemmed)
        return number

"""From an archive to its index: whole, or from the index of an archive that is mostly the same.

What did not change is taken over: the stems of an article as they stand in the forward index, and the segments of the
inverted one, which tantivy never writes to again once they are there. tantivy knows an article by its slot, a number
that it keeps for as long as it stays as it is; its place in the archive is looked up from that.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import tantivy

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import join_hyphenated, normalize, split_words
from bot.answers.index import spelling
from bot.answers.index.spelling import SpellChecker
from bot.answers.index.synonyms import join_stems
from bot.answers.index.vocabulary import compute_idf
from bot.coverage.archive.archive import Archive
from bot.coverage.article import Article, Outlet
from bot.coverage.columns.sequences import (
    ListColumn,
    TextColumn,
    TextDictionary,
    dictionary_sections,
    list_sections,
    text_sections,
)
from bot.coverage.columns.table import Section, Table

_HEAP = 64_000_000
_GONE = 2**32 - 1
_WASTE = 0.5
"""The share of slots in use under which everything is indexed anew: what is gone still counts in tantivy's statistics
until its segment is merged."""

Stems = Sequence[int]


class PreviousIndex(NamedTuple):
    """An index to begin from: its archive, its table, its words, and where its engine keeps its files (None: in
    memory, where it can't be begun from)."""

    archive: Archive
    table: Table
    spell_checker: SpellChecker
    files: Path | None


class _ArticleStems(NamedTuple):
    """What an article says as stems by number: of its titles, and of all else."""

    titles: Stems
    body: Stems


def build_index(
    archive: Archive, phrases: Iterable[tuple[str, ...]], files: Path | None, previous: PreviousIndex | None = None
) -> tuple[tantivy.Index, dict[str, Section]]:
    """Index an archive: the engine, and the sections that `Index` and `SpellChecker` read. CPU-bound: some two seconds
    for
    25,000 articles from nothing.

    `phrases`: stems that count as one more term (`synonyms.join_stems`) where they stand together. `files`: an empty
    folder for the engine; None keeps it in memory. `previous`: where to begin; its phrases must be the same, and where
    its engine has files, `files` must hold a copy of them (see `tables` for why links will do). Raises what tantivy
    raises (ValueError), OSError.
    """
    return IndexWriter(archive, phrases, previous).build(files)


def index_schema() -> tantivy.Schema:
    """What tantivy is told of an article."""
    return (
        tantivy.SchemaBuilder()
        .add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        .add_text_field("outlet", tokenizer_name="raw", index_option="basic")
        .add_text_field("topic", tokenizer_name="raw", index_option="basic")
        .add_integer_field("day", indexed=True, fast=True)
        .add_integer_field("slot", indexed=True, fast=True)
        .build()
    )


def _names(outlet: Outlet) -> str:
    return " ".join((*outlet.names, outlet.key))


def _named(archive: Archive) -> Counter[str]:
    """The words of the names of outlets and topics, each name once."""
    names = [*map(_names, archive.outlets.values()), *archive.topics]
    return Counter(surface for name in names for surface in split_words(name))


class IndexWriter:
    """Builds the index of one archive. Use it once: `build`."""

    def __init__(self, archive: Archive, phrases: Iterable[tuple[str, ...]], before: PreviousIndex | None) -> None:
        self._archive = archive
        self._before = before
        self._stems: list[str] = list(TextDictionary(before.table, "stems")) if before else []
        self._numbers = {stemmed: number for number, stemmed in enumerate(self._stems)}
        self._known: dict[str, int] = {}
        self._counts: Counter[str] = Counter()
        self._phrases: dict[int, list[tuple[list[int], int]]] = {}
        for phrase in sorted(phrases):
            numbers = [self._number(one) for one in phrase]
            self._phrases.setdefault(numbers[0], []).append((numbers, self._number(join_stems(phrase))))
        self._outlets: dict[str, list[int]] = {}
        self._topics: dict[str, list[int]] = {}

    def build(self, files: Path | None) -> tuple[tantivy.Index, dict[str, Section]]:
        """Return the engine, and the sections of the table. See `build_index`."""
        same = self._unchanged_places()
        lines = self._lines(same)
        documents = self._documents(same, lines)
        slots, engine = self._engine(same, lines, files)
        size = len(self._archive)
        idfs = array(
            "d",
            [compute_idf(stemmed, count, size) for stemmed, count in zip(self._stems, documents, strict=True)],
        )
        places = array("I", [_GONE]) * (max(slots, default=-1) + 1)
        for place, slot in enumerate(slots):
            places[slot] = place
        every = (part for line in lines for part in (line.titles, line.body))
        return engine, {
            **dictionary_sections("stems", self._stems),
            "documents": documents.tobytes(),
            "idfs": idfs.tobytes(),
            **list_sections("forward", every),
            "title mass": array("d", [sum([idfs[one] for one in line.titles]) for line in lines]).tobytes(),
            **text_sections("headlines", self._headlines(same)),
            "slots": slots.tobytes(),
            "slots.place": places.tobytes(),
            **spelling.build_spelling_sections(self._words(same)),
        }

    def _unchanged_places(self) -> list[int]:
        """Return, for each article, its place in the archive before; -1 if it must be indexed again.

        An outlet's names are indexed with its articles, so those of a renamed outlet are among these.
        """
        if self._before is None:
            return [-1] * len(self._archive)
        before, archive = self._before.archive, self._archive
        renamed = {
            key
            for key, outlet in archive.outlets.items()
            if (old := before.outlets.get(key)) is None or old.names != outlet.names
        }
        return [
            -1 if archive.outlet_of(place) in renamed else old
            for place, old in enumerate(archive.unchanged_places(before))
        ]

    def _lines(self, same: Sequence[int]) -> list[_ArticleStems]:
        if self._before is None:
            return [self._article(article) for article in self._archive.articles]
        forward = ListColumn(self._before.table, "forward")
        return [
            self._article(self._archive.articles[place])
            if old < 0
            else _ArticleStems(forward[2 * old], forward[2 * old + 1])
            for place, old in enumerate(same)
        ]

    def _headlines(self, same: Sequence[int]) -> list[bytes]:
        """The titles as shown, in small letters."""
        articles = self._archive.articles
        if self._before is None:
            return [article.title.casefold().encode() for article in articles]
        earlier = TextColumn(self._before.table, "headlines")
        return [
            articles[place].title.casefold().encode() if old < 0 else earlier.raw(old) for place, old in enumerate(same)
        ]

    def _documents(self, same: Sequence[int], lines: Sequence[_ArticleStems]) -> "array[int]":
        """In how many articles each stem stands."""
        documents = array("I")
        if self._before is not None:
            documents.frombytes(self._before.table.bytes("documents"))
        documents.frombytes(bytes(4 * (len(self._stems) - len(documents))))
        for line, old in zip(lines, same, strict=True):
            if old < 0:
                for number in {*line.titles, *line.body}:
                    documents[number] += 1
        if self._before is not None:
            forward = ListColumn(self._before.table, "forward")
            for old in self._gone(same):
                for number in {*forward[2 * old], *forward[2 * old + 1]}:
                    documents[number] -= 1
        return documents

    def _gone(self, same: Sequence[int]) -> list[int]:
        """The places, in the archive before, of articles that are no longer there as they were."""
        if self._before is None:
            return []
        kept = set(same)
        return [place for place in range(len(self._before.archive)) if place not in kept]

    def _words(self, same: Sequence[int]) -> dict[str, int]:
        """How often each word stands in the archive: in articles, and once for each name of an outlet or topic."""
        words: dict[str, int] = {}
        changes = [(self._counts, 1), (_named(self._archive), 1)]
        if self._before is not None:
            words = dict(self._before.spell_checker.words())
            self._counts = Counter()
            for old in self._gone(same):
                self._text(self._before.archive.articles[old])
            changes += [(self._counts, -1), (_named(self._before.archive), -1)]
        for counts, sign in changes:
            for surface, count in counts.items():
                word = normalize(surface)
                words[word] = words.get(word, 0) + sign * count
        return words

    def _engine(
        self, same: Sequence[int], lines: Sequence[_ArticleStems], files: Path | None
    ) -> "tuple[array[int], tantivy.Index]":
        """The slot of each article, and the engine with all of them in it."""
        before = self._before
        slots = array("I", range(len(lines)))
        old_slots: Sequence[int] = before.table.numbers("slots") if before and before.files and files else ()
        taken = len(before.table.numbers("slots.place")) if before else 0
        if old_slots and len(lines) > _WASTE * taken:
            engine = tantivy.Index.open(str(files))
            # One thread: the same articles always give the same segments.
            writer = engine.writer(_HEAP, num_threads=1)
            for old in self._gone(same):
                writer.delete_documents_by_term("slot", old_slots[old])
            for place, old in enumerate(same):
                slots[place] = old_slots[old] if old >= 0 else taken
                if old < 0:
                    writer.add_document(self._document(place, lines[place], taken))
                    taken += 1
        else:
            engine = tantivy.Index(index_schema(), str(files) if files else None, reuse=False)
            writer = engine.writer(_HEAP, num_threads=1)
            for place, line in enumerate(lines):
                writer.add_document(self._document(place, line, place))
        writer.commit()
        writer.wait_merging_threads()
        engine.reload()
        return slots, engine

    def _document(self, place: int, line: _ArticleStems, slot: int) -> tantivy.Document:
        names = self._stems
        article = self._archive.articles[place]
        fields: dict[str, object] = {
            "text": " ".join([names[i] for i in (*line.titles, *line.titles, *line.body)]),
            "outlet": article.outlet,
            "topic": list(article.topics),
            "slot": slot,
        }
        if article.published is not None:
            fields["day"] = article.published.day.toordinal()
        return tantivy.Document(**fields)

    def _article(self, article: Article) -> _ArticleStems:
        titles, body = self._text(article)
        body += [*self._together(titles), *self._together(body)]
        if article.outlet not in self._outlets:
            self._outlets[article.outlet] = self._uncounted(_names(self._archive.outlets[article.outlet]))
        body += self._outlets[article.outlet]
        for topic in article.topics:
            if topic not in self._topics:
                self._topics[topic] = self._uncounted(topic)
            body += self._topics[topic]
        return _ArticleStems(titles, body)

    def _text(self, article: Article) -> tuple[list[int], list[int]]:
        """The stems of an article's own words, which are counted."""
        titles = self._ids(" ".join(dict.fromkeys(wording.title for wording in article.wordings)))
        text = " ".join(dict.fromkeys(wording.excerpt for wording in article.wordings))
        body = self._ids(text)
        for word in join_hyphenated(f"{article.title} {text}"):
            body.append(self._id(word))
            self._counts[word] += 1
        return titles, body

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
        found = split_words(text)
        self._counts.update(found)
        return self._of(found)

    def _uncounted(self, text: str) -> list[int]:
        return self._of(split_words(text))

    def _of(self, found: Iterable[str]) -> list[int]:
        known = self._known
        ids: list[int] = []
        for surface in found:
            number = known.get(surface, -1)
            if number < 0:
                number = known[surface] = self._id(normalize(surface))
            ids.append(number)
        return ids

    def _id(self, word: str) -> int:
        return self._number(stem(word))

    def _number(self, stemmed: str) -> int:
        number = self._numbers.get(stemmed)
        if number is None:
            number = self._numbers[stemmed] = len(self._stems)
            self._stems.append(stemmed)
        return number

"""Build the index of an archive: from nothing, or from the index of a similar archive.

What did not change is taken over: the stems of an article from the forward index, and the segments of the inverted
index, which tantivy never changes once they are written. tantivy knows an article by its slot, a number that stays the
same as long as the article does; the table tells the article's place in the archive for each slot.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import tantivy

from bot.answers.analysis.tokens import normalize
from bot.answers.index.analyzer import ArticleAnalyzer, ArticleStems, count_name_words, count_words, join_names
from bot.answers.index.spelling import SpellChecker, build_spelling_sections
from bot.answers.index.vocabulary import compute_idf
from bot.coverage.archive.archive import Archive
from bot.coverage.columns.sequences import (
    ListColumn,
    TextColumn,
    TextDictionary,
    build_dictionary_sections,
    build_list_sections,
    build_text_sections,
)
from bot.coverage.columns.table import Section, Table

_HEAP_BYTES = 64_000_000
_FREE_SLOT = 2**32 - 1
_MIN_SLOTS_IN_USE = 0.5
"""The share of slots in use below which everything is indexed again: tantivy's statistics count an article that is gone
until its segment is merged."""


class PreviousIndex(NamedTuple):
    """The index of an earlier archive, to build on.

    `files`: the folder of its engine; None if the engine is in memory, and can't be built on.
    """

    archive: Archive
    table: Table
    spell_checker: SpellChecker
    files: Path | None


def build_index(
    archive: Archive, phrases: Iterable[tuple[str, ...]], files: Path | None, previous: PreviousIndex | None = None
) -> tuple[tantivy.Index, dict[str, Section]]:
    """Index an archive. Returns the engine, and the sections that `IndexReader` and `SpellChecker` read.

    CPU-bound: some two seconds for 25,000 articles from nothing. Raises OSError and what tantivy raises (ValueError).

    `phrases`: stems that make one more term (`synonyms.join_stems`) if they stand together. `files`: an empty folder
    for the engine; None keeps it in memory. `previous`: an index with the same phrases to build on; if its engine has
    files, `files` must already hold a copy of them.
    """
    return IndexWriter(archive, phrases, previous).build(files)


def build_schema() -> tantivy.Schema:
    """Return the fields of an article in tantivy."""
    return (
        tantivy.SchemaBuilder()
        .add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        .add_text_field("outlet", tokenizer_name="raw", index_option="basic")
        .add_text_field("topic", tokenizer_name="raw", index_option="basic")
        .add_integer_field("day", indexed=True, fast=True)
        .add_integer_field("slot", indexed=True, fast=True)
        .build()
    )


class IndexWriter:
    """Builds the index of one archive, once."""

    def __init__(self, archive: Archive, phrases: Iterable[tuple[str, ...]], previous: PreviousIndex | None) -> None:
        self._archive = archive
        self._previous = previous
        stems = TextDictionary(previous.table, "stems") if previous else ()
        self._analyzer = ArticleAnalyzer(archive.outlets, phrases, stems)
        self._old_places = self._find_old_places()
        """For each article, its place in the previous archive; -1 if it has to be indexed again."""

    def build(self, files: Path | None) -> tuple[tantivy.Index, dict[str, Section]]:
        """Return the engine, and the sections of the table. See `build_index`."""
        articles = self._analyze_articles()
        stems = self._analyzer.stems
        document_counts = self._count_documents(articles)
        slots, engine = self._write_engine(articles, files)
        size = len(self._archive)
        idfs = array(
            "d", [compute_idf(stemmed, count, size) for stemmed, count in zip(stems, document_counts, strict=True)]
        )
        title_idfs = array("d", [sum([idfs[number] for number in article.titles]) for article in articles])
        places = array("I", [_FREE_SLOT]) * (max(slots, default=-1) + 1)
        for place, slot in enumerate(slots):
            places[slot] = place
        return engine, {
            **build_dictionary_sections("stems", stems),
            "document counts": document_counts.tobytes(),
            "idfs": idfs.tobytes(),
            **build_list_sections("forward", (part for article in articles for part in (article.titles, article.body))),
            **build_list_sections("sentences", (article.sentences for article in articles)),
            "title idfs": title_idfs.tobytes(),
            **build_text_sections("lower titles", self._lower_titles()),
            "slots": slots.tobytes(),
            "slots.place": places.tobytes(),
            **build_spelling_sections(self._count_words()),
        }

    def _find_old_places(self) -> list[int]:
        """An outlet's names are indexed with its articles, so those of a renamed outlet must be indexed again."""
        if self._previous is None:
            return [-1] * len(self._archive)
        previous, archive = self._previous.archive, self._archive
        renamed = {
            key
            for key, outlet in archive.outlets.items()
            if (old := previous.outlets.get(key)) is None or join_names(old) != join_names(outlet)
        }
        return [
            -1 if archive.outlet_of(place) in renamed else old
            for place, old in enumerate(archive.unchanged_places(previous))
        ]

    def _find_gone(self) -> list[int]:
        """Return the places in the previous archive of articles that are gone or have changed."""
        if self._previous is None:
            return []
        unchanged = set(self._old_places)
        return [place for place in range(len(self._previous.archive)) if place not in unchanged]

    def _analyze_articles(self) -> list[ArticleStems]:
        if self._previous is None:
            return [self._analyzer.analyze(article) for article in self._archive.articles]
        forward_index = ListColumn(self._previous.table, "forward")
        sentences = ListColumn(self._previous.table, "sentences")
        return [
            self._analyzer.analyze(self._archive.articles[place])
            if old < 0
            else ArticleStems(forward_index[2 * old], forward_index[2 * old + 1], sentences[old])
            for place, old in enumerate(self._old_places)
        ]

    def _lower_titles(self) -> list[bytes]:
        articles = self._archive.articles
        if self._previous is None:
            return [article.title.casefold().encode() for article in articles]
        previous_titles = TextColumn(self._previous.table, "lower titles")
        return [
            articles[place].title.casefold().encode() if old < 0 else previous_titles.raw(old)
            for place, old in enumerate(self._old_places)
        ]

    def _count_documents(self, articles: Sequence[ArticleStems]) -> "array[int]":
        """Return the number of articles with each stem."""
        counts = array("I")
        if self._previous is not None:
            counts.frombytes(self._previous.table.bytes("document counts"))
        counts.frombytes(bytes(4 * (len(self._analyzer.stems) - len(counts))))
        for article, old in zip(articles, self._old_places, strict=True):
            if old < 0:
                for number in {*article.titles, *article.body}:
                    counts[number] += 1
        if self._previous is not None:
            forward_index = ListColumn(self._previous.table, "forward")
            for old in self._find_gone():
                for number in {*forward_index[2 * old], *forward_index[2 * old + 1]}:
                    counts[number] -= 1
        return counts

    def _count_words(self) -> dict[str, int]:
        """Return how often each word occurs: in articles, and once for each name of an outlet or topic."""
        words: dict[str, int] = {}
        changes = [(self._analyzer.counts, 1), (_count_name_words(self._archive), 1)]
        if self._previous is not None:
            archive = self._previous.archive
            words = dict(self._previous.spell_checker.iterate_words())
            gone = count_words(archive.articles[place] for place in self._find_gone())
            changes += [(gone, -1), (_count_name_words(archive), -1)]
        for counts, sign in changes:
            for surface, count in counts.items():
                word = normalize(surface)
                words[word] = words.get(word, 0) + sign * count
        return words

    def _write_engine(self, articles: Sequence[ArticleStems], files: Path | None) -> "tuple[array[int], tantivy.Index]":
        """Return the slot of each article, and the engine with all articles in it."""
        previous = self._previous
        slots = array("I", range(len(articles)))
        old_slots: Sequence[int] = previous.table.numbers("slots") if previous and previous.files and files else ()
        taken = len(previous.table.numbers("slots.place")) if previous else 0
        if old_slots and len(articles) > _MIN_SLOTS_IN_USE * taken:
            engine = tantivy.Index.open(str(files))
            # With one thread, the same articles always make the same segments.
            writer = engine.writer(_HEAP_BYTES, num_threads=1)
            for old in self._find_gone():
                writer.delete_documents_by_term("slot", old_slots[old])
            for place, old in enumerate(self._old_places):
                slots[place] = old_slots[old] if old >= 0 else taken
                if old < 0:
                    writer.add_document(self._build_document(place, articles[place], taken))
                    taken += 1
        else:
            engine = tantivy.Index(build_schema(), str(files) if files else None, reuse=False)
            writer = engine.writer(_HEAP_BYTES, num_threads=1)
            for place, article in enumerate(articles):
                writer.add_document(self._build_document(place, article, place))
        writer.commit()
        writer.wait_merging_threads()
        engine.reload()
        return slots, engine

    def _build_document(self, place: int, numbers: ArticleStems, slot: int) -> tantivy.Document:
        """Titles stand twice in the text, so that a word in a title weighs more."""
        stems = self._analyzer.stems
        article = self._archive.articles[place]
        fields: dict[str, object] = {
            "text": " ".join([stems[number] for number in (*numbers.titles, *numbers.titles, *numbers.body)]),
            "outlet": article.outlet,
            "topic": list(article.topics),
            "slot": slot,
        }
        if article.published is not None:
            fields["day"] = article.published.day.toordinal()
        return tantivy.Document(**fields)


def _count_name_words(archive: Archive) -> Counter[str]:
    return count_name_words(archive.outlets.values(), archive.topics)

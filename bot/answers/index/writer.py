"""Build the index of an archive from scratch. `bot.answers.index.delta` builds the next one after a small change.

tantivy knows an article by its slot, a number that stays the same as long as the article does; the table tells the
article's place in the archive for each slot.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy

from bot.answers.analysis.tokens import normalize
from bot.answers.index.analyzer import ArticleAnalyzer, ArticleStems, StemNumbers, count_name_words
from bot.answers.index.spelling import build_spelling_sections
from bot.answers.index.vocabulary import compute_idfs
from bot.coverage.archive.archive import Archive
from bot.coverage.article import Article
from bot.coverage.columns.sequences import build_dictionary_sections, build_list_sections, build_text_sections
from bot.coverage.columns.table import Section

_HEAP_BYTES = 256_000_000
"""The most that tantivy holds before it writes a segment. `_SEGMENT_SIZE` articles with long excerpts take less."""
_SEGMENT_SIZE = 100_000
"""About how many articles a segment has. tantivy merges segments below 10,000 articles with those of later changes, and
then only estimates how long the texts are, so none may be left over."""


def build_index(
    archive: Archive, phrases: Iterable[tuple[str, ...]], files: Path | None
) -> tuple[tantivy.Index, dict[str, Section]]:
    """Index an archive. Returns the engine, and the sections that `IndexReader` and `SpellChecker` read.

    CPU-bound: some two seconds for 25,000 articles. Raises OSError and what tantivy raises (ValueError).

    `phrases`: stems that make one more term (`synonyms.join_stems`) if they stand together. `files`: an empty folder
    for the engine; None keeps it in memory.
    """
    analyzer = ArticleAnalyzer(archive.outlets, phrases)
    analyzed = [analyzer.analyze(article) for article in archive.articles]
    stems = analyzer.stems.added
    document_counts = array("I", bytes(4 * len(stems)))
    for numbers in analyzed:
        for number in {*numbers.titles, *numbers.body}:
            document_counts[number] += 1
    size = len(archive)
    idfs = array("d", compute_idfs(stems, document_counts, size))
    engine = tantivy.Index(build_schema(), str(files) if files else None, reuse=False)
    # With one thread, the same articles always make the same segments.
    writer = engine.writer(_HEAP_BYTES, num_threads=1)
    for segment in _list_segments(size):
        for place in segment:
            writer.add_document(build_document(archive.articles[place], analyzed[place], analyzer.stems, place))
        writer.commit()
    writer.wait_merging_threads()
    engine.reload()
    return engine, {
        **build_dictionary_sections("stems", stems),
        "document counts": document_counts.tobytes(),
        "idfs": idfs.tobytes(),
        "title idfs": array("d", [sum([idfs[number] for number in numbers.titles]) for numbers in analyzed]).tobytes(),
        **build_article_sections(analyzed, (article.title for article in archive.articles)),
        "slots.place": array("I", range(size)).tobytes(),
        **build_spelling_sections(_count_words(analyzer, archive)),
    }


def _list_segments(size: int) -> list[range]:
    """Return the places of the articles of each segment. The segments are equally large."""
    count = max(1, round(size / _SEGMENT_SIZE))
    return [range(size * number // count, size * (number + 1) // count) for number in range(count)]


def build_article_sections(analyzed: Sequence[ArticleStems], titles: Iterable[str]) -> dict[str, Section]:
    """Build the sections that have an item for each article, or two."""
    return {
        **build_list_sections("forward", (part for article in analyzed for part in (article.titles, article.body))),
        **build_list_sections("sentences", (article.sentences for article in analyzed)),
        **build_text_sections("lower titles", [title.casefold().encode() for title in titles]),
    }


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


def build_document(article: Article, numbers: ArticleStems, stems: StemNumbers, slot: int) -> tantivy.Document:
    """Build what tantivy gets. Titles stand twice in the text, so that a word in a title weighs more."""
    fields: dict[str, object] = {
        "text": " ".join([stems[number] for number in (*numbers.titles, *numbers.titles, *numbers.body)]),
        "outlet": article.outlet,
        "topic": list(article.topics),
        "slot": slot,
    }
    if article.published is not None:
        fields["day"] = article.published.day.toordinal()
    return tantivy.Document(**fields)


def _count_words(analyzer: ArticleAnalyzer, archive: Archive) -> dict[str, int]:
    """Return how often each word occurs: in articles, and once for each name of an outlet or topic."""
    words: Counter[str] = Counter()
    for counts in (analyzer.counts, count_name_words(archive.outlets.values(), archive.topics)):
        for surface, count in counts.items():
            words[normalize(surface)] += count
    return words

"""The baselines that need an index: tantivy with one combined field and its default ranking, and SQLite's FTS5."""

import re
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import tantivy

from bot.coverage.archive.archive import Archive

Ranks = Callable[[str], Sequence[int]]
"""A question -> the places in the archive of the best ten articles, best first."""


def write_plain(built: Archive, folder: Path | None) -> tantivy.Index:
    """Index an archive with tantivy as it comes: title twice, excerpt and outlet in one field, English stems."""
    schema = (
        tantivy.SchemaBuilder()
        .add_text_field("text", tokenizer_name="en_stem")
        .add_integer_field("doc", stored=True)
        .build()
    )
    if folder is not None:
        folder.mkdir(parents=True)
    index = tantivy.Index(schema, str(folder) if folder else None)
    writer = index.writer(num_threads=1)
    for doc, text in enumerate(_texts(built)):
        writer.add_document(tantivy.Document(text=text, doc=doc))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def plain(index: tantivy.Index) -> Ranks:
    """Ask it."""
    searcher = index.searcher()

    def ranks(text: str) -> list[int]:
        query = index.parse_query(re.sub(r"[^\w\s]", " ", text).lower(), ["text"])
        found = [searcher.doc(address).get_first("doc") for _, address in searcher.search(query, 10).hits]
        return [doc or 0 for doc in found]

    return ranks


def read_plain(folder: Path) -> Ranks:
    """Ask one that was written."""
    return plain(tantivy.Index.open(str(folder)))


def write_fts5(built: Archive, file: Path | None) -> sqlite3.Connection:
    """Index an archive with SQLite: the same text in one column, Porter stems."""
    base = sqlite3.connect(file or ":memory:")
    base.execute("CREATE VIRTUAL TABLE pieces USING fts5(text, tokenize='porter')")
    base.executemany("INSERT INTO pieces(rowid, text) VALUES (?, ?)", enumerate(_texts(built)))
    base.commit()
    return base


def fts5(base: sqlite3.Connection) -> Ranks:
    """Ask it: any of the words, best first."""

    def ranks(text: str) -> list[int]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text)) or '""'
        found = base.execute("SELECT rowid FROM pieces WHERE pieces MATCH ? ORDER BY rank LIMIT 10", (words,))
        return [doc for (doc,) in found]

    return ranks


def read_fts5(file: Path) -> Ranks:
    """Ask one that was written."""
    return fts5(sqlite3.connect(file))


def _texts(built: Archive) -> "list[str]":
    return [
        f"{article.title} {article.title} {article.excerpt} {built.outlets[article.outlet].name}"
        for article in built.articles
    ]

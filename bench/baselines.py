"""The baselines that need an index: tantivy with one field and its default ranking, and SQLite's FTS5."""

import re
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import tantivy

from bot.coverage.archive.archive import Archive

PlaceRanker = Callable[[str], Sequence[int]]
"""Takes a question and returns the places in the archive of the ten best articles, best first."""


def write_tantivy(archive: Archive, folder: Path | None) -> tantivy.Index:
    """Index an archive with tantivy's defaults: title (twice), excerpt and outlet in one field, English stemming."""
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
    for doc, text in enumerate(_list_texts(archive)):
        writer.add_document(tantivy.Document(text=text, doc=doc))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def open_tantivy(folder: Path) -> PlaceRanker:
    """Open an index that `write_tantivy` wrote."""
    return rank_with_tantivy(tantivy.Index.open(str(folder)))


def rank_with_tantivy(index: tantivy.Index) -> PlaceRanker:
    """Return a ranker over an index."""
    searcher = index.searcher()

    def rank(text: str) -> list[int]:
        query = index.parse_query(re.sub(r"[^\w\s]", " ", text).lower(), ["text"])
        documents = [searcher.doc(address) for _, address in searcher.search(query, 10).hits]
        return [document.get_first("doc") or 0 for document in documents]

    return rank


def write_fts5(archive: Archive, file: Path | None) -> sqlite3.Connection:
    """Index an archive with SQLite: the same text in one column, Porter stemming."""
    connection = sqlite3.connect(file or ":memory:")
    connection.execute("CREATE VIRTUAL TABLE articles USING fts5(text, tokenize='porter')")
    connection.executemany("INSERT INTO articles(rowid, text) VALUES (?, ?)", enumerate(_list_texts(archive)))
    connection.commit()
    return connection


def open_fts5(file: Path) -> PlaceRanker:
    """Open a database that `write_fts5` wrote."""
    return rank_with_fts5(sqlite3.connect(file))


def rank_with_fts5(connection: sqlite3.Connection) -> PlaceRanker:
    """Return a ranker over a database: articles with any of the words, best first."""

    def rank(text: str) -> list[int]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text)) or '""'
        sql = "SELECT rowid FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT 10"
        return [doc for (doc,) in connection.execute(sql, (words,))]

    return rank


def _list_texts(archive: Archive) -> list[str]:
    return [
        f"{article.title} {article.title} {article.excerpt} {archive.outlets[article.outlet].name}"
        for article in archive.articles
    ]

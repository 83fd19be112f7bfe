"""Generated and copied article files are files of the real format."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.article_files import add_nested, generate_files, repeat_files
from bot.coverage.corpus.corpus import Corpus
from bot.coverage.corpus.loading import load_corpus


def load(folder: Path) -> Corpus:
    return load_corpus([folder], now=datetime(2024, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("count", [1, 7])
def test_generated_files_are_read_without_a_problem(tmp_path: Path, count: int):
    archive = load(generate_files(tmp_path / "corpus", count)).archive
    assert archive.files == count
    assert archive.problems == ()
    assert len(archive.articles) == count * 4


def test_copies_of_files_are_articles_of_their_own(tmp_path: Path):
    generate_files(tmp_path / "source", 2)
    repeat_files(tmp_path / "source", tmp_path / "copies", 5)
    archive = load(tmp_path / "copies").archive
    assert archive.files == 5
    assert archive.problems == ()
    assert len(archive.articles) == 5 * 4


def test_added_articles_are_nested_in_the_files(tmp_path: Path):
    source = generate_files(tmp_path / "source", 12)
    corpus = load(add_nested(source, tmp_path / "nested", 6))
    assert corpus.archive.problems == ()
    assert len(corpus.archive.articles) == 12 * 4
    assert sum(len(reading.records) for _, reading in corpus.readings()) > 12 * 5

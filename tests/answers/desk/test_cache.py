"""Desks in the cache: reopened, built on one another, shared by processes, damaged, deleted while in use."""

import logging
import os
import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answers.desk import cache
from bot.answers.desk.desk import Desk, open_desk
from bot.answers.index.reader import Filters, TermQuery
from bot.answers.pipeline import answer
from bot.coverage.archive.archive import Archive
from bot.coverage.archive.build import build_archive
from bot.coverage.article import Record
from tests.support.desks import FILES, LAKE, build_bulletins, build_desk
from tests.support.patience import PATIENCE
from tests.support.processes import read_line, run_script
from tests.support.properties import examples
from tests.support.records import NOW, reading


def archive_of(*records: Record) -> Archive:
    return build_archive([reading(made) for made in records])


ARCHIVE = build_desk(*FILES).archive


def describe(desk: Desk) -> object:
    """Everything that a desk holds, in a form that doesn't depend on how it was built."""
    stems = desk.index.vocabulary.stems
    return (
        [article.id for article in desk.archive.articles],
        [
            [[stems[number] for number in numbers(doc)] for numbers in (desk.index.title_stems, desk.index.body_stems)]
            for doc in range(desk.index.size)
        ],
        [round(idf, 9) for idf in desk.index.title_idfs(range(desk.index.size))],
        {stems[n]: count for n, count in enumerate(desk.index.vocabulary.document_counts) if count},
        dict(desk.spell_checker.iterate_words()),
        set(desk.names.title_usage.words),
        desk.names.title_usage.subjects,
        desk.names.title_usage.ordinary,
        set(desk.names.title_usage.dated_titles),
        [[article.id for article in story.articles] for story in desk.stories],
        sorted(desk.synonyms.phrases),
        {word: [match.doc for match in desk.index.search([TermQuery({word: 1.0})], Filters(), 100)] for word in WORDS},
    )


WORDS = ("lake", "ferri", "tide", "pier", "telescop", "ledger", "flood")


@pytest.fixture(scope="module")
def expected() -> object:
    """What a desk holds that is built without a cache."""
    return describe(build_desk(*FILES))


def test_a_desk_opens_from_the_cache(tmp_path: Path, expected: object):
    built = open_desk(ARCHIVE, cache=tmp_path)
    opened = open_desk(ARCHIVE, cache=tmp_path)

    assert built.cached is not None
    assert opened.cached is not None
    assert built.cached.folder == opened.cached.folder
    assert describe(opened) == describe(built) == expected


@pytest.mark.parametrize("lost", ["desk.bin", "index/meta.json", "index"])
def test_a_desk_that_lost_a_file_is_built_again(tmp_path: Path, expected: object, lost: str):
    cached = open_desk(ARCHIVE, cache=tmp_path).cached
    assert cached is not None
    path = cached.folder / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert describe(open_desk(ARCHIVE, cache=tmp_path)) == expected


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_desk_with_a_wrong_byte_is_built_again(tmp_path: Path, expected: object, data: st.DataObject):
    cached = open_desk(ARCHIVE, cache=tmp_path).cached
    assert cached is not None
    files = sorted(file for file in cached.folder.rglob("*") if file.is_file() and not file.name.endswith(".lock"))
    file = data.draw(st.sampled_from([file for file in files if file.stat().st_size]))
    content = bytearray(file.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= 0x41
    file.unlink()
    file.write_bytes(content)
    assert describe(open_desk(ARCHIVE, cache=tmp_path)) == expected


def test_a_desk_that_another_process_deletes_while_it_is_opened_is_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    open_desk(ARCHIVE, cache=tmp_path)
    open_engine = cache._open_engine

    def meanwhile(files: Path) -> object:
        monkeypatch.undo()
        for file in files.glob("*.pos"):
            file.unlink()
        return open_engine(files)

    monkeypatch.setattr(cache, "_open_engine", meanwhile)
    assert answer("lake orla flood", open_desk(ARCHIVE, cache=tmp_path), now=NOW).quotes


def test_an_open_desk_still_answers_after_its_files_are_deleted(tmp_path: Path):
    desk = open_desk(ARCHIVE, cache=tmp_path)
    before = answer("lake orla flood", desk, now=NOW)
    shutil.rmtree(tmp_path)
    after = answer("lake orla flood", desk, now=NOW)
    assert after.quotes == before.quotes != ()


def test_if_the_cache_cannot_be_written_the_desk_is_in_memory(
    tmp_path: Path, expected: object, caplog: pytest.LogCaptureFixture
):
    place = tmp_path / "file"
    place.write_text("in the way")
    with caplog.at_level(logging.WARNING):
        desk = open_desk(ARCHIVE, cache=place)
    assert desk.cached is None
    assert describe(desk) == expected
    assert "The index can't be kept" in caplog.text


def test_old_desks_are_deleted(tmp_path: Path):
    for count in range(1, 8):
        open_desk(archive_of(*build_bulletins(count)), cache=tmp_path)
    assert len(list(tmp_path.iterdir())) == 4


def test_an_incomplete_folder_of_a_dead_process_is_deleted_in_time(tmp_path: Path):
    left = tmp_path / ".desk-left"
    (left / "index").mkdir(parents=True)
    open_desk(ARCHIVE, cache=tmp_path)
    assert left.exists(), "its process may still be running"
    os.utime(left, (0, 0))
    open_desk(archive_of(LAKE), cache=tmp_path)
    assert not left.exists()


SHARING = """
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from bot.answers.pipeline import answer
from bot.answers.desk.desk import open_desk
from bot.coverage.corpus import loading

now = datetime(2026, 1, 1, tzinfo=UTC)
folder, cache = Path(sys.argv[1]), Path(sys.argv[2])
for number in range(3):
    whole = folder / f".{number}-{os.getpid()}"
    whole.write_text(f'---\\ntitle: "Report {number} of the lake"\\nwebUrl: https://wire.example/{number}\\n---\\n')
    whole.replace(folder / f"{number}.md")
    corpus = loading.load_corpus([folder], now=now, cache=cache)
    desk = open_desk(corpus.archive, cache=cache)
    assert answer(f"report {number} of the lake", desk, now=now).quotes, number
print("done")
"""


@pytest.mark.outside
def test_processes_share_a_cache(tmp_path: Path):
    folder = tmp_path / "articles"
    folder.mkdir()
    with ExitStack() as stack:
        running = [stack.enter_context(run_script(SHARING, str(folder), str(tmp_path / "cache"))) for _ in range(3)]
        for process in running:
            assert read_line(process) == "done"
            assert process.wait(PATIENCE) == 0

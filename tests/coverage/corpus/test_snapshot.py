"""A corpus in one file: nothing lost, each record once, and whatever is in the file never an exception."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from bot.coverage.archive.identity import with_canonical_urls
from bot.coverage.archive.records import (
    Records,
    encode_numbers,
    encode_positions,
    encode_record,
    prepare_record,
    without_origin,
)
from bot.coverage.article import Problem, Record
from bot.coverage.columns.table import DamagedTableError, Table, open_table, table_in_memory, write_table
from bot.coverage.corpus import snapshot
from bot.coverage.corpus.folders import FileStamp
from bot.coverage.corpus.snapshot import FileEntry
from tests.support.filing import NOW, record

texts = st.text(st.characters(exclude_categories=["Cs"]))
some_records = st.builds(
    record,
    title=texts,
    excerpt=texts,
    url=st.none() | texts,
    aliases=st.lists(texts, max_size=2),
    date=st.sampled_from([None, "2024-03-01", "1999-12-31T23:59"]),
    topics=st.lists(texts, max_size=2),
    image=st.none() | texts,
    removed=st.booleans(),
    line=st.integers(1, 9_000),
    nested=st.booleans(),
).map(with_canonical_urls)


def filed(records: Records, *said: Record, problems: tuple[Problem, ...] = ()) -> FileEntry:
    numbers = encode_numbers(records.add(prepare_record(one)) for one in said)
    return FileEntry(FileStamp(10, 20, 30, 40), NOW, problems, numbers, encode_positions(said))


def reopened(records: Records, files: dict[str, FileEntry]) -> Table:
    sections = {**records.sections(), **snapshot.file_sections(files, ())}
    return table_in_memory(sections)


@given(st.dictionaries(texts, st.lists(some_records, max_size=3), max_size=3))
def test_what_is_kept_comes_back_the_same(files: dict[str, list[Record]]):
    records = Records()
    problem = Problem("a.md", 1, "info", "x")
    kept = {path: filed(records, *said, problems=(problem,)) for path, said in files.items()}
    table = reopened(records, kept)
    again = Records(table)
    for path, back in snapshot.read_file_entries(table).items():
        assert back.has_same_content(kept[path])
        found = [
            structs.replace(again[number], origin=structs.replace(one.origin, line=line, nested=nested))
            for (number, line, nested), one in zip(back.mentions(), files[path], strict=True)
        ]
        assert found == files[path]


def test_a_record_that_many_files_nest_is_kept_once():
    records = Records()
    long = record(excerpt="x" * 1_000)
    kept = {
        f"{n}.md": filed(records, structs.replace(long, origin=structs.replace(long.origin, line=n)))
        for n in range(1, 99)
    }
    assert len(records) == 1
    assert reopened(records, kept).size < 12_000


@given(st.lists(some_records, min_size=1, max_size=6), st.lists(some_records, max_size=6))
def test_numbers_are_carried_on_from_a_snapshot(first: list[Record], then: list[Record]):
    records = Records()
    numbers = [records.add(prepare_record(one)) for one in first]
    table = table_in_memory(records.sections())
    later = Records(table).reopen()
    assert [later.add(prepare_record(one)) for one in first] == numbers
    for one in then:
        assert later[later.add(prepare_record(one))] == without_origin(one)
    assert len(later) == len({encode_record(one) for one in (*first, *then)})
    assert len(Records(table)) == len(records), "what others read from stays as it is"


def test_held_readings_and_paths_that_are_no_text_are_left_out():
    records = Records()
    odd = "caf\udce9.md"
    kept = {"a.md": structs.replace(filed(records, record()), is_stale=True), odd: filed(records, record())}
    assert snapshot.read_file_entries(reopened(records, kept)) == {}


def test_files_of_another_kind_are_damage(tmp_path: Path):
    write_table(tmp_path / "x.bin", "layout", {"files": b"\x93\x01\x02"})
    with pytest.raises(DamagedTableError):
        snapshot.read_file_entries(open_table(tmp_path / "x.bin", "layout"))

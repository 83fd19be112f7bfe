"""A snapshot gives back what was read from each file, and has each distinct record once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from bot.coverage.archive.identity import with_canonical_urls
from bot.coverage.archive.records import (
    Records,
    encode_numbers,
    encode_positions,
    prepare_record,
)
from bot.coverage.article import Problem, Record
from bot.coverage.columns.table import DamagedTableError, Table, build_table_in_memory
from bot.coverage.corpus import snapshot
from bot.coverage.corpus.file_table import FileEntry, FileTable
from bot.coverage.corpus.folders import FileStamp
from tests.support.records import NOW, build_bridge

texts = st.text(st.characters(exclude_categories=["Cs"]))
records = st.builds(
    build_bridge,
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


def entry(known: Records, *given: Record, problems: tuple[Problem, ...] = ()) -> FileEntry:
    numbers = encode_numbers(known.add(prepare_record(one)) for one in given)
    return FileEntry(FileStamp(10, 20, 30, 40), NOW, problems, numbers, encode_positions(given))


def snapshot_of(known: Records, files: dict[str, FileEntry]) -> Table:
    return build_table_in_memory({**known.build_sections(), **snapshot.build_file_sections(files, ())})


@given(st.dictionaries(texts, st.lists(records, max_size=3), max_size=3))
def test_the_records_of_each_file_are_read_back(files: dict[str, list[Record]]):
    known = Records()
    problem = Problem("a.md", 1, "info", "x")
    entries = {path: entry(known, *given, problems=(problem,)) for path, given in files.items()}
    table = snapshot_of(known, entries)
    stored = Records(table)
    for path, read in FileTable(table).items():
        assert read.has_same_content(entries[path])
        found = [
            structs.replace(stored[number], origin=structs.replace(one.origin, line=line, nested=nested))
            for (number, line, nested), one in zip(read.mentions(), files[path], strict=True)
        ]
        assert found == files[path]


def test_a_record_in_many_files_is_stored_once():
    known = Records()
    long = build_bridge(excerpt="x" * 1_000)
    entries = {
        f"{n}.md": entry(known, structs.replace(long, origin=structs.replace(long.origin, line=n)))
        for n in range(1, 99)
    }
    assert len(known) == 1
    assert snapshot_of(known, entries).size < 12_000


def test_stale_entries_and_paths_that_are_not_valid_text_are_left_out():
    known = Records()
    stale = structs.replace(entry(known, build_bridge()), is_stale=True)
    entries = {"a.md": stale, "caf\udce9.md": entry(known, build_bridge())}
    assert not FileTable(snapshot_of(known, entries))


def test_entries_of_another_kind_are_damage():
    sections = {**snapshot.build_file_sections({"a.md": entry(Records())}, ()), "files.states": b"\x93\x01\x02"}
    with pytest.raises(DamagedTableError):
        FileTable(build_table_in_memory(sections))["a.md"]


@given(st.dictionaries(texts, st.booleans()), st.dictionaries(texts, st.none() | st.booleans()))
def test_changed_files_replace_those_of_the_snapshot(stored: dict[str, bool], changed: dict[str, bool | None]):
    entries = {is_other: entry(Records(), build_bridge(str(is_other))) for is_other in (False, True)}
    sections = snapshot.build_file_sections({path: entries[flag] for path, flag in stored.items()}, ())
    changes = {path: None if flag is None else entries[flag] for path, flag in changed.items()}
    files = FileTable(build_table_in_memory(sections)).with_changes(changes)
    expected = {path: entries[flag] for path, flag in {**stored, **changed}.items() if flag is not None}
    assert dict(files) == dict(files.entries()) == expected
    assert len(files) == len(expected)
    assert all((path in files) == (path in expected) for path in {*stored, *changed})

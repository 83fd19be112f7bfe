"""Named sections in one file: read back as written, or `Damaged`; replaced in one step."""

import os
import subprocess
import sys
import time
from array import array
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.coverage.columns import table as tables
from bot.coverage.columns.table import Damaged, ListColumn, TextColumn, TextDictionary, ValueColumn
from tests.support.disks import no_larger_files, small_disk
from tests.support.root import ROOT

LAYOUT = "one"
numbers = st.integers(0, 2**32 - 1)
texts = st.text(st.characters(exclude_categories=["Cs"]))
in_one_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@in_one_folder
@given(
    st.dictionaries(texts, st.binary() | st.lists(st.binary(), max_size=3), max_size=4),
    st.lists(st.tuples(texts, numbers)),
    st.lists(st.lists(numbers)),
    st.lists(texts, unique=True),
)
def test_what_is_written_is_read_back(tmp_path: Path, plain, values, lists, words):
    sections = {
        **{f"plain {name}": section for name, section in plain.items()},
        "floats": array("d", [0.5, -1e300]).tobytes(),
        **tables.value_sections("values", [tables._encoder.encode(value) for value in values]),
        **tables.list_sections("lists", lists),
        **tables.dictionary_sections("words", words),
        **tables.text_sections("again", [word.encode() for word in words]),
    }
    tables.write_table(tmp_path / "x.bin", LAYOUT, sections)
    for table in (tables.open_table(tmp_path / "x.bin", LAYOUT), tables.table_in_memory(sections)):
        table.check()
        for name, section in plain.items():
            assert bytes(table.bytes(f"plain {name}")) == (section if isinstance(section, bytes) else b"".join(section))
        assert list(table.floats("floats")) == [0.5, -1e300]
        assert list(ValueColumn(table, "values", tuple[str, int])) == values
        assert [list(some) for some in ListColumn(table, "lists")] == lists
        assert list(TextColumn(table, "again")) == words
        known = TextDictionary(table, "words")
        assert [known.find(word) for word in words] == list(range(len(words)))
        for prefix in {word[:2] for word in words}:
            found = [word for _, word in known.beginning(prefix)]
            assert found == sorted((word for word in words if word.startswith(prefix)), key=str.encode)


@given(st.lists(texts, unique=True), texts)
def test_a_text_that_is_not_there_is_not_found(words: list[str], other: str):
    known = TextDictionary(tables.table_in_memory(tables.dictionary_sections("words", words)), "words")
    assert (known.find(other) >= 0) == (other in words) == (other in known)


@in_one_folder
@given(st.data())
def test_a_file_with_a_wrong_byte_or_cut_short_is_damage(tmp_path: Path, data: st.DataObject):
    path = tmp_path / "x.bin"
    sections = {"one": b"abcdefg" * 9, "two": array("I", range(40)).tobytes()}
    tables.write_table(path, LAYOUT, sections)
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        path.write_bytes(whole[:at])
    else:
        path.write_bytes(whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :])
    try:
        table = tables.open_table(path, LAYOUT)
        table.check()
    except Damaged:
        return
    # What lies between sections is nothing's.
    assert bytes(table.bytes("one")) == sections["one"]
    assert bytes(table.bytes("two")) == sections["two"]


@in_one_folder
@given(st.binary(max_size=300))
def test_bytes_of_another_kind_are_damage(tmp_path: Path, data: bytes):
    (tmp_path / "x.bin").write_bytes(data)
    with pytest.raises(Damaged):
        tables.open_table(tmp_path / "x.bin", LAYOUT)


def test_another_layout_is_not_read(tmp_path: Path):
    tables.write_table(tmp_path / "x.bin", LAYOUT, {})
    with pytest.raises(Damaged, match="layout"):
        tables.open_table(tmp_path / "x.bin", "two")


def test_a_reader_of_the_old_file_goes_on(tmp_path: Path):
    path = tmp_path / "x.bin"
    tables.write_table(path, LAYOUT, {"said": b"old"})
    old = tables.open_table(path, LAYOUT)
    tables.write_table(path, LAYOUT, {"said": b"new and longer"})
    assert bytes(old.bytes("said")) == b"old"
    assert bytes(tables.open_table(path, LAYOUT).bytes("said")) == b"new and longer"
    path.unlink()
    assert bytes(old.bytes("said")) == b"old"


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path):
    path = tmp_path / "x.bin"
    tables.write_table(path, LAYOUT, {"said": b"old"})
    (tmp_path / "x.bin.d").mkdir()
    with pytest.raises(OSError, match="directory"):
        tables.write_table(tmp_path / "x.bin.d", LAYOUT, {"said": b"new"})
    assert sorted(file.name for file in tmp_path.iterdir()) == ["x.bin", "x.bin.d"]


def test_a_missing_section_is_damage():
    table = tables.table_in_memory({"one": b"abc"})
    with pytest.raises(Damaged, match="two"):
        table.bytes("two")
    with pytest.raises(Damaged, match="odd length"):
        table.numbers("one")
    with pytest.raises(Damaged):
        table.value("one", dict[str, int])


def test_a_place_beyond_the_end_is_an_index_error():
    values = ValueColumn(tables.table_in_memory(tables.value_sections("v", [b"\x01", b"\x02"])), "v", int)
    assert values[-1] == 2
    assert values[:] == [1, 2]
    with pytest.raises(IndexError):
        values[2]


def test_a_check_that_fails_is_remembered_and_one_that_does_not_is_made_once(tmp_path: Path):
    path = tmp_path / "x.bin"
    tables.write_table(path, LAYOUT, {"said": b"something"})
    whole = path.read_bytes()
    sound = tables.open_table(path, LAYOUT)
    sound.check()
    assert not sound.is_damaged
    path.write_bytes(whole.replace(b"some", b"same"))
    damaged = tables.open_table(path, LAYOUT)
    for _ in range(2):
        with pytest.raises(Damaged, match="said"):
            damaged.check()
    assert damaged.is_damaged


def test_what_a_check_read_is_still_there_to_read(tmp_path: Path):
    tables.write_table(tmp_path / "x.bin", LAYOUT, {"said": b"word " * 100_000})
    table = tables.open_table(tmp_path / "x.bin", LAYOUT)
    table.check()
    assert bytes(table.bytes("said")) == b"word " * 100_000


def test_a_value_or_text_that_is_not_utf_8_is_damage():
    table = tables.table_in_memory(
        {
            "value": b"\xa2\xff\xfe",
            **tables.text_sections("text", [b"\xff"]),
            **tables.value_sections("v", [b"\xa1\xff"]),
        }
    )
    with pytest.raises(Damaged, match="value"):
        table.value("value", str)
    with pytest.raises(Damaged, match="text 0"):
        TextColumn(table, "text")[0]
    with pytest.raises(Damaged, match="v 0"):
        ValueColumn(table, "v", str)[0]


def test_a_file_that_may_not_grow_leaves_what_was_there_and_nothing_else(tmp_path: Path):
    path = tmp_path / "x.bin"
    tables.write_table(path, LAYOUT, {"said": b"old"})
    with no_larger_files(100_000), pytest.raises(OSError, match="large"):
        tables.write_table(path, LAYOUT, {"said": bytes(5_000_000)})
    assert [file.name for file in tmp_path.iterdir()] == ["x.bin"]
    assert bytes(tables.open_table(path, LAYOUT).bytes("said")) == b"old"


def test_a_full_disk_leaves_what_was_there_and_nothing_else(tmp_path: Path):
    with small_disk(tmp_path / "disk", 512) as disk:
        tables.write_table(disk / "x.bin", LAYOUT, {"said": b"old"})
        with pytest.raises(OSError, match="space"):
            tables.write_table(disk / "x.bin", LAYOUT, {"said": bytes(5_000_000)})
        assert [file.name for file in disk.iterdir()] == ["x.bin"]
        assert bytes(tables.open_table(disk / "x.bin", LAYOUT).bytes("said")) == b"old"


WRITER = """
import sys
from pathlib import Path
from bot.coverage.columns.table import write_table
print("begun", flush=True)
for number in range(1_000_000):
    write_table(Path(sys.argv[1]), "one", {"said": bytes([number % 251]) * 20_000_000})
"""


@pytest.mark.parametrize("wait", [0.0, 0.013, 0.031, 0.07])
def test_a_writer_that_is_killed_leaves_a_whole_file(tmp_path: Path, wait: float):
    path = tmp_path / "x.bin"
    tables.write_table(path, LAYOUT, {"said": b"old"})
    root = str(ROOT)
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, cwd=root) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(wait)
        writer.kill()
    table = tables.open_table(path, LAYOUT)
    table.check()
    said = bytes(table.bytes("said"))
    assert said == b"old" or said == said[:1] * 20_000_000


def test_only_old_temporary_files_of_that_name_are_swept_up(tmp_path: Path):
    for name in (".x-dead", ".x-alive", ".y-dead", "x-dead", ".x-folder/"):
        (tmp_path / name).mkdir() if name.endswith("/") else (tmp_path / name).write_bytes(b"left")
        if not name.endswith("alive"):
            os.utime(tmp_path / name, (1_000_000, 1_000_000))
    tables.remove_abandoned(tmp_path, "x-", 2_000_000)
    assert sorted(file.name for file in tmp_path.iterdir()) == [".x-alive", ".x-folder", ".y-dead", "x-dead"]
    tables.remove_abandoned(tmp_path / "nowhere", "x-", 2_000_000)

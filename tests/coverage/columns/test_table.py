"""A table is read back as it was written, or raises DamagedTableError; a write replaces the file in one step."""

import os
import subprocess
import sys
import time
from array import array
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.coverage.columns.table import (
    DamagedTableError,
    build_table_in_memory,
    open_table,
    pack_sections,
    remove_abandoned_files,
    unpack_sections,
    write_table,
)
from tests.support.damage import damage_file
from tests.support.disks import limit_file_size, mount_small_disk
from tests.support.root import ROOT

LAYOUT = "one"
texts = st.text(st.characters(exclude_categories=["Cs"]))
in_one_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@in_one_folder
@given(st.dictionaries(texts, st.binary() | st.lists(st.binary(), max_size=3), max_size=4))
def test_sections_are_read_back_as_written(tmp_path: Path, plain: dict[str, bytes | list[bytes]]):
    sections = {
        **{f"plain {name}": section for name, section in plain.items()},
        "numbers": array("I", [1, 2**32 - 1]).tobytes(),
        "floats": array("d", [0.5, -1e300]).tobytes(),
        "value": msgspec.msgpack.encode(("text", 7)),
    }
    write_table(tmp_path / "x.bin", LAYOUT, sections)
    for table in (open_table(tmp_path / "x.bin", LAYOUT), build_table_in_memory(sections)):
        table.check()
        for name, section in plain.items():
            assert bytes(table.bytes(f"plain {name}")) == (section if isinstance(section, bytes) else b"".join(section))
        assert list(table.numbers("numbers")) == [1, 2**32 - 1]
        assert list(table.floats("floats")) == [0.5, -1e300]
        assert table.value("value", tuple[str, int]) == ("text", 7)


def test_packed_sections_are_unpacked_as_they_were():
    sections = {"one": b"abc", "two": [b"de", bytearray(b"f")]}
    unpacked = build_table_in_memory(unpack_sections(pack_sections(sections)))
    assert bytes(unpacked.bytes("one")) == b"abc"
    assert bytes(unpacked.bytes("two")) == b"def"


@in_one_folder
@given(st.data())
def test_a_file_with_a_wrong_byte_or_cut_short_is_damage(tmp_path: Path, data: st.DataObject):
    path = tmp_path / "x.bin"
    sections = {"one": b"abcdefg" * 9, "two": array("I", range(40)).tobytes()}
    write_table(path, LAYOUT, sections)
    damage_file(path, data)
    try:
        table = open_table(path, LAYOUT)
        table.check()
    except DamagedTableError:
        return
    # The wrong byte was padding between the sections.
    assert bytes(table.bytes("one")) == sections["one"]
    assert bytes(table.bytes("two")) == sections["two"]


@in_one_folder
@given(st.binary(max_size=300))
def test_a_file_of_another_kind_is_damage(tmp_path: Path, data: bytes):
    (tmp_path / "x.bin").write_bytes(data)
    with pytest.raises(DamagedTableError):
        open_table(tmp_path / "x.bin", LAYOUT)


def test_another_layout_is_not_read(tmp_path: Path):
    write_table(tmp_path / "x.bin", LAYOUT, {})
    with pytest.raises(DamagedTableError, match="layout"):
        open_table(tmp_path / "x.bin", "two")


def test_a_reader_of_the_old_file_keeps_it(tmp_path: Path):
    path = tmp_path / "x.bin"
    write_table(path, LAYOUT, {"text": b"old"})
    old = open_table(path, LAYOUT)
    write_table(path, LAYOUT, {"text": b"new and longer"})
    assert bytes(old.bytes("text")) == b"old"
    assert bytes(open_table(path, LAYOUT).bytes("text")) == b"new and longer"
    path.unlink()
    assert bytes(old.bytes("text")) == b"old"


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path):
    path = tmp_path / "x.bin"
    write_table(path, LAYOUT, {"text": b"old"})
    (tmp_path / "x.bin.d").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_table(tmp_path / "x.bin.d", LAYOUT, {"text": b"new"})
    assert sorted(file.name for file in tmp_path.iterdir()) == ["x.bin", "x.bin.d"]


def test_a_missing_section_is_damage():
    table = build_table_in_memory({"one": b"abc"})
    with pytest.raises(DamagedTableError, match="two"):
        table.bytes("two")
    with pytest.raises(DamagedTableError, match="odd length"):
        table.numbers("one")
    with pytest.raises(DamagedTableError):
        table.value("one", dict[str, int])


def test_a_failed_check_is_remembered_and_a_passed_one_is_not_repeated(tmp_path: Path):
    path = tmp_path / "x.bin"
    write_table(path, LAYOUT, {"text": b"something"})
    whole = path.read_bytes()
    sound = open_table(path, LAYOUT)
    sound.check()
    assert not sound.is_damaged
    path.write_bytes(whole.replace(b"some", b"same"))
    damaged = open_table(path, LAYOUT)
    for _ in range(2):
        with pytest.raises(DamagedTableError, match="text"):
            damaged.check()
    assert damaged.is_damaged


def test_a_section_can_be_read_after_a_check(tmp_path: Path):
    write_table(tmp_path / "x.bin", LAYOUT, {"text": b"word " * 100_000})
    table = open_table(tmp_path / "x.bin", LAYOUT)
    table.check()
    assert bytes(table.bytes("text")) == b"word " * 100_000


def test_a_value_that_is_not_utf_8_is_damage():
    with pytest.raises(DamagedTableError, match="value"):
        build_table_in_memory({"value": b"\xa2\xff\xfe"}).value("value", str)


def test_a_file_that_may_not_grow_leaves_what_was_there_and_nothing_else(tmp_path: Path):
    path = tmp_path / "x.bin"
    write_table(path, LAYOUT, {"text": b"old"})
    with limit_file_size(100_000), pytest.raises(OSError, match="large"):
        write_table(path, LAYOUT, {"text": bytes(5_000_000)})
    assert [file.name for file in tmp_path.iterdir()] == ["x.bin"]
    assert bytes(open_table(path, LAYOUT).bytes("text")) == b"old"


@pytest.mark.outside
def test_a_full_disk_leaves_what_was_there_and_nothing_else(tmp_path: Path):
    with mount_small_disk(tmp_path / "disk", 512) as disk:
        write_table(disk / "x.bin", LAYOUT, {"text": b"old"})
        with pytest.raises(OSError, match="space"):
            write_table(disk / "x.bin", LAYOUT, {"text": bytes(5_000_000)})
        assert [file.name for file in disk.iterdir()] == ["x.bin"]
        assert bytes(open_table(disk / "x.bin", LAYOUT).bytes("text")) == b"old"


WRITER = """
import sys
from pathlib import Path
from bot.coverage.columns.table import write_table
print("started", flush=True)
for number in range(1_000_000):
    write_table(Path(sys.argv[1]), "one", {"text": bytes([number % 251]) * 20_000_000})
"""


@pytest.mark.outside
@pytest.mark.parametrize("wait", [0.0, 0.013, 0.031, 0.07])
def test_a_writer_that_is_killed_leaves_a_whole_file(tmp_path: Path, wait: float):
    path = tmp_path / "x.bin"
    write_table(path, LAYOUT, {"text": b"old"})
    root = str(ROOT)
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, cwd=root) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(wait)
        writer.kill()
    table = open_table(path, LAYOUT)
    table.check()
    text = bytes(table.bytes("text"))
    assert text == b"old" or text == text[:1] * 20_000_000


def test_only_old_temporary_files_with_the_prefix_are_removed(tmp_path: Path):
    for name in (".x-dead", ".x-alive", ".y-dead", "x-dead", ".x-folder/"):
        (tmp_path / name).mkdir() if name.endswith("/") else (tmp_path / name).write_bytes(b"left")
        if not name.endswith("alive"):
            os.utime(tmp_path / name, (1_000_000, 1_000_000))
    remove_abandoned_files(tmp_path, "x-", 2_000_000)
    assert sorted(file.name for file in tmp_path.iterdir()) == [".x-alive", ".x-folder", ".y-dead", "x-dead"]
    remove_abandoned_files(tmp_path / "nowhere", "x-", 2_000_000)

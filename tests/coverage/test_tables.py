"""Named sections in one file: read back as written, or `Damaged`; replaced in one step."""

from array import array
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.coverage import tables
from bot.coverage.tables import Damaged, Lists, Stored, Strings, Texts

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
        **tables.stored("values", [tables._encoder.encode(value) for value in values]),
        **tables.lists("lists", lists),
        **tables.strings("words", words),
        **tables.texts("again", [word.encode() for word in words]),
    }
    tables.write(tmp_path / "x.bin", LAYOUT, sections)
    for table in (tables.open_table(tmp_path / "x.bin", LAYOUT), tables.made(sections)):
        table.check()
        for name, section in plain.items():
            assert bytes(table.bytes(f"plain {name}")) == (section if isinstance(section, bytes) else b"".join(section))
        assert list(table.floats("floats")) == [0.5, -1e300]
        assert list(Stored(table, "values", tuple[str, int])) == values
        assert [list(some) for some in Lists(table, "lists")] == lists
        assert list(Texts(table, "again")) == words
        known = Strings(table, "words")
        assert [known.find(word) for word in words] == list(range(len(words)))
        for prefix in {word[:2] for word in words}:
            found = [word for _, word in known.beginning(prefix)]
            assert found == sorted((word for word in words if word.startswith(prefix)), key=str.encode)


@given(st.lists(texts, unique=True), texts)
def test_a_text_that_is_not_there_is_not_found(words: list[str], other: str):
    known = Strings(tables.made(tables.strings("words", words)), "words")
    assert (known.find(other) >= 0) == (other in words) == (other in known)


@in_one_folder
@given(st.data())
def test_a_file_with_a_wrong_byte_or_cut_short_is_damage(tmp_path: Path, data: st.DataObject):
    path = tmp_path / "x.bin"
    sections = {"one": b"abcdefg" * 9, "two": array("I", range(40)).tobytes()}
    tables.write(path, LAYOUT, sections)
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
    tables.write(tmp_path / "x.bin", LAYOUT, {})
    with pytest.raises(Damaged, match="layout"):
        tables.open_table(tmp_path / "x.bin", "two")


def test_a_reader_of_the_old_file_goes_on(tmp_path: Path):
    path = tmp_path / "x.bin"
    tables.write(path, LAYOUT, {"said": b"old"})
    old = tables.open_table(path, LAYOUT)
    tables.write(path, LAYOUT, {"said": b"new and longer"})
    assert bytes(old.bytes("said")) == b"old"
    assert bytes(tables.open_table(path, LAYOUT).bytes("said")) == b"new and longer"
    path.unlink()
    assert bytes(old.bytes("said")) == b"old"


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path):
    path = tmp_path / "x.bin"
    tables.write(path, LAYOUT, {"said": b"old"})
    (tmp_path / "x.bin.d").mkdir()
    with pytest.raises(OSError, match="directory"):
        tables.write(tmp_path / "x.bin.d", LAYOUT, {"said": b"new"})
    assert sorted(file.name for file in tmp_path.iterdir()) == ["x.bin", "x.bin.d"]


def test_a_missing_section_is_damage():
    table = tables.made({"one": b"abc"})
    with pytest.raises(Damaged, match="two"):
        table.bytes("two")
    with pytest.raises(Damaged, match="odd length"):
        table.numbers("one")
    with pytest.raises(Damaged):
        table.value("one", dict[str, int])


def test_a_place_beyond_the_end_is_an_index_error():
    values = Stored(tables.made(tables.stored("v", [b"\x01", b"\x02"])), "v", int)
    assert values[-1] == 2
    assert values[:] == [1, 2]
    with pytest.raises(IndexError):
        values[2]

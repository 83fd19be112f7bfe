"""Readings as bytes: nothing lost, each record once, and whatever is in the file never an exception."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from bot.coverage import snapshot
from bot.coverage.article import Origin, Problem, Record
from bot.coverage.folders import Stamp
from bot.coverage.reading import Reading
from bot.coverage.snapshot import Filed
from tests.support.filing import NOW, record

STAMP = Stamp(10, 20)


def filed(*records: Record, problems: tuple[Problem, ...] = ()) -> Filed:
    return Filed(STAMP, NOW, Reading(records, problems))


def placed(path: str, *records: Record) -> tuple[Record, ...]:
    return tuple(structs.replace(one, origin=Origin(path, n, n > 1)) for n, one in enumerate(records, 1))


texts = st.text(st.characters(exclude_categories=["Cs"]))
records = st.builds(
    record,
    title=texts,
    excerpt=texts,
    url=st.none() | texts,
    aliases=st.lists(texts, max_size=2),
    date=st.sampled_from([None, "2024-03-01", "1999-12-31T23:59"]),
    topics=st.lists(texts, max_size=2),
    image=st.none() | texts,
    removed=st.booleans(),
)


@given(st.dictionaries(texts, st.lists(records, max_size=3), max_size=3))
def test_what_is_packed_comes_back_the_same(files: dict[str, list[Record]]):
    kept = {
        path: filed(*placed(path, *found), problems=(Problem(path, 1, "info", "x"),)) for path, found in files.items()
    }
    assert snapshot.unpack(snapshot.pack(kept.items())) == kept


def test_a_record_that_many_files_nest_is_kept_once_and_shared():
    long = record(excerpt="x" * 1_000)
    kept = {f"{n}.md": filed(*placed(f"{n}.md", long)) for n in range(100)}
    packed = snapshot.pack(kept.items())
    assert len(packed) < 10_000
    first, second, *_ = snapshot.unpack(packed).values()
    assert first.reading.records[0].excerpt is second.reading.records[0].excerpt


def test_a_file_of_readings_is_read_back(tmp_path: Path):
    kept = {"a.md": filed(*placed("a.md", record()))}
    assert snapshot.write(tmp_path / "deep" / "readings.bin", kept)
    assert snapshot.read(tmp_path / "deep" / "readings.bin") == kept
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["readings.bin"]


def test_an_absent_file_gives_nothing(tmp_path: Path):
    assert snapshot.read(tmp_path / "none.bin") == {}


@given(st.data())
def test_a_damaged_file_gives_nothing(tmp_path_factory, data: st.DataObject):
    path = tmp_path_factory.mktemp("cache") / "readings.bin"
    snapshot.write(path, {"a.md": filed(*placed("a.md", record()))})
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    cut = data.draw(st.booleans())
    path.write_bytes(whole[:place] if cut else whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    assert snapshot.read(path) == {}


@given(st.binary(max_size=200))
def test_bytes_of_another_kind_give_nothing(tmp_path_factory, data: bytes):
    path = tmp_path_factory.mktemp("cache") / "readings.bin"
    path.write_bytes(data)
    assert snapshot.read(path) == {}


def test_a_place_that_cannot_be_written_to_is_no_exception(tmp_path: Path):
    (tmp_path / "file").write_text("not a folder")
    assert not snapshot.write(tmp_path / "file" / "readings.bin", {})


def test_held_readings_and_paths_that_are_no_text_are_left_out():
    held = structs.replace(filed(*placed("a.md", record())), held=True)
    odd = "caf\udce9.md"
    assert snapshot.unpack(snapshot.pack([("a.md", held), (odd, filed(*placed(odd, record())))])) == {}

"""A file's bytes become records, or problems that say what is wrong; whatever they are, never an exception."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coverage.parsing.reader import Reading, read_bytes, read_file

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)

GOOD = """---
title: "Harbour bridge closes"
excerpt: "The bridge will stay closed until May, the city said."
publishedDateTime: 2024-03-01T08:30:00Z
webUrl: "https://news.example.org/bridge"

provider:
  name: Example Herald
  domain: example.org

topics:
  - Transport

images:
  - url: "https://news.example.org/bridge.jpg"
    width: 1200
    height: 630
    title: "The bridge at dawn"

related:
  - title: "Ferries to run all night"
    excerpt: "Two ferries replace the bridge."
    publishedDateTime: 2024-03-02T06:00:00Z
    webUrl: "https://other.example.net/ferries"
    provider:
      name: Harbour Times
      domain: example.net

secured: "c2VjcmV0IHRleHQ=;a2V5"
---
Body text that is nobody's record.
"""


def of(text: str, name: str = "a.md") -> Reading:
    return read_bytes(text.encode(), name, now=NOW)


def reasons(reading: Reading, severity: str | None = None) -> str:
    return " | ".join(p.reason for p in reading.problems if severity in (None, p.severity))


def test_a_sound_file_gives_its_record_and_the_nested_one_without_a_problem():
    reading = of(GOOD)

    main, nested = reading.records
    assert reading.problems == ()
    assert (main.title, main.url, main.outlet_name) == (
        "Harbour bridge closes",
        "https://news.example.org/bridge",
        "Example Herald",
    )
    assert main.published is not None
    assert main.published.iso() == "2024-03-01T08:30:00Z"
    assert main.topics == ("Transport",)
    assert main.image is not None
    assert main.image.alt == "The bridge at dawn"
    assert not main.origin.nested
    assert (nested.title, nested.outlet_domain) == ("Ferries to run all night", "example.net")
    assert nested.origin.nested
    assert nested.origin.line == GOOD[: GOOD.index('title: "Ferries')].count("\n") + 1


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.encode("utf-16"),
        ("\n\n" + GOOD).encode(),
        GOOD.rpartition("---")[0].encode(),
    ],
    ids=["BOM", "CRLF", "UTF-16", "blank lines before", "no closing dashes"],
)
def test_the_same_record_in_other_bytes(data: bytes):
    reading = read_bytes(data, "a.txt", now=NOW)

    assert [record.title for record in reading.records] == ["Harbour bridge closes", "Ferries to run all night"]


def test_a_whole_yaml_document_is_a_record():
    body = GOOD.split("---")[1]

    assert of(body, "a.yaml").records[0].title == "Harbour bridge closes"


def test_old_names_of_fields_are_understood():
    record = of(
        '---\ntitle: Old\nabstract: From before\noriginalUrl: "https://a.example/1"\n'
        "provider:\n  name: A\n  id: a.example\nscore: 3\n---\n"
    ).records[0]

    assert record.excerpt == "From before"
    assert record.url == "https://a.example/1"
    assert record.outlet_domain == "a.example"


@pytest.mark.parametrize("value", ["", "null", "~", '""', "[]", "{}"])
@pytest.mark.parametrize("field", ["excerpt", "webUrl", "topics", "images", "related", "publishedDateTime", "provider"])
def test_an_empty_field_costs_nothing_else(field: str, value: str):
    reading = of(f"---\ntitle: Only a title\n{field}: {value}\n---\n")

    assert [record.title for record in reading.records] == ["Only a title"]
    assert not reasons(reading, "error")


def test_scalars_stay_as_they_were_typed():
    assert of("---\ntitle: 2020-06-11\nexcerpt: Yes\n---\n").records[0].title == "2020-06-11"
    assert of("---\ntitle: 1.10\nexcerpt: No\n---\n").records[0].excerpt == "No"


def test_escaped_surrogate_pairs_become_their_character():
    assert of('---\ntitle: "Sun \\ud83d\\ude00 shines"\n---\n').records[0].title == "Sun 😀 shines"


def test_removed_is_read():
    assert of("---\ntitle: Gone\nremoved: true\n---\n").records[0].removed
    assert not of("---\ntitle: Here\nremoved: false\n---\n").records[0].removed


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://a.example/x", "nonsense"])
def test_an_unusable_address_is_left_out_and_told(url: str):
    reading = of(f'---\ntitle: No link\nwebUrl: "{url}"\n---\n')

    assert reading.records[0].url is None
    assert reading.problems


def test_a_bad_date_is_told_and_does_not_count():
    reading = of('---\ntitle: When\npublishedDateTime: 1969-01-01\nwebUrl: "https://a.example/x"\n---\n')

    assert reading.records[0].published is None
    assert [problem.line for problem in reading.problems] == [3]


def test_a_record_without_words_is_an_error():
    assert reasons(of('---\nwebUrl: "https://a.example/x"\n---\n'), "error")
    assert of('---\nwebUrl: "https://a.example/x"\n---\n').records == ()


def test_a_related_piece_without_words_is_told():
    reading = of('---\ntitle: Main\nrelated:\n  - webUrl: "https://a.example/x"\n---\n')

    assert len(reading.records) == 1
    assert reasons(reading, "warning")


def test_what_is_secured_goes_nowhere():
    for text in (GOOD, GOOD.replace('secured: "', "secured: [\x01").replace('key"', "")):
        reading = of(text)
        assert "c2VjcmV0" not in repr(reading)


class TestRescue:
    """Broken files give what can be had, and each step is told with its line."""

    def test_an_unquoted_colon(self):
        reading = of(GOOD.replace('title: "The bridge at dawn"', "title: Tech Moves: Bridge at dawn"))

        assert [record.title for record in reading.records][:1] == ["Harbour bridge closes"]
        assert len(reading.records) == 2
        assert any(problem.severity == "warning" and problem.line > 1 for problem in reading.problems)

    def test_a_raw_c1_control_byte(self):
        reading = of(GOOD.replace("Harbour bridge", "Harbour\u0092s bridge"))

        assert reading.records[0].title == "Harbour’s bridge closes"
        assert reasons(reading, "warning")

    def test_a_tab_for_indentation(self):
        reading = of(GOOD.replace("  name: Example Herald", "\tname: Example Herald"))

        assert reading.records[0].title == "Harbour bridge closes"
        assert reasons(reading, "warning")

    def test_a_lost_quotation_mark(self):
        reading = of(GOOD.replace('closes"', "closes"))

        assert reading.records[0].title.startswith("Harbour bridge closes")
        assert reasons(reading)

    @pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.9])
    def test_a_file_that_was_cut_off(self, share: float):
        reading = of(GOOD[: int(len(GOOD) * share)])

        assert reading.records[0].title == "Harbour bridge closes"
        assert "secret" not in repr(reading)

    def test_what_only_has_sound_lines_at_the_top(self):
        reading = of("---\ntitle: Still here\nrelated: [{{{{\nexcerpt: And this\n---\n")

        assert reading.records[0].title == "Still here"
        assert reasons(reading)

    def test_every_problem_names_its_file(self):
        reading = read_bytes(GOOD.replace('closes"', "closes").encode(), "deep/in/a.md", now=NOW)

        assert {problem.path for problem in reading.problems} == {"deep/in/a.md"}


class TestHostile:
    """What is made to harm is refused in bounded time."""

    @pytest.mark.parametrize(
        "text",
        [
            "---\ntitle: " + "[" * 200_000,
            "---\ntitle: " + "{a: " * 100_000,
            "---\n" + "".join(f"{' ' * depth}a{depth}:\n" for depth in range(3_000)),
            "---\na: &a [x,x,x,x,x,x,x,x,x]\n"
            + "".join(
                f"{b}: &{b} [*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a}]\n"
                for a, b in zip("abcdefgh", "bcdefghi", strict=True)
            )
            + "title: Bomb\n---\n",
            "---\ntitle: !!python/object/apply:os.system ['echo harm']\n---\n",
            "---\n<<: *nothing\ntitle: Merge\n---\n",
            "\x00\x01\x02" * 1_000,
            "---\n" + "- " * 50_000,
            "",
            "---",
            "no front matter at all",
        ],
        ids=["brackets", "braces", "indents", "bomb", "tag", "merge", "binary", "dashes", "empty", "bare", "prose"],
    )
    def test_it_ends_and_says_why(self, text: str):
        reading = of(text)

        assert reading.problems or reading.records

    def test_a_giant_file_is_not_read(self, tmp_path: Path):
        giant = tmp_path / "giant.md"
        with giant.open("wb") as file:
            file.truncate(300 * 1024 * 1024)

        assert "larger" in reasons(read_file(giant, now=NOW), "error")

    @given(st.binary(max_size=400))
    def test_no_bytes_break_it(self, data: bytes):
        read_bytes(data, "a.md", now=NOW)
        read_bytes(data, "a.yaml", now=NOW)

    @given(st.data())
    def test_no_change_to_a_sound_file_breaks_it(self, data: st.DataObject):
        at = data.draw(st.integers(0, len(GOOD)))
        gone = data.draw(st.integers(0, 30))
        put = data.draw(
            st.text(max_size=6) | st.sampled_from(['"', "\t", ":", "[", "{", "- ", "---\n", "&a ", "*a", "|\n"])
        )

        reading = of(GOOD[:at] + put + GOOD[at + gone :])

        assert reading.records or reading.problems
        assert "c2VjcmV0IHRleHQ" not in repr(reading.problems)


class TestFiles:
    """Whatever a path leads to, reading it returns."""

    def test_a_vanished_file(self, tmp_path: Path):
        assert reasons(read_file(tmp_path / "gone.md", now=NOW), "error")

    def test_a_folder_with_a_files_name(self, tmp_path: Path):
        (tmp_path / "x.md").mkdir()
        assert reasons(read_file(tmp_path / "x.md", now=NOW), "error")

    def test_a_named_pipe_is_not_waited_for(self, tmp_path: Path):
        os.mkfifo(tmp_path / "pipe.md")
        assert reasons(read_file(tmp_path / "pipe.md", now=NOW), "error")

    def test_a_device(self, tmp_path: Path):
        (tmp_path / "zero.md").symlink_to("/dev/zero")
        assert reasons(read_file(tmp_path / "zero.md", now=NOW), "error")

    def test_a_link_to_itself(self, tmp_path: Path):
        (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
        assert reasons(read_file(tmp_path / "loop.md", now=NOW), "error")


def test_the_seeds_are_sound(seeds: Path):
    readings = [read_file(path, now=NOW) for path in sorted(seeds.iterdir())]

    assert [reading.problems for reading in readings] == [()] * 5
    assert sum(len(reading.records) for reading in readings) == 16
    titles = {record.title for reading in readings for record in reading.records}
    assert "The government is going to use facial recognition more. That’s bad." in titles


def test_real_files_lose_nothing(shared: Path):
    for path in sorted((shared / "corpora").rglob("*.md")):
        reading = read_file(path, now=datetime(2030, 1, 1, tzinfo=UTC))
        assert reading.records, path
        assert not reasons(reading, "error"), path

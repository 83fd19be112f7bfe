"""Nested pieces that are read by themselves say what they say where they stand; what can't be told apart is not."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coverage.parsing import frontmatter, reader
from bot.coverage.parsing.nested import clear_cache, read_nested_item, split_nested
from bot.coverage.parsing.reader import Reading

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HEAD = "title: The river rises\nexcerpt: It rose.\nwebUrl: https://a.example/1\n"
PIECE = "  - title: Bridge closed\n    excerpt: Nobody crosses.\n    webUrl: https://b.example/2\n"
TAIL = "topics:\n  - Floods\n"


def block(text: str) -> frontmatter.YamlBlock:
    return frontmatter.YamlBlock(text, 2, closed=True, notes=())


def both(text: str) -> tuple[Reading | None, Reading]:
    return reader.read_split(block(text), "file.md", NOW), reader.read_whole(block(text), "file.md", NOW)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}related:\n{PIECE}",
        f"{HEAD}related:\n{PIECE}{PIECE}{TAIL}",
        f"{HEAD}related:\n\n{PIECE}\n\n{PIECE}\n{TAIL}",
        f"related:\n{PIECE}{HEAD}",
        f"{HEAD}related:\n      - title: Far in\n        excerpt: Said.\n{TAIL}",
        f'{HEAD}related:\n  - title: "Quoted: twice"\n    excerpt: |\n      Of two\n      lines.\n{PIECE}',
        f"{HEAD}related:\n  - title: Bare\n{PIECE}",
        f"{HEAD}related:\n  - title: Without address\n    publishedDateTime: 2099-01-01\n{PIECE}",
        f"{HEAD}related:\n  -\n    title: Below its dash\n{PIECE}",
    ],
)
def test_pieces_that_stand_alone_say_the_same(text: str):
    apart, whole = both(text)
    assert apart is None or apart == whole
    assert apart is not None or "Below its dash" in text


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        f"{HEAD}related: none\n",
        f"{HEAD}related:\n- title: At the margin\n",
        f"{HEAD}related:\n  - text alone\n{PIECE}",
        f"{HEAD}related:\n  title: A mapping\n",
        f"{HEAD}related:\n{PIECE}    related:\n      - title: Deeper\n",
        f'{HEAD}related:\n  - title: "never closed\n    excerpt: x\n{PIECE}',
        'excerpt: "a text\n\n  that has\nrelated:\n  - title: no list\n  in it"\ntitle: x\n',
        f"{HEAD}related:\n  - &a\n    title: Anchored\n  - *a\n",
        f"{HEAD}provider: &p\n  name: Post\nrelated:\n  - title: Aliased\n    provider: *p\n",
        f"{HEAD}related:\n{PIECE}related:\n{PIECE}",
        f"{HEAD}related:\n{PIECE}# a remark\n{PIECE}",
        f"{HEAD}related:\n{PIECE}  - title: a\n    title: b\n",
        f"{HEAD}related:\n  - title: line\u2028end\n",
        f"{HEAD}related:\n{PIECE * 3_000}",
    ],
)
def test_what_may_not_stand_alone_is_read_whole(text: str):
    apart, whole = both(text)
    assert apart is None
    assert reader.read_bytes(f"---\n{text}---\n".encode(), "file.md", now=NOW) == whole


def test_a_file_that_may_have_been_cut_is_read_whole():
    cut = frontmatter.YamlBlock(f"{HEAD}related:\n{PIECE}", 2, closed=False, notes=())
    assert split_nested(cut) is None


def test_lines_are_those_of_the_file():
    apart, _ = both(f"{HEAD}related:\n{PIECE}\n  - title: No address here\n")
    assert apart is not None
    assert [record.origin.line for record in apart.records] == [2, 6, 10]
    assert [(each.line, each.severity) for each in apart.problems] == [(10, "info")]


def test_a_piece_of_many_files_is_read_once():
    clear_cache()
    for number in range(5):
        both(f"{HEAD}url: https://a.example/{number}\nrelated:\n{PIECE}")
    assert (read_nested_item.cache_info().misses, read_nested_item.cache_info().hits) == (1, 4)
    clear_cache()
    assert read_nested_item.cache_info().currsize == 0


LINES = st.sampled_from(
    [
        "related:",
        "related: ",
        "  - title: A",
        "    excerpt: b",
        "  - b",
        "  -",
        "    - c",
        "- d",
        "",
        "  ",
        "title: T",
        "excerpt: E",
        "    title: again",
        '    excerpt: "open',
        'close"',
        "    related:",
        "      - title: deep",
        "# x",
        "  # y",
        "    webUrl: https://c.example/3",
        "    url: no address",
        "  - &a title: x",
        "    topics: [a, b]",
        "...",
        "\ttitle: tab",
        "    excerpt: >",
        "      folded",
        "    key with: colon: twice",
        "  - title: 'single",
        "    images:",
    ]
)


@given(st.lists(LINES, max_size=16))
def test_whatever_stands_in_a_file_nothing_is_read_otherwise(lines: list[str]):
    apart, whole = both("\n".join(["title: Head", *lines, ""]))
    assert apart is None or apart == whole


def test_real_files_say_the_same(shared: Path):
    told = 0
    for path in sorted((shared / "corpora").rglob("*.md")):
        found = frontmatter.find_block(path.read_bytes(), ".md")
        apart = reader.read_split(found, str(path), NOW)
        if apart is not None:
            told += 1
            assert apart == reader.read_whole(found, str(path), NOW)
    assert told > 1_000

"""Nested records read one by one give the same as reading the whole file. If they might not, it is read whole."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coverage.parsing import frontmatter, reader
from bot.coverage.parsing.nested import clear_cache, read_nested_item, split_nested
from bot.coverage.parsing.reader import Reading
from tests.support.article_file import reasons

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HEAD = "title: The river rises\nexcerpt: It rose.\nwebUrl: https://a.example/1\n"
ITEM = "  - title: Bridge closed\n    excerpt: Nobody crosses.\n    webUrl: https://b.example/2\n"
TAIL = "topics:\n  - Floods\n"


def block(text: str) -> frontmatter.YamlBlock:
    return frontmatter.YamlBlock(text, 2, closed=True, notes=())


def read_both_ways(text: str) -> tuple[Reading | None, Reading]:
    return reader.read_split(block(text), "file.md", NOW), reader.read_whole(block(text), "file.md", NOW)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}related:\n{ITEM}",
        f"{HEAD}related:\n{ITEM}{ITEM}{TAIL}",
        f"{HEAD}related:\n\n{ITEM}\n\n{ITEM}\n{TAIL}",
        f"related:\n{ITEM}{HEAD}",
        f"{HEAD}related:\n      - title: Far in\n        excerpt: Said.\n{TAIL}",
        f'{HEAD}related:\n  - title: "Quoted: twice"\n    excerpt: |\n      Of two\n      lines.\n{ITEM}',
        f"{HEAD}related:\n  - title: Bare\n{ITEM}",
        f"{HEAD}related:\n  - title: Without address\n    publishedDateTime: 2099-01-01\n{ITEM}",
        f"{HEAD}related:\n  -\n    title: Below its dash\n{ITEM}",
    ],
)
def test_items_read_one_by_one_give_the_same(text: str):
    split, whole = read_both_ways(text)
    assert split is None or split == whole
    assert split is not None or "Below its dash" in text


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        f"{HEAD}related: none\n",
        f"{HEAD}related:\n- title: At the margin\n",
        f"{HEAD}related:\n  - text alone\n{ITEM}",
        f"{HEAD}related:\n  title: A mapping\n",
        f"{HEAD}related:\n{ITEM}    related:\n      - title: Deeper\n",
        f'{HEAD}related:\n  - title: "never closed\n    excerpt: x\n{ITEM}',
        'excerpt: "a text\n\n  that has\nrelated:\n  - title: no list\n  in it"\ntitle: x\n',
        f"{HEAD}related:\n  - &a\n    title: Anchored\n  - *a\n",
        f"{HEAD}provider: &p\n  name: Post\nrelated:\n  - title: Aliased\n    provider: *p\n",
        f"{HEAD}related:\n{ITEM}related:\n{ITEM}",
        f"{HEAD}related:\n{ITEM}# a remark\n{ITEM}",
        f"{HEAD}related:\n{ITEM}  - title: a\n    title: b\n",
        f"{HEAD}related:\n  - title: line\u2028end\n",
        f"{HEAD}related:\n{ITEM * 3_000}",
    ],
)
def test_an_item_that_may_depend_on_the_rest_is_not_read_alone(text: str):
    split, whole = read_both_ways(text)
    assert split is None
    assert reader.read_bytes(f"---\n{text}---\n".encode(), "file.md", now=NOW) == whole


def test_a_file_that_may_have_been_cut_off_is_read_whole():
    cut = frontmatter.YamlBlock(f"{HEAD}related:\n{ITEM}", 2, closed=False, notes=())
    assert split_nested(cut) is None


def test_line_numbers_are_those_of_the_file():
    split, _ = read_both_ways(f"{HEAD}related:\n{ITEM}\n  - title: No address here\n")
    assert split is not None
    assert [record.origin.line for record in split.records] == [2, 6, 10]
    assert [(problem.line, problem.severity) for problem in split.problems] == [(10, "info")]


def test_an_item_in_many_files_is_read_once():
    clear_cache()
    for number in range(5):
        read_both_ways(f"{HEAD}url: https://a.example/{number}\nrelated:\n{ITEM}")
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
def test_any_lines_are_read_the_same_both_ways(lines: list[str]):
    split, whole = read_both_ways("\n".join(["title: Head", *lines, ""]))
    assert split is None or split == whole


def test_real_files_are_read_the_same_both_ways_and_lose_nothing(shared: Path):
    count = 0
    for path in sorted((shared / "corpora").rglob("*.md")):
        (real,) = frontmatter.find_blocks(path.read_bytes(), ".md")
        split, whole = reader.read_split(real, str(path), NOW), reader.read_whole(real, str(path), NOW)
        assert whole.records, path
        assert not reasons(whole, "error"), path
        if split is not None:
            count += 1
            assert split == whole
    assert count > 1_000

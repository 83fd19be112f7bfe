"""A spliced column equals one that is built from scratch from the same items in the same order."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.coverage.columns.sequences import ListColumn, TextColumn, build_text_sections
from bot.coverage.columns.splice import BytesBuilder, ListBuilder, group_contiguous, splice
from bot.coverage.columns.table import build_table_in_memory

number_lists = st.lists(st.lists(st.integers(0, 2**32 - 1), max_size=4), max_size=6)
byte_items = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5).map(str.encode), max_size=6)


@st.composite
def orders(draw: st.DrawFn, size: int) -> list[int]:
    """Some indexes below `size`, each once, often several in a row."""
    if draw(st.booleans()):
        first, last = sorted((draw(st.integers(0, size)), draw(st.integers(0, size))))
        return [*range(last, size), *range(first)]
    return draw(st.lists(st.sampled_from(range(size)), unique=True)) if size else []


def builder(items: list[bytes]) -> BytesBuilder:
    """A builder that holds these items."""
    built = BytesBuilder()
    for item in items:
        built.append(item)
    return built


@given(st.data(), byte_items, byte_items)
def test_items_are_spliced_from_old_and_new_in_any_order(data: st.DataObject, old: list[bytes], new: list[bytes]):
    added = builder(new)
    assert [added[index] for index in range(len(added))] == new
    order = data.draw(orders(len(old) + len(new)))
    column = TextColumn(build_table_in_memory(build_text_sections("x", old)), "x")
    spliced = TextColumn(build_table_in_memory(splice("y", column, added, group_contiguous(order))), "y")
    assert [spliced.raw(index) for index in range(len(spliced))] == [[*old, *new][index] for index in order]


@given(byte_items)
def test_without_an_old_column_all_items_are_new(new: list[bytes]):
    spliced = TextColumn(build_table_in_memory(splice("y", None, builder(new), [(0, len(new))])), "y")
    assert [spliced.raw(index) for index in range(len(spliced))] == new


@given(st.data(), number_lists)
def test_lists_are_selected_in_any_order(data: st.DataObject, both: list[list[int]]):
    lists = ListBuilder("I")
    for numbers in both:
        lists.append(numbers)
    order = data.draw(orders(len(both)))
    selected = ListColumn(build_table_in_memory(lists.select(group_contiguous(order)).build_sections("y")), "y")
    assert [list(numbers) for numbers in selected] == [both[index] for index in order]


@given(st.lists(st.integers(0, 30), unique=True))
def test_ranges_name_the_same_indexes_in_the_same_order(indexes: list[int]):
    ranges = group_contiguous(indexes)
    assert [index for first, end in ranges for index in range(first, end)] == indexes
    assert all(first < end for first, end in ranges)
    assert all(before[1] != after[0] for before, after in pairwise(ranges))

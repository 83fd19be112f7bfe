"""What is picked from what was before and from what is newer is as if it were made anew."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.coverage.columns.splice import BytesBuilder, ListBuilder, contiguous_ranges, splice
from bot.coverage.columns.table import ListColumn, TextColumn, list_sections, table_in_memory, text_sections

some_lists = st.lists(st.lists(st.integers(0, 2**32 - 1), max_size=4), max_size=6)
some_bytes = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5).map(str.encode), max_size=6)


@st.composite
def orders(draw: st.DrawFn, size: int) -> list[int]:
    """Some places, each once, often several in a row."""
    if draw(st.booleans()):
        first, last = sorted((draw(st.integers(0, size)), draw(st.integers(0, size))))
        return [*range(last, size), *range(first)]
    return draw(st.lists(st.sampled_from(range(size)), unique=True)) if size else []


@given(st.data(), some_bytes, some_bytes)
def test_bytes_are_picked_from_before_and_after(data: st.DataObject, before: list[bytes], after: list[bytes]):
    newer = BytesBuilder()
    for one in after:
        newer.append(one)
    assert [newer[at] for at in range(len(newer))] == after
    order = data.draw(orders(len(before) + len(after)))
    kept = TextColumn(table_in_memory(text_sections("x", before)), "x")
    found = TextColumn(table_in_memory(splice("y", kept, newer, contiguous_ranges(order))), "y")
    assert [found.raw(at) for at in range(len(found))] == [[*before, *after][at] for at in order]


@given(some_bytes)
def test_without_anything_before_all_is_newer(after: list[bytes]):
    newer = BytesBuilder()
    for one in after:
        newer.append(one)
    found = TextColumn(table_in_memory(splice("y", None, newer, [(0, len(after))])), "y")
    assert [found.raw(at) for at in range(len(found))] == after


@given(st.data(), some_lists, some_lists)
def test_lists_are_picked_from_before_and_after(data: st.DataObject, before: list[list[int]], after: list[list[int]]):
    flat = ListBuilder("I", ListColumn(table_in_memory(list_sections("x", before)), "x"))
    for one in after:
        flat.append(one)
    every = [*before, *after]
    order = data.draw(orders(len(every)))
    found = ListColumn(table_in_memory(flat.picked(contiguous_ranges(order)).sections("y")), "y")
    assert [list(one) for one in found] == [every[at] for at in order]
    assert all(flat.is_same(at, one) for at, one in enumerate(every))
    assert not any(flat.is_same(at, [*one, 7]) for at, one in enumerate(every))


@given(st.lists(st.integers(0, 30), unique=True))
def test_spans_name_the_same_places_in_the_same_order(places: list[int]):
    found = contiguous_ranges(places)
    assert [place for first, end in found for place in range(first, end)] == places
    assert all(first < end for first, end in found)
    assert all(one[1] != other[0] for one, other in pairwise(found))

"""Columns give back the items that their sections were built from, and every lazy sequence behaves as a list does."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coverage.columns.sequences import (
    LazySequence,
    ListColumn,
    TextColumn,
    TextDictionary,
    ValueColumn,
    build_dictionary_sections,
    build_list_sections,
    build_text_sections,
    build_value_sections,
)
from bot.coverage.columns.table import DamagedTableError, build_table_in_memory

numbers = st.integers(0, 2**32 - 1)
texts = st.text(st.characters(exclude_categories=["Cs"]))
bounds = st.none() | st.integers(-9, 9)


class Squares(LazySequence[int]):
    """The squares of the numbers below five."""

    def __len__(self) -> int:
        return 5

    def _item(self, index: int) -> int:
        return range(5)[index] ** 2


@given(bounds, bounds, bounds.filter(lambda step: step != 0))
def test_a_slice_is_that_of_a_list(start: int | None, stop: int | None, step: int | None):
    assert Squares()[start:stop:step] == [0, 1, 4, 9, 16][start:stop:step]


def test_items_are_found_from_either_end_and_beyond_them_is_an_index_error():
    squares = Squares()
    assert [squares[index] for index in range(-5, 5)] == [0, 1, 4, 9, 16] * 2
    assert list(squares) == [0, 1, 4, 9, 16]
    assert list(reversed(squares)) == [16, 9, 4, 1, 0]
    for index in (-6, 5):
        with pytest.raises(IndexError):
            squares[index]


@given(st.lists(st.tuples(texts, numbers)))
def test_values_are_read_back(values: list[tuple[str, int]]):
    table = build_table_in_memory(build_value_sections("x", [msgspec.msgpack.encode(value) for value in values]))
    column = ValueColumn(table, "x", tuple[str, int])
    assert list(column) == values
    assert column[:] == values


@given(st.lists(st.lists(numbers)))
def test_lists_are_read_back(lists: list[list[int]]):
    column = ListColumn(build_table_in_memory(build_list_sections("x", lists)), "x")
    assert [list(members) for members in column] == lists


@given(st.lists(texts))
def test_texts_are_read_back(words: list[str]):
    column = TextColumn(build_table_in_memory(build_text_sections("x", [word.encode() for word in words])), "x")
    assert list(column) == words


@given(st.lists(texts, unique=True))
def test_a_dictionary_finds_each_text_and_those_with_a_prefix(words: list[str]):
    dictionary = TextDictionary(build_table_in_memory(build_dictionary_sections("x", words)), "x")
    assert [dictionary.find(word) for word in words] == list(range(len(words)))
    for prefix in {word[:2] for word in words}:
        found = [word for _, word in dictionary.with_prefix(prefix)]
        assert found == sorted((word for word in words if word.startswith(prefix)), key=str.encode)


@given(st.lists(texts, unique=True), texts)
def test_a_text_that_is_not_there_is_not_found(words: list[str], other: str):
    dictionary = TextDictionary(build_table_in_memory(build_dictionary_sections("x", words)), "x")
    assert (dictionary.find(other) >= 0) == (other in words) == (other in dictionary)


def test_an_item_that_is_not_utf_8_is_damage():
    table = build_table_in_memory(
        {**build_text_sections("text", [b"\xff"]), **build_value_sections("value", [b"\xa1\xff"])}
    )
    with pytest.raises(DamagedTableError, match="text 0"):
        TextColumn(table, "text")[0]
    with pytest.raises(DamagedTableError, match="value 0"):
        ValueColumn(table, "value", str)[0]

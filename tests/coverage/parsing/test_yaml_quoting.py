"""Lines that YAML would misread are quoted so that it reads what was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coverage.parsing.yaml_events import parse_yaml
from bot.coverage.parsing.yaml_quoting import is_valid_scalar, quote_lost_words, quote_value, requote


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Tech Moves: Bridge at dawn", "Tech Moves: Bridge at dawn"),
        ('"Harbour bridge closes', "Harbour bridge closes"),
        ('Harbour bridge closes"', "Harbour bridge closes"),
        ("'it''s closed", "it's closed"),
        ('"He said "foo" again"', 'He said "foo" again'),
        ('"Foo" is back', '"Foo" is back'),
        (r'"a \d b"', r"a \d b"),
    ],
)
def test_a_value_is_quoted_as_it_was_meant(value: str, text: str):
    parsed = parse_yaml(f"title: {quote_value(value)}")

    assert parsed.failure is None
    assert parsed.top == {"title": text}


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff")))
def test_any_quoted_value_is_one_scalar(text: str):
    value = text.strip()
    if value:
        assert is_valid_scalar(quote_value(value))


def test_a_hash_in_a_title_is_text_and_a_hash_before_a_space_is_a_comment():
    text, notes = quote_lost_words("title: The #MeToo years\nexcerpt: One # a comment\n", 5)

    assert parse_yaml(text).top == {"title": "The #MeToo years", "excerpt": "One"}
    assert [(note.line, note.reason) for note in notes] == [
        (5, "the value of 'title' contains a # and needs quotation marks; it was read as if it had them"),
        (6, "what follows # was read as a comment; if it is text, put the value into quotation marks"),
    ]


def test_a_value_that_goes_on_over_lines_is_quoted_as_a_whole():
    text, notes = requote("title: One: two\n  and three\nexcerpt: fine\n", 1)

    assert parse_yaml(text).top == {"title": "One: two and three", "excerpt": "fine"}
    assert [note.line for note in notes] == [1]


def test_a_list_item_is_quoted_too():
    text, notes = requote("topics:\n  - @home\n", 1)

    assert parse_yaml(text).top == {"topics": ["@home"]}
    assert [note.reason for note in notes] == ["the list item needs quotation marks; it was read as if it had them"]


def test_tabs_become_spaces_that_fit_the_lines_around_them():
    text, notes = requote("provider:\n  name: Herald\n\tdomain: herald.example\n", 1)

    assert parse_yaml(text).top == {"provider": {"name": "Herald", "domain": "herald.example"}}
    assert [(note.line, note.severity) for note in notes] == [(3, "warning")]


@pytest.mark.parametrize(
    "value",
    ["&pizza opens ninth shop", "!Important notice", "# 1 hit song returns", "Agency cuts spending # 2 this year"],
)
def test_words_that_yaml_would_leave_out_stay_in_a_title(value: str):
    text, notes = quote_lost_words(f"title: {value}\n", 3)

    assert parse_yaml(text).top == {"title": value}
    assert [(note.line, note.severity) for note in notes] == [(3, "warning")]


@pytest.mark.parametrize(
    "text",
    [
        "title: &name The mayor\nexcerpt: *name\n",
        "title: !!str 12\n",
        "title: # the headline\n  The mayor opens a bridge\n",
        "excerpt: | # as it is\n  Two\n  lines\n",
        'title: &a "quoted"\n',
    ],
)
def test_yaml_that_is_meant_is_left_alone(text: str):
    assert quote_lost_words(text, 1) == (text, [])

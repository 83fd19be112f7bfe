"""If a card is too long, its parts are shortened in the right order."""

from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import limits
from bot.chat.cards.parts.layout import (
    MESSAGE_LIMIT,
    ComponentRow,
    Cost,
    Separator,
    TextBlock,
    Thumbnail,
    build_card,
    build_part,
    fit_parts,
)

PICTURE = Thumbnail("https://news.example/p.jpg", "A picture")


def test_nested_components_are_counted():
    # Four sections with a text and a picture each are twelve components, and their container is one more.
    card = build_card([build_part(0, TextBlock("a", PICTURE)) for _ in range(4)], 0)
    assert sum(1 for _ in card.walk_children()) == 13
    assert limits.find_violations(card) == []


def test_everything_is_shown_in_full_if_there_is_room():
    parts = [build_part(0, TextBlock("long")), build_part(5, TextBlock("longer"), TextBlock("l"))]
    assert fit_parts(parts) == [TextBlock("long"), TextBlock("longer")]


def test_the_least_important_part_is_shortened_first():
    parts = [
        build_part(0, TextBlock("a" * 50), TextBlock("a")),
        build_part(9, TextBlock("b" * 50), TextBlock("b" * 10)),
        build_part(5, TextBlock("c" * 50), TextBlock("c" * 10)),
    ]
    assert fit_parts(parts, Cost(110, 10)) == [TextBlock("a" * 50), TextBlock("b" * 10), TextBlock("c" * 50)]


def test_a_part_that_cannot_be_shortened_enough_is_dropped():
    assert fit_parts([build_part(0, TextBlock("a" * 50)), build_part(1, TextBlock("b" * 50))], Cost(60, 10)) == [
        TextBlock("a" * 50)
    ]


def test_a_picture_is_dropped_before_its_text_if_components_are_short():
    parts = [build_part(rank, TextBlock("a", PICTURE), TextBlock("a")) for rank in range(3)]
    assert fit_parts(parts, Cost(100, 7)) == [TextBlock("a", PICTURE), TextBlock("a", PICTURE), TextBlock("a")]


def test_a_part_is_not_shortened_if_that_saves_nothing():
    row = ComponentRow((ui.Button(label="a", custom_id="x"),))
    assert fit_parts([build_part(9, row), build_part(0, TextBlock("a" * 50), TextBlock("a"))], Cost(10, 10)) == [
        row,
        TextBlock("a"),
    ]


def test_there_is_no_separator_at_an_end_and_no_two_in_a_row():
    separator = build_part(5, Separator())
    card = build_card(
        [separator, build_part(0, TextBlock("a")), separator, separator, build_part(0, TextBlock("b")), separator], 0
    )
    (container,) = card.children
    assert [type(item) for item in container.children] == [ui.TextDisplay, ui.Separator, ui.TextDisplay]  # pyright: ignore[reportAttributeAccessIssue]


pieces = st.one_of(
    st.text("ab😀", min_size=1, max_size=3_000).map(TextBlock),
    st.text("ab", min_size=1, max_size=300).map(lambda text: TextBlock(text, PICTURE)),
    st.just(Separator()),
)


@given(st.lists(st.tuples(st.integers(0, 9), st.lists(pieces, max_size=3)), max_size=60))
def test_any_parts_fit(drawn: list[tuple[int, list[TextBlock | Separator]]]):
    chosen = fit_parts([build_part(rank, *forms) for rank, forms in drawn])
    assert sum(piece.cost().text for piece in chosen) <= MESSAGE_LIMIT.text
    assert sum(piece.cost().components for piece in chosen) <= MESSAGE_LIMIT.components

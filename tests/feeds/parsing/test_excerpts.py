"""HTML becomes text, and an excerpt ends with a sentence."""

import pytest

from bot.feeds.parsing.excerpts import MAX_EXCERPT, make_excerpt, read_html


def test_blocks_are_apart_and_inline_markup_joins_words() -> None:
    assert read_html("<p>One.</p><p>T<b>w</b>o.</p><ul><li>a<li>b</ul>line<br>break") == "One. Two. a b line break"


def test_what_nobody_reads_is_left_out() -> None:
    assert (
        read_html("<p>Text</p><script>alert(1)</script><style>p{}</style><!-- note --><iframe src=x>y</iframe> end")
        == "Text end"
    )


def test_plain_text_is_not_taken_for_markup() -> None:
    assert read_html("a < b and List<string> and <GM.N>") == "a < b and List<string> and <GM.N>"


@pytest.mark.parametrize(
    "end",
    [
        "<p>The post <a href='x'>Bridge</a> appeared first on <a href='y'>Herald</a>.</p>",
        " [&hellip;]",
        " ... <a href='x'>Continue reading</a>",
        "<p><a href='x'>Read more</a></p>",
    ],
)
def test_what_every_item_ends_with_is_left_out(end: str) -> None:
    assert make_excerpt(f"<p>The bridge is closed.</p>{end}") == "The bridge is closed."


def test_a_long_text_is_cut_after_a_sentence() -> None:
    sentence = "The city closed the old bridge over the river for Dr. Miller's repairs today. "
    excerpt = make_excerpt(sentence * 20)
    assert len(excerpt) <= MAX_EXCERPT
    assert excerpt.endswith("repairs today.")


def test_a_sentence_that_is_too_long_is_cut_at_a_word() -> None:
    excerpt = make_excerpt("word " * 500)
    assert len(excerpt) <= MAX_EXCERPT
    assert excerpt.endswith("word\u2026")


def test_a_text_without_spaces_is_cut_too() -> None:
    assert len(make_excerpt("漢" * 5_000)) == MAX_EXCERPT

"""Any text comes out safe and readable, and only our own links are links."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.chat.cards.parts.markdown import ELLIPSIS, Markdown, clean_line, clean_link_target, escape, format_link
from bot.coverage import urls

# What Discord and its libraries recognize as mentions, emoji, commands and timestamps.
MENTIONS = re.compile(
    r"@everyone|@here|<@[!&]?\d+>|<#\d+>|<a?:\w+:\d+>|</[^>]+:\d+>|<t:-?\d+(?::\w)?>|<id:\w+>|https?://|steam://"
)
ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
HOSTILE = [
    "@everyone and @here",
    "<@123456789012345678> <@!1> <@&2> <#3> <:smile:4> <a:dance:5> </ask:6> <t:7:R> <id:guide>",
    "[free](http://evil.example/x) ](http://evil.example) [a](<http://evil.example>)",
    "||spoiler|| ~~gone~~ **bold** __under__ *it* `code` ```py\nx\n```",
    "# heading\n## two\n-# small\n> quote\n>>> all\n- item\n* item\n+ item\n1. one\n2) two",
    "\u202eright to left\u202c \u2066isolated\u2069",
    "javascript:alert(1) https://evil.example steam://run/1",
    "\\*already escaped\\* \\",
    "===\n---",
    "&lt;b&gt; &amp; &#60;",
    "no\x00 control\x1b[31m\x85characters\ud800",
    "z\u0300\u0301\u0302\u0303\u0304\u0305a\u0306lgo",
    ":smile: 10:30:45",
]
texts = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(
            [
                *HOSTILE,
                "\\",
                "[",
                "]",
                "(",
                ")",
                "<",
                ">",
                "@",
                "*",
                "|",
                "`",
                "1.",
                " ",
                "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
            ]
        )
    ).map("".join),
)


def as_read(markdown: str) -> str:
    """Return escaped text as a reader sees it: escapes resolved, zero-width characters removed."""
    return ESCAPE.sub(r"\1", markdown).replace("\u200b", "")


def unescaped(markdown: str) -> str:
    """Return the part of a text that Markdown interprets."""
    return ESCAPE.sub("", markdown)


@given(texts)
@example("".join(HOSTILE))
def test_a_reader_sees_the_cleaned_text(text: str):
    assert as_read(escape(text)) == clean_line(text)


@given(texts)
def test_markdown_interprets_nothing_in_the_text(text: str):
    left = unescaped(escape(text))
    assert not set(left) & set("*_~`|[]<\\")
    assert not re.match(r"[#>+=-]|\d+[.)]", escape(text))
    assert "\n" not in left


@given(texts)
def test_no_mention_and_no_bare_url_is_left(text: str):
    assert not MENTIONS.search(escape(text))


@given(texts, st.integers(0, 400))
def test_a_cut_text_fits_and_no_escape_is_cut_in_two(text: str, limit: int):
    short = escape(text, limit)
    assert len(short) <= limit
    whole, seen = clean_line(text), as_read(short)
    assert seen == whole or whole.startswith(seen.removesuffix(ELLIPSIS).rstrip())


@given(texts, st.integers(0, 400))
def test_a_label_fits_and_is_one_clean_line(text: str, limit: int):
    short = clean_line(text, limit)
    assert len(short) <= limit
    assert short == clean_line(short)


@given(texts)
def test_escaping_twice_changes_nothing(text: str):
    once = escape(text)
    assert escape(once) is once


@pytest.mark.parametrize("text", HOSTILE)
def test_the_words_of_every_known_trick_stay(text: str):
    assert re.findall(r"\w+", as_read(escape(text))) == re.findall(r"\w+", clean_line(text))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("two\n\n lines\ttabbed", "two lines tabbed"),
        ("a\u202eb\u2066c\u200bd\ufeff", "abcd"),
        ("a\x00b\x1bc\x9fd", "abcd"),
        ("lone \ud83d surrogate", "lone surrogate"),
        ("a" + "\u0301" * 40, "a" + "\u0301" * 3),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("\U0001f469\u200d\U0001f469\u200d\U0001f467", "\U0001f469\u200d\U0001f469\u200d\U0001f467"),
        ("a\u200d\u200d\u200d b", "a b"),
        (
            "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f!",
            "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f!",
        ),
        ("hidden\U000e0068\U000e0069", "hidden"),
        ("\u3164\u2800", ""),
        ("<GM.N> and List<string>", "<GM.N> and List<string>"),
    ],
)
def test_invisible_characters_are_removed_and_meaningful_ones_stay(text: str, seen: str):
    assert clean_line(text) == seen
    assert as_read(escape(text)) == seen


def test_a_text_is_cut_between_words():
    assert escape("facial recognition banned", 20) == "facial recognition…"


def test_a_single_long_word_is_cut():
    assert escape("a" * 30, 10) == "a" * 9 + ELLIPSIS


def test_a_family_emoji_is_never_cut_in_two():
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
    assert clean_line(f"ab{family}", 6) == "ab…"


def test_a_flag_is_never_cut_in_two():
    assert clean_line("\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7", 3) == "\U0001f1e9\U0001f1ea…"


@given(texts, st.integers(1, 200))
def test_a_link_has_one_label_and_one_url(text: str, limit: int):
    link = format_link(text, "https://news.example/a_(b)?q=[1]&r=*x*", limit)
    assert link.endswith("](https://news.example/a_%28b%29?q=%5B1%5D&r=%2Ax%2A)")
    label = link[1 : link.index("](https://news.example/")]
    assert not set(unescaped(label)) & set("*_~`|[]<\\")
    # Discord accepts square brackets in a label in pairs, one level deep.
    assert re.fullmatch(r"[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*", label)
    assert not MENTIONS.search(label)


def test_paired_brackets_stay_in_a_label():
    assert format_link("[Video] Police", "https://news.example/") == r"[\[Video\] Police](https://news.example/)"


def test_an_unpaired_bracket_in_a_label_is_replaced_by_a_wide_one():
    assert format_link("Police] x", "https://news.example/") == "[Police\uff3d x](https://news.example/)"


def test_a_link_without_a_label_shows_its_host():
    assert format_link("\u200b", "https://news.example/x") == "[news.example](https://news.example/x)"


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "data:text/html,x", "ftp://news.example/", "https://", "https://user@news.example/",
     "https://[::1]/", "https://localhost/", "discord://-/x", "https://news.example/" + "x" * 3_000],
)  # fmt: skip
def test_without_a_web_url_there_is_only_the_label(url: str | None):
    assert format_link("Label", url) == "Label"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://news.example/a b", "https://news.example/a%20b"),
        ("https://news.example/a(b)", "https://news.example/a%28b%29"),
        ("https://news.example/%20%zz", "https://news.example/%20%25zz"),
        ("https://news.example/ü?q=é#ß", "https://news.example/%C3%BC?q=%C3%A9#%C3%9F"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ("https://news.example:8443/x", "https://news.example:8443/x"),
        ("https://news.example/?a=1&b=2;c", "https://news.example/?a=1&b=2;c"),
        ("https://news.example/\u202egpj", "https://news.example/%E2%80%AEgpj"),
    ],
)
def test_a_url_is_percent_encoded_if_it_would_break_a_link(url: str, safe: str):
    assert clean_link_target(url) == safe


@given(st.text(max_size=60) | st.from_regex(r"https?://[^\s/]{1,20}/[^\n]{0,40}", fullmatch=True))
def test_a_url_is_ascii_without_anything_that_ends_a_link(url: str):
    target = clean_link_target(url)
    if target is not None:
        assert target[:8].lower().startswith("http")
        assert target.isascii()
        assert not set(target) & set(" ()<>[]\"'\\`|*")
        assert urls.clean_url(target) == target


def test_text_that_is_markdown_already_is_unchanged():
    ready = Markdown("<t:1:D>")
    assert escape(ready) == "<t:1:D>"
    assert format_link(ready, "https://news.example/") == "[<t:1:D>](https://news.example/)"

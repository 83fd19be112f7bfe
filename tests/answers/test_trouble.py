"""Nonsense and hostile questions: each gets an answer or one plain sentence, in bounded time."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.browse.story import find_story, suggest_stories
from bot.answers.browse.timeline import build_timeline
from bot.answers.pipeline import answer
from tests.support.desks import FILES, build_bulletins, build_desk

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DESK = build_desk(*FILES, build_bulletins(200))

ODD = {
    "nothing": "",
    "one letter": "a",
    "one figure": "7",
    "emoji": "\U0001f525\U0001f525\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "a field": "title:lake",
    "unclosed parentheses": "lake AND (",
    "a wildcard": "*",
    "wildcards": "la*e te?cope",
    "fuzzy": "lake~2 telescope~",
    "a range": "day:[2020 TO 2021}",
    "unclosed quotation marks": '"lake orla',
    "many quotation marks": '"' * 2_000,
    "a regular expression": r"(a+)+$ [^\w]*.{,5} \bferry\b",
    "an exploding regular expression": "a" * 60 + "!",
    "a boost": "lake^9999999999 +ferry -flood",
    "escapes": r"\u0000 \x00 %00 \N{BULLET}",
    "control characters": "lake\x00\x01\x1b[31m\x7f flood",
    "right to left": "\u202elake\u202c \u0627\u0644\u0628\u062d\u064a\u0631\u0629",
    "marks on marks": "l\u0300\u0301\u0302a\u0300k\u0300e" + "\u0301" * 500,
    "no spaces": "lake" * 1_500,
    "one long word": "x" * 6_000,
    "figures": "7" * 6_000,
    "parentheses": "(" * 6_000,
    "dates": "in June 2020 and " * 350,
    "outlets": "from Harbor Post, not from The City Ledger, " * 140,
    "who and when": "who when where why how " * 260,
    "commas": "," * 6_000,
    "dots": "a." * 3_000,
    "capitals": "LAKE ORLA FLOOD " * 370,
    "addresses": "https://wire.example/a?b=c " * 220,
    "mentions": "<@123456789012345678> " * 260,
    "markdown": "**__~~||`lake`||~~__** " * 250,
    "lone surrogates": "lake \ud800 flood",
    "half a thousand words": " ".join(f"word{n}" for n in range(500)),
    "misspelt": "telescpoe obsrvatory councl ferrys " * 170,
    "quoted phrases": '"lake orla" ' * 480,
    "topics": "#floods " * 740,
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_an_odd_question_is_answered(text: str):
    made = answer(text, DESK, now=NOW)
    assert made.verdict in ("found", "weak", "nothing")
    assert made.lead.id
    assert all(quote.text in f"{quote.article.title}\n{quote.article.excerpt}" for quote in made.quotes)
    assert find_story(DESK, text, now=NOW).lead.id
    suggest_stories(DESK, text, NOW)
    assert build_timeline(DESK, about=text, since=text, now=NOW).lead.id


SYNTAX = st.sampled_from(
    [
        "title:",
        "AND",
        "OR",
        "NOT",
        "(",
        ")",
        "*",
        "?",
        "~2",
        '"',
        "[",
        "TO",
        "]",
        "{",
        "}",
        "^3",
        "+",
        "-",
        "/",
        "lake",
        "flood",
        "from",
        "in",
        "2021",
        "#",
        ":",
        ";",
        ",",
        ".",
    ]
)


@settings(deadline=None)
@given(st.lists(SYNTAX, max_size=30).map(" ".join) | st.text(max_size=200))
def test_any_text_is_answered(text: str):
    made = answer(text, DESK, now=NOW)
    assert made.question == text
    assert len(made.hits) == 10

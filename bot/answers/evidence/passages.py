"""Passages: the sentences of an article, word for word, and the kinds of question that each could answer."""

import re
from collections.abc import Iterator

import sentencex
from msgspec import Struct

from bot.answers.analysis.tokens import tokenize
from bot.answers.answer import Place
from bot.answers.dates.lexicon import DIGIT_DAY, DIGIT_YEAR, MONTH, NUMBER_WORD, PERIOD, WEEKDAY
from bot.answers.query.question import Kind
from bot.coverage.article import Article
from bot.coverage.dates import MONTH_PATTERN

_SHAPES: dict[Kind, re.Pattern[str]] = {
    "how_long": re.compile(
        rf"\b(?:\d[\d,.]*|an?|next|past|last|{NUMBER_WORD})[\s-]+(?:more\s+|of\s+|a\s+|\w+\s+)?{PERIOD}\b"
        r"|\b(?:permanent(?:ly)?|indefinite(?:ly)?|temporar(?:y|ily)|until|overnight|forever)\b",
        re.IGNORECASE,
    ),
    **dict.fromkeys(
        ("how_many", "how_much", "percent"), re.compile(rf"\d|\b{NUMBER_WORD}\b|\bper\s?cent\b", re.IGNORECASE)
    ),
    # "May" and "march" are ordinary words, too: a month needs a day, a year or a preposition beside it.
    "when": re.compile(
        rf"\b{MONTH}\s+\d{{1,4}}\b|\b{DIGIT_DAY}\s+(?:of\s+)?{MONTH_PATTERN}\b"
        rf"|\b{DIGIT_YEAR}\b|\b(?:{WEEKDAY}|yesterday|tomorrow|tonight)\b"
        rf"|\b(?:in|since|until|by|last|next|this)\s+(?:early\s+|late\s+|mid-?\s?)?{MONTH_PATTERN}\b",
        re.IGNORECASE,
    ),
    "why": re.compile(
        r"\b(?:because|due to|over|citing|cites?|amid|after|since|so that|in order to|reasons?|following|"
        r"concerns?|fears?|as part of|in response|caused?|to (?:avoid|prevent|protect|address|help))\b",
        re.IGNORECASE,
    ),
    "where": re.compile(r"\b(?:in|at|near|from|across|outside|inside)\s+(?:the\s+)?[A-Z]"),
}


class Passage(Struct, frozen=True):
    """A sentence, word for word but without white space at its ends. `place`: whether a title or an excerpt has it."""

    text: str
    place: Place
    article: Article


def split_passages(article: Article) -> Iterator[Passage]:
    """Yield the titles of an article and the sentences of its excerpts, for all its wordings. No text comes twice."""
    yielded: set[str] = set()
    for wording in article.wordings:
        passages = [Passage(wording.title, "title", article)] if wording.title else []
        passages += [Passage(sentence, "excerpt", article) for sentence in _split_sentences(wording.excerpt)]
        for passage in passages:
            if (key := passage.text.casefold()) not in yielded:
                yielded.add(key)
                yield passage


def fits_kind(passage: Passage, kind: Kind, question_words: frozenset[str]) -> bool:
    """Tell whether a passage could answer a question of this kind: a duration for "how long", a name for "who".

    Any passage fits a kind that needs no particular shape. `question_words`: the question's own words (normal forms);
    a name among them does not answer "who".
    """
    if kind == "who":
        return any(token.surface[0].isupper() and token.word not in question_words for token in tokenize(passage.text))
    shape = _SHAPES.get(kind)
    return shape is None or shape.search(passage.text) is not None


def _split_sentences(text: str) -> list[str]:
    """Split a text into sentences. Single characters are left out."""
    if not text:
        return []
    sentences = (sentence.strip() for sentence in sentencex.segment("en", text))
    return [sentence for sentence in sentences if len(sentence) > 1]

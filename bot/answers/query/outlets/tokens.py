"""Split a question into words with their places, for finding the outlets that it names."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from bot.answers.entities.forms import is_domain
from bot.coverage.text import fold

_TOKEN = re.compile(r"(?:[^\W_][\w-]*\.)+[^\W\d_]{2,}(?![\w-])|[^\W_](?:[\w&+\u2019'\u02bc.-]*[\w+])?")
_POSSESSIVE = re.compile(r"['\u2019\u02bc]s?$", re.IGNORECASE)
APOSTROPHES = frozenset({"'", "\u2019"})
# Headlines write words of up to this many letters without capitals, and this share of the others with capitals.
_SMALL_WORD = 3
_CAPITALS_RATIO = 0.7
_MIN_TITLE_WORDS = 4
"""The fewest words that show a headline; fewer may have capitals by chance."""


class QuestionToken(Struct, frozen=True):
    """A word of a question.

    `typed`: as typed, without its possessive. `word`: folded, without spaces. `start`, `end`: its place in the text.
    `is_address`: it is a domain name. `is_possessive`: it is a possessive: `ZDNet's`, `Reuters' coverage`.
    """

    typed: str
    word: str
    start: int
    end: int
    is_address: bool
    is_possessive: bool


class QuestionTokens(NamedTuple):
    """The words of a question.

    `words`: the folded words, one for each token. `cased`: capitals tell names from words (they don't in a text
    that is all lower case or all capitals). `title_cased`: the text is written like a headline, in capitals throughout.
    """

    text: str
    tokens: tuple[QuestionToken, ...]
    words: tuple[str, ...]
    cased: bool
    title_cased: bool

    def join(self, first: int, end: int) -> str:
        """Return the text of the tokens from `first` up to, but not including, `end`, without a final possessive."""
        if end <= first:
            return ""
        start, last = self.tokens[first].start, self.tokens[end - 1]
        return self.text[start : last.start + len(last.typed)]

    def between(self, end: int, first: int) -> str:
        """Return the text between the token before `end` and the token `first`."""
        return self.text[self.tokens[end - 1].end : self.tokens[first].start]

    def is_proper_name(self, first: int, end: int) -> bool:
        """Tell whether words are written as a name: with capitals, except for `of`, `the` and `and`."""
        words = [token.typed for token in self.tokens[first:end]]
        return all(word[0].isupper() or word[0].isdigit() or word in {"of", "the", "and"} for word in words) and any(
            word[0].isupper() for word in words
        )


def tokenize_question(text: str) -> QuestionTokens:
    """Split a text into words. A domain name is one word."""
    tokens: list[QuestionToken] = []
    for match in _TOKEN.finditer(text):
        surface = match.group()
        typed = surface if surface.isalnum() else _POSSESSIVE.sub("", surface) or surface
        is_address = "." in typed and is_domain(typed)
        word = typed.lower() if is_address else fold(typed).replace(" ", "")
        if word:
            start, end = match.span()
            has_ending = len(typed) < end - start
            is_possessive = has_ending or (typed.endswith("s") and text[end : end + 1] in APOSTROPHES)
            tokens.append(QuestionToken(typed, word, start, end, is_address, is_possessive))
    # Any text may begin with a capital, so the first word shows nothing.
    following = [token.typed for token in tokens[1:] if token.typed.isalpha()]
    capitalized = [typed for typed in following if typed[0].isupper()]
    cased = bool(capitalized) and not all(map(str.isupper, following))
    title_cased = cased and _is_title_cased(following, capitalized)
    return QuestionTokens(text, tuple(tokens), tuple([token.word for token in tokens]), cased, title_cased)


def _is_title_cased(words: Sequence[str], capitalized: Sequence[str]) -> bool:
    long_words, capitals = (sum(len(word) > _SMALL_WORD for word in each) for each in (words, capitalized))
    return long_words >= _MIN_TITLE_WORDS and capitals > _CAPITALS_RATIO * long_words

"""A question as words with their places: what the readers of outlets, dates and topics look at."""

import re
from typing import NamedTuple

from bot.answers.forms import is_domain
from bot.coverage.repair import fold

_TOKEN = re.compile(r"(?:[^\W_][\w-]*\.)+[^\W\d_]{2,}(?![\w-])|[^\W_](?:[\w&+\u2019'\u02bc.-]*[\w+])?")
_POSSESSIVE = re.compile(r"['\u2019\u02bc]s?$", re.IGNORECASE)


class Token(NamedTuple):
    """A word: as typed without its possessive, folded without spaces, its place in the text."""

    said: str
    word: str
    start: int
    end: int


class Asked(NamedTuple):
    """A question's words. `words`: the folded ones. `cased`: capitals tell names from words here; in a text that is
    all small or all capitals they tell nothing."""

    text: str
    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    cased: bool

    def said(self, first: int, end: int) -> str:
        """The text of the tokens from `first` to `end` (not included), without a possessive at its end."""
        if end <= first:
            return ""
        start, last = self.tokens[first].start, self.tokens[end - 1]
        return self.text[start : last.start + len(last.said)]

    def proper(self, first: int, end: int) -> bool:
        """Whether these words are written as a name: capitals first, small words inside aside."""
        said = [token.said for token in self.tokens[first:end]]
        return all(one[0].isupper() or one[0].isdigit() or one in {"of", "the", "and"} for one in said) and any(
            one[0].isupper() for one in said
        )


def asked(text: str) -> Asked:
    """Read a text's words; domains stay whole."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        said = _POSSESSIVE.sub("", match.group()) or match.group()
        word = said.lower() if is_domain(said) else fold(said).replace(" ", "")
        if word:
            tokens.append(Token(said, word, *match.span()))
    bodies = [token.said for token in tokens[1:] if token.said.isalpha()]
    cased = any(said[0].isupper() for said in bodies) and not all(said.isupper() for said in bodies)
    return Asked(text, tuple(tokens), tuple(token.word for token in tokens), cased)

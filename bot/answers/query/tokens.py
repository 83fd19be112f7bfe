"""A question as words with their places: what the readers of outlets, dates and topics look at."""

import re
from typing import NamedTuple

from bot.answers.entities.forms import is_domain
from bot.coverage.text import fold

_TOKEN = re.compile(r"(?:[^\W_][\w-]*\.)+[^\W\d_]{2,}(?![\w-])|[^\W_](?:[\w&+\u2019'\u02bc.-]*[\w+])?")
_POSSESSIVE = re.compile(r"['\u2019\u02bc]s?$", re.IGNORECASE)


class QuestionToken(NamedTuple):
    """A word: as typed without its possessive, folded without spaces, its place in the text."""

    said: str
    word: str
    start: int
    end: int


class QuestionTokens(NamedTuple):
    """A question's words. `words`: the folded ones. `cased`: capitals tell names from words here; in a text that is
    all small or all capitals they tell nothing. `titled`: it is written like a headline, with capitals throughout."""

    text: str
    tokens: tuple[QuestionToken, ...]
    words: tuple[str, ...]
    cased: bool
    titled: bool

    def said(self, first: int, end: int) -> str:
        """The text of the tokens from `first` to `end` (not included), without a possessive at its end."""
        if end <= first:
            return ""
        start, last = self.tokens[first].start, self.tokens[end - 1]
        return self.text[start : last.start + len(last.said)]

    def owning(self, last: int) -> bool:
        """Whether a word is a possessive: `Reuters' coverage`, `ZDNet's`."""
        token = self.tokens[last]
        behind = self.text[token.end : token.end + 1]
        return len(token.said) < token.end - token.start or (token.said.endswith("s") and behind in {"'", "\u2019"})

    def proper(self, first: int, end: int) -> bool:
        """Whether these words are written as a name: capitals first, small words inside aside."""
        said = [token.said for token in self.tokens[first:end]]
        return all(one[0].isupper() or one[0].isdigit() or one in {"of", "the", "and"} for one in said) and any(
            one[0].isupper() for one in said
        )


def tokenize_question(text: str) -> QuestionTokens:
    """Read a text's words; domains stay whole."""
    tokens: list[QuestionToken] = []
    for match in _TOKEN.finditer(text):
        said = _POSSESSIVE.sub("", match.group()) or match.group()
        word = said.lower() if is_domain(said) else fold(said).replace(" ", "")
        if word:
            tokens.append(QuestionToken(said, word, *match.span()))
    bodies = [token.said for token in tokens[1:] if token.said.isalpha()]
    cased = any(said[0].isupper() for said in bodies) and not all(said.isupper() for said in bodies)
    long = [said for said in bodies if len(said) > 3]  # noqa: PLR2004 - headlines keep small words small
    titled = cased and len(long) > 3 and sum(said[0].isupper() for said in long) > 0.7 * len(long)  # noqa: PLR2004
    return QuestionTokens(text, tuple(tokens), tuple(token.word for token in tokens), cased, titled)

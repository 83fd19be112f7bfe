"""A question as words with their places: what the readers of outlets, dates and topics look at."""

import re
from typing import NamedTuple

from bot.answers.entities.forms import is_domain
from bot.coverage.text import fold

_TOKEN = re.compile(r"(?:[^\W_][\w-]*\.)+[^\W\d_]{2,}(?![\w-])|[^\W_](?:[\w&+\u2019'\u02bc.-]*[\w+])?")
_POSSESSIVE = re.compile(r"['\u2019\u02bc]s?$", re.IGNORECASE)


class QuestionToken(NamedTuple):
    """A word: as typed without its possessive, folded without spaces, its place in the text."""

    typed: str
    word: str
    start: int
    end: int


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
        """The text of the tokens from `first` to `end` (not included), without a possessive at its end."""
        if end <= first:
            return ""
        start, last = self.tokens[first].start, self.tokens[end - 1]
        return self.text[start : last.start + len(last.typed)]

    def is_possessive(self, last: int) -> bool:
        """Whether a word is a possessive: `Reuters' coverage`, `ZDNet's`."""
        token = self.tokens[last]
        behind = self.text[token.end : token.end + 1]
        return len(token.typed) < token.end - token.start or (token.typed.endswith("s") and behind in {"'", "\u2019"})

    def is_proper_name(self, first: int, end: int) -> bool:
        """Whether these words are written as a name: capitals first, small words inside aside."""
        said = [token.typed for token in self.tokens[first:end]]
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
    bodies = [token.typed for token in tokens[1:] if token.typed.isalpha()]
    cased = any(said[0].isupper() for said in bodies) and not all(said.isupper() for said in bodies)
    long = [said for said in bodies if len(said) > 3]  # noqa: PLR2004 - headlines keep small words small
    titled = cased and len(long) > 3 and sum(said[0].isupper() for said in long) > 0.7 * len(long)  # noqa: PLR2004
    return QuestionTokens(text, tuple(tokens), tuple(token.word for token in tokens), cased, titled)

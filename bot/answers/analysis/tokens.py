"""Split a text into words, and bring each word into its normal form.

Articles and questions pass through the same analysis, so "Amazon's", "amazon" and "AMAZONS" match each other, and so
do "U.S." and "US".
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

MAX_WORD_LENGTH = 40
"""Characters of a word that count. Nobody types a longer word."""

_WORD = re.compile(
    r"""
    (?<![^\W_]) (?:[^\W\d_]\.)+ [^\W\d_] (?![^\W_]) \.?      # U.S., U.K, a.m.
    | \d+ (?:[.,]\d+)+                                       # 7,474 and 1.5
    | [\u2e80-\u9fff\uf900-\ufaff\uac00-\ud7af\u0e00-\u0e7f] # scripts that set no spaces between words
    | [^\W_]+ (?:['\u2018\u2019\u02bc][^\W_]+)*              # Amazon's, O'Reilly
    """,
    re.VERBOSE,
)
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc]")
_POSSESSIVE = re.compile("['\u2018\u2019\u02bc][sS]$")
_HYPHENS = "-\u2010\u2011"
# The lookbehind and the possessive quantifiers keep the search linear: without them it would try a long word again
# from each of its letters.
_HYPHENATED = re.compile(r"(?<![^\W_])[^\W_]++(?:[-\u2010\u2011][^\W_]++){1,3}")


class Token(NamedTuple):
    """A word of a text: its surface form (as written), its normal form, and its place in the text in characters."""

    surface: str
    word: str
    start: int
    end: int


def normalize(surface: str) -> str:
    """Return the normal form of a word: lower case, without accents, possessive, dots, or commas of thousands."""
    # A text may hold an apostrophe that counts as a letter and stands alone (U+02BC): it is kept.
    word = _POSSESSIVE.sub("", surface) or surface
    if word[0].isdigit() and "," in word:
        word = word.replace(",", "")
    if "." in word and not word[0].isdigit():
        word = word.replace(".", "")
    if not word.isascii():
        word = _APOSTROPHES.sub("", word) or word
        # A decomposition may contain spaces and signs ("½" is 1, a fraction slash, 2); keep letters and digits only.
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if c.isalnum() or c == ".") or word
    elif "'" in word:
        word = word.replace("'", "")
    return word.casefold()[:MAX_WORD_LENGTH]


def tokenize(text: str) -> Iterator[Token]:
    """Yield the words of a text in order."""
    for match in _WORD.finditer(text):
        surface = match.group()
        yield Token(surface, normalize(surface), match.start(), match.end())


def split_words(text: str) -> list[str]:
    """Return the surface forms of a text's words. Faster than `tokenize`, for reading whole archives."""
    return _WORD.findall(text)


def join_hyphenated(text: str) -> list[str]:
    """Return the hyphenated words of a text written as one word, in normal form: `facerecognition`."""
    if not any(hyphen in text for hyphen in _HYPHENS):
        return []
    return [
        "".join(normalize(part) for part in _WORD.findall(match.group()))[:MAX_WORD_LENGTH]
        for match in _HYPHENATED.finditer(text)
    ]

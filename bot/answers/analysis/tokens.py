"""Split a text into words, and bring each word into its normal form.

Articles and questions pass through the same analysis, so "Amazon's", "amazon" and "AMAZONS" match each other, and so
do "U.S." and "US". A name of letters and signs is one word: "C++", "AT&T", "M-35".
"""

import re
from functools import cache, lru_cache

import regex
from msgspec import Struct

from bot.answers.analysis.scripts import build_pattern, is_special, remove_optional_marks, split_run

MAX_WORD_LENGTH = 40
"""Characters of a word that count. Nobody types a longer word."""

_SHAPES = r"""
(?<![^\W_])(?:
[^\W\d_](?:(?:\.[^\W\d_])+(?![^\W_])\.?|\+\+|\#(?![^\W_])|[-\u2010\u2011]\d+(?![^\W_])|&[A-Za-z]{1,3}(?![^\W_]))
|[A-Za-z]{2,3}&[A-Za-z]{1,3}(?![^\W_])
|[A-Z]{2}[-\u2010\u2011]\d+(?![^\W_])
)(?:['\u2018\u2019\u02bc][sS](?![^\W_]))?
|\d+(?:[.,]\d+)+
""".replace("\n", "")
"""U.S., C++, C#, M-35, B&O; AT&T; MH-370; 7,474."""

_PLAIN = r"[^\W_]+(?:['\u2018\u2019\u02bc][^\W_]+)*"
_WORD = re.compile(rf"{_SHAPES}|{_PLAIN}")
_PLAIN_WORD = re.compile(_PLAIN)
_SIGN = re.compile(r"[.,+&\-\u2010\u2011](?:(?<=[.+&])[\w+]|(?<=[,\-\u2010\u2011])\d)")
"""A sign between the letters or digits of one word. Without any, and without `#`, a text has plain words only; to find
these takes half as long."""

_SEPARATE = bytes(
    ord(character) if character.isascii() and (character.isalnum() or character == "'") else ord(" ")
    for character in map(chr, range(256))
)
"""Translates a text in ASCII into its plain words with spaces between. To split that is much faster than a search."""

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc]")
_POSSESSIVE = re.compile("['\u2018\u2019\u02bc][sS]$")
_HYPHENS = "-\u2010\u2011"
_HYPHEN = re.compile(f"[{_HYPHENS}]")
# Letters without a decomposition, as they are typed on another keyboard.
_LETTERS = str.maketrans(
    {"\u0131": "i", "\xe6": "ae", "\u0153": "oe", "\xf8": "o", "\u0142": "l", "\u0111": "d", "\xf0": "d", "\xfe": "th"}
)
# The lookbehind and the possessive quantifiers keep the search linear: without them it would try a long word again
# from each of its letters.
_HYPHENATED = re.compile(r"(?<![^\W_])[^\W_]++(?:[-\u2010\u2011][^\W_]++){1,3}")


class Token(Struct, frozen=True):
    """A word of a text: its surface form (as written), its normal form, and its place in the text in characters.

    Words of scripts without spaces are pairs of letters, and overlap.
    """

    surface: str
    word: str
    start: int
    end: int


@lru_cache(maxsize=65_536)
def normalize(surface: str) -> str:
    """Return the normal form of a word: lower case, without accents, possessive, dots, hyphens, commas in numbers."""
    # A text may hold an apostrophe that counts as a letter and stands alone (U+02BC): it is kept.
    word = _POSSESSIVE.sub("", surface) or surface
    if word[0].isdigit():
        word = word.replace(",", "")
    elif "." in word:
        word = word.replace(".", "")
    if not word.isascii():
        word = _HYPHEN.sub("", _APOSTROPHES.sub("", word)) or word
        return remove_optional_marks(word).casefold().translate(_LETTERS)[:MAX_WORD_LENGTH]
    if "'" in word:
        word = word.replace("'", "")
    if "-" in word:
        word = word.replace("-", "")
    return word.casefold()[:MAX_WORD_LENGTH]


def tokenize(text: str) -> list[Token]:
    """Return the words of a text in order."""
    return [Token(surface, normalize(surface), start, start + len(surface)) for surface, start in locate_words(text)]


def locate_words(text: str) -> list[tuple[str, int]]:
    """Return the surface forms of a text's words in order, each with its place in characters."""
    if is_special(text):
        matches = _compile_special().finditer(text)
        runs = ((match.group(), match.start()) for match in matches)
        return [(run[start:end], at + start) for run, at in runs for start, end in split_run(run)]
    words: list[tuple[str, int]] = []
    end = 0
    # To look for each word once more is faster than to have a match object for each.
    for word in _find_words(text):
        start = text.index(word, end)
        end = start + len(word)
        words.append((word, start))
    return words


def split_words(text: str) -> list[str]:
    """Return the surface forms of a text's words. Faster than `tokenize`, for reading whole archives."""
    if is_special(text):
        return [match[start:end] for match in _compile_special().findall(text) for start, end in split_run(match)]
    return _find_words(text)


def _find_words(text: str) -> list[str]:
    if "#" in text or _SIGN.search(text) is not None:
        return _WORD.findall(text)
    if not text.isascii():
        return _PLAIN_WORD.findall(text)
    words = text.encode().translate(_SEPARATE).decode().split()
    if "'" not in text:
        return words
    # An apostrophe between letters belongs to the word; others are quotation marks.
    return [part for word in words for part in ([word] if word.isalnum() else _PLAIN_WORD.findall(word))]


def join_hyphenated(text: str) -> list[str]:
    """Return the hyphenated words of a text written as one word, in normal form: `facerecognition`."""
    if not any(hyphen in text for hyphen in _HYPHENS):
        return []
    return [
        "".join(normalize(part) for part in _WORD.findall(match.group()))[:MAX_WORD_LENGTH]
        for match in _HYPHENATED.finditer(text)
    ]


@cache
def _compile_special() -> "regex.Pattern[str]":
    """Compile the pattern for all scripts. It takes some milliseconds, and many archives never need it."""
    return build_pattern(_SHAPES)

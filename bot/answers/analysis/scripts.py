"""Words of scripts that need more than letters: combining marks, no spaces between words, and pictographs.

Where no spaces stand between words, only a dictionary can tell words apart. So a text in such a script is read as
overlapping pairs of letters, as Lucene's `CJKBigramFilter` reads it: pairs match where the same letters stand side by
side. Chinese characters, hiragana and katakana are paired among themselves, so that particles don't join names. In Thai
and Lao, a letter is a consonant with the vowels and marks around it (a character cluster).
"""

import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import regex

# What the plain pattern of `tokens` can't read. Latin, Greek and Cyrillic letters and punctuation are not in it.
_SPECIAL = regex.compile(
    r"[\u0300-\u036f\u0483-\u0489\u0590-\u1dff\u200c\u200d\u20d0-\u20ff\u2600-\u27bf\u2e80-\ua69f\ua700-\uffff]"
    r"|[^\u0000-\uffff]"
)
_PICTOGRAPH = r"[\u2600-\u27bf\U0001f000-\U0001f3fa\U0001f400-\U0001faff]"
_HAN_CLASS = r"\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# A letter of each script, with what belongs to it.
_LETTERS = (
    r"[\u0e40-\u0e44]?[\u0e01-\u0e2e]\p{M}*[\u0e30\u0e32\u0e33\u0e45]?|[\u0e2f\u0e30\u0e32\u0e33\u0e40-\u0e46]\p{M}*",
    r"[\u0ec0-\u0ec4]?[\u0e81-\u0eae\u0edc-\u0edf]\p{M}*[\u0eb0\u0eb2\u0eb3]?|[\u0eaf\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6]\p{M}*",
    r"[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|\p{M})*",
    r"[\u1000-\u102a\u103f\u1050-\u1055](?:\u1039[\u1000-\u102a]|\p{M})*",
    rf"[{_HAN_CLASS}]\p{{M}}*",
    r"[\u3041-\u3096\u309d\u309e]\p{M}*\u30fc?",
    r"[\u30a1-\u30fa\u30fd-\u30ff\u31f0-\u31ff\uff66-\uff9d][\p{M}\u30fc\uff70\uff9e\uff9f]*",
    r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]\p{M}*",
)
_LETTER = regex.compile("|".join(_LETTERS))
_RUNS = "|".join(f"(?:{letter})++" for letter in _LETTERS)
_SPACED = (
    rf"[\p{{L}}\p{{N}}--[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17d3{_HAN_CLASS}\u3041-\u31ff\uac00-\ud7a3"
    r"\uff66-\uffdc]]"
)
_WORD = rf"{_SPACED}(?:{_SPACED}|[\p{{M}}\u200c\u200d])*+"

# Marks that writers may leave out: accents on Latin, Greek and Cyrillic letters, vowels in Hebrew and Arabic.
_OPTIONAL_MARK = regex.compile(
    r"[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]"
)
_MARKS = frozenset({"Mn", "Mc", "Me"})
_KEPT_SIGNS = frozenset(".&+#")
_PICTOGRAPH_ALONE = regex.compile(_PICTOGRAPH)
_CONTENT_PAIR = regex.compile(rf"(?:{_LETTERS[4]}){{2}}|(?:{_LETTERS[6]}){{2}}")
_GRAMMAR = regex.compile(r"[\u3041-\u309f]+")


def is_western(text: str) -> bool:
    """Tell whether a text has only letters and signs of Windows-1252: ASCII, Western European letters, typography.

    The check is fast. In such a text, each letter keeps its place when it is made small or a capital.
    """
    if text.isascii():
        return True
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def is_special(text: str) -> bool:
    """Tell whether a text needs the pattern of `build_pattern`."""
    return not is_western(text) and _SPECIAL.search(text) is not None


def build_pattern(shapes: str) -> "regex.Pattern[str]":
    """Return a pattern for the words of any text; a run of letters without spaces is one match, for `split_run`.

    `shapes`: a pattern for words of other shapes, which are tried first.
    """
    pattern = rf"{shapes}|{_WORD}(?:['\u2018\u2019\u02bc]{_WORD})*|{_RUNS}|{_PICTOGRAPH}"
    return regex.compile(pattern, regex.VERSION1)


def split_run(match: str) -> Iterator[tuple[int, int]]:
    """Yield the places of the words in a match of `build_pattern`: pairs of letters, or the whole match.

    A letter that stands alone is a word.
    """
    if _LETTER.match(match) is None:
        yield 0, len(match)
        return
    letters = [letter.span() for letter in _LETTER.finditer(match)]
    if len(letters) == 1:
        yield letters[0]
    for (start, _), (_, end) in pairwise(letters):
        yield start, end


def remove_optional_marks(word: str) -> str:
    """Remove what writers may leave out, and bring equivalent letters (half-width, ligatures) into one form.

    Only letters, marks, digits and the signs of names stay: a decomposition may contain spaces and others ("½" is 1, a
    fraction slash, 2).
    """
    decomposed = _OPTIONAL_MARK.sub("", unicodedata.normalize("NFKD", word))
    kept = "".join([c for c in decomposed if c.isalnum() or c in _KEPT_SIGNS or unicodedata.category(c) in _MARKS])
    return unicodedata.normalize("NFC", kept) or word


def is_grammar(word: str) -> bool:
    """Tell whether a word is written in hiragana alone: in Japanese, mostly endings and particles."""
    return not word.isascii() and _GRAMMAR.fullmatch(word) is not None


def is_content_pair(word: str) -> bool:
    """Tell whether a word is a pair of Chinese characters or of katakana, which seldom are grammar in Japanese."""
    return not word.isascii() and _CONTENT_PAIR.fullmatch(word) is not None


def is_pictograph(word: str) -> bool:
    """Tell whether a word is an emoji or another picture."""
    return not word.isascii() and _PICTOGRAPH_ALONE.fullmatch(word) is not None

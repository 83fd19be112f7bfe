"""Text as retrieval sees it: words, their stems, and how much a word says before any archive is looked at.

The same analysis serves articles and questions, so "Amazon's", "amazon" and "AMAZONS" meet, as do "U.S." and "US".
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

LONGEST = 40
"""Characters of a word that count; what is longer is no word of a reader's."""

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


class Token(NamedTuple):
    """A word of a text: as it stands there, its normal form, and its place in the text (in characters)."""

    surface: str
    word: str
    start: int
    end: int


def normalize(surface: str) -> str:
    """The word that a reader means by `surface`: lower case, no accents, possessive, dots or commas of thousands."""
    word = _POSSESSIVE.sub("", surface)
    if word[0].isdigit() and "," in word:
        word = word.replace(",", "")
    if "." in word and not word[0].isdigit():
        word = word.replace(".", "")
    if not word.isascii():
        word = _APOSTROPHES.sub("", word)
        # Decompositions may hold spaces and signs ("½" is 1, a fraction slash, 2): letters and figures stay.
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if c.isalnum() or c == ".") or word
    elif "'" in word:
        word = word.replace("'", "")
    return word.casefold()[:LONGEST]


def tokenize(text: str) -> Iterator[Token]:
    """The words of a text in their order."""
    for found in _WORD.finditer(text):
        surface = found.group()
        yield Token(surface, normalize(surface), found.start(), found.end())


def split_words(text: str) -> list[str]:
    """The words of a text as they stand there; `normalize` of each is its word. The fast way for whole archives."""
    return _WORD.findall(text)


def join_hyphenated(text: str) -> list[str]:
    """Normal forms of hyphenated words written as one: "face-recognition" gives `facerecognition`."""
    if not any(hyphen in text for hyphen in _HYPHENS):
        return []
    return [
        "".join(normalize(part) for part in _WORD.findall(found.group()))[:LONGEST]
        for found in _HYPHENATED.finditer(text)
    ]


# Tried at the beginning of a word alone, and nothing of it given back; else each word is tried from all its letters.
_HYPHENATED = re.compile(r"(?<![^\W_])[^\W_]++(?:[-\u2010\u2011][^\W_]++){1,3}")


def _english() -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer("english")).build()


_STEMMER = _english()


@lru_cache(maxsize=65_536)
def stem_surface(surface: str) -> str:
    """The stem of a word as it stands in a text."""
    return stem(normalize(surface))


def content_stems(text: str) -> list[str]:
    """The stems of a text's words that say something, in their order."""
    return [stemmed for surface in _WORD.findall(text) if (stemmed := _content(surface))]


@lru_cache(maxsize=131_072)
def _content(surface: str) -> str:
    """The stem of a word that says something; empty for others."""
    word = normalize(surface)
    return stem(word) if word not in STOPWORDS and (len(word) > 1 or word.isdigit()) else ""


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem that the word forms of `word` (already normal) share: English Snowball; figures stay as they are."""
    if word in _NOT_STEMMED:
        return word
    return _STEMMER.analyze(word)[0] if word.isascii() and word.isalpha() else word


_NOT_STEMMED = frozenset({"united", "media", "universe", "universal", "general", "generals"})
"""Words whose stem is that of an unrelated word: "United" is no unit."""


def stem_roots(stemmed: str) -> tuple[str, ...]:
    """What the forms share that a stemmer keeps apart (extend, extension, extensive: `exten`); none for short stems."""
    if not (stemmed.isascii() and stemmed.isalpha()):
        return ()
    found = (_CHANGED.sub("", _DERIVED.sub("", stemmed)), _CHANGED.sub("", stemmed))
    return tuple(dict.fromkeys(root for root in found if len(root) >= _SHORTEST_ROOT))


_DERIVED = re.compile(
    r"(?:i[sz]ation|ation|ition|ion|iti|ment|ness|anc|enc|ant|ent|abl|ibl|iv|ator|ate|at|al|ic|ist|ism|ian|or|er|i|e)$"
)
_CHANGED = re.compile(r"[dstzc]$")
_SHORTEST_ROOT = 5


def _listed(name: str) -> frozenset[str]:
    text = resources.files("bot.answers.analysis").joinpath(name).read_text("utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


STOPWORDS: frozenset[str] = _listed("stopwords.txt")
"""Words that say nothing of a subject: articles, pronouns, auxiliaries, question words (normal forms)."""

ASKING: frozenset[str] = frozenset(stem(word) for word in _listed("asking.txt"))
"""Stems of words that speak of reports and of asking; they say less of a subject than their rarity suggests."""

EVERYDAY: frozenset[str] = frozenset(stem(word) for word in _listed("everyday.txt"))
"""Stems of words that any text may hold, whatever it is about; they say little where an archive is small."""

PLAIN: frozenset[str] = EVERYDAY | ASKING | frozenset(stem(word) for word in _listed("plain.txt"))
"""Stems of plain English words: typed on purpose, so they are not read as slips where an archive has them not."""


def general_frequency(stemmed: str) -> float:
    """How much of general English text (0..1, by document) holds a stem: a rough guess from two word lists.

    News items of some fifty words: an everyday word stands in about one of 170, any other in one of 3,000.
    """
    return 0.006 if stemmed in EVERYDAY or (stemmed.isdigit() and len(stemmed) < 3) else 1 / 3000  # noqa: PLR2004


def is_stopword(surface: str, word: str) -> bool:
    """Whether a word of a question says nothing; "US" and "IT" in capitals, or with dots, do."""
    if word not in STOPWORDS and (len(word) > 1 or word.isdigit() or not word.isascii()):
        return False
    return not (word in _NAMES_IN_CAPITALS and len(surface) > 1 and surface.isupper())


_NAMES_IN_CAPITALS = frozenset({"us", "it", "who", "am"})

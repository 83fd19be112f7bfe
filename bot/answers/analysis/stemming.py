"""The stem that the forms of a word share, and the root that related stems share."""

import re
from functools import lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from bot.answers.analysis.tokens import normalize

# Their stems are those of unrelated words: "united" would become "unit".
_NOT_STEMMED = frozenset({"united", "media", "universe", "universal", "general", "generals"})
_DERIVATION = re.compile(
    r"(?:i[sz]ation|ation|ition|ion|iti|ment|ness|anc|enc|ant|ent|abl|ibl|iv|ator|ate|at|al|ic|ist|ism|ian|or|er|i|e)$"
)
# Consonants that derivation changes: extend, extension.
_FINAL_CONSONANT = re.compile(r"[dstzc]$")
_MIN_ROOT_LENGTH = 5


def _build_stemmer() -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer("english")).build()


_STEMMER = _build_stemmer()


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the stem of a word in normal form, by the English Snowball stemmer. Numbers stay unchanged."""
    if word in _NOT_STEMMED:
        return word
    return _STEMMER.analyze(word)[0] if word.isascii() and word.isalpha() else word


@lru_cache(maxsize=65_536)
def stem_surface(surface: str) -> str:
    """Return the stem of a word as it is written in a text."""
    return stem(normalize(surface))


def derive_roots(stemmed: str) -> tuple[str, ...]:
    """Return the roots that a stem may share with related stems: `exten` for extend, extension and extensive.

    Empty for short stems.
    """
    if not (stemmed.isascii() and stemmed.isalpha()):
        return ()
    roots = (
        _FINAL_CONSONANT.sub("", _DERIVATION.sub("", stemmed)),
        _FINAL_CONSONANT.sub("", stemmed),
    )
    return tuple(dict.fromkeys(root for root in roots if len(root) >= _MIN_ROOT_LENGTH))

"""What is known about English words: how common they are, which can be verbs, and which word each is a form of.

The data is in `word_data/`, extracted from SCOWL and WordNet by `tools/extract_words.py`. It is read when it is first
needed. Words are in normal form (`tokens.normalize`).
"""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib import resources
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from bot.answers.analysis.stemming import stem

_FREQUENT_LEVEL, _COMMON_LEVEL = "level 10", "level 20"
"""SCOWL's levels of some 4,000 frequent words, and of 7,000 other common words."""

_MIN_BASE_LENGTH = 2
# What an ending becomes, in the order in which they are tried, much as WordNet's own search does (morphy(7WN)).
_ENDINGS = (
    ("ying", "ie"),
    ("ies", "y"),
    ("ied", "y"),
    ("es", "e"),
    ("es", ""),
    ("s", ""),
    ("ed", "e"),
    ("ed", ""),
    ("ing", "e"),
    ("ing", ""),
)
_DOUBLING_ENDINGS = ("ed", "ing")
# These end like a form of another word, but are not one.
_BASES = frozenset(
    {
        "always",
        "bias",
        "ceiling",
        "economics",
        "evening",
        "exceed",
        "gas",
        "hundred",
        "indeed",
        "lens",
        "maths",
        "morning",
    }
    | {"naked", "news", "outing", "perhaps", "physics", "plus", "politics", "sacred", "series", "species", "status"}
    | {"thus", "virus", "wedding"}
)


def is_common(word: str) -> bool:
    """Tell whether a word is one of some 11,000 common English words, in any of its forms. Names are not."""
    words = _read_words()
    return word in words.frequent or word in words.common


def is_frequent(word: str) -> bool:
    """Tell whether a word is one of the some 4,000 most frequent English words, or a form of one."""
    frequent = _read_words().frequent
    return word in frequent or find_base_form(word) in frequent


@cache
def list_frequent_stems() -> frozenset[str]:
    """Return the stems of the some 4,000 most frequent English words."""
    return frozenset(map(stem, _read_words().frequent))


def is_english(word: str) -> bool:
    """Tell whether dictionaries of English hold a word, in any of its forms, or hold it as a name.

    They know some 69,000 words, and 4,000 names of places, peoples and the like.
    """
    names = _read_words().names
    return any(_is_known(form) or form in names for form in (word, *list_regular_bases(word)))


def can_be_verb(word: str) -> bool:
    """Tell whether a word, in any of its forms, is often used as a verb: `launch` is, `boss` is not."""
    return find_base_form(word) in _read_verbs()


@lru_cache(maxsize=16_384)
def find_base_form(word: str) -> str:
    """Return the base form of a word: `buy` for `bought`, `child` for `children`, `stop` for `stopped`.

    A word that is not a form of another is its own base, and so is an unknown word. Of two bases, the verb is returned.
    """
    words, verbs, irregular = _read_words(), _read_verbs(), _read_bases()
    if word in irregular.verbs:
        return irregular.verbs[word]
    if word in verbs or word in _BASES:
        return word
    bases = [base for base in list_regular_bases(word) if _is_known(base)]
    verb = next((base for base in bases if base in verbs), None)
    if verb is not None:
        return verb
    if word in irregular.nouns:
        return irregular.nouns[word]
    return bases[0] if bases and word.endswith("s") and word not in words.names else word


def list_regular_bases(word: str) -> Iterator[str]:
    """Yield what a word may be a regular form of."""
    if word.endswith("ss"):
        return
    for ending, replacement in _ENDINGS:
        rest = word.removesuffix(ending)
        if rest != word and len(rest + replacement) > _MIN_BASE_LENGTH and _takes(rest, ending, replacement):
            yield rest + replacement
            if ending in _DOUBLING_ENDINGS and not replacement and rest[-1] == rest[-2]:
                yield rest[:-1]


def _takes(rest: str, ending: str, replacement: str) -> bool:
    """Tell whether a base may have an ending: `buses` is of `bus`, `james` not of `jam`."""
    return ending != "es" or bool(replacement) or rest.endswith(("s", "x", "z", "h", "o"))


def read_data(name: str) -> dict[str, list[str]]:
    """Return the lines of a file of `word_data/` by their heading (a line with `#`)."""
    text = resources.files("bot.answers.analysis").joinpath("word_data", name).read_text("utf-8")
    sections: dict[str, list[str]] = {}
    for section in text.split("# ")[1:]:
        heading, *lines = section.splitlines()
        sections[heading] = lines
    return sections


def _is_known(word: str) -> bool:
    """Tell whether SCOWL lists a word, other than as a name."""
    words = _read_words()
    return word in words.frequent or word in words.common or word in words.others


class _Words(NamedTuple):
    frequent: frozenset[str]
    common: frozenset[str]
    others: frozenset[str]
    names: frozenset[str]


@cache
def _read_words() -> _Words:
    sections = {heading: " ".join(lines).split() for heading, lines in read_data("words.txt").items()}
    frequent, common, names = (frozenset(sections.pop(name)) for name in (_FREQUENT_LEVEL, _COMMON_LEVEL, "names"))
    return _Words(frequent, common, frozenset(chain.from_iterable(sections.values())), names)


@cache
def _read_verbs() -> frozenset[str]:
    return frozenset(" ".join(read_data("verbs.txt")["verbs"]).split())


@cache
def read_irregular_forms() -> Mapping[str, tuple[str, ...]]:
    """Return the irregular forms of verbs and nouns by their base."""
    rows = (line.split() for lines in read_data("forms.txt").values() for line in lines)
    forms: dict[str, tuple[str, ...]] = {}
    for base, *others in rows:
        forms[base] = (*forms.get(base, ()), *others)
    return MappingProxyType(forms)


class _Bases(NamedTuple):
    """The base of each irregular form."""

    verbs: dict[str, str]
    nouns: dict[str, str]


@cache
def _read_bases() -> _Bases:
    verbs, nouns = (
        {form: base for line in lines for base, *forms in [line.split()] for form in forms}
        for lines in read_data("forms.txt").values()
    )
    return _Bases(verbs, nouns)

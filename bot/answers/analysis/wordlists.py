"""The word lists (`*.txt` beside this module), and what they say about a word, whatever the archive."""

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType

from bot.answers.analysis.english import list_frequent_stems
from bot.answers.analysis.scripts import is_grammar, is_pictograph
from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import normalize, split_words


def _read_list(name: str) -> frozenset[str]:
    text = resources.files("bot.answers.analysis").joinpath(name).read_text("utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


STOPWORDS: frozenset[str] = _read_list("stopwords.txt")
"""Words that say nothing about a subject: articles, pronouns, auxiliaries, question words (normal forms)."""

_CHAT_WORDS = _read_list("chat_words.txt")

REPORTING_STEMS: frozenset[str] = frozenset(stem(word) for word in _read_list("reporting.txt"))
"""Stems of words for reporting and asking. They say less about a subject than their rarity suggests."""

EVERYDAY_STEMS: frozenset[str] = frozenset(stem(word) for word in _read_list("everyday.txt"))
"""Stems of words that any text may contain, whatever its subject. In a small archive they mean little."""

# Pronouns and verbs that are names when written in capitals: US, IT, WHO, AM.
_NAMES_IN_CAPITALS = frozenset({"us", "it", "who", "am"})
# Single letters that are rarely names when they are small ("can u", "vitamin c"), and, of those, rarely in capitals.
_SMALL_LETTERS = frozenset("abcdikmnorstuvwy")
_SMALL_CAPITALS = frozenset("ai")


def is_stopword(surface: str, word: str) -> bool:
    """Tell whether a word of a question is a stop word. "US" and "IT" in capitals, or with dots, are not, nor is "X".

    `surface`: as written; `word`: its normal form.
    """
    if len(word) == 1 and "a" <= word <= "z":
        return word in (_SMALL_CAPITALS if surface.isupper() else _SMALL_LETTERS)
    return word in _CHAT_WORDS or (word in STOPWORDS and not (word in _NAMES_IN_CAPITALS and surface.isupper()))


def stem_content_words(text: str) -> list[str]:
    """Return the stems of a text's words in order, without stop words, single letters, and pictographs."""
    return [stemmed for surface in split_words(text) if (stemmed := _stem_content_word(surface))]


@lru_cache(maxsize=131_072)
def _stem_content_word(surface: str) -> str:
    """Return the stem of a content word; an empty text for other words."""
    word = normalize(surface)
    if word.isascii():
        return stem(word) if word not in STOPWORDS and (len(word) > 1 or word.isdigit()) else ""
    return "" if word in STOPWORDS or is_grammar(word) or is_pictograph(word) else word


DATE_STEMS: frozenset[str] = frozenset(stem(word) for word in _read_list("date_words.txt"))
"""Stems of words for the day or the kind of a report, which say nothing about the event: days, months, live, update."""


RARE_FREQUENCY = 1 / 3000
"""The share of general English texts with a stem that is not frequent: a rough guess."""


@cache
def load_general_frequencies() -> Mapping[str, float]:
    """Return the share of general English texts (0..1) with each frequent stem: a rough guess from word lists.

    The guesses are for news items of some fifty words, from the medians of wordfreq's frequencies for each list.
    """
    everyday = (*EVERYDAY_STEMS, *map(str, range(100)))
    return MappingProxyType(dict.fromkeys(list_frequent_stems(), 0.002) | dict.fromkeys(everyday, 0.006))

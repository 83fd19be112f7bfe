"""Inflected words of other languages: readers type one form of a word ("Москва"), articles have another ("Москве").

English has a stemmer. For other languages, two words count as forms of one if they share a long beginning and have
short endings. So a word without its ending stands for all of its forms, and another word never for it.
"""

from rapidfuzz.distance import Prefix

from bot.answers.index.vocabulary import Vocabulary

_LATIN_END = "\u024f"
"""The last Latin letter with a code of its own. What follows has an alphabet that English texts have no words of."""

_MARKED_START, _MARKED_END = "\u0900", "\u0eff"
"""Scripts of India and its neighbours write vowels as marks, and many endings: a word has twice the characters."""

_MIN_SHARED, _MIN_SHARED_LATIN = 4, 5
_MIN_CHANGED = 5
"""Characters that two forms share at least: if one is the beginning of the other, and if the endings of both differ."""

_MIN_SHARED_RATIO = 0.7
_MAX_ENDING, _MAX_MARKED_ENDING = 5, 8
_MAX_REPLACED = 2
"""The share of the typed word that both have; characters of the other's ending, and of the typed word's own."""

_MAX_FORMS = 12
_ENGLISH_SHARE = 0.1
"""The share of articles with "the" from which on an archive is taken for English, which needs no such guesses."""


def find_inflected_forms(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the stems of an archive that are other forms of a word in normal form, the most frequent first.

    Words in Latin letters have some only in an archive that is not English.
    """
    is_latin = word[:1] <= _LATIN_END
    if is_latin and _is_english(vocabulary):
        return ()
    least = _MIN_SHARED_LATIN if is_latin else _MIN_SHARED
    if len(word) < least:
        return ()
    forms = {
        other: vocabulary.document_counts[number]
        for number, other in vocabulary.stems.with_prefix(word[:least])
        if other != word and "_" not in other and _share_stem(word, other, least)
    }
    return tuple(sorted(forms, key=lambda other: (-forms[other], other))[:_MAX_FORMS])


def _is_english(vocabulary: Vocabulary) -> bool:
    return vocabulary.document_frequency("the") >= _ENGLISH_SHARE * vocabulary.size


def _share_stem(word: str, other: str, least: int) -> bool:
    shared = Prefix.similarity(word, other)
    own, others = len(word) - shared, len(other) - shared
    longest = _MAX_MARKED_ENDING if _MARKED_START <= word[0] <= _MARKED_END else _MAX_ENDING
    if max(own, others) > longest:
        return False
    if not own or not others:
        return shared >= least
    return shared >= max(_MIN_CHANGED, _MIN_SHARED_RATIO * len(word)) and own <= _MAX_REPLACED

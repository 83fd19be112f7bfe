"""Clipped words: readers type only the beginning of a long word ("necro" for "necromancer")."""

from bot.answers.index.vocabulary import Vocabulary

_MIN_LETTERS, _MIN_MISSING = 4, 3
"""Letters of a clipped word at least, and letters that it leaves out at least."""

_MIN_ARTICLES, _MIN_ARTICLES_OF_ENGLISH = 2, 20
"""Articles that the long word needs, and those that it needs if the short one is an English word, too ("barb")."""

_MIN_SHARE = 0.5
"""The share that the most frequent continuation needs of all. Otherwise it is not clear what was clipped."""

_MAX_CONTINUATIONS = 3


def find_clipped_stems(word: str, vocabulary: Vocabulary, *, is_english: bool) -> tuple[str, ...]:
    """Return the stems that a word, in normal form, may be the beginning of, the most frequent first.

    Different forms count together ("sorcerer", "sorceress"). `is_english`: the word is one of English itself.
    """
    beginning = word.removesuffix("s")
    if len(beginning) < _MIN_LETTERS or not beginning.isalpha():
        return ()
    counts = {
        stemmed: vocabulary.document_counts[number]
        for number, stemmed in vocabulary.stems.with_prefix(beginning)
        if len(stemmed) >= len(beginning) + _MIN_MISSING and stemmed.isalpha()
    }
    if not counts:
        return ()
    best = max(counts, key=lambda stemmed: (counts[stemmed], stemmed))
    related = [stemmed for stemmed in counts if stemmed[: len(beginning) + 2] == best[: len(beginning) + 2]]
    frequency = sum(counts[stemmed] for stemmed in related)
    needed = _MIN_ARTICLES_OF_ENGLISH if is_english else _MIN_ARTICLES
    if frequency < needed or frequency < _MIN_SHARE * sum(counts.values()):
        return ()
    return tuple(sorted(related, key=lambda stemmed: (-counts[stemmed], stemmed))[:_MAX_CONTINUATIONS])

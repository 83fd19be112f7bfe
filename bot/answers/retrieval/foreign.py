"""Search terms of a question in another language: the words as typed are searched for beside their English ones."""

from collections.abc import Sequence

from msgspec.structs import replace

from bot.answers.analysis.english import is_english
from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import normalize, tokenize
from bot.answers.index.vocabulary import Vocabulary
from bot.answers.query.languages import Language, stem_in_language
from bot.answers.retrieval.terms import Term

_FORM_WEIGHT = 0.9
"""The weight of another form of a typed word."""

_UNTRANSLATED_SHARE = 0.35
"""The share of its idf that an unknown word keeps: English articles may well say it, in English."""

_MIN_STEM = 4
"""The fewest letters of a stem that distinguish a word from others."""

_MIN_CORRECTION = 0.8
"""The probability from which a word that is not English was misspelt."""


def widen_translated(
    terms: Sequence[Term], language: Language, originals: Sequence[tuple[str, str]], vocabulary: Vocabulary
) -> tuple[Term, ...]:
    """Let the terms of a translated question match the words as typed, in the forms that the archive has."""
    typed_of: dict[str, list[str]] = {}
    for english, typed in originals:
        for token in tokenize(english):
            typed_of.setdefault(token.word, []).append(typed)
    return tuple(_widen(term, language, typed_of.get(normalize(term.word), [term.word]), vocabulary) for term in terms)


def _widen(term: Term, language: Language, typed: Sequence[str], vocabulary: Vocabulary) -> Term:
    if term.status == "corrected" and term.probability < _MIN_CORRECTION and not is_english(normalize(term.word)):
        term = replace(term, stems={}, status="unknown", replacement="", probability=0.0, idf=vocabulary.idf(term.stem))
    stems = dict(term.stems)
    for word in typed:
        for token in tokenize(word):
            for form in _find_forms(token.word, language, vocabulary):
                stems.setdefault(form, _FORM_WEIGHT)
    if not stems:
        is_name = term.word[:1].isupper() and language != "german"
        return term if is_name else replace(term, idf=_UNTRANSLATED_SHARE * term.idf)
    if not term.stems:
        idf = min(vocabulary.idf(stemmed) for stemmed in stems)
        return replace(term, stems=stems, idf=idf, status="synonym", probability=_FORM_WEIGHT)
    return replace(term, stems=stems)


def _find_forms(word: str, language: Language, vocabulary: Vocabulary) -> list[str]:
    """Find the stems of the archive that are forms of a word of another language. `word`: in normal form."""
    own, stemmed = stem(word), stem_in_language(word, language)
    forms = [own] if vocabulary.document_frequency(own) else []
    if len(stemmed) >= _MIN_STEM:
        forms += [
            other
            for number, other in vocabulary.stems.with_prefix(stemmed)
            if vocabulary.document_counts[number] and other != own and stem_in_language(other, language) == stemmed
        ]
    return forms

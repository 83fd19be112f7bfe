"""Query terms: the words of a question as the archive knows them, corrected, widened by synonyms, or unknown."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import normalize, tokenize
from bot.answers.analysis.wordlists import PLAIN_STEMS, REPORTING_STEMS, is_stopword
from bot.answers.index.reader import MAX_TERMS
from bot.answers.index.spelling import SpellChecker, SpellingSuggestion
from bot.answers.index.synonyms import Synonyms
from bot.answers.index.vocabulary import Vocabulary

Status = Literal["known", "corrected", "synonym", "unknown"]

_LEAST_LIKELY = 0.2
"""Spelling suggestions less likely than this are ignored."""

_CLAUSE = re.compile(
    r"[;:?!]|,\s|\s[-\u2013\u2014]\s|\b(?:while|whereas|and|but|or|although|though|who|which|that|than|as)\b",
    re.IGNORECASE,
)
_CLAUSE_TERMS = 3
"""Terms that a clause has at least."""

_REPORTING_WEIGHT = 0.35
"""The share of its idf that a word of reporting ("said", "announced") keeps."""

_FEW = 12
"""Words up to which each may be misspelt in its first letter, too. In longer questions, the others make up for it."""

_RARE = 1
"""Articles up to which a word may be a misspelling, the archive's own or the reader's."""

_FREQUENT = 20
_DOUBT_WEIGHT = 0.5
"""Articles that a word must be in to be what a rare one may have meant, and its weight."""

_RELATIVES = 3
_RELATIVE_WEIGHT = 0.75
"""Other forms of a word that the archive doesn't have ("extension", if it has "extend"): how many, and their weight."""

_SYNONYM_OF_KNOWN = 0.7
"""What a synonym's weight is multiplied by if the archive has the typed word, too."""

_SHORTEST_JOINED = 3
_JOINED_WEIGHT = 0.8
"""Two words that the archive writes as one ("face book"): the letters that it must exceed, and its weight."""


class Term(Struct, frozen=True):
    """One word of a question.

    `word`: as typed. `stem`: its own. `stems`: every stem that matches it, with its weight (0..1); empty if the archive
    has none. `idf`: what the term says; an unknown word says as much as any word can. `status`: `known`: the archive
    has the word; `corrected`: it was taken for a misspelling; `synonym`: the archive has only other words for it;
    `unknown`: none of these. `meant`: the word that a correction assumes. `likely`: how likely that is; 1 for known
    words, 0 for unknown ones.
    """

    word: str
    stem: str
    stems: dict[str, float]
    idf: float
    status: Status
    meant: str = ""
    likely: float = 1.0


class Correction(Struct, frozen=True):
    """A word that was taken for a misspelling: as typed, as the archive writes it, how likely (0..1) that is right."""

    said: str
    meant: str
    likely: float


class _Word(NamedTuple):
    """A word of a question: as typed, its normal form, its stem."""

    surface: str
    normal: str
    stem: str


def build_terms(text: str, vocabulary: Vocabulary, speller: SpellChecker, synonyms: Synonyms) -> tuple[Term, ...]:
    """Return the terms of a text in order, each word once; at most `MAX_TERMS`, those that say most.

    A text of stop words ("who is it") has none.
    """
    words = _content_words(text)
    any_letter = len(words) <= _FEW
    terms = [term for word in words for term in _look_up(word, vocabulary, speller, any_letter=any_letter)]
    for synonym in synonyms.find_alternatives([term.stem for term in terms]):
        if vocabulary.document_frequency(synonym.stem):
            for at in range(synonym.start, synonym.start + synonym.length):
                weight = synonym.weight if terms[at].status == "unknown" else synonym.weight * _SYNONYM_OF_KNOWN
                terms[at] = _widen(terms[at], synonym.stem, weight, vocabulary)
    for at, (first, second) in enumerate(pairwise(terms)):
        joined = stem(normalize(first.word + second.word))
        if vocabulary.document_frequency(joined) and len(joined) > _SHORTEST_JOINED:
            terms[at] = _widen(terms[at], joined, _JOINED_WEIGHT, vocabulary)
            terms[at + 1] = _widen(terms[at + 1], joined, _JOINED_WEIGHT, vocabulary)
    if len(terms) > MAX_TERMS:
        heaviest = sorted(range(len(terms)), key=lambda at: (-terms[at].idf, at))[:MAX_TERMS]
        terms = [terms[at] for at in sorted(heaviest)]
    return tuple(terms)


def list_corrections(terms: Sequence[Term]) -> tuple[Correction, ...]:
    """Return the corrections that were made. Two words for one that ran them together are one correction."""
    corrections: dict[str, Correction] = {}
    for term in terms:
        if term.status == "corrected":
            before = corrections.get(term.word)
            meant = f"{before.meant} {term.meant}" if before else term.meant
            corrections[term.word] = Correction(term.word, meant, term.likely)
    return tuple(corrections.values())


def split_clauses(text: str, terms: Sequence[Term]) -> tuple[frozenset[int], ...]:
    """Return the clauses of a text, each as positions of its terms; none if it has only one."""
    positions: dict[str, list[int]] = {}
    for position, term in enumerate(terms):
        positions.setdefault(normalize(term.word), []).append(position)
    clauses = [
        frozenset(position for token in tokenize(part) for position in positions.get(token.word, ()))
        for part in _CLAUSE.split(text)
    ]
    clauses = [clause for clause in clauses if len(clause) >= _CLAUSE_TERMS]
    return tuple(clauses) if len(clauses) > 1 else ()


def _content_words(text: str) -> list[_Word]:
    """Return the words that are no stop words, each once."""
    words: dict[str, _Word] = {}
    for token in tokenize(text):
        if not is_stopword(token.surface, token.word) and token.word not in words:
            words[token.word] = _Word(token.surface, token.word, stem(token.word))
    return list(words.values())


def _look_up(word: _Word, vocabulary: Vocabulary, speller: SpellChecker, *, any_letter: bool) -> list[Term]:
    """Return the term for a typed word; two terms if it runs two words together."""
    own = word.stem
    idf = vocabulary.idf(own) * (_REPORTING_WEIGHT if own in REPORTING_STEMS else 1.0)
    frequency = vocabulary.document_frequency(own)
    if frequency > _RARE or (frequency and own in PLAIN_STEMS):
        return [Term(word.surface, own, {own: 1.0}, idf, "known")]
    relatives = [] if frequency else vocabulary.find_related_stems(own)[:_RELATIVES]
    if relatives:
        relative_idf = min(vocabulary.idf(relative) for relative in relatives)
        stems = dict.fromkeys(relatives, _RELATIVE_WEIGHT)
        return [Term(word.surface, own, stems, min(idf, relative_idf), "synonym")]
    guesses: Sequence[SpellingSuggestion] = (
        () if own in PLAIN_STEMS else speller.suggest(word.normal, any_letter=any_letter)
    )
    suggestions = [suggestion for suggestion in guesses if suggestion.probability >= _LEAST_LIKELY]
    if frequency:
        return [Term(word.surface, own, {own: 1.0, **_doubts(suggestions, vocabulary)}, idf, "known")]
    if not suggestions:
        return [Term(word.surface, own, {}, idf, "unknown", likely=0.0)]
    return _correct(word, suggestions, idf, vocabulary)


def _correct(word: _Word, suggestions: Sequence[SpellingSuggestion], idf: float, vocabulary: Vocabulary) -> list[Term]:
    """Return terms for a misspelt word: as far as a correction is likely, they say what the meant words say."""
    best = suggestions[0]
    stems: dict[str, float] = {}
    for suggestion in suggestions:
        if len(suggestion.words) == 1:
            stems.setdefault(suggestion.stems[0], _suggestion_weight(suggestion.probability))
    terms: list[Term] = []
    for meant, meant_stem in zip(best.words, best.stems, strict=True):
        matching = stems if len(best.words) == 1 else {meant_stem: _suggestion_weight(best.probability)}
        mixed = best.probability * vocabulary.idf(meant_stem) + (1 - best.probability) * idf
        terms.append(Term(word.surface, word.stem, matching, mixed, "corrected", meant, best.probability))
    return terms


def _suggestion_weight(likely: float) -> float:
    """Return the weight of a suggested word in an article: above its likelihood, since finding it there supports it."""
    return likely**0.5


def _doubts(suggestions: Sequence[SpellingSuggestion], vocabulary: Vocabulary) -> dict[str, float]:
    """Return what else a word may mean that the archive has only once: much more frequent words, at a lower weight."""
    return {
        suggestion.stems[0]: _DOUBT_WEIGHT * suggestion.probability
        for suggestion in suggestions
        if len(suggestion.words) == 1 and vocabulary.document_frequency(suggestion.stems[0]) > _FREQUENT
    }


def _widen(term: Term, other: str, weight: float, vocabulary: Vocabulary) -> Term:
    """Let a term match another stem, too."""
    stems = dict(term.stems)
    stems[other] = max(weight, stems.get(other, 0.0))
    if term.status == "unknown":
        return replace(term, stems=stems, idf=min(term.idf, vocabulary.idf(other)), status="synonym", likely=weight)
    return replace(term, stems=stems)

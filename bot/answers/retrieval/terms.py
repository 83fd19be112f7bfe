"""A question's words -> the terms that retrieval looks for: known, corrected, or unknown to the archive."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import Token, normalize, tokenize
from bot.answers.analysis.wordlists import PLAIN_STEMS, REPORTING_STEMS, is_stopword
from bot.answers.index.reader import MOST_TERMS
from bot.answers.index.spelling import SpellChecker, SpellingSuggestion
from bot.answers.index.synonyms import Synonyms
from bot.answers.index.vocabulary import Vocabulary

Status = Literal["known", "corrected", "synonym", "unknown"]

_DOUBTFUL = 0.2
"""Readings of a word that are less likely than this are not made."""

_CLAUSE = re.compile(
    r"[;:?!]|,\s|\s[-\u2013\u2014]\s|\b(?:while|whereas|and|but|or|although|though|who|which|that|than|as)\b",
    re.IGNORECASE,
)
_CLAUSE_TERMS = 3

_ASKING_WORTH = 0.35
"""Share of its idf that a word of asking keeps."""

_FEW = 12
"""Words up to which each may be misspelt in its first letter, too; in longer questions others make up for it."""

_RARE = 1
"""In how many articles a word may stand and still be taken for a slip, of the archive's own or of the reader's."""

_FREQUENT = 20
_DOUBT_WORTH = 0.5
"""In how many articles a word must stand to be what a rare one may have meant, and what it is then worth."""

_RELATIVES = 3
_RELATED_WORTH = 0.75
"""Other forms of a word that the archive has not ("extension", where it has "extend"): how many, and their worth."""

_SPARE = 0.7
"""What is left of a synonym's worth where the archive has the typed word too."""

_SHORTEST_JOINED = 3
_JOINED_WORTH = 0.8
"""Two words that the archive writes as one ("face book"): from how many letters, and what that one is worth."""


class Term(Struct, frozen=True):
    """One word of a question.

    `word`: as typed. `stem`: its own. `stems`: every stem that satisfies it, with its worth (0..1); empty where the
    archive has none. `idf`: what the term says, for an unknown word as much as any word can. `status`: `known`: the
    archive has the word; `corrected`: it was read as another; `synonym`: only another word for it is there;
    `unknown`: none of these. `meant`: the word that a correction read it as. `likely`: how likely that is, 1 for known
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
    """A word that was read as another: as typed, as the archive writes it, and how likely that is right (0..1)."""

    said: str
    meant: str
    likely: float


def build_terms(text: str, vocabulary: Vocabulary, speller: SpellChecker, synonyms: Synonyms) -> tuple[Term, ...]:
    """The terms of a text in order, each word once; at most `MOST_TERMS`, those that say most. None for a text of
    words that say nothing ("who is it")."""
    said = _said(text)
    few = len(said) <= _FEW
    found = [one for token in said for one in _read(token, vocabulary, speller, any_letter=few)]
    for other in synonyms.others([term.stem for term in found]):
        if vocabulary.frequency(other.stem):
            for at in range(other.start, other.start + other.length):
                worth = other.worth if found[at].status == "unknown" else other.worth * _SPARE
                found[at] = _widened(found[at], other.stem, worth, vocabulary)
    for at, (one, next_one) in enumerate(pairwise(found)):
        joined = stem(normalize(one.word + next_one.word))
        if vocabulary.frequency(joined) and len(joined) > _SHORTEST_JOINED:
            for i in (at, at + 1):
                found[i] = _widened(found[i], joined, _JOINED_WORTH, vocabulary)
    if len(found) > MOST_TERMS:
        kept = sorted(range(len(found)), key=lambda i: (-found[i].idf, i))[:MOST_TERMS]
        found = [found[i] for i in sorted(kept)]
    return tuple(found)


def list_corrections(asked: Sequence[Term]) -> tuple[Correction, ...]:
    """The words that were read as others; one that was read as two run together is one correction."""
    made: dict[str, Correction] = {}
    for term in asked:
        if term.status == "corrected":
            before = made.get(term.word)
            meant = f"{before.meant} {term.meant}" if before else term.meant
            made[term.word] = Correction(term.word, meant, term.likely)
    return tuple(made.values())


def split_clauses(text: str, asked: Sequence[Term]) -> tuple[frozenset[int], ...]:
    """The clauses of a text, each as the positions of its terms; none where it has but one."""
    places: dict[str, list[int]] = {}
    for at, term in enumerate(asked):
        places.setdefault(normalize(term.word), []).append(at)
    found = [
        frozenset(at for token in tokenize(part) for at in places.get(token.word, ())) for part in _CLAUSE.split(text)
    ]
    found = [clause for clause in found if len(clause) >= _CLAUSE_TERMS]
    return tuple(found) if len(found) > 1 else ()


def _said(text: str) -> list[Token]:
    """The words that say something, each once."""
    unique: dict[str, Token] = {}
    for token in tokenize(text):
        if not is_stopword(token.surface, token.word):
            unique.setdefault(token.word, token)
    return list(unique.values())


def _read(token: Token, vocabulary: Vocabulary, speller: SpellChecker, *, any_letter: bool) -> list[Term]:
    """A typed word as a term; as two where it runs two words together."""
    own = stem(token.word)
    idf = vocabulary.idf(own) * (_ASKING_WORTH if own in REPORTING_STEMS else 1.0)
    frequency = vocabulary.frequency(own)
    if frequency > _RARE or (frequency and own in PLAIN_STEMS):
        return [Term(token.surface, own, {own: 1.0}, idf, "known")]
    relatives = [] if frequency else vocabulary.relatives(own)[:_RELATIVES]
    if relatives:
        meant = min(vocabulary.idf(one) for one in relatives)
        return [Term(token.surface, own, dict.fromkeys(relatives, _RELATED_WORTH), min(idf, meant), "synonym")]
    guesses = (
        []
        if own in PLAIN_STEMS
        else [one for one in speller.guesses(token.word, any_letter=any_letter) if one.likely >= _DOUBTFUL]
    )
    if frequency:
        return [Term(token.surface, own, {own: 1.0, **_doubts(guesses, vocabulary)}, idf, "known")]
    if not guesses:
        return [Term(token.surface, own, {}, idf, "unknown", likely=0.0)]
    best = guesses[0]
    if len(best.words) != 1:
        return [
            _corrected(token, part, {stem(part): _worth(best.likely)}, best.likely, idf, vocabulary)
            for part in best.words
        ]
    stems: dict[str, float] = {}
    for guess in guesses:
        if len(guess.words) == 1:
            stems.setdefault(stem(guess.words[0]), _worth(guess.likely))
    return [_corrected(token, best.words[0], stems, best.likely, idf, vocabulary)]


def _corrected(
    token: Token, meant: str, stems: dict[str, float], likely: float, idf: float, vocabulary: Vocabulary
) -> Term:
    """A misspelt word: it says what the meant one says, as far as that is likely; else, as much as an unknown."""
    mixed = likely * vocabulary.idf(stem(meant)) + (1 - likely) * idf
    return Term(token.surface, stem(token.word), stems, mixed, "corrected", meant, likely)


def _worth(likely: float) -> float:
    """What a guessed word is worth in an article: more than the guess was, since finding it there speaks for it."""
    return likely**0.5


def _doubts(guesses: Sequence[SpellingSuggestion], vocabulary: Vocabulary) -> dict[str, float]:
    """What else a word that the archive has but once may be: much more frequent ones, at less."""
    return {
        stem(one.words[0]): _DOUBT_WORTH * one.likely
        for one in guesses
        if len(one.words) == 1 and vocabulary.frequency(stem(one.words[0])) > _FREQUENT
    }


def _widened(term: Term, other: str, worth: float, vocabulary: Vocabulary) -> Term:
    stems = dict(term.stems)
    stems[other] = max(worth, stems.get(other, 0.0))
    if term.status == "unknown":
        return replace(term, stems=stems, idf=min(term.idf, vocabulary.idf(other)), status="synonym", likely=worth)
    return replace(term, stems=stems)

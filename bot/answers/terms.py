"""A question's words -> the terms that retrieval looks for: known, corrected, or unknown to the archive."""

import re
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from bot.answers.index import MOST_TERMS, Vocabulary
from bot.answers.question import Question
from bot.answers.spelling import Guess, Speller
from bot.answers.synonyms import Synonyms
from bot.answers.words import ASKING, STOPWORDS, Token, is_stopword, normal, stem, tokens

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

_RARE = 1
"""In how many articles a word may stand and still be taken for a slip, of the archive's own or of the reader's."""


class Term(Struct, frozen=True):
    """One word of a question.

    `word`: as typed. `stem`: its own. `stems`: every stem that satisfies it, with its worth (0..1); empty where the
    archive has none. `idf`: what the term says, for an unknown word as much as any word can. `status`: `known`: the
    archive has the word; `corrected`: it was read as another; `synonym`: only another word for it is there;
    `unknown`: none of these. `meant`: the words that a correction read it as. `likely`: how likely that is, 1 for
    known words, 0 for unknown ones.
    """

    word: str
    stem: str
    stems: dict[str, float]
    idf: float
    status: Status
    meant: tuple[str, ...] = ()
    likely: float = 1.0


class Correction(Struct, frozen=True):
    """A word that was read as another: as typed, as the archive writes it, and how likely that is right (0..1)."""

    said: str
    meant: str
    likely: float


def terms(text: str, vocabulary: Vocabulary, speller: Speller, synonyms: Synonyms) -> tuple[Term, ...]:
    """The terms of a text in order, each once; at most `MOST_TERMS`, those that say most."""
    said = _said(text)
    found = [_term(token, vocabulary, speller) for token in said]
    for other in synonyms.others([term.stem for term in found]):
        known = [one for one in other.stems if vocabulary.number(one) >= 0]
        if len(known) < len(other.stems):
            continue
        # Of a synonym of several words the rarest stands for all: "law enforcement" is about enforcement.
        chosen = max(known, key=vocabulary.idf)
        for at in range(other.start, other.start + other.length):
            found[at] = _widened(found[at], chosen, other.worth, vocabulary)
    for at in range(len(found) - 1):
        joined = stem(normal(said[at].surface + said[at + 1].surface))
        if vocabulary.number(joined) >= 0 and len(joined) > 3:  # noqa: PLR2004
            for i in (at, at + 1):
                found[i] = _widened(found[i], joined, 0.8, vocabulary)
    if len(found) > MOST_TERMS:
        kept = sorted(range(len(found)), key=lambda i: (-found[i].idf, i))[:MOST_TERMS]
        found = [found[i] for i in sorted(kept)]
    return tuple(found)


class Clause(Struct, frozen=True):
    """A part of a long question: its terms by position, and the keys of the outlets that it names."""

    terms: frozenset[int]
    outlets: frozenset[str]


def clauses(question: Question, asked: Sequence[Term]) -> tuple[Clause, ...]:
    """The clauses of a long question; none where it has but one."""
    by_word = {normal(term.word): at for at, term in enumerate(asked)}
    found: list[Clause] = []
    for part in _CLAUSE.split(question.text):
        positions = frozenset(at for token in tokens(part) if (at := by_word.get(token.word)) is not None)
        outlets = frozenset(key for named in question.outlets if named.said in part for key in named.keys)
        if len(positions) >= _CLAUSE_TERMS:
            found.append(Clause(positions, outlets))
    return tuple(found) if len(found) > 1 else ()


def _said(text: str) -> list[Token]:
    """The words that say something, each once; all words where none does ("The Who")."""
    unique: dict[str, Token] = {}
    for token in tokens(text):
        unique.setdefault(token.word, token)
    telling = [token for token in unique.values() if not is_stopword(token.surface, token.word)]
    return telling or [token for token in unique.values() if token.word in STOPWORDS]


def _term(token: Token, vocabulary: Vocabulary, speller: Speller) -> Term:
    own = stem(token.word)
    idf = vocabulary.idf(own) * (_ASKING_WORTH if own in ASKING else 1.0)
    frequency = vocabulary.frequency(own)
    if frequency > _RARE:
        return Term(token.surface, own, {own: 1.0}, idf, "known")
    guesses = [guess for guess in speller.guesses(token.word) if guess.likely >= _DOUBTFUL]
    if frequency:
        return _doubted(token, own, idf, guesses, vocabulary)
    if not guesses:
        return Term(token.surface, own, {}, idf, "unknown", likely=0.0)
    stems: dict[str, float] = {}
    for guess in guesses:
        chosen = max((stem(word) for word in guess.words), key=vocabulary.idf)
        stems[chosen] = max(stems.get(chosen, 0.0), guess.likely)
    best = guesses[0]
    # A wrong reading must not weigh more than a known word would: the meant word's own idf, as far as it is likely.
    meant = max(vocabulary.idf(stem(word)) for word in best.words)
    return Term(
        token.surface, own, stems, best.likely * meant + (1 - best.likely) * idf, "corrected", best.words, best.likely
    )


def _doubted(token: Token, own: str, idf: float, guesses: Sequence[Guess], vocabulary: Vocabulary) -> Term:
    """A word that the archive has once: itself, and what else it may be at less."""
    stems = {own: 1.0}
    for guess in guesses:
        chosen = max((stem(word) for word in guess.words), key=vocabulary.idf)
        if vocabulary.frequency(chosen) > 20 * _RARE:
            stems.setdefault(chosen, 0.5 * guess.likely)
    return Term(token.surface, own, stems, idf, "known")


def _widened(term: Term, other: str, worth: float, vocabulary: Vocabulary) -> Term:
    stems = dict(term.stems)
    stems[other] = max(worth, stems.get(other, 0.0))
    if term.status == "unknown":
        return Term(term.word, term.stem, stems, min(term.idf, vocabulary.idf(other)), "synonym", (), worth)
    return Term(term.word, term.stem, stems, term.idf, term.status, term.meant, term.likely)

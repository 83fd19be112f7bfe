"""Query terms: the words of a question as the archive knows them, corrected, widened by synonyms, or unknown."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from bot.answers.analysis.english import is_english
from bot.answers.analysis.scripts import is_grammar, is_pictograph
from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import Token, normalize, tokenize
from bot.answers.analysis.wordlists import REPORTING_STEMS, STOPWORDS, is_stopword
from bot.answers.index.reader import MAX_TERMS
from bot.answers.index.spelling import SpellChecker, SpellingSuggestion
from bot.answers.index.synonyms import SAME_WORD_WEIGHT, SYNONYM_WEIGHT, SynonymMatch, Synonyms, find_irregular_stems
from bot.answers.index.vocabulary import Vocabulary
from bot.answers.retrieval.clipped import find_clipped_stems
from bot.answers.retrieval.inflection import find_inflected_forms

Status = Literal["known", "corrected", "synonym", "unknown"]

_MIN_PROBABILITY = 0.2
"""Spelling suggestions with a lower probability are ignored."""

_MIN_PROBABILITY_UNKNOWN_LANGUAGE = 0.5
"""The same for scripts of other languages: no list of their words tells that "gold" is no misspelling of "month"."""

_CLAUSE = re.compile(
    r"[;:?!]|,\s|\s[-\u2013\u2014]\s|\b(?:while|whereas|and|but|or|although|though|who|which|that|than|as)\b",
    re.IGNORECASE,
)
_MIN_CLAUSE_TERMS = 3

_REPORTING_WEIGHT = 0.35
"""The share of its idf that a word of reporting ("said", "announced") keeps."""

_MAX_ANY_LETTER_WORDS = 12
"""Words of a question up to which each may be misspelt in its first letter, too. In longer questions, other words make
up for it."""

_MAX_RARE_FREQUENCY = 1
"""Articles with a word up to which it may be a misspelling, whether the archive's or the reader's."""

_FREQUENT = 20
_FREQUENT_WEIGHT = 0.5
"""A rare word may be a misspelling of a word that more articles than this have; the weight of that word."""

_MAX_RELATED = 3
_RELATED_WEIGHT = 0.75
"""Related forms that are searched for if the archive doesn't have a word ("extend" for "extension"); their weight."""

_INFLECTED_WEIGHT = 0.9
"""The weight of another form of a word, in languages without a stemmer."""

_CLIPPED_WEIGHT = 0.75
_MIN_PROBABILITY_OF_WHOLE = 0.6
"""The weight of a word of which only the beginning is typed. A correction that is less probable than the second number
is ignored beside it."""

_SYNONYM_OF_KNOWN_FACTOR = 0.7
"""What a synonym's weight is multiplied by if the archive has the typed word, too."""

_PHRASAL_VERB_WEIGHT = 0.5
"""The weight of a verb without the particle that is typed after it."""

_MIN_WEIGHT_IF_KNOWN = SYNONYM_WEIGHT
"""The weight of a synonym from which on it is searched for although the archive has the typed word."""

_MIN_JOINED_LENGTH = 3
_JOINED_WEIGHT = 0.8
"""Two words may stand for one ("face book") that has more letters than this; the weight of that one."""


_NUMBERED = frozenset(
    [
        *(
            "season",
            "series",
            "phase",
            "part",
            "chapter",
            "episode",
            "volume",
            "book",
            "level",
            "round",
            "stage",
            "tier",
        ),
        *("version", "act", "day", "week", "year", "number", "formula", "game", "group", "league", "page", "step"),
    ]
)
"""After these words, "one" is a number, and no stop word."""


class Term(Struct, frozen=True):
    """One word of a question.

    `word`: as typed. `stem`: its own. `stems`: every stem that matches it, with its weight (0..1); empty if the archive
    has none. `idf`: its inverse document frequency; an unknown word has the highest. `status`: `known`: the archive has
    the word; `corrected`: it was taken for a misspelling of `replacement`; `synonym`: the archive has only other words
    for it; `unknown`: none of these. `probability`: that the matching stems are what the reader means; 1 for known
    words, 0 for unknown ones.
    """

    word: str
    stem: str
    stems: dict[str, float]
    idf: float
    status: Status
    replacement: str = ""
    probability: float = 1.0


class Correction(Struct, frozen=True):
    """A misspelt word: as typed, as the archive writes it, and the probability (0..1) that this is right."""

    typed: str
    replacement: str
    probability: float


class _Word(Struct, frozen=True):
    """A word of a question: as typed, its normal form, its stem."""

    surface: str
    normal: str
    stem: str


def build_terms(text: str, vocabulary: Vocabulary, spell_checker: SpellChecker, synonyms: Synonyms) -> tuple[Term, ...]:
    """Build the terms of a text in order, each word once; at most `MAX_TERMS`, those with the highest idf.

    A text of stop words ("who is it") has no terms.
    """
    tokens = tokenize(text)
    words = _extract_content_words(tokens)
    any_letter = len(words) <= _MAX_ANY_LETTER_WORDS
    terms: list[Term] = []
    places: dict[str, list[int]] = {}
    for word in words:
        found = _look_up(word, vocabulary, spell_checker, synonyms, any_letter=any_letter)
        places[word.normal] = list(range(len(terms), len(terms) + len(found)))
        terms += found
    corrected = {
        word: stem(terms[at].replacement)
        for word, (at, *others) in places.items()
        if terms[at].replacement and not others
    }
    stems = [corrected.get(token.word) or stem(token.word) for token in tokens]
    searched = [at for at, token in enumerate(tokens) if token.word in places]
    for synonym in synonyms.find_alternatives(stems, searched):
        if vocabulary.document_frequency(synonym.stem):
            for token in tokens[synonym.start : synonym.start + synonym.length]:
                for at in places.get(token.word, ()):
                    terms[at] = _add_synonym(terms[at], synonym, vocabulary)
                    if synonym.length > 1 and _is_phrasal(tokens[synonym.start : synonym.start + synonym.length]):
                        terms[at] = _weaken(terms[at])
    for at, (first, second) in enumerate(pairwise(terms)):
        joined = stem(normalize(first.word + second.word))
        if vocabulary.document_frequency(joined) and len(joined) > _MIN_JOINED_LENGTH:
            terms[at] = _widen(terms[at], joined, _JOINED_WEIGHT, vocabulary)
            terms[at + 1] = _widen(terms[at + 1], joined, _JOINED_WEIGHT, vocabulary)
    if len(terms) > MAX_TERMS:
        highest = sorted(range(len(terms)), key=lambda at: (-terms[at].idf, at))[:MAX_TERMS]
        terms = [terms[at] for at in sorted(highest)]
    return tuple(terms)


def list_corrections(terms: Sequence[Term]) -> tuple[Correction, ...]:
    """List the corrections. If a word is corrected to two words that it runs together, that is one correction."""
    corrections: dict[str, Correction] = {}
    for term in terms:
        if term.status == "corrected":
            first = corrections.get(term.word)
            replacement = f"{first.replacement} {term.replacement}" if first else term.replacement
            corrections[term.word] = Correction(term.word, replacement, term.probability)
    return tuple(corrections.values())


def split_clauses(text: str, terms: Sequence[Term]) -> tuple[frozenset[int], ...]:
    """Split a text into clauses, each as the positions of its terms. A text of one clause has none."""
    positions: dict[str, list[int]] = {}
    for position, term in enumerate(terms):
        positions.setdefault(normalize(term.word), []).append(position)
    clauses = [
        frozenset(position for token in tokenize(part) for position in positions.get(token.word, ()))
        for part in _CLAUSE.split(text)
    ]
    clauses = [clause for clause in clauses if len(clause) >= _MIN_CLAUSE_TERMS]
    return tuple(clauses) if len(clauses) > 1 else ()


def _extract_content_words(tokens: Iterable[Token]) -> list[_Word]:
    """Return the words of a text that aren't stop words, each once.

    A text of emoji, or of Japanese endings and particles, has nothing else to search for; elsewhere they are left out.
    """
    words: dict[str, _Word] = {}
    before = ""
    for token in tokens:
        # "The Who" is a name, and "season one" has a number.
        is_word = (before == "the" and token.surface[0].isupper()) or (token.word == "one" and before in _NUMBERED)
        if (is_word or not is_stopword(token.surface, token.word)) and token.word not in words:
            words[token.word] = _Word(token.surface, token.word, stem(token.word))
        before = token.word
    content = [word for word in words.values() if not (is_grammar(word.normal) or is_pictograph(word.normal))]
    return content or list(words.values())


def _look_up(
    word: _Word, vocabulary: Vocabulary, spell_checker: SpellChecker, synonyms: Synonyms, *, any_letter: bool
) -> list[Term]:
    """Look up a typed word, and return its term; two terms if it runs two words together.

    A word that English has, or the synonyms know, isn't a misspelling.
    """
    own = word.stem
    idf = vocabulary.idf(own) * (_REPORTING_WEIGHT if own in REPORTING_STEMS else 1.0)
    frequency = vocabulary.document_frequency(own)
    if frequency > _MAX_RARE_FREQUENCY:
        return [Term(word.surface, own, {own: 1.0}, idf, "known")]
    is_word = is_english(word.normal) or synonyms.knows(own)
    if frequency and is_word:
        return [Term(word.surface, own, {own: 1.0}, idf, "known")]
    if not frequency and (forms := find_inflected_forms(word.normal, vocabulary)):
        forms_idf = min(vocabulary.idf(stemmed) for stemmed in forms)
        return [Term(word.surface, own, dict.fromkeys(forms, _INFLECTED_WEIGHT), forms_idf, "synonym")]
    clipped = () if frequency else find_clipped_stems(word.normal, vocabulary, is_english=is_word)
    related = [] if frequency or (clipped and not is_word) else vocabulary.find_related_stems(own)[:_MAX_RELATED]
    if related:
        related_idf = min(vocabulary.idf(stemmed) for stemmed in related)
        return [Term(word.surface, own, dict.fromkeys(related, _RELATED_WEIGHT), min(idf, related_idf), "synonym")]
    suggestions: list[SpellingSuggestion] = []
    lowest = _MIN_PROBABILITY if word.normal.isascii() else _MIN_PROBABILITY_UNKNOWN_LANGUAGE
    if not is_word:
        suggestions = [
            suggestion
            for suggestion in spell_checker.suggest(word.normal, any_letter=any_letter)
            if suggestion.probability >= lowest and STOPWORDS.isdisjoint(suggestion.words)
        ]
    if frequency:
        return [
            Term(word.surface, own, {own: 1.0, **_find_frequent_alternatives(suggestions, vocabulary)}, idf, "known")
        ]
    terms = (
        _correct(word, suggestions, idf, vocabulary)
        if suggestions and not (clipped and suggestions[0].probability < _MIN_PROBABILITY_OF_WHOLE)
        else [Term(word.surface, own, {}, idf, "unknown", probability=0.0)]
    )
    for stemmed in clipped:
        terms = [_widen(term, stemmed, _CLIPPED_WEIGHT, vocabulary) for term in terms]
    return terms


def _correct(word: _Word, suggestions: Sequence[SpellingSuggestion], idf: float, vocabulary: Vocabulary) -> list[Term]:
    """Return the terms of a misspelt word. Their idf is a mean of the typed word's and the replacement's."""
    best = suggestions[0]
    stems: dict[str, float] = {}
    for suggestion in suggestions:
        if len(suggestion.words) == 1:
            stems.setdefault(suggestion.stems[0], _compute_suggestion_weight(suggestion.probability))
    terms: list[Term] = []
    for replacement, stemmed in zip(best.words, best.stems, strict=True):
        matching = stems if len(best.words) == 1 else {stemmed: _compute_suggestion_weight(best.probability)}
        mixed_idf = best.probability * vocabulary.idf(stemmed) + (1 - best.probability) * idf
        terms.append(Term(word.surface, word.stem, matching, mixed_idf, "corrected", replacement, best.probability))
    return terms


def _compute_suggestion_weight(probability: float) -> float:
    """Return the weight of a suggested word: above its probability, as an article with the word supports it."""
    return probability**0.5


def _find_frequent_alternatives(suggestions: Sequence[SpellingSuggestion], vocabulary: Vocabulary) -> dict[str, float]:
    """Find what else a rare word of the archive may mean: much more frequent words, at a lower weight."""
    return {
        suggestion.stems[0]: _FREQUENT_WEIGHT * suggestion.probability
        for suggestion in suggestions
        if len(suggestion.words) == 1 and vocabulary.document_frequency(suggestion.stems[0]) > _FREQUENT
    }


def _add_synonym(term: Term, synonym: SynonymMatch, vocabulary: Vocabulary) -> Term:
    """Let a term match a synonym; if the archive has the typed word, only one that isn't a rarer sense of it."""
    if term.status in {"unknown", "synonym"}:
        return _widen(term, synonym.stem, synonym.weight, vocabulary)
    if synonym.weight < _MIN_WEIGHT_IF_KNOWN:
        return term
    # A phrase means something else than its verb: "come out" is "launch", and not "come".
    is_other_word = synonym.length == 1 and synonym.weight < SAME_WORD_WEIGHT
    factor = _SYNONYM_OF_KNOWN_FACTOR if is_other_word else 1.0
    return _widen(term, synonym.stem, synonym.weight * factor * term.probability, vocabulary)


def _is_phrasal(tokens: Sequence[Token]) -> bool:
    """Tell whether words are a verb with particles ("come out"): one word that is searched for, and stop words."""
    return sum(not is_stopword(token.surface, token.word) for token in tokens) == 1


def _weaken(term: Term) -> Term:
    """Let the verb of "come out" alone count less than what the phrase means: "come" may be in any sentence."""
    forms = {term.stem, *(form for form in find_irregular_stems(term.stem))}
    stems = {
        stemmed: min(weight, _PHRASAL_VERB_WEIGHT) if stemmed in forms else weight
        for stemmed, weight in term.stems.items()
    }
    return replace(term, stems=stems)


def _widen(term: Term, stemmed: str, weight: float, vocabulary: Vocabulary) -> Term:
    """Let a term match a further stem."""
    stems = dict(term.stems)
    stems[stemmed] = max(weight, stems.get(stemmed, 0.0))
    if term.status == "unknown":
        return replace(
            term, stems=stems, idf=min(term.idf, vocabulary.idf(stemmed)), status="synonym", probability=weight
        )
    if weight >= SAME_WORD_WEIGHT:
        # "D4" says no more than "Diablo 4", which may be everywhere.
        return replace(term, stems=stems, idf=min(term.idf, vocabulary.idf(stemmed)))
    return replace(term, stems=stems)

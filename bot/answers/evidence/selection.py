"""Evidence selection: which sentences answer a question, and the verdict on whether they do: found, weak, nothing.

A sentence is scored by the share of the question that it says, by the share that its whole article says, and by
whether it has the form that the question asks for (a duration, a figure, a name). Shares are of idf mass. A word that
the archive lacks has the most idf: this makes "nothing" possible when only common words overlap.
"""

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct
from rapidfuzz import fuzz

from bot.answers.analysis.stemming import stem, stem_surface
from bot.answers.analysis.tokens import join_hyphenated, normalize, split_words, tokenize
from bot.answers.answer import Verdict
from bot.answers.desk.desk import Desk
from bot.answers.evidence.passages import Passage, fits_kind, split_passages
from bot.answers.index.reader import Filters, TermQuery
from bot.answers.retrieval.search import Candidate, CandidateList, SearchResult
from bot.answers.retrieval.terms import Term

MOST_QUOTES = 4

_READ, _READ_LONG = 12, 8
"""Candidates whose sentences are scored; lower ones are not quoted. A long question's best candidates differ more."""

_ALIKE = 84
"""rapidfuzz `token_set_ratio` from which two sentences say the same, so that the second is left out."""

_SAID, _COVERAGE, _SCORE, _SHAPED = 0.55, 0.3, 0.15, 0.1
"""Weights of a sentence: the share of the question that it says, the share that its article says, the article's score,
and whether it has the form that the kind of question asks for."""

_NEAR = 0.72
"""The share of the best sentence's score from which another is quoted beside it."""

_FOUND = 0.72
_WEAK = 0.42
"""Shares of the question that the best article must say. Checked by `bench/quality.py` on questions of all kinds."""

_CERTAIN = 0.9
_SURE = 0.5
_LIKELY = 0.45
_DOUBTFUL = 0.18
"""Levels of the search's confidence: from the first, a low share is forgiven (words may be misspelt); "found" needs the
second; from the third, the verdict is "weak" whatever the share; "weak" needs the last."""

_LONG_FOUND = 0.6
_LONG_WEAK = 0.3
"""The same for long questions: several articles answer them together, so the share of one says little."""

_UNFIT = 0.6
"""What the confidence is multiplied by if a name or figure that the question asks for is missing."""

_FIGURES = ("how_long", "how_many")
"""Kinds that a sentence without a figure can't answer. A "when" is answered at least by the date of the report."""

_LONG = 12
"""Terms from which a question has several clauses, which one article need not say all of."""


class ScoredPassage(Struct, frozen=True):
    """A sentence and what speaks for it. `score` (0..1) orders; `said` is the share of the question that it says;
    `fits`: it has the form that the kind of question asks for (a duration, a figure, a name)."""

    passage: Passage
    candidate: Candidate
    score: float
    said: float
    fits: bool


class SelectedEvidence(Struct, frozen=True):
    """The best sentences for a question, and how well they answer it.

    `quotes`: the best few, each saying something that the others don't. `missing`: names of the question that the best
    article doesn't have. `confidence`: 0..1 that the quotes answer.
    """

    verdict: Verdict
    confidence: float
    quotes: tuple[ScoredPassage, ...]
    missing: tuple[str, ...]


def select_evidence(result: SearchResult, desk: Desk) -> SelectedEvidence:
    """Select the sentences that answer a question from the best candidates, and judge whether they do."""
    scored = score_passages(result)
    if not scored:
        return SelectedEvidence("nothing", min(result.confidence, 0.1), (), ())
    best = scored[0]
    missing = _missing_names(result, best.candidate, desk)
    kind = result.question.kind
    fits = kind not in _FIGURES or any(passage.fits for passage in scored if passage.score >= 0.8 * best.score)
    fits = fits and not missing
    verdict = _verdict(best, result, fits=fits)
    confidence = round(result.confidence * (1.0 if fits else _UNFIT), 3)
    return SelectedEvidence(verdict, confidence, () if verdict == "nothing" else choose_diverse(scored), missing)


def score_passages(result: SearchResult) -> list[ScoredPassage]:
    """Score every sentence of the best candidates that could be quoted, best first; none of articles without a URL."""
    question = result.question
    typed = frozenset(normalize(token.surface) for token in tokenize(question.text))
    coverage = TermCoverage(result.terms)
    found: list[ScoredPassage] = []
    best = 0.0
    most = _READ if len(result.terms) < _LONG else _READ_LONG
    for rank, candidate in enumerate(result.candidates[:most]):
        base = _COVERAGE * candidate.coverage + _SCORE * candidate.score
        # No sentence says more of the question than its article does.
        if _SAID * candidate.coverage + base + _SHAPED < _NEAR * best or candidate.article.url is None:
            continue
        for passage in split_passages(candidate.article):
            said = coverage.share(passage.text)
            fits = fits_kind(passage, question.kind, typed)
            score = _SAID * said + base + (_SHAPED if fits else 0.0)
            # Ties go to the better candidate, and to a title before a sentence.
            score -= 0.002 * rank + (0.001 if passage.place == "excerpt" else 0.0)
            found.append(ScoredPassage(passage, candidate, score, said, fits))
            best = max(best, score)
    return sorted(found, key=lambda scored: -scored.score)


def choose_diverse(scored: Sequence[ScoredPassage], most: int = MOST_QUOTES) -> tuple[ScoredPassage, ...]:
    """Choose the best few that are near the best and say something that those before them don't."""
    chosen: list[ScoredPassage] = []
    for passage in scored:
        if passage.score < _NEAR * scored[0].score or len(chosen) == most:
            break
        if not any(_are_alike(passage.passage.text, other.passage.text) for other in chosen):
            chosen.append(passage)
    return tuple(chosen)


def candidates_on_subject(result: SearchResult) -> tuple[Candidate, ...]:
    """Return the candidates that are on the subject, for counts and lists: near the best in what they say of it."""
    found = result.candidates
    return found.covering(0.75) if isinstance(found, CandidateList) else tuple(found)


def _are_alike(first: str, second: str) -> bool:
    return fuzz.token_set_ratio(first, second, processor=str.casefold) >= _ALIKE


class TermCoverage:
    """Measures how much of a question a text says."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._total = sum(term.idf for term in terms)
        self._wanted: dict[str, list[tuple[int, float]]] = {}
        for position, term in enumerate(terms):
            for stemmed, worth in term.stems.items():
                self._wanted.setdefault(stemmed, []).append((position, worth * term.idf))
        self._phrases = {stemmed: stemmed.split("_") for stemmed in self._wanted if "_" in stemmed}
        # Neighbouring words are joined only if that may give a wanted word.
        self._starts = {stemmed[:3] for stemmed in self._wanted}

    def share(self, text: str) -> float:
        """Return the share (0..1) of the question's idf that a text says."""
        if not self._total:
            return 1.0
        words = split_words(text)
        stems = [stem_surface(word) for word in words]
        found = self._wanted.keys() & stems
        found.update(self._wanted.keys() & {stem(word) for word in join_hyphenated(text)})
        for first, second in pairwise(words):
            if (
                f"{first[:3]}{second[:2]}"[:3].casefold() in self._starts
                and (joined := stem(normalize(first) + normalize(second))) in self._wanted
            ):
                found.add(joined)
        found.update(phrase for phrase, parts in self._phrases.items() if _contains(stems, parts))
        best: dict[int, float] = {}
        for stemmed in found:
            for position, worth in self._wanted[stemmed]:
                best[position] = max(worth, best.get(position, 0.0))
        return sum(best.values()) / self._total


def _contains(stems: Sequence[str], parts: Sequence[str]) -> bool:
    size = len(parts)
    return any(stems[at : at + size] == parts for at, stemmed in enumerate(stems) if stemmed == parts[0])


def _verdict(best: ScoredPassage, result: SearchResult, *, fits: bool) -> Verdict:
    """Judge the best sentence. `fits`: it has the names and the kind of figure that the question asks for."""
    confidence = result.confidence
    if len(result.terms) >= _LONG:
        return "found" if confidence >= _LONG_FOUND else "weak" if confidence >= _LONG_WEAK else "nothing"
    coverage = best.candidate.coverage
    if fits and best.said > 0 and confidence >= _SURE and (coverage >= _FOUND or confidence >= _CERTAIN):
        return "found"
    return "weak" if confidence >= _LIKELY or (coverage >= _WEAK and confidence >= _DOUBTFUL) else "nothing"


def _missing_names(result: SearchResult, best: Candidate, desk: Desk) -> tuple[str, ...]:
    """Return names of the question that the best article lacks: it is about another thing, then."""
    if len(result.terms) >= _LONG:
        return ()
    found = set(best.stems)
    missing = [term for term in result.terms if not found.intersection(term.stems)]
    return tuple(term.word for term in missing if _is_name(term, result.question.text, desk))


def _is_name(term: Term, text: str, desk: Desk) -> bool:
    """Whether a word is a name: capitalized within the reader's sentence, or always capitalized in the excerpts."""
    tokens = list(tokenize(text))
    if any(token.surface[0].islower() for token in tokens) and any(
        token.surface == term.word and token.start > 0 and token.surface[0].isupper() for token in tokens
    ):
        return True
    upper = lower = 0
    for match in desk.index.search([TermQuery({term.stem: 1.0})], Filters(), 8):
        excerpt = desk.archive.articles[match.doc].excerpt
        before = "."
        for token in tokenize(excerpt):
            if stem(token.word) == term.stem and before not in ".!?:":
                upper += token.surface[0].isupper()
                lower += token.surface[0].islower()
            before = excerpt[token.end : token.end + 1] or "."
    return upper > 0 and lower == 0

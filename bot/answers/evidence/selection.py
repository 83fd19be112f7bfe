"""Which sentences answer a question, and whether they do: found, weak or nothing, and why.

A sentence is weighed by the share of the question that it says itself, the share that its article says around it, and
whether it has the shape that the question asks for (a duration, a figure, a name). Shares are of idf mass, in which
a word that the archive lacks counts most: that is what makes "nothing" possible where common words overlap.
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
from bot.answers.query.question import Question
from bot.answers.retrieval.search import Candidate, CandidateList, SearchResult
from bot.answers.retrieval.terms import Term

MOST_QUOTES = 4
_READ, _READ_LONG = 12, 8
"""Candidates whose sentences are weighed; what ranks lower is not quoted. A long question spreads its best ones."""

_ALIKE = 84
"""rapidfuzz `token_set_ratio` from which two sentences say the same: the second is left out."""

_SAID, _COVERAGE, _SCORE, _SHAPED = 0.55, 0.3, 0.15, 0.1
"""What counts for a sentence: what it says of the question, what its article does, how that ranks, its shape."""

_NEAR = 0.72
"""The share of the best sentence's score from which another is quoted beside it."""

_FOUND = 0.72
_WEAK = 0.42
"""Shares of the question that the best article must say. Checked by `bench/quality.py` on questions of all kinds."""

_CERTAIN = 0.9
_SURE = 0.5
_LIKELY = 0.45
_DOUBTFUL = 0.18
"""The search's confidence: from which misspelt words may lower the share; that "found" needs; from which it is "weak"
whatever the share; that "weak" needs at least."""

_LONG_FOUND = 0.6
_LONG_WEAK = 0.3
"""The same for long questions, where several articles answer together and the share of one says little."""

_UNFIT = 0.6
"""What is left of the confidence where a name or figure that was asked for is missing."""

_FIGURES = ("how_long", "how_many")
"""Kinds that a sentence without a figure cannot answer; a "when" is answered by the date of the report, at least."""

_LONG = 12
"""Terms from which a question has several clauses: one article need not say all of it."""


class ScoredPassage(Struct, frozen=True):
    """A sentence and what speaks for it, 0..1: `score` orders, `said` is the share of the question in it."""

    passage: Passage
    candidate: Candidate
    score: float
    said: float
    shaped: bool


class SelectedEvidence(Struct, frozen=True):
    """What the candidates' sentences amount to. `quotes`: the best, each saying something of its own.

    `missing`: names of the question that the best article does not have.
    """

    verdict: Verdict
    confidence: float
    quotes: tuple[ScoredPassage, ...]
    missing: tuple[str, ...]


def select_evidence(question: Question, search: SearchResult, desk: Desk) -> SelectedEvidence:
    """Weigh the sentences of the best candidates."""
    weighed = score_passages(question, search)
    if not weighed:
        return SelectedEvidence("nothing", min(search.confidence, 0.1), (), ())
    best = weighed[0]
    missing = _missing_names(question, search.terms, best.candidate, desk)
    shaped = question.kind not in _FIGURES or any(one.shaped for one in weighed if one.score >= 0.8 * best.score)
    fits = shaped and not missing
    verdict = _verdict(best, search, fits=fits)
    confidence = round(search.confidence * (1.0 if fits else _UNFIT), 3)
    return SelectedEvidence(verdict, confidence, () if verdict == "nothing" else choose_diverse(weighed), missing)


def score_passages(question: Question, search: SearchResult) -> list[ScoredPassage]:
    """Every sentence of the best candidates that could be quoted, best first; none of articles without a URL."""
    asked = frozenset(normalize(token.surface) for token in tokenize(question.text))
    sayings = TermCoverage(search.terms)
    found: list[ScoredPassage] = []
    best = 0.0
    most = _READ if len(search.terms) < _LONG else _READ_LONG
    for rank, candidate in enumerate(search.candidates[:most]):
        worth = _COVERAGE * candidate.coverage + _SCORE * candidate.score
        # No sentence says more of the question than its article does.
        if _SAID * candidate.coverage + worth + _SHAPED < _NEAR * best or candidate.article.url is None:
            continue
        for passage in split_passages(candidate.article):
            said = sayings.share(passage.text)
            shaped = fits_kind(passage, question.kind, asked)
            score = _SAID * said + worth + (_SHAPED if shaped else 0.0)
            # The order of retrieval settles what is otherwise equal; a title is quoted before a sentence.
            score -= 0.002 * rank + (0.001 if passage.place == "excerpt" else 0.0)
            found.append(ScoredPassage(passage, candidate, score, said, shaped))
            best = max(best, score)
    return sorted(found, key=lambda one: -one.score)


def choose_diverse(weighed: Sequence[ScoredPassage], most: int = MOST_QUOTES) -> tuple[ScoredPassage, ...]:
    """The best few that are near the best and say something that those before them don't."""
    chosen: list[ScoredPassage] = []
    for one in weighed:
        if one.score < _NEAR * weighed[0].score or len(chosen) == most:
            break
        if any(_alike(one.passage.text, other.passage.text) for other in chosen):
            continue
        chosen.append(one)
    return tuple(chosen)


def candidates_on_subject(search: SearchResult) -> tuple[Candidate, ...]:
    """The candidates that are on the subject, for counting and listing: near the best in what they say of it."""
    found = search.candidates
    return found.covering(0.75) if isinstance(found, CandidateList) else tuple(found)


def _alike(one: str, other: str) -> bool:
    return fuzz.token_set_ratio(one, other, processor=str.casefold) >= _ALIKE


class TermCoverage:
    """How much of a question texts say."""

    def __init__(self, asked: Sequence[Term]) -> None:
        self._total = sum(term.idf for term in asked)
        self._wanted: dict[str, list[tuple[int, float]]] = {}
        for at, term in enumerate(asked):
            for one, worth in term.stems.items():
                self._wanted.setdefault(one, []).append((at, worth * term.idf))
        self._phrases = {one: one.split("_") for one in self._wanted if "_" in one}
        # Neighbours are joined only where that may give a word that is wanted.
        self._starts = {one[:3] for one in self._wanted}

    def share(self, text: str) -> float:
        """The share (0..1) of the question's idf that a text says."""
        if not self._total:
            return 1.0
        words = split_words(text)
        stems = [stem_surface(word) for word in words]
        said = self._wanted.keys() & stems
        said.update(self._wanted.keys() & {stem(word) for word in join_hyphenated(text)})
        for one, other in pairwise(words):
            if (
                f"{one[:3]}{other[:2]}"[:3].casefold() in self._starts
                and (joined := stem(normalize(one) + normalize(other))) in self._wanted
            ):
                said.add(joined)
        said.update(phrase for phrase, parts in self._phrases.items() if _holds(stems, parts))
        best: dict[int, float] = {}
        for one in said:
            for at, worth in self._wanted[one]:
                best[at] = max(worth, best.get(at, 0.0))
        return sum(best.values()) / self._total


def _holds(stems: Sequence[str], parts: Sequence[str]) -> bool:
    size = len(parts)
    return any(stems[at : at + size] == parts for at, one in enumerate(stems) if one == parts[0])


def _verdict(best: ScoredPassage, search: SearchResult, *, fits: bool) -> Verdict:
    """`fits`: the best sentence has the names and the kind of figure that were asked for."""
    sure = search.confidence
    if len(search.terms) >= _LONG:
        return "found" if sure >= _LONG_FOUND else "weak" if sure >= _LONG_WEAK else "nothing"
    said = best.candidate.coverage
    if fits and best.said > 0 and sure >= _SURE and (said >= _FOUND or sure >= _CERTAIN):
        return "found"
    return "weak" if sure >= _LIKELY or (said >= _WEAK and sure >= _DOUBTFUL) else "nothing"


def _missing_names(question: Question, asked: Sequence[Term], best: Candidate, desk: Desk) -> tuple[str, ...]:
    """Names in the question that the best article lacks. Another article about the same thing is not about them."""
    if len(asked) >= _LONG:
        return ()
    has = set(best.stems)
    lacking = [term for term in asked if not has.intersection(term.stems)]
    return tuple(term.word for term in lacking if _is_name(term, question.text, desk))


def _is_name(term: Term, text: str, desk: Desk) -> bool:
    """Whether a word is a name: as the reader writes it within a sentence, or as the archive does in its excerpts."""
    typed = [token for token in tokenize(text) if token.surface == term.word]
    lower = any(token.surface[0].islower() for token in tokenize(text))
    if lower and any(token.start > 0 and token.surface[0].isupper() for token in typed):
        return True
    capital = small = 0
    for match in desk.index.search([TermQuery({term.stem: 1.0})], Filters(), 8):
        article = desk.archive.articles[match.doc]
        before = "."
        for token in tokenize(article.excerpt):
            if stem(token.word) == term.stem and before not in ".!?:":
                capital += token.surface[0].isupper()
                small += token.surface[0].islower()
            before = article.excerpt[token.end : token.end + 1] or "."
    return capital > 0 and small == 0

"""Evidence selection: the sentences that answer a question, and the verdict: found, weak, nothing.

A sentence's score depends on how much of the question it covers, on how much its whole article covers, and on whether
it has the form that the question asks for (a duration, a figure, a name). Coverage is a share of the question's idf.
A word that the archive lacks has the highest idf, so the verdict can be "nothing" if only common words match.
"""

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct
from rapidfuzz import fuzz

from bot.answers.analysis.scripts import is_content_pair
from bot.answers.analysis.stemming import stem, stem_surface
from bot.answers.analysis.tokens import join_hyphenated, normalize, split_words, tokenize
from bot.answers.answer import Verdict
from bot.answers.desk.desk import Desk
from bot.answers.evidence.passages import Passage, fits_kind, split_passages
from bot.answers.index.reader import Filters, TermQuery
from bot.answers.retrieval.plan import has_excluded_words
from bot.answers.retrieval.search import Candidate, CandidateList, SearchResult
from bot.answers.retrieval.terms import Term

MAX_QUOTES = 4

_SCORED, _SCORED_LONG = 12, 8
"""Candidates whose sentences are scored, for short and for long questions. A long question's best candidates differ
more from the others. Sentences of lower candidates are never quoted."""

_SAME_SENTENCE = 84
"""The rapidfuzz `token_set_ratio` from which two sentences say the same, so that only the first is quoted."""

_PASSAGE_WEIGHT, _ARTICLE_WEIGHT, _SCORE_WEIGHT, _KIND_WEIGHT = 0.55, 0.3, 0.15, 0.1
"""Weights of a sentence's features: its coverage, its article's coverage, its article's score, and whether it fits the
kind of question."""

_QUOTED_SHARE = 0.72
"""The share of the best sentence's score that another sentence needs to be quoted, too."""

_FOUND_COVERAGE = 0.72
_WEAK_COVERAGE = 0.42
"""The best article's coverage that each verdict needs. `bench/quality.py` checks them on questions of all kinds."""

_FOUND_WITHOUT_COVERAGE = 0.9
_FOUND_CONFIDENCE = 0.5
_WEAK_WITHOUT_COVERAGE = 0.45
_WEAK_CONFIDENCE = 0.18
"""The search's confidence that each verdict needs, and the one from which it needs no coverage: words may be
misspelt."""

_LONG_FOUND_CONFIDENCE = 0.6
_LONG_WEAK_CONFIDENCE = 0.3
"""The same for long questions. Several articles answer them together, so the coverage of one says little."""

_UNFIT_FACTOR = 0.6
"""What the confidence is multiplied by if a name or figure that the question asks for is missing."""

_FIGURE_KINDS = ("how_long", "how_many", "how_much", "percent")
"""Kinds that only a sentence with a figure answers. A "when" is answered at least by the date of the report."""

_FIGURE_SHARE = 0.8
"""The share of the best sentence's score that the sentence with the figure needs."""

_LONG_QUESTION = 12
"""Terms from which a question has several clauses, and one article need not cover all of them."""

_NAME_SAMPLE = 8
"""Articles that are read to see how a word is capitalized."""


class ScoredPassage(Struct, frozen=True):
    """A sentence with its score (0..1). `coverage`: the share of the question that it covers. `fits_kind`: it has the
    form that the kind of question asks for (a duration, a figure, a name)."""

    passage: Passage
    candidate: Candidate
    score: float
    coverage: float
    fits_kind: bool


class SelectedEvidence(Struct, frozen=True):
    """The best sentences for a question, and how well they answer it.

    `quotes`: the best few, each saying something that the others don't. `missing_names`: names of the question that
    the best article doesn't have. `confidence`: 0..1 that the quotes answer. `scored`: the sentences that the quotes
    were chosen from, best first.
    """

    verdict: Verdict
    confidence: float
    quotes: tuple[ScoredPassage, ...]
    missing_names: tuple[str, ...]
    scored: tuple[ScoredPassage, ...] = ()


def select_evidence(result: SearchResult, desk: Desk) -> SelectedEvidence:
    """Select the sentences that answer a question from the best candidates, and judge whether they do."""
    scored = score_passages(result)
    if not scored:
        return SelectedEvidence("nothing", min(result.confidence, 0.1), (), ())
    best = scored[0]
    missing_names = _find_missing_names(result, best.candidate, desk)
    has_figure = result.question.kind not in _FIGURE_KINDS or any(
        passage.fits_kind for passage in scored if passage.score >= _FIGURE_SHARE * best.score
    )
    fits = has_figure and not missing_names
    verdict = _judge(best, result, fits=fits)
    confidence = round(result.confidence * (1.0 if fits else _UNFIT_FACTOR), 3)
    quotes = () if verdict == "nothing" else select_diverse(scored)
    return SelectedEvidence(verdict, confidence, quotes, missing_names, tuple(scored))


def score_passages(result: SearchResult) -> list[ScoredPassage]:
    """Score the sentences of the best candidates, best first. Articles without a URL can't be quoted and have none."""
    question = result.question
    question_words = frozenset(normalize(token.surface) for token in tokenize(question.text))
    coverage = TermCoverage(result.terms)
    scored: list[ScoredPassage] = []
    best = 0.0
    limit = _SCORED if len(result.terms) < _LONG_QUESTION else _SCORED_LONG
    for rank, candidate in enumerate(result.candidates[:limit]):
        article_score = _ARTICLE_WEIGHT * candidate.coverage + _SCORE_WEIGHT * candidate.score
        # No sentence covers more of the question than its whole article does.
        highest = _PASSAGE_WEIGHT * candidate.coverage + article_score + _KIND_WEIGHT
        if highest < _QUOTED_SHARE * best or candidate.article.url is None:
            continue
        for passage in split_passages(candidate.article):
            if has_excluded_words(passage.text, result.plan):
                continue
            passage_coverage = coverage.measure(passage.text)
            fits = fits_kind(passage, question.kind, question_words)
            score = _PASSAGE_WEIGHT * passage_coverage + article_score + (_KIND_WEIGHT if fits else 0.0)
            # Ties go to the better candidate, and to a title before a sentence.
            score -= 0.002 * rank + (0.001 if passage.place == "excerpt" else 0.0)
            scored.append(ScoredPassage(passage, candidate, score, passage_coverage, fits))
            best = max(best, score)
    return sorted(scored, key=lambda passage: -passage.score)


def select_diverse(scored: Sequence[ScoredPassage], limit: int = MAX_QUOTES) -> tuple[ScoredPassage, ...]:
    """Select the best few sentences: near the best in score, and none that says the same as one before it."""
    selected: list[ScoredPassage] = []
    for passage in scored:
        if passage.score < _QUOTED_SHARE * scored[0].score or len(selected) == limit:
            break
        if not any(_say_the_same(passage.passage.text, other.passage.text) for other in selected):
            selected.append(passage)
    return tuple(selected)


def select_on_subject(result: SearchResult) -> tuple[Candidate, ...]:
    """Select the candidates that are on the subject, to count or list them: near the best in coverage."""
    candidates = result.candidates
    return candidates.select_covering(0.75) if isinstance(candidates, CandidateList) else tuple(candidates)


class TermCoverage:
    """Measures how much of a question a text covers."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._total = sum(term.idf for term in terms)
        self._positions_of_stem: dict[str, list[tuple[int, float]]] = {}
        """The positions of the terms that a stem matches, each with its weight times the term's idf."""
        for position, term in enumerate(terms):
            for stemmed, weight in term.stems.items():
                self._positions_of_stem.setdefault(stemmed, []).append((position, weight * term.idf))
        self._phrases = {stemmed: stemmed.split("_") for stemmed in self._positions_of_stem if "_" in stemmed}
        self._prefixes = {stemmed[:3] for stemmed in self._positions_of_stem}

    def measure(self, text: str) -> float:
        """Return the share (0..1) of the question's idf that a text covers; 1 if the question has no terms."""
        if not self._total:
            return 1.0
        covered: dict[int, float] = {}
        for stemmed in self._find_stems(text):
            for position, idf in self._positions_of_stem[stemmed]:
                covered[position] = max(idf, covered.get(position, 0.0))
        return sum(covered.values()) / self._total

    def _find_stems(self, text: str) -> set[str]:
        """Find the stems that match terms, also in hyphenated, run-together and several words."""
        words = split_words(text)
        stems = [stem_surface(word) for word in words]
        matches = self._positions_of_stem.keys() & stems
        matches.update(self._positions_of_stem.keys() & {stem(word) for word in join_hyphenated(text)})
        for first, second in pairwise(words):
            # Stemming is slow, so neighbours are only joined if a stem begins like them.
            if (
                f"{first[:3]}{second[:2]}"[:3].casefold() in self._prefixes
                and (joined := stem(normalize(first) + normalize(second))) in self._positions_of_stem
            ):
                matches.add(joined)
        matches.update(phrase for phrase, parts in self._phrases.items() if _contains(stems, parts))
        return matches


def _contains(stems: Sequence[str], phrase: Sequence[str]) -> bool:
    size = len(phrase)
    return any(stems[at : at + size] == phrase for at, stemmed in enumerate(stems) if stemmed == phrase[0])


def _say_the_same(first: str, second: str) -> bool:
    return fuzz.token_set_ratio(first, second, processor=str.casefold) >= _SAME_SENTENCE


def _judge(best: ScoredPassage, result: SearchResult, *, fits: bool) -> Verdict:
    """Judge by the best sentence. `fits`: no name and no figure that the question asks for is missing."""
    confidence = result.confidence
    if len(result.terms) >= _LONG_QUESTION:
        if confidence >= _LONG_FOUND_CONFIDENCE:
            return "found"
        return "weak" if confidence >= _LONG_WEAK_CONFIDENCE else "nothing"
    coverage = best.candidate.coverage
    is_covered = coverage >= _FOUND_COVERAGE or confidence >= _FOUND_WITHOUT_COVERAGE
    if fits and best.coverage > 0 and confidence >= _FOUND_CONFIDENCE and is_covered:
        return "found"
    if confidence >= _WEAK_WITHOUT_COVERAGE or (coverage >= _WEAK_COVERAGE and confidence >= _WEAK_CONFIDENCE):
        return "weak"
    return "nothing"


def _find_missing_names(result: SearchResult, best: Candidate, desk: Desk) -> tuple[str, ...]:
    """Find the names of a short question that the best article lacks. It is about something else, then."""
    if len(result.terms) >= _LONG_QUESTION:
        return ()
    stems = set(best.stems)
    missing = [term for term in result.terms if not stems.intersection(term.stems)]
    return tuple(term.word for term in missing if _is_name(term, result.question.text, desk))


def _is_name(term: Term, text: str, desk: Desk) -> bool:
    """Tell whether a term is a name: capitalized within the reader's sentence, or always capitalized in excerpts.

    Chinese characters and katakana have no capitals, and two of them may always be a name.
    """
    if is_content_pair(term.word):
        return True
    tokens = list(tokenize(text))
    if any(token.surface[0].islower() for token in tokens) and any(
        token.surface == term.word and token.start > 0 and token.surface[0].isupper() for token in tokens
    ):
        return True
    upper = lower = 0
    for match in desk.index.search([TermQuery({term.stem: 1.0})], Filters(), _NAME_SAMPLE):
        excerpt = desk.archive.articles[match.doc].excerpt
        mark = "."
        for token in tokenize(excerpt):
            # The first word of a sentence is always capitalized.
            if stem(token.word) == term.stem and mark not in ".!?:":
                upper += token.surface[0].isupper()
                lower += token.surface[0].islower()
            mark = excerpt[token.end : token.end + 1] or "."
    return upper > 0 and lower == 0

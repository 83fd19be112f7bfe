"""Search: the articles of an archive that are near a question, best first. Every answer starts here."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.answers.analysis.stemming import stem_surface
from bot.answers.analysis.tokens import split_words
from bot.answers.desk.desk import Desk
from bot.answers.index.reader import OutletBoost, TermQuery
from bot.answers.query.question import Question
from bot.answers.retrieval.confidence import MatchStrength, estimate_confidence, measure_strength
from bot.answers.retrieval.features import measure_boosts
from bot.answers.retrieval.plan import QueryPlan, plan_query
from bot.answers.retrieval.ranking import RankedDoc, diversify, rank
from bot.answers.retrieval.terms import Term
from bot.coverage.article import Article
from bot.coverage.columns.sequences import LazySequence

_POOL = 60
"""Candidates by BM25 that are ranked. With 40 more, no further article came among the best where it was measured."""

_DIVERSIFY_FROM = 0.5
"""The length of a question (`QueryPlan.length`) from which results are ordered so that they complement one another."""

_HEADLINE = 0.95
_HEADLINE_TERMS = 4
"""The share of a question that must stand in one title, and its fewest terms, for it to be a part of a headline."""

_OUTLET_BONUS = 0.3
"""What a mentioned outlet adds when candidates are chosen, as a share of the question's idf mass. Long questions over
titles alone found 48% of their articles among the first 100 without it, 85% with it."""


class Candidate(Struct, frozen=True):
    """An article near a question. All figures but `bm25` are 0..1 and comparable over questions.

    `score`: what candidates are ordered by. `coverage`: the share of the question that the article says. `title`: the
    mean of two shares, of the question in the title and of the title in the question. `pairs`: the share of the
    question's neighbouring words that are neighbours in the article. `stems`: stems of the article that match terms.
    """

    article: Article
    score: float
    bm25: float
    coverage: float
    title: float
    pairs: float
    stems: tuple[str, ...]


class SearchResult(Struct, frozen=True):
    """What a search found. `candidates`: best first.

    `confidence`: how likely (0..1) the archive answers the question, estimated from `strength`. `total`: how many
    articles pass the limits of a question that is nothing but limits, else 0.
    """

    plan: QueryPlan
    candidates: Sequence[Candidate] = ()
    strength: MatchStrength = MatchStrength()
    confidence: float = 0.0
    total: int = 0

    @property
    def question(self) -> Question:
        """The question as it was searched for."""
        return self.plan.question

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms that were searched for."""
        return self.plan.terms


class CandidateList(LazySequence[Candidate]):
    """Candidates best first, each built when it is first used: most are only ranked."""

    def __init__(self, ranked: Sequence[RankedDoc], desk: Desk) -> None:
        self._ranked = ranked
        self._desk = desk
        self._built: dict[int, Candidate] = {}

    def __len__(self) -> int:
        return len(self._ranked)

    def _item(self, index: int) -> Candidate:
        if index not in self._built:
            self._built[index] = _build_candidate(self._ranked[index], self._desk)
        return self._built[index]

    def covering(self, share: float) -> tuple[Candidate, ...]:
        """Return those that say at least this share of what the best says of the question, and 0.6 of the question."""
        most = max((ranked.features.coverage for ranked in self._ranked), default=0.0)
        least = max(0.6, share * most)
        return tuple(self[at] for at, ranked in enumerate(self._ranked) if ranked.features.coverage >= least)


def search(question: Question, desk: Desk, *, limit: int = _POOL) -> SearchResult:
    """Find the articles near a question, best first. Never raises, whatever was typed.

    Explicit outlets, dates and topics are limits; mentioned ones boost. A question that only sets limits gets the
    newest articles within them.
    """
    plan = plan_query(question, desk)
    result = _search(plan, desk, limit)
    if question.dates_explicit and not _is_headline(result):
        # "diablo launch april 2023" may be a part of a headline, which was published at some other time.
        as_words = replace(question, subject=question.text, dates=None, dates_explicit=False, date_ranges=())
        headline = _search(plan_query(as_words, desk), desk, limit)
        if _is_headline(headline):
            unlimited = replace(question, dates_explicit=False)
            return replace(headline, plan=replace(headline.plan, question=unlimited))
    return result


def matched_words(candidate: Candidate) -> tuple[str, ...]:
    """Return the words of the question that an article has, as the article writes them, in its order."""
    stems = {part for stem in candidate.stems for part in stem.split("_")}
    found: dict[str, str] = {}
    for text in (candidate.article.title, candidate.article.excerpt):
        for word in split_words(text):
            if (stemmed := stem_surface(word)) in stems:
                found.setdefault(stemmed, word)
    return tuple(found.values())


def unscored(article: Article) -> Candidate:
    """Return an article as a candidate if there were no words to score it by."""
    return Candidate(article, 1.0, 0.0, 1.0, 0.0, 0.0, ())


def _search(plan: QueryPlan, desk: Desk, limit: int) -> SearchResult:
    if not plan.terms:
        return _newest(plan, desk, limit)
    ranked = _rank(plan, desk, limit)
    strength = measure_strength(plan, ranked)
    confidence = estimate_confidence(strength)
    return SearchResult(plan, CandidateList(ranked[:limit], desk), strength, confidence)


def _is_headline(result: SearchResult) -> bool:
    """Whether a question is nothing but words of the best article's title."""
    return len(result.terms) >= _HEADLINE_TERMS and result.strength.title >= _HEADLINE


def _newest(plan: QueryPlan, desk: Desk, limit: int) -> SearchResult:
    """Return the newest articles within the limits of a plan without terms; none if it has no limits either."""
    if plan.filters.is_empty:
        return SearchResult(plan)
    numbers = list(desk.index.iterate_newest(plan.filters))
    candidates = tuple(unscored(desk.archive.articles[number]) for number in numbers[:limit])
    certain = 1.0 if candidates else 0.0
    strength = MatchStrength(score=certain, coverage=certain, unknown=1.0 - certain)
    return SearchResult(plan, candidates, strength=strength, confidence=certain, total=len(numbers))


def _rank(plan: QueryPlan, desk: Desk, limit: int) -> list[RankedDoc]:
    queries = [TermQuery(term.stems) for term in plan.terms if term.stems]
    if not queries:
        return []
    bonus = OutletBoost(plan.boosted_outlets, _OUTLET_BONUS * sum(term.idf for term in plan.terms))
    matches = desk.index.search(queries, plan.filters, max(limit, _POOL), bonus)
    outlets = {match.doc: desk.archive.outlet_of(match.doc) for match in matches}
    days = {match.doc: desk.archive.day_of(match.doc) for match in matches} if plan.boosted_dates else {}
    boosts = measure_boosts(plan, outlets, days)
    ranked = rank(plan, boosts, matches, desk.index)
    if plan.length < _DIVERSIFY_FROM:
        return ranked
    return diversify(plan.terms, ranked, outlets, several=len(plan.boosted_outlets) > 1)


def _build_candidate(ranked: RankedDoc, desk: Desk) -> Candidate:
    features = ranked.features
    stems = desk.index.vocabulary.stems
    return Candidate(
        article=desk.archive.articles[ranked.doc],
        score=ranked.score,
        bm25=ranked.bm25,
        coverage=features.coverage,
        title=(features.in_title + features.of_title) / 2,
        pairs=features.pairs,
        stems=tuple(stems[number] for number in sorted(ranked.stems)),
    )

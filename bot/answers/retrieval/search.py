"""The search that every answer starts from: the archive's articles near a question, best first."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.answers.analysis.stemming import stem_surface
from bot.answers.analysis.tokens import split_words
from bot.answers.desk.desk import Desk
from bot.answers.index.reader import OutletBoost, TermQuery
from bot.answers.query.question import Question
from bot.answers.retrieval import filters as mentioned
from bot.answers.retrieval.confidence import MatchStrength, estimate_confidence, measure_strength
from bot.answers.retrieval.features import RankingQuery
from bot.answers.retrieval.ranking import RankedDoc, diversify, rank
from bot.answers.retrieval.terms import Correction, Term, build_terms, list_corrections, split_clauses
from bot.coverage.article import Article
from bot.coverage.columns.sequences import LazySequence

_POOL = 60
"""Candidates by BM25 that are ranked again. Of 40 more, none came among the best where it was measured."""

_SPREAD_FROM = 0.5
"""Length from which the articles are ordered so that they add to one another."""

_PHRASES = 8
"""Phrases in quotation marks that are looked for word for word."""

_HEADLINE = 0.95
_HEADLINE_TERMS = 4
"""The share of a question that must stand in a title, and its fewest terms, for it to be a piece of a headline."""

_FAVOUR = 0.3
"""What an outlet that was mentioned adds when candidates are chosen, as a share of the question's idf mass. Long
questions over titles alone found 48% of their articles among the first 100 without it, 85% with it."""


class Candidate(Struct, frozen=True):
    """An article near a question. All figures are 0..1 and comparable over questions, but `bm25`.

    `score`: what it is ordered by. `coverage`: the share of what the question says that the article has. `title`:
    how much of the title the question says, and of the question the title. `pairs`: the share of the question's
    neighbouring words that stand together in the article too. `stems`: its own, by which it satisfies the terms.
    """

    article: Article
    score: float
    bm25: float
    coverage: float
    title: float
    pairs: float
    stems: tuple[str, ...]


class SearchResult(Struct, frozen=True):
    """What was found for a question: candidates best first, its terms, the spelling corrections that were made, and
    `confidence`: how likely (0..1) the archive answers it; `strength` is what that rests on. `dates_as_words`:
    the
    question's dates were not taken for limits after all, since it is a piece of a headline that has them. `total`: how
    many articles pass its limits, where it is nothing but limits."""

    candidates: Sequence[Candidate]
    terms: tuple[Term, ...]
    corrections: tuple[Correction, ...]
    strength: MatchStrength
    confidence: float
    dates_as_words: bool = False
    total: int = 0


class CandidateList(LazySequence[Candidate]):
    """Candidates, best first. Each is built when it is read: most are only ranked and never shown."""

    def __init__(self, ranked: Sequence[RankedDoc], desk: Desk) -> None:
        self._ranked = ranked
        self._desk = desk
        self._candidates: dict[int, Candidate] = {}

    def __len__(self) -> int:
        return len(self._ranked)

    def _item(self, index: int) -> Candidate:
        if index not in self._candidates:
            self._candidates[index] = _candidate(self._ranked[index], self._desk)
        return self._candidates[index]

    def covering(self, share: float) -> tuple[Candidate, ...]:
        """Those that have at least this share of what the best of them has of the question, and 0.6 of it all."""
        most = max((one.features.coverage for one in self._ranked), default=0.0)
        enough = max(0.6, share * most)
        return tuple(self[at] for at, one in enumerate(self._ranked) if one.features.coverage >= enough)


def search(question: Question, desk: Desk, *, limit: int = _POOL) -> SearchResult:
    """What the archive has for a question, best first. Explicit outlets, dates and topics limit; others add weight.

    A question that is nothing but limits gives the newest articles within them. Never raises, whatever was typed.
    """
    found = _search(question, desk, limit)
    if question.dates_explicit and not _is_headline(found):
        # "diablo launch april 2023" may be words of a headline, which then was published at some other time.
        words = replace(question, subject=question.text, dates=None, dates_explicit=False, date_ranges=())
        as_words = _search(words, desk, limit)
        if _is_headline(as_words):
            return replace(as_words, dates_as_words=True)
    return found


def matched_words(candidate: Candidate) -> tuple[str, ...]:
    """The words of the question that an article has, as the article writes them, in its order."""
    wanted = {part for one in candidate.stems for part in one.split("_")}
    found: dict[str, str] = {}
    for text in (candidate.article.title, candidate.article.excerpt):
        for surface in split_words(text):
            if (stemmed := stem_surface(surface)) in wanted:
                found.setdefault(stemmed, surface)
    return tuple(found.values())


def _search(question: Question, desk: Desk, limit: int) -> SearchResult:
    asked = build_terms(mentioned.subject(question), desk.index.vocabulary, desk.speller, desk.synonyms)
    if not asked:
        return _newest(question, desk, limit)
    ranked = _ranked(question, asked, desk, limit)
    strength = measure_strength(asked, ranked, mentioned.length(question))
    return SearchResult(
        candidates=CandidateList(ranked[:limit], desk),
        terms=asked,
        corrections=list_corrections(asked),
        strength=strength,
        confidence=estimate_confidence(strength),
    )


def _is_headline(found: SearchResult) -> bool:
    """Whether a question is nothing but words of the best article's title."""
    return len(found.terms) >= _HEADLINE_TERMS and found.strength.title >= _HEADLINE


def _newest(question: Question, desk: Desk, limit: int) -> SearchResult:
    """For a question without words to look for: the newest articles that pass its limits; none where it has none."""
    filters = mentioned.limits(question)
    if filters.empty:
        return SearchResult((), (), (), MatchStrength(), 0.0)
    places = list(desk.index.newest(filters))
    found = tuple(unscored(desk.archive.articles[place]) for place in places[:limit])
    sure = 1.0 if found else 0.0
    return SearchResult(
        found, (), (), MatchStrength(score=sure, coverage=sure, unknown=1.0 - sure), sure, total=len(places)
    )


def unscored(article: Article) -> Candidate:
    """An article that no words were looked for in."""
    return Candidate(article, 1.0, 0.0, 1.0, 0.0, 0.0, ())


def _ranked(question: Question, asked: Sequence[Term], desk: Desk, limit: int) -> list[RankedDoc]:
    wanted = [TermQuery(term.stems) for term in asked if term.stems]
    if not wanted:
        return []
    outlets = mentioned.favoured(question)
    favour = OutletBoost(outlets, _FAVOUR * sum(term.idf for term in asked))
    matches = desk.index.search(wanted, mentioned.limits(question), max(limit, _POOL), favour)
    docs = [match.doc for match in matches]
    of = {doc: desk.archive.outlet_of(doc) for doc in docs}
    length = mentioned.length(question)
    told = RankingQuery(
        asked,
        length,
        split_clauses(question.text, asked) if length else (),
        [phrase for said in question.phrases[:_PHRASES] if (phrase := desk.analyze(said))],
        {doc: 1.0 for doc, outlet in of.items() if outlet in outlets} if outlets else None,
        mentioned.by_date(question, {doc: desk.archive.day_of(doc) for doc in docs}),
    )
    ranked = rank(told, matches, desk.index)
    return ranked if length < _SPREAD_FROM else diversify(told, ranked, of, several=len(outlets) > 1)


def _candidate(ranked: RankedDoc, desk: Desk) -> Candidate:
    features = ranked.features
    names = desk.index.vocabulary.stems
    return Candidate(
        article=desk.archive.articles[ranked.doc],
        score=ranked.score,
        bm25=ranked.bm25,
        coverage=features.coverage,
        title=(features.in_title + features.of_title) / 2,
        pairs=features.pairs,
        stems=tuple(names[number] for number in sorted(ranked.stems)),
    )

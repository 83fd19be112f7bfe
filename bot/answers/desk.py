"""The desk: an archive made ready for questions, and the search that every answer starts from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from msgspec import Struct

from bot.answers import index as indexing
from bot.answers import synonyms as synonymy
from bot.answers.index import Filters, Index, Wanted
from bot.answers.names import Names
from bot.answers.question import Named, Question
from bot.answers.ranking import Features, Sought, Weights, rank
from bot.answers.spelling import Speller
from bot.answers.synonyms import Synonyms
from bot.answers.terms import Correction, Term, terms
from bot.answers.words import stem, tokens
from bot.coverage.archive import Archive
from bot.coverage.article import Article

_POOL = 100
"""Candidates by BM25 that are ranked again."""


class Candidate(Struct, frozen=True):
    """An article near a question. All figures are 0..1 and comparable over questions, but `bm25`.

    `score`: what it is ordered by. `coverage`: the share of what the question says that the article has. `title`:
    how much of the title the question says, and of the question the title. `stems`: of the question's, those it has.
    """

    article: Article
    score: float
    bm25: float
    coverage: float
    title: float
    pairs: float
    stems: tuple[str, ...]


class Strength(Struct, frozen=True):
    """What speaks for an answer being in the archive. Masses are sums of idf.

    `score`, `coverage`: of the best candidate, and `best_coverage` of any. `mass`: of the whole question. `unknown`:
    the share of it that the archive lacks; `corrected`: the share that rests on corrections, weighed by their doubt.
    """

    score: float = 0.0
    coverage: float = 0.0
    best_coverage: float = 0.0
    pairs: float = 0.0
    mass: float = 0.0
    unknown: float = 1.0
    corrected: float = 0.0
    terms: int = 0


class Search(Struct, frozen=True):
    """What was found for a question: candidates best first, its terms, the spelling corrections that were made, and
    `confidence`: how likely (0..1) the archive answers it."""

    candidates: tuple[Candidate, ...]
    terms: tuple[Term, ...]
    corrections: tuple[Correction, ...]
    strength: Strength
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """An archive with all that answering needs. Immutable; make a new one when the archive changes."""

    archive: Archive
    names: Names
    index: Index
    speller: Speller
    synonyms: Synonyms

    def analyze(self, text: str) -> list[str]:
        """The stems of a text's words in order, stop words included, as the index has them."""
        return [stem(token.word) for token in tokens(text)]

    def idf(self, stemmed: str) -> float:
        """How much a stem says (natural logarithm): near 0 for what stands everywhere, about 10 for the unknown."""
        return self.index.vocabulary.idf(stemmed)

    def matched(self, candidate: Candidate) -> tuple[str, ...]:
        """The words of the question that an article has, as the article writes them, in its order."""
        wanted = set(candidate.stems)
        found: dict[str, str] = {}
        for text in (candidate.article.title, candidate.article.excerpt):
            for token in tokens(text):
                stemmed = stem(token.word)
                if stemmed in wanted:
                    found.setdefault(stemmed, token.surface)
        return tuple(found.values())


def open_desk(archive: Archive, synonyms: Synonyms | None = None) -> Desk:
    """Make an archive ready for questions. Blocking: some seconds for 25,000 articles; keep it off the event loop."""
    index = indexing.build(archive.articles, archive.outlets)
    return Desk(
        archive=archive,
        names=Names.of(archive),
        index=index,
        speller=Speller(index.vocabulary.words),
        synonyms=synonyms if synonyms is not None else synonymy.load(),
    )


def search(question: Question, desk: Desk, *, limit: int = 100) -> Search:
    """What the archive has for a question, best first. Explicit outlets, dates and topics limit; others add weight.

    A question that is nothing but limits gives the newest articles within them. Never raises, whatever was typed.
    """
    filters = limits(question)
    asked = terms(question.subject, desk.index.vocabulary, desk.speller, desk.synonyms)
    if not asked:
        if filters.empty:
            return Search((), (), (), Strength(), 0.0)
        newest = desk.index.search((), filters, limit)
        articles = desk.archive.articles
        return Search(
            tuple(Candidate(articles[match.doc], 1.0, 0.0, 1.0, 0.0, 0.0, ()) for match in newest),
            (),
            (),
            Strength(score=1.0, coverage=1.0, best_coverage=1.0, unknown=0.0),
            1.0 if newest else 0.0,
        )
    wanted = [Wanted(term.stems) for term in asked if term.stems]
    matches = desk.index.search(wanted, filters, max(limit, _POOL)) if wanted else []
    sought = [Sought(term.idf, term.stems) for term in asked]
    ranked = rank(sought, matches, desk.index, _boosts(question, desk, [match.doc for match in matches]), Weights())
    strength = _strength(asked, ranked)
    return Search(
        candidates=tuple(_candidate(features, asked, desk) for features in ranked[:limit]),
        terms=asked,
        corrections=tuple(
            Correction(term.word, " ".join(term.meant), term.likely) for term in asked if term.status == "corrected"
        ),
        strength=strength,
        confidence=_confidence(strength),
    )


def limits(question: Question) -> Filters:
    """What a reader set explicitly. A named outlet or topic that the archive has not sets no limit here."""
    dates = question.dates if question.dates_explicit else None
    return Filters(
        outlets=_keys(question.outlets),
        not_outlets=frozenset(key for named in question.not_outlets for key in named.keys),
        topics=_keys(question.topics),
        first=_day(dates.first) if dates else None,
        last=_day(dates.last) if dates else None,
    )


def _keys(named: Sequence[Named]) -> frozenset[str] | None:
    keys = frozenset(key for one in named if one.explicit for key in one.keys)
    return keys or None


def _day(day: date | None) -> int | None:
    return day.toordinal() if day else None


def _boosts(question: Question, desk: Desk, docs: Sequence[int]) -> dict[int, float]:
    """What outlets, topics and dates that were only mentioned add to an article, 0..1."""
    outlets = {key for one in question.outlets if not one.explicit for key in one.keys}
    dates = question.dates if question.dates and not question.dates_explicit else None
    if not outlets and dates is None:
        return {}
    boosts: dict[int, float] = {}
    for doc in docs:
        article = desk.archive.articles[doc]
        boost = 0.6 if article.outlet in outlets else 0.0
        if dates is not None and article.published is not None:
            day = article.published.day
            if (dates.first is None or dates.first <= day) and (dates.last is None or day <= dates.last):
                boost += 0.4
        if boost:
            boosts[doc] = boost
    return boosts


def _candidate(features: Features, asked: Sequence[Term], desk: Desk) -> Candidate:
    return Candidate(
        article=desk.archive.articles[features.doc],
        score=features.score,
        bm25=features.bm25,
        coverage=features.coverage,
        title=(features.in_title + features.of_title) / 2,
        pairs=features.pairs,
        stems=tuple(stemmed for position in sorted(features.hits) for stemmed in asked[position].stems),
    )


def _strength(asked: Sequence[Term], ranked: Sequence[Features]) -> Strength:
    mass = sum(term.idf for term in asked) or 1.0
    best = ranked[0] if ranked else None
    return Strength(
        score=best.score if best else 0.0,
        coverage=best.coverage if best else 0.0,
        best_coverage=max((features.coverage for features in ranked), default=0.0),
        pairs=best.pairs if best else 0.0,
        mass=mass,
        unknown=sum(term.idf for term in asked if not term.stems) / mass,
        corrected=sum(term.idf * (1 - term.likely) for term in asked if term.status == "corrected") / mass,
        terms=len(asked),
    )


def _confidence(strength: Strength) -> float:
    return min(1.0, max(0.0, strength.score * 1.4))

"""Assess how well a sentence answers a question: which of its requirements the sentence meets, and how it is worded."""

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.answers.analysis.tokens import normalize
from bot.answers.desk.desk import Desk
from bot.answers.evidence import wording
from bot.answers.evidence.matching import TermMatcher, TextMatch, measure_density, merge_weights
from bot.answers.evidence.passages import Passage
from bot.answers.evidence.reading import MatchedArticle, MatchedPassage
from bot.answers.evidence.requirements import Requirements
from bot.answers.evidence.values import ValueFinder
from bot.answers.retrieval.plan import QueryPlan

_MIN_WEIGHT = 0.3
"""The weight from which a matching word counts as the term itself."""

_RELATED_WORDS = 2
"""Different words of a question that an article must have to be about the same thing."""

_HIGH_IDF = 10.0
"""The idf of a word that the archive lacks, about."""

_SHORT_PASSAGE = 5
"""Words below which a sentence is a fragment."""


_MIN_AGREEING_COVERAGE = 0.5
"""The coverage, with the headline, from which a sentence is about the question, so that its value counts."""

_FULL_AGREEMENT = 4
"""Outlets that state a value from which more make it no surer."""


class Assessment(Struct, frozen=True):
    """What speaks for a sentence and against it, each 0..1. Coverage is a share of the question's idf.

    `coverage`: of the sentence; `coverage_with_title`: with its headline; `article_coverage`: of the whole article.
    `missing_names`: the share of the question's names that the article lacks; `distant_names`: that only other
    sentences of the article have; `missing_number`, `missing_year`: a
    number or year of the question is absent, or belongs to another word. `words`: the share of the question's other
    words. `missing_idf`: the highest idf of a term that is neither in the sentence nor in its headline, divided by 10.
    `has_verb`: 1 if it has the main verb of the question, 1/2 if its headline does. `value`: it has the kind of value
    that is asked for; `value_nearness`: how near that is to the question's words. `agreement`: how many other outlets
    state the same value. `density`: how close together its matching words are. `asks` to `no_prose`: its wording
    (see `wording`), in so far as it matters for this question. `title_asks`: its headline is a question.
    `is_title`: it is a headline. `is_fragment`: it is too short for a sentence. `recency`: how late in the archive's
    time it was published. `is_related`: it or its headline has a name of the question or all its words,
    or the article has two of them. `rank`: 1 for the best article, 1/2 for the second …
    `article_score`: that of retrieval.
    """

    coverage: float = 0.0
    coverage_with_title: float = 0.0
    article_coverage: float = 0.0
    missing_names: float = 0.0
    distant_names: float = 0.0
    missing_number: float = 0.0
    missing_year: float = 0.0
    words: float = 1.0
    missing_idf: float = 0.0
    has_verb: float = 1.0
    value: float = 1.0
    value_nearness: float = 1.0
    agreement: float = 0.0
    density: float = 0.0
    asks: float = 0.0
    teases: float = 0.0
    hedges: float = 0.0
    former: float = 0.0
    negation_differs: float = 0.0
    no_prose: float = 0.0
    title_asks: float = 0.0
    is_title: float = 0.0
    is_fragment: float = 0.0
    recency: float = 0.0
    rank: float = 0.0
    article_score: float = 0.0
    is_related: float = 0.0


def assess_passages(
    passages: Sequence[MatchedPassage], plan: QueryPlan, requirements: Requirements, matcher: TermMatcher, desk: Desk
) -> list[Assessment]:
    """Assess how well each sentence answers a question. `matcher`: of the question's terms."""
    assessor = Assessor(plan, requirements, matcher, desk)
    return _add_agreement(
        [assessor.assess(matched.passage, matched.match, matched.article) for matched in passages],
        [assessor.find_values(matched.match) for matched in passages],
        [matched.passage.article.outlet for matched in passages],
    )


class Assessor:
    """Assesses sentences for one question."""

    def __init__(self, plan: QueryPlan, requirements: Requirements, matcher: TermMatcher, desk: Desk) -> None:
        self._terms = plan.terms
        self._requirements = requirements
        self._matcher = matcher
        self._values = ValueFinder(plan, requirements, matcher, desk)
        self._desk = desk
        self._words_idf = sum(self._terms[position].idf for position in requirements.words)

    def assess(self, passage: Passage, match: TextMatch, article: MatchedArticle) -> Assessment:
        """Assess a sentence of an article, apart from the agreement of others."""
        needs = self._requirements
        is_title = passage.place == "title"
        own = dict(match.weights)
        both = own.copy() if is_title else merge_weights(own, article.title.weights)
        missing_number = self._remove_unbound_numbers(match, article.title, own, both)
        missing_year = self._match_years(passage, both)
        names = len(needs.names) or 1
        lost = [position for position in needs.names if both.get(position, 0.0) < _MIN_WEIGHT]
        value, nearness = self._values.rate(match)
        text = passage.text
        return Assessment(
            coverage=self._matcher.measure(own),
            coverage_with_title=self._matcher.measure(both),
            article_coverage=article.coverage,
            missing_names=sum(position not in article.weights for position in lost) / names,
            distant_names=sum(position in article.weights for position in lost) / names,
            missing_number=missing_number,
            missing_year=missing_year,
            words=self._measure_words(both),
            missing_idf=self._find_missing_idf(both),
            has_verb=self._rate_verb(own, both),
            value=value,
            value_nearness=nearness,
            density=measure_density(match),
            asks=float(wording.asks(text)),
            teases=float(wording.teases(text, is_headline=is_title)),
            hedges=float(needs.asks_for_fact and wording.hedges(text)),
            former=float(needs.is_current and wording.is_about_former(text)),
            negation_differs=float(needs.is_negated and not wording.negates(text)),
            no_prose=float(wording.is_no_prose(text)),
            title_asks=float(not is_title and article.title_asks),
            is_title=float(is_title),
            is_fragment=float(match.length < _SHORT_PASSAGE),
            recency=self._measure_recency(passage),
            rank=1 / (1 + article.rank),
            article_score=min(1.0, article.candidate.score),
            is_related=float(self._is_related(article, both)),
        )

    def find_values(self, match: TextMatch) -> frozenset[str]:
        """Find the values of a sentence that could answer the question, in a form that compares."""
        return self._values.find_comparable(match)

    def _remove_unbound_numbers(
        self, match: TextMatch, title: TextMatch, own: dict[int, float], both: dict[int, float]
    ) -> float:
        """Remove numbers that stand beside another word than in the question. Return whether a number is missing."""
        missing = 0.0
        for position in self._requirements.numbers:
            neighbours = self._requirements.neighbours.get(position)
            if (
                neighbours
                and position in both
                and not self._is_beside(position, neighbours, match)
                and not self._is_beside(position, neighbours, title)
            ):
                both.pop(position)
                own.pop(position, None)
            missing = max(missing, float(position not in both))
        return missing

    def _is_beside(self, position: int, neighbours: Collection[str], match: TextMatch) -> bool:
        stems = match.stems
        if any(
            at == position
            and (stems[max(0, index - 1)] in neighbours or stems[min(index + 1, len(stems) - 1)] in neighbours)
            for index, at in match.places
        ):
            return True
        return any(f"{neighbour}{self._terms[position].stem}" in stems for neighbour in neighbours)

    def _match_years(self, passage: Passage, both: dict[int, float]) -> float:
        """Let a year of the question match one of the article's date. Return whether a year is missing."""
        published = passage.article.published
        missing = 0.0
        for position in self._requirements.years:
            if published and normalize(self._terms[position].word) == str(published.day.year):
                both[position] = 1.0
            missing = max(missing, float(position not in both))
        return missing

    def _measure_words(self, weights: Mapping[int, float]) -> float:
        if not self._words_idf:
            return 1.0
        covered = (self._terms[position].idf * weights.get(position, 0.0) for position in self._requirements.words)
        return sum(covered) / self._words_idf

    def _find_missing_idf(self, weights: Mapping[int, float]) -> float:
        missing = (term.idf for position, term in enumerate(self._terms) if weights.get(position, 0.0) < _MIN_WEIGHT)
        return min(1.0, max(missing, default=0.0) / _HIGH_IDF)

    def _rate_verb(self, own: Mapping[int, float], both: Mapping[int, float]) -> float:
        verb = self._requirements.verb
        if verb < 0:
            return 1.0
        if own.get(verb, 0.0) >= _MIN_WEIGHT:
            return 1.0
        return 0.5 if both.get(verb, 0.0) >= _MIN_WEIGHT else 0.0

    def _is_related(self, article: MatchedArticle, both: Mapping[int, float]) -> bool:
        if any(position in both for position in self._requirements.names) or len(both) == len(self._terms):
            return True
        return article.words >= _RELATED_WORDS

    def _measure_recency(self, passage: Passage) -> float:
        published, archive = passage.article.published, self._desk.archive
        if published is None or archive.newest is None or archive.oldest is None:
            return 0.0
        days = (archive.newest.day - archive.oldest.day).days or 1
        return max(0.0, (published.day - archive.oldest.day).days / days)


def _add_agreement(
    assessed: Sequence[Assessment], values: Sequence[frozenset[str]], outlets: Sequence[str]
) -> list[Assessment]:
    """Return the assessments with the agreement of other outlets on their values.

    A value counts once for each outlet, by how well its best sentence covers the question. All three sequences have an
    item a sentence.
    """
    votes: dict[str, dict[str, float]] = {}
    counted = [
        found if _is_about_question(assessment) else frozenset[str]()
        for assessment, found in zip(assessed, values, strict=True)
    ]
    for assessment, found, outlet in zip(assessed, counted, outlets, strict=True):
        vote = assessment.coverage_with_title**2 * assessment.value_nearness
        for value in found:
            by_outlet = votes.setdefault(value, {})
            by_outlet[outlet] = max(vote, by_outlet.get(outlet, 0.0))
    return [
        replace(assessment, agreement=_measure_agreement(found, votes)) if found else assessment
        for assessment, found in zip(assessed, counted, strict=True)
    ]


def _is_about_question(assessment: Assessment) -> bool:
    return assessment.coverage_with_title >= _MIN_AGREEING_COVERAGE and not (
        assessment.missing_names or assessment.distant_names
    )


def _measure_agreement(found: frozenset[str], votes: Mapping[str, Mapping[str, float]]) -> float:
    highest = max(sum(votes[value].values()) for value in found)
    return min(1.0, highest / _FULL_AGREEMENT)

"""Assess how well a sentence answers a question: which of its requirements the sentence meets, and how it is worded."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from bot.answers.analysis.tokens import normalize
from bot.answers.desk.desk import Desk
from bot.answers.evidence import wording
from bot.answers.evidence.matching import TermMatcher, TextMatch, merge_weights
from bot.answers.evidence.passages import Passage
from bot.answers.evidence.reading import MatchedArticle, MatchedPassage
from bot.answers.evidence.requirements import Requirements
from bot.answers.evidence.values import YEAR, ValueFinder
from bot.answers.retrieval.plan import QueryPlan

_MIN_WEIGHT = 0.3
"""The weight from which a matching word counts as the term itself."""

_MAX_VALUES = 3
"""Values of a sentence that count; further ones say nothing more."""

_BESIDE_VERB = 4
"""Words within which subject and object stand beside a verb, and "by" follows one in the passive."""


class Assessment(Struct, frozen=True):
    """What speaks for a sentence and against it, each 0..1. Coverage is a share of the question's idf.

    `coverage`: of the sentence; `coverage_with_title`: with its headline. `terms`, `terms_with_title`: the share of the
    question's terms. `missing_names`: the share of the question's names that the article lacks; `distant_names`: that
    only other sentences of the article have. `missing_number`, `missing_year`: a number or year of the question is
    absent, or belongs to another word. `has_verb`: 1 if it has the main verb of the question, 1/2 if its headline does.
    `value`: it has the kind of value that is asked for; `value_nearness`: how near that is to the question's words;
    `values`: how many of that kind it has. `detail`: as `value`, if something else than a name is asked for.
    `has_holder`: it names who has the role that is asked for. `has_figure`: it has a figure that the question lacks.
    `asks` to `no_prose`: its wording (see `wording`), in so far as it matters for this question. `swaps_roles`: a yes
    or no is asked for, and it says that the object did to the subject what is asked ("did A sue B": "B sues A").
    `recency`: how late in the archive's time it was published. `rank`: 1 for the best article, 1/2 for the second …
    `article_score`: that of retrieval.
    """

    coverage: float = 0.0
    coverage_with_title: float = 0.0
    terms: float = 0.0
    terms_with_title: float = 0.0
    missing_names: float = 0.0
    distant_names: float = 0.0
    missing_number: float = 0.0
    missing_year: float = 0.0
    has_verb: float = 1.0
    value: float = 1.0
    value_nearness: float = 1.0
    values: float = 0.0
    detail: float = 0.0
    has_holder: float = 0.0
    has_figure: float = 0.0
    asks: float = 0.0
    hedges: float = 0.0
    former: float = 0.0
    negation_differs: float = 0.0
    no_prose: float = 0.0
    swaps_roles: float = 0.0
    recency: float = 0.0
    rank: float = 0.0
    article_score: float = 0.0


def assess_passages(
    passages: Sequence[MatchedPassage], plan: QueryPlan, requirements: Requirements, matcher: TermMatcher, desk: Desk
) -> list[Assessment]:
    """Assess how well each sentence answers a question. `matcher`: of the question's terms."""
    assessor = Assessor(plan, requirements, matcher, desk)
    return [assessor.assess(matched.passage, matched.match, matched.article) for matched in passages]


class _Neighbours(Struct, frozen=True):
    """The stems of the words that a number of a question belongs to, as numbers of the vocabulary.

    `joined`: the stems of those words that are written as one with it ("diablo4").
    """

    beside: frozenset[int]
    joined: frozenset[int]


class Assessor:
    """Assesses sentences for one question."""

    def __init__(self, plan: QueryPlan, requirements: Requirements, matcher: TermMatcher, desk: Desk) -> None:
        self._terms = plan.terms
        self._requirements = requirements
        self._matcher = matcher
        number_stems = desk.index.vocabulary.stem_numbers
        self._neighbours = {
            position: _Neighbours(
                number_stems(stems), number_stems(f"{stemmed}{self._terms[position].stem}" for stemmed in stems)
            )
            for position, stems in requirements.neighbours.items()
        }
        self._years_of = [(number_stems(stems), year) for stems, year in requirements.years_of]
        self._values = ValueFinder(plan, requirements, matcher, desk)
        oldest, newest = desk.archive.oldest, desk.archive.newest
        self._first_day = oldest.day if oldest is not None else None
        self._days = (newest.day - oldest.day).days or 1 if oldest is not None and newest is not None else 0

    def assess(self, passage: Passage, match: TextMatch, article: MatchedArticle) -> Assessment:
        """Assess a sentence of an article."""
        needs = self._requirements
        own = dict(match.weights)
        both = own.copy() if passage.place == "title" else merge_weights(own, article.title.weights)
        missing_number = self._remove_unbound_numbers(match, article.title, own, both) if needs.numbers else 0.0
        missing_year = self._match_years(passage, both) if needs.years else 0.0
        if needs.years_of and (self._has_other_year(match) or self._has_other_year(article.title)):
            missing_year = 1.0
        names = len(needs.names) or 1
        lost = [position for position in needs.names if both.get(position, 0.0) < _MIN_WEIGHT]
        distant = sum(map(article.has_term, lost))
        value, nearness = self._values.rate(match)
        text = passage.text
        return Assessment(
            coverage=self._matcher.measure(own),
            coverage_with_title=self._matcher.measure(both),
            terms=self._measure_terms(own),
            terms_with_title=self._measure_terms(both),
            missing_names=(len(lost) - distant) / names,
            distant_names=distant / names,
            missing_number=missing_number,
            missing_year=missing_year,
            has_verb=self._rate_verb(own, both),
            value=value,
            value_nearness=nearness,
            values=min(1.0, self._values.count(match) / _MAX_VALUES),
            detail=value if needs.value_type not in ("any", "name") else 0.0,
            has_holder=float(self._values.has_role_holder(match)),
            has_figure=float(self._values.has_figure(text)),
            asks=float(wording.asks(text)),
            hedges=float(needs.asks_for_fact and wording.hedges(text)),
            former=float(needs.is_current and wording.is_about_former(text)),
            negation_differs=float(needs.is_negated and not wording.negates(text)),
            no_prose=float(wording.is_no_prose(text)),
            swaps_roles=float(self._swaps_roles(match)),
            recency=self._measure_recency(passage),
            rank=1 / (1 + article.rank),
            article_score=min(1.0, article.candidate.score),
        )

    def _measure_terms(self, weights: Mapping[int, float]) -> float:
        return sum([weight >= _MIN_WEIGHT for weight in weights.values()]) / (len(self._terms) or 1)

    def _remove_unbound_numbers(
        self, match: TextMatch, title: TextMatch, own: dict[int, float], both: dict[int, float]
    ) -> float:
        """Remove numbers that stand beside another word than in the question. Return whether a number is missing."""
        missing = 0.0
        for position in self._requirements.numbers:
            neighbours = self._neighbours.get(position)
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

    def _is_beside(self, position: int, neighbours: _Neighbours, match: TextMatch) -> bool:
        stems, beside = match.stems, neighbours.beside
        for index, at in match.places:
            if at == position and (
                stems[max(0, index - 1)] in beside or stems[min(index + 1, len(stems) - 1)] in beside
            ):
                return True
        return not neighbours.joined.isdisjoint(stems)

    def _match_years(self, passage: Passage, both: dict[int, float]) -> float:
        """Let a year of the question match one of the article's date. Return whether a year is missing."""
        published = passage.article.published
        missing = 0.0
        for position in self._requirements.years:
            if published and normalize(self._terms[position].word) == str(published.day.year):
                both[position] = 1.0
            missing = max(missing, float(position not in both))
        return missing

    def _has_other_year(self, match: TextMatch) -> bool:
        """Tell whether a year stands behind a word that has another one in the question: an article of 2022 on
        "Blizzcon 2019" says nothing of "Blizzcon 2022"."""
        return any(
            stemmed in stems and YEAR.fullmatch(after) is not None and after != year
            for stems, year in self._years_of
            for stemmed, (after, _) in zip(match.stems, match.words[1:], strict=False)
        )

    def _rate_verb(self, own: Mapping[int, float], both: Mapping[int, float]) -> float:
        verb = self._requirements.verb
        if verb < 0:
            return 1.0
        if own.get(verb, 0.0) >= _MIN_WEIGHT:
            return 1.0
        return 0.5 if both.get(verb, 0.0) >= _MIN_WEIGHT else 0.0

    def _swaps_roles(self, match: TextMatch) -> bool:
        """Tell whether the words around the verb of the question stand the other way round, and not in the passive."""
        verb = self._requirements.verb
        if verb < 0 or not self._requirements.asks_whether:
            return False
        subjects = [index for index, position in match.places if position < verb]
        objects = [index for index, position in match.places if position > verb]
        verbs = [index for index, position in match.places if position == verb]
        if any(min(subjects, default=at) < at < max(objects, default=at) for at in verbs):
            return False
        return any(
            any(at - _BESIDE_VERB <= index < at for index in objects)
            and any(at < index <= at + _BESIDE_VERB for index in subjects)
            and all(word.casefold() != "by" for word, _ in match.words[at + 1 : at + 1 + _BESIDE_VERB])
            for at in verbs
        )

    def _measure_recency(self, passage: Passage) -> float:
        published = passage.article.published
        if published is None or self._first_day is None or not self._days:
            return 0.0
        return max(0.0, (published.day - self._first_day).days / self._days)

"""Assess how well a sentence answers a question: which of its requirements the sentence meets, and how it is worded."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import astuple

from bot.answers.analysis.tokens import normalize
from bot.answers.desk.desk import Desk
from bot.answers.evidence import wording
from bot.answers.evidence.matching import TermMatcher, TextMatch, merge_weights
from bot.answers.evidence.passages import Passage
from bot.answers.evidence.reading import MatchedArticle, MatchedPassage
from bot.answers.evidence.requirements import Requirements
from bot.answers.evidence.values import YEAR, ValueFinder
from bot.answers.retrieval.plan import QueryPlan
from bot.coverage.article import Article

_MIN_WEIGHT = 0.3
"""The weight from which a matching word counts as the term itself."""

_MAX_VALUES = 3
"""Values of a sentence that count; further ones say nothing more."""

_BESIDE_VERB = 4
"""Words within which subject and object stand beside a verb, and "by" follows one in the passive."""


class Assessment(Struct, frozen=True):
    """What speaks for a sentence and against it, each 0..1.

    `coverage`: the share of the question's idf that it covers. `terms`: the share of the question's terms.
    `missing_names`: the share of the question's names that the article lacks; `distant_names`: that only other
    sentences of the article have. `has_verb`: 1 if it has the main verb of the question, 1/2 if its headline does.
    `value`: it has the kind of value that is asked for; `values`: how many of that kind it has. `detail`: as `value`,
    if something else than a name is asked for. `has_holder`: it names who has the role that is asked for. `has_figure`:
    it has a figure that the question lacks. `asks` to `no_prose`: its wording (see `wording`), in so far as it matters
    for this question. `recency`: how late in the archive's time it was published. `rank`: 1 for the best article, 1/2
    for the second … `article_score`: that of retrieval.
    """

    coverage: float = 0.0
    terms: float = 0.0
    missing_names: float = 0.0
    distant_names: float = 0.0
    has_verb: float = 1.0
    value: float = 1.0
    values: float = 0.0
    detail: float = 0.0
    has_holder: float = 0.0
    has_figure: float = 0.0
    asks: float = 0.0
    hedges: float = 0.0
    negation_differs: float = 0.0
    no_prose: float = 0.0
    recency: float = 0.0
    rank: float = 0.0
    article_score: float = 0.0


class FullAssessment(Assessment, frozen=True):
    """An assessment with what only the verdict needs to know, and of the best sentence alone.

    `coverage_with_title`, `terms_with_title`: of the sentence and its headline. `missing_number`, `missing_year`: a
    number or year of the question is absent, or belongs to another word. `value_nearness`: how near the value is to the
    question's words. `former`: it says how something was before, and the question asks how it is. `swaps_roles`: a yes
    or no is asked for, and it says that the object did to the subject what is asked ("did A sue B": "B sues A").
    """

    coverage_with_title: float = 0.0
    terms_with_title: float = 0.0
    missing_number: float = 0.0
    missing_year: float = 0.0
    value_nearness: float = 1.0
    former: float = 0.0
    swaps_roles: float = 0.0


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
        self._first_day = oldest.day.toordinal() if oldest is not None else 0
        self._days = newest.day.toordinal() - self._first_day or 1 if newest is not None else 1

    def assess(self, passages: Sequence[MatchedPassage]) -> list[Assessment]:
        """Assess sentences for their scores: one feature of all of them after the other."""
        needs, values = self._requirements, self._values
        none = [0.0] * len(passages)
        matches, articles = [each.match for each in passages], [each.article for each in passages]
        texts = [match.text for match in matches]
        own = [self._drop_unbound(each.match.weights, each) for each in passages]
        titles = [_get_title_weights(each) for each in passages]
        missing, distant = self._rate_names(articles, own, titles) if needs.names else (none, none)
        has_values = needs.value_type != "any"
        value = list(map(values.rate, matches)) if has_values else [1.0] * len(passages)
        features: Mapping[str, Sequence[float]] = {
            "coverage": list(map(self._matcher.measure, own)),
            "terms": list(map(self._measure_terms, own)),
            "missing_names": missing,
            "distant_names": distant,
            "has_verb": list(map(self._rate_verb, own, titles)),
            "value": value,
            "values": [min(1.0, values.count(match) / _MAX_VALUES) for match in matches] if has_values else none,
            "detail": value if needs.value_type not in ("any", "name") else none,
            "has_holder": list(map(values.has_role_holder, matches)) if needs.role >= 0 else none,
            "has_figure": list(map(values.has_figure, texts)),
            "asks": list(map(wording.asks, texts)),
            "hedges": list(map(wording.hedges, texts)) if needs.asks_for_fact else none,
            "negation_differs": [not wording.negates(text) for text in texts] if needs.is_negated else none,
            "no_prose": list(map(wording.is_no_prose, texts)),
            "recency": [self._measure_recency(each.candidate.article) for each in articles],
            "rank": [1 / (1 + each.rank) for each in articles],
            "article_score": [min(1.0, each.candidate.score) for each in articles],
        }
        return list(map(Assessment, *map(features.__getitem__, Assessment.__struct_fields__)))

    def complete(self, matched: MatchedPassage, assessment: Assessment) -> FullAssessment:
        """Assess a sentence for the verdict, too. `assessment`: for its score."""
        needs, match, title = self._requirements, matched.match, matched.article.title
        in_title = matched.passage.place == "title"
        both = match.weights if in_title else merge_weights(match.weights, title.weights)
        both = dict(self._drop_unbound(both, matched))
        missing_number = any(position not in both for position in needs.numbers)
        missing_year = self._match_years(matched.passage, both) if needs.years else 0.0
        if needs.years_of and (self._has_other_year(match) or self._has_other_year(title)):
            missing_year = 1.0
        return FullAssessment(
            *astuple(assessment),
            coverage_with_title=self._matcher.measure(both),
            terms_with_title=self._measure_terms(both),
            missing_number=float(missing_number),
            missing_year=missing_year,
            value_nearness=self._values.rate_nearness(match),
            former=float(needs.is_current and wording.is_about_former(matched.passage.text)),
            swaps_roles=float(self._swaps_roles(match)),
        )

    def _drop_unbound(self, weights: Mapping[int, float], matched: MatchedPassage) -> Mapping[int, float]:
        """Return the weights of a sentence, without those of numbers that belong to another word."""
        unbound = [
            position for position in self._neighbours if position in weights and self._is_unbound(position, matched)
        ]
        if not unbound:
            return weights
        return {position: weight for position, weight in weights.items() if position not in unbound}

    def _rate_names(
        self,
        articles: Iterable[MatchedArticle],
        own: Iterable[Mapping[int, float]],
        titles: Iterable[Mapping[int, float]],
    ) -> tuple[list[float], list[float]]:
        """Return the share of the question's names that each article lacks, and that only its other sentences have."""
        names = self._requirements.names
        missing: list[float] = []
        distant: list[float] = []
        for article, weights, title in zip(articles, own, titles, strict=True):
            lost = [
                position
                for position in names
                if weights.get(position, 0.0) < _MIN_WEIGHT and title.get(position, 0.0) < _MIN_WEIGHT
            ]
            elsewhere = sum(map(article.has_term, lost))
            missing.append((len(lost) - elsewhere) / len(names))
            distant.append(elsewhere / len(names))
        return missing, distant

    def _measure_terms(self, weights: Mapping[int, float]) -> float:
        return sum([weight >= _MIN_WEIGHT for weight in weights.values()]) / (len(self._terms) or 1)

    def _is_unbound(self, position: int, matched: MatchedPassage) -> bool:
        """Tell whether a number stands beside another word than in the question."""
        neighbours = self._neighbours[position]
        return not (
            self._is_beside(position, neighbours, matched.match)
            or self._is_beside(position, neighbours, matched.article.title)
        )

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
            for stemmed, after in zip(match.stems, match.words[1:], strict=False)
        )

    def _rate_verb(self, own: Mapping[int, float], title: Mapping[int, float]) -> float:
        verb = self._requirements.verb
        if verb < 0 or own.get(verb, 0.0) >= _MIN_WEIGHT:
            return 1.0
        return 0.5 if title.get(verb, 0.0) >= _MIN_WEIGHT else 0.0

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
            and all(word.casefold() != "by" for word in match.words[at + 1 : at + 1 + _BESIDE_VERB])
            for at in verbs
        )

    def _measure_recency(self, article: Article) -> float:
        published = article.published
        return max(0.0, (published.at.toordinal() - self._first_day) / self._days) if published is not None else 0.0


def _get_title_weights(matched: MatchedPassage) -> Mapping[int, float]:
    """Return the weights of the headline that stands above a sentence; none for a headline."""
    return {} if matched.passage.place == "title" else matched.article.headline.weights

"""Features of articles: coverage, pairs, phrases, misspellings, and the fit of mentioned outlets and dates."""

from dataclasses import dataclass
from datetime import date

import pytest
from msgspec.structs import astuple, replace

from bot.answers.dates.ranges import DateRange
from bot.answers.index.reader import ScoredDoc
from bot.answers.retrieval.features import Boosts, Features, FeatureTable, extract_features, measure_boosts
from bot.answers.retrieval.occurrences import OccurrenceFinder
from bot.answers.retrieval.plan import QueryPlan, plan_query
from tests.support.conversations import DESK, parse
from tests.support.desks import FERRY, LAKE

LONG = (
    "Did the council in its vote ban all the diesel ferries of the operator of that city, while far away from there "
    "the telescope of the old observatory on the mountain was reopened?"
)


def number_of(url: str | None) -> int:
    article = DESK.archive.by_url(url or "")
    assert article is not None
    place = DESK.archive.place(article.id)
    assert place is not None
    return place


NO_BOOSTS = Boosts()
FERRY_DOC, LAKE_DOC = number_of(FERRY.url), number_of(LAKE.url)


def plan(text: str) -> QueryPlan:
    return plan_query(parse(text), DESK)


def extract(text: str, *docs: int, boosts: Boosts = NO_BOOSTS) -> FeatureTable:
    query = plan(text)
    matches = [ScoredDoc(doc, 5.0) for doc in docs]
    return extract_features(query, boosts, matches, OccurrenceFinder(query.terms, DESK.index), DESK.index)


def features_of(text: str, doc: int = FERRY_DOC, boosts: Boosts = NO_BOOSTS) -> Features:
    return extract(text, doc, boosts=boosts).read(0)


def test_coverage_is_a_share_of_the_question():
    assert features_of("council diesel ferries").coverage == pytest.approx(1)
    assert 0 < features_of("council diesel telescope").coverage < 1
    assert features_of("council diesel ferries", LAKE_DOC).coverage == 0


def test_the_title_is_measured_both_ways():
    features = features_of("city council bans diesel ferries operator")

    assert 0 < features.title_coverage < 1
    assert 0 < features.title_in_question <= 1
    assert features_of("council").title_in_question < features.title_in_question


def test_neighbouring_terms_are_pairs_if_they_are_close_and_in_order():
    assert features_of("diesel ferries").title_pairs == 1
    assert features_of("ferries diesel").title_pairs == 0
    assert features_of("council voted ban").pairs > features_of("ban voted council").pairs


def test_letters_forgive_misspellings():
    assert features_of("cuoncil dieesl ferrys").letter_overlap > 0.7
    assert features_of("telescope").letter_overlap < 0.7


def test_a_quoted_phrase_is_found_word_for_word():
    assert features_of('"voted 31 to 12"').phrases == 1
    assert features_of('"voted 12 to 31"').phrases == 0
    assert features_of('"diesel ferries" "telescope in space"').phrases == 0.5


def test_the_best_clause_of_a_long_question_counts():
    features = features_of(LONG)

    assert features.clause_coverage > features.coverage
    assert (features.passage_coverage, features.letter_overlap) == (0, 0)


def test_the_matching_terms_are_returned():
    assert set(extract("council telescope ferries", FERRY_DOC).read_term_weights(0)) == {0, 2}


@pytest.mark.parametrize("text", ["council diesel telescope", '"diesel ferries" lake', LONG, "nothing of the kind"])
def test_an_article_has_the_same_features_whatever_others_are_read_with_it(text: str):
    both = extract(text, LAKE_DOC, FERRY_DOC)

    assert astuple(both.read(0)) == pytest.approx(astuple(features_of(text, LAKE_DOC)))
    assert astuple(both.read(1)) == pytest.approx(astuple(features_of(text, FERRY_DOC)))
    assert both.found.read(1) == extract(text, FERRY_DOC).found.read(0)


def test_features_lie_between_zero_and_one():
    for text in ("council diesel ferries", '"diesel ferries" lake', LONG, "cuoncil"):
        values = features_of(text, boosts=Boosts({FERRY_DOC: 1.0}, {FERRY_DOC: 0.7}))
        assert all(0 <= getattr(values, field) <= 1 + 1e-9 for field in values.__struct_fields__)


@dataclass
class Fit:
    first: date | None
    last: date | None
    day: date
    fit: float


JUNE_11 = date(2020, 6, 11)


@pytest.mark.parametrize(
    "case",
    [
        Fit(JUNE_11, JUNE_11, JUNE_11, 1.0),
        Fit(date(2020, 6, 1), date(2020, 6, 30), JUNE_11, 0.6),
        Fit(date(2020, 1, 1), date(2020, 12, 31), JUNE_11, 0.4),
        Fit(JUNE_11, JUNE_11, date(2020, 6, 12), 0.7),
        Fit(JUNE_11, JUNE_11, date(2020, 6, 13), 0.0),
        Fit(None, JUNE_11, date(2020, 6, 10), 0.7),
        Fit(None, JUNE_11, date(2020, 1, 1), 0.2),
        Fit(JUNE_11, None, date(2020, 1, 1), 0.0),
    ],
)
def test_the_shorter_the_range_the_better_a_day_fits(case: Fit):
    mentioned = replace(plan(LONG), boosted_dates=(DateRange(case.first, case.last, ""),))

    assert measure_boosts(mentioned, {7: "reuters.com"}, {7: case.day}).date == {7: case.fit}


def test_only_mentioned_outlets_are_boosted():
    mentioned = replace(plan(LONG), boosted_outlets=frozenset({"reuters.com"}))

    assert measure_boosts(mentioned, {7: "reuters.com", 8: "wire.example"}, {}).outlet == {7: 1.0}
    assert measure_boosts(plan("ferries"), {7: "reuters.com"}, {7: JUNE_11}) == Boosts(None, None)

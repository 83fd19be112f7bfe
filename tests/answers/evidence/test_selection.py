"""Evidence selection: scores, the choice of quotes, and the verdict."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from bot.answers.desk.desk import Desk
from bot.answers.evidence.assessment import Assessor, FullAssessment
from bot.answers.evidence.diversity import MAX_QUOTES
from bot.answers.evidence.matching import TermMatcher
from bot.answers.evidence.requirements import read_requirements
from bot.answers.evidence.scoring import ScoredPassage
from bot.answers.evidence.selection import SelectedEvidence, select_evidence, select_on_subject
from bot.answers.query.question import parse_question
from bot.answers.retrieval.search import SearchResult, search
from tests.support.desks import FILES, build_bulletins, build_desk, build_record, build_wire_record

NOW = datetime(2022, 5, 20, tzinfo=UTC)
DESK = build_desk(*FILES, build_bulletins(20))


def find(text: str, desk: Desk = DESK) -> SearchResult:
    return search(parse_question(text, desk.names, now=NOW), desk)


def select(text: str, desk: Desk = DESK) -> SelectedEvidence:
    return select_evidence(find(text, desk), desk)


def score(text: str, desk: Desk = DESK) -> Sequence[ScoredPassage]:
    return select(text, desk).scored


def assess_best(text: str, desk: Desk) -> FullAssessment:
    plan = find(text, desk).plan
    assessor = Assessor(plan, read_requirements(plan, desk), TermMatcher(plan.terms, desk), desk)
    best = score(text, desk)[0]
    return assessor.complete(best.matched, best.assessment)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Who bans diesel ferries?", "found"),
        ("What is the level of Lake Orla?", "found"),
        ("Who bans diesel ferries on the Danube?", "weak"),
        ("volcano eruption on the moon", "nothing"),
    ],
)
def test_the_verdict_depends_on_coverage_and_confidence(text: str, verdict: str):
    evidence = select(text)

    assert evidence.verdict == verdict
    assert bool(evidence.quotes) == (verdict != "nothing")
    assert 0 <= evidence.confidence <= 1


def test_a_missing_name_makes_an_answer_weak():
    evidence = select("Will Stena ban diesel ferries?")

    assert (evidence.verdict, evidence.missing_names) == ("weak", ("Stena",))


def test_a_missing_figure_makes_an_answer_weak():
    desk = build_desk(
        build_record("Council bans diesel ferries", url="https://a.example/1", excerpt="It voted."), *FILES[2:]
    )

    assert select("how long will the council ban diesel ferries?", desk).verdict == "weak"
    assert select("will the council ban diesel ferries?", desk).verdict == "found"


def test_passages_are_scored_best_first_and_one_with_the_figure_scores_more():
    scored = score("how many villages were evacuated at Lake Orla?")

    assert [passage.score for passage in scored] == sorted((passage.score for passage in scored), reverse=True)
    assert scored[0].assessment.value == 1
    assert all(0 <= passage.assessment.coverage <= 1 + 1e-9 for passage in scored)


def test_an_article_without_a_url_is_not_quoted():
    desk = build_desk(build_record("Council bans diesel ferries", url=None, excerpt="It voted."))

    assert score("who bans diesel ferries?", desk) == ()
    assert select("who bans diesel ferries?", desk).verdict == "nothing"


def test_quotes_do_not_repeat_one_another():
    sentence = "The council voted to ban all diesel ferries from the lake"
    desk = build_desk(
        *(
            build_record(f"{sentence} {word}", url=f"https://{word}.example/1", outlet=word, excerpt=f"Number {word}.")
            for word in ("today", "again", "now")
        ),
        *FILES[2:],
    )
    quotes = select("council votes to ban all diesel ferries from the lake", desk).quotes

    assert 0 < len(quotes) <= MAX_QUOTES
    assert sum(sentence in quote.passage.text for quote in quotes) == 1


def test_only_candidates_near_the_best_are_on_the_subject():
    on_subject = select_on_subject(find("diesel ferries"))

    assert [candidate.article.title for candidate in on_subject] == ["City council bans diesel ferries from 2024"]


ROLES = build_desk(
    (
        build_wire_record(
            "partner",
            "2022-05-01",
            "Stena names a new harbor partner",
            "Harbor firm Orla named Stena a leader in its report, and Stena runs on Linux.",
        ),
        build_wire_record(
            "sail", "2022-04-01", "Ferries sail again", "The ferries sail again, said Stena CEO Mara Lindqvist."
        ),
    ),
    build_bulletins(20),
)


@pytest.mark.parametrize(
    "text", ["who runs Stena", "who's in charge at stena", "who is the boss of Stena", "stena ceo"]
)
def test_who_runs_something_is_answered_by_the_name_beside_the_role(text: str):
    holders = [scored.passage.text for scored in select(text, ROLES).scored if scored.assessment.has_holder]
    assert holders == ["The ferries sail again, said Stena CEO Mara Lindqvist."]
    assert holders[0] in {scored.passage.text for scored in select(text, ROLES).quotes}


def test_a_task_for_a_chatbot_is_not_answered():
    assert select("write me a poem about Stena", ROLES).verdict == "nothing"


DATES = build_desk(
    (
        build_wire_record(
            "rumour",
            "2022-05-01",
            "Zelda could come out in April",
            "The release of Zelda could be in April 2023, a leak hints.",
        ),
        build_wire_record("date", "2022-05-10", "Zelda has a release date", "Zelda is released on June 6, 2023."),
        build_wire_record(
            "decade", "2022-05-12", "Zelda comes after a decade", "Zelda comes a decade after the last game."
        ),
    ),
    build_bulletins(20),
)


@pytest.mark.parametrize("text", ["when does Zelda come out", "when is zelda released", "zelda release date"])
def test_a_plain_report_with_a_day_comes_before_a_rumour(text: str):
    assert "June 6" in select(text, DATES).quotes[0].passage.text


def test_a_short_word_that_may_be_a_name_is_no_misspelling_that_something_is_found_for():
    desk = build_desk(
        (
            build_wire_record(
                "left", "2022-05-01", "Ferry left early", "The ferry left the harbor early, and many were left behind."
            ),
        ),
        build_bulletins(20),
    )
    assert select("lyft", desk).verdict != "found"


@pytest.mark.parametrize(
    ("headline", "misses_year"),
    [("Orla Regatta shows its new boats", 0.0), ("Orla Regatta 2019: watch the boats again", 1.0)],
)
def test_the_year_of_an_article_is_not_that_of_what_happened_if_another_year_stands_there(
    headline: str, misses_year: float
):
    desk = build_desk(
        build_record(headline, url="https://a.example/1", excerpt="", published=date(2022, 2, 1)), *FILES[2:]
    )

    for text in ("what boats did the Orla Regatta 2022 show?", "what did they show at the Orla Regatta 2022"):
        assert assess_best(text, desk).missing_year == misses_year

"""Questions made from a small archive: true ones from its sentences, and false ones that nothing in it says."""

from datetime import date

import pytest

from bench.evaluation.counterfactual_questions import FORMS, MadeQuestion, make_questions
from bench.evaluation.stem_sets import StemSets, find_stems
from bot.answers.answer import Answer, Quote, Remark
from tests.support.desks import build_desk, build_record

EVENTS = (
    ("Borealis buys Harbor Line", 2019),
    ("Harbor Line opens four ferry piers in Tarn", 2020),
    ("Council bans diesel engines", 2021),
    ("Norwind launches Kestrel 3 turbine", 2018),
    ("Solvane hires Mira Tarn", 2022),
    ("Tarn wins Lantern Prize", 2017),
)
NAMES = build_record(
    "Names",
    url="https://wire.example/names",
    excerpt=(
        "Many people here talk of Borealis and of a line that is called Harbor Line. The turbines of Norwind cost 7 "
        "coins, or 5 coins. Some of the people in Tarn work for Solvane or in the Council, and one is called Mira."
    ),
)
ARCHIVE = build_desk(
    NAMES,
    *(
        build_record(title, url=f"https://wire.example/{number}", published=date(year, 3, 1))
        for number, (title, year) in enumerate(EVENTS)
    ),
).archive
MADE = make_questions(ARCHIVE, 100, seed=3)
TRUE = [question for question in MADE if question.swap is None]
FALSE = [question for question in MADE if question.swap]


def test_the_same_seed_makes_the_same_questions():
    assert make_questions(ARCHIVE, 20, seed=5) == make_questions(ARCHIVE, 20, seed=5)


def test_an_archive_without_facts_makes_no_questions():
    assert make_questions(build_desk(NAMES).archive, 20, seed=1) == []


def test_each_event_is_asked_for():
    assert {question.fact.sentence for question in TRUE} == {title for title, _ in EVENTS}


def test_a_true_question_has_the_words_of_its_sentence():
    for question in TRUE:
        asked = set(find_stems(question.text))
        assert asked & set(find_stems(question.fact.sentence))


@pytest.mark.parametrize("swap", FORMS)
def test_there_are_false_questions_with_each_kind_of_swap(swap: str):
    assert any(question.swap == swap for question in FALSE)


def test_nothing_in_the_archive_says_what_a_false_question_with_another_name_asks():
    stem_sets = StemSets(ARCHIVE)
    for question in FALSE:
        if question.swap in {"name", "object"}:
            said = f"{question.fact.subject} {question.fact.object_}"
            assert not stem_sets.find_articles([stem] for stem in find_stems(said))


def test_a_false_question_with_another_year_names_a_year_of_the_archive():
    years = dict(EVENTS)
    for question in FALSE:
        if question.swap == "year":
            assert question.fact.year in years.values()
            assert question.fact.year != years[question.fact.sentence]


def test_a_false_question_with_another_number_is_about_another_thing():
    assert not any("kestrel 3" in question.text.lower() for question in FALSE if question.swap == "number")


def reply(text: str) -> Answer:
    quote = Quote(text, ARCHIVE.articles[0], "title")
    return Answer("", "found", 0.9, Remark("answer-found"), (quote,), (), (), (), None, 1.0)


def bought() -> MadeQuestion:
    return next(question for question in TRUE if question.fact.sentence.startswith("Borealis buys"))


def test_a_true_question_is_answered_by_its_sentence_and_by_another_with_the_same_words():
    assert bought().is_answered_by(reply("Borealis buys Harbor Line"))
    assert bought().is_answered_by(reply("On Friday, Borealis said that it now owns Harbor Line."))


def test_a_true_question_is_not_answered_by_a_sentence_that_lacks_a_part():
    assert not bought().is_answered_by(reply("Borealis reports a record winter on its northern routes"))

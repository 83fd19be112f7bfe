"""Facts found in sentences, and sentences that give none."""

from datetime import date

import pytest

from bench.evaluation.facts import Fact, find_facts
from bench.evaluation.stem_sets import StemSets
from tests.support.desks import build_desk, build_record, build_wire_record

# Sentences that show how names are written.
NAMES = build_record(
    "Names",
    url="https://wire.example/names",
    excerpt="Many people here talk of Borealis and of a line that is called Harbor Line, which goes from here to Tarn.",
)


def read(title: str, excerpt: str = "") -> list[Fact]:
    article = build_wire_record("a", "2021-05-01", title, excerpt)
    archive = build_desk(NAMES, article).archive
    return [fact for fact in find_facts(archive, StemSets(archive)) if fact.article.title == title]


def test_a_headline_tells_a_past_fact_in_the_present_tense():
    (fact,) = read("Borealis buys Harbor Line for $40 million")
    assert (fact.subject, fact.verb.base, fact.tense, fact.object_) == ("Borealis", "buy", "past", "Harbor Line")
    assert fact.rest == "for $40 million"
    assert fact.year == 2021


@pytest.mark.parametrize(
    ("sentence", "base", "tense"),
    [
        ("Borealis bought the Tarn shipyard on Friday.", "buy", "past"),
        ("Borealis has banned diesel ferries from its piers.", "ban", "perfect"),
        ("Borealis is building an electric ferry.", "build", "progressive"),
        ("Borealis will close the Tarn shipyard.", "close", "future"),
        ("Borealis offers night ferries to Tarn.", "offer", "present"),
    ],
)
def test_a_sentence_tells_a_fact_in_the_tense_of_its_verb(sentence: str, base: str, tense: str):
    (fact,) = read("x", sentence)
    assert (fact.verb.base, fact.tense) == (base, tense)


def test_a_clause_in_the_middle_of_a_sentence_tells_a_fact():
    (fact,) = read("x", "After a bad winter, Borealis sold its icebreaker.")
    assert (fact.subject, fact.object_) == ("Borealis", "its icebreaker")


def test_what_is_counted_and_where_are_parts_of_a_fact():
    (fact,) = read("x", "Borealis opened four ferry piers in Tarn.")
    assert (fact.number, fact.counted, fact.place) == ("four", "ferry piers", "in Tarn")


@pytest.mark.parametrize(
    "sentence",
    [
        "Borealis may buy the Tarn shipyard.",
        "Borealis reportedly bought the Tarn shipyard.",
        "If Borealis bought the Tarn shipyard, nobody noticed.",
        "Has anyone heard that Borealis bought the Tarn shipyard?",
        "The owner bought the Tarn shipyard.",
        "Borealis bought it on Friday.",
        "Borealis bought the Tarn ...",
    ],
)
def test_a_sentence_that_doubts_asks_names_nobody_or_is_cut_tells_no_fact(sentence: str):
    assert read("x", sentence) == []


def test_a_past_form_in_a_headline_tells_no_fact():
    assert read("Borealis Delayed Ferry Trials") == []


def test_a_fact_that_two_articles_tell_comes_once():
    copies = [
        build_record("Borealis buys Harbor Line", url=f"https://{host}.example/a", published=date(2021, 5, 1))
        for host in ("wire", "post")
    ]
    archive = build_desk(NAMES, *copies).archive
    assert len(list(find_facts(archive, StemSets(archive)))) == 1

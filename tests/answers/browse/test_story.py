"""One event side by side: who was first, how headlines differ, what one alone has; every word of it in an article."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.answers.browse.story import find_story, suggest_stories
from bot.answers.pipeline import answer
from tests.support.desks import FILES, desk_of, many, record

NOW = datetime(2024, 5, 20, tzinfo=UTC)


def piece(title: str, excerpt: str, hour: int, outlet: str):
    return record(
        title,
        url=f"https://{outlet.lower()}.example/bridge",
        excerpt=excerpt,
        outlet=outlet,
        published=datetime(2024, 3, 1, hour, 30, tzinfo=UTC),
    )


FIRST = piece(
    "Harbour council votes to close the Tarn bridge",
    "Councillors voted nine to four to close the Tarn bridge until its piers are inspected. "
    "A ferry will take passengers from Monday on.",
    8,
    "Herald",
)
SECOND = piece(
    "Council votes to close Tarn bridge in Harbour at once",
    "The council in Harbour voted nine to four to close the Tarn bridge until an inspection of its piers.",
    10,
    "Ledger",
)
DESK = desk_of(FIRST, SECOND, *FILES, many(20))


def test_reports_come_in_order_with_how_long_each_came_after_the_first():
    told = find_story(DESK, "council closes the Tarn bridge", now=NOW)
    assert [report.article.title for report in told.reports] == [FIRST.title, SECOND.title]
    assert [report.after for report in told.reports] == [None, timedelta(hours=2)]
    assert told.lead.id == "story-day"
    assert told.lead.args == {"count": 2, "outlets": 2, "day": "2024-03-01"}
    assert [remark.id for remark in told.remarks] == ["story-first"]


def test_what_one_headline_alone_says_is_told_as_it_has_it():
    first, second = find_story(DESK, FIRST.url or "", now=NOW).reports
    assert first.words == ()
    assert second.words == ("once",)


def test_sentences_that_one_outlet_alone_has_are_quoted_word_for_word():
    first, second = find_story(DESK, FIRST.url or "", now=NOW).reports
    assert [quote.text for quote in first.own] == ["A ferry will take passengers from Monday on."]
    assert all(quote.text in quote.article.excerpt and quote.article.url for quote in first.own)
    assert second.own == ()


def test_a_story_is_found_by_any_of_its_articles():
    by_address = find_story(DESK, f"{SECOND.url}?utm_source=x", now=NOW)
    by_id = find_story(DESK, by_address.reports[1].article.id, now=NOW)
    assert by_id == by_address
    assert len(by_id.reports) == 2


def test_a_report_without_company_is_told_as_such():
    told = find_story(DESK, "Observatory on Mount Kell", now=NOW)
    assert told.lead.id == "story-alone"
    assert len(told.reports) == 1


@pytest.mark.parametrize(
    "about", ["volcano on the moon erupts", "", "?", "\x00", "title:(", "https://nowhere.example/"]
)
def test_what_the_archive_has_not_gets_headlines_that_work(about: str):
    told = find_story(DESK, about, now=NOW)
    assert told.reports == ()
    assert told.lead.id in ("story-none", "story-which")
    assert any(find_story(DESK, one, now=NOW).reports for one in told.suggestions)


def test_an_answer_names_its_story_only_if_another_outlet_has_it():
    bridge = DESK.archive.by_url(FIRST.url or "")
    kell = DESK.archive.by_url("https://cityledger.example/science/mount-kell")
    assert bridge is not None
    assert kell is not None
    found = answer(bridge.title, DESK, now=NOW)
    assert (found.quotes[0].article, found.story) == (bridge, bridge.id)
    alone = answer(kell.title, DESK, now=NOW)
    assert (alone.quotes[0].article, alone.story) == (kell, "")


def test_of_nothing_typed_the_newest_stories_with_company_are_offered():
    offered = suggest_stories(DESK, "", NOW)
    assert offered
    assert all(len(one.outlets) > 1 for one in offered)


def test_what_is_typed_finds_stories_once_each():
    found = suggest_stories(DESK, "tarn bridge", NOW)
    assert found[0].lead.title == FIRST.title
    assert len({one.id for one in found}) == len(found)


def test_an_empty_archive_has_no_story():
    assert find_story(desk_of(), "bridge", now=NOW).reports == ()
    assert suggest_stories(desk_of(), "bridge", NOW) == ()

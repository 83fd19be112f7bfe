"""One story side by side: who was first, how headlines differ, what only one outlet has; every sentence a quote."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.answers.browse.story import find_story, suggest_stories
from bot.answers.browse.story_names import ReportNames, compare_names
from bot.answers.pipeline import answer
from bot.coverage.article import Record
from tests.support.desks import FILES, build_bulletins, build_desk, build_record

NOW = datetime(2024, 5, 20, tzinfo=UTC)


def piece(title: str, excerpt: str, hour: int, outlet: str):
    return build_record(
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
DESK = build_desk(FIRST, SECOND, *FILES, build_bulletins(20))


def test_reports_come_in_order_with_how_long_each_came_after_the_first():
    view = find_story(DESK, "council closes the Tarn bridge", now=NOW)
    assert [report.article.title for report in view.reports] == [FIRST.title, SECOND.title]
    assert [report.delay for report in view.reports] == [None, timedelta(hours=2)]
    assert view.lead.id == "story-day"
    assert view.lead.args == {"count": 2, "outlets": 2, "day": "2024-03-01"}
    assert [remark.id for remark in view.remarks] == ["story-first"]


def test_of_two_stories_with_the_same_words_the_one_that_more_outlets_have_is_meant():
    later = piece("Tarn bridge in Harbour opens again", "The bridge opened again on Monday.", 9, "Gazette")
    assert later.published is not None
    later = replace(later, published=replace(later.published, at=datetime(2025, 3, 1, 9, 30, tzinfo=UTC)))
    desk = build_desk(FIRST, SECOND, later, *FILES, build_bulletins(20))

    view = find_story(desk, "harbour tarn bridge", now=NOW)

    assert [report.article.title for report in view.reports] == [FIRST.title, SECOND.title]
    assert len(find_story(desk, later.title, now=NOW).reports) == 1


def test_a_large_story_that_only_mentions_what_was_typed_is_not_meant():
    mural = piece("Painters at work for a year", "A herons mural covers the ceiling.", 9, "Gazette")
    mention = replace(SECOND, excerpt=f"{SECOND.excerpt} A mural of herons was unveiled beside its ceiling lamps.")
    desk = build_desk(FIRST, mention, mural, *FILES, build_bulletins(20))

    view = find_story(desk, "herons mural ceiling", now=NOW)

    assert [report.article.title for report in view.reports] == [mural.title]


def compare_reports(reports: Sequence[Record], usual: Sequence[Record]) -> Sequence[ReportNames]:
    """Compare the names in reports, in an archive where other articles have what is usual."""
    desk = build_desk(*reports, *(replace(record, url=f"{record.url}/{n}") for n, record in enumerate(usual)))
    articles = [desk.archive.by_url(report.url or "") for report in reports]
    return compare_names([article for article in articles if article], desk)


def test_names_are_listed_as_written_at_their_first_mention_and_where_only_one_report_has_them():
    reports = [
        piece("Council closes the bridge at Tarn", "The bridge at Tarn is closed.", 8, "Herald"),
        piece("Bridge at Tarn closed by the council", "The engineers Oduya Brandt found 340 cracks.", 9, "Ledger"),
        piece("Council closes bridge at Tarn", "A report by Oduya Brandt led to it, said Mira Okonjo.", 10, "Wire"),
    ]
    usual = [
        piece(f"Notes {number}", f"Work with Oduya Brandt and Mira Okonjo went on ({number}).", 7, f"Paper{number}")
        for number in range(3)
    ]

    first, second, third = compare_reports(reports, usual)

    assert first == ReportNames()
    assert second == ReportNames(first=("Oduya Brandt",), only=("340 cracks",))
    assert third == ReportNames(only=("Mira Okonjo",))


def test_a_day_is_no_name():
    reports = [
        piece("Council closes the bridge at Tarn", "The bridge at Tarn is closed.", 8, "Herald"),
        piece("Bridge at Tarn closed by the council", "The council voted on Friday, June 7.", 9, "Ledger"),
    ]
    usual = [
        piece(f"Notes {number}", f"Work goes on on Friday, as in June ({number}).", 7, f"Paper{number}")
        for number in range(3)
    ]

    assert compare_reports(reports, usual) == [ReportNames(), ReportNames()]


def test_sentences_that_only_one_outlet_has_are_quoted_word_for_word():
    first, second = find_story(DESK, FIRST.url or "", now=NOW).reports
    assert [quote.text for quote in first.unique_quotes] == ["A ferry will take passengers from Monday on."]
    assert all(quote.text in quote.article.excerpt and quote.article.url for quote in first.unique_quotes)
    assert second.unique_quotes == ()


def test_a_story_is_found_by_any_of_its_articles():
    by_address = find_story(DESK, f"{SECOND.url}?utm_source=x", now=NOW)
    by_id = find_story(DESK, by_address.reports[1].article.id, now=NOW)
    assert by_id == by_address
    assert len(by_id.reports) == 2


def test_a_story_of_one_report_says_so():
    view = find_story(DESK, "Observatory on Mount Kell", now=NOW)
    assert view.lead.id == "story-alone"
    assert len(view.reports) == 1


@pytest.mark.parametrize(
    "about", ["volcano on the moon erupts", "", "?", "\x00", "title:(", "https://nowhere.example/"]
)
def test_for_what_the_archive_lacks_headlines_that_work_are_suggested(about: str):
    view = find_story(DESK, about, now=NOW)
    assert view.reports == ()
    assert view.lead.id in ("story-none", "story-which")
    assert any(find_story(DESK, headline, now=NOW).reports for headline in view.suggestions)


def test_an_answer_names_its_story_only_if_another_outlet_has_it():
    bridge = DESK.archive.by_url(FIRST.url or "")
    kell = DESK.archive.by_url("https://cityledger.example/science/mount-kell")
    assert bridge is not None
    assert kell is not None
    found = answer(bridge.title, DESK, now=NOW)
    assert (found.quotes[0].article, found.story) == (bridge, bridge.id)
    alone = answer(kell.title, DESK, now=NOW)
    assert (alone.quotes[0].article, alone.story) == (kell, "")


def test_before_anything_is_typed_the_newest_shared_stories_are_suggested():
    offered = suggest_stories(DESK, "", NOW)
    assert offered
    assert all(len(story.outlets) > 1 for story in offered)


def test_typed_words_suggest_each_story_once():
    found = suggest_stories(DESK, "tarn bridge", NOW)
    assert found[0].lead.title == FIRST.title
    assert len({story.id for story in found}) == len(found)


def test_an_empty_archive_has_no_story():
    assert find_story(build_desk(), "bridge", now=NOW).reports == ()
    assert suggest_stories(build_desk(), "bridge", NOW) == ()

"""Later articles of a story that bring something new to it, and later ones that only repeat it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from bot.answers.browse.continuations import (
    choose_continuation,
    find_continuations,
    find_part,
    find_settling_report,
)
from bot.answers.browse.latest import list_latest
from bot.answers.browse.story import find_story
from bot.answers.browse.timeline import build_timeline
from bot.answers.desk.desk import Desk
from bot.coverage.article import Article, Record
from tests.support.desks import FILES, build_bulletins, build_desk, build_record

NOW = datetime(2024, 5, 20, tzinfo=UTC)


def report(title: str, day: int, outlet: str, excerpt: str = "", hour: int | None = None) -> Record:
    published = date(2024, 3, day) if hour is None else datetime(2024, 3, day, hour, tzinfo=UTC)
    return build_record(
        title,
        url=f"https://{outlet.lower()}.example/{day}-{len(title)}",
        excerpt=excerpt or "The council of Harbour and the Tarn bridge, which was closed over its cracked piers.",
        outlet=outlet,
        published=published,
    )


CLOSED = report("Harbour council closes the Tarn bridge over cracked piers", 4, "Herald")
REPEATED = report("Tarn bridge closed by Harbour council over cracked piers", 5, "Ledger")
COURT = report("Court overturns closing of the Tarn bridge by Harbour council over cracked piers", 6, "Wire")
COURT_AGAIN = report("Harbour council: closing of Tarn bridge over cracked piers overturned", 7, "Ledger")
FIGURE = report("Harbour council closed the Tarn bridge over 340 cracked piers", 8, "Herald")
DESK = build_desk(CLOSED, REPEATED, COURT, COURT_AGAIN, FIGURE, *FILES, build_bulletins(20))


def find(record: Record, desk: Desk = DESK) -> Article:
    assert record.url is not None
    article = desk.archive.by_url(record.url)
    assert article is not None
    return article


def list_story(desk: Desk = DESK, record: Record = CLOSED) -> tuple[Article, ...]:
    story = desk.stories.story_of(find(record, desk).id)
    assert story is not None
    return tuple(story.articles)


def list_continuing(*records: Record, others: Sequence[Record] = ()) -> list[str]:
    """Return the headlines that continue a story of just these reports, in an archive that has `others`, too."""
    desk = build_desk(*records, *others, *FILES, build_bulletins(20))
    articles = [find(record, desk) for record in records]
    return [articles[place].title for place in find_continuations(articles, desk)]


def test_a_turn_and_a_new_figure_continue_a_story_and_a_repetition_does_not():
    assert [article.title for article in list_story()] == [
        record.title for record in (CLOSED, REPEATED, COURT, COURT_AGAIN, FIGURE)
    ]
    assert find_continuations(list_story(), DESK) == (2, 4)


def test_reports_of_the_same_day_or_night_continue_nothing():
    first = report("Harbour council closes the Tarn bridge", 4, "Herald", hour=21)
    same_day = report("Harbour council confirms closing of the Tarn bridge", 4, "Ledger", hour=23)
    same_night = report("Harbour council confirms closing of the Tarn bridge", 5, "Wire", hour=1)
    next_day = report("Harbour council confirms closing of the Tarn bridge", 5, "Wire", hour=9)
    assert list_continuing(first, same_day) == []
    assert list_continuing(first, same_night) == []
    assert list_continuing(first, next_day) == [next_day.title]


def test_another_word_for_the_same_event_is_no_turn():
    stops = report("Harbour council stops ferries to Tarn", 4, "Herald")
    suspends = report("Harbour council suspends ferries to Tarn", 5, "Ledger")
    assert list_continuing(stops, suspends) == []


@pytest.mark.parametrize(("name", "headlines"), [("Tarn", 0), ("Orlow", 1)])
def test_the_name_of_what_the_archive_is_about_is_no_news(name: str, headlines: int):
    others = [
        report(f"Ferry runs {word}", at, "Herald", "It sails to Tarn.")
        for at, word in enumerate(("late", "again", "on"), 9)
    ]
    first = report("Harbour council closes the bridge", 4, "Herald", excerpt="It has cracks.")
    second = report(f"Bridge of {name} closed by Harbour council", 5, "Ledger", excerpt=f"It is in {name}.")
    assert len(list_continuing(first, second, others=others)) == headlines


def test_an_article_without_a_date_continues_nothing():
    undated = build_record("Tarn bridge closing is canceled", url="https://wire.example/undated", outlet="Wire")
    desk = build_desk(CLOSED, undated, *FILES)
    assert find_continuations([find(CLOSED, desk), find(undated, desk)], desk) == ()


def test_a_part_begins_with_what_continues_the_story_and_knows_what_was_told_before():
    first, court, again = find_part(find(REPEATED), DESK), find_part(find(COURT), DESK), find_part(find(FIGURE), DESK)
    assert (first.continues, [article.title for article in first.articles]) == (None, [CLOSED.title, REPEATED.title])
    assert court.continues == find(CLOSED)
    assert again.continues == find(COURT)


def test_readers_who_know_one_report_are_told_the_latest_new_one():
    story = list_story()
    told, court, repeated = find(CLOSED), find(COURT), find(REPEATED)
    assert choose_continuation([repeated], told, story, DESK) is None
    assert choose_continuation([repeated, court], told, story, DESK) == court
    assert choose_continuation([find(COURT_AGAIN)], court, story, DESK) is None
    assert choose_continuation([court, find(FIGURE)], told, story, DESK) == find(FIGURE)


@pytest.mark.parametrize(
    ("later", "count"),
    [
        ("Marrow Foundry buys the Tarn mill", 1),
        ("Marrow Foundry denies that it may buy the Tarn mill", 1),
        ("Marrow Foundry could reportedly buy the Tarn mill", 0),
        ("Is Marrow Foundry buying the Tarn mill?", 0),
    ],
)
def test_a_plain_report_or_a_denial_settles_a_rumor(later: str, count: int):
    desk = build_desk(report("Marrow Foundry in talks to buy the Tarn mill", 4, "Herald"), report(later, 5, "Wire"))
    articles = sorted(desk.archive.articles, key=lambda article: str(article.published))
    found = find_settling_report(articles)
    assert [article.title for article in (found,) if article] == [later] * count


def test_a_timeline_tells_an_event_once_and_then_how_it_continued():
    timeline = build_timeline(DESK, about="Tarn bridge", now=NOW)
    entries = timeline.entries
    assert timeline.lead.args["count"] == 1
    assert ("listing-later", {"count": 2}) in [(remark.id, remark.args) for remark in timeline.remarks]
    told = [(entry.article.title, entry.continues.title if entry.continues else "") for entry in entries]
    assert told == [(CLOSED.title, ""), (COURT.title, CLOSED.title), (FIGURE.title, COURT.title)]
    assert [[other.title for other in entry.also] for entry in entries] == [[REPEATED.title], [COURT_AGAIN.title], []]


def test_the_newest_of_a_story_links_to_what_it_continues():
    entry = list_latest(DESK, about="Tarn bridge", now=NOW).entries[0]
    assert (entry.article.title, entry.continues and entry.continues.title) == (FIGURE.title, COURT.title)


def test_a_story_view_names_the_report_that_settles_it():
    rumor, fact = (
        report("Marrow Foundry in talks to buy the Tarn mill", 4, "Herald"),
        report("Marrow Foundry buys the Tarn mill", 5, "Wire"),
    )
    view = find_story(build_desk(rumor, fact, *FILES, build_bulletins(20)), "Marrow Foundry Tarn mill", now=NOW)
    assert view.settling is not None
    assert view.settling.title == fact.title

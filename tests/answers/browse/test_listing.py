"""Lists: the newest, timelines, topics and outlets, and what a name or date that is not known gets."""

from datetime import UTC, date, datetime

import pytest

from bot.answers.browse import listing, timeline
from bot.answers.browse.listing import MOST_COUNT
from tests.support.desks import desk_of, record

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)


def piece(
    number: int,
    *,
    day: date | None,
    outlet: str = "Harbor Post",
    site: str = "harborpost.example",
    topics: tuple[str, ...] = (),
):
    return record(
        f"Report number {number} on the harbour works",
        url=f"https://{site}/{number}",
        excerpt=f"Crane {number} was set up at the pier.",
        outlet=outlet,
        published=day,
        topics=topics,
    )


DESK = desk_of(
    piece(1, day=date(2022, 1, 10), topics=("Harbour", "Cranes")),
    piece(2, day=date(2022, 1, 12), topics=("Harbour",)),
    piece(3, day=date(2023, 6, 1), outlet="Northern Wire", site="wire.example"),
    piece(4, day=None, topics=("Harbour",)),
    record(
        "Ferry strike ends",
        url="https://wire.example/ferry",
        excerpt="The crews went back to work on Monday.",
        outlet="Northern Wire",
        published=date(2024, 3, 4),
    ),
    record(
        "Ferry strike ends",
        url="https://harborpost.example/ferry",
        excerpt="The crews went back to work on Monday.",
        outlet="Harbor Post",
        published=date(2024, 3, 5),
    ),
)


def titles(found: listing.Listing) -> list[str]:
    return [entry.article.title for entry in found.entries]


def test_the_newest_come_first_and_copies_are_folded():
    found = listing.list_latest(DESK)

    assert titles(found)[0] == "Ferry strike ends"
    assert titles(found).count("Ferry strike ends") == 1
    assert [copy.outlet for copy in found.entries[0].also] == ["wire.example"]
    assert found.as_of == DESK.archive.newest


def test_a_count_is_kept_within_its_bounds():
    assert len(listing.list_latest(DESK, count=2).entries) == 2
    assert listing.list_latest(DESK, count=10_000).limits.count == MOST_COUNT


@pytest.mark.parametrize("outlet", ["Northern Wire", "wire.example", "northern wyre"])
def test_an_outlet_limits_the_list_by_name_site_or_slip(outlet: str):
    found = listing.list_latest(DESK, outlet=outlet)

    assert {entry.article.outlet for entry in found.entries} == {"wire.example"}
    assert found.limits.outlet == "wire.example"


def test_a_copy_is_found_by_its_own_outlet():
    assert "Ferry strike ends" in titles(listing.list_latest(DESK, outlet="Northern Wire"))
    assert "Ferry strike ends" in titles(listing.list_latest(DESK, outlet="Harbor Post"))


def test_a_topic_limits_the_list():
    assert len(listing.list_latest(DESK, topic="cranes").entries) == 1


@pytest.mark.parametrize(("option", "value"), [("outlet", "Evening Bugle"), ("topic", "Opera")])
def test_an_unknown_name_gets_the_nearest_instead(option: str, value: str):
    found = listing.list_latest(DESK, outlet=value) if option == "outlet" else listing.list_latest(DESK, topic=value)

    assert not found.known
    assert not found.entries
    assert found.lead.id.startswith(f"listing-{option}-unknown")
    assert found.lead.args["said"] == value


def test_a_timeline_runs_from_the_oldest_and_names_its_silences():
    found = timeline.build_timeline(DESK, now=NOW)

    days = [entry.article.published.day for entry in found.entries if entry.article.published]
    assert days == sorted(days)
    assert [(entry.silence.count, entry.silence.unit) for entry in found.entries if entry.silence] == [
        (16, "month"),
        (9, "month"),
    ]
    assert "listing-undated" in {remark.id for remark in found.remarks}


def test_a_timeline_keeps_to_its_days():
    found = timeline.build_timeline(DESK, since="2022-01-11", until="June 2023", now=NOW)

    assert titles(found) == ["Report number 2 on the harbour works", "Report number 3 on the harbour works"]
    assert (found.limits.since, found.limits.until) == (date(2022, 1, 11), date(2023, 6, 30))


def test_days_in_the_wrong_order_are_put_right():
    found = timeline.build_timeline(DESK, since="2023-12-31", until="2023-01-01", now=NOW)

    assert titles(found) == ["Report number 3 on the harbour works"]


@pytest.mark.parametrize("option", ["since", "until"])
def test_a_date_that_cannot_be_read_is_said(option: str):
    said = "when pigs fly"
    found = (
        timeline.build_timeline(DESK, now=NOW, since=said)
        if option == "since"
        else timeline.build_timeline(DESK, now=NOW, until=said)
    )

    assert not found.known
    assert found.lead.id == f"listing-bad-{option}"
    assert found.suggestions


def test_a_timeline_of_words_has_what_is_on_them_alone():
    assert titles(timeline.build_timeline(DESK, about="ferry strike", now=NOW)) == ["Ferry strike ends"]


def test_a_timeline_of_what_the_archive_lacks_says_so():
    found = timeline.build_timeline(DESK, about="volcano eruption", now=NOW)

    assert not found.entries
    assert found.lead.id == "listing-empty"
    assert found.suggestions


def test_topics_and_outlets_are_counted_the_largest_first():
    assert [(tally.name, tally.count) for tally in listing.list_topics(DESK).tallies] == [("Harbour", 3), ("Cranes", 1)]
    assert [(tally.name, tally.count) for tally in listing.list_outlets(DESK).tallies] == [
        ("Harbor Post", 4),
        ("Northern Wire", 2),
    ]


def test_a_list_can_be_made_again_from_its_limits():
    first = timeline.build_timeline(DESK, outlet="Harbor Post", since="2022-01-11", now=NOW)
    again = timeline.build_timeline(DESK, outlet=first.limits.outlet, since=str(first.limits.since), now=NOW)

    assert titles(again) == titles(first)


def test_days_without_coverage_say_what_the_archive_spans():
    found = timeline.build_timeline(DESK, since="last week", now=NOW)

    assert not found.entries
    assert "answer-range-empty" in {remark.id for remark in found.remarks}


def test_a_timeline_of_one_day_names_it_once():
    found = timeline.build_timeline(DESK, since="10 January 2022", until="10 January 2022", now=NOW)
    assert found.lead.id == "listing-timeline-day"
    assert found.lead.args == {"count": 1, "day": "2022-01-10"}

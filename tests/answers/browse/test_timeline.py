"""Timelines: events from the oldest on, within their days, with silences and busy days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.answers.browse.listing import Listing
from bot.answers.browse.timeline import build_timeline
from bot.answers.desk.desk import Desk
from tests.support.desks import build_desk, build_record

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)


def titles(listing: Listing) -> list[str]:
    return [entry.article.title for entry in listing.entries]


def test_a_timeline_runs_from_the_oldest_and_names_its_silences(desk: Desk):
    timeline = build_timeline(desk, now=NOW)

    days = [entry.article.published.day for entry in timeline.entries if entry.article.published]
    assert days == sorted(days)
    assert [(entry.silence.count, entry.silence.unit) for entry in timeline.entries if entry.silence] == [
        (16, "month"),
        (9, "month"),
    ]
    assert "listing-undated" in {remark.id for remark in timeline.remarks}


def test_several_reports_of_an_event_are_one_entry(desk: Desk):
    entry = build_timeline(desk, now=NOW).entries[-1]

    assert (entry.article.title, entry.article.outlet) == ("Ferry strike ends", "wire.example")
    assert [other.outlet for other in entry.also] == ["harborpost.example"]


def test_a_timeline_keeps_to_its_days(desk: Desk):
    timeline = build_timeline(desk, since="2022-01-11", until="June 2023", now=NOW)

    assert titles(timeline) == ["Report number 2 on the harbour works", "Report number 3 on the harbour works"]
    assert (timeline.filters.since, timeline.filters.until) == (date(2022, 1, 11), date(2023, 6, 30))


def test_days_in_the_wrong_order_are_swapped(desk: Desk):
    timeline = build_timeline(desk, since="2023-12-31", until="2023-01-01", now=NOW)

    assert titles(timeline) == ["Report number 3 on the harbour works"]


@pytest.mark.parametrize("option", ["since", "until"])
def test_a_date_that_cannot_be_parsed_is_reported(option: str, desk: Desk):
    typed = "when pigs fly"
    timeline = (
        build_timeline(desk, now=NOW, since=typed) if option == "since" else build_timeline(desk, now=NOW, until=typed)
    )

    assert not timeline.known
    assert timeline.lead.id == f"listing-bad-{option}"


def test_a_timeline_of_a_subject_has_only_what_is_on_it(desk: Desk):
    assert titles(build_timeline(desk, about="ferry strike", now=NOW)) == ["Ferry strike ends"]


def test_a_timeline_of_a_subject_that_the_archive_lacks_is_empty(desk: Desk):
    timeline = build_timeline(desk, about="volcano eruption", now=NOW)

    assert not timeline.entries
    assert timeline.lead.id == "listing-empty"
    assert timeline.suggestions


def test_the_filters_build_the_same_timeline_again(desk: Desk):
    first = build_timeline(desk, outlet="Harbor Post", since="2022-01-11", now=NOW)
    again = build_timeline(desk, outlet=first.filters.outlet, since=str(first.filters.since), now=NOW)

    assert titles(again) == titles(first)


def test_if_no_day_has_coverage_the_days_of_the_archive_are_named(desk: Desk):
    timeline = build_timeline(desk, since="last week", now=NOW)

    assert not timeline.entries
    assert "answer-range-empty" in {remark.id for remark in timeline.remarks}


def test_a_timeline_of_one_day_names_it_once(desk: Desk):
    timeline = build_timeline(desk, since="10 January 2022", until="10 January 2022", now=NOW)

    assert timeline.lead.id == "listing-timeline-day"
    assert timeline.lead.args == {"count": 1, "day": "2022-01-10"}


@pytest.mark.parametrize(
    ("step", "period"),
    [("day", "2022-01-12"), ("week", "2022-01-10"), ("month", "2022-01"), ("year", "2022")],
)
def test_each_entry_has_the_label_of_its_period(step, period: str, desk: Desk):
    assert build_timeline(desk, step=step, now=NOW).entries[1].period == period


def test_the_first_event_of_a_busy_day_is_marked_and_the_day_named():
    busy_day = date(2024, 3, 2)
    usual = [
        build_record(f"Zebra{n} quokka{n}", url=f"https://a.example/{n}", published=date(2024, 1, 1) + timedelta(4 * n))
        for n in range(30)
    ]
    busy = [build_record(f"Lemur{n} tapir{n}", url=f"https://a.example/busy/{n}", published=busy_day) for n in range(9)]
    timeline = build_timeline(build_desk(*usual, *busy), now=NOW)

    (marked,) = [entry for entry in timeline.entries if entry.busy]
    assert marked.article.published is not None
    assert marked.article.published.day == busy_day
    assert {"day": "2024-03-02", "count": 9} in [remark.args for remark in timeline.remarks]
    assert timeline.chart is not None
    assert timeline.chart.busy == (busy_day,)

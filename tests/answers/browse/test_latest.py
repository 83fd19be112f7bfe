"""The newest stories, within the limits that a reader sets."""

from datetime import UTC, datetime

import pytest

from bot.answers.browse.latest import MAX_COUNT, list_latest
from bot.answers.browse.listing import Listing
from bot.answers.desk.desk import Desk

NOW = datetime(2022, 5, 20, tzinfo=UTC)


def titles(listing: Listing) -> list[str]:
    return [entry.article.title for entry in listing.entries]


def test_the_newest_come_first_and_copies_are_folded(desk: Desk):
    listing = list_latest(desk, now=NOW)

    assert titles(listing)[0] == "Ferry strike ends"
    assert titles(listing).count("Ferry strike ends") == 1
    assert [copy.outlet for copy in listing.entries[0].also] == ["wire.example"]
    assert listing.as_of == desk.archive.newest


def test_a_count_is_kept_within_its_bounds(desk: Desk):
    assert len(list_latest(desk, count=2, now=NOW).entries) == 2
    assert list_latest(desk, count=10_000, now=NOW).filters.count == MAX_COUNT


@pytest.mark.parametrize("outlet", ["Northern Wire", "wire.example", "northern wyre"])
def test_an_outlet_limits_the_list_by_name_site_or_misspelling(outlet: str, desk: Desk):
    listing = list_latest(desk, outlet=outlet, now=NOW)

    assert {entry.article.outlet for entry in listing.entries} == {"wire.example"}
    assert listing.filters.outlet == "wire.example"


def test_a_copy_is_found_by_its_own_outlet(desk: Desk):
    assert "Ferry strike ends" in titles(list_latest(desk, outlet="Northern Wire", now=NOW))
    assert "Ferry strike ends" in titles(list_latest(desk, outlet="Harbor Post", now=NOW))


def test_a_topic_limits_the_list(desk: Desk):
    assert len(list_latest(desk, topic="cranes", now=NOW).entries) == 1


@pytest.mark.parametrize(("option", "value"), [("outlet", "Evening Bugle"), ("topic", "Opera")])
def test_for_an_unknown_name_the_nearest_are_suggested(option: str, value: str, desk: Desk):
    listing = (
        list_latest(desk, outlet=value, now=NOW) if option == "outlet" else list_latest(desk, topic=value, now=NOW)
    )

    assert not listing.known
    assert not listing.entries
    assert listing.lead.id.startswith(f"listing-{option}-unknown")
    assert listing.lead.args["typed"] == value


def test_days_limit_the_list(desk: Desk):
    listing = list_latest(desk, since="2022", until="June 2023", now=NOW)

    assert [title[:15] for title in titles(listing)] == ["Report number 3", "Report number 2", "Report number 1"]
    assert [remark.id for remark in listing.remarks] == ["answer-range"]


def test_words_limit_the_list_to_a_subject(desk: Desk):
    listing = list_latest(desk, about="ferry strike", now=NOW)

    assert titles(listing) == ["Ferry strike ends"]
    assert [remark.id for remark in listing.remarks] == ["listing-about"]


def test_words_that_the_archive_lacks_leave_nothing_but_suggestions(desk: Desk):
    listing = list_latest(desk, about="volcano eruption", now=NOW)

    assert (titles(listing), listing.lead.id) == ([], "listing-empty")
    assert listing.suggestions


def test_days_without_articles_are_answered_with_the_span_of_the_archive(desk: Desk):
    listing = list_latest(desk, since="2030", now=NOW)

    assert [remark.id for remark in listing.remarks] == ["answer-range-since", "answer-range-empty"]


def test_a_day_that_cannot_be_read_is_reported(desk: Desk):
    listing = list_latest(desk, until="when pigs fly", now=NOW)

    assert (listing.known, listing.lead.id) == (False, "listing-bad-until")


def test_the_filters_build_the_same_list_again(desk: Desk):
    listing = list_latest(desk, about="harbour works", topic="harbour", since="2022-01-11", count=2, now=NOW)
    filters = listing.filters
    again = list_latest(
        desk,
        about=filters.about,
        topic=filters.topic,
        outlet=filters.outlet,
        since=filters.since and filters.since.isoformat(),
        count=filters.count,
        now=NOW,
    )

    assert (again.entries, again.filters) == (listing.entries, listing.filters)

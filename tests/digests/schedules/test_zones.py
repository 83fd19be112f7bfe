"""Finding time zones by what people type."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.schedules.zones import Zone, find_zone, suggest_zones

WINTER = datetime(2026, 1, 1, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, tzinfo=UTC)


def suggest_names(typed: str) -> list[str]:
    return [zone.name for zone in suggest_zones(typed, WINTER)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Berlin", "Europe/Berlin"),
        ("berln", "Europe/Berlin"),
        ("new yrok", "America/New_York"),
        ("Europe/Ber", "Europe/Berlin"),
        ("germany", "Europe/Berlin"),
        ("USA", "America/New_York"),
        ("uk", "Europe/London"),
        ("Calcutta", "Asia/Kolkata"),
        ("kiev", "Europe/Kyiv"),
        ("US/Pacific", "America/Los_Angeles"),
        ("são paulo", "America/Sao_Paulo"),
        ("Lord Howe", "Australia/Lord_Howe"),
        ("buenos", "America/Argentina/Buenos_Aires"),
        ("japn", "Asia/Tokyo"),
        ("gmt", "UTC"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_found_by_city_country_or_name_even_if_misspelt(typed: str, first: str):
    assert suggest_names(typed)[0] == first


def test_a_suggested_zone_has_its_city_and_its_offset_at_that_time():
    assert suggest_zones("berlin", WINTER) == (Zone("Europe/Berlin", "Berlin", "UTC+01:00"),)
    assert suggest_zones("berlin", SUMMER) == (Zone("Europe/Berlin", "Berlin", "UTC+02:00"),)


@pytest.mark.parametrize(
    ("typed", "offset"), [("utc+5:30", "UTC+05:30"), ("-03:30", "UTC-03:30"), ("GMT+1", "UTC+01:00")]
)
def test_zones_are_found_by_their_offset(typed: str, offset: str):
    found = suggest_zones(typed, WINTER)
    assert found
    assert {zone.offset for zone in found} == {offset}


def test_similar_names_are_not_suggested_if_others_begin_with_the_text():
    assert suggest_names("berlin") == ["Europe/Berlin"]


def test_common_zones_are_suggested_before_anything_is_typed():
    suggested = suggest_names("")
    assert len(suggested) == 25
    assert {"UTC", "Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Sydney"} <= set(suggested)


def test_no_more_zones_are_suggested_than_asked_for():
    assert len(suggest_zones("america", WINTER, limit=7)) == 7


def test_old_names_are_found_but_not_suggested():
    assert "Asia/Calcutta" not in suggest_names("calcutta")
    assert find_zone("Asia/Calcutta") == ZoneInfo("Asia/Calcutta")


@pytest.mark.parametrize("typed", ["Europe/Berlin", "europe/berlin", " EUROPE/BERLIN "])
def test_an_exact_name_is_found_in_any_case(typed: str):
    assert find_zone(typed) == ZoneInfo("Europe/Berlin")


def test_a_name_is_found_with_spaces():
    assert find_zone("America/New York") == ZoneInfo("America/New_York")


@pytest.mark.parametrize("typed", ["", "Berlin", "../../etc/passwd", "localtime", "Factory", "\0"])
def test_text_that_is_not_a_zones_name_finds_nothing(typed: str):
    assert find_zone(typed) is None


def test_every_zone_in_the_database_is_found():
    missing = {name for name in available_timezones() if find_zone(name) is None}
    assert missing <= {"localtime", "posixrules", "Factory"}


@given(st.text())
def test_whatever_is_typed_the_suggested_zones_exist(typed: str):
    suggested = suggest_zones(typed, WINTER)
    assert len(suggested) <= 25
    assert all(find_zone(zone.name) is not None for zone in suggested)
    assert len({zone.name for zone in suggested}) == len(suggested)

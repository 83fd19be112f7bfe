"""Dates in every form that feeds use, and none that would have to be guessed."""

from datetime import UTC, datetime

import pytest

from bot.coverage.dates import DateError
from bot.feeds.parsing.feed_dates import read_date

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Mon, 06 Oct 2025 09:05:00 GMT", "2025-10-06T09:05:00Z"),
        ("Mon, 6 Oct 2025 9:05:00 +0200", "2025-10-06T07:05:00Z"),
        ("6 Oct 2025 09:05 EST", "2025-10-06T14:05:00Z"),
        ("Mon, 06 Oct 2025 09:05:00 CET", "2025-10-06T08:05:00Z"),
        ("Mon, 06 Oct 25 09:05:00 UT", "2025-10-06T09:05:00Z"),
        ("Monday, 06 October 2025 09:05:00 PDT", "2025-10-06T16:05:00Z"),
        ("2025-10-06T09:05:07.123Z", "2025-10-06T09:05:07Z"),
        ("2025-10-06T09:05:07+05:30", "2025-10-06T03:35:07Z"),
        ("2025-10-06 09:05:07", "2025-10-06T09:05:07Z"),
        ("2025-10-06", "2025-10-06"),
        ("20251006T090507Z", "2025-10-06T09:05:07Z"),
        ("1759741507", "2025-10-06T09:05:07Z"),
        ("October 6, 2025 9:05 PM", "2025-10-06T21:05:00Z"),
        ("Oct 6, 2025, 9:05am PST", "2025-10-06T17:05:00Z"),
        ("October 6, 2025 9:05 a.m. (CEST)", "2025-10-06T07:05:00Z"),
        ("Mo, 06 Okt 2025 09:05:00 +0200", "2025-10-06T07:05:00Z"),
        ("lun., 6 octobre 2025 09:05:00 +0000", "2025-10-06T09:05:00Z"),
        ("Mon Oct  6 09:05:07 2025", "2025-10-06T09:05:07Z"),
        ("\n Mon, 06 Oct\n2025 09:05:00 GMT ", "2025-10-06T09:05:00Z"),
    ],
)
def test_dates_are_read(text: str, iso: str) -> None:
    assert read_date(text, now=NOW).iso() == iso


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "10:30",
        "2025",
        "2025-10",
        "October 2025",
        "5/6/2025",
        "Monday",
        "2025-02-29",
        "0",
        "-1",
        "Mon, 00 Jan 2025 00:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0000-00-00T00:00:00",
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "01 Jan 0001 00:00:00 +0000",
        "2031-01-01T00:00:00Z",
        "x" * 5_000,
        "31 Feb 2025 10:00:00 GMT",
    ],
)
def test_what_names_no_day_is_no_date(text: str) -> None:
    with pytest.raises(DateError):
        read_date(text, now=NOW)

"""The report of a week."""

from datetime import date

from bot.servers.query_counts import WeeklyCount
from bot.servers.report import NamedCount, build_reports

WEEK, NEXT = date(2026, 11, 23), date(2026, 11, 30)


def test_each_week_has_a_report_the_newest_first():
    reports = build_reports([WeeklyCount(WEEK, "found", "", 2), WeeklyCount(NEXT, "nothing", "", 1)])
    assert [(report.week, report.answers) for report in reports] == [(NEXT, 1), (WEEK, 2)]


def test_words_are_listed_by_people():
    counts = [WeeklyCount(WEEK, "subject", "otters", 3), WeeklyCount(WEEK, "subject", "beavers", 5)]
    (report,) = build_reports([*counts, WeeklyCount(WEEK, "outlet", "bbc", 4)])
    assert report.subjects == (NamedCount("beavers", 5), NamedCount("otters", 3))
    assert report.outlets == (NamedCount("bbc", 4),)


def test_words_that_always_stood_together_are_listed_once():
    counts = [
        WeeklyCount(WEEK, "subject", "chat", 3),
        WeeklyCount(WEEK, "subject", "control", 4),
        WeeklyCount(WEEK, "subject", "chat control", 3),
    ]
    (report,) = build_reports(counts)
    assert report.subjects == (NamedCount("control", 4), NamedCount("chat control", 3))


def test_without_counts_there_is_no_report():
    assert build_reports([]) == ()


def test_lists_are_counted_with_those_that_were_empty():
    counts = [WeeklyCount(WEEK, "list", "", 5), WeeklyCount(WEEK, "empty-list", "", 2)]
    (report,) = build_reports(counts)
    assert (report.lists, report.empty_lists, report.answers) == (7, 2, 0)

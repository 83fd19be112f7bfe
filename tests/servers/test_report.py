"""The report of a week."""

from datetime import date

from bot.servers.query_counts import WeeklyCount, WordsKind
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
    assert report.subjects == (NamedCount("control", 4, groups=(NamedCount("chat control", 3),)),)


def test_without_counts_there_is_no_report():
    assert build_reports([]) == ()


def test_lists_are_counted_with_those_that_were_empty():
    counts = [WeeklyCount(WEEK, "list", "", 5), WeeklyCount(WEEK, "empty-list", "", 2)]
    (report,) = build_reports(counts)
    assert (report.lists, report.empty_lists, report.answers) == (7, 2, 0)


def list_words(*counts: tuple[str, int], kind: WordsKind = "subject") -> list[tuple[str, list[str]]]:
    """Return the words of the report of such counts, each with its groups."""
    (report,) = build_reports([WeeklyCount(WEEK, kind, words, number) for words, number in counts])
    named = report.subjects if kind == "subject" else report.outlets
    return [(count.words, [group.words for group in count.groups]) for count in named]


def test_groups_stand_under_the_word_that_most_people_used():
    counts = [("climate", 9), ("climate summit", 6), ("climate summit outcome", 4), ("climate change", 3)]
    assert list_words(*counts) == [("climate", ["climate summit", "climate change"])]


def test_a_word_that_stands_beside_listed_words_alone_is_no_subject():
    counts = [("eurovision", 5), ("chess", 4), ("won", 6), ("won eurovision", 3), ("won the chess", 3)]
    assert ("won", ["won eurovision", "won the chess"]) in list_words(*counts)
    counts = [("eurovision", 7), ("chess", 6), *counts[2:]]
    assert [words for words, _ in list_words(*counts)] == ["eurovision", "chess"]


def test_groups_of_one_phrase_are_joined():
    counts = [("turkey earthquake death", 4), ("earthquake death toll", 4), ("flood", 3)]
    assert list_words(*counts) == [("turkey earthquake death toll", []), ("flood", [])]


def test_an_acronym_stands_under_the_name():
    counts = [("new york times", 5), ("nyt", 3), ("bbc", 3)]
    assert list_words(*counts, kind="outlet") == [("new york times", ["nyt"]), ("bbc", [])]


def test_the_name_of_an_outlet_that_is_missed_is_no_subject():
    counts = [WeeklyCount(WEEK, "outlet", "bbc", 5), WeeklyCount(WEEK, "subject", "bbc", 3)]
    (report,) = build_reports([*counts, WeeklyCount(WEEK, "subject", "world cup", 3)])
    assert [named.words for named in report.subjects] == ["world cup"]


def test_words_are_compared_with_the_week_before():
    counts = [WeeklyCount(WEEK, "subject", "otters", 3), WeeklyCount(NEXT, "subject", "otters", 5)]
    newest, oldest = build_reports([*counts, WeeklyCount(NEXT, "subject", "beavers", 4)])
    assert [(named.words, named.before) for named in newest.subjects] == [("otters", 3), ("beavers", 0)]
    assert oldest.subjects[0].before is None

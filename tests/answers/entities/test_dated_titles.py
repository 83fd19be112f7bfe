"""Titles that name a time are found by their words."""

from hypothesis import given
from hypothesis import strategies as st

from bot.answers.entities.dated_titles import DatedTitles, build_dated_sections, update_dated_sections
from bot.coverage.columns.table import build_table_in_memory

words = st.frozensets(st.sampled_from(["may", "june", "2021", "2023", "otter", "ferry", "late"]))


def dated_titles(titles: list[frozenset[str]], more: list[frozenset[str]] | None = None) -> DatedTitles:
    sections = build_dated_sections(titles)
    if more is not None:
        sections |= update_dated_sections(build_table_in_memory(sections), more)
    return DatedTitles(build_table_in_memory(sections))


def test_words_shared_with_a_title_of_the_same_time_are_counted():
    titles = dated_titles([frozenset({"starfall", "arrives", "in", "jun", "2023"})])
    assert titles.count_shared_words(frozenset({"jun", "2023"}), frozenset({"starfall", "arrives", "late"})) == 2
    assert titles.count_shared_words(frozenset({"jul", "2023"}), frozenset({"starfall"})) == 0
    assert titles.count_shared_words(frozenset(), frozenset({"starfall"})) == 0


@given(st.lists(words), st.lists(words), words, words)
def test_the_count_is_that_of_the_best_title(
    stored: list[frozenset[str]], more: list[frozenset[str]], times: frozenset[str], asked: frozenset[str]
):
    best = max((len(asked & title) for title in (*stored, *more) if times <= title), default=0) if times else 0
    assert dated_titles(stored, more).count_shared_words(times, asked) == best


@given(st.lists(words), st.lists(words))
def test_all_titles_are_listed(stored: list[frozenset[str]], more: list[frozenset[str]]):
    assert list(dated_titles(stored, more)) == [*stored, *more]

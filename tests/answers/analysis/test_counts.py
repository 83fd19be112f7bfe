"""Counts that an archive takes over from an earlier one."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.answers.analysis.counts import update_counts

WORDS = st.lists(st.sampled_from("abcd"))


@given(kept=WORDS, gone=WORDS, new=WORDS)
def test_updated_counts_are_those_of_a_count_from_nothing(kept: list[str], gone: list[str], new: list[str]):
    assert update_counts(Counter(kept + gone), Counter(gone), Counter(new)) == Counter(kept + new)

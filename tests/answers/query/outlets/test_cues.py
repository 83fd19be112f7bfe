"""The cues beside the name of an outlet."""

import pytest

from bot.answers.query.outlets.cues import NO_CUE, Cue, find_cue_after, find_cue_before


@pytest.mark.parametrize(
    ("words", "cue"),
    [
        ("robots not from", Cue("excluded", 2)),
        ("robots other than", Cue("excluded", 2)),
        ("the latest articles from", Cue("pieces", 2)),
        ("anything by", Cue("by", 1)),
        ("anything from", Cue("pieces", 2)),
        ("robots in the newspaper called", Cue("outlet", 2)),
        ("robots as reported by", Cue("attribution", 3)),
        ("robots according to", Cue("attribution", 2)),
        ("robots from", Cue("from", 1)),
        ("robots in", Cue("in", 1)),
        ("what did", Cue("question", 2)),
        ("robots", NO_CUE),
        ("", NO_CUE),
    ],
)
def test_the_words_before_a_name_may_end_with_a_cue(words: str, cue: Cue):
    assert find_cue_before(words.split()) == cue


@pytest.mark.parametrize(
    ("words", "cue"),
    [
        ("say about robots", Cue("verb", 1)),
        ("ever report on robots", Cue("verb", 2)),
        ("articles about robots", Cue("noun", 1)),
        ("latest news", Cue("noun", 2)),
        ("on robots", Cue("about", 1)),
        ("robots", NO_CUE),
        ("", NO_CUE),
    ],
)
def test_the_words_after_a_name_may_begin_with_a_cue(words: str, cue: Cue):
    assert find_cue_after(words.split()) == cue


def test_both_and_either_may_stand_between_a_cue_and_a_name():
    assert find_cue_before(["articles", "by", "both"]) == Cue("pieces", 3)


def test_a_cue_beyond_the_window_does_not_count():
    assert find_cue_before(["from", *["robots"] * 8]) == NO_CUE

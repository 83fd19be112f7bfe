"""The events that stories are measured on, and the measure."""

import math

import pytest

from bench.evaluation.events import DEVELOPMENT, HELD_OUT, SEPARATE, Event, EventScores, load_events, score_events

FLOOD = Event("herald", ("f1", "f2", "f3"), "flood")
VOTE = Event("herald", ("v1", "v2"), "vote")
DAYS = {"f1": 1, "f2": 1, "f3": 2, "v1": 3, "v2": 4}


def score(groups: str, separate: tuple[str, ...] = ()) -> EventScores:
    """`groups`: the articles of each story, the stories divided by a bar."""
    story_of = {url: number for number, group in enumerate(groups.split("|")) for url in group.split()}
    return score_events(story_of, [FLOOD, VOTE], separate, DAYS)


def test_the_true_stories_score_one():
    scores = score("f1 f2 f3|v1 v2")

    assert (scores.others, scores.precision, scores.apart) == (1.0, 1.0, 1.0)
    assert math.isnan(scores.large)


def test_a_divided_event_costs_recall():
    assert score("f1 f2|f3|v1 v2").others == pytest.approx((1 / 3 + 1) / 2)


def test_two_events_in_one_story_cost_precision_and_are_not_apart():
    scores = score("f1 f2 f3 v1|v2")

    assert scores.precision == pytest.approx(3 / 6)
    assert scores.apart == pytest.approx(1 - 3 / 6)


def test_separate_articles_that_share_a_story_are_counted():
    assert score("f1 f2 f3|v1 v2|g1 g2|g3|g4", ("g1", "g2", "g3", "g4")).separate == pytest.approx(2 / 4)


def test_each_event_is_in_one_part_and_has_several_articles():
    development, held_out = load_events(DEVELOPMENT), load_events(HELD_OUT)
    names = [(event.corpus, event.event) for event in (*development, *held_out)]

    assert len(set(names)) == len(names) >= 70
    assert all(len(set(event.urls)) >= 2 for event in (*development, *held_out))
    assert 0.4 < len(held_out) / len(names) < 0.6
    reported = {url for event in (*development, *held_out) for url in event.urls}
    assert not reported & {url for group in load_events(SEPARATE) for url in group.urls}

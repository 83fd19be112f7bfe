"""How fast one person may ask."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.session import rate_limit
from bot.chat.session.rate_limit import BURST, PEOPLE, SECONDS_PER_TOKEN, PersonalLimiter, TokenBucket, take_token

START = datetime(2026, 1, 1, tzinfo=UTC)


def _at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_a_burst_goes_through_and_the_next_has_to_wait():
    pace = PersonalLimiter()
    granted = [pace.take(1, START).granted for _ in range(int(BURST))]
    assert all(granted)
    assert not pace.take(1, START).granted


def test_waiting_as_long_as_it_was_told_is_enough():
    pace = PersonalLimiter()
    for _ in range(int(BURST)):
        pace.take(1, START)
    refused = pace.take(1, START)
    assert pace.take(1, _at(refused.wait)).granted


def test_only_the_first_refusal_in_a_row_is_the_first():
    pace = PersonalLimiter()
    turns = [pace.take(1, START) for _ in range(int(BURST) + 3)]
    assert [turn.first for turn in turns[-3:]] == [True, False, False]


def test_after_a_turn_that_went_through_a_refusal_is_the_first_again():
    pace = PersonalLimiter()
    for _ in range(int(BURST) + 2):
        pace.take(1, START)
    assert pace.take(1, _at(SECONDS_PER_TOKEN)).granted
    assert pace.take(1, _at(SECONDS_PER_TOKEN)).first


def test_one_persons_flood_slows_nobody_else():
    pace = PersonalLimiter()
    for _ in range(100):
        pace.take(1, START)
    assert pace.take(2, START).granted


def test_a_cheap_request_costs_less_than_a_turn():
    pace = PersonalLimiter()
    assert all(pace.take(1, START, 0.5).granted for _ in range(int(BURST * 2)))
    assert not pace.take(1, START, 0.5).granted


def test_refused_requests_do_not_put_off_the_next_turn():
    pace = PersonalLimiter()
    for second in range(60):
        pace.take(1, _at(second / 10))
    assert pace.take(1, _at(6 + SECONDS_PER_TOKEN)).granted


def test_a_clock_set_back_neither_refills_nor_locks_out():
    bucket, _ = take_token(TokenBucket(BURST, _at(1000)), _at(1000))
    bucket, turn = take_token(bucket, START)
    assert turn.granted
    assert bucket.tokens == BURST - 2


def test_those_longest_unseen_are_forgotten_first(monkeypatch):
    monkeypatch.setattr(rate_limit, "PEOPLE", 3)
    pace = PersonalLimiter()
    for person in (1, 2, 3, 1, 4):
        pace.take(person, START)
    assert list(pace.buckets) == [3, 1, 4]


def test_there_is_room_for_many_people_and_no_more():
    pace = PersonalLimiter()
    for person in range(PEOPLE + 50):
        pace.take(person, START)
    assert len(pace.buckets) == PEOPLE


@given(st.lists(st.tuples(st.floats(0, 30), st.sampled_from([0.5, 1.0])), max_size=60))
def test_no_more_is_granted_than_the_burst_and_the_time_allow(requests):
    pace, now, spent = PersonalLimiter(), 0.0, 0.0
    for pause, cost in requests:
        now += pause
        if pace.take(1, _at(now), cost).granted:
            spent += cost
    assert spent <= BURST + now / SECONDS_PER_TOKEN + 1e-3

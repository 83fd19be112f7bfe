"""A feed is fetched as often as it changes, and no more often than its server allows."""

from datetime import timedelta

from bot.feeds.fetching.timing import LONGEST, SHORTEST, adapt_interval, choose_delay

HOUR = timedelta(hours=1)


def delay(interval: timedelta = HOUR, **given: object) -> timedelta:
    options = {"every": None, "lifetime": 0, "max_age": 0, "retry_after": 0, "failures": 0, "chance": 0.5} | given
    return choose_delay(interval, **options)  # pyright: ignore[reportArgumentType]


def test_the_interval_follows_the_feed_within_five_minutes_and_a_day() -> None:
    assert adapt_interval(HOUR, has_new=True) < HOUR < adapt_interval(HOUR, has_new=False)
    interval = HOUR
    for _ in range(20):
        interval = adapt_interval(interval, has_new=True)
    assert interval == SHORTEST
    for _ in range(40):
        interval = adapt_interval(interval, has_new=False)
    assert interval == LONGEST


def test_what_the_feed_and_its_server_say_makes_it_longer() -> None:
    assert delay() == HOUR
    assert delay(lifetime=7_200) == 2 * HOUR
    assert delay(max_age=10_800) == 3 * HOUR
    assert delay(max_age=10_000_000) == LONGEST


def test_the_operator_s_interval_wins_over_the_feed_but_not_over_the_server_s_wish_to_be_left_alone() -> None:
    assert delay(every=timedelta(minutes=10), lifetime=7_200) == timedelta(minutes=10)
    assert delay(every=timedelta(minutes=10), retry_after=5_000) == timedelta(seconds=5_000)


def test_failures_back_off_to_a_day() -> None:
    delays = [delay(SHORTEST, failures=failures) for failures in range(12)]
    assert delays == sorted(delays)
    assert delays[1] == timedelta(minutes=10)
    assert delays[-1] == LONGEST


def test_feeds_that_were_added_together_drift_apart() -> None:
    assert delay(chance=0.0) < delay(chance=1.0) < delay(chance=0.0) * 1.2

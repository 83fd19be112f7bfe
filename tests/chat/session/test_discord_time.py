"""Discord's time follows its answers and a monotonic clock, whatever the host's clock does."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import discord
import pytest

from bot.chat.session.discord_time import FRESH_FOR, DiscordTime

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class TimeCase:
    """Discord at noon, and a host whose clocks a test moves. `slept`: seconds that the monotonic clock has missed."""

    def __init__(self, *, skew: timedelta = timedelta()) -> None:
        self.passed = 0.0
        self.slept = 0.0
        self.rate = 1.0
        self.skew = skew
        self.time = DiscordTime(self.read_monotonic, lambda: self.discord_now + self.skew)

    @property
    def discord_now(self) -> datetime:
        return NOON + timedelta(seconds=self.passed)

    def read_monotonic(self) -> float:
        return 5_000.0 + (self.passed - self.slept) * self.rate

    def answer(self, seconds: float = 0.2) -> None:
        """Let Discord answer a request at once, and the answer take some seconds."""
        sent = self.read_monotonic()
        header = format_datetime(self.discord_now.replace(microsecond=0), usegmt=True)
        self.passed += seconds
        self.time.learn_date(header, sent)

    @property
    def error(self) -> timedelta:
        """How far our idea of Discord's time is ahead."""
        return self.time.now() - self.discord_now


def test_before_an_answer_the_time_is_the_hosts_and_not_fresh():
    case = TimeCase(skew=timedelta(days=1))
    assert case.time.now() == NOON + timedelta(days=1)
    assert not case.time.is_fresh
    assert case.time.skew is None


@pytest.mark.parametrize("skew", [timedelta(days=-1), timedelta(minutes=-5), timedelta(minutes=5), timedelta(days=1)])
def test_after_an_answer_the_hosts_clock_has_no_effect(skew: timedelta):
    case = TimeCase(skew=skew)
    case.answer()
    assert -2 * SECOND < case.error <= timedelta()
    assert case.time.skew is not None
    assert abs(case.time.skew - skew) < 2 * SECOND
    case.skew = -3 * skew
    assert -2 * SECOND < case.error <= timedelta()


def test_a_clock_that_is_set_while_the_bot_runs_moves_nothing():
    case = TimeCase()
    case.answer()
    before = case.time.now()
    case.skew = timedelta(days=1)
    assert case.time.now() == before


def test_the_time_is_never_ahead_and_more_answers_make_it_better():
    case = TimeCase()
    for _ in range(20):
        case.answer(0.13)
        assert case.error <= timedelta()
    assert case.error > -0.5 * SECOND


def test_a_slow_answer_makes_a_known_time_no_worse():
    case = TimeCase()
    for _ in range(20):
        case.answer(0.13)
    known = case.error
    case.answer(30)
    assert case.error >= known


@pytest.mark.parametrize("rate", [0.9, 1.1])
def test_a_monotonic_clock_that_drifts_is_corrected_by_each_answer(rate: float):
    case = TimeCase()
    case.rate = rate
    for _ in range(5):
        case.passed += FRESH_FOR
        case.answer()
        assert abs(case.error) < 2 * SECOND


def test_after_sleep_the_next_answer_tells_the_time():
    case = TimeCase()
    case.answer()
    case.passed += 3_600
    case.slept = 3_600
    assert case.error < -3_000 * SECOND
    case.time.expire()
    assert not case.time.is_fresh
    case.answer()
    assert case.time.is_fresh
    assert abs(case.error) < 2 * SECOND


def test_an_answer_is_fresh_for_a_minute():
    case = TimeCase()
    case.answer()
    case.passed += FRESH_FOR
    assert case.time.is_fresh
    case.passed += 1
    assert not case.time.is_fresh


def test_a_monotonic_clock_that_goes_back_makes_the_time_stale():
    case = TimeCase()
    case.answer()
    case.slept = 1_000
    assert not case.time.is_fresh
    case.answer()
    assert case.time.is_fresh
    assert abs(case.error) < 2 * SECOND


@pytest.mark.parametrize("header", [None, "", "noon", "Mon, 99 Jan 2026 12:00:00 GMT"])
def test_an_answer_without_a_readable_date_tells_nothing(header: str | None):
    case = TimeCase()
    case.time.learn_date(header, case.read_monotonic())
    assert not case.time.is_fresh
    assert case.time.skew is None


def test_an_id_tells_that_it_is_at_least_as_late():
    case = TimeCase(skew=timedelta(hours=1))
    case.time.learn_snowflake(discord.utils.time_snowflake(NOON))
    assert abs(case.error) < SECOND
    case.time.learn_snowflake(discord.utils.time_snowflake(NOON - timedelta(hours=1)))
    assert abs(case.error) < SECOND


def snowflake(moment: datetime) -> int:
    return discord.utils.time_snowflake(moment)


def test_the_age_of_an_id_is_known_once_discord_has_answered():
    case = TimeCase(skew=timedelta(days=1))
    made = snowflake(case.discord_now)
    assert case.time.measure_age(made) == 0.0
    case.answer()
    case.passed += 4.0
    assert 2.0 < case.time.measure_age(made) < 4.3


def test_a_fresh_id_makes_ages_exact():
    case = TimeCase()
    case.answer()
    made = snowflake(case.discord_now)
    assert case.time.measure_age(made) == 0.0
    case.passed += 4.0
    assert case.time.measure_age(made) == pytest.approx(4.0, abs=0.01)


@pytest.mark.parametrize("rate", [0.9995, 1.0005])
def test_an_age_is_never_too_high_after_hours_without_an_answer(rate: float):
    case = TimeCase()
    case.rate = rate
    case.answer()
    case.passed += 20_000
    assert case.time.measure_age(snowflake(case.discord_now)) == 0.0


def test_no_age_is_known_after_the_hosts_clock_was_set():
    case = TimeCase()
    case.answer()
    made = snowflake(case.discord_now)
    case.passed += 100
    case.time.expire()
    assert case.time.measure_age(made) == 0.0

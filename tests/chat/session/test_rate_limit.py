"""A person who asks too fast is slowed down; nobody else is."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.session import rate_limit
from bot.chat.session.rate_limit import BURST, PEOPLE, SECONDS_PER_TOKEN, PersonalLimiter, TokenBucket, take_token
from tests.support import replies

START = datetime(2026, 1, 1, tzinfo=UTC)


def _at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_a_burst_is_granted_and_the_next_request_refused():
    limiter = PersonalLimiter()
    granted = [limiter.take(1, START).granted for _ in range(int(BURST))]
    assert all(granted)
    assert not limiter.take(1, START).granted


def test_waiting_as_long_as_the_refusal_says_is_enough():
    limiter = PersonalLimiter()
    for _ in range(int(BURST)):
        limiter.take(1, START)
    refused = limiter.take(1, START)
    assert limiter.take(1, _at(refused.wait)).granted


def test_only_the_first_refusal_in_a_row_is_marked_as_first():
    limiter = PersonalLimiter()
    decisions = [limiter.take(1, START) for _ in range(int(BURST) + 3)]
    assert [decision.first for decision in decisions[-3:]] == [True, False, False]


def test_after_a_granted_request_the_next_refusal_is_the_first_again():
    limiter = PersonalLimiter()
    for _ in range(int(BURST) + 2):
        limiter.take(1, START)
    assert limiter.take(1, _at(SECONDS_PER_TOKEN)).granted
    assert limiter.take(1, _at(SECONDS_PER_TOKEN)).first


def test_one_persons_flood_slows_nobody_else():
    limiter = PersonalLimiter()
    for _ in range(100):
        limiter.take(1, START)
    assert limiter.take(2, START).granted


def test_a_cheap_request_takes_a_part_of_a_token():
    limiter = PersonalLimiter()
    assert all(limiter.take(1, START, 0.5).granted for _ in range(int(BURST * 2)))
    assert not limiter.take(1, START, 0.5).granted


def test_refused_requests_do_not_delay_the_next_token():
    limiter = PersonalLimiter()
    for second in range(60):
        limiter.take(1, _at(second / 10))
    assert limiter.take(1, _at(6 + SECONDS_PER_TOKEN)).granted


def test_a_clock_set_back_neither_refills_nor_locks_out():
    bucket, _ = take_token(TokenBucket(BURST, _at(1000)), _at(1000))
    bucket, decision = take_token(bucket, START)
    assert decision.granted
    assert bucket.tokens == BURST - 2


def test_those_who_were_quiet_the_longest_are_forgotten_first(monkeypatch):
    monkeypatch.setattr(rate_limit, "PEOPLE", 3)
    limiter = PersonalLimiter()
    for person in (1, 2, 3, 1, 4):
        limiter.take(person, START)
    assert list(limiter.buckets) == [3, 1, 4]


def test_at_most_so_many_people_are_remembered():
    limiter = PersonalLimiter()
    for person in range(PEOPLE + 50):
        limiter.take(person, START)
    assert len(limiter.buckets) == PEOPLE


@given(st.lists(st.tuples(st.floats(0, 30), st.sampled_from([0.5, 1.0])), max_size=60))
def test_never_more_is_granted_than_burst_and_time_allow(requests):
    limiter, now, spent = PersonalLimiter(), 0.0, 0.0
    for pause, cost in requests:
        now += pause
        if limiter.take(1, _at(now), cost).granted:
            spent += cost
    assert spent <= BURST + now / SECONDS_PER_TOKEN + 1e-3


async def test_a_flood_of_messages_is_refused_once_and_then_ignored(server):
    for number in range(int(BURST) + 5):
        await server.ann.send_dm(f"ferries {number}")
    answers = replies.sent_by_bot(server, server.ann.user.dm_channel)
    assert len(answers) == BURST + 1
    assert answers[-1].content == "Slow down a little; try again in 2 seconds."


async def test_other_people_are_answered_during_a_flood(server):
    for number in range(int(BURST) + 5):
        await server.ann.send_dm(f"ferries {number}")
    result = await server.ben.slash(server.channel, "ask", question="ferries")
    assert not result.ephemeral


async def test_after_a_pause_questions_are_answered_again(server):
    for number in range(int(BURST) + 5):
        await server.ann.send_dm(f"ferries {number}")
    await server.env.advance_time(SECONDS_PER_TOKEN)
    await server.ann.send_dm("ferries")
    assert "ferries" in str(replies.sent_by_bot(server, server.ann.user.dm_channel)[-1].components[0].to_dict())


async def test_commands_share_the_bucket_and_are_refused_privately(server):
    for number in range(int(BURST)):
        await server.ann.send_dm(f"ferries {number}")
    for _ in range(2):
        result = await server.ann.slash(server.channel, "ask", question="ferries")
        assert result.ephemeral
        assert "Slow down a little" in result.response.content

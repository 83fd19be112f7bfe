"""How each run ends, and the state of its digest afterwards."""

from datetime import timedelta

import pytest

from bot.digests.ports import SendDeferredError
from tests.support.digesting import START, DigestBot, build_refusal, lose_response

pytestmark = pytest.mark.stores("sqlite")


async def test_a_run_with_nothing_new_is_recorded_and_not_posted(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.clock.advance(hours=1)
    await bot.run_round()
    assert bot.publisher.messages == []
    assert (bot.get_last_run(digest).state, bot.get_last_run(digest).reason) == ("empty", "nothing-new")


@pytest.mark.parametrize(
    "failure", [SendDeferredError("503", uncertain=True), SendDeferredError("429", uncertain=False, after=7)]
)
async def test_a_deferred_message_is_sent_again(bot: DigestBot, failure: Exception) -> None:
    digest = await bot.add_digest()
    bot.add_articles(5)
    bot.clock.advance(hours=1)
    bot.publisher.failures = [failure]
    await bot.run_round()
    assert bot.list_states(digest) == ["sent"]
    assert bot.publisher.attempts == 2
    assert max(bot.clock.sleeps) == max(2, getattr(failure, "after", 0))


async def test_a_message_whose_response_was_lost_is_sent_again_with_the_same_nonce(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.add_articles(5)
    bot.clock.advance(hours=1)
    bot.publisher.failures = [lose_response]
    await bot.run_round()
    assert len(bot.publisher.messages) == 1
    assert bot.get_last_run(digest).message == 1


async def test_after_the_nonce_window_the_message_is_searched_for(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.add_articles(5)
    bot.clock.advance(hours=1)
    bot.publisher.nonce_window = timedelta()
    bot.publisher.failures = [
        lose_response,
        SendDeferredError("502", uncertain=True),
        SendDeferredError("502", uncertain=True),
    ]
    bot.publisher.failures[1:] = [SendDeferredError("the network is away", uncertain=False)] * 2
    await bot.run_round()
    assert bot.publisher.searches == 1
    assert len(bot.publisher.messages) == 1
    assert bot.list_states(digest) == ["sent"]


async def test_a_run_is_unknown_and_not_sent_again_if_the_history_is_unreadable(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.add_articles(5)
    bot.clock.advance(hours=1)
    bot.publisher.is_readable = False
    bot.publisher.failures = [SendDeferredError("502", uncertain=True)] * 3
    await bot.run_round()
    assert (bot.get_last_run(digest).state, bot.get_last_run(digest).reason) == ("unknown", "unreadable")
    assert bot.publisher.messages == []


async def test_attempts_are_few_and_end_with_the_grace_period(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.add_articles(5)
    bot.clock.advance(hours=1)
    bot.publisher.failures = [SendDeferredError("away", uncertain=False)] * 50
    await bot.run_round()
    assert (bot.get_last_run(digest).state, bot.get_last_run(digest).reason) == ("failed", "unreachable")
    assert bot.publisher.attempts <= 7


async def test_a_message_that_arrived_at_the_last_moment_is_found_afterwards(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.add_articles(5)
    bot.clock.advance(hours=1, minutes=59, seconds=30)
    bot.publisher.failures = [lose_response, SendDeferredError("502", uncertain=True)]
    await bot.run_round()
    assert (bot.get_last_run(digest).state, bot.publisher.searches) == ("sent", 1)
    assert len(bot.publisher.messages) == 1


async def test_a_long_rate_limit_pauses_all_runs_and_costs_one_request(bot: DigestBot) -> None:
    for channel in range(10):
        await bot.add_digest(channel=channel + 1)
    bot.add_articles(5)
    bot.clock.advance(hours=1)
    bot.publisher.failures = [SendDeferredError("rate limited", uncertain=False, after=120)]
    await bot.run_round()
    assert len(bot.publisher.messages) == 10
    assert bot.publisher.attempts == 11
    # Requests that the rate limiter had let through may still leave.
    delayed = [at for _, _, _, at in bot.publisher.messages if at >= START + timedelta(hours=1, seconds=120)]
    assert len(delayed) >= 5


async def test_a_refusal_after_an_attempt_in_doubt_leaves_the_run_unknown(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.add_articles(5)
    bot.clock.advance(hours=1)
    bot.publisher.failures = [lose_response, build_refusal()]
    bot.publisher.is_readable = False
    await bot.run_round()
    assert bot.get_last_run(digest).state == "unknown"
    bot.clock.advance(days=1)
    await bot.run_round()
    assert len(bot.publisher.messages) == 1


async def test_articles_of_an_unknown_run_are_not_sent_again(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.add_articles(5)
    bot.clock.advance(hours=1)
    bot.publisher.is_readable = False
    bot.publisher.failures = [
        lose_response,
        SendDeferredError("502", uncertain=True),
        SendDeferredError("502", uncertain=True),
    ]
    await bot.run_round()
    assert bot.get_last_run(digest).state == "unknown"
    bot.publisher.is_readable = True
    bot.add_articles(5, 6)
    bot.clock.advance(days=1)
    await bot.run_round()
    assert [len(headlines) for headlines in bot.publisher.list_headlines()] == [1, 1]
    assert "Saffron" not in bot.publisher.list_headlines()[1][0]


@pytest.mark.stores("sqlite", "postgresql")
async def test_the_third_refusal_in_a_row_pauses_the_digest_and_notifies_its_creator(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    for day in range(4):
        bot.add_articles(*range(5, 6 + day))
        bot.clock.advance(hours=1 if day == 0 else 24)
        bot.publisher.failures = [build_refusal()]
        await bot.run_round()
    after = bot.ledger.digests.get(digest.id)
    assert after is not None
    assert (after.state, after.why, after.due_at) == ("paused", "failing", None)
    assert bot.list_states(digest) == ["failed"] * 3
    assert bot.publisher.notified == [(digest.id, "forbidden")]


async def test_a_success_resets_the_count_of_refusals(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    for day, failure in enumerate([build_refusal(), build_refusal(), None, build_refusal(), build_refusal()]):
        bot.add_articles(*range(5, 6 + day))
        bot.clock.advance(hours=1 if day == 0 else 24)
        bot.publisher.failures = [failure] if failure else []
        await bot.run_round()
    after = bot.ledger.digests.get(digest.id)
    assert after is not None
    assert (after.state, after.failures) == ("active", 2)


async def test_closed_direct_messages_pause_a_personal_digest_at_once(bot: DigestBot) -> None:
    digest = await bot.add_digest(server=None, channel=0, creator=42)
    bot.add_articles(5)
    bot.clock.advance(hours=1)
    bot.publisher.failures = [build_refusal("closed")]
    await bot.run_round()
    after = bot.ledger.digests.get(digest.id)
    assert after is not None
    assert (after.state, after.why) == ("paused", "closed")
    assert bot.publisher.notified == []

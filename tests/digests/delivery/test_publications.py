"""A message that Discord doesn't let the bot publish now is published later, after its run has ended."""

import pytest

from bot.digests.digest import Digest
from bot.digests.ports import SendDeferredError
from tests.support.digesting import DigestBot, build_refusal, story

pytestmark = pytest.mark.stores("sqlite")

LIMITED = SendDeferredError("rate limited", uncertain=False, after=1_800)


async def send(bot: DigestBot, *failures: Exception) -> Digest:
    """Send an edition in an announcement channel. `failures`: of publishing it, in order."""
    bot.publisher.kind = "announcements"
    bot.publisher.failures += [lambda: None, *failures]
    digest = await bot.add_digest(publish=True)
    bot.records += (story(5),)
    bot.add_articles()
    bot.clock.advance(hours=1)
    await bot.run_round()
    return digest


def list_steps(bot: DigestBot, digest: Digest) -> list[str]:
    return [step.state for step in bot.get_last_run(digest).steps]


@pytest.mark.stores("sqlite", "postgresql")
async def test_the_run_ends_and_the_message_is_published_when_discord_allows_it(bot: DigestBot) -> None:
    digest = await send(bot, LIMITED)
    run = bot.get_last_run(digest)
    assert (run.state, list_steps(bot, digest)) == ("sent", ["sent", "open"])
    assert run.publish_at is not None
    assert bot.clock.now() < run.publish_at
    bot.restart()
    bot.clock.time = run.publish_at
    await bot.run_corrections()
    assert list_steps(bot, digest) == ["sent", "sent"]
    assert bot.get_last_run(digest).publish_at is None
    assert bot.list_states(digest) == ["sent"]


async def test_nothing_is_due_before_the_message_is_published(bot: DigestBot) -> None:
    digest = await send(bot, LIMITED)
    assert bot.ledger.runs.get_next_due() == bot.get_last_run(digest).publish_at


@pytest.mark.stores("sqlite", "postgresql")
async def test_a_process_that_dies_leaves_the_publication_to_the_next_one(bot: DigestBot) -> None:
    digest = await send(bot, LIMITED)
    run = bot.get_last_run(digest)
    assert run.publish_at is not None
    bot.clock.time = run.publish_at
    now = bot.clock.now()
    # It had claimed the publication.
    assert [claimed.id for claimed in bot.ledger.runs.claim_publications(now, now.replace(hour=now.hour + 1))] == [
        run.id
    ]
    bot.restart()
    await bot.run_corrections()
    assert list_steps(bot, digest) == ["sent", "open"]
    bot.clock.advance(hours=1)
    await bot.run_corrections()
    assert list_steps(bot, digest) == ["sent", "sent"]


async def test_after_a_day_the_message_is_no_longer_published(bot: DigestBot) -> None:
    digest = await send(bot, LIMITED, LIMITED)
    bot.clock.advance(days=1, minutes=1)
    await bot.run_corrections()
    run = next(run for run in bot.ledger.runs.list_history(digest.id, 9) if run.steps)
    assert [(step.state, step.reason) for step in run.steps] == [("sent", ""), ("skipped", "unpublished")]


async def test_a_message_that_may_not_be_published_is_not_tried_again(bot: DigestBot) -> None:
    digest = await send(bot, build_refusal())
    assert list_steps(bot, digest) == ["sent", "skipped"]
    assert bot.get_last_run(digest).publish_at is None

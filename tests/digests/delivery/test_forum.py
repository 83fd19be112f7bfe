"""Editions in forums: each post and each reply is sent, looked for and recorded on its own."""

import pytest

from bot.coverage.article import Record
from bot.digests.delivery.attempts import POST_SETTLING
from bot.digests.digest import Digest
from bot.digests.ports import SendDeferredError
from tests.support.desks import build_desk
from tests.support.digesting import DeathError, DigestBot, build_refusal, lose_response, story

pytestmark = pytest.mark.stores("sqlite")


@pytest.fixture
def forum(bot: DigestBot) -> DigestBot:
    bot.publisher.kind = "forum"
    return bot


def add_records(bot: DigestBot, *records: Record) -> None:
    bot.records = (*bot.records, *records)
    bot.desk = build_desk(*bot.records)


def list_kinds(bot: DigestBot) -> list[tuple[str, int]]:
    """List what was sent: its kind, and the post that it is in."""
    return [(run.step.kind, run.step.thread) for _, run, _, _ in bot.publisher.messages]


def list_sorted_headlines(bot: DigestBot) -> list[str]:
    return sorted(headline for headlines in bot.publisher.list_headlines() for headline in headlines)


async def send_posts(bot: DigestBot, *numbers: int) -> Digest:
    """Send an edition with these stories."""
    digest = await bot.add_digest()
    add_records(bot, *(story(number) for number in numbers))
    bot.clock.advance(hours=1)
    await bot.run_round()
    assert bot.list_states(digest) == ["sent"]
    return digest


def die() -> None:
    raise DeathError


@pytest.mark.stores("sqlite", "postgresql")
async def test_each_story_is_a_post(forum: DigestBot) -> None:
    digest = await send_posts(forum, 5, 6)
    assert list_kinds(forum) == [("post", 0), ("post", 0)]
    run = forum.get_last_run(digest)
    assert [(step.channel, step.message) for step in run.steps] == [(1, 1), (2, 2)]
    assert (run.channel, run.message) == (1, 1)


async def test_later_coverage_of_a_story_is_a_reply_in_its_post(forum: DigestBot) -> None:
    digest = await send_posts(forum, 5)
    add_records(forum, story(5, outlet="Ridge Times", day=2), story(7))
    forum.clock.advance(days=1)
    await forum.run_round()
    assert list_kinds(forum) == [("post", 0), ("reply", 1), ("post", 0)]
    forum.clock.advance(days=1)
    await forum.run_round()
    assert forum.list_states(digest) == ["empty", "sent", "sent"]


async def test_two_digests_of_one_forum_share_the_post_of_a_story(forum: DigestBot) -> None:
    await forum.add_digest()
    await forum.add_digest()
    add_records(forum, story(5))
    forum.clock.advance(hours=1)
    await forum.run_round()
    assert list_kinds(forum) == [("post", 0)]


async def test_a_post_whose_response_was_lost_is_looked_for_once_it_must_have_arrived(forum: DigestBot) -> None:
    forum.publisher.failures = [lose_response]
    await send_posts(forum, 5, 6)
    assert len(forum.publisher.messages) == 2
    assert forum.publisher.searches == 1
    assert sum(forum.clock.sleeps[:3]) >= POST_SETTLING.total_seconds()


async def test_a_post_in_doubt_that_can_not_be_looked_for_is_unknown_and_the_others_stay_new(
    forum: DigestBot,
) -> None:
    forum.publisher.failures = [lose_response]
    forum.publisher.is_readable = False
    digest = await forum.add_digest()
    add_records(forum, story(5), story(6))
    forum.clock.advance(hours=1)
    await forum.run_round()
    assert forum.list_states(digest) == ["unknown"]
    forum.publisher.is_readable = True
    forum.clock.advance(days=1)
    await forum.run_round()
    assert forum.list_states(digest) == ["sent", "unknown"]
    assert list_sorted_headlines(forum) == ["Meteor lights northern sky", "Saffron prices double overnight"]


@pytest.mark.stores("sqlite", "postgresql")
@pytest.mark.parametrize("deaths", [0, 1, 2])
async def test_a_process_that_dies_between_posts_sends_each_once(forum: DigestBot, deaths: int) -> None:
    digest = await forum.add_digest()
    add_records(forum, story(5), story(6), story(7))
    forum.clock.advance(hours=1)
    forum.publisher.failures = [*([lambda: None] * deaths), die]
    await forum.run_round()
    assert forum.list_states(digest) == ["begun"]
    forum.restart()
    await forum.run_round()
    assert forum.list_states(digest) == ["sent"]
    assert len(list_sorted_headlines(forum)) == len(set(list_sorted_headlines(forum))) == 3


async def test_stories_that_a_refusal_kept_from_being_sent_are_in_the_next_edition(forum: DigestBot) -> None:
    digest = await forum.add_digest()
    add_records(forum, story(5), story(6))
    forum.clock.advance(hours=1)
    forum.publisher.failures = [lambda: None, build_refusal()]
    await forum.run_round()
    run = forum.get_last_run(digest)
    assert (run.state, run.reason, len(run.sent_steps)) == ("failed", "forbidden", 1)
    forum.clock.advance(days=1)
    await forum.run_round()
    assert forum.list_states(digest) == ["sent", "failed"]
    assert len(list_sorted_headlines(forum)) == len(set(list_sorted_headlines(forum))) == 2


async def test_no_time_left_after_some_posts_leaves_the_rest_for_the_next_edition(forum: DigestBot) -> None:
    digest = await forum.add_digest()
    add_records(forum, story(5), story(6))
    forum.clock.advance(hours=1)
    forum.publisher.failures = [lambda: None, *[SendDeferredError("away", uncertain=False)] * 50]
    await forum.run_round()
    assert forum.get_last_run(digest).state == "failed"
    forum.publisher.failures = []
    forum.clock.advance(days=1)
    await forum.run_round()
    assert len(list_sorted_headlines(forum)) == 2


@pytest.mark.parametrize("reason", ["gone", "locked"])
async def test_a_reply_to_a_post_that_was_deleted_or_locked_is_skipped(forum: DigestBot, reason: str) -> None:
    digest = await send_posts(forum, 5)
    add_records(forum, story(5, outlet="Ridge Times", day=2), story(7))
    forum.publisher.failures = [build_refusal(reason)]
    forum.clock.advance(days=1)
    await forum.run_round()
    run = forum.get_last_run(digest)
    assert (run.state, [step.state for step in run.steps]) == ("sent", ["skipped", "sent"])
    assert list_kinds(forum) == [("post", 0), ("post", 0)]
    forum.clock.advance(days=1)
    await forum.run_round()
    assert forum.list_states(digest)[0] == "empty"


async def test_what_a_channel_holds_is_asked_again_until_discord_tells(forum: DigestBot) -> None:
    forum.publisher.kind_failures = 2
    await send_posts(forum, 5)
    assert list_kinds(forum) == [("post", 0)]

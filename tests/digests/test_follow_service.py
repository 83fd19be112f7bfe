"""A follow sends new articles: at once, then together, once for each story, and never after an import."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.digests.digest import Digest
from bot.digests.follow import FollowRule, QuietHours
from bot.digests.follow_service import MUTED_FOR, mute_follow, resume_follow
from bot.digests.store_ports.ledger import Ledger
from tests.support.digesting import OLD, START, DeathError, DigestBot, build_refusal, lose_response, story

pytestmark = pytest.mark.stores("sqlite")

OUTLETS = ("Hill Times", "Lake News", "Coast Daily", "Field Post", "Moor Globe", "Dale Star", "Glen Sun")


@pytest.fixture
def bot(ledger: Ledger) -> DigestBot:
    return DigestBot(ledger, *OLD)


async def test_an_article_that_arrives_is_sent_at_once(bot: DigestBot):
    follow = await bot.add_follow()
    await bot.receive(story(4))
    assert bot.publisher.list_headlines() == [["Tunnel floods beneath harbour"]]
    assert bot.list_states(follow) == ["sent"]


async def test_what_was_there_before_is_not_sent(bot: DigestBot):
    await bot.add_follow()
    await bot.run_round()
    assert bot.publisher.messages == []


async def test_an_article_that_does_not_match_is_not_sent(bot: DigestBot):
    follow = await bot.add_follow(words="glacier")
    await bot.receive(story(4))
    assert bot.publisher.messages == []
    assert bot.list_states(follow) == []


async def test_what_comes_within_five_minutes_is_sent_together(bot: DigestBot):
    await bot.add_follow()
    await bot.receive(story(4))
    bot.clock.advance(minutes=1)
    await bot.receive(story(5))
    bot.clock.advance(minutes=2)
    await bot.receive(story(6))
    assert len(bot.publisher.messages) == 1
    assert await bot.delivery.run_round() == 120
    bot.clock.advance(minutes=2)
    await bot.run_round()
    assert bot.publisher.list_headlines()[1:] == [["Meteor lights northern sky", "Saffron prices double overnight"]]


async def test_after_five_quiet_minutes_an_article_is_sent_at_once_again(bot: DigestBot):
    await bot.add_follow()
    await bot.receive(story(4))
    bot.clock.advance(minutes=6)
    await bot.run_round()
    await bot.receive(story(5))
    assert [len(headlines) for headlines in bot.publisher.list_headlines()] == [1, 1]


@pytest.mark.stores("sqlite", "postgresql")
async def test_a_story_is_told_again_only_when_it_grows_to_the_next_step(bot: DigestBot):
    await bot.add_follow()
    counts: list[int] = []
    for outlet in OUTLETS:
        await bot.receive(story(4, outlet=outlet))
        bot.clock.advance(minutes=10)
        await bot.run_round()
        counts.append(len(bot.publisher.messages))
    assert counts == [1, 1, 2, 2, 2, 3, 3]
    assert [edition.entries[0].told for _, _, edition, _ in bot.publisher.messages] == [0, 1, 3]


async def test_a_followed_story_is_told_when_something_new_is_in_it(bot: DigestBot):
    known = story(4, outlet="Hill Times")
    await bot.receive(known)
    article = bot.desk.archive.articles[0]
    rule = FollowRule("story", (article.id,), article.title)
    await bot.add_follow(rule, words="")
    await bot.receive(story(5))
    assert bot.publisher.messages == []
    await bot.receive(story(4, outlet="Lake News"))
    assert len(bot.publisher.messages) == 1


async def test_a_follow_of_breaking_stories_waits_for_enough_outlets(bot: DigestBot):
    await bot.add_follow(FollowRule("words", breaking=3, within=6))
    for outlet in OUTLETS[:2]:
        await bot.receive(story(4, outlet=outlet))
    assert bot.publisher.messages == []
    await bot.receive(story(4, outlet=OUTLETS[2]))
    assert [edition.entries[0].outlets for _, _, edition, _ in bot.publisher.messages] == [3]


async def test_in_quiet_hours_nothing_is_sent_until_they_are_over(bot: DigestBot):
    quiet = QuietHours(start=22 * 60, end=10 * 60)
    await bot.add_follow(FollowRule("words", quiet=quiet), zone="Europe/Rome")
    bot.clock.time = datetime(2024, 3, 1, 8, 30, tzinfo=UTC)
    await bot.receive(story(4))
    assert bot.publisher.messages == []
    assert await bot.delivery.run_round() == 30 * 60
    bot.clock.advance(minutes=30)
    await bot.run_round()
    assert len(bot.publisher.messages) == 1


async def test_when_the_cap_is_reached_the_rest_comes_in_one_alert(bot: DigestBot):
    await bot.add_follow(FollowRule("words", cap=2))
    for number in (3, 4, 5, 6):
        await bot.receive(story(number))
        bot.clock.advance(minutes=10)
    assert [len(headlines) for headlines in bot.publisher.list_headlines()] == [1, 1]
    assert bot.publisher.messages[1][2].full_until == START + timedelta(days=1)
    bot.clock.time = START + timedelta(days=1)
    await bot.run_round()
    assert [len(headlines) for headlines in bot.publisher.list_headlines()] == [1, 1, 2]


async def test_a_bulk_import_is_silent(bot: DigestBot):
    await bot.add_follow(words="report")
    many = [
        story(number % 10, title=f"Report {number} {'z' * number}", outlet=f"Outlet {number}") for number in range(150)
    ]
    await bot.receive(*many)
    assert bot.publisher.messages == []


@pytest.mark.stores("sqlite", "postgresql")
async def test_a_restore_is_silent(bot: DigestBot):
    await bot.add_follow()
    await bot.run_round()
    with bot.ledger.digests.engine.begin() as connection:  # pyright: ignore[reportAttributeAccessIssue]
        connection.exec_driver_sql("INSERT INTO notes (name, value) VALUES ('restored', 'now')")
    await bot.receive(story(4))
    assert bot.publisher.messages == []
    bot.clock.advance(minutes=6)
    await bot.receive(story(5))
    assert bot.publisher.list_headlines() == [["Saffron prices double overnight"]]


async def test_a_muted_follow_goes_on_after_a_day_without_what_it_missed(bot: DigestBot):
    follow = await bot.add_follow()
    assert await mute_follow(bot.service, follow, bot.clock.now()) is not None
    assert await mute_follow(bot.service, follow, bot.clock.now()) is None
    await bot.receive(story(4))
    assert await bot.delivery.run_round() == MUTED_FOR.total_seconds()
    bot.clock.time += MUTED_FOR
    await bot.run_round()
    await bot.receive(story(5))
    assert bot.publisher.list_headlines() == [["Saffron prices double overnight"]]


async def test_a_paused_follow_sends_nothing_of_the_pause_when_it_is_resumed(bot: DigestBot):
    follow = await bot.add_follow()
    await bot.service.pause(follow)
    await bot.receive(story(4))
    resumed = await resume_follow(bot.service, follow, bot.clock.now())
    assert resumed is not None
    assert resumed.state == "active"
    assert await resume_follow(bot.service, follow, bot.clock.now()) is None
    await bot.receive(story(5))
    assert bot.publisher.list_headlines() == [["Saffron prices double overnight"]]


async def test_an_alert_that_was_refused_is_tried_again_later_with_what_came_meanwhile(bot: DigestBot):
    follow = await bot.add_follow()
    bot.publisher.failures = [build_refusal()]
    await bot.receive(story(4))
    bot.clock.advance(minutes=10)
    await bot.receive(story(5))
    assert bot.list_states(follow) == ["failed"]
    bot.clock.advance(minutes=20)
    await bot.run_round()
    assert [len(headlines) for headlines in bot.publisher.list_headlines()] == [2]


@pytest.mark.stores("sqlite", "postgresql")
async def test_a_follow_is_paused_after_three_refusals(bot: DigestBot):
    follow = await bot.add_follow()
    bot.publisher.failures = [build_refusal() for _ in range(3)]
    await bot.receive(story(4))
    for _ in range(4):
        bot.clock.advance(minutes=31)
        await bot.run_round()
    found = bot.ledger.digests.get(follow.id)
    assert isinstance(found, Digest)
    assert (found.state, found.why) == ("paused", "failing")
    assert bot.list_states(follow) == ["failed"] * 3


async def test_an_alert_whose_response_was_lost_is_not_sent_twice(bot: DigestBot):
    follow = await bot.add_follow()
    bot.publisher.failures = [lose_response]
    await bot.receive(story(4))
    assert len(bot.publisher.messages) == 1
    assert bot.list_states(follow) == ["sent"]


@pytest.mark.stores("sqlite", "postgresql")
async def test_an_alert_goes_on_after_the_process_died_while_sending(bot: DigestBot):
    def die() -> None:
        raise DeathError

    follow = await bot.add_follow()
    bot.publisher.failures = [die]
    await bot.receive(story(4))
    bot.restart()
    bot.clock.advance(minutes=20)
    await bot.run_round()
    await bot.run_round()
    assert len(bot.publisher.messages) == 1
    assert bot.list_states(follow) == ["sent"]


async def test_digests_and_follows_are_listed_apart(bot: DigestBot):
    digest, follow = await bot.add_digest(), await bot.add_follow()
    assert [found.id for found in await bot.service.list_digests(7, 1)] == [digest.id]
    assert await bot.service.list_follows(7, 1) == [bot.ledger.digests.get(follow.id)]

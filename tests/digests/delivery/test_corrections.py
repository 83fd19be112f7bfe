"""Messages are edited once when an article in them changes, whatever happens to the process."""

import pytest

from bot.digests.digest import Digest
from bot.digests.ports import HistoryUnreadableError, SendDeferredError
from tests.support.digesting import DeathError, DigestBot, build_refusal, story

pytestmark = pytest.mark.stores("sqlite")


async def send(bot: DigestBot, *numbers: int) -> Digest:
    """Send an edition with these stories, and compare it with the archive."""
    digest = await bot.add_digest()
    bot.records += tuple(story(number) for number in numbers)
    bot.add_articles()
    bot.clock.advance(hours=1)
    await bot.run_corrections()
    assert bot.list_states(digest) == ["sent"]
    assert bot.publisher.edits == []
    return digest


def list_edits(bot: DigestBot) -> list[list[str | None]]:
    """List what the edited messages say now: headlines, and None for what was withdrawn."""
    return [
        [correction.article.title if correction.article else None for correction in corrections]
        for _, corrections in bot.publisher.edits
    ]


@pytest.mark.stores("sqlite", "postgresql")
async def test_a_corrected_article_and_a_withdrawn_one_are_one_edit_of_their_message(bot: DigestBot) -> None:
    await send(bot, 5, 6)
    bot.change(story(5), title="Saffron gets cheaper")
    bot.change(story(6), removed=True)
    await bot.run_corrections()
    (edit,) = list_edits(bot)
    assert sorted(map(str, edit)) == ["None", "Saffron gets cheaper"]
    await bot.run_corrections()
    bot.restart()
    await bot.run_corrections()
    assert len(bot.publisher.edits) == 1


async def test_what_changed_while_the_bot_was_off_is_corrected(bot: DigestBot) -> None:
    await send(bot, 5)
    bot.change(story(5), title="Saffron gets cheaper")
    bot.restart()
    await bot.run_corrections()
    assert list_edits(bot) == [["Saffron gets cheaper"]]


@pytest.mark.stores("sqlite", "postgresql")
async def test_a_process_that_dies_after_the_edit_leaves_it_to_the_next_one(bot: DigestBot) -> None:
    await send(bot, 5)
    bot.change(story(5), title="Saffron gets cheaper")

    def die() -> None:
        raise DeathError

    bot.publisher.edit_failures.append(die)
    await bot.run_corrections()
    bot.restart()
    await bot.run_corrections()
    # The real publisher reads the message, and finds that the first edit arrived.
    assert list_edits(bot) == [["Saffron gets cheaper"]] * 2
    bot.restart()
    await bot.run_corrections()
    assert len(bot.publisher.edits) == 2


async def test_an_edit_that_was_deferred_is_tried_again(bot: DigestBot) -> None:
    await send(bot, 5)
    bot.change(story(5), title="Saffron gets cheaper")
    bot.publisher.edit_failures += [SendDeferredError("away", uncertain=True)]
    await bot.run_corrections()
    await bot.run_corrections()
    assert 30 in bot.clock.sleeps
    assert bot.clock.wakes > 0
    assert list_edits(bot) == [["Saffron gets cheaper"]]


@pytest.mark.stores("sqlite", "postgresql")
async def test_if_a_message_cannot_be_edited_the_next_edition_tells_the_change(bot: DigestBot) -> None:
    await send(bot, 5)
    bot.change(story(5), title="Saffron gets cheaper")
    bot.publisher.edit_failures += [build_refusal("gone")]
    await bot.run_corrections()
    await bot.receive(story(6))
    bot.clock.advance(days=1)
    await bot.run_corrections()
    (change,) = bot.publisher.messages[-1][2].changes
    assert (change.article.title, change.was) == ("Saffron gets cheaper", story(5).title)
    assert bot.publisher.edits == []


async def test_a_change_that_a_message_tells_is_not_told_by_the_next_edition(bot: DigestBot) -> None:
    await send(bot, 5)
    bot.change(story(5), title="Saffron gets cheaper")
    await bot.run_corrections()
    await bot.receive(story(6))
    bot.clock.advance(days=1)
    await bot.run_corrections()
    assert bot.publisher.messages[-1][2].changes == ()


async def test_a_message_whose_channel_cannot_be_read_is_tried_once(bot: DigestBot) -> None:
    await send(bot, 5)
    bot.change(story(5), removed=True)
    bot.publisher.edit_failures += [HistoryUnreadableError()]
    await bot.run_corrections()
    bot.restart()
    await bot.run_corrections()
    assert bot.publisher.edits == []


@pytest.mark.stores("sqlite", "postgresql")
async def test_an_article_that_comes_back_is_shown_again(bot: DigestBot) -> None:
    await send(bot, 5)
    bot.change(story(5), removed=True)
    await bot.run_corrections()
    (gone,) = (record for record in bot.records if record.removed)
    bot.change(gone, removed=False)
    await bot.run_corrections()
    assert list_edits(bot) == [[None], [story(5).title]]


async def test_messages_of_deleted_digests_are_left_alone(bot: DigestBot) -> None:
    digest = await send(bot, 5)
    await bot.service.delete(digest.id)
    bot.change(story(5), removed=True)
    await bot.run_corrections()
    assert bot.publisher.edits == []


async def test_a_process_that_does_not_deliver_edits_nothing(bot: DigestBot) -> None:
    await send(bot, 5)
    bot.change(story(5), removed=True)
    bot.restart(may_deliver=lambda: False)
    await bot.run_corrections()
    assert bot.publisher.edits == []

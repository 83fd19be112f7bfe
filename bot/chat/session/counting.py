"""Counts what people ask for and don't find, for the weekly report, on servers whose admins want that."""

from datetime import datetime

from bot.answers.answer import Answer
from bot.answers.browse.listing import Listing
from bot.answers.browse.story import StoryView
from bot.answers.desk.desk import Desk
from bot.chat.session.context import BotContext
from bot.chat.session.responses import Finish
from bot.servers.missing import MissingTerms, find_missing, find_missing_in_list, find_missing_in_story
from bot.servers.query_counts import QueryCounter, TotalKind


def count_answer(bot: BotContext, answer: Answer, person: int, server: int | None, now: datetime) -> None:
    """Count an answer, with what it lacks. `server`: where the question was asked; None in a direct conversation."""
    if _find_counter(bot, server) is None:
        return
    missing = find_missing(answer)
    is_request = bool(answer.topic or answer.quotes or missing.outlets)
    count_missing(bot, missing, person, server, now, total=answer.verdict if is_request else None)


def count_lists(bot: BotContext, person: int, server: int | None) -> Finish[Listing]:
    """Return a function that counts a list that a person asked for, with what it lacks."""

    async def finish(listing: Listing, _: Desk, now: datetime) -> Listing:
        total: TotalKind = "list" if len(listing.entries) else "empty-list"
        count_missing(bot, find_missing_in_list(listing), person, server, now, total=total)
        return listing

    return finish


def count_stories(bot: BotContext, person: int, server: int | None) -> Finish[StoryView]:
    """Return a function that counts a story that a person asked for, with what it lacks."""

    async def finish(story: StoryView, _: Desk, now: datetime) -> StoryView:
        total: TotalKind = "list" if story.reports else "empty-list"
        count_missing(bot, find_missing_in_story(story), person, server, now, total=total)
        return story

    return finish


def count_missing(
    bot: BotContext,
    missing: MissingTerms,
    person: int,
    server: int | None,
    now: datetime,
    *,
    total: TotalKind | None = None,
) -> None:
    """Count a person for what they asked for and didn't get, and a reply as `total`."""
    counter = _find_counter(bot, server)
    if counter is None:
        return
    if total is not None:
        counter.count_total(total, now)
    counter.count_people("subject", missing.subjects, person, now)
    counter.count_people("outlet", missing.outlets, person, now)


def _find_counter(bot: BotContext, server: int | None) -> QueryCounter | None:
    """Return the counter; None if the admins of a server don't want its questions counted."""
    return bot.counter if bot.get_settings(server).feedback else None

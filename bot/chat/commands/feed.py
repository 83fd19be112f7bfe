"""`/feed`, for the owner of the application and their team: the list of feeds, while the bot runs."""

from collections.abc import Awaitable, Callable

import discord
from discord import app_commands

from bot.answers.answer import Remark
from bot.chat.cards.feeds import build_feed_list_card, build_found_card, build_removed_card
from bot.chat.command_tree.builder import build_group
from bot.chat.session import responses
from bot.chat.session.context import BotContext
from bot.chat.session.errors import ReaderError
from bot.chat.session.responses import Interaction, RenderPrivate
from bot.feeds.feed_list.configuration import FeedListError
from bot.feeds.service import FeedService

_MAX_URL = 2_048

FeedURL = app_commands.Range[str, 1, _MAX_URL]
Name = app_commands.Range[str, 1, 100]


def build_feed_group(bot: BotContext) -> app_commands.Group:
    """Return the commands for feeds. A server hides them from members who may not manage it."""

    async def add(
        interaction: Interaction, url: FeedURL, outlet: Name | None = None, topic: Name | None = None
    ) -> None:
        async def work(feeds: FeedService) -> RenderPrivate:
            found = await feeds.add(url, outlet or "", [topic] if topic else [])
            return lambda context: build_found_card(found, context, added=bool(found.feed.format))

        await _respond(bot, interaction, work)

    async def list_(interaction: Interaction) -> None:
        async def work(feeds: FeedService) -> RenderPrivate:
            listed = await feeds.list_feeds()
            return lambda context: build_feed_list_card(listed, context)

        await _respond(bot, interaction, work)

    async def check(interaction: Interaction, url: FeedURL) -> None:
        async def work(feeds: FeedService) -> RenderPrivate:
            found = await feeds.check(url)
            return lambda context: build_found_card(found, context, added=False)

        await _respond(bot, interaction, work)

    async def remove(interaction: Interaction, url: FeedURL) -> None:
        async def work(feeds: FeedService) -> RenderPrivate:
            removed = await feeds.remove(url)
            return lambda context: build_removed_card(removed, context)

        await _respond(bot, interaction, work)

    group, _ = build_group(
        bot,
        "feed",
        {"add": add, "list": list_, "check": check, "remove": remove},
        contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False),
        installs=app_commands.AppInstallationType(guild=True, user=False),
        permissions=discord.Permissions(manage_guild=True),
    )
    return group


async def _respond(
    bot: BotContext, interaction: Interaction, work: Callable[[FeedService], Awaitable[RenderPrivate]]
) -> None:
    """Respond with what `work` does with the feeds, if the person may use them."""

    async def work_or_explain() -> RenderPrivate:
        try:
            return await work(require_feeds(bot, interaction))
        except FeedListError as error:
            raise ReaderError(Remark("feed-list-broken", {"reason": str(error)})) from None

    await responses.respond_privately(bot, interaction, work_or_explain())


def require_feeds(bot: BotContext, interaction: Interaction) -> FeedService:
    """Return the feeds. Raises `ReaderError` unless the person owns the application or is in its team."""
    if interaction.user.id not in list_owners(interaction.client.application):
        raise ReaderError(Remark("feed-not-yours"))
    if bot.feeds is None:
        raise ReaderError(Remark("feed-off"))
    return bot.feeds()


def list_owners(application: discord.AppInfo | None) -> frozenset[int]:
    """Return the ids of those who run the bot: the owner, or the team's members who may change the application."""
    if application is None:
        return frozenset()
    if application.team is None:
        return frozenset({application.owner.id})
    accepted, reader = discord.TeamMembershipState.accepted, discord.TeamMemberRole.read_only
    members = (m for m in application.team.members if m.membership_state == accepted and m.role != reader)
    return frozenset(member.id for member in members)

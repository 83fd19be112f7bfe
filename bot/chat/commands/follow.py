"""`/follow`: be told at once about a topic, an outlet, words or a story, in a channel or in direct messages."""

from discord import app_commands

from bot.chat.cards.digests.alert import format_follow_content
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.command_tree.builder import MAX_NAME, MAX_QUESTION, build_group
from bot.chat.command_tree.tree import (
    Pairs,
    SuggestAsync,
    build_async_autocomplete,
    build_autocomplete,
    get_label_words,
)
from bot.chat.commands.digest import complete_zone_option
from bot.chat.commands.story import complete_story_option
from bot.chat.custom_ids.digests import FollowAction
from bot.chat.digests import follow_actions
from bot.chat.digests.follow_options import FollowOptions
from bot.chat.digests.options import Filter, spread_options
from bot.chat.session.context import BotContext
from bot.chat.session.responses import Callback, Interaction

About = app_commands.Range[str, 1, MAX_QUESTION]
FollowNumber = app_commands.Range[str, 1, MAX_NAME]

CHANGES: tuple[FollowAction, ...] = ("pause", "resume", "remove")


def build_follow_group(bot: BotContext) -> app_commands.Group:
    """Return the commands for follows, of a server's channels and of a person."""

    async def list_follows(interaction: Interaction) -> None:
        await follow_actions.list_follows(bot, interaction)

    async def preview(interaction: Interaction, follow: FollowNumber | None = None) -> None:
        await follow_actions.preview_follow(bot, interaction, follow)

    def build_change(action: FollowAction) -> Callback:
        async def change(interaction: Interaction, follow: FollowNumber | None = None) -> None:
            await follow_actions.change_follow(bot, interaction, follow, action)

        return change

    group, commands = build_group(
        bot,
        "follow",
        {
            **_build_callbacks(bot),
            "list": list_follows,
            "preview": preview,
            **{action: build_change(action) for action in CHANGES},
        },
        contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        installs=app_commands.AppInstallationType(guild=True, user=True),
        permissions=None,
    )
    for name in ("topic", "outlet", "words", "story"):
        commands[name].autocomplete("zone")(build_autocomplete(bot, f"follow {name} zone", complete_zone_option))
    commands["story"].autocomplete("about")(build_autocomplete(bot, "follow story about", complete_story_option))
    for name in ("preview", *CHANGES):
        suggest = build_async_autocomplete(bot, f"follow {name} follow", _build_follow_suggester(bot))
        commands[name].autocomplete("follow")(suggest)
    return group


def _build_callbacks(bot: BotContext) -> dict[str, Callback]:
    """Return what the subcommands do that set up a follow. Each has an option for what is followed, and the others."""

    async def topic(interaction: Interaction, topic: Filter, options: FollowOptions) -> None:
        await follow_actions.create_follow(bot, interaction, "topic", topic, options)

    async def outlet(interaction: Interaction, outlet: Filter, options: FollowOptions) -> None:
        await follow_actions.create_follow(bot, interaction, "outlet", outlet, options)

    async def words(interaction: Interaction, words: Filter, options: FollowOptions) -> None:
        await follow_actions.create_follow(bot, interaction, "words", words, options)

    async def story(interaction: Interaction, about: About, options: FollowOptions) -> None:
        await follow_actions.create_follow(bot, interaction, "story", about, options)

    callbacks = {"topic": topic, "outlet": outlet, "words": words, "story": story}
    return {name: spread_options(callback) for name, callback in callbacks.items()}


def _build_follow_suggester(bot: BotContext) -> SuggestAsync:
    """Return a function that suggests follows by their content. The value is the follow's number."""

    async def suggest_follows(interaction: Interaction, typed: str) -> Pairs:
        if bot.digest_service is None:
            return ()
        words = get_label_words(bot, interaction)
        context = CardContext(words, bot.desk().archive, bot.clock())
        own, server = await follow_actions.list_manageable(bot, interaction)
        pairs: list[tuple[str, str]] = []
        for follow in (*own, *server):
            what = format_follow_content(follow, follow_actions.get_rule(follow), context)
            if follow.is_personal:
                label = words("choice-follow-mine", {"what": what})
            else:
                channel = interaction.guild.get_channel_or_thread(follow.channel) if interaction.guild else None
                place = f"#{channel.name if channel else follow.channel}"
                label = words("choice-follow", {"what": what, "place": place})
            if typed.casefold() in label.casefold():
                pairs.append((label, str(follow.id)))
        return pairs

    return suggest_follows

"""`/digest` for the channels of a server, and `/mydigest` for a person's own direct messages."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import get_args

import discord
from discord import app_commands

from bot.answers.answer import Remark
from bot.answers.desk.desk import Desk
from bot.catalogue import Translator
from bot.chat.cards.digests.digest import format_digest_content
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.command_tree.builder import MAX_NAME, build_group, complete_outlet_option, complete_topic_option
from bot.chat.command_tree.translation import build_translatable
from bot.chat.command_tree.tree import (
    Pairs,
    Suggest,
    SuggestAsync,
    build_async_autocomplete,
    build_autocomplete,
    get_label_words,
)
from bot.chat.digests import actions
from bot.chat.digests.actions import SUBCOMMANDS, Subcommand
from bot.chat.digests.options import Channel, DigestOptions, NewDigestOptions, PageChoice, spread_options
from bot.chat.digests.owners import DigestOwner, get_person_owner, require_managed_server
from bot.chat.session.context import BotContext
from bot.chat.session.errors import ReaderError
from bot.chat.session.responses import Callback, Interaction
from bot.digests.digest import EmptyPolicy, StoryOrder
from bot.digests.schedules import zones
from bot.digests.schedules.parse import InvalidScheduleError, parse_schedule

SCHEDULE_EXAMPLES = (
    "daily 09:00",
    "weekdays 18:30",
    "Mondays and Thursdays 08:00",
    "every 6 hours",
    "first Monday of the month 10:00",
    "daily 09:00 and 18:00",
    "0 9 * * 1-5",
)
NO_OPTIONS = DigestOptions()

DigestNumber = app_commands.Range[str, 1, MAX_NAME]
FindOwner = Callable[[Interaction], DigestOwner]


def build_digest_group(bot: BotContext) -> app_commands.Group:
    """Return the commands for the digests of a server."""

    async def create(
        interaction: Interaction,
        channel: app_commands.Transform[int, Channel],
        options: NewDigestOptions,
        role: discord.Role | None = None,
        publish: bool = False,  # noqa: FBT001, FBT002 - discord.py reads the signature
    ) -> None:
        owner, number = require_managed_server(interaction), _get_role_id(role)
        await actions.create_digest(bot, interaction, owner, options, channel=channel, role=number, publish=publish)

    async def edit(
        interaction: Interaction,
        digest: DigestNumber | None = None,
        channel: app_commands.Transform[int, Channel] | None = None,
        options: DigestOptions = NO_OPTIONS,
        role: discord.Role | None = None,
        quiet: bool = False,  # noqa: FBT001, FBT002 - discord.py reads the signature
        page: PageChoice | None = None,
        publish: bool | None = None,  # noqa: FBT001 - as above
    ) -> None:
        other: dict[str, object] = {} if publish is None else {"publish": publish}
        if channel is not None:
            other["channel"] = channel
        if role is not None or quiet:
            other["role"] = None if quiet else _get_role_id(role)
        owner = require_managed_server(interaction)
        await actions.edit_digest(bot, interaction, owner, digest, options, other, page=page)

    return _build_group(
        bot,
        "digest",
        require_managed_server,
        {"create": create, "edit": edit},
        contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        installs=app_commands.AppInstallationType(guild=True, user=False),
        permissions=discord.Permissions(manage_guild=True),
    )


def build_mydigest_group(bot: BotContext) -> app_commands.Group:
    """Return the commands for the digests of a person."""

    async def create(interaction: Interaction, options: NewDigestOptions) -> None:
        await actions.create_digest(bot, interaction, get_person_owner(interaction), options)

    async def edit(
        interaction: Interaction,
        digest: DigestNumber | None = None,
        options: DigestOptions = NO_OPTIONS,
        page: PageChoice | None = None,
    ) -> None:
        await actions.edit_digest(bot, interaction, get_person_owner(interaction), digest, options, {}, page=page)

    return _build_group(
        bot,
        "mydigest",
        get_person_owner,
        {"create": create, "edit": edit},
        contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        installs=app_commands.AppInstallationType(guild=True, user=True),
        permissions=None,
    )


def _build_group(
    bot: BotContext,
    key: str,
    find_owner: FindOwner,
    callbacks: dict[str, Callback],
    *,
    contexts: app_commands.AppCommandContext,
    installs: app_commands.AppInstallationType,
    permissions: discord.Permissions | None,
) -> app_commands.Group:
    """Return a group of `callbacks` (which take `DigestOptions`), of `list` and of a command for each `Subcommand`."""

    async def list_digests(interaction: Interaction) -> None:
        await actions.list_digests(bot, interaction, find_owner(interaction))

    def make_callback(subcommand: Subcommand) -> Callback:
        async def callback(interaction: Interaction, digest: DigestNumber | None = None) -> None:
            await subcommand(bot, interaction, find_owner(interaction), digest)

        return callback

    spread = {name: spread_options(callback) for name, callback in callbacks.items()}
    for callback in spread.values():
        app_commands.choices(order=_build_choices(bot, "order", get_args(StoryOrder)))(callback)
        app_commands.choices(empty=_build_choices(bot, "empty", get_args(EmptyPolicy)))(callback)
    app_commands.choices(page=_build_choices(bot, "page", get_args(PageChoice)))(spread["edit"])
    subcommands = {name: make_callback(subcommand) for name, subcommand in SUBCOMMANDS.items()}
    group, commands = build_group(
        bot,
        key,
        {**spread, "list": list_digests, **subcommands},
        contexts=contexts,
        installs=installs,
        permissions=permissions,
    )
    for name, command in commands.items():
        where = f"{key} {name}"
        if name not in ("create", "list"):
            autocomplete = build_async_autocomplete(bot, f"{where} digest", _build_digest_suggester(bot, find_owner))
            command.autocomplete("digest")(autocomplete)
        if name in ("create", "edit"):
            for option, suggest in _SUGGESTERS.items():
                command.autocomplete(option)(build_autocomplete(bot, f"{where} {option}", suggest))
    return group


def _build_choices(
    bot: BotContext, option: str, values: tuple[str, ...]
) -> list[app_commands.Choice[str | int | float]]:
    text = build_translatable(bot.catalogue)
    return [app_commands.Choice(name=text(f"choice-{option}-{value}"), value=value) for value in values]


def _get_role_id(role: discord.Role | None) -> int | None:
    if role is None:
        return None
    if role.is_default():
        raise ReaderError(Remark("digest-bad-role"))
    return role.id


def _suggest_schedules(_: Desk, __: datetime, typed: str, words: Translator) -> Iterator[tuple[str, str]]:  # noqa: ARG001
    """Yield the schedule that was understood, or one close to it; then the examples that begin as `typed`, or all."""
    try:
        first = [parse_schedule(typed).text]
    except InvalidScheduleError as error:
        first = [error.example] if typed.strip() else []
    beginning = typed.strip().casefold()
    matching = [example for example in SCHEDULE_EXAMPLES if example.casefold().startswith(beginning)]
    for schedule in dict.fromkeys((*first, *(matching or SCHEDULE_EXAMPLES))):
        yield schedule, schedule


def complete_zone_option(_: Desk, now: datetime, typed: str, words: Translator) -> Iterator[tuple[str, str]]:
    """Yield time zones by their cities. The value is the IANA name."""
    for zone in zones.suggest_zones(typed, now):
        yield words("choice-zone", {"city": zone.city, "offset": zone.offset}), zone.name


def _suggest_last(suggest: Suggest) -> Suggest:
    """Return a `Suggest` for a list of names that commas separate: it completes the last name."""

    def suggest_list(desk: Desk, now: datetime, typed: str, words: Translator) -> Iterator[tuple[str, str]]:
        before, comma, last = typed.rpartition(",")
        prefix = f"{before.strip()}, " if comma else ""
        for label, value in suggest(desk, now, last.strip(), words):
            yield prefix + label, prefix + value

    return suggest_list


_SUGGESTERS: dict[str, Suggest] = {
    "schedule": _suggest_schedules,
    "zone": complete_zone_option,
    "topics": _suggest_last(complete_topic_option),
    "outlets": _suggest_last(complete_outlet_option),
}


def _build_digest_suggester(bot: BotContext, find_owner: FindOwner) -> SuggestAsync:
    """Return a function that suggests the owner's digests by their content. The value is the digest's number."""

    async def suggest_digests(interaction: Interaction, typed: str) -> Pairs:
        if bot.digest_service is None:
            return ()
        try:
            owner, guild = find_owner(interaction), interaction.guild
        except ReaderError:
            return ()
        words = get_label_words(bot, interaction)
        context = CardContext(words, bot.desk().archive, bot.clock())
        pairs: list[tuple[str, str]] = []
        for digest in await bot.digest_service.list_digests(owner.server, owner.person):
            details = {"schedule": digest.schedule, "what": format_digest_content(digest, context)}
            if digest.is_personal:
                label = words("choice-digest-mine", details)
            else:
                channel = guild.get_channel_or_thread(digest.channel) if guild else None
                place = f"#{channel.name if channel else digest.channel}"
                label = words("choice-digest", {**details, "place": place})
            if typed.casefold() in label.casefold():
                pairs.append((label, str(digest.id)))
        return pairs

    return suggest_digests

"""`/digest` for a server's channels, `/mydigest` for one's own direct messages."""

from collections.abc import Callable, Coroutine, Iterator
from datetime import datetime
from typing import Any, get_args

import discord
from discord import app_commands

from bot.answers.answer import Remark
from bot.answers.desk.desk import Desk
from bot.catalogue import Translator
from bot.chat.cards.card_context import CardContext
from bot.chat.cards.digest import digest_content
from bot.chat.commands.build import NAME_LONGEST, Callback, build_group
from bot.chat.commands.translation import translatable
from bot.chat.commands.tree import Pairs, build_async_autocomplete, build_autocomplete, label_words
from bot.chat.digests import actions
from bot.chat.digests.actions import ONES, DigestOwner, person_owner, server_owner
from bot.chat.digests.options import DigestOptions, NewDigestOptions, spread_options
from bot.chat.session.context import BotContext
from bot.chat.session.errors import ReaderError
from bot.chat.session.respond import Interaction
from bot.digests.digest import EmptyPolicy, StoryOrder
from bot.digests.schedules import zones
from bot.digests.schedules.parse import InvalidScheduleError, parse_schedule

EXAMPLES = (
    "daily 09:00",
    "weekdays 18:30",
    "Mondays and Thursdays 08:00",
    "every 6 hours",
    "first Monday of the month 10:00",
    "daily 09:00 and 18:00",
    "0 9 * * 1-5",
)

Suggested = Callable[[Interaction, str], Coroutine[Any, Any, Pairs]]
NO_OPTIONS = DigestOptions()
Number = app_commands.Range[str, 1, NAME_LONGEST]


class Channel(app_commands.Transformer):
    """A channel that a message can be sent to; whether the bot sees it is looked at later."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """An option of Discord's own kind for channels."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Text, announcements, threads of both."""
        kinds = discord.ChannelType
        return [kinds.text, kinds.news, kinds.public_thread, kinds.private_thread, kinds.news_thread]

    async def transform(self, interaction: Interaction, value: Any, /) -> int:  # noqa: ANN401, ARG002 - the library's
        """Its id."""
        return value.id


def digest(chat: BotContext) -> app_commands.Group:
    """The commands of a server."""

    async def create(
        interaction: Interaction,
        channel: app_commands.Transform[int, Channel],
        options: NewDigestOptions,
        role: discord.Role | None = None,
    ) -> None:
        await actions.create_digest(
            chat, interaction, server_owner(interaction), options, channel=channel, role=_role(role)
        )

    async def edit(
        interaction: Interaction,
        digest: Number | None = None,
        channel: app_commands.Transform[int, Channel] | None = None,
        options: DigestOptions = NO_OPTIONS,
        role: discord.Role | None = None,
        quiet: bool = False,  # noqa: FBT001, FBT002 - Discord's own shape of an option
    ) -> None:
        other: dict[str, object] = {}
        if channel is not None:
            other["channel"] = channel
        if role is not None or quiet:
            other["role"] = None if quiet else _role(role)
        await actions.edit_digest(chat, interaction, server_owner(interaction), digest, options, other)

    return _made(
        chat,
        "digest",
        server_owner,
        {"create": create, "edit": edit},
        contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        installs=app_commands.AppInstallationType(guild=True, user=False),
        permissions=discord.Permissions(manage_guild=True),
    )


def mydigest(chat: BotContext) -> app_commands.Group:
    """The commands of a person."""

    async def create(interaction: Interaction, options: NewDigestOptions) -> None:
        await actions.create_digest(chat, interaction, person_owner(interaction), options)

    async def edit(interaction: Interaction, digest: Number | None = None, options: DigestOptions = NO_OPTIONS) -> None:
        await actions.edit_digest(chat, interaction, person_owner(interaction), digest, options, {})

    return _made(
        chat,
        "mydigest",
        person_owner,
        {"create": create, "edit": edit},
        contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        installs=app_commands.AppInstallationType(guild=True, user=True),
        permissions=None,
    )


def _made(
    chat: BotContext,
    key: str,
    whose: Callable[[Interaction], DigestOwner],
    callbacks: dict[str, Callback],
    *,
    contexts: app_commands.AppCommandContext,
    installs: app_commands.AppInstallationType,
    permissions: discord.Permissions | None,
) -> app_commands.Group:
    async def listed(interaction: Interaction) -> None:
        await actions.list_digests(chat, interaction, whose(interaction))

    def with_one(act: actions.One) -> Callback:
        async def callback(interaction: Interaction, digest: Number | None = None) -> None:
            await act(chat, interaction, whose(interaction), digest)

        return callback

    spread = {name: spread_options(callback) for name, callback in callbacks.items()}
    for callback in spread.values():
        app_commands.choices(order=_choices(chat, "order", get_args(StoryOrder)))(callback)
        app_commands.choices(empty=_choices(chat, "empty", get_args(EmptyPolicy)))(callback)
    every = {**spread, "list": listed, **{name: with_one(act) for name, act in ONES.items()}}
    made, commands = build_group(chat, key, every, contexts=contexts, installs=installs, permissions=permissions)
    for name, each in commands.items():
        where = f"{key} {name}"
        if name not in ("create", "list"):
            each.autocomplete("digest")(build_async_autocomplete(chat, f"{where} digest", _digests(chat, whose)))
        if name in ("create", "edit"):
            each.autocomplete("schedule")(build_autocomplete(chat, f"{where} schedule", _schedules))
            each.autocomplete("zone")(build_autocomplete(chat, f"{where} zone", _zones))
            each.autocomplete("topics")(build_autocomplete(chat, f"{where} topics", _topics))
            each.autocomplete("outlets")(build_autocomplete(chat, f"{where} outlets", _outlets))
    return made


def _choices(chat: BotContext, option: str, values: tuple[str, ...]) -> list[app_commands.Choice[str | int | float]]:
    say = translatable(chat.catalogue)
    return [app_commands.Choice(name=say(f"choice-{option}-{value}"), value=value) for value in values]


def _role(role: discord.Role | None) -> int | None:
    if role is None:
        return None
    if role.is_default():
        raise ReaderError(Remark("digest-bad-role"))
    return role.id


def _schedules(_: Desk, __: datetime, typed: str, words: Translator) -> Iterator[tuple[str, str]]:  # noqa: ARG001
    """What is typed, as it is understood; then examples that begin alike, or all."""
    try:
        first = [parse_schedule(typed).text]
    except InvalidScheduleError as wrong:
        first = [wrong.example] if typed.strip() else []
    near = [each for each in EXAMPLES if each.casefold().startswith(typed.strip().casefold())]
    offered: list[str] = [*first, *(near or EXAMPLES)]
    for each in dict.fromkeys(offered):
        yield each, each


def _zones(_: Desk, now: datetime, typed: str, words: Translator) -> Iterator[tuple[str, str]]:
    for zone in zones.suggest_zones(typed, now):
        yield words("choice-zone", {"city": zone.city, "offset": zone.offset}), zone.name


def _topics(desk: Desk, _: datetime, typed: str, words: Translator) -> Iterator[tuple[str, str]]:
    before, last = _parted(typed)
    for topic in desk.names.suggest_topics(last):
        shown = words("choice-topic", {"name": topic.name, "count": topic.count})
        yield f"{before}{shown}", f"{before}{topic.name}"


def _outlets(desk: Desk, _: datetime, typed: str, words: Translator) -> Iterator[tuple[str, str]]:
    before, last = _parted(typed)
    for outlet in desk.names.suggest_outlets(last):
        said = {"name": outlet.name, "site": outlet.key, "count": outlet.count}
        yield f"{before}{words('choice-outlet', said)}", f"{before}{outlet.key}"


def _parted(typed: str) -> tuple[str, str]:
    """What stands before the last comma, comma included, and the name that is being typed."""
    before, comma, last = typed.rpartition(",")
    return (f"{before.strip()}, " if comma else ""), last.strip()


def _digests(chat: BotContext, whose: Callable[[Interaction], DigestOwner]) -> Suggested:
    """The digests that there are, by what they are; what is sent is the number."""

    async def suggested(interaction: Interaction, typed: str) -> Pairs:
        if chat.office is None:
            return ()
        mine, guild = whose(interaction), interaction.guild
        words = label_words(chat, interaction)
        look = CardContext(words, chat.desk().archive, chat.clock())
        pairs: list[tuple[str, str]] = []
        for each in await chat.office.list_digests(mine.server, mine.person):
            said = {"schedule": each.schedule, "what": digest_content(each, look)}
            if each.is_personal:
                name = words("choice-digest-mine", said)
            else:
                channel = guild.get_channel_or_thread(each.channel) if guild else None
                name = words("choice-digest", {**said, "place": f"#{channel.name if channel else each.channel}"})
            if typed.casefold() in name.casefold():
                pairs.append((name, str(each.id)))
        return pairs

    return suggested

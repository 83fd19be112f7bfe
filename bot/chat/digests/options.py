"""The options of a digest: how Discord offers them, and how the bot reads what a person typed.

Every function that reads an option raises `ReaderError` if it can't.
"""

import inspect
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from functools import wraps
from typing import Any, Literal, get_args

import discord
from discord import app_commands

from bot.answers.analysis.wordlists import stem_content_words
from bot.answers.answer import Remark
from bot.answers.browse import listing
from bot.answers.desk.desk import Desk
from bot.answers.query.question import NamedEntity
from bot.chat import limits
from bot.chat.cards.parts.markdown import clean_line
from bot.chat.session.errors import ReaderError
from bot.chat.session.responses import Callback, Interaction
from bot.digests.digest import EmptyPolicy, StoryOrder
from bot.digests.editions.compose import MAX_STORIES
from bot.digests.schedules import zones
from bot.digests.schedules.parse import MAX_SCHEDULE, InvalidScheduleError, parse_schedule

CLEAR_WORDS = frozenset({"all", "any", "every", "everything", "none", "-", "*"})
"""What a person types to remove a filter."""

MAX_FILTER = 300

Schedule = app_commands.Range[str, 1, MAX_SCHEDULE]
Zone = app_commands.Range[str, 1, limits.CHOICE]
Filter = app_commands.Range[str, 1, MAX_FILTER]
Count = app_commands.Range[int, 1, MAX_STORIES]


class Channel(app_commands.Transformer):
    """A channel for messages or posts. Whether the bot may post there is checked later."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """Discord's option type for channels."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Text and announcement channels, their threads, and forums."""
        types = discord.ChannelType
        return [types.text, types.news, types.public_thread, types.private_thread, types.news_thread, types.forum]

    async def transform(self, interaction: Interaction, value: Any, /) -> int:  # noqa: ANN401, ARG002 - as discord.py
        """Return the channel's id."""
        return value.id


NameKind = Literal["topic", "outlet"]

NAME_FIELDS: Mapping[NameKind, str] = {"topic": "topics", "outlet": "outlets"}
"""The fields of a `Digest` that hold the keys."""


class UnknownNameError(Exception):
    """The archive has no such topic or outlet.

    `entity`: what was typed, and the nearest names. `values`: the fields of a `Digest` that the options set, with those
    names that are known; `known`: their keys, of this kind. `others`: further names that are unknown. `fields`: those
    that lack some names.
    """

    def __init__(
        self,
        unknown: Sequence[tuple[NameKind, NamedEntity]],
        known: Mapping[NameKind, tuple[str, ...]],
        values: dict[str, object],
    ) -> None:
        kind, entity = unknown[0]
        self.kind: NameKind = kind
        self.entity = entity
        super().__init__(entity.typed)
        self.values = values
        self.known = known[kind]
        self.others = tuple(entity.typed for _, entity in unknown[1:])
        self.fields = frozenset(NAME_FIELDS[kind] for kind, _ in unknown)


@dataclass(frozen=True, slots=True)
class DigestOptions:
    """What a person typed into the options that every digest has; None for an option that was left out.

    Discord offers the fields as options, in this order; see `spread_options`.
    """

    schedule: Schedule | None = None
    zone: Zone | None = None
    topics: Filter | None = None
    outlets: Filter | None = None
    words: Filter | None = None
    count: Count | None = None
    order: str | None = None
    empty: str | None = None


PageChoice = Literal["on", "off", "new"]
"""Whether a digest can be read outside Discord, or that it gets a new URL."""


@dataclass(frozen=True, slots=True)
class NewDigestOptions(DigestOptions):
    """The options of a new digest: it must have a schedule."""

    schedule: Schedule  # pyright: ignore[reportGeneralTypeIssues] - the first field, so it needs no default


def spread_options(callback: Callback) -> Callback:
    """Return a callback for discord.py that takes each field of `DigestOptions` as a parameter.

    `callback` has a parameter `options`, annotated with `DigestOptions` or `NewDigestOptions`. discord.py makes a
    command's options from the signature of its callback. In the signature of the callback that is returned, the
    fields replace `options`.
    """
    signature = inspect.signature(callback)
    options_type: type[DigestOptions] = signature.parameters["options"].annotation

    @wraps(callback)
    async def spread(interaction: Interaction, **given: Any) -> None:  # noqa: ANN401 - whatever the options are
        options = options_type(**{field.name: given.pop(field.name) for field in fields(options_type)})
        await callback(interaction, options=options, **given)

    parameters: list[inspect.Parameter] = []
    for parameter in signature.parameters.values():
        parameters += _make_parameters(options_type) if parameter.name == "options" else (parameter,)
    spread.__signature__ = signature.replace(parameters=parameters)  # pyright: ignore[reportAttributeAccessIssue]
    return spread


def _make_parameters(options_type: type[DigestOptions]) -> Iterator[inspect.Parameter]:
    for field in fields(options_type):
        default = inspect.Parameter.empty if field.default is MISSING else field.default
        yield inspect.Parameter(
            field.name, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=field.type, default=default
        )


def parse_options(options: DigestOptions, desk: Desk, now: datetime) -> dict[str, object]:
    """Return the fields of a `Digest` that the options set. Raises `UnknownNameError` if only a name is unknown."""
    values: dict[str, object] = {}
    unknown: list[tuple[NameKind, NamedEntity]] = []
    if options.schedule is not None:
        values["schedule"] = parse_schedule_option(options.schedule)
    if options.zone is not None:
        values["zone"] = parse_zone(options.zone, now)
    known: dict[NameKind, tuple[str, ...]] = {}
    typed_names: dict[NameKind, str | None] = {"topic": options.topics, "outlet": options.outlets}
    for kind, typed in typed_names.items():
        if typed is not None:
            known[kind] = values[NAME_FIELDS[kind]] = _parse_names(typed, desk, kind, unknown)
    if options.words is not None:
        values["words"] = parse_words(options.words)
    if options.count is not None:
        values["count"] = options.count
    if options.order in get_args(StoryOrder):
        values["order"] = options.order
    if options.empty in get_args(EmptyPolicy):
        values["empty"] = options.empty
    if unknown:
        raise UnknownNameError(unknown, known, values)
    return values


def parse_schedule_option(typed: str) -> str:
    """Return a schedule in its usual form."""
    try:
        return parse_schedule(typed).text
    except InvalidScheduleError as error:
        details = {"reason": error.reason, "word": error.word, "example": error.example}
        if error.understood:
            remark = Remark("digest-bad-schedule-understood", {**details, "understood": error.understood})
        else:
            remark = Remark("digest-bad-schedule", details)
        raise ReaderError(remark) from None


def parse_zone(typed: str, now: datetime) -> str:
    """Return the IANA name of a time zone: from its name, or from a city or the beginning of one, if it is the only
    one."""
    zone = zones.find_zone(typed)
    if zone is not None:
        return zone.key
    city = typed.strip().casefold()
    suggested = zones.suggest_zones(typed, now)
    same = {zone.name for zone in suggested if zone.city.casefold() == city}
    matches = same or {zone.name for zone in suggested if zone.city.casefold().startswith(city)}
    if len(matches) == 1:
        return matches.pop()
    raise ReaderError(Remark("digest-bad-zone", {"typed": typed}))


def parse_words(typed: str) -> str:
    """Return alternatives separated by commas. Each must contain a word that can be searched for."""
    if typed.strip().casefold() in CLEAR_WORDS:
        return ""
    alternatives = [alternative for alternative in map(clean_line, typed.split(",")) if alternative]
    for alternative in alternatives:
        if not stem_content_words(alternative):
            raise ReaderError(Remark("digest-bad-words", {"typed": alternative}))
    return ", ".join(alternatives)


def _parse_names(
    typed: str, desk: Desk, kind: NameKind, unknown: list[tuple[NameKind, NamedEntity]]
) -> tuple[str, ...]:
    """Return the keys of topics or outlets that are named, separated by commas. Add the other names to `unknown`."""
    if typed.strip().casefold() in CLEAR_WORDS:
        return ()
    keys: dict[str, None] = {}
    for name in _split_names(typed, desk.archive.topics if kind == "topic" else desk.archive.outlets):
        entity = listing.resolve_topic(desk, name) if kind == "topic" else listing.resolve_outlets(desk, name)
        if not entity.keys:
            unknown.append((kind, entity))
        keys |= dict.fromkeys(entity.keys)
    return tuple(keys)


def _split_names(typed: str, known: Container[str]) -> Sequence[str]:
    """Split names at commas, unless all of `typed` is a known name that contains a comma."""
    if typed.strip().casefold() in known:
        return [typed.strip()]
    return [name.strip() for name in typed.split(",") if name.strip()]

"""The options of a digest: what Discord is told about them, and how what a person types is read.

Every function that reads an option raises `ReaderError` if it can't.
"""

import inspect
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from functools import wraps
from typing import Any, Literal, get_args

from discord import app_commands

from bot.answers.analysis.wordlists import stem_content_words
from bot.answers.answer import Remark
from bot.answers.browse import listing
from bot.answers.desk.desk import Desk
from bot.answers.query.question import NamedEntity
from bot.chat import limits
from bot.chat.cards.markdown import clean_line
from bot.chat.session.errors import ReaderError
from bot.chat.session.respond import Interaction
from bot.digests.digest import EmptyPolicy, StoryOrder
from bot.digests.editions.compose import MAX_STORIES
from bot.digests.schedules import zones
from bot.digests.schedules.parse import LONGEST, InvalidScheduleError, parse_schedule

ALL = frozenset({"all", "any", "every", "everything", "none", "-", "*"})
"""What takes a limit away again."""


FILTER_LONGEST = 300

Callback = Callable[..., Coroutine[Any, Any, None]]
Schedule = app_commands.Range[str, 1, LONGEST]
Zone = app_commands.Range[str, 1, limits.CHOICE]
Filter = app_commands.Range[str, 1, FILTER_LONGEST]
Count = app_commands.Range[int, 1, MAX_STORIES]


@dataclass(frozen=True, slots=True)
class DigestOptions:
    """What a person typed into the options that every digest has; None for an option that was left out.

    The fields are the options as Discord is told of them, in this order; see `spread_options`.
    """

    schedule: Schedule | None = None
    zone: Zone | None = None
    topics: Filter | None = None
    outlets: Filter | None = None
    words: Filter | None = None
    count: Count | None = None
    order: str | None = None
    empty: str | None = None


@dataclass(frozen=True, slots=True)
class NewDigestOptions(DigestOptions):
    """The options of a new digest: it must have a schedule."""

    schedule: Schedule  # pyright: ignore[reportGeneralTypeIssues] - the first field, so it needs no default


def spread_options(callback: Callback) -> Callback:
    """Return a callback for discord.py, which takes each field of `DigestOptions` as a parameter of its own.

    `callback` has a parameter `options`, annotated with `DigestOptions` or `NewDigestOptions`. discord.py makes a
    command's options from the signature of its callback; in it, the fields stand in the place of `options`.
    """
    signature = inspect.signature(callback)
    options_type: type[DigestOptions] = signature.parameters["options"].annotation

    @wraps(callback)
    async def spread(interaction: Interaction, **given: Any) -> None:  # noqa: ANN401 - whatever the options are
        options = options_type(**{field.name: given.pop(field.name) for field in fields(options_type)})
        await callback(interaction, options=options, **given)

    parameters = [
        each
        for parameter in signature.parameters.values()
        for each in (_parameters(options_type) if parameter.name == "options" else (parameter,))
    ]
    spread.__signature__ = signature.replace(parameters=parameters)  # pyright: ignore[reportAttributeAccessIssue]
    return spread


def _parameters(options_type: type[DigestOptions]) -> Iterator[inspect.Parameter]:
    for field in fields(options_type):
        default = inspect.Parameter.empty if field.default is MISSING else field.default
        yield inspect.Parameter(
            field.name, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=field.type, default=default
        )


def parse_options(wishes: DigestOptions, desk: Desk, now: datetime) -> dict[str, object]:
    """The fields of a digest that were wished for."""
    fields: dict[str, object] = {}
    if wishes.schedule is not None:
        fields["schedule"] = parse_schedule_option(wishes.schedule)
    if wishes.zone is not None:
        fields["zone"] = parse_zone(wishes.zone, now)
    if wishes.topics is not None:
        fields["topics"] = _keys(wishes.topics, desk, "topic")
    if wishes.outlets is not None:
        fields["outlets"] = _keys(wishes.outlets, desk, "outlet")
    if wishes.words is not None:
        fields["words"] = parse_words(wishes.words)
    if wishes.count is not None:
        fields["count"] = wishes.count
    if wishes.order in get_args(StoryOrder):
        fields["order"] = wishes.order
    if wishes.empty in get_args(EmptyPolicy):
        fields["empty"] = wishes.empty
    return fields


def parse_schedule_option(typed: str) -> str:
    """A schedule in its usual form."""
    try:
        return parse_schedule(typed).text
    except InvalidScheduleError as wrong:
        said = {"reason": wrong.reason, "word": wrong.word, "example": wrong.example}
        if wrong.understood:
            raise ReaderError(
                Remark("digest-bad-schedule-understood", {**said, "understood": wrong.understood})
            ) from None
        raise ReaderError(Remark("digest-bad-schedule", said)) from None


def parse_zone(typed: str, now: datetime) -> str:
    """The IANA name of a zone: as it stands, or the only city that can be meant."""
    found = zones.find_zone(typed)
    if found is not None:
        return found.key
    cities = [each for each in zones.suggest_zones(typed, now) if each.city.casefold() == typed.strip().casefold()]
    if len(cities) == 1:
        return cities[0].name
    raise ReaderError(Remark("digest-bad-zone", {"said": typed}))


def parse_words(typed: str) -> str:
    """Alternatives separated by commas, each with a word that says something."""
    if typed.strip().casefold() in ALL:
        return ""
    alternatives = [each for each in map(clean_line, typed.split(",")) if each]
    for each in alternatives:
        if not stem_content_words(each):
            raise ReaderError(Remark("digest-bad-words", {"said": each}))
    return ", ".join(alternatives)


def _keys(typed: str, desk: Desk, what: Literal["topic", "outlet"]) -> tuple[str, ...]:
    if typed.strip().casefold() in ALL:
        return ()
    keys: dict[str, None] = {}
    for each in _listed(typed, desk.archive.topics if what == "topic" else desk.archive.outlets):
        named = desk.names.resolve_topic(each) if what == "topic" else listing.resolve_outlets(desk, each)
        if not named.keys:
            raise ReaderError(_unknown(what, named))
        keys |= dict.fromkeys(named.keys)
    return tuple(keys)


def _listed(typed: str, known: Iterable[str]) -> Sequence[str]:
    """The names that commas part; a name that has a comma itself stands for itself."""
    return (
        [typed.strip()]
        if typed.strip().casefold() in known
        else [one.strip() for one in typed.split(",") if one.strip()]
    )


def _unknown(what: Literal["topic", "outlet"], named: NamedEntity) -> Remark:
    if named.nearest:
        nearest = ", ".join(named.nearest)
        if what == "topic":
            return Remark("digest-bad-topic-nearest", {"said": named.typed, "nearest": nearest})
        return Remark("digest-bad-outlet-nearest", {"said": named.typed, "nearest": nearest})
    return Remark("digest-bad-topic" if what == "topic" else "digest-bad-outlet", {"said": named.typed})

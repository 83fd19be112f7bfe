"""What a person types for a digest, understood: schedules, zones, topics, outlets, words. Raises `ReaderError`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from bot.answers.analysis.tokens import content_stems
from bot.answers.answer import Remark
from bot.answers.browse import listing
from bot.answers.desk.desk import Desk
from bot.answers.query.question import NamedEntity
from bot.chat.cards.markdown import clean_line
from bot.chat.session.errors import ReaderError
from bot.digests.digest import Empty, Order
from bot.digests.schedules import zones
from bot.digests.schedules.parse import InvalidSchedule, parse_schedule

ALL = frozenset({"all", "any", "every", "everything", "none", "-", "*"})
"""What takes a limit away again."""


@dataclass(frozen=True, slots=True)
class DigestOptions:
    """What was typed into the options; None where an option was left out."""

    schedule: str | None = None
    zone: str | None = None
    topics: str | None = None
    outlets: str | None = None
    words: str | None = None
    count: int | None = None
    order: str | None = None
    empty: str | None = None


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
    if wishes.order in get_args(Order):
        fields["order"] = wishes.order
    if wishes.empty in get_args(Empty):
        fields["empty"] = wishes.empty
    return fields


def parse_schedule_option(typed: str) -> str:
    """A schedule in its usual form."""
    try:
        return parse_schedule(typed).text
    except InvalidSchedule as wrong:
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
        if not content_stems(each):
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

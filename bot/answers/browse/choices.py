"""What an empty list offers instead: the list with the nearest name, or with one limit less."""

from collections.abc import Callable, Iterator
from typing import Literal

from msgspec.structs import replace

from bot.answers.answer import Remark
from bot.answers.browse.listing import (
    Listing,
    ListingChoice,
    ListingFilters,
    ListingKind,
    UnknownName,
    encode_outlet_filter,
    resolve_outlets,
    resolve_topic,
)
from bot.answers.desk.desk import Desk
from bot.answers.query.question import NamedEntity
from bot.answers.replies.suggestions import ask_for_outlet, ask_for_topic, suggest_topics

NameKind = Literal["outlet", "topic"]


def describe_empty(desk: Desk) -> Remark:
    """Return the lead of a list without entries."""
    return Remark("listing-empty" if len(desk.archive) else "answer-empty-archive")


def report_unknown_name(
    kind: ListingKind, name_kind: NameKind, entity: NamedEntity, filters: ListingFilters | None, desk: Desk
) -> Listing:
    """Return a listing that says that the archive doesn't have a name, and offers those that it has.

    `filters`: the other limits of the list; None if one of them was not understood, either.
    """
    unknown = (UnknownName(name_kind, entity.typed),)
    if not len(desk.archive):
        return Listing(kind, describe_empty(desk), unknown=unknown, known=False)
    if entity.nearest:
        lead = Remark(f"listing-{name_kind}-unknown", {"typed": entity.typed, "nearest": ", ".join(entity.nearest)})
    else:
        lead = Remark(f"listing-{name_kind}-unknown-alone", {"typed": entity.typed})
    ask = ask_for_outlet if name_kind == "outlet" else ask_for_topic
    nearest = () if filters is None else _offer_nearest(kind, name_kind, entity, filters, desk)
    return Listing(
        kind,
        lead,
        suggestions=tuple(map(ask, entity.nearest)),
        choices=(*nearest, *offer_names(name_kind, desk)),
        unknown=unknown,
        as_of=desk.archive.newest,
        known=False,
    )


def offer_names(name_kind: NameKind, desk: Desk) -> Iterator[ListingChoice]:
    """Yield the list of all outlets or topics, if the archive has any."""
    if name_kind == "outlet" and desk.archive.outlets:
        yield ListingChoice(Remark("listing-choose-outlets"), "outlets", ListingFilters())
    elif name_kind == "topic" and desk.archive.topics:
        yield ListingChoice(Remark("listing-choose-topics"), "topics", ListingFilters())


def offer_wider(listing: Listing, rebuild: Callable[[ListingFilters], Listing], desk: Desk) -> Listing:
    """Return a list as it is; one without entries offers the lists that have some if one of its limits is dropped.

    `rebuild`: returns the list with other filters.
    """
    if len(listing.entries) or not listing.known or not len(desk.archive):
        return listing
    wider = tuple(choice for choice in _drop_limits(listing) if len(rebuild(choice.filters).entries))
    suggestions = listing.suggestions or (() if wider else suggest_topics(desk))
    return replace(listing, choices=wider, suggestions=suggestions)


def _drop_limits(listing: Listing) -> Iterator[ListingChoice]:
    filters = listing.filters
    without: dict[str, ListingFilters] = {}
    if filters.since or filters.until:
        without["dates"] = replace(filters, since=None, until=None)
    if filters.about:
        without["words"] = replace(filters, about="")
    if filters.topic:
        without["topic"] = replace(filters, topic="")
    if filters.outlet and listing.kind != "source":
        without["outlet"] = replace(filters, outlet="")
    for name, wider in without.items():
        yield ListingChoice(Remark(f"listing-without-{name}"), listing.kind, wider)


def _offer_nearest(
    kind: ListingKind, name_kind: NameKind, entity: NamedEntity, filters: ListingFilters, desk: Desk
) -> Iterator[ListingChoice]:
    for name in entity.nearest:
        known = resolve_outlets(desk, name) if name_kind == "outlet" else resolve_topic(desk, name)
        if not known.keys:
            continue
        if name_kind == "outlet":
            chosen = replace(filters, outlet=encode_outlet_filter(desk, known))
        else:
            chosen = replace(filters, topic=known.keys[0])
        yield ListingChoice(Remark("listing-choose-name", {"name": name}), kind, chosen)

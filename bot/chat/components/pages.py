"""A page of a list, made again from what its button remembers: the archive may have changed in between."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from discord import ui

from bot.answers.browse import listing, timeline
from bot.answers.browse.listing import Listing
from bot.answers.browse.outlet import build_profile
from bot.answers.desk.desk import Desk
from bot.chat import custom_ids
from bot.chat.cards.card_context import CardContext
from bot.chat.cards.listing import listing_card
from bot.chat.custom_ids import ListingPage
from bot.chat.session.errors import GoneError


def render_page(found: Listing, look: CardContext, *, offset: int = 0) -> ui.LayoutView:
    """A page of a list, with buttons that remember how to make it again."""
    limits = found.limits
    page = ListingPage(
        kind=found.kind,
        asker=look.asker,
        offset=offset,
        count=limits.count,
        topic=custom_ids.hash_key(limits.topic) if limits.topic else "",
        outlet=custom_ids.hash_key(limits.outlet) if limits.outlet else "",
        since=limits.since,
        until=limits.until,
        about=limits.about,
        by=limits.by,
    )
    return listing_card(found, page, look)


def rebuild_listing(page: ListingPage, desk: Desk, now: datetime) -> Listing:
    """The list that a button leads to, with the limits that it names. Raises `GoneError` where one is no more."""
    return _LISTS[page.kind](page, desk, now)


def _latest(page: ListingPage, desk: Desk, _: datetime) -> Listing:
    return listing.list_latest(desk, topic=_topic(page, desk), outlet=_outlet(page, desk), count=page.count or None)


def _timeline(page: ListingPage, desk: Desk, now: datetime) -> Listing:
    return timeline.build_timeline(
        desk,
        about=page.about or None,
        topic=_topic(page, desk),
        outlet=_outlet(page, desk),
        since=_said(page.since),
        until=_said(page.until),
        by=page.by or None,
        now=now,
    )


def _source(page: ListingPage, desk: Desk, now: datetime) -> Listing:
    outlet = _outlet(page, desk)
    if outlet is None:
        raise GoneError("gone-page")
    return build_profile(desk, outlet=outlet, about=page.about or None, now=now)


_LISTS: Mapping[str, Callable[[ListingPage, Desk, datetime], Listing]] = {
    "latest": _latest,
    "timeline": _timeline,
    "source": _source,
    "topics": lambda _, desk, __: listing.list_topics(desk),
    "outlets": lambda _, desk, __: listing.list_outlets(desk),
}


def _topic(page: ListingPage, desk: Desk) -> str | None:
    return _named(page.topic, desk.archive.topics)


def _outlet(page: ListingPage, desk: Desk) -> str | None:
    # A name stands for all outlets that share it.
    names = {outlet.name for outlet in desk.archive.outlets.values()}
    return _named(page.outlet, (*desk.archive.outlets, *names))


def _named(hashed: str, known: Iterable[str]) -> str | None:
    """The key or name that a hash stands for; None where nothing was named."""
    if not hashed:
        return None
    key = custom_ids.find_key(hashed, known)
    if key is None:
        raise GoneError("gone-page")
    return key


def _said(day: date | None) -> str | None:
    return day.isoformat() if day else None

"""Rebuilds a page of a list from what its button remembers. The archive may have changed since."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from bot.answers.browse import latest, listing, timeline
from bot.answers.browse.limits import TypedLimits
from bot.answers.browse.listing import Listing
from bot.answers.browse.outlet import build_profile
from bot.answers.desk.desk import Desk
from bot.chat.custom_ids.grammar import find_key
from bot.chat.custom_ids.pages import ListingPage
from bot.chat.session.errors import GoneError


def rebuild_listing(page: ListingPage, desk: Desk, now: datetime) -> Listing:
    """Return the list that a button turns to. Raises `GoneError` if its topic or outlet no longer exists."""
    return _REBUILDERS[page.kind](page, desk, now)


def _read_limits(page: ListingPage, desk: Desk) -> TypedLimits:
    return {
        "about": page.about or None,
        "topic": _find_topic(page, desk),
        "outlet": _find_outlet(page, desk),
        "since": _format_day(page.since),
        "until": _format_day(page.until),
    }


def _rebuild_latest(page: ListingPage, desk: Desk, now: datetime) -> Listing:
    return latest.list_latest(desk, **_read_limits(page, desk), count=page.count or None, now=now)


def _rebuild_timeline(page: ListingPage, desk: Desk, now: datetime) -> Listing:
    return timeline.build_timeline(desk, **_read_limits(page, desk), step=page.by or None, now=now)


def _rebuild_profile(page: ListingPage, desk: Desk, now: datetime) -> Listing:
    outlet = _find_outlet(page, desk)
    if outlet is None:
        raise GoneError("gone-page")
    return build_profile(desk, outlet=outlet, about=page.about or None, now=now)


_REBUILDERS: Mapping[str, Callable[[ListingPage, Desk, datetime], Listing]] = {
    "latest": _rebuild_latest,
    "timeline": _rebuild_timeline,
    "source": _rebuild_profile,
    "topics": lambda _, desk, __: listing.list_topics(desk),
    "outlets": lambda _, desk, __: listing.list_outlets(desk),
}


def _find_topic(page: ListingPage, desk: Desk) -> str | None:
    return _find_name(page.topic, desk.archive.topics)


def _find_outlet(page: ListingPage, desk: Desk) -> str | None:
    # A list may be about all outlets that share a name, so names are searched as well as keys.
    names = {outlet.name for outlet in desk.archive.outlets.values()}
    return _find_name(page.outlet, (*desk.archive.outlets, *names))


def _find_name(hashed: str, known: Iterable[str]) -> str | None:
    """Return the key or name with this hash; None if `hashed` is empty. Raises `GoneError` if nothing has it."""
    if not hashed:
        return None
    key = find_key(hashed, known)
    if key is None:
        raise GoneError("gone-page")
    return key


def _format_day(day: date | None) -> str | None:
    return day.isoformat() if day else None

"""The newest stories: all, or those of a topic, an outlet, a time or a subject."""

from datetime import datetime

from bot.answers.answer import Remark
from bot.answers.browse.choices import describe_empty, offer_wider
from bot.answers.browse.continuations import find_part
from bot.answers.browse.limits import TypedLimits, describe_empty_range, resolve_limits, spread_filters
from bot.answers.browse.listing import Listing, ListingEntry, ListingFilters
from bot.answers.desk.desk import Desk
from bot.answers.index.reader import Filters

DEFAULT_COUNT = 5
MAX_COUNT = 25


def list_latest(
    desk: Desk,
    *,
    about: str | None = None,
    topic: str | None = None,
    outlet: str | None = None,
    since: str | None = None,
    until: str | None = None,
    count: int | None = None,
    now: datetime,
) -> Listing:
    """List the newest stories, each by its newest article within the limits.

    `topic`, `outlet`: as a reader types them, or keys. `since`, `until`: dates as a reader types them. `count`: 1 to
    25.
    """
    number = min(max(count or DEFAULT_COUNT, 1), MAX_COUNT)
    typed = TypedLimits(about=about, topic=topic, outlet=outlet, since=since, until=until)
    listing = _list_newest(desk, typed, number, now)
    return offer_wider(listing, lambda filters: _list_newest(desk, spread_filters(filters), number, now), desk)


def _list_newest(desk: Desk, typed: TypedLimits, number: int, now: datetime) -> Listing:
    limits = resolve_limits("latest", desk, typed, ListingFilters(count=number), now)
    if isinstance(limits, Listing):
        return limits
    filters, remarks, outlet_keys, days, subject = limits
    index_filters = Filters(
        outlets=outlet_keys or None,
        topics=frozenset({filters.topic}) if filters.topic else None,
        first_day=days.first.toordinal() if days.first else None,
        last_day=days.last.toordinal() if days.last else None,
    )
    newest_of_story: dict[int, int] = {}
    for place in desk.index.iterate_newest(index_filters):
        if subject is None or place in subject.places:
            newest_of_story.setdefault(desk.stories.number_at(place), place)
        if len(newest_of_story) == number:
            break
    articles = (desk.archive.articles[place] for place in newest_of_story.values())
    entries = tuple(
        ListingEntry(article, desk.stories.others(article), find_part(article, desk).continues) for article in articles
    )
    if not entries:
        remarks = (*remarks, *describe_empty_range(desk, days))
    return Listing(
        "latest",
        Remark("listing-latest", {"count": len(entries)}) if entries else describe_empty(desk),
        entries,
        remarks=remarks,
        suggestions=() if entries or subject is None else subject.suggestions,
        filters=filters,
        as_of=desk.archive.newest,
    )

"""Timelines: the events of an archive in order, by period, with their silences and their busiest days."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from bot.answers.answer import Remark
from bot.answers.browse.chart import build_chart, label_period
from bot.answers.browse.choices import describe_empty, offer_wider
from bot.answers.browse.continuations import find_continuations, find_part
from bot.answers.browse.limits import TypedLimits, describe_empty_range, resolve_limits, spread_filters
from bot.answers.browse.listing import Listing, ListingEntry, ListingFilters
from bot.answers.desk.desk import Desk
from bot.coverage.columns.sequences import LazySequence
from bot.coverage.periods import PeriodSpan, Step, choose_step, find_bursts, split_periods

MAX_CONTINUED = 2_000
"""Articles up to which a timeline tells how events continue; a longer one has one entry per event. Its reader looks at
years, and finding the continuations among 25,000 articles would take some seconds."""

_MAX_BUSY = 3
"""Busy days that a remark names."""


class TimelineEvents(LazySequence[ListingEntry]):
    """The entries of a timeline, oldest first."""

    def __init__(
        self, desk: Desk, places: Sequence[int], periods: Sequence[PeriodSpan], step: Step, busy: set[int]
    ) -> None:
        """`places`: of the first article of each event, and of those that continue it.

        `busy`: the indexes of the events that begin a busy day.
        """
        self._desk = desk
        self._places = places
        self._period_of_start = {period.start: period for period in periods}
        self._period_of_event = [period for period in periods for _ in range(period.start, period.end)]
        self._step: Step = step
        self._busy = busy

    def __len__(self) -> int:
        return len(self._places)

    def _item(self, index: int) -> ListingEntry:
        article = self._desk.archive.articles[self._places[index]]
        period = self._period_of_start.get(index)
        part = find_part(article, self._desk)
        return ListingEntry(
            article,
            tuple(other for other in part.articles if other.id != article.id),
            part.continues,
            period=label_period(self._period_of_event[index].first, self._step),
            step=self._step,
            silence=period.silence if period else None,
            busy=index in self._busy,
        )


def build_timeline(
    desk: Desk,
    *,
    about: str | None = None,
    topic: str | None = None,
    outlet: str | None = None,
    since: str | None = None,
    until: str | None = None,
    step: Step | None = None,
    now: datetime,
) -> Listing:
    """List what was reported when, oldest first. Remarks name the busiest days.

    An event has one entry, and one for each article that continues it (up to `MAX_CONTINUED` articles).

    `since`, `until`: dates as a reader types them. `step`: the length of a period; None chooses it by the range.
    """
    typed = TypedLimits(about=about, topic=topic, outlet=outlet, since=since, until=until)
    listing = _list_events(desk, typed, step, now)
    return offer_wider(listing, lambda filters: _list_events(desk, spread_filters(filters), step, now), desk)


def _list_events(desk: Desk, typed: TypedLimits, step: Step | None, now: datetime) -> Listing:
    limits = resolve_limits("timeline", desk, typed, ListingFilters(step=step or ""), now)
    if isinstance(limits, Listing):
        return limits
    filters, days, subject = limits.filters, limits.days, limits.subject
    remarks = list(limits.remarks)
    archive = desk.archive
    places: Sequence[int] = archive.between(days.first, days.last).places
    if subject is not None:
        places = [place for place in places if place in subject.places]
    if limits.outlet_keys:
        places = [place for place in places if archive.outlet_of(place) in limits.outlet_keys]
    if filters.topic:
        on_topic = set(archive.by_topic(filters.topic).places)
        places = [place for place in places if place in on_topic]
    first_places, event_days = _find_events(desk, places)
    stories = len({desk.stories.number_at(place) for place in first_places})
    if undated := len(places) - sum(archive.day_of(place) is not None for place in places):
        remarks.append(Remark("listing-undated", {"count": undated}))
    if later := len(first_places) - stories:
        remarks.append(Remark("listing-later", {"count": later}))
    if not event_days:
        remarks += describe_empty_range(desk, days)
    busy = find_bursts(event_days)
    remarks += _name_busiest(busy)
    step = step or (choose_step(event_days[0], event_days[-1]) if event_days else "day")
    periods = split_periods(event_days, step)
    begin_busy_days = {bisect_left(event_days, day) for day in busy}
    return Listing(
        "timeline",
        _describe(stories, event_days) if event_days else describe_empty(desk),
        TimelineEvents(desk, first_places, periods, step, begin_busy_days),
        remarks=tuple(remarks),
        suggestions=() if event_days or subject is None else subject.suggestions,
        filters=filters,
        chart=build_chart(event_days, busy=busy, periods=periods),
        as_of=archive.newest,
    )


def _find_events(desk: Desk, places: Sequence[int]) -> tuple[list[int], list[date]]:
    """Find the events among dated articles and how they continue: the place and the day of each, oldest first."""
    by_story: dict[int, list[int]] = {}
    # The archive has the newest first, and the undated at its end.
    for place in reversed(places):
        if desk.archive.day_of(place) is not None:
            by_story.setdefault(desk.stories.number_at(place), []).append(place)
    first_places = [of_story[0] for of_story in by_story.values()]
    if len(places) <= MAX_CONTINUED:
        first_places += [place for of_story in by_story.values() for place in _find_later_parts(desk, of_story)]
    first_places.sort(reverse=True)
    return first_places, [day for place in first_places if (day := desk.archive.day_of(place)) is not None]


def _find_later_parts(desk: Desk, places: Sequence[int]) -> Iterator[int]:
    """Yield the places of those articles that continue their story. `places`: of one story, oldest first."""
    if len(places) == 1 or desk.archive.day_of(places[0]) == desk.archive.day_of(places[-1]):
        return
    story = desk.stories.story_of(desk.archive.articles[places[0]].id)
    if story is None:
        return
    starts = find_continuations(story.articles, desk)
    continuations = {story.articles.places[start] for start in starts}
    yield from (place for place in places[1:] if place in continuations)


def _name_busiest(busy: dict[date, int]) -> list[Remark]:
    """Name the busiest days, most events first."""
    busiest = sorted(busy, key=lambda day: (-busy[day], day))[:_MAX_BUSY]
    return [Remark("listing-busy", {"day": day.isoformat(), "count": busy[day]}) for day in busiest]


def _describe(count: int, days: Sequence[date]) -> Remark:
    """Describe a timeline: how many stories it has, from when to when."""
    first, last = days[0].isoformat(), days[-1].isoformat()
    if first == last:
        return Remark("listing-timeline-day", {"count": count, "day": first})
    return Remark("listing-timeline", {"count": count, "first": first, "last": last})

"""Timelines: the events of an archive in order, by period, with their silences and their busiest days."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, datetime

from msgspec.structs import replace

from bot.answers.answer import Remark
from bot.answers.browse.chart import build_chart, label_period
from bot.answers.browse.listing import Listing, ListingEntry, resolve_filters
from bot.answers.dates.ranges import DateRange, parse_date
from bot.answers.desk.desk import Desk
from bot.answers.evidence.selection import select_evidence, select_on_subject
from bot.answers.query.question import Question, parse_question
from bot.answers.replies.remarks import describe_dates
from bot.answers.replies.suggestions import suggest_questions
from bot.answers.retrieval.search import search
from bot.coverage.columns.sequences import LazySequence
from bot.coverage.periods import PeriodSpan, Step, choose_step, find_bursts, split_periods

MAX_LISTED = 500
"""Articles on the subject of a timeline. A timeline without a subject has no such limit."""

_MAX_BUSY = 3
"""Busy days that a remark names."""


class TimelineEvents(LazySequence[ListingEntry]):
    """The entries of a timeline, oldest first."""

    def __init__(
        self, desk: Desk, places: Sequence[int], periods: Sequence[PeriodSpan], step: Step, busy: set[int]
    ) -> None:
        """`places`: of the first article of each event. `busy`: the indexes of the events that begin a busy day."""
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
        return ListingEntry(
            article,
            self._desk.stories.others(article),
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
    """List what was reported when, oldest first, one entry per event. Remarks name the busiest days.

    `since`, `until`: dates as a reader types them. `step`: the length of a period; None chooses it by the range.
    """
    resolved = resolve_filters(desk, "timeline", topic, outlet)
    if isinstance(resolved, Listing):
        return resolved
    days = _parse_days(desk, since, until, now)
    if isinstance(days, Listing):
        return days
    filters = replace(resolved.filters, since=days.first, until=days.last, step=step or "")
    remarks = list(resolved.remarks)
    if days.first or days.last:
        remarks.append(describe_dates(days))
    archive = desk.archive
    places: Sequence[int] = archive.between(days.first, days.last).places
    question = parse_question(about, desk.names, now=now) if about and about.strip() else None
    if question is not None:
        filters = replace(filters, about=question.text)
        remarks.append(Remark("listing-about", {"about": question.text}))
        on_subject = _find_on_subject(desk, question)
        places = [place for place in places if place in on_subject]
    if resolved.outlet_keys:
        places = [place for place in places if archive.outlet_of(place) in resolved.outlet_keys]
    if filters.topic:
        on_topic = set(archive.by_topic(filters.topic).places)
        places = [place for place in places if place in on_topic]
    first_places, event_days = _find_events(desk, places)
    if undated := len(places) - sum(archive.day_of(place) is not None for place in places):
        remarks.append(Remark("listing-undated", {"count": undated}))
    if not event_days and archive.oldest and archive.newest and not archive.between(days.first, days.last):
        span = {"oldest": archive.oldest.iso(), "newest": archive.newest.iso()}
        remarks.append(Remark("answer-range-empty", span))
    busy = find_bursts(event_days)
    remarks += _name_busiest(busy)
    step = step or (choose_step(event_days[0], event_days[-1]) if event_days else "day")
    periods = split_periods(event_days, step)
    begin_busy_days = {bisect_left(event_days, day) for day in busy}
    return Listing(
        "timeline",
        _describe(event_days),
        TimelineEvents(desk, first_places, periods, step, begin_busy_days),
        remarks=tuple(remarks),
        suggestions=() if event_days or question is None else suggest_questions(question, (), desk),
        filters=filters,
        chart=build_chart(event_days, busy=busy, periods=periods),
        as_of=archive.newest,
    )


def _find_events(desk: Desk, places: Sequence[int]) -> tuple[list[int], list[date]]:
    """Find the events among dated articles: the place of each one's first article, and its day, oldest first."""
    first_places: list[int] = []
    days: list[date] = []
    stories: set[int] = set()
    # The archive has the newest first, and the undated at its end.
    for place in reversed(places):
        day = desk.archive.day_of(place)
        story = desk.stories.number_at(place)
        if day is not None and story not in stories:
            stories.add(story)
            first_places.append(place)
            days.append(day)
    return first_places, days


def _find_on_subject(desk: Desk, question: Question) -> set[int]:
    """Find the places of the articles on a subject; none if the archive has nothing on it."""
    result = search(question, desk, limit=MAX_LISTED)
    if not result.candidates or (result.terms and select_evidence(result, desk).verdict == "nothing"):
        return set()
    places = (desk.archive.place(candidate.article.id) for candidate in select_on_subject(result))
    return {place for place in places if place is not None}


def _name_busiest(busy: dict[date, int]) -> list[Remark]:
    """Name the busiest days, most events first."""
    busiest = sorted(busy, key=lambda day: (-busy[day], day))[:_MAX_BUSY]
    return [Remark("listing-busy", {"day": day.isoformat(), "count": busy[day]}) for day in busiest]


def _describe(days: Sequence[date]) -> Remark:
    """Describe a timeline by the days of its events: how many, from when to when."""
    if not days:
        return Remark("listing-empty")
    first, last = days[0].isoformat(), days[-1].isoformat()
    if first == last:
        return Remark("listing-timeline-day", {"count": len(days), "day": first})
    return Remark("listing-timeline", {"count": len(days), "first": first, "last": last})


def _parse_days(desk: Desk, since: str | None, until: str | None, now: datetime) -> DateRange | Listing:
    """Parse the first and the last day. If one can't be parsed, return a listing that says so."""
    parsed: dict[str, DateRange | None] = {"since": None, "until": None}
    for bound, typed in (("since", since), ("until", until)):
        if typed and typed.strip():
            parsed[bound] = parse_date(typed, now=now, days=desk.names.days)
            if parsed[bound] is None:
                lead = Remark(f"listing-bad-{bound}", {"typed": typed.strip()})
                return Listing("timeline", lead, as_of=desk.archive.newest, known=False)
    begin, end = parsed["since"], parsed["until"]
    first = (begin.first or begin.last) if begin else None
    last = (end.last or end.first) if end else None
    if first and last and first > last:
        first, last = last, first
    return DateRange(first, last, "")

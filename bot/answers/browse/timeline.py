"""What `/timeline` shows: the events of an archive in order, by period, with its silences and its busiest days."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, datetime

from msgspec.structs import replace

from bot.answers.answer import Remark
from bot.answers.browse.chart import build_chart
from bot.answers.browse.listing import Listing, ListingEntry, choose_filters
from bot.answers.dates import ranges
from bot.answers.desk.desk import Desk
from bot.answers.evidence.selection import candidates_on_subject, select_evidence
from bot.answers.query.question import DateRange, Question, parse_question
from bot.answers.replies.suggestions import suggest_questions
from bot.answers.retrieval.search import search
from bot.coverage.columns.sequences import LazySequence
from bot.coverage.periods import PeriodSpan, Step, choose_step, find_bursts, split_periods

MOST_LISTED = 500
"""Articles of a timeline by words: the nearest; a timeline of all or of an outlet has no such bound."""

_BUSIEST = 3
"""Busy days that are named."""


class TimelineEvents(LazySequence[ListingEntry]):
    """The entries of a timeline, oldest first. Each is built when it is read."""

    def __init__(
        self, desk: Desk, places: Sequence[int], periods: Sequence[PeriodSpan], step: Step, busy: set[int]
    ) -> None:
        """`places`: of the first article of each event that is told. `busy`: the events that begin a busy day."""
        self._desk = desk
        self._places = places
        self._periods = periods
        self._starts = {span.start: span for span in periods}
        self._of = [at for at, span in enumerate(periods) for _ in range(span.start, span.end)]
        self._step: Step = step
        self._busy = busy

    def __len__(self) -> int:
        return len(self._places)

    def _item(self, index: int) -> ListingEntry:
        article = self._desk.archive.articles[self._places[index]]
        span = self._starts.get(index)
        return ListingEntry(
            article,
            self._desk.stories.others(article),
            period=_period(self._periods[self._of[index]].first, self._step),
            step=self._step,
            silence=span.silence if span else None,
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
    by: Step | None = None,
    now: datetime,
) -> Listing:
    """What was reported when, oldest first, one entry an event; silences and busy days named. Dates in a reader's own
    words. `by`: None chooses the period by the range."""
    limited = choose_filters(desk, "timeline", topic, outlet)
    if isinstance(limited, Listing):
        return limited
    limits, remarks, outlets = limited
    days = _days(desk, since, until, now)
    if isinstance(days, Listing):
        return days
    limits = replace(limits, since=days.first, until=days.last, by=by or "")
    if days.first or days.last:
        remarks = (*remarks, _range(days))
    archive = desk.archive
    places: Sequence[int] = archive.between(days.first, days.last).places
    question = parse_question(about, desk.names, now=now) if about and about.strip() else None
    if question is not None:
        limits = replace(limits, about=question.text)
        remarks = (*remarks, Remark("listing-about", {"about": question.text}))
        near = _on(desk, question)
        places = [place for place in places if place in near]
    if outlets:
        places = [place for place in places if archive.outlet_of(place) in outlets]
    if limits.topic:
        on_topic = set(archive.by_topic(limits.topic).places)
        places = [place for place in places if place in on_topic]
    told, reported = _events(desk, places)
    if undated := len(places) - sum(archive.day_of(place) is not None for place in places):
        remarks = (*remarks, Remark("listing-undated", {"count": undated}))
    if not told and archive.oldest and archive.newest and not archive.between(days.first, days.last):
        span = {"oldest": archive.oldest.iso(), "newest": archive.newest.iso()}
        remarks = (*remarks, Remark("answer-range-empty", span))
    busy = find_bursts(reported)
    remarks = (*remarks, *_busiest(busy))
    step = by or (choose_step(reported[0], reported[-1]) if reported else "day")
    periods = split_periods(reported, step)
    return Listing(
        "timeline",
        _lead(reported),
        TimelineEvents(desk, told, periods, step, {bisect_left(reported, day) for day in busy}),
        remarks=remarks,
        suggestions=() if told or question is None else suggest_questions(question, (), desk),
        limits=limits,
        chart=build_chart(reported, busy=busy, periods=periods),
        as_of=archive.newest,
    )


def _events(desk: Desk, places: Sequence[int]) -> tuple[list[int], list[date]]:
    """The first article of each event and its day, oldest first."""
    told: list[int] = []
    days: list[date] = []
    seen: set[int] = set()
    # Newest first in the archive, with the undated at the end.
    for place in reversed(places):
        day = desk.archive.day_of(place)
        story = desk.stories.number_at(place)
        if day is not None and story not in seen:
            seen.add(story)
            told.append(place)
            days.append(day)
    return told, days


def _on(desk: Desk, question: Question) -> set[int]:
    """The places of the articles that are on a subject; none where the archive has nothing on it."""
    found = search(question, desk, limit=MOST_LISTED)
    if not found.candidates or (found.terms and select_evidence(found, desk).verdict == "nothing"):
        return set()
    return {place for one in candidates_on_subject(found) if (place := desk.archive.place(one.article.id)) is not None}


def _busiest(busy: dict[date, int]) -> tuple[Remark, ...]:
    """The busiest days, most events first."""
    most = sorted(busy, key=lambda day: (-busy[day], day))[:_BUSIEST]
    return tuple(Remark("listing-busy", {"day": day.isoformat(), "count": busy[day]}) for day in most)


def _period(first: date, step: Step) -> str:
    """`2020-06-11` of a day or of the Monday of a week, `2020-06`, `2020`."""
    return first.isoformat()[: {"day": 10, "week": 10, "month": 7, "year": 4}[step]]


def _lead(days: Sequence[date]) -> Remark:
    if not days:
        return Remark("listing-empty")
    first, last = days[0].isoformat(), days[-1].isoformat()
    if first == last:
        return Remark("listing-timeline-day", {"count": len(days), "day": first})
    return Remark("listing-timeline", {"count": len(days), "first": first, "last": last})


def _days(desk: Desk, since: str | None, until: str | None, now: datetime) -> DateRange | Listing:
    read: dict[str, DateRange | None] = {"since": None, "until": None}
    for end, said in (("since", since), ("until", until)):
        if said and said.strip():
            read[end] = ranges.parse_date(said, now=now, days=desk.names.days)
            if read[end] is None:
                lead = Remark(f"listing-bad-{end}", {"said": said.strip()})
                tries = ("2020-06-11", "June 2020", "last month")
                return Listing("timeline", lead, suggestions=tries, as_of=desk.archive.newest, known=False)
    since_read, until_read = read["since"], read["until"]
    first = (since_read.first or since_read.last) if since_read else None
    last = (until_read.last or until_read.first) if until_read else None
    if first and last and first > last:
        first, last = last, first
    return DateRange(first, last, "")


def _range(days: DateRange) -> Remark:
    if days.first and days.last:
        if days.first == days.last:
            return Remark("answer-range-day", {"first": days.first.isoformat()})
        return Remark("answer-range", {"first": days.first.isoformat(), "last": days.last.isoformat()})
    if days.first:
        return Remark("answer-range-since", {"first": days.first.isoformat()})
    return Remark("answer-range-until", {"last": days.last.isoformat() if days.last else ""})

"""The limits of a list by time and by subject, as a reader types them."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple, TypedDict

from msgspec.structs import replace

from bot.answers.answer import Remark
from bot.answers.browse.choices import NameKind, report_unknown_name
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
from bot.answers.dates.ranges import DateRange, parse_date
from bot.answers.desk.desk import Desk
from bot.answers.evidence.selection import select_evidence, select_on_subject
from bot.answers.query.question import NamedEntity, Question, parse_question
from bot.answers.replies.remarks import describe_dates, join_outlet_names
from bot.answers.replies.suggestions import suggest_questions
from bot.answers.retrieval.feedback import find_similar
from bot.answers.retrieval.search import search

MAX_ON_SUBJECT = 500
"""Articles on a subject that a list has at most."""


class SubjectMatches(NamedTuple):
    """The articles on a subject. `text`: the subject as it was read. `places`: theirs in the archive; none if it has
    nothing on it. `suggestions`: other questions that the archive can answer.
    """

    text: str
    places: frozenset[int]
    suggestions: tuple[str, ...]


class ListLimits(NamedTuple):
    """What a list is limited to. `remarks` name the limits. `subject`: None if the list is on no subject."""

    filters: ListingFilters
    remarks: tuple[Remark, ...]
    outlet_keys: frozenset[str]
    days: DateRange
    subject: SubjectMatches | None


class TypedLimits(TypedDict):
    """The limits of a list as a reader types them, or keys and ISO dates."""

    about: str | None
    topic: str | None
    outlet: str | None
    since: str | None
    until: str | None


def spread_filters(filters: ListingFilters) -> TypedLimits:
    """Return the limits that `resolve_limits` resolves to these filters."""
    return TypedLimits(
        about=filters.about or None,
        topic=filters.topic or None,
        outlet=filters.outlet or None,
        since=filters.since.isoformat() if filters.since else None,
        until=filters.until.isoformat() if filters.until else None,
    )


def read_filters(question: Question) -> ListingFilters | None:
    """Return the filters of a list of what a question is about; None if no list has its limits."""
    outlets = [entity for entity in question.outlets if entity.explicit]
    topics = [entity for entity in question.topics if entity.explicit]
    keys = [key for entity in (*outlets, *topics) for key in entity.keys]
    is_simple = len(outlets) <= 1 and len(topics) <= 1 and len(keys) == len(outlets) + len(topics)
    if not is_simple or question.excluded_outlets or question.excluded_words:
        return None
    days = question.dates if question.dates_explicit else None
    return ListingFilters(
        topic=topics[0].keys[0] if topics else "",
        outlet=outlets[0].keys[0] if outlets else "",
        since=days.first if days else None,
        until=days.last if days else None,
        about=question.subject.strip(),
    )


class ResolvedNames(NamedTuple):
    """A topic and an outlet as the archive knows them: filters, remarks that name them, and keys of the outlets.

    `unknown`: those that it doesn't know.
    """

    filters: ListingFilters
    remarks: tuple[Remark, ...]
    outlet_keys: frozenset[str]
    unknown: tuple[tuple[NameKind, NamedEntity], ...]


def resolve_limits(
    kind: ListingKind, desk: Desk, typed: TypedLimits, filters: ListingFilters, now: datetime
) -> ListLimits | Listing:
    """Resolve the limits of a list. If one isn't understood, return a listing that says so.

    `filters`: the other limits of the list.
    """
    about = (typed["about"] or "").strip()
    names = _resolve_names(desk, typed, filters)
    days = _parse_days(kind, desk, typed, now)
    if names.unknown:
        others = None
        if not isinstance(days, Listing):
            others = replace(names.filters, about=about, since=days.first, until=days.last)
        return _report_unknown(kind, names, others, desk, now)
    if isinstance(days, Listing):
        without = ListingChoice(Remark("listing-without-dates"), kind, replace(names.filters, about=about))
        return replace(days, choices=(without,))
    filters = replace(names.filters, since=days.first, until=days.last)
    remarks = names.remarks
    if days.first or days.last:
        remarks = (*remarks, describe_dates(days))
    subject = None
    if about:
        # A timeline tells what happened, in whatever words; other lists filter by the words.
        subject = find_on_subject(desk, about, now=now, in_other_words=kind == "timeline")
        filters = replace(filters, about=subject.text)
        remarks = (*remarks, Remark("listing-about", {"about": subject.text}))
    return ListLimits(filters, remarks, names.outlet_keys, days, subject)


def _resolve_names(desk: Desk, typed: TypedLimits, filters: ListingFilters) -> ResolvedNames:
    """Resolve a topic and an outlet, and add them to `filters`."""
    outlet, topic = (typed["outlet"] or "").strip(), (typed["topic"] or "").strip()
    outlet_keys = frozenset[str]()
    remarks: list[Remark] = []
    unknown: list[tuple[NameKind, NamedEntity]] = []
    if outlet:
        entity = resolve_outlets(desk, outlet)
        if entity.keys:
            outlet_keys = frozenset(entity.keys)
            filters = replace(filters, outlet=encode_outlet_filter(desk, entity))
            remarks.append(Remark("answer-from", {"outlets": join_outlet_names([entity], desk)}))
        else:
            unknown.append(("outlet", entity))
    if topic:
        entity = resolve_topic(desk, topic)
        if entity.keys:
            filters = replace(filters, topic=entity.keys[0])
            remarks.append(Remark("answer-topic", {"topics": desk.archive.topics[entity.keys[0]].name}))
        else:
            unknown.append(("topic", entity))
    return ResolvedNames(filters, tuple(remarks), outlet_keys, tuple(unknown))


def _report_unknown(
    kind: ListingKind, names: ResolvedNames, filters: ListingFilters | None, desk: Desk, now: datetime
) -> Listing:
    """Say which name the archive doesn't have. Instead of an unknown topic, its words are offered if they are found."""
    name_kind, entity = names.unknown[0]
    if len(names.unknown) > 1:
        filters = None
    report = report_unknown_name(kind, name_kind, entity, filters, desk)
    report = replace(report, unknown=tuple(UnknownName(kind, entity.typed) for kind, entity in names.unknown))
    if name_kind == "outlet" or filters is None or filters.about:
        return report
    found = find_on_subject(desk, entity.typed, now=now).places
    if found.isdisjoint(_iterate_places(names.outlet_keys, filters, desk)):
        return report
    as_words = ListingChoice(Remark("listing-choose-words"), kind, replace(filters, about=entity.typed))
    return replace(report, choices=(as_words, *report.choices))


def _iterate_places(outlet_keys: Collection[str], filters: ListingFilters, desk: Desk) -> Iterator[int]:
    """Yield the places of the articles from outlets, or from all if none are given, and from the days of a list."""
    archive = desk.archive
    places = archive.between(filters.since, filters.until).places
    yield from (place for place in places if not outlet_keys or archive.outlet_of(place) in outlet_keys)


def find_on_subject(desk: Desk, about: str, *, now: datetime, in_other_words: bool = False) -> SubjectMatches:
    """Find the articles on a subject; if `in_other_words`, those that lack some of its words, too."""
    question = parse_question(about, desk.names, now=now)
    result = search(question, desk, limit=MAX_ON_SUBJECT)
    suggestions = suggest_questions(question, result.candidates, desk)
    if not result.candidates or (result.terms and select_evidence(result, desk).verdict == "nothing"):
        return SubjectMatches(question.text, frozenset(), suggestions)
    matching = select_on_subject(result)
    if in_other_words:
        matching = (*matching, *find_similar(result, matching, desk))
    places = (desk.archive.place(candidate.article.id) for candidate in matching)
    return SubjectMatches(question.text, frozenset(place for place in places if place is not None), suggestions)


def _parse_days(kind: ListingKind, desk: Desk, typed: TypedLimits, now: datetime) -> DateRange | Listing:
    """Parse the first and the last day. If one can't be parsed, return a listing that says so."""
    parsed: dict[str, DateRange | None] = {"since": None, "until": None}
    for bound, text in (("since", typed["since"]), ("until", typed["until"])):
        if text and text.strip():
            parsed[bound] = parse_date(text, now=now, days=desk.names.days)
            if parsed[bound] is None:
                lead = Remark(f"listing-bad-{bound}", {"typed": text.strip()})
                return Listing(kind, lead, as_of=desk.archive.newest, known=False)
    begin, end = parsed["since"], parsed["until"]
    first = (begin.first or begin.last) if begin else None
    last = (end.last or end.first) if end else None
    if first and last and first > last:
        first, last = last, first
    return DateRange(first, last, "")


def describe_empty_range(desk: Desk, days: DateRange) -> list[Remark]:
    """Say from when to when the archive has articles, if it has none from these days."""
    archive = desk.archive
    if archive.oldest and archive.newest and not archive.between(days.first, days.last):
        return [Remark("answer-range-empty", {"oldest": archive.oldest.iso(), "newest": archive.newest.iso()})]
    return []

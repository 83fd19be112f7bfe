"""The limits of a list by time and by subject, as a reader types them."""

from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from bot.answers.answer import Remark
from bot.answers.browse.listing import Listing, ListingFilters, ListingKind, resolve_filters
from bot.answers.dates.ranges import DateRange, parse_date
from bot.answers.desk.desk import Desk
from bot.answers.evidence.selection import select_evidence, select_on_subject
from bot.answers.query.question import parse_question
from bot.answers.replies.remarks import describe_dates
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


def resolve_limits(
    kind: ListingKind,
    desk: Desk,
    *,
    about: str | None,
    topic: str | None,
    outlet: str | None,
    since: str | None,
    until: str | None,
    now: datetime,
) -> ListLimits | Listing:
    """Resolve the limits of a list, as a reader types them. Return a listing that says so if one isn't understood."""
    resolved = resolve_filters(desk, kind, topic, outlet)
    if isinstance(resolved, Listing):
        return resolved
    days = parse_days(kind, desk, since, until, now)
    if isinstance(days, Listing):
        return days
    filters = replace(resolved.filters, since=days.first, until=days.last)
    remarks = resolved.remarks
    if days.first or days.last:
        remarks = (*remarks, describe_dates(days))
    subject = None
    if about and about.strip():
        # A timeline tells what happened, in whatever words; other lists filter by the words.
        subject = find_on_subject(desk, about, now=now, in_other_words=kind == "timeline")
    if subject is not None:
        filters = replace(filters, about=subject.text)
        remarks = (*remarks, Remark("listing-about", {"about": subject.text}))
    return ListLimits(filters, remarks, resolved.outlet_keys, days, subject)


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


def parse_days(
    kind: ListingKind, desk: Desk, since: str | None, until: str | None, now: datetime
) -> DateRange | Listing:
    """Parse the first and the last day. If one can't be parsed, return a listing that says so."""
    parsed: dict[str, DateRange | None] = {"since": None, "until": None}
    for bound, typed in (("since", since), ("until", until)):
        if typed and typed.strip():
            parsed[bound] = parse_date(typed, now=now, days=desk.names.days)
            if parsed[bound] is None:
                lead = Remark(f"listing-bad-{bound}", {"typed": typed.strip()})
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

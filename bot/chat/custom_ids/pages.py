"""Ids on a list: turn to another page, or export what it lists."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Literal, cast, get_args

from msgspec import Struct

from bot.chat.custom_ids.grammar import ASKER_PATTERN, CustomId, cut_id, encode_base36
from bot.chat.limits import CUSTOM_ID, measure_text
from bot.coverage.periods import STEPS, Step

PageKind = Literal["latest", "timeline", "source", "topics", "outlets", "story"]


_PAGE = (
    rf"(?P<kind>[a-z]{{1,12}}):{ASKER_PATTERN}:(?P<offset>[0-9]{{1,6}}):(?P<count>[0-9]{{1,4}})"
    r":(?P<topic>[0-9a-f]{10}|):(?P<outlet>[0-9a-f]{10}|):(?P<since>[0-9]{8}|):(?P<until>[0-9]{8}|)"
    r"(?::(?P<by>[dwmy]))?(?P<bare>:-)?"
)


class PageId(CustomId, frozen=True):
    """The button that turns to a page. `read_page` reads what it says, since a part of it is in another id."""

    template = re.compile(f"n1:page:{_PAGE}")


class ExportListId(CustomId, frozen=True):
    """The button that exports a list. `read_page` reads what it says."""

    template = re.compile(f"n1:export:{_PAGE}")


class ExportArticlesId(CustomId, frozen=True):
    """The button that exports the articles of the menu on its message."""

    template = re.compile(f"n1:export:{ASKER_PATTERN}")


_ABOUT = "n1:about:"


MAX_ABOUT = CUSTOM_ID - len(_ABOUT)


class ListingPage(Struct, frozen=True):
    """A page of a list: its kind, who asked (a user id, 0 for nobody), its first row, and the limits of the list.

    `topic` and `outlet` are `hash_key` hashes, empty if the list is not limited to one; `count` is 0 if none was given.
    """

    kind: PageKind
    asker: int = 0
    offset: int = 0
    count: int = 0
    topic: str = ""
    outlet: str = ""
    since: date | None = None
    until: date | None = None
    about: str = ""
    by: Step | Literal[""] = ""


class TimelineId(CustomId, frozen=True):
    """The button that shows a timeline. `topic` and `outlet` are `hash_key` hashes."""

    template = re.compile(
        r"n1:timeline:(?P<topic>[0-9a-f]{10}|):(?P<outlet>[0-9a-f]{10}|)"
        r":(?P<since>[0-9]{8}|):(?P<until>[0-9]{8}|):(?P<about>.*)"
    )
    topic: str
    outlet: str
    since: str
    until: str
    about: str


def build_timeline_id(page: ListingPage) -> str | None:
    """Return the id of a button that shows a timeline with the limits of a page; None if it has no room for them."""
    since, until = _format_days(page)
    custom_id = f"n1:timeline:{page.topic}:{page.outlet}:{since}:{until}:{page.about}"
    return custom_id if measure_text(custom_id) <= CUSTOM_ID else None


def read_timeline(parsed: TimelineId) -> ListingPage | None:
    """Return the first page of a timeline; None if a date does not exist."""
    try:
        since, until = _parse_day(parsed.since), _parse_day(parsed.until)
    except ValueError:
        return None
    return ListingPage(
        kind="timeline", topic=parsed.topic, outlet=parsed.outlet, since=since, until=until, about=parsed.about
    )


def build_page_id(page: ListingPage) -> str:
    """Return the id of a button that turns to a page. It leaves out `about`; see `build_about_id`."""
    return f"n1:page:{_encode_page(page)}"


def build_choice_id(page: ListingPage) -> str:
    """Return the id of a button that shows another list than that of its message, so perhaps without its `about`."""
    return f"{build_page_id(page)}{'' if page.about else ':-'}"


def build_export_id(page: ListingPage) -> str:
    """Return the id of the button that exports a list. It leaves out `about`; see `build_about_id`."""
    return f"n1:export:{_encode_page(page)}"


def build_export_articles_id(asker: int) -> str:
    """Return the id of the button that exports the articles of the menu on its message."""
    return f"n1:export:{encode_base36(asker)}"


def _encode_page(page: ListingPage) -> str:
    since, until = _format_days(page)
    return (
        f"{page.kind}:{encode_base36(page.asker)}:{page.offset}:{page.count}"
        f":{page.topic}:{page.outlet}:{since}:{until}{f':{page.by[0]}' if page.by else ''}"
    )


def _format_days(page: ListingPage) -> tuple[str, str]:
    since, until = (day.isoformat().replace("-", "") if day else "" for day in (page.since, page.until))
    return since, until


def build_about_id(text: str) -> str:
    """Return the id of the page number, which holds the free text (cut to `MAX_ABOUT`)."""
    return cut_id(_ABOUT + text)


def fits_about(text: str) -> bool:
    """Tell whether `build_about_id` has room for a free text."""
    return measure_text(_ABOUT + text) <= CUSTOM_ID


def read_page(custom_id: str, message_ids: Iterable[str] = ()) -> ListingPage | None:
    """Return the page that a button turns to, or whose list it exports. `message_ids`: all ids of its message; one of
    them holds the free text.

    Return None for an id of another grammar or version, or with a date that does not exist.
    """
    match = PageId.template.fullmatch(custom_id) or ExportListId.template.fullmatch(custom_id)
    if match is None or match["kind"] not in get_args(PageKind):
        return None
    try:
        since, until = (_parse_day(match[name]) for name in ("since", "until"))
    except ValueError:
        return None
    texts = () if match["bare"] else (text.removeprefix(_ABOUT) for text in message_ids if text.startswith(_ABOUT))
    return ListingPage(
        kind=cast("PageKind", match["kind"]),
        asker=int(match["asker"], 36),
        offset=int(match["offset"]),
        count=int(match["count"]),
        topic=match["topic"],
        outlet=match["outlet"],
        since=since,
        until=until,
        about=next(iter(texts), ""),
        by=_parse_step(match["by"]),
    )


def _parse_step(letter: str | None) -> Step | Literal[""]:
    for step in STEPS:
        if step[0] == letter:
            return step
    return ""


def _parse_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None

"""The page of a digest as RSS, as JSON Feed and as a calendar. The same page always gives the same bytes."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from html import escape
from itertools import groupby
from pathlib import PurePath
from typing import Literal

import feedgenerator  # pyright: ignore[reportMissingTypeStubs]
from icalendar import Calendar, Component, Event
from msgspec import Struct

from bot.exports.page import DigestPage, PageArticle

PageFormatName = Literal["rss", "json", "ics"]

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""https://www.w3.org/TR/xml/#charsets"""
_HALF_AN_HOUR = timedelta(minutes=30)


class PageFormat(Struct, frozen=True):
    """A format: the media type of a page, and what writes it."""

    media_type: str
    write: Callable[[DigestPage], bytes]


class _RssFeed(feedgenerator.Rss201rev2Feed):
    """RSS 2.0 that says when the digest last sent something. By default, the library writes the current time."""

    def __init__(self, page: DigestPage) -> None:
        self._updated = page.updated
        title = _clean(page.title)
        super().__init__(title, page.url, title, feed_url=page.url or None)  # pyright: ignore[reportUnknownMemberType]

    def latest_post_date(self) -> datetime:
        return self._updated


def write_rss(page: DigestPage) -> bytes:
    """Return RSS 2.0. An item's date is when the digest sent it; its text begins with outlet and day."""
    feed = _RssFeed(page)
    for item in page.items:
        feed.add_item(  # pyright: ignore[reportUnknownMemberType]
            title=_clean(_get_title(item)),
            link=item.article.url or page.url,
            # Readers take the text for HTML.
            description=escape(_clean(_describe(item)), quote=False),
            pubdate=item.at,
            unique_id=item.article.id,
            unique_id_is_permalink=False,
            categories=[_clean(topic) for topic in item.topics],
        )
    return feed.writeString("utf-8").encode()  # pyright: ignore[reportUnknownMemberType]


def write_json_feed(page: DigestPage) -> bytes:
    """Return JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": page.title,
        **({"feed_url": page.url} if page.url else {}),
        "items": [_build_json_item(item) for item in page.items],
    }
    return json.dumps(feed, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"


def write_calendar(page: DigestPage) -> bytes:
    """Return an iCalendar with an event of half an hour for each edition, which lists its headlines and URLs."""
    calendar = Calendar()
    name = _clean(page.title)
    _add(calendar, {"prodid": "-//Nutgraf//Digests//EN", "version": "2.0", "name": name, "x-wr-calname": name})
    for at, items in groupby(page.items, key=lambda item: item.at):
        calendar.add_component(_build_event(page, at.replace(microsecond=0), list(items)))
    return calendar.to_ical()


def _build_json_item(item: PageArticle) -> Mapping[str, object]:
    fields: dict[str, object] = {
        "id": item.article.id,
        "title": _get_title(item),
        "content_text": _describe(item),
        "date_published": item.at.isoformat(timespec="seconds"),
        "authors": [{"name": item.outlet}],
    }
    if item.article.url:
        fields["url"] = item.article.url
    if item.topics:
        fields["tags"] = list(item.topics)
    return fields


def _build_event(page: DigestPage, at: datetime, items: Sequence[PageArticle]) -> Event:
    event = Event()
    fields = {
        "uid": f"{items[0].article.id}-{int(at.timestamp())}@nutgraf",
        "dtstamp": at,
        "dtstart": at,
        "dtend": at + _HALF_AN_HOUR,
        "summary": _clean(f"{page.title} ({len(items)})"),
        "description": "\n\n".join(_list_lines(item) for item in items),
        "transp": "TRANSPARENT",
    }
    _add(event, fields)
    return event


def _add(component: Component, fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        component.add(name, value)  # pyright: ignore[reportUnknownMemberType]


def _list_lines(item: PageArticle) -> str:
    parts = (_get_title(item), item.outlet, item.article.url or "")
    return "\n".join(cleaned for part in parts if (cleaned := _clean(part)))


def _get_title(item: PageArticle) -> str:
    return item.article.title or item.article.excerpt


def _describe(item: PageArticle) -> str:
    """Return outlet, day and, if the article has a headline, its excerpt."""
    day = item.article.published.day.isoformat() if item.article.published else ""
    source = ", ".join(part for part in (item.outlet, day) if part)
    excerpt = item.article.excerpt if item.article.title else ""
    return ": ".join(part for part in (source, excerpt) if part)


def _clean(text: str) -> str:
    """Return text on one line, without the characters that XML can't have."""
    return " ".join(_NOT_IN_XML.sub("", text).split())


PAGE_FORMATS: Mapping[PageFormatName, PageFormat] = {
    "rss": PageFormat("application/rss+xml; charset=utf-8", write_rss),
    "json": PageFormat("application/feed+json; charset=utf-8", write_json_feed),
    "ics": PageFormat("text/calendar; charset=utf-8", write_calendar),
}


def find_page_format(file_name: str) -> PageFormatName | None:
    """Find the format of a file by the ending of its name; None if none has it."""
    ending = PurePath(file_name).suffix.lower().removeprefix(".")
    return next((name for name in PAGE_FORMATS if name == ("rss" if ending == "xml" else ending)), None)

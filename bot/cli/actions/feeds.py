"""`feeds`: add, list, check, remove, fetch and export feeds."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import typer

from bot import logs
from bot.cli.environment import BAD_CONFIGURATION, get_current_time, open_output, read_settings
from bot.cli.json_output import moment_to_json, write_json
from bot.cli.render.feeds import print_feeds, print_found
from bot.digests.store_ports.errors import StoreError
from bot.feed_setup import build_poller, load_feed_states, open_feed_store, open_fetcher
from bot.feeds.feed_list.configuration import (
    FeedEntry,
    FeedListError,
    add_to_feed_list,
    build_feed_entry,
    read_feed_list,
    remove_from_feed_list,
)
from bot.feeds.feed_list.opml import OpmlError, read_opml, write_opml
from bot.feeds.lookup import Found, look_up
from bot.feeds.parsing.parse import parse_feed
from bot.feeds.store_port import FeedState
from bot.settings.settings import Settings


def add_feeds(
    source: str,
    outlet: str | None,
    topics: Sequence[str],
    every: str | None,
    include: Sequence[str],
    exclude: Sequence[str],
) -> int:
    """Add a feed, or those of an OPML file. Return 1 if there is no feed."""
    settings = _read_settings()
    output = open_output()
    options = {
        "outlet": outlet,
        "topics": list(topics),
        "every": every,
        "include": list(include),
        "exclude": list(exclude),
    }
    try:
        if Path(source).is_file():
            known_urls = {entry.url for entry in read_feed_list(settings.feeds)}
            new = [entry for entry in read_opml(Path(source).read_bytes()) if entry.url not in known_urls]
            for entry in new:
                add_to_feed_list(settings.feeds, entry)
            output.print_line(f"Added {_count(len(new), 'feed')} to {settings.feeds}.")
            return 0
        entry = build_feed_entry({"url": source, **options})
        found = asyncio.run(_look_up(settings, entry.url, entry.outlet))
        if not found.feed.format:
            return _print_error(f"{source}: {found.feed.problems[0].reason}")
        add_to_feed_list(settings.feeds, msgspec.structs.replace(entry, url=found.url))
    except OpmlError as error:
        return _print_error(f"{source}: {error}")
    except (FeedListError, OSError) as error:
        return _print_error(str(error))
    articles = _count(len(found.feed.items), "article")
    output.print_line(f"Added {found.url} ({found.feed.format}, {articles}) to {settings.feeds}.")
    for other_url in found.others:
        output.print_line(f"The site has another feed: {other_url}")
    return 0


def _read_settings() -> Settings:
    # Feeds need no article folder but their own, so a missing one is not an error here, and any folder will do.
    return read_settings([Path(__file__).parent])


def list_feeds(*, as_json: bool) -> int:
    """Print every feed with its state. Return 1 if the list can't be read."""
    settings = _read_settings()
    try:
        entries = read_feed_list(settings.feeds)
        states = load_feed_states(settings)
    except (FeedListError, StoreError) as error:
        return _print_error(str(error))
    if as_json:
        write_json([_feed_to_json(entry, states.get(entry.url)) for entry in entries])
    else:
        print_feeds(entries, states, settings.feeds, get_current_time(), open_output())
    return 0


def _feed_to_json(entry: FeedEntry, state: FeedState | None) -> dict[str, Any]:
    state = state or FeedState(url=entry.url)
    return {
        "url": entry.url,
        "location": state.location or entry.url,
        "outlet": entry.outlet,
        "topics": list(entry.topics),
        "title": state.title,
        "format": state.format,
        "state": state.state,
        "failures": state.failures,
        "reason": state.reason,
        "checked": state.checked_at.isoformat() if state.checked_at else None,
        "due": state.due_at.isoformat() if state.due_at else None,
        "taken": state.taken,
    }


def check_feed(source: str, outlet: str, *, as_json: bool) -> int:
    """Print what a feed has. Return 1 if it is not a feed."""
    settings = _read_settings()
    if (file := Path(source)).is_file():
        try:
            feed = parse_feed(file.read_bytes(), "", now=get_current_time(), outlet=outlet)
        except OSError as error:
            return _print_error(f"{source} can't be read ({error.strerror})")
        found = Found(source, feed)
    else:
        found = asyncio.run(_look_up(settings, source if "://" in source else f"https://{source}", outlet))
    if as_json:
        write_json(_found_to_json(found))
    else:
        print_found(found, open_output())
    return 0 if found.feed.format else 1


async def _look_up(settings: Settings, url: str, outlet: str) -> Found:
    async with open_fetcher(settings) as fetcher:
        return await look_up(fetcher, url, now=get_current_time(), outlet=outlet)


def _found_to_json(found: Found) -> dict[str, Any]:
    return {
        "url": found.url,
        "title": found.feed.title,
        "format": found.feed.format,
        "items": [
            {
                "title": item.title,
                "url": item.url,
                "published": moment_to_json(item.published),
                "excerpt": item.excerpt,
                "outlet": item.outlet,
            }
            for item in found.feed.items
        ],
        "problems": [{"severity": problem.severity, "reason": problem.reason} for problem in found.feed.problems],
    }


def remove_feed(url: str) -> int:
    """Remove a feed from the list, and forget its state. Return 1 if it is not there."""
    settings = _read_settings()
    try:
        removed = remove_from_feed_list(settings.feeds, url)
        if load_feed_states(settings):
            with open_feed_store(settings) as store:
                for entry in removed:
                    store.remove(entry.url)
    except (FeedListError, StoreError) as error:
        return _print_error(str(error))
    open_output().print_line(f"Removed {url} from {settings.feeds}. Its articles stay.")
    return 0


def fetch_feeds(*, as_json: bool) -> int:
    """Run one round of all feeds. Return 1 if any of them could not be read."""
    settings = _read_settings()
    logs.set_up_logging("warning" if settings.log_level == "info" else settings.log_level, settings.log_format)
    try:
        read_feed_list(settings.feeds)
        with open_feed_store(settings) as store:
            report = asyncio.run(build_poller(settings, store, clock=get_current_time).poll(everything=True))
            reasons = {url: store.load()[url].reason for url in report.failing}
    except FeedListError as error:
        typer.echo(f"FEEDS: {error}.", err=True)
        return BAD_CONFIGURATION
    except (StoreError, OSError) as error:
        return _print_error(str(error))
    if as_json:
        fields = {"asked": report.asked, "unchanged": report.unchanged, "bytes": report.received}
        write_json({**fields, "new": report.taken, "baseline": report.baseline, "failing": reasons})
    else:
        output = open_output()
        news = f"{_count(report.taken, 'new article')}, {report.baseline:,} from new feeds"
        output.print_line(f"Fetched {_count(report.asked, 'feed')}: {news}, {report.unchanged:,} unchanged.")
        for url, reason in reasons.items():
            output.print_line(f"{url}: {reason}")
    return 1 if reasons else 0


def export_feeds(file: Path | None) -> int:
    """Write the list as OPML. Return 1 if it can't be read or written."""
    try:
        data = write_opml(read_feed_list(_read_settings().feeds), get_current_time())
        if file is None:
            typer.echo(data.decode(), nl=False)
        else:
            file.write_bytes(data)
    except (FeedListError, OSError) as error:
        return _print_error(str(error))
    return 0


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _print_error(reason: str) -> int:
    typer.echo(f"{reason[:1].upper() if reason[:4] != 'http' else reason[:1]}{reason[1:].rstrip('.')}.", err=True)
    return 1

"""Runs a round: asks the feeds that are due, takes what is new, and writes it to files, all in one batch."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from bot.coverage.archive.merging import build_article_id
from bot.coverage.urls import canonicalize_url
from bot.feeds import files
from bot.feeds.feed_list.configuration import FeedEntry
from bot.feeds.fetching.fetch import Fetcher, Response, Validators
from bot.feeds.fetching.timing import adapt_interval, choose_delay
from bot.feeds.item import FeedItem, ParsedFeed, Tombstone
from bot.feeds.parsing.parse import parse_feed
from bot.feeds.rewriting import accept_offers, write_replacements
from bot.feeds.store_port import FeedState, FeedStore, NewEntry

MAX_TOGETHER = 32
"""How many hosts are sent requests at the same time."""

DEADLINE = 60.0
"""Seconds after which a round fetches no further feed, so that slow servers don't delay the news of others."""

_JITTER = 0.5
"""Seconds, at most, between two requests to a host."""

_log = logging.getLogger(__name__)
Result = TypeVar("Result")


class RoundReport(Struct, frozen=True):
    """What a round did. `received`: bytes. `failing`: the feeds that could not be read. `taken`: new articles."""

    asked: int = 0
    unchanged: int = 0
    received: int = 0
    taken: int = 0
    baseline: int = 0
    failing: tuple[str, ...] = ()


class RoundContext(Struct, frozen=True):
    """What a round needs from outside. `chance`: random, from 0 to 1. `elapsed`: seconds of a clock that never jumps.

    `keep_from`: articles that are older are not written, None to write all.
    """

    fetcher: Fetcher
    store: FeedStore
    folder: Path
    now: datetime
    chance: Callable[[], float]
    elapsed: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    keep_from: datetime | None = None


class _Answer(Struct, frozen=True):
    state: FeedState
    response: Response
    items: tuple[FeedItem, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()


def choose_due(
    entries: Iterable[FeedEntry], states: Mapping[str, FeedState], now: datetime, *, everything: bool = False
) -> list[FeedEntry]:
    """Return the feeds to fetch now. `everything`: also those that are not due, unless a server asked us to wait."""
    due: list[FeedEntry] = []
    for entry in entries:
        state = states.get(entry.url)
        if state is None:
            due.append(entry)
        elif state.state == "active" and (state.quiet_until is None or state.quiet_until <= now):
            # A clock that was set back must not silence a feed.
            is_late = state.due_at is None or state.due_at <= now or state.due_at - now > timedelta(days=31)
            if everything or is_late:
                due.append(entry)
    return due


async def run_round(due: Sequence[FeedEntry], states: Mapping[str, FeedState], context: RoundContext) -> RoundReport:
    """Ask these feeds and write what is new. Raises what the store raises, and OSError if files can't be written."""
    answers = await _ask(due, states, context)
    by_url = {entry.url: entry for entry in due}
    candidates = [
        candidate for answer in answers for candidate in _build_candidates(by_url[answer.state.url], answer, context)
    ]
    taken: Sequence[NewEntry] = await _run(context.store.take, candidates, context.now) if candidates else ()
    if taken:
        await _run(write_pending, context.store, context.folder)
    offers = [*(await _run(context.store.see, candidates, context.now))] if candidates else []
    if reasons := {_build_id_key(url, stone.identity): stone.reason for url, stone in _list_tombstones(answers)}:
        offers += await _run(context.store.find_withdrawn, reasons)
    if offers:
        changed = await _run(accept_offers, context.store, context.folder, offers)
        if changed:
            await _run(write_pending, context.store, context.folder)
            _log.info("feeds: %d articles were changed by their outlets", changed)
    new = {candidate.article for candidate in taken if not candidate.is_baseline}
    counts: dict[str, int] = defaultdict(int)
    articles = {candidate.keys[0] for candidate in taken}
    for answer in answers:
        counts[answer.state.url] = sum(_build_key(item) in articles for item in answer.items)
    await _run(context.store.save, [_finish(answer, counts[answer.state.url], by_url, context) for answer in answers])
    return RoundReport(
        len(answers),
        sum(answer.response.outcome == "unchanged" for answer in answers),
        sum(answer.response.received for answer in answers),
        len(new),
        len(taken) - len(new),
        tuple(answer.state.url for answer in answers if answer.state.failures),
    )


async def _ask(due: Sequence[FeedEntry], states: Mapping[str, FeedState], context: RoundContext) -> list[_Answer]:
    """Ask all feeds: those of one host one at a time, several hosts at the same time."""
    hosts: dict[str, list[FeedEntry]] = defaultdict(list)
    for entry in due:
        state = states.get(entry.url)
        hosts[(urlsplit((state.location if state else "") or entry.url).hostname or "").lower()].append(entry)
    semaphore = asyncio.Semaphore(MAX_TOGETHER)
    start = context.elapsed()
    answers: list[_Answer] = []

    async def ask_host(entries: Sequence[FeedEntry]) -> None:
        async with semaphore:
            for number, entry in enumerate(entries):
                if context.elapsed() - start > DEADLINE:
                    return
                if number:
                    await context.sleep(_JITTER * context.chance())
                answers.append(await _ask_feed(entry, states.get(entry.url) or FeedState(url=entry.url), context))

    async with asyncio.TaskGroup() as tasks:
        for entries in hosts.values():
            tasks.create_task(ask_host(entries))
    return answers


async def _ask_feed(entry: FeedEntry, state: FeedState, context: RoundContext) -> _Answer:
    is_full = state.read_at is None or context.now - state.read_at > _choose_full_interval(entry.url)
    validators = Validators() if is_full else state.validators
    response = await context.fetcher.fetch(state.location or entry.url, validators, now=context.now)
    state = replace(state, checked_at=context.now, location=response.moved_to or state.location)
    if response.outcome == "gone":
        return _Answer(replace(state, state="gone", failures=state.failures + 1, reason=response.reason), response)
    if response.outcome == "failed":
        return _Answer(replace(state, failures=state.failures + 1, reason=response.reason), response)
    lifetime = response.max_age
    if response.outcome == "unchanged":
        return _Answer(replace(state, failures=0, reason="", lifetime=max(lifetime, state.lifetime)), response)
    digest = blake2b(response.data, digest_size=16).hexdigest()
    validators = response.validators
    if digest == state.digest and not is_full:
        # Many servers send the whole document each time.
        unchanged = replace(response, outcome="unchanged")
        return _Answer(replace(state, failures=0, reason="", validators=validators), unchanged)
    parsed = await asyncio.to_thread(
        parse_feed, response.data, response.url, now=context.now, outlet=entry.outlet, charset=response.charset
    )
    if not parsed.format:
        reason = parsed.problems[0].reason if parsed.problems else "it is not a feed"
        return _Answer(replace(state, failures=state.failures + 1, reason=reason), response)
    described = replace(_describe(state, parsed, response, digest), read_at=context.now)
    return _Answer(described, response, tuple(filter(entry.wants, parsed.items)), parsed.tombstones)


def _choose_full_interval(url: str) -> timedelta:
    """Return the time after which a feed is read as a whole, whether or not it has changed.

    The time is six to eight days, so that the feeds of a list don't all come at once.
    """
    return timedelta(days=6) + timedelta(days=2) * (int(_hash(url)[:4], 16) / 0x10000)


def _describe(state: FeedState, parsed: ParsedFeed, response: Response, digest: str) -> FeedState:
    return replace(
        state,
        title=parsed.title,
        format=parsed.format,
        failures=0,
        reason="",
        validators=response.validators,
        digest=digest,
        lifetime=max(parsed.lifetime, response.max_age),
        entries=len(parsed.items),
    )


def _build_candidates(entry: FeedEntry, answer: _Answer, context: RoundContext) -> Iterable[NewEntry]:
    today = context.now.date().isoformat()
    for item in answer.items:
        keys = [_build_key(item)]
        if item.identity:
            keys.append(_build_id_key(entry.url, item.identity))
        too_old = context.keep_from is not None and item.published is not None and item.published.at < context.keep_from
        text = "" if too_old else files.format_document(item, entry.topics)
        yield NewEntry(
            tuple(keys),
            build_article_id(canonicalize_url(item.url)),
            files.choose_path(item, today) if text else "",
            text,
            not answer.state.is_started,
            files.compute_digest(text),
            build_feed_key(entry.url),
        )


def build_feed_key(url: str) -> str:
    """Return the key of a feed, by which entries name it."""
    return _hash(f"feed:{url}")


def _build_id_key(url: str, identity: str) -> str:
    return _hash(f"id:{url}\0{identity}")


def _list_tombstones(answers: Iterable[_Answer]) -> Iterable[tuple[str, Tombstone]]:
    """Return what each feed withdrew, with the feed's URL."""
    return [(answer.state.url, stone) for answer in answers for stone in answer.tombstones]


def _build_key(item: FeedItem) -> str:
    return _hash(f"url:{canonicalize_url(item.url)}")


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _finish(answer: _Answer, taken: int, by_url: Mapping[str, FeedEntry], context: RoundContext) -> FeedState:
    """Return the state after the round: when the feed is fetched next, and that its baseline was taken."""
    state, response = answer.state, answer.response
    interval = timedelta(seconds=state.interval)
    is_read = response.outcome in {"document", "unchanged"} and not state.failures
    if is_read and state.is_started:
        interval = adapt_interval(interval, has_new=taken > 0)
    delay = choose_delay(
        interval,
        every=by_url[state.url].every,
        lifetime=state.lifetime,
        max_age=response.max_age,
        retry_after=response.retry_after,
        failures=state.failures,
        chance=context.chance(),
    )
    quiet = context.now + timedelta(seconds=response.retry_after) if response.retry_after else None
    if state.failures:
        _log.info("the feed %s failed (%s)", state.url, state.reason)
    return replace(
        state,
        due_at=context.now + delay,
        quiet_until=quiet,
        interval=int(interval.total_seconds()),
        is_started=state.is_started or is_read,
        taken=state.taken + taken,
    )


def write_pending(store: FeedStore, folder: Path) -> int:
    """Write the documents that were taken and are not in their files yet, including those of a process that was killed.

    Return how many. Raises what the store raises, and OSError.
    """
    pending = store.list_pending()
    waiting: dict[str, list[str]] = defaultdict(list)
    replacements = [document for document in pending if document.replaces]
    if replacements:
        write_replacements(store, folder, replacements)
    pending = [document for document in pending if not document.replaces]
    for document in pending:
        # A process that was killed may have written it before it could say so.
        if not files.has_document(folder, document.path, document.text):
            waiting[document.path].append(document.text)
    files.append_documents(folder, waiting)
    store.settle([document.key for document in pending])
    return sum(map(len, waiting.values()))


async def _run(function: Callable[..., Result], *arguments: Any) -> Result:  # noqa: ANN401 - of any function
    return await asyncio.to_thread(partial(function, *arguments))

"""The cards of `/feed`: the list of feeds, and what one feed has."""

from collections.abc import Sequence
from datetime import datetime

import discord
from discord import ui

from bot.chat.cards.parts import layout
from bot.chat.cards.parts.blocks import LISTING
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.layout import TextBlock, build_part
from bot.chat.cards.parts.markdown import Markdown, shorten
from bot.feeds.feed_list.configuration import FeedEntry
from bot.feeds.lookup import Found
from bot.feeds.polling import is_failing
from bot.feeds.store_port import FeedState

SHOWN = 12
"""Feeds of the list, and articles of a feed, that a card shows. Twelve of the longest fit into 4,000 characters."""

_MAX_NAME, _MAX_REASON = 80, 100


def build_feed_list_card(feeds: Sequence[tuple[FeedEntry, FeedState | None]], context: CardContext) -> ui.LayoutView:
    """Return the list of feeds, those that fail first."""
    ordered = sorted(feeds, key=lambda feed: not is_failing(feed[1]))
    failing = sum(is_failing(state) for _, state in feeds)
    lines = [f"### {context.words('feed-list', {'count': len(feeds), 'failing': failing})}"]
    lines += [_describe_feed(entry, state, context) for entry, state in ordered[:SHOWN]]
    if len(feeds) > SHOWN:
        lines.append(context.words("feed-more", {"count": len(feeds) - SHOWN}))
    return _build_card(lines)


def _describe_feed(entry: FeedEntry, state: FeedState | None, context: CardContext) -> str:
    name = shorten(entry.outlet or (state.title if state else "") or entry.url, _MAX_NAME)
    arguments: dict[str, str | int] = {"name": name, "url": shorten(entry.url, _MAX_REASON)}
    if state is None or state.checked_at is None:
        return context.words("feed-new", arguments)
    if state.failures:
        return context.words(
            "feed-failed", {**arguments, "count": state.failures, "reason": shorten(state.reason, _MAX_REASON)}
        )
    due = _format_time(state.due_at) if state.due_at else ""
    return context.words("feed-well", {**arguments, "count": state.taken, "due": Markdown(due)})


def _format_time(at: datetime) -> str:
    return discord.utils.format_dt(at, "R")


def build_found_card(found: Found, context: CardContext, *, added: bool) -> ui.LayoutView:
    """Return what a feed has, or why it is not a feed. `added`: it is in the list now."""
    feed = found.feed
    if not feed.format:
        reason = feed.problems[-1].reason if feed.problems else ""
        return _build_card([context.words("feed-none", {"url": shorten(found.url, _MAX_REASON), "reason": reason})])
    arguments = {"name": shorten(feed.title or found.url, _MAX_NAME), "format": feed.format, "count": len(feed.items)}
    lines = [
        f"### {context.words('feed-added' if added else 'feed-found', arguments)}",
        context.words("feed-url", {"url": found.url}),
    ]
    for item in feed.items[:SHOWN]:
        day = item.published.day.isoformat() if item.published else "none"
        about = {"headline": shorten(item.title, _MAX_NAME), "outlet": shorten(item.outlet, _MAX_NAME), "day": day}
        lines.append(context.words("feed-article", about))
    lines += [context.words("feed-problem", {"reason": shorten(p.reason, _MAX_REASON)}) for p in feed.problems[:5]]
    lines += [context.words("feed-other", {"url": shorten(other, _MAX_REASON)}) for other in found.others[:3]]
    return _build_card(lines)


def build_removed_card(removed: Sequence[FeedEntry], context: CardContext) -> ui.LayoutView:
    """Return that feeds were removed."""
    return _build_card([context.words("feed-removed", {"url": shorten(entry.url, _MAX_REASON)}) for entry in removed])


def _build_card(lines: Sequence[str]) -> ui.LayoutView:
    return layout.build_card([build_part(0, TextBlock("\n".join(lines)))], LISTING)

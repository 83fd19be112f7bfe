"""What is offered if the archive lacks a topic, an outlet or a story that a digest or follow names."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from discord import ui
from msgspec.structs import replace

from bot.answers.analysis.wordlists import stem_content_words
from bot.answers.browse.listing import resolve_outlets, resolve_topic
from bot.answers.browse.story import suggest_stories
from bot.answers.desk.desk import Desk
from bot.chat.cards.digests.alert import build_follow_button
from bot.chat.cards.digests.digest import build_choices_card, build_digest_button, build_words_button
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.markdown import clean_line
from bot.chat.custom_ids.digests import ChangeId, LimitId, build_change_id, build_limit_id
from bot.chat.custom_ids.grammar import find_key, hash_key
from bot.chat.digests.follow_options import find_followed_story, follow_articles
from bot.chat.digests.options import NAME_FIELDS, UnknownNameError, parse_words
from bot.chat.session.context import BotContext
from bot.chat.session.errors import GoneError
from bot.chat.session.responses import RenderPrivate
from bot.digests.digest import Digest

_MAX_STORIES = 4
"""Stories that are offered."""


def show_in_draft(bot: BotContext, draft: Digest, error: UnknownNameError) -> RenderPrivate:
    """Say which topic or outlet is unknown, and offer the nearest for the draft and, instead of a topic, its words."""
    nearest = [
        (name, build_limit_id(error.kind, draft.id, hash_key(key))) for name, key in _iterate_nearest(bot.desk(), error)
    ]
    words_id = build_limit_id("words", draft.id, _get_words(error))

    def render(context: CardContext) -> ui.LayoutView:
        others = filter(None, (build_words_button(words_id, context), _build_cancel_button(draft, context)))
        return build_choices_card(_describe(error, nearest, context), nearest, tuple(others))

    return render


def show_in_edit(bot: BotContext, digest: Digest, error: UnknownNameError, *, is_changed: bool) -> RenderPrivate:
    """Say which topic or outlet is unknown, and offer the nearest for a saved digest; instead of a topic, its words.

    `is_changed`: the other options were changed already.
    """
    known = [hash_key(key) for key in error.known]
    nearest = [
        (name, build_change_id(error.kind, digest.id, list(dict.fromkeys((*known, hash_key(key))))))
        for name, key in _iterate_nearest(bot.desk(), error)
    ]
    words = _get_words(error)
    words_id = build_change_id(error.kind, digest.id, known, words) if words else None

    def render(context: CardContext) -> ui.LayoutView:
        others = filter(None, (build_words_button(words_id, context), build_digest_button("keep", digest, context)))
        lines = [*_describe(error, nearest, context)]
        lines.append(context.words("digest-edit-rest" if is_changed else "digest-edit-nothing"))
        return build_choices_card(lines, nearest, tuple(others))

    return render


def show_no_story(bot: BotContext, draft: Digest, typed: str) -> RenderPrivate:
    """Say that there is no such story, and offer to follow the words, or one of the newest stories."""
    newest = [
        (clean_line(story.lead.title), build_limit_id("story", draft.id, story.lead.id))
        for story in suggest_stories(bot.desk(), "", bot.clock(), _MAX_STORIES)
    ]
    words = clean_line(typed)
    words_id = build_limit_id("words", draft.id, words if stem_content_words(words) else "")

    def render(context: CardContext) -> ui.LayoutView:
        others = filter(None, (build_words_button(words_id, context), _build_cancel_button(draft, context)))
        line = context.words("follow-no-story", {"typed": typed, "count": len(newest)})
        return build_choices_card([line], newest, tuple(others))

    return render


def limit_draft(draft: Digest, limit: LimitId, desk: Desk, now: datetime) -> Digest:
    """Return a draft with one more limit. Raises `GoneError` if its topic, outlet or story no longer exists."""
    if limit.kind == "words":
        limited = replace(draft, words=_add_words(draft, limit.value))
        rule = draft.follow
        return limited if rule is None else replace(limited, follow=replace(rule, kind="words"))
    if limit.kind == "story":
        if desk.archive.article(limit.value) is None:
            raise GoneError("gone-follow")
        return follow_articles(draft, find_followed_story(limit.value, desk, now))
    key = find_key(limit.value, desk.archive.topics if limit.kind == "topic" else desk.archive.outlets)
    if key is None:
        raise GoneError("gone-button")
    if limit.kind == "topic":
        return replace(draft, topics=tuple(dict.fromkeys((*draft.topics, key))))
    return replace(draft, outlets=tuple(dict.fromkeys((*draft.outlets, key))))


def read_change(digest: Digest, change: ChangeId, desk: Desk) -> dict[str, object]:
    """Return the fields that a button changes. Raises `GoneError` if a topic or outlet no longer exists."""
    known = desk.archive.topics if change.kind == "topic" else desk.archive.outlets
    keys = [find_key(hashed, known) for hashed in change.keys.split(",") if hashed]
    if None in keys:
        raise GoneError("gone-button")
    fields: dict[str, object] = {NAME_FIELDS[change.kind]: tuple(keys)}
    return {**fields, "words": _add_words(digest, change.words)} if change.words else fields


def _add_words(digest: Digest, words: str) -> str:
    return ", ".join(dict.fromkeys((*filter(None, digest.words.split(", ")), parse_words(words))))


def _iterate_nearest(desk: Desk, error: UnknownNameError) -> Iterator[tuple[str, str]]:
    """Yield the nearest names with their keys."""
    for name in error.entity.nearest:
        entity = resolve_topic(desk, name) if error.kind == "topic" else resolve_outlets(desk, name)
        yield from ((name, key) for key in entity.keys[:1])


def _get_words(error: UnknownNameError) -> str:
    """Return the name as words, for a subject that isn't a topic; empty if all of them are stop words."""
    typed = clean_line(error.entity.typed)
    return typed if error.kind == "topic" and stem_content_words(typed) else ""


def _describe(error: UnknownNameError, nearest: Sequence[object], context: CardContext) -> Sequence[str]:
    arguments = {"typed": clean_line(error.entity.typed), "count": len(nearest)}
    lines = [context.words(f"digest-unknown-{error.kind}", arguments)]
    if error.others:
        lines.append(context.words("digest-unknown-others", {"names": ", ".join(map(clean_line, error.others))}))
    return lines


def _build_cancel_button(draft: Digest, context: CardContext) -> ui.Button[Any]:
    if draft.follow is None:
        return build_digest_button("cancel", draft, context)
    return build_follow_button("cancel", draft, context)

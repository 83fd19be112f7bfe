"""The options of a follow: how Discord offers them, and how the bot reads what a person typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import discord
from discord import app_commands
from msgspec.structs import replace

from bot.answers.answer import Remark
from bot.answers.browse.story import find_story
from bot.answers.desk.desk import Desk
from bot.chat import limits
from bot.chat.digests.options import CLEAR_WORDS, Channel, DigestOptions, Zone, parse_options
from bot.chat.session.errors import ReaderError
from bot.coverage.article import Article
from bot.digests.digest import Digest
from bot.digests.follow import (
    DEFAULT_CAP,
    DEFAULT_WITHIN,
    MAX_BREAKING,
    MAX_CAP,
    MAX_WITHIN,
    FollowKind,
    FollowRule,
    QuietHours,
)
from bot.digests.schedules.quiet_hours import parse_quiet_hours

MAX_STORY_ARTICLES = 500
"""How many articles of a followed story are stored, the newest ones."""


@dataclass(frozen=True, slots=True)
class FollowOptions:
    """What a person typed into the options that every follow has; None for an option that was left out.

    Discord offers the fields as options, in this order; see `options.spread_options`.
    """

    channel: app_commands.Transform[int, Channel] | None = None
    breaking: app_commands.Range[int, 2, MAX_BREAKING] | None = None
    within: app_commands.Range[int, 1, MAX_WITHIN] | None = None
    cap: app_commands.Range[int, 1, MAX_CAP] | None = None
    quiet_hours: app_commands.Range[str, 1, limits.CHOICE] | None = None
    zone: Zone | None = None
    role: discord.Role | None = None


def build_rule(kind: FollowKind, options: FollowOptions) -> FollowRule:
    """Return the rule that the options set. Raises `ReaderError`."""
    return FollowRule(
        kind,
        breaking=options.breaking or 0,
        within=options.within or DEFAULT_WITHIN,
        cap=options.cap or DEFAULT_CAP,
        quiet=_parse_quiet(options.quiet_hours) if options.quiet_hours is not None else None,
    )


def parse_followed(kind: FollowKind, typed: str, desk: Desk, now: datetime) -> dict[str, object]:
    """Return the fields of a `Digest` that say what is followed. Raises `ReaderError` if that is nothing."""
    match kind:
        case "topic":
            fields = parse_options(DigestOptions(topics=typed), desk, now)
        case "outlet":
            fields = parse_options(DigestOptions(outlets=typed), desk, now)
        case _:
            fields = parse_options(DigestOptions(words=typed), desk, now)
    if not any(fields.values()):
        # They typed "all".
        raise ReaderError(Remark("follow-everything"))
    return fields


def find_followed_story(typed: str, desk: Desk, now: datetime) -> Sequence[Article]:
    """Return the articles of the story that a text or an article's id is about; none if there is none."""
    reports = find_story(desk, typed, now=now).reports
    story = desk.stories.story_of(reports[0].article.id) if reports else None
    return list(story.articles)[-MAX_STORY_ARTICLES:] if story else ()


def follow_articles(draft: Digest, articles: Sequence[Article]) -> Digest:
    """Return the draft of a follow that follows the story of these articles."""
    if draft.follow is None or not articles:
        return draft
    ids = tuple(article.id for article in articles)
    rule = replace(draft.follow, kind="story", articles=ids, headline=articles[0].title or articles[0].excerpt)
    return replace(draft, follow=rule)


def _parse_quiet(typed: str) -> QuietHours | None:
    if typed.strip().casefold() in CLEAR_WORDS:
        return None
    quiet = parse_quiet_hours(typed)
    if quiet is None:
        raise ReaderError(Remark("follow-bad-quiet", {"typed": typed}))
    return quiet

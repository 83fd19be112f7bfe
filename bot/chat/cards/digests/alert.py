"""The parts of an alert that an edition doesn't have: its title, why a story is sent again, and its buttons."""

from typing import Any

import discord
from discord import ui

from bot.chat import limits
from bot.chat.cards.parts import article_lines
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.markdown import Markdown, clean_line, escape, format_timestamp, shorten
from bot.chat.custom_ids.digests import FollowAction, build_follow_id
from bot.digests.digest import Digest, Edition, EditionEntry
from bot.digests.follow import FollowRule

HEADLINE = 100


def format_alert_head(edition: Edition, follow: Digest, rule: FollowRule, context: CardContext) -> str:
    """Return how many stories an alert tells, and which follow sent it."""
    count = len(edition.entries) + edition.more
    has_new = any(not entry.told or entry.continues for entry in edition.entries)
    message = "alert-title-grown" if not has_new else "alert-title-story" if rule.kind == "story" else "alert-title"
    title = context.words(message, {"count": count})
    what = {"what": Markdown(format_follow_content(follow, rule, context))}
    sender = context.words("alert-from-person" if follow.is_personal else "alert-from-channel", what)
    return f"### {title}\n-# {sender}"


def format_growth(entry: EditionEntry, context: CardContext) -> str:
    """Return how many outlets report a story that was sent before; empty if it is new or a continuation."""
    return context.words("alert-grown", {"count": entry.outlets}) if entry.told and not entry.continues else ""


def format_full(edition: Edition, rule: FollowRule, context: CardContext) -> str:
    """Return when the next alert comes if this one reaches the day's cap; empty if it doesn't."""
    if edition.full_until is None:
        return ""
    return context.words("alert-full", {"cap": rule.cap, "time": format_timestamp(edition.full_until)})


def format_follow_content(follow: Digest, rule: FollowRule, context: CardContext) -> str:
    """Return what is followed, in one line: the topic Floods."""
    match rule.kind:
        case "topic":
            names = ", ".join(clean_line(context.get_topic_name(key), 40) for key in follow.topics)
            return context.words("follow-what-topic", {"names": names, "count": len(follow.topics)})
        case "outlet":
            names = ", ".join(clean_line(context.get_outlet_name(key), article_lines.OUTLET) for key in follow.outlets)
            return context.words("follow-what-outlet", {"names": names})
        case "words":
            return context.words("follow-what-words", {"words": follow.words})
        case "story":
            return context.words("follow-what-story", {"headline": Markdown(escape(rule.headline, HEADLINE))})


def build_follow_button(action: FollowAction, follow: Digest, context: CardContext) -> ui.Button[Any]:
    """Return a button that does something with a follow."""
    labels: dict[FollowAction, str] = {
        "save": context.label_words("digest-save"),
        "cancel": context.label_words("digest-cancel"),
        "mute": context.label_words("follow-mute-button"),
        "pause": context.label_words("follow-pause-button"),
        "resume": context.label_words("follow-resume-button"),
        "unfollow": context.label_words("follow-unfollow-button"),
        "remove": context.label_words("follow-unfollow-button"),
    }
    style = discord.ButtonStyle.success if action == "save" else discord.ButtonStyle.secondary
    label = shorten(labels[action], limits.BUTTON_LABEL)
    return ui.Button(style=style, label=label, custom_id=build_follow_id(action, follow.id))

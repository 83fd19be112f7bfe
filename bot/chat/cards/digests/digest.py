"""The cards about digests for those who set them up: a draft, a list, the reasons behind a preview, the history."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import discord
from discord import ui

from bot.chat import limits
from bot.chat.cards.parts import article_lines, layout
from bot.chat.cards.parts.blocks import GAP, LISTING, WEAK, build_button_row, build_shrinkable_lines
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.layout import Part, TextBlock, build_part
from bot.chat.cards.parts.markdown import Markdown, escape, format_link, format_times, format_timestamp, shorten
from bot.chat.custom_ids.digests import DigestAction, build_digest_id, build_zone_id
from bot.digests.digest import Digest, Run
from bot.digests.editions.compose import CandidateStatus, EditionCandidate
from bot.digests.schedules.zones import Zone
from bot.exports.page import build_page_url

MAX_REASONS = 18
"""Candidates that the reasons card names; it counts the rest."""

MAX_ROWS = 18
"""Digests or follows that a list shows; it counts the rest. With long schedules, a card has room for no more."""

# The reasons for a pause that the bot itself has, each with a sentence in the catalogue.
_PAUSE_REASONS = ("failing", "closed", "gone")

_STYLES: dict[DigestAction, discord.ButtonStyle] = {
    "save": discord.ButtonStyle.success,
    "delete": discord.ButtonStyle.danger,
}


def build_digest_card(
    digest: Digest,
    times: Sequence[datetime],
    context: CardContext,
    *,
    lead: str = "",
    warnings: Sequence[str] = (),
    actions: Sequence[DigestAction] = (),
    zones: Sequence[Zone] = (),
    pages_url: str = "",
) -> ui.LayoutView:
    """Return everything about a digest.

    `times`: when it is due next. `lead`: what just happened to it, as the title. `actions`: what its buttons do.
    `zones`: time zones to choose from, if it has none yet. `pages_url`: where its page is, for a person who may know
    that.
    """
    head = ["### " + (lead or format_digest_title(digest, context))]
    if zones:
        head.append(context.words("digest-zone-ask"))
    zone_id = build_zone_id(digest.id)
    parts = [
        build_part(0, TextBlock("\n".join(head))),
        build_part(0, TextBlock("\n".join(_format_digest_lines(digest, times, context)))),
        _build_page_part(digest, pages_url, context),
        build_part(0, TextBlock("\n".join(f"⚠️ {warning}" for warning in warnings))) if warnings else build_part(0),
        GAP,
        build_part(1, build_button_row(build_zone_menu(zone_id, zones, context) if zones else None)),
        build_part(1, build_button_row(*(build_digest_button(action, digest, context) for action in actions))),
    ]
    return layout.build_card(parts, WEAK if warnings else LISTING)


def build_sentence_card(sentence: str) -> ui.LayoutView:
    """Return one sentence as a card."""
    return layout.build_card([build_part(0, TextBlock(sentence))], LISTING)


def build_confirm_card(
    sentence: str, digest: Digest, actions: Sequence[DigestAction], context: CardContext
) -> ui.LayoutView:
    """Return a question about a digest, with buttons for the answers."""
    parts = [
        build_part(0, TextBlock(f"### {format_digest_title(digest, context)}\n{sentence}")),
        build_part(1, build_button_row(*(build_digest_button(action, digest, context) for action in actions))),
    ]
    return layout.build_card(parts, WEAK)


def build_choices_card(
    lines: Sequence[str], choices: Sequence[tuple[str, str | None]], others: Sequence[ui.Button[Any]]
) -> ui.LayoutView:
    """Say what is not possible, with a button for each way to go on, and the buttons `others` in a row below.

    `choices`: labels and ids; one without an id is left out.
    """
    buttons = [
        ui.Button[Any](
            style=discord.ButtonStyle.secondary, label=shorten(label, limits.BUTTON_LABEL), custom_id=custom_id
        )
        for label, custom_id in choices
        if custom_id and label
    ]
    parts = [
        build_part(0, TextBlock("\n".join(lines))),
        build_part(1, build_button_row(*buttons[: limits.ROW_BUTTONS])),
        build_part(1, build_button_row(*others)),
    ]
    return layout.build_card(parts, WEAK)


def build_words_button(custom_id: str | None, context: CardContext) -> ui.Button[Any] | None:
    """Return the button that takes a name as words instead; None without an id."""
    label = shorten(context.label_words("digest-as-words"), limits.BUTTON_LABEL)
    return (custom_id and ui.Button(style=discord.ButtonStyle.primary, label=label, custom_id=custom_id)) or None


def build_digest_list_card(digests: Sequence[Digest], context: CardContext, *, personal: bool) -> ui.LayoutView:
    """Return the digests of a server, or of a person if `personal`, each with its next time or its state."""
    lead = context.words("digest-list-mine" if personal else "digest-list", {"count": len(digests)})
    rows: list[Part] = []
    for rank, digest in enumerate(digests[:MAX_ROWS], start=1):
        state = context.words(f"digest-state-{digest.state}")
        if digest.state == "active" and digest.due_at is not None:
            state = context.words("digest-line-next", {"time": format_timestamp(digest.due_at)})
        elif digest.why in _PAUSE_REASONS:
            state = context.words(f"digest-paused-{digest.why}")
        channel = "" if personal else f"<#{digest.channel}> · "
        head = f"- **{channel}{escape(digest.schedule, 80)}** ({escape(digest.zone)})"
        rows.append(
            build_part(
                rank,
                TextBlock(f"{head} · {format_digest_content(digest, context)}\n  -# {state}"),
                TextBlock(f"{head}\n  -# {state}"),
            )
        )
    return layout.build_card([build_part(0, TextBlock(f"### {lead}")), *rows, build_rest(digests, context)], LISTING)


def build_rest(digests: Sequence[Digest], context: CardContext) -> Part:
    """Return the line that counts those of a list of digests that are not shown, and says how to find them."""
    rest = len(digests) - MAX_ROWS
    if rest <= 0:
        return build_part(0)
    return build_part(0, TextBlock(f"-# {context.words('digest-list-rest', {'count': rest})}"))


def build_reasons_card(candidates: Sequence[EditionCandidate], context: CardContext) -> ui.LayoutView:
    """Return why each article is in the edition or not."""
    lines = [f"- {_format_reason(candidate, context)}" for candidate in candidates[:MAX_REASONS]]
    rest = len(candidates) - len(lines)
    parts = [
        build_part(0, TextBlock(f"### {context.words('preview-reasons')}")),
        build_shrinkable_lines(1, lines or [context.words("preview-nothing")]),
        build_part(1, TextBlock(f"-# {context.words('preview-more', {'count': rest})}")) if rest else build_part(1),
    ]
    return layout.build_card(parts, LISTING)


def build_history_card(digest: Digest, runs: Sequence[Run], context: CardContext) -> ui.LayoutView:
    """Return how each run of a digest ended, the newest first."""
    due_times = [context.words("history-due", {"time": format_timestamp(run.due_at)}) for run in runs]
    lines = [f"- {due}: {_format_outcome(run, digest, context)}" for due, run in zip(due_times, runs, strict=True)]
    parts = [
        build_part(0, TextBlock(f"### {context.words('history-title')}\n-# {format_digest_title(digest, context)}")),
        build_shrinkable_lines(1, lines or [context.words("history-none")]),
    ]
    return layout.build_card(parts, LISTING)


def build_outcome_card(run: Run | None, digest: Digest, context: CardContext) -> ui.LayoutView:
    """Return how a requested run ended; with None, that it has not ended yet."""
    if run is None:
        return build_sentence_card(context.words("run-none"))
    if run.state == "sent" and run.message:
        return build_sentence_card(context.words("run-sent", {"link": _format_message_link(run, digest)}))
    return build_sentence_card(_capitalize(_format_outcome(run, digest, context)))


def format_digest_title(digest: Digest, context: CardContext) -> str:
    """Return whose digest it is: a channel's or a person's."""
    if digest.is_personal:
        return context.words("digest-of-person")
    return context.words("digest-of-channel", {"place": Markdown(f"<#{digest.channel}>")})


def format_digest_content(digest: Digest, context: CardContext) -> str:
    """Return what a digest contains, in one line."""
    filters = list(_filter_texts(digest, context))
    return article_lines.DOT.join(filters) if filters else context.words("digest-everything")


def build_digest_button(action: DigestAction, digest: Digest, context: CardContext) -> ui.Button[Any]:
    """Return a button that does something with a digest."""
    labels: dict[DigestAction, str] = {
        "save": context.label_words("digest-save"),
        "check": context.label_words("digest-check"),
        "cancel": context.label_words("digest-cancel"),
        "pause": context.label_words("digest-pause-button"),
        "delete": context.label_words("digest-delete-button"),
        "keep": context.label_words("digest-keep-button"),
    }
    style = _STYLES.get(action, discord.ButtonStyle.secondary)
    label = shorten(labels[action], limits.BUTTON_LABEL)
    return ui.Button(style=style, label=label, custom_id=build_digest_id(action, digest.id))


def _format_digest_lines(digest: Digest, times: Sequence[datetime], context: CardContext) -> Iterator[str]:
    if not digest.is_personal:
        yield context.words("digest-where", {"place": Markdown(f"<#{digest.channel}>")})
    if digest.zone:
        yield context.words("digest-when", {"schedule": digest.schedule, "zone": digest.zone})
        if times:
            yield context.words("digest-next", {"times": format_times(times)})
        elif digest.state != "paused":
            yield context.words("digest-never")
    yield context.words("digest-what", {"what": Markdown(format_digest_content(digest, context))})
    yield context.words("digest-how", {"count": digest.count, "order": digest.order, "empty": digest.empty})
    if digest.role is not None:
        yield context.words("digest-pings", {"role": Markdown(f"<@&{digest.role}>")})
    if digest.publish:
        yield context.words("digest-publishes")
    if digest.state == "paused":
        known = digest.why in _PAUSE_REASONS
        yield context.words(f"digest-paused-{digest.why}" if known else "digest-state-paused")


def _build_page_part(digest: Digest, pages_url: str, context: CardContext) -> Part:
    if not pages_url or not digest.page_key:
        return build_part(0)
    names = {"rss": "RSS", "json": "JSON Feed", "ics": context.words("digest-page-calendar")}
    links = (format_link(name, build_page_url(pages_url, digest, format)) for format, name in names.items())  # noqa: A001
    lines = [context.words("digest-page", {"links": Markdown(article_lines.DOT.join(links))})]
    return build_part(0, TextBlock("\n".join((*lines, f"-# {context.words('digest-page-secret')}"))))


def _filter_texts(digest: Digest, context: CardContext) -> Iterator[str]:
    if digest.topics:
        topics = ", ".join(context.get_topic_name(key) for key in digest.topics)
        yield context.words("digest-topics", {"topics": topics})
    if digest.outlets:
        outlets = ", ".join(context.get_outlet_name(key) for key in digest.outlets)
        yield context.words("digest-outlets", {"outlets": outlets})
    if digest.words:
        yield context.words("digest-words", {"words": digest.words})


def build_zone_menu(custom_id: str, zones: Sequence[Zone], context: CardContext) -> ui.Select[Any]:
    """Return a menu of time zones."""
    options = [
        discord.SelectOption(
            label=shorten(zone.city, limits.OPTION_LABEL),
            value=zone.name,
            description=shorten(f"{zone.name}, {zone.offset}", limits.OPTION_DESCRIPTION),
        )
        for zone in zones[: limits.OPTIONS]
    ]
    placeholder = shorten(context.label_words("digest-zone-choose"), limits.PLACEHOLDER)
    return ui.Select(custom_id=custom_id, placeholder=placeholder, options=options)


def _format_reason(candidate: EditionCandidate, context: CardContext) -> str:
    reasons: dict[CandidateStatus, str] = {
        "in": context.words("preview-in"),
        "reply": context.words("preview-reply"),
        "full": context.words("preview-full"),
        "sent": context.words("preview-sent"),
        "outlet": context.words("preview-outlet"),
        "topic": context.words("preview-topic"),
        "words": context.words("preview-words"),
        "unlinked": context.words("preview-unlinked"),
        "old": context.words("preview-old"),
    }
    same_story = (
        article_lines.format_headline(candidate.representative, context, 60) if candidate.representative else ""
    )
    reason = reasons.get(candidate.status) or context.words("preview-same-story", {"headline": same_story})
    outlet = escape(context.get_outlet_name(candidate.article.outlet), article_lines.OUTLET)
    headline = article_lines.format_headline(candidate.article, context, 80)
    return article_lines.DOT.join((headline, outlet, f"**{reason}**"))


def _format_outcome(run: Run, digest: Digest, context: CardContext) -> str:
    if run.state == "sent":
        time = format_timestamp(run.ended_at or run.due_at)
        if run.message:
            return context.words("history-sent", {"time": time, "link": _format_message_link(run, digest)})
        return context.words("history-sent-alone", {"time": time})
    if run.state == "failed":
        return context.words("history-failed", {"reason": run.reason})
    return context.words(f"history-{run.state}")


def _format_message_link(run: Run, digest: Digest) -> Markdown:
    return Markdown(f"https://discord.com/channels/{digest.server or '@me'}/{run.channel}/{run.message}")


def _capitalize(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]

"""What digests are, as cards for those who set them up: a draft, a list, a preview's reasons, the history."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import discord
from discord import ui

from bot.chat import custom_ids, limits
from bot.chat.cards import answer, article_lines, layout
from bot.chat.cards.card_context import CardContext
from bot.chat.cards.edition import format_times, timestamp
from bot.chat.cards.layout import Part, TextBlock, part
from bot.chat.cards.markdown import Markdown, escape, shorten
from bot.chat.custom_ids import DigestAction
from bot.coverage.archive.archive import Archive
from bot.digests.digest import Digest, Run
from bot.digests.editions.compose import CandidateStatus, EditionCandidate
from bot.digests.schedules.zones import Zone

REASONS = 18
"""Candidates that a preview names; the rest is counted."""

_STYLES: dict[DigestAction, discord.ButtonStyle] = {
    "save": discord.ButtonStyle.success,
    "delete": discord.ButtonStyle.danger,
}


def digest_card(
    shown: Digest,
    times: Sequence[datetime],
    look: CardContext,
    *,
    lead: str = "",
    warnings: Sequence[str] = (),
    acts: Sequence[DigestAction] = (),
    zones: Sequence[Zone] = (),
) -> ui.LayoutView:
    """One digest, whole. `lead`: what just happened to it; `acts`: what its buttons do; `zones`: to choose from, where
    it has none yet."""
    asked = [look.words("digest-zone-ask")] if zones else []
    parts = [
        part(0, TextBlock("\n".join(["### " + (lead or digest_title(shown, look)), *asked]))),
        part(0, TextBlock("\n".join(_lines(shown, times, look)))),
        part(0, TextBlock("\n".join(f"⚠️ {each}" for each in warnings))) if warnings else part(0),
        answer.GAP,
        part(1, answer.button_row(_zones(shown, zones, look) if zones else None)),
        part(1, answer.button_row(*(digest_button(act, shown, look) for act in acts))),
    ]
    return layout.build_card(parts, answer.WEAK if warnings else answer.LISTING)


def sentence_card(sentence: str) -> ui.LayoutView:
    """One sentence as a card."""
    return layout.build_card([part(0, TextBlock(sentence))], answer.LISTING)


def confirm_card(sentence: str, shown: Digest, acts: Sequence[DigestAction], look: CardContext) -> ui.LayoutView:
    """A question about a digest, with buttons for the answers."""
    parts = [
        part(0, TextBlock(f"### {digest_title(shown, look)}\n{sentence}")),
        part(1, answer.button_row(*(digest_button(act, shown, look) for act in acts))),
    ]
    return layout.build_card(parts, answer.WEAK)


def digest_list_card(shown: Sequence[Digest], look: CardContext, *, mine: bool) -> ui.LayoutView:
    """All digests of a server, or of a person, a line each."""
    lead = look.words("digest-list-mine" if mine else "digest-list", {"count": len(shown)})
    rows: list[Part] = []
    for rank, each in enumerate(shown, start=1):
        state = look.words(f"digest-state-{each.state}")
        if each.state == "active" and each.due_at is not None:
            state = look.words("digest-line-next", {"time": timestamp(each.due_at)})
        elif each.why in ("failing", "closed", "gone"):
            state = look.words(f"digest-paused-{each.why}")
        head = f"- **{'' if mine else f'<#{each.channel}> · '}{escape(each.schedule, 80)}** ({escape(each.zone)})"
        rows.append(
            part(
                rank,
                TextBlock(f"{head} · {digest_content(each, look)}\n  -# {state}"),
                TextBlock(f"{head}\n  -# {state}"),
            )
        )
    return layout.build_card([part(0, TextBlock(f"### {lead}")), *rows], answer.LISTING)


def reasons_card(candidates: Sequence[EditionCandidate], look: CardContext) -> ui.LayoutView:
    """Why each article is in the edition or out of it."""
    lines = [f"- {_reason(each, look)}" for each in candidates[:REASONS]]
    rest = len(candidates) - len(lines)
    parts = [
        part(0, TextBlock(f"### {look.words('preview-reasons')}")),
        answer.shrinkable_lines(1, lines or [look.words("preview-nothing")]),
        part(1, TextBlock(f"-# {look.words('preview-more', {'count': rest})}")) if rest else part(1),
    ]
    return layout.build_card(parts, answer.LISTING)


def history_card(shown: Digest, runs: Sequence[Run], look: CardContext) -> ui.LayoutView:
    """What became of each time that a digest was due, newest first."""
    lines = [
        f"- {look.words('history-due', {'time': timestamp(run.due_at)})}: {_outcome(run, shown, look)}" for run in runs
    ]
    parts = [
        part(0, TextBlock(f"### {look.words('history-title')}\n-# {digest_title(shown, look)}")),
        answer.shrinkable_lines(1, lines or [look.words("history-none")]),
    ]
    return layout.build_card(parts, answer.LISTING)


def outcome_card(run: Run | None, shown: Digest, look: CardContext) -> ui.LayoutView:
    """How a run ended that somebody asked for."""
    if run is None:
        return sentence_card(look.words("run-none"))
    if run.state == "sent" and run.message:
        return sentence_card(look.words("run-sent", {"link": _link(run, shown)}))
    return sentence_card(_capital(_outcome(run, shown, look)))


def digest_title(shown: Digest, look: CardContext) -> str:
    """Whose digest it is."""
    if shown.is_personal:
        return look.words("digest-of-person")
    return look.words("digest-of-channel", {"place": Markdown(f"<#{shown.channel}>")})


def digest_content(shown: Digest, look: CardContext) -> str:
    """What it sends, in a line."""
    parts = list(_wanted(shown, look.archive, look))
    return article_lines.DOT.join(parts) if parts else look.words("digest-everything")


def digest_button(act: DigestAction, shown: Digest, look: CardContext) -> ui.Button[Any]:
    """A button that does something with a digest."""
    names: dict[DigestAction, str] = {
        "save": look.label_words("digest-save"),
        "cancel": look.label_words("digest-cancel"),
        "pause": look.label_words("digest-pause-button"),
        "delete": look.label_words("digest-delete-button"),
        "keep": look.label_words("digest-keep-button"),
    }
    style = _STYLES.get(act, discord.ButtonStyle.secondary)
    return ui.Button(
        style=style, label=shorten(names[act], limits.BUTTON_LABEL), custom_id=custom_ids.digest_id(act, shown.id)
    )


def _lines(shown: Digest, times: Sequence[datetime], look: CardContext) -> Iterator[str]:
    said = {"schedule": shown.schedule, "zone": shown.zone}
    if not shown.is_personal:
        yield look.words("digest-where", {"place": Markdown(f"<#{shown.channel}>")})
    if shown.zone:
        yield look.words("digest-when", said)
        if times:
            yield look.words("digest-next", {"times": format_times(times)})
        elif shown.state != "paused":
            yield look.words("digest-never")
    yield look.words("digest-what", {"what": Markdown(digest_content(shown, look))})
    yield look.words("digest-how", {"count": shown.count, "order": shown.order, "empty": shown.empty})
    if shown.role is not None:
        yield look.words("digest-pings", {"role": Markdown(f"<@&{shown.role}>")})
    if shown.state == "paused":
        named = shown.why in ("failing", "closed", "gone")
        yield look.words(f"digest-paused-{shown.why}" if named else "digest-state-paused")


def _wanted(shown: Digest, archive: Archive, look: CardContext) -> Iterator[str]:
    if shown.topics:
        names = [archive.topics[key].name if key in archive.topics else key for key in shown.topics]
        yield look.words("digest-topics", {"topics": ", ".join(names)})
    if shown.outlets:
        yield look.words("digest-outlets", {"outlets": ", ".join(look.outlet(key) for key in shown.outlets)})
    if shown.words:
        yield look.words("digest-words", {"words": shown.words})


def _zones(shown: Digest, zones: Sequence[Zone], look: CardContext) -> ui.Select[Any]:
    options = [
        discord.SelectOption(
            label=shorten(zone.city, limits.OPTION_LABEL),
            value=zone.name,
            description=shorten(f"{zone.name}, {zone.offset}", limits.OPTION_DESCRIPTION),
        )
        for zone in zones[: limits.OPTIONS]
    ]
    placeholder = shorten(look.label_words("digest-zone-choose"), limits.PLACEHOLDER)
    return ui.Select(custom_id=custom_ids.zone_id(shown.id), placeholder=placeholder, options=options)


def _reason(candidate: EditionCandidate, look: CardContext) -> str:
    named: dict[CandidateStatus, str] = {
        "in": look.words("preview-in"),
        "full": look.words("preview-full"),
        "sent": look.words("preview-sent"),
        "outlet": look.words("preview-outlet"),
        "topic": look.words("preview-topic"),
        "words": look.words("preview-words"),
        "unlinked": look.words("preview-unlinked"),
        "old": look.words("preview-old"),
    }
    beside = article_lines.format_headline(candidate.told_by, look, 60) if candidate.told_by else ""
    said = named.get(candidate.status) or look.words("preview-same-story", {"beside": beside})
    outlet = escape(look.outlet(candidate.article.outlet), article_lines.OUTLET)
    return article_lines.DOT.join((article_lines.format_headline(candidate.article, look, 80), outlet, f"**{said}**"))


def _outcome(run: Run, shown: Digest, look: CardContext) -> str:
    if run.state == "sent":
        at = {"time": timestamp(run.ended_at or run.due_at)}
        if run.message:
            return look.words("history-sent", {**at, "link": _link(run, shown)})
        return look.words("history-sent-alone", at)
    if run.state == "failed":
        return look.words("history-failed", {"reason": run.reason})
    return look.words(f"history-{run.state}")


def _link(run: Run, shown: Digest) -> Markdown:
    return Markdown(f"https://discord.com/channels/{shown.server or '@me'}/{run.channel}/{run.message}")


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]

"""The cards about follows for those who set them up: a draft with what it would have sent, one follow, a list."""

from collections.abc import Iterator, Sequence
from itertools import islice

from discord import ui

from bot.chat.cards.digests.alert import build_follow_button, format_follow_content
from bot.chat.cards.digests.digest import MAX_ROWS, build_rest, build_zone_menu
from bot.chat.cards.parts import article_lines, layout
from bot.chat.cards.parts.article_lines import LISTED_TITLE, join_dots
from bot.chat.cards.parts.blocks import GAP, LISTING, WEAK, build_button_row, build_shrinkable_lines
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.layout import Part, TextBlock, build_part
from bot.chat.cards.parts.markdown import Markdown, escape, format_timestamp
from bot.chat.custom_ids.digests import FollowAction, build_zone_id
from bot.digests.alerts.replay import Replay, ReplayedAlert, ReplayedStory
from bot.digests.digest import Digest
from bot.digests.follow import FollowRule
from bot.digests.schedules.quiet_hours import format_quiet_hours
from bot.digests.schedules.zones import Zone

SHOWN_STORIES = 10
"""Stories that a replay names, the newest ones."""

_PAUSE_REASONS = ("failing", "closed", "gone")


def build_follow_card(
    follow: Digest,
    rule: FollowRule,
    context: CardContext,
    *,
    lead: str = "",
    replay: Replay | None = None,
    warnings: Sequence[str] = (),
    actions: Sequence[FollowAction] = (),
    zones: Sequence[Zone] = (),
) -> ui.LayoutView:
    """Return everything about a follow.

    `lead`: what just happened to it, as the title. `replay`: what it would have sent. `actions`: what its buttons do.
    `zones`: time zones to choose from, if its quiet hours need one.
    """
    title = lead or context.words("follow-of-person" if follow.is_personal else "follow-of-channel")
    if zones:
        title = f"{title}\n{context.words('follow-zone-ask')}"
    lines = list(_format_replay(replay, context)) if replay is not None else []
    parts = [
        build_part(0, TextBlock(f"### {title}")),
        build_part(0, TextBlock("\n".join(_format_follow_lines(follow, rule, context)))),
        build_part(0, TextBlock("\n".join(f"⚠️ {warning}" for warning in warnings))) if warnings else build_part(0),
        GAP,
        build_shrinkable_lines(1, lines) if lines else build_part(1),
        GAP,
        build_part(1, build_button_row(build_zone_menu(build_zone_id(follow.id), zones, context) if zones else None)),
        build_part(1, build_button_row(*(build_follow_button(action, follow, context) for action in actions))),
    ]
    return layout.build_card(parts, WEAK if warnings else LISTING)


def build_follow_list_card(own: Sequence[Digest], server: Sequence[Digest], context: CardContext) -> ui.LayoutView:
    """Return a person's follows, and those of the server's channels, each with its state."""
    parts: list[Part] = [build_part(0, TextBlock(f"### {context.words('follow-list', {'count': len(own)})}"))]
    parts += [_build_row(follow, rank, context) for rank, follow in enumerate(own[:MAX_ROWS], start=1)]
    if server:
        parts.append(build_part(0, TextBlock(f"### {context.words('follow-list-server', {'count': len(server)})}")))
        shown = server[: max(0, MAX_ROWS - len(own))]
        parts += [_build_row(follow, rank, context) for rank, follow in enumerate(shown, start=len(own) + 1)]
    parts.append(build_rest((*own, *server), context))
    return layout.build_card(parts, LISTING)


def _build_row(follow: Digest, rank: int, context: CardContext) -> Part:
    channel = "" if follow.is_personal else f"<#{follow.channel}> · "
    what = format_follow_content(follow, follow.follow, context) if follow.follow else ""
    return build_part(rank, TextBlock(f"- {channel}{what}\n  -# {_format_state(follow, context)}"))


def _format_follow_lines(follow: Digest, rule: FollowRule, context: CardContext) -> Iterator[str]:
    if not follow.is_personal:
        yield context.words("digest-where", {"place": Markdown(f"<#{follow.channel}>")})
    yield context.words("digest-what", {"what": Markdown(format_follow_content(follow, rule, context))})
    if rule.breaking:
        yield context.words("follow-breaking", {"outlets": rule.breaking, "hours": rule.within})
    yield context.words("follow-limits", {"cap": rule.cap})
    if rule.quiet is not None:
        quiet = {"quiet": format_quiet_hours(rule.quiet), "zone": follow.zone or "none"}
        yield context.words("follow-quiet", quiet)
    if follow.role is not None:
        yield context.words("digest-pings", {"role": Markdown(f"<@&{follow.role}>")})
    if follow.state != "draft":
        yield context.words("follow-state", {"state": Markdown(_format_state(follow, context))})


def _format_state(follow: Digest, context: CardContext) -> str:
    if follow.state == "active":
        if follow.due_at is not None:
            return context.words("follow-waits", {"time": format_timestamp(follow.due_at)})
        return context.words("digest-state-active")
    if follow.why == "muted" and follow.due_at is not None:
        return context.words("follow-muted", {"time": format_timestamp(follow.due_at)})
    if follow.why in _PAUSE_REASONS:
        return context.words(f"follow-paused-{follow.why}")
    return context.words(f"digest-state-{follow.state}")


def _format_replay(replay: Replay, context: CardContext) -> Iterator[str]:
    """Yield how much a follow would have sent, the newest stories with the reasons, and what it would not have told."""
    day = context.format_day(replay.until.date())
    counts = {"alerts": len(replay.alerts), "stories": replay.stories, "day": day}
    yield f"**{context.words('follow-replay', counts)}**"
    newest = ((alert, story) for alert in reversed(replay.alerts) for story in alert.stories)
    for alert, story in islice(newest, SHOWN_STORIES):
        yield f"- {_format_replayed(alert, story, context)}"
    if replay.stories > SHOWN_STORIES:
        yield f"-# {context.words('follow-replay-more', {'count': replay.stories - SHOWN_STORIES})}"
    if same := replay.untold.get("same-story", 0):
        yield f"-# {context.words('follow-untold-same', {'count': same})}"
    if too_few := replay.untold.get("not-breaking", 0):
        yield f"-# {context.words('follow-untold-breaking', {'count': too_few})}"


def _format_replayed(alert: ReplayedAlert, story: ReplayedStory, context: CardContext) -> str:
    message = "follow-reason-new" if not story.told else "follow-reason-grown"
    reason = context.words("follow-reason-continued" if story.continues else message, {"count": story.outlets})
    waited = context.words(f"follow-waited-{alert.why}") if alert.why else ""
    return join_dots(
        format_timestamp(alert.at),
        article_lines.format_headline(story.article, context, LISTED_TITLE),
        escape(context.get_outlet_name(story.article.outlet), article_lines.OUTLET),
        join_dots(f"**{reason}**", waited),
    )

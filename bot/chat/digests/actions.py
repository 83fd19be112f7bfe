"""What `/digest` and `/mydigest` do: each finds the digest, changes or reads it, and answers with a card."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, Literal

import discord

from bot.answers.answer import Remark
from bot.chat.cards.digests import edition
from bot.chat.cards.digests.digest import (
    build_confirm_card,
    build_digest_card,
    build_digest_list_card,
    build_history_card,
    build_outcome_card,
    build_reasons_card,
    build_sentence_card,
)
from bot.chat.cards.parts.blocks import join_lines
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.custom_ids.digests import DigestAction
from bot.chat.digests import unknown_names
from bot.chat.digests.channels import get_kind
from bot.chat.digests.options import DigestOptions, PageChoice, UnknownNameError, parse_options
from bot.chat.digests.owners import DigestOwner, require_service, resolve_digest
from bot.chat.digests.permissions import find_missing_permissions
from bot.chat.session import responses
from bot.chat.session.context import BotContext, get_client
from bot.chat.session.errors import ReaderError
from bot.chat.session.responses import Interaction, RenderPrivate
from bot.chat.session.retries import send_once
from bot.digests.digest import Digest, create_run
from bot.digests.editions.compose import ComposedEdition
from bot.digests.schedules import zones
from bot.digests.service import find_next_times, get_max_digests
from bot.exports.page import create_key

HISTORY_RUNS = 15


async def create_digest(
    bot: BotContext,
    interaction: Interaction,
    owner: DigestOwner,
    options: DigestOptions,
    *,
    channel: int = 0,
    role: int | None = None,
    publish: bool = False,
) -> None:
    """Make a draft and show it, with a button to save it."""

    async def work() -> RenderPrivate:
        service, now = require_service(bot), bot.clock()
        digests = await service.list_digests(owner.server, owner.person)
        most = get_max_digests(owner.server)
        if len(digests) >= most:
            raise ReaderError(Remark("digest-too-many", {"count": most}))
        unknown: UnknownNameError | None = None
        try:
            fields = await bot.admission.run(lambda: parse_options(options, bot.desk(), now))
        except UnknownNameError as error:
            fields, unknown = error.values, error
        known_zone = await service.get_zone(owner.server, owner.person)
        locale = interaction.guild_locale if owner.server is not None else interaction.locale
        digest = Digest(
            id=0,
            server=owner.server,
            channel=channel,
            creator=owner.person,
            role=role,
            publish=publish,
            locale=locale.value if locale else "",
            **{"zone": known_zone, **fields},  # pyright: ignore[reportArgumentType] - `parse_options` knows the types
        )
        if digest.zone and not known_zone:
            await service.set_zone(owner.server, owner.person, digest.zone)
        draft = await service.add_draft(digest, now)
        if unknown is not None:
            return unknown_names.show_in_draft(bot, draft, unknown)
        return await show_draft(bot, interaction, draft)

    await responses.respond_privately(bot, interaction, work())


async def show_draft(bot: BotContext, interaction: Interaction, draft: Digest) -> RenderPrivate:
    """Show a draft with its next times, warnings and buttons; without a time zone, ask for that first."""
    if not draft.zone:
        suggested = await bot.admission.run(lambda: zones.suggest_zones("", bot.clock()))
        return lambda context: build_digest_card(
            draft, (), context, lead=context.words("digest-draft"), zones=suggested
        )
    times = find_next_times(draft, bot.clock())

    def render(context: CardContext) -> discord.ui.LayoutView:
        warnings = tuple(find_missing_permissions(draft, interaction.guild, context))
        actions: tuple[DigestAction, ...] = ("check", "save", "cancel") if warnings else ("save", "cancel")
        lead = context.words("digest-draft")
        return build_digest_card(draft, times, context, lead=lead, warnings=warnings, actions=actions)

    return render


def show_digest(
    interaction: Interaction, digest: Digest, now: datetime, message: str, *, pages_url: str = ""
) -> RenderPrivate:
    """Show a digest as it is now. `message`: the id of the sentence about what just happened to it, or empty.

    `pages_url`: where its page is, for a person who may know that.
    """
    times = find_next_times(digest, now) if digest.state == "active" else ()

    def render(context: CardContext) -> discord.ui.LayoutView:
        warnings = tuple(find_missing_permissions(digest, interaction.guild, context))
        lead = context.words(message) if message else ""
        actions: tuple[DigestAction, ...] = ("check",) if warnings else ()
        return build_digest_card(
            digest, times, context, lead=lead, warnings=warnings, actions=actions, pages_url=pages_url
        )

    return render


async def edit_digest(
    bot: BotContext,
    interaction: Interaction,
    owner: DigestOwner,
    typed: str | None,
    options: DigestOptions,
    other: dict[str, object],
    *,
    page: PageChoice | None = None,
) -> None:
    """Change what the options name, and show the digest. `other`: further fields to change."""

    async def work() -> RenderPrivate:
        service, now = require_service(bot), bot.clock()
        digest = await resolve_digest(bot, owner, typed)
        unknown: UnknownNameError | None = None
        try:
            fields = await bot.admission.run(lambda: parse_options(options, bot.desk(), now))
        except UnknownNameError as error:
            unknown = error
            fields = {name: value for name, value in error.values.items() if name not in error.fields}
        changes = {**fields, **other, **_choose_page_key(bot, digest, page)}
        stored = await service.edit(digest, changes, now) if changes or unknown is None else digest
        if stored is None:
            raise ReaderError(Remark("digest-none"))
        get_client(interaction).wake()
        if unknown is not None:
            return unknown_names.show_in_edit(bot, stored, unknown, is_changed=bool(changes))
        return show_digest(interaction, stored, now, "digest-changed", pages_url=bot.pages_url)

    await responses.respond_privately(bot, interaction, work())


def _choose_page_key(bot: BotContext, digest: Digest, page: PageChoice | None) -> dict[str, str]:
    """Return the field that an option sets. Raises `ReaderError` if digests can't be read outside Discord."""
    if page is None:
        return {}
    if page == "off":
        return {"page_key": ""}
    if not bot.pages_url:
        raise ReaderError(Remark("digest-page-unavailable"))
    return {"page_key": digest.page_key if page == "on" and digest.page_key else create_key()}


async def list_digests(bot: BotContext, interaction: Interaction, owner: DigestOwner) -> None:
    """List the owner's digests."""

    async def work() -> RenderPrivate:
        digests = await require_service(bot).list_digests(owner.server, owner.person)
        return lambda context: build_digest_list_card(digests, context, personal=owner.server is None)

    await responses.respond_privately(bot, interaction, work())


async def preview_digest(bot: BotContext, interaction: Interaction, owner: DigestOwner, typed: str | None) -> None:
    """Show the edition that would be sent now, then why each article is in it or not."""
    composed_editions: list[ComposedEdition] = []

    async def work() -> RenderPrivate:
        digest = await resolve_digest(bot, owner, typed)
        channel = interaction.guild.get_channel_or_thread(digest.channel) if interaction.guild else None
        composed = await require_service(bot).compose(digest, bot.clock(), get_kind(channel))
        composed_editions.append(composed)
        return lambda context: _build_preview_card(bot, digest, composed, context)

    await responses.respond_privately(bot, interaction, work())
    for composed in composed_editions:
        context = CardContext(bot.words(interaction.locale), bot.desk().archive, bot.clock(), private=True)
        view = build_reasons_card(composed.candidates, context)
        view.stop()
        await send_once(lambda view=view: interaction.followup.send(view=view, ephemeral=True))


def _build_preview_card(
    bot: BotContext, digest: Digest, composed: ComposedEdition, context: CardContext
) -> discord.ui.LayoutView:
    if not composed.edition.entries:
        hint = context.words("preview-nothing-hint") if digest.empty == "skip" else ""
        return build_sentence_card(join_lines(context.words("preview-nothing"), hint))
    # An edition is written in the digest's own language, and has no asker.
    context = CardContext(bot.words_in(digest.locale), context.archive, context.now)
    return edition.build_edition_card(composed.edition, digest, create_run(digest, context.now), context)


async def pause_digest(bot: BotContext, interaction: Interaction, owner: DigestOwner, typed: str | None) -> None:
    """Pause a digest."""

    async def work() -> RenderPrivate:
        digest = await resolve_digest(bot, owner, typed)
        if digest.state != "active":
            raise ReaderError(Remark("digest-not-active"))
        paused = await require_service(bot).pause(digest)
        if paused is None:
            raise ReaderError(Remark("digest-not-active"))
        get_client(interaction).wake()
        return show_digest(interaction, paused, bot.clock(), "digest-paused-now")

    await responses.respond_privately(bot, interaction, work())


async def resume_digest(bot: BotContext, interaction: Interaction, owner: DigestOwner, typed: str | None) -> None:
    """Resume a paused digest."""

    async def work() -> RenderPrivate:
        digest = await resolve_digest(bot, owner, typed)
        if digest.state == "active":
            raise ReaderError(Remark("digest-not-paused"))
        now = bot.clock()
        resumed = await require_service(bot).start(digest, now)
        if resumed is None:
            raise ReaderError(Remark("digest-none"))
        get_client(interaction).wake()
        return show_digest(interaction, resumed, now, "digest-resumed")

    await responses.respond_privately(bot, interaction, work())


async def run_digest(bot: BotContext, interaction: Interaction, owner: DigestOwner, typed: str | None) -> None:
    """Send an edition now, and show how that ended."""

    async def work() -> RenderPrivate:
        digest = await resolve_digest(bot, owner, typed)
        delivery = get_client(interaction).delivery
        if delivery is None:
            raise ReaderError(Remark("digest-off"))
        run = await delivery.run_now(digest)
        return lambda context: build_outcome_card(run, digest, context)

    await responses.respond_privately(bot, interaction, work())


async def show_history(bot: BotContext, interaction: Interaction, owner: DigestOwner, typed: str | None) -> None:
    """Show how the last runs of a digest ended."""

    async def work() -> RenderPrivate:
        digest = await resolve_digest(bot, owner, typed)
        runs = await require_service(bot).list_history(digest.id, HISTORY_RUNS)
        return lambda context: build_history_card(digest, runs, context)

    await responses.respond_privately(bot, interaction, work())


async def confirm_deletion(bot: BotContext, interaction: Interaction, owner: DigestOwner, typed: str | None) -> None:
    """Ask whether to delete a digest."""

    async def work() -> RenderPrivate:
        digest = await resolve_digest(bot, owner, typed)
        return lambda context: build_confirm_card(
            context.words("digest-delete-ask"), digest, ("delete", "keep"), context
        )

    await responses.respond_privately(bot, interaction, work())


Subcommand = Callable[[BotContext, Interaction, DigestOwner, str | None], Coroutine[Any, Any, None]]


SubcommandName = Literal["preview", "pause", "resume", "run", "history", "delete"]


SUBCOMMANDS: dict[SubcommandName, Subcommand] = {
    "preview": preview_digest,
    "pause": pause_digest,
    "resume": resume_digest,
    "run": run_digest,
    "history": show_history,
    "delete": confirm_deletion,
}
"""The subcommands that take the number of a digest and nothing else."""

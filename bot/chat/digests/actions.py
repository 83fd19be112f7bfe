"""What `/digest` and `/mydigest` do alike: whose digest is meant, and the way from options to a card."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import discord
from msgspec.structs import replace

from bot.answers.answer import Remark
from bot.chat.cards import edition
from bot.chat.cards.card_context import CardContext
from bot.chat.cards.digest import (
    confirm_card,
    digest_card,
    digest_list_card,
    history_card,
    outcome_card,
    reasons_card,
    sentence_card,
)
from bot.chat.digests import permissions
from bot.chat.digests.options import DigestOptions, parse_options
from bot.chat.session import respond
from bot.chat.session.context import BotContext, client_of
from bot.chat.session.errors import ReaderError
from bot.chat.session.respond import Card, Interaction
from bot.digests.digest import Digest, new_run
from bot.digests.editions.compose import ComposedEdition
from bot.digests.schedules import zones
from bot.digests.service import MAX_PER_PERSON, MAX_PER_SERVER, DigestService, find_next_times

RUNS_SHOWN = 15


@dataclass(frozen=True, slots=True)
class DigestOwner:
    """Whose digests a command is about: a server's, or, where that is None, a person's own."""

    server: int | None
    person: int

    def owns(self, digest: Digest) -> bool:
        """Whether a digest is theirs."""
        return digest.server == self.server and (self.server is not None or digest.creator == self.person)


def server_owner(interaction: Interaction) -> DigestOwner:
    """The digests of the server that the command was used in."""
    return DigestOwner(interaction.guild_id, interaction.user.id)


def person_owner(interaction: Interaction) -> DigestOwner:
    """The person's own."""
    return DigestOwner(None, interaction.user.id)


def require_service(chat: BotContext) -> DigestService:
    """The office. Raises `ReaderError` where there is none."""
    if chat.office is None:
        raise ReaderError(Remark("digest-off"))
    return chat.office


async def resolve_digest(chat: BotContext, whose: DigestOwner, said: str | None) -> Digest:
    """The digest that an option names; the only one where it was left out. Raises `ReaderError`."""
    office = require_service(chat)
    if said is None:
        every = await office.list_digests(whose.server, whose.person)
        if len(every) == 1:
            return every[0]
        raise ReaderError(Remark("digest-which" if every else "digest-none"))
    found = await office.get(int(said)) if said.isascii() and said.isdigit() and len(said) < 19 else None  # noqa: PLR2004
    if found is None or found.state == "draft" or not whose.owns(found):
        raise ReaderError(Remark("digest-none"))
    return found


async def create_digest(
    chat: BotContext,
    interaction: Interaction,
    whose: DigestOwner,
    wishes: DigestOptions,
    *,
    channel: int = 0,
    role: int | None = None,
) -> None:
    """Show what would be set up, to be saved by a button."""

    async def work() -> Card:
        office, now = require_service(chat), chat.clock()
        every = await office.list_digests(whose.server, whose.person)
        most = MAX_PER_PERSON if whose.server is None else MAX_PER_SERVER
        if len(every) >= most:
            raise ReaderError(Remark("digest-too-many", {"count": most}))
        fields = await chat.run(lambda: parse_options(wishes, chat.desk(), now))
        known = await office.get_zone(whose.server, whose.person)
        locale = interaction.guild_locale if whose.server is not None else interaction.locale
        made = Digest(
            id=0,
            server=whose.server,
            channel=channel,
            creator=whose.person,
            role=role,
            locale=locale.value if locale else "",
            **{"zone": known, **fields},  # pyright: ignore[reportArgumentType] - as `parse_options` has them
        )
        if made.zone and not known:
            await office.set_zone(whose.server, whose.person, made.zone)
        return await show_draft(chat, interaction, await office.add_draft(made, now))

    await respond.respond_privately(chat, interaction, work())


async def show_draft(chat: BotContext, interaction: Interaction, made: Digest) -> Card:
    """A draft: its next times, what stands in its way, the buttons; the time zone first, where there is none."""
    if not made.zone:
        offered = await chat.run(lambda: zones.suggest_zones("", chat.clock()))
        return lambda look: digest_card(made, (), look, lead=look.words("digest-draft"), zones=offered)
    due = find_next_times(made, chat.clock())
    return lambda look: digest_card(
        made,
        due,
        look,
        lead=look.words("digest-draft"),
        warnings=tuple(permissions.missing_permissions(made, interaction.guild, look)),
        acts=("save", "cancel"),
    )


def show_digest(interaction: Interaction, shown: Digest, now: datetime, message: str) -> Card:
    """A digest as it is now, under what just happened to it (a message of the catalogue)."""
    due = find_next_times(shown, now) if shown.state == "active" else ()
    return lambda look: digest_card(
        shown,
        due,
        look,
        lead=look.words(message),
        warnings=tuple(permissions.missing_permissions(shown, interaction.guild, look)),
    )


async def edit_digest(
    chat: BotContext,
    interaction: Interaction,
    whose: DigestOwner,
    said: str | None,
    wishes: DigestOptions,
    other: dict[str, object],
) -> None:
    """Change what was named, and show the digest. `other`: further fields."""

    async def work() -> Card:
        office, now = require_service(chat), chat.clock()
        before = await resolve_digest(chat, whose, said)
        fields = await chat.run(lambda: parse_options(wishes, chat.desk(), now))
        changed = replace(before, **fields, **other)
        kept = await (office.start(changed, now) if changed.state == "active" else office.update(changed))
        if kept is None:
            raise ReaderError(Remark("digest-none"))
        client_of(interaction).wake()
        return show_digest(interaction, kept, now, "digest-changed")

    await respond.respond_privately(chat, interaction, work())


async def list_digests(chat: BotContext, interaction: Interaction, whose: DigestOwner) -> None:
    """All of them."""

    async def work() -> Card:
        every = await require_service(chat).list_digests(whose.server, whose.person)
        return lambda look: digest_list_card(every, look, mine=whose.server is None)

    await respond.respond_privately(chat, interaction, work())


async def preview_digest(chat: BotContext, interaction: Interaction, whose: DigestOwner, said: str | None) -> None:
    """The very post that would go out now; then, why each article is in it or out of it."""
    reasons: list[ComposedEdition] = []

    async def work() -> Card:
        shown = await resolve_digest(chat, whose, said)
        now = chat.clock()
        composed = await require_service(chat).compose(shown, now)
        reasons.append(composed)
        return lambda look: _post(chat, shown, composed, look)

    await respond.respond_privately(chat, interaction, work())
    for composed in reasons:
        look = CardContext(chat.words(interaction.locale), chat.desk().archive, chat.clock(), private=True)
        view = reasons_card(composed.candidates, look)
        view.stop()
        await respond.send_once(lambda view=view: interaction.followup.send(view=view, ephemeral=True))


def _post(chat: BotContext, shown: Digest, composed: ComposedEdition, look: CardContext) -> discord.ui.LayoutView:
    if not composed.edition.entries:
        return sentence_card(look.words("preview-nothing"))
    # As it goes out: in the digest's own language, and nobody's reply.
    own = CardContext(chat.words_of(shown.locale), look.archive, look.now)
    return edition.edition_card(composed.edition, shown, new_run(shown, look.now), own)


async def pause_digest(chat: BotContext, interaction: Interaction, whose: DigestOwner, said: str | None) -> None:
    """Send no more of it."""

    async def work() -> Card:
        shown = await resolve_digest(chat, whose, said)
        if shown.state != "active":
            raise ReaderError(Remark("digest-not-active"))
        kept = await require_service(chat).pause(shown)
        client_of(interaction).wake()
        return show_digest(interaction, kept or shown, chat.clock(), "digest-paused-now")

    await respond.respond_privately(chat, interaction, work())


async def resume_digest(chat: BotContext, interaction: Interaction, whose: DigestOwner, said: str | None) -> None:
    """Send it again."""

    async def work() -> Card:
        shown = await resolve_digest(chat, whose, said)
        if shown.state == "active":
            raise ReaderError(Remark("digest-not-paused"))
        now = chat.clock()
        kept = await require_service(chat).start(shown, now)
        client_of(interaction).wake()
        return show_digest(interaction, kept or shown, now, "digest-resumed")

    await respond.respond_privately(chat, interaction, work())


async def run_digest(chat: BotContext, interaction: Interaction, whose: DigestOwner, said: str | None) -> None:
    """Send an edition now, and say how that ended."""

    async def work() -> Card:
        shown = await resolve_digest(chat, whose, said)
        delivery = client_of(interaction).delivery
        if delivery is None:
            raise ReaderError(Remark("digest-off"))
        ended = await delivery.run_now(shown)
        return lambda look: outcome_card(ended, shown, look)

    await respond.respond_privately(chat, interaction, work())


async def show_history(chat: BotContext, interaction: Interaction, whose: DigestOwner, said: str | None) -> None:
    """What became of it."""

    async def work() -> Card:
        shown = await resolve_digest(chat, whose, said)
        runs = await require_service(chat).list_history(shown.id, RUNS_SHOWN)
        return lambda look: history_card(shown, runs, look)

    await respond.respond_privately(chat, interaction, work())


async def ask_to_delete(chat: BotContext, interaction: Interaction, whose: DigestOwner, said: str | None) -> None:
    """Ask whether to delete it."""

    async def work() -> Card:
        shown = await resolve_digest(chat, whose, said)
        return lambda look: confirm_card(look.words("digest-delete-ask"), shown, ("delete", "keep"), look)

    await respond.respond_privately(chat, interaction, work())


One = Callable[[BotContext, Interaction, DigestOwner, str | None], Coroutine[Any, Any, None]]
Name = Literal["preview", "pause", "resume", "run", "history", "delete"]
ONES: dict[Name, One] = {
    "preview": preview_digest,
    "pause": pause_digest,
    "resume": resume_digest,
    "run": run_digest,
    "history": show_history,
    "delete": ask_to_delete,
}
"""What is done with one digest that an option names."""

"""The buttons and menus of digests, and of what is stored. Each looks again whether its presser may do that."""

from collections.abc import Sequence
from typing import Any

from discord import ui
from msgspec.structs import replace

from bot.answers.answer import Remark
from bot.chat.cards.digest import digest_card, sentence_card
from bot.chat.components.base import ComponentItem
from bot.chat.custom_ids import DigestAction, DigestId, EditionId, ForgetId, ZoneId
from bot.chat.digests import actions
from bot.chat.digests.actions import DigestOwner, person_owner, require_service, server_owner
from bot.chat.session import respond
from bot.chat.session.context import BotContext, client_of
from bot.chat.session.errors import GoneError, ReaderError
from bot.chat.session.respond import Card, Interaction
from bot.digests.digest import Digest
from bot.digests.service import find_next_times


def _may_manage(interaction: Interaction, digest: Digest) -> bool:
    """Whether the person may change it: whose own it is; who may manage its server; or who sees a private reply, and so
    was let use the command that it answers, by the server's own settings."""
    if not owner_here(interaction, digest).owns(digest):
        return False
    is_private = interaction.message is not None and interaction.message.flags.ephemeral
    return digest.is_personal or is_private or interaction.permissions.manage_guild


def owner_here(interaction: Interaction, digest: Digest) -> DigestOwner:
    """Who a digest would have to be of, for the person who presses there to be concerned."""
    return person_owner(interaction) if digest.is_personal else server_owner(interaction)


async def _found(chat: BotContext, interaction: Interaction, number: int) -> Digest:
    shown = await require_service(chat).get(number)
    if shown is None:
        raise ReaderError(Remark("digest-none"))
    if not _may_manage(interaction, shown):
        raise ReaderError(Remark("digest-not-yours"))
    return shown


class EditionButton(ComponentItem[EditionId, ui.Button[Any]], id_type=EditionId):
    """Tells whoever presses what the digest is that a message came from; who may, can pause it there."""

    surface = "edition button"

    async def act(self, chat: BotContext, interaction: Interaction) -> None:
        """The digest as it is now."""

        async def work() -> Card:
            shown = await require_service(chat).get(self.parsed.digest)
            # A store begun anew counts its digests anew: another place's digest may have this number.
            if shown is None or not owner_here(interaction, shown).owns(shown):
                raise GoneError("digest-none")
            can_pause = shown.state == "active" and _may_manage(interaction, shown)
            acts: tuple[DigestAction, ...] = ("pause",) if can_pause else ()
            due = find_next_times(shown, chat.clock()) if shown.state == "active" else ()
            return lambda look: digest_card(shown, due, look, acts=acts)

        await respond.respond_privately(chat, interaction, work())


class DigestButton(ComponentItem[DigestId, ui.Button[Any]], id_type=DigestId):
    """Saves, cancels, pauses or deletes a digest, in the place of what was asked."""

    surface = "digest button"

    async def act(self, chat: BotContext, interaction: Interaction) -> None:
        """Do it, and say so where the question stood."""

        async def work() -> Card:
            office, shown = require_service(chat), await _found(chat, interaction, self.parsed.digest)
            now = chat.clock()
            if self.parsed.action == "save":
                kept = await office.start(shown, now) if shown.state == "draft" else shown
                client_of(interaction).wake()
                return actions.show_digest(interaction, kept or shown, now, "digest-saved")
            if self.parsed.action == "pause":
                kept = await office.pause(shown)
                client_of(interaction).wake()
                return actions.show_digest(interaction, kept or shown, now, "digest-paused-now")
            if self.parsed.action == "keep":
                return lambda look: sentence_card(look.words("digest-kept"))
            is_draft = shown.state == "draft"
            if self.parsed.action == "delete" or is_draft:
                await office.delete(shown.id)
                client_of(interaction).wake()
            return lambda look: sentence_card(look.words("digest-cancelled" if is_draft else "digest-deleted"))

        await respond.respond_privately(chat, interaction, work(), in_place=True)


class ZoneMenu(ComponentItem[ZoneId, ui.Select[Any]], id_type=ZoneId):
    """Gives a drafted digest, and whoever's it is, their time zone."""

    surface = "zone menu"

    async def act(self, chat: BotContext, interaction: Interaction) -> None:
        """Keep the zone, and go on with the draft."""

        async def work() -> Card:
            office, shown = require_service(chat), await _found(chat, interaction, self.parsed.digest)
            zone = self.item.values[0]
            await office.set_zone(shown.server, shown.creator, zone)
            made = await office.update(replace(shown, zone=zone))
            if made is None:
                raise ReaderError(Remark("digest-none"))
            return await actions.show_draft(chat, interaction, made)

        await respond.respond_privately(chat, interaction, work(), in_place=True)


class ForgetButton(ComponentItem[ForgetId, ui.Button[Any]], id_type=ForgetId):
    """Deletes what is stored of a person, or of the server."""

    surface = "privacy button"

    async def act(self, chat: BotContext, interaction: Interaction) -> None:
        """Delete it, and say so where it was listed."""

        async def work() -> Card:
            of_server = self.parsed.owner == "server"
            whose = DigestOwner(interaction.guild_id if of_server else None, interaction.user.id)
            if of_server and (whose.server is None or not interaction.permissions.manage_guild):
                raise ReaderError(Remark("digest-not-yours"))
            await require_service(chat).forget(whose.server, whose.person)
            if not of_server:
                chat.memory.forget(whose.person)
            client_of(interaction).wake()
            done = "privacy-deleted-server" if of_server else "privacy-deleted-you"
            return lambda look: sentence_card(look.words(done))

        await respond.respond_privately(chat, interaction, work(), in_place=True)


ITEMS: Sequence[type[ComponentItem[Any, Any]]] = (EditionButton, DigestButton, ZoneMenu, ForgetButton)

"""The buttons and menus of digests, and of what is stored. Each looks again whether its presser may do that."""

import re
from collections.abc import Sequence
from typing import Any, Self, cast

from discord import ui
from msgspec.structs import replace

from bot.answers.answer import Remark
from bot.chat import custom_ids
from bot.chat.cards.digest import digest_card, sentence_card
from bot.chat.components.base import ComponentItem
from bot.chat.custom_ids import Act
from bot.chat.digests import actions
from bot.chat.digests.actions import DigestOwner, person_owner, require_service, server_owner
from bot.chat.session import respond
from bot.chat.session.context import BotContext, client_of
from bot.chat.session.errors import GoneError, ReaderError
from bot.chat.session.respond import Card, Interaction
from bot.digests.digest import Digest
from bot.digests.service import next_times


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


class EditionButton(ComponentItem, ui.DynamicItem[ui.Button[Any]], template=custom_ids.EDITION):
    """Tells whoever presses what the digest is that a message came from; who may, can pause it there."""

    surface = "edition button"

    def __init__(self, item: ui.Button[Any], number: int) -> None:
        super().__init__(item)
        self.number = number

    @classmethod
    async def from_custom_id(cls, _: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """The button that was pressed."""
        return cls(cast("ui.Button[Any]", item), int(match["digest"]))

    async def act(self, chat: BotContext, interaction: Interaction) -> None:
        """The digest as it is now."""

        async def work() -> Card:
            shown = await require_service(chat).get(self.number)
            # A store begun anew counts its digests anew: another place's digest may have this number.
            if shown is None or not owner_here(interaction, shown).owns(shown):
                raise GoneError("digest-none")
            can_pause = shown.state == "active" and _may_manage(interaction, shown)
            acts: tuple[Act, ...] = ("pause",) if can_pause else ()
            due = next_times(shown, chat.clock()) if shown.state == "active" else ()
            return lambda look: digest_card(shown, due, look, acts=acts)

        await respond.respond_privately(chat, interaction, work())


class DigestButton(ComponentItem, ui.DynamicItem[ui.Button[Any]], template=custom_ids.DIGEST):
    """Saves, cancels, pauses or deletes a digest, in the place of what was asked."""

    surface = "digest button"

    def __init__(self, item: ui.Button[Any], does: Act, number: int) -> None:
        super().__init__(item)
        self.does: Act = does
        self.number = number

    @classmethod
    async def from_custom_id(cls, _: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """The button that was pressed."""
        return cls(cast("ui.Button[Any]", item), cast("Act", match["act"]), int(match["digest"]))

    async def act(self, chat: BotContext, interaction: Interaction) -> None:
        """Do it, and say so where the question stood."""

        async def work() -> Card:
            office, shown = require_service(chat), await _found(chat, interaction, self.number)
            now = chat.clock()
            if self.does == "save":
                kept = await office.start(shown, now) if shown.state == "draft" else shown
                client_of(interaction).wake()
                return actions.show_digest(interaction, kept or shown, now, "digest-saved")
            if self.does == "pause":
                kept = await office.pause(shown)
                client_of(interaction).wake()
                return actions.show_digest(interaction, kept or shown, now, "digest-paused-now")
            if self.does == "keep":
                return lambda look: sentence_card(look.words("digest-kept"))
            is_draft = shown.state == "draft"
            if self.does == "delete" or is_draft:
                await office.delete(shown.id)
                client_of(interaction).wake()
            return lambda look: sentence_card(look.words("digest-cancelled" if is_draft else "digest-deleted"))

        await respond.respond_privately(chat, interaction, work(), in_place=True)


class ZoneMenu(ComponentItem, ui.DynamicItem[ui.Select[Any]], template=custom_ids.ZONE):
    """Gives a drafted digest, and whoever's it is, their time zone."""

    surface = "zone menu"

    def __init__(self, item: ui.Select[Any], number: int) -> None:
        super().__init__(item)
        self.number = number

    @classmethod
    async def from_custom_id(cls, _: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """The menu that was used."""
        return cls(cast("ui.Select[Any]", item), int(match["digest"]))

    async def act(self, chat: BotContext, interaction: Interaction) -> None:
        """Keep the zone, and go on with the draft."""

        async def work() -> Card:
            office, shown = require_service(chat), await _found(chat, interaction, self.number)
            zone = self.item.values[0]
            await office.set_zone(shown.server, shown.creator, zone)
            made = await office.keep(replace(shown, zone=zone))
            if made is None:
                raise ReaderError(Remark("digest-none"))
            return await actions.show_draft(chat, interaction, made)

        await respond.respond_privately(chat, interaction, work(), in_place=True)


class ForgetButton(ComponentItem, ui.DynamicItem[ui.Button[Any]], template=custom_ids.FORGET):
    """Deletes what is stored of a person, or of the server."""

    surface = "privacy button"

    def __init__(self, item: ui.Button[Any], *, of_server: bool) -> None:
        super().__init__(item)
        self.of_server = of_server

    @classmethod
    async def from_custom_id(cls, _: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """The button that was pressed."""
        return cls(cast("ui.Button[Any]", item), of_server=match["whose"] == "server")

    async def act(self, chat: BotContext, interaction: Interaction) -> None:
        """Delete it, and say so where it was listed."""

        async def work() -> Card:
            whose = DigestOwner(interaction.guild_id if self.of_server else None, interaction.user.id)
            if self.of_server and (whose.server is None or not interaction.permissions.manage_guild):
                raise ReaderError(Remark("digest-not-yours"))
            await require_service(chat).forget(whose.server, whose.person)
            if not self.of_server:
                chat.memory.forget(whose.person)
            client_of(interaction).wake()
            done = "privacy-deleted-server" if self.of_server else "privacy-deleted-you"
            return lambda look: sentence_card(look.words(done))

        await respond.respond_privately(chat, interaction, work(), in_place=True)


ITEMS: Sequence[type[ui.DynamicItem[Any]]] = (EditionButton, DigestButton, ZoneMenu, ForgetButton)

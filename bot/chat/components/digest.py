"""The buttons and menus of digests, and the buttons of `/privacy`. Each checks again that the person may use it."""

from typing import Any, Literal

from discord import ui
from msgspec.structs import replace

from bot.answers.answer import Remark
from bot.chat.cards.digests.digest import build_digest_card, build_sentence_card
from bot.chat.components.base import ComponentItem
from bot.chat.custom_ids.digests import ChangeId, DigestAction, DigestId, EditionId, LimitId, ZoneId
from bot.chat.custom_ids.settings import ForgetId
from bot.chat.digests import actions, follow_actions
from bot.chat.digests.owners import DigestOwner, get_person_owner, get_server_owner, may_manage_server, require_service
from bot.chat.digests.unknown_names import limit_draft, read_change
from bot.chat.session import responses
from bot.chat.session.context import BotContext, get_client
from bot.chat.session.errors import GoneError, ReaderError
from bot.chat.session.responses import Interaction, RenderPrivate
from bot.digests.digest import Digest
from bot.digests.service import find_next_times, get_max_digests


def find_expected_owner(interaction: Interaction, digest: Digest) -> DigestOwner:
    """Return who must own a digest if it has to do with this person, on this server."""
    return get_person_owner(interaction) if digest.is_personal else get_server_owner(interaction)


def _may_manage(interaction: Interaction, digest: Digest) -> bool:
    """Return whether the person may change a digest.

    They may if it is their own, or if they may manage its server now.
    """
    is_owner = find_expected_owner(interaction, digest).owns(digest)
    return is_owner and (digest.is_personal or may_manage_server(interaction))


async def _find_digest(bot: BotContext, interaction: Interaction, number: int) -> Digest:
    """Return a digest that the person may change. Raises `ReaderError` if there is none."""
    digest = await require_service(bot).get(number)
    if digest is None:
        raise ReaderError(Remark("digest-none"))
    if not _may_manage(interaction, digest):
        raise ReaderError(Remark("digest-not-yours"))
    return digest


async def _show_draft(bot: BotContext, interaction: Interaction, draft: Digest) -> RenderPrivate:
    if draft.follow is not None:
        return await follow_actions.show_follow_draft(bot, interaction, draft)
    return await actions.show_draft(bot, interaction, draft)


async def _show_saved(bot: BotContext, interaction: Interaction, number: int) -> RenderPrivate:
    """Show a digest or a follow that was saved elsewhere, since its draft was shown."""
    digest = await _find_digest(bot, interaction, number)
    if digest.follow is not None:
        return follow_actions.show_follow(interaction, digest, "follow-already-saved")
    return actions.show_digest(interaction, digest, bot.clock(), "digest-already-saved")


_SHOWS_DIGEST = frozenset({"digest-saved", "digest-already-saved", "digest-paused-now"})
"""The messages that are the title of a card that shows the digest."""


class EditionButton(ComponentItem[EditionId, ui.Button[Any]], id_type=EditionId):
    """Shows the digest that a message came from, with a button to pause it for those who may do so."""

    surface = "edition button"

    async def act(self, bot: BotContext, interaction: Interaction) -> None:
        """Show the digest as it is now."""

        async def work() -> RenderPrivate:
            digest = await require_service(bot).get(self.parsed.digest)
            # A new store counts digests from one again, so another server's digest may have this number now.
            if digest is None or not find_expected_owner(interaction, digest).owns(digest):
                raise GoneError("gone-edition")
            if digest.follow is not None:
                return follow_actions.show_follow(interaction, digest)
            is_active = digest.state == "active"
            buttons: tuple[DigestAction, ...] = ("pause",) if is_active and _may_manage(interaction, digest) else ()
            times = find_next_times(digest, bot.clock()) if is_active else ()
            return lambda context: build_digest_card(digest, times, context, actions=buttons)

        await responses.respond_privately(bot, interaction, work())


class DigestButton(ComponentItem[DigestId, ui.Button[Any]], id_type=DigestId):
    """Saves, cancels, pauses, deletes or keeps a digest."""

    surface = "digest button"

    async def act(self, bot: BotContext, interaction: Interaction) -> None:
        """Carry out the action, and replace the question with what happened."""

        async def work() -> RenderPrivate:
            digest = await _find_digest(bot, interaction, self.parsed.digest)
            if self.parsed.action == "check":
                if digest.state == "draft":
                    return await actions.show_draft(bot, interaction, digest)
                return actions.show_digest(interaction, digest, bot.clock(), "")
            message = await self._press(bot, digest, self.parsed.action)
            get_client(interaction).wake()
            if message not in _SHOWS_DIGEST:
                return lambda context: build_sentence_card(context.words(message))
            # As it is in the store now: it may have been changed elsewhere since the card was shown.
            digest = await _find_digest(bot, interaction, digest.id)
            return actions.show_digest(interaction, digest, bot.clock(), message)

        await responses.respond_privately(bot, interaction, work(), in_place=True)

    async def _press(
        self, bot: BotContext, digest: Digest, action: Literal["save", "cancel", "pause", "delete", "keep"]
    ) -> str:
        """Carry out the action, if the digest is still in the state that it is for. Return the message that says so."""
        service = require_service(bot)
        match action:
            case "save":
                if await service.confirm_draft(digest, bot.clock()) == "full":
                    raise ReaderError(Remark("digest-too-many", {"count": get_max_digests(digest.server)}))
                return "digest-saved"
            case "cancel":
                return "digest-cancelled" if await service.delete(digest.id, was="draft") else "digest-already-saved"
            case "pause":
                if await service.pause(digest) is None and digest.state != "paused":
                    raise ReaderError(Remark("digest-not-active"))
                return "digest-paused-now"
            case "delete":
                await service.delete(digest.id)
                return "digest-deleted"
            case "keep":
                return "digest-kept"


class LimitButton(ComponentItem[LimitId, ui.Button[Any]], id_type=LimitId):
    """Limits a draft to words, a topic, an outlet or a story, instead of one that the archive does not have."""

    surface = "limit button"

    async def act(self, bot: BotContext, interaction: Interaction) -> None:
        """Store the limit, and go on with the draft."""

        async def work() -> RenderPrivate:
            digest = await _find_digest(bot, interaction, self.parsed.digest)
            limited = await bot.admission.run(lambda: limit_draft(digest, self.parsed, bot.desk(), bot.clock()))
            draft = await require_service(bot).update(limited, was="draft")
            if draft is None:
                # It was saved or cancelled elsewhere.
                return await _show_saved(bot, interaction, digest.id)
            return await _show_draft(bot, interaction, draft)

        await responses.respond_privately(bot, interaction, work(), in_place=True)


class ChangeButton(ComponentItem[ChangeId, ui.Button[Any]], id_type=ChangeId):
    """Sets the topics or outlets of a saved digest, where the name that was typed is unknown."""

    surface = "change button"

    async def act(self, bot: BotContext, interaction: Interaction) -> None:
        """Change the digest, and show it."""

        async def work() -> RenderPrivate:
            now, digest = bot.clock(), await _find_digest(bot, interaction, self.parsed.digest)
            fields = await bot.admission.run(lambda: read_change(digest, self.parsed, bot.desk()))
            stored = await require_service(bot).edit(digest, fields, now)
            if stored is None:
                raise ReaderError(Remark("digest-none"))
            get_client(interaction).wake()
            return actions.show_digest(interaction, stored, now, "digest-changed", pages_url=bot.pages_url)

        await responses.respond_privately(bot, interaction, work(), in_place=True)


class ZoneMenu(ComponentItem[ZoneId, ui.Select[Any]], id_type=ZoneId):
    """Sets the time zone of a draft, and of its owner for later digests."""

    surface = "zone menu"

    async def act(self, bot: BotContext, interaction: Interaction) -> None:
        """Store the zone, and go on with the draft."""

        async def work() -> RenderPrivate:
            service, digest = require_service(bot), await _find_digest(bot, interaction, self.parsed.digest)
            zone = self.item.values[0]
            draft = await service.update(replace(digest, zone=zone), was="draft")
            if draft is None:
                # It was saved or cancelled elsewhere.
                return await _show_saved(bot, interaction, digest.id)
            await service.set_zone(digest.server, digest.creator, zone)
            return await _show_draft(bot, interaction, draft)

        await responses.respond_privately(bot, interaction, work(), in_place=True)


class ForgetButton(ComponentItem[ForgetId, ui.Button[Any]], id_type=ForgetId):
    """Deletes what the bot stores about the person, or about the server."""

    surface = "privacy button"

    async def act(self, bot: BotContext, interaction: Interaction) -> None:
        """Delete it, and replace the list of it with a confirmation."""

        async def work() -> RenderPrivate:
            of_server = self.parsed.owner == "server"
            owner = DigestOwner(interaction.guild_id if of_server else None, interaction.user.id)
            if of_server and (owner.server is None or not interaction.permissions.manage_guild):
                raise ReaderError(Remark("digest-not-yours"))
            await require_service(bot).forget(owner.server, owner.person)
            if not of_server:
                bot.memory.forget(owner.person)
            elif bot.settings is not None:
                await bot.settings.read()
            get_client(interaction).wake()
            message = "privacy-deleted-server" if of_server else "privacy-deleted-you"
            return lambda context: build_sentence_card(context.words(message))

        await responses.respond_privately(bot, interaction, work(), in_place=True)

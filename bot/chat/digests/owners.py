"""Whose digests a command is about, and which digest it names."""

from dataclasses import dataclass

from bot.answers.answer import Remark
from bot.chat.session.context import BotContext
from bot.chat.session.errors import ReaderError
from bot.chat.session.responses import Interaction
from bot.digests.digest import Digest
from bot.digests.service import DigestService


@dataclass(frozen=True, slots=True)
class DigestOwner:
    """Whose digests a command is about: those of `server`; if that is None, those of `person`."""

    server: int | None
    person: int

    def owns(self, digest: Digest) -> bool:
        """Return whether a digest is the owner's."""
        return digest.server == self.server and (self.server is not None or digest.creator == self.person)


def get_server_owner(interaction: Interaction) -> DigestOwner:
    """Return the server that an interaction is on, as an owner."""
    return DigestOwner(interaction.guild_id, interaction.user.id)


def require_managed_server(interaction: Interaction) -> DigestOwner:
    """Return the server that an interaction is on. Raises `ReaderError` if the person may not manage it.

    A server's settings may let others use the commands; digests are posted in the server's name.
    """
    if interaction.guild_id is None or not may_manage_server(interaction):
        raise ReaderError(Remark("digest-not-yours"))
    return get_server_owner(interaction)


def may_manage_server(interaction: Interaction) -> bool:
    """Return whether the person may manage the server that an interaction is on; False outside of servers."""
    if interaction.guild_id is None:
        return False
    return interaction.permissions.manage_guild or interaction.permissions.administrator


def get_person_owner(interaction: Interaction) -> DigestOwner:
    """Return the person who interacts, as an owner."""
    return DigestOwner(None, interaction.user.id)


def require_service(bot: BotContext) -> DigestService:
    """Return the digest service. Raises `ReaderError` if there is none."""
    if bot.digest_service is None:
        raise ReaderError(Remark("digest-off"))
    return bot.digest_service


async def resolve_digest(bot: BotContext, owner: DigestOwner, typed: str | None) -> Digest:
    """Return the digest whose number was typed; the owner's only one if `typed` is None. Raises `ReaderError`."""
    service = require_service(bot)
    digests = await service.list_digests(owner.server, owner.person)
    if not digests:
        raise ReaderError(Remark("digest-empty" if owner.server is not None else "digest-empty-mine"))
    if typed is None:
        if len(digests) == 1:
            return digests[0]
        raise ReaderError(Remark("digest-which"))
    digest = next((digest for digest in digests if str(digest.id) == typed), None)
    if digest is None:
        raise ReaderError(Remark("digest-none"))
    return digest

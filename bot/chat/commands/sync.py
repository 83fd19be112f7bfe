"""Telling Discord what the commands are, and only when they changed: a server may take 200 new ones a day."""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import aiohttp
import discord
import msgspec
from discord import app_commands

_log = logging.getLogger(__name__)


class SyncedCommands(msgspec.Struct, frozen=True):
    """What Discord has: the hash of the commands it was told, and the ids it gave them, by name."""

    digest: str
    ids: dict[str, int]


class SyncState(Protocol):
    """Where it is noted between runs."""

    def load(self) -> SyncedCommands | None:
        """What was saved last, if anything."""
        ...

    def save(self, synced: SyncedCommands) -> None:
        """Keep it."""
        ...


@dataclass
class SyncMemory:
    """A state that ends with the process: for a Discord that ends with it too."""

    synced: SyncedCommands | None = None

    def load(self) -> SyncedCommands | None:
        """What was saved last, if anything."""
        return self.synced

    def save(self, synced: SyncedCommands) -> None:
        """Keep it."""
        self.synced = synced


@dataclass(frozen=True)
class SyncFile:
    """A state in one small file. Where it can't be read or written, the commands are sent once more: no harm."""

    path: Path

    def load(self) -> SyncedCommands | None:
        """What was saved last, if anything."""
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=SyncedCommands)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def save(self, synced: SyncedCommands) -> None:
        """Keep it; a failure is logged."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_bytes(msgspec.json.encode(synced))
        except OSError as error:
            _log.warning("could not note which commands Discord has in %s: %s", self.path, error)


async def command_payload(tree: app_commands.CommandTree[Any]) -> list[dict[str, Any]]:
    """Every command as Discord would be told of it, in all languages."""
    translator = tree.translator
    commands = sorted(tree.get_commands(), key=lambda command: (type(command).__name__, command.name))
    if translator is None:
        return [command.to_dict(tree) for command in commands]
    return [await command.get_translated_payload(tree, translator) for command in commands]


def payload_hash(application: int | None, commands: Sequence[dict[str, Any]]) -> str:
    """A hash of the commands of one application; another application has none of them yet."""
    encoded = msgspec.json.encode([application, commands], order="deterministic")
    return hashlib.sha256(encoded).hexdigest()


async def sync(tree: app_commands.CommandTree[Any], state: SyncState, *, force: bool = False) -> SyncedCommands:
    """Register the commands if they changed since `state`, or anyway with `force`; what Discord then has.

    Raises what `CommandTree.sync` raises (`discord.DiscordException`); `state` then stays as it was.
    """
    current = payload_hash(tree.client.application_id, await command_payload(tree))
    known = state.load()
    if known is not None and known.digest == current and not force:
        _log.info("Discord has the commands already")
        return known
    synced = SyncedCommands(current, {command.name: command.id for command in await tree.sync()})
    state.save(synced)
    _log.info("told Discord of %d commands", len(synced.ids))
    return synced


async def sync_or_log(tree: app_commands.CommandTree[Any], state: SyncState) -> SyncedCommands | None:
    """`sync`, for a bot that starts: one that can't tell Discord of a change can still answer as before."""
    try:
        return await sync(tree, state)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        _log.error("Discord did not take the commands, and keeps those it had: %s", error)
        return state.load()

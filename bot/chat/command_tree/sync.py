"""Registers the commands with Discord, only if they changed: Discord allows 200 new commands a day."""

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
    """What Discord has: the hash of the commands that were registered, and their ids by name."""

    digest: str
    ids: dict[str, int]


class SyncState(Protocol):
    """Keeps what Discord has from one run of the bot to the next."""

    def load(self) -> SyncedCommands | None:
        """Return what was saved last, if anything."""
        ...

    def save(self, synced: SyncedCommands) -> None:
        """Save what Discord has."""
        ...


@dataclass
class SyncMemory:
    """Keeps the state in memory: for a simulated Discord, which ends with the process too."""

    synced: SyncedCommands | None = None

    def load(self) -> SyncedCommands | None:
        """Return what was saved last, if anything."""
        return self.synced

    def save(self, synced: SyncedCommands) -> None:
        """Save what Discord has."""
        self.synced = synced


@dataclass(frozen=True)
class SyncFile:
    """Keeps the state in a small file. If the file can't be read or written, the commands are registered again."""

    path: Path

    def load(self) -> SyncedCommands | None:
        """Return what was saved last, if anything."""
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=SyncedCommands)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def save(self, synced: SyncedCommands) -> None:
        """Save what Discord has, or log why that failed."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.path.write_bytes(msgspec.json.encode(synced))
        except OSError as error:
            _log.warning("could not save which commands Discord has in %s: %s", self.path, error)


async def build_payload(tree: app_commands.CommandTree[Any]) -> list[dict[str, Any]]:
    """Return every command as it is sent to Discord, in all languages."""
    translator = tree.translator
    commands = sorted(tree.get_commands(), key=lambda command: (type(command).__name__, command.name))
    if translator is None:
        return [command.to_dict(tree) for command in commands]
    return [await command.get_translated_payload(tree, translator) for command in commands]


def hash_payload(application: int | None, commands: Sequence[dict[str, Any]]) -> str:
    """Return a hash of the commands of one application; another application has none of them yet."""
    encoded = msgspec.json.encode([application, commands], order="deterministic")
    return hashlib.sha256(encoded).hexdigest()


async def sync(tree: app_commands.CommandTree[Any], state: SyncState, *, force: bool = False) -> SyncedCommands:
    """Register the commands if they differ from `state`, or if `force`. Return what Discord has then.

    Raises what `CommandTree.sync` raises (`discord.DiscordException`), and leaves `state` unchanged then.
    """
    current = hash_payload(tree.client.application_id, await build_payload(tree))
    registered = state.load()
    if registered is not None and registered.digest == current and not force:
        _log.info("Discord has the commands already")
        return registered
    synced = SyncedCommands(current, {command.name: command.id for command in await tree.sync()})
    state.save(synced)
    _log.info("registered %d commands with Discord", len(synced.ids))
    return synced


async def sync_or_log(tree: app_commands.CommandTree[Any], state: SyncState) -> SyncedCommands | None:
    """Call `sync` when the bot starts. If it fails, log the error: the bot can still answer the commands it had."""
    try:
        return await sync(tree, state)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        _log.error("Discord did not accept the commands, and keeps those that it had: %s", error)
        return state.load()

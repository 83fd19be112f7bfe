"""The files of a reply, as attachments of the message that is sent or changed."""

import io
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord

from bot.chat.cards.parts.card_context import AttachedFile


class _File(discord.File):
    """A file whose id is sent as text, as Discord documents it; discord.py sends a number."""

    def to_dict(self, index: int) -> dict[str, Any]:
        return {**super().to_dict(index), "id": str(index)}


def _build_files(files: Sequence[AttachedFile]) -> list[discord.File]:
    """Return files as attachments. Each attempt to send needs new ones."""
    return [_File(io.BytesIO(file.content), filename=file.name, description=file.description or None) for file in files]


def send_with_files(
    send: Callable[..., Awaitable[object]],
    files: Sequence[AttachedFile],
    **kwargs: Any,  # noqa: ANN401 - passed on to discord.py
) -> Awaitable[object]:
    """Send a new message, with its files."""
    return send(files=_build_files(files), **kwargs) if files else send(**kwargs)


def edit_with_attachments(
    edit: Callable[..., Awaitable[object]],
    files: Sequence[AttachedFile],
    **kwargs: Any,  # noqa: ANN401 - passed on to discord.py
) -> Awaitable[object]:
    """Change a message, and replace or remove its files."""
    return edit(attachments=_build_files(files), **kwargs)

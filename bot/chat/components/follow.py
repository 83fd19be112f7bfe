"""The buttons of follows. Each checks again that the person may use it, and can be pressed again without harm."""

from typing import Any

from discord import ui

from bot.answers.answer import Remark
from bot.chat.components.base import ComponentItem
from bot.chat.custom_ids.digests import FollowId, NewFollowId
from bot.chat.custom_ids.grammar import find_key
from bot.chat.digests import follow_actions
from bot.chat.digests.owners import require_service
from bot.chat.session import responses
from bot.chat.session.context import BotContext
from bot.chat.session.errors import GoneError, ReaderError
from bot.chat.session.responses import Interaction, RenderPrivate

_ON_ALERTS = frozenset({"mute", "unfollow"})
"""What the buttons on an alert do. The alert stays as it is; the other buttons' cards show what happened."""


class NewFollowButton(ComponentItem[NewFollowId, ui.Button[Any]], id_type=NewFollowId):
    """Shows whoever presses it the draft of a follow in their direct messages."""

    surface = "follow button"

    async def act(self, bot: BotContext, interaction: Interaction) -> None:
        """Find what is followed in the current archive, and make a draft."""
        kind, value = self.parsed.kind, self.parsed.value
        archive = bot.desk().archive
        if kind == "topic":
            value = find_key(value, archive.topics)
        elif kind == "outlet":
            value = find_key(value, archive.outlets)
        if value is None:
            raise GoneError("gone-follow")
        await follow_actions.create_follow(bot, interaction, kind, value)


class FollowActionButton(ComponentItem[FollowId, ui.Button[Any]], id_type=FollowId):
    """Saves, cancels, mutes, pauses, resumes or removes a follow."""

    surface = "button of a follow"

    async def act(self, bot: BotContext, interaction: Interaction) -> None:
        """Carry out the action, and show what happened."""

        async def work() -> RenderPrivate:
            follow = await require_service(bot).get(self.parsed.follow)
            if follow is None or follow.follow is None:
                raise ReaderError(Remark("follow-none"))
            if not follow_actions.may_manage(interaction, follow):
                raise ReaderError(Remark("digest-not-yours"))
            return await follow_actions.carry_out(bot, interaction, follow, self.parsed.action)

        in_place = self.parsed.action not in _ON_ALERTS
        await responses.respond_privately(bot, interaction, work(), in_place=in_place)

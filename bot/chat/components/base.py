"""What every button and menu has in common."""

from abc import ABC, abstractmethod

from bot.chat.session import errors, respond
from bot.chat.session.context import BotContext, client_of
from bot.chat.session.respond import Interaction

# A page is turned faster than a question is typed, and costs less.
COST = 0.5


class ComponentItem(ABC):
    """Brings what a press raises to the one policy; the library would log it and leave the reader waiting."""

    surface = "?"

    async def callback(self, interaction: Interaction) -> None:
        """Act, or explain."""
        chat = client_of(interaction).chat
        try:
            respond.check_rate_limit(chat, interaction.user.id, COST)
            await self.act(chat, interaction)
        except Exception as error:  # noqa: BLE001 - the policy decides
            await errors.tell_interaction(chat, interaction, self.surface, error)

    @abstractmethod
    async def act(self, chat: BotContext, interaction: Interaction) -> None:
        """What it is for."""

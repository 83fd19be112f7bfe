"""What every button and menu on a posted message has in common."""

import re
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, Self, TypeVar, cast

from discord import ui

from bot.chat.custom_ids.grammar import CustomId
from bot.chat.session import errors, responses
from bot.chat.session.context import BotContext, get_client
from bot.chat.session.responses import Interaction

# Turning a page is quicker than typing a question, and less work for the bot.
COST = 0.5

IdT = TypeVar("IdT", bound=CustomId)
ItemT = TypeVar("ItemT", bound=ui.Item[Any])


class ComponentItem(ui.DynamicItem[ItemT], ABC, Generic[IdT, ItemT], template=r"(?!)"):
    """A button or menu that works after a restart: discord.py recreates it from its `custom_id` for each use.

    `parsed` is what the `custom_id` says. `surface` names the component in the log. `cost`: tokens of the person's rate
    limit that a use takes.
    """

    surface: ClassVar[str]
    cost: ClassVar[float] = COST
    id_type: ClassVar[type[CustomId]]

    def __init_subclass__(cls, *, id_type: type[IdT]) -> None:
        super().__init_subclass__(template=id_type.template)
        cls.id_type = id_type

    def __init__(self, item: ItemT, parsed: IdT) -> None:
        super().__init__(item)
        self.parsed = parsed

    @classmethod
    async def from_custom_id(cls, _: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Return the component that a person used."""
        return cls(cast("ItemT", item), cast("IdT", cls.id_type.from_match(match)))

    async def callback(self, interaction: Interaction) -> None:
        """Act, or tell the person why not: the library would log an error and leave the person waiting."""
        bot = get_client(interaction).bot
        with bot.admission.count_request("interaction"):
            try:
                bot.admission.check_request("interaction", bot.measure_age(interaction.id))
                responses.check_rate_limit(bot, interaction.user.id, self.cost)
                await self.act(bot, interaction)
            except Exception as error:  # noqa: BLE001 - the policy decides
                await errors.report_to_interaction(bot, interaction, self.surface, error)

    @abstractmethod
    async def act(self, bot: BotContext, interaction: Interaction) -> None:
        """Do what the component is for."""

"""What `/settings` and its menus do: each changes a setting of the server, and shows them all."""

from datetime import datetime

from bot.answers.answer import Remark
from bot.chat.cards.settings import build_settings_card
from bot.chat.digests.owners import require_managed_server, require_service
from bot.chat.session import responses
from bot.chat.session.context import BotContext
from bot.chat.session.errors import ReaderError
from bot.chat.session.responses import Interaction, RenderPrivate
from bot.digests.schedules import zones
from bot.servers.settings import Change


async def show_settings(
    bot: BotContext,
    interaction: Interaction,
    *,
    change: Change | None = None,
    zone: str = "",
    in_place: bool = False,
) -> None:
    """Change the settings of the server, or its time zone, and show them. Raises `ReaderError`.

    `in_place`: change the message that the component is on.
    """

    async def work() -> RenderPrivate:
        server = require_managed_server(interaction).server
        service, settings_service = require_service(bot), bot.settings
        if server is None or settings_service is None:
            raise ReaderError(Remark("settings-off"))
        if zone:
            await service.set_zone(server, interaction.user.id, zone)
        if change is not None:
            await settings_service.change(server, change)
        settings = settings_service.get(server)
        known_zone = await service.get_zone(server, interaction.user.id)
        suggested = await bot.admission.run(lambda: _suggest_zones(bot.clock()))
        return lambda context: build_settings_card(settings, known_zone, suggested, context)

    await responses.respond_privately(bot, interaction, work(), in_place=in_place)


def _suggest_zones(now: datetime) -> list[zones.Zone]:
    return list(zones.suggest_zones("", now))

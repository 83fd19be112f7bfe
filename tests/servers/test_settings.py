"""The settings of servers."""

from collections.abc import Mapping

from msgspec.structs import replace

from bot.servers.settings import DEFAULTS, Change, ServerSettings, SettingsService


class Settings:
    """A store in memory."""

    def __init__(self) -> None:
        self.rows: dict[int, ServerSettings] = {}

    def load(self) -> Mapping[int, ServerSettings]:
        return dict(self.rows)

    def change(self, server: int, change: Change) -> ServerSettings:
        self.rows[server] = change(self.rows.get(server, DEFAULTS))
        return self.rows[server]


async def test_a_server_that_set_nothing_has_the_defaults():
    service = SettingsService(Settings())
    await service.read()
    assert service.get(7) == service.get(None) == DEFAULTS


async def test_a_change_holds_at_once_and_for_one_server():
    service = SettingsService(Settings())
    await service.change(7, lambda settings: replace(settings, mentions=False))
    assert not service.get(7).mentions
    assert service.get(8).mentions


async def test_what_another_process_changed_holds_after_it_is_read_again():
    store = Settings()
    service = SettingsService(store)
    store.change(7, lambda settings: replace(settings, private=True))
    assert not service.get(7).private
    await service.read()
    assert service.get(7).private


def test_without_channels_the_bot_answers_in_all():
    assert DEFAULTS.may_answer_in(1)


def test_a_thread_of_a_chosen_channel_is_chosen_too():
    settings = ServerSettings(channels=(1, 2))
    assert settings.may_answer_in(9, 2)
    assert not settings.may_answer_in(9, 8)

"""The settings of servers survive a restart."""

from concurrent.futures import ThreadPoolExecutor

from msgspec.structs import replace

from bot.servers.settings import ServerSettings
from bot.store.open_store import build_ledger
from bot.store.tables.settings import StoredSettings
from tests.support.stores import NINE, engine_of


def test_settings_are_stored_for_each_server(database_url: str):
    with engine_of(database_url) as engine:
        stored = StoredSettings(engine)
        stored.change(7, lambda settings: replace(settings, channels=(2**60,), mentions=False))
        stored.change(8, lambda settings: replace(settings, private=True, feedback=True))
        stored.change(7, lambda settings: replace(settings, private=True))
        assert StoredSettings(engine).load() == {
            7: ServerSettings(channels=(2**60,), mentions=False, private=True),
            8: ServerSettings(private=True, feedback=True),
        }


def test_two_admins_can_change_something_at_the_same_time(database_url: str):
    with engine_of(database_url) as engine, ThreadPoolExecutor(4) as pool:
        stored = StoredSettings(engine)

        def add(channel: int) -> ServerSettings:
            return stored.change(7, lambda settings: replace(settings, channels=(*settings.channels, channel)))

        list(pool.map(add, range(12)))
        assert sorted(stored.load()[7].channels) == list(range(12))


def test_settings_are_shown_and_forgotten_with_the_server(database_url: str):
    with engine_of(database_url) as engine:
        stored, ledger = StoredSettings(engine), build_ledger(engine)
        stored.change(7, lambda settings: replace(settings, private=True))
        ledger.introductions.begin_introduction(7, NINE)
        data = ledger.privacy.get_stored_data(7, 1)
        assert (data.settings, data.introduced) == (True, True)
        assert ledger.privacy.list_servers() == [7]
        ledger.privacy.forget(7, 1)
        data = ledger.privacy.get_stored_data(7, 1)
        assert (data.settings, data.introduced) == (False, False)
        assert stored.load() == {}

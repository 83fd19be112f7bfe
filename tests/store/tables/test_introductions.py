"""The bot introduces itself to each server once."""

from datetime import timedelta

from bot.digests.store_ports.ledger import Ledger
from tests.support.stores import NINE


def test_an_introduction_begins_once(ledger: Ledger):
    assert ledger.introductions.begin_introduction(7, NINE)
    assert not ledger.introductions.begin_introduction(7, NINE + timedelta(days=1))
    assert ledger.introductions.begin_introduction(8, NINE)


def test_a_cancelled_introduction_may_begin_again(ledger: Ledger):
    ledger.introductions.begin_introduction(7, NINE)
    ledger.introductions.cancel_introduction(7)
    assert ledger.introductions.begin_introduction(7, NINE)


def test_an_introduction_is_forgotten_with_the_server(ledger: Ledger):
    ledger.introductions.begin_introduction(8, NINE)
    assert ledger.privacy.list_servers() == [8]
    ledger.privacy.forget(8, 1)
    assert ledger.privacy.list_servers() == []

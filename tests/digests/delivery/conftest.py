"""A bot whose archive has three articles."""

import pytest

from bot.digests.store_ports.ledger import Ledger
from tests.support.digesting import OLD, DigestBot


@pytest.fixture
def bot(ledger: Ledger) -> DigestBot:
    return DigestBot(ledger, *OLD)

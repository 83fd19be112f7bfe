"""Fixtures for the tests of cards."""

import pytest

from bot.answers.desk.desk import Desk
from tests.chat.cards.samples import NOW
from tests.support.desks import build_desk, build_record
from tests.support.hostile import TRICKS


@pytest.fixture(scope="session")
def hostile_desk() -> Desk:
    """A desk of ten articles, whose every field is as long and as strange as it may be."""
    records = [
        build_record(
            f"{n} {TRICKS[n % len(TRICKS)]} " + "W*_|[]<@&1>" * 40,
            url=f"https://host{n}.example/{'p' * 300}",
            excerpt=(TRICKS[-n % len(TRICKS)] + " `*_~") * 60,
            outlet="Outlet " + "O" * 200,
            published=NOW,
            image=f"https://host{n}.example/{'i' * 900}.jpg",
        )
        for n in range(10)
    ]
    return build_desk(*records)

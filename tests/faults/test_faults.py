"""The bot is killed while it delivers, a few times; `make faults` does the same at length."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import URL

from tests.faults.killing import all_tried
from tests.support.postgres import Server

KILLS, BOTS = 4, 1


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Iterator[Callable[[Path], str]]:
    """As many new databases of a store as are asked for."""
    if request.param == "sqlite":
        yield lambda folder: URL.create("sqlite", database=str(folder / "nutgraf.db")).render_as_string()
        return
    server: Server = request.getfixturevalue("postgres")
    with ExitStack() as made:
        yield lambda _: made.enter_context(server.database())


async def test_every_due_edition_is_sent_once_despite_kills_and_failures(
    tmp_path: Path, databases: Callable[[Path], str]
):
    tolls, verdict = await all_tried(databases, tmp_path, kills=KILLS, seed=11, bots=BOTS, again=False)
    assert sum(toll.kills for toll in tolls) == KILLS
    assert verdict.wrong == ()
    assert (verdict.lost, verdict.doubled) == (0, 0)
    assert verdict.sent == verdict.due > 2 * BOTS
    assert any(struck.tried for toll in tolls for struck in toll.struck)

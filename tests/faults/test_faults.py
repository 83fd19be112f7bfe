"""Kills the bot a few times while it delivers. `make faults` does the same for longer."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import URL

from tests.faults.killing import kill_bots
from tests.support.postgres import Server

KILLS, BOTS = 4, 1


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Iterator[Callable[[Path], str]]:
    """Return a function that creates databases of a store."""
    if request.param == "sqlite":
        yield lambda folder: URL.create("sqlite", database=str(folder / "nutgraf.db")).render_as_string()
        return
    server: Server = request.getfixturevalue("postgres")
    with ExitStack() as made:
        yield lambda _: made.enter_context(server.database())


async def test_every_due_edition_is_sent_once_despite_kills_and_failures(
    tmp_path: Path, databases: Callable[[Path], str]
):
    counts, verdict = await kill_bots(databases, tmp_path, kills=KILLS, seed=11, bots=BOTS, again=False)
    assert sum(count.kills for count in counts) == KILLS
    assert verdict.wrong == ()
    assert (verdict.lost, verdict.doubled) == (0, 0)
    assert verdict.sent == verdict.due > 2 * BOTS
    assert any(result.attempted for count in counts for result in count.results)

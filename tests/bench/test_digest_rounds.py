"""A round of the delivery is timed over as many digests as are due."""

from bench.digest_rounds import NOON, RoundBench
from bot.store.engine import open_engine
from bot.store.open_store import build_ledger
from bot.store.urls import parse_url
from tests.support.desks import FILES, build_desk


async def test_a_round_starts_the_digests_that_are_due(database_url: str):
    bench = RoundBench(database_url, build_desk(*FILES), 12, 3)
    engine = open_engine(parse_url(database_url))
    runs = build_ledger(engine).runs
    assert await bench.time_round() > 0
    assert runs.list_unfinished() == []
    for _ in range(2):
        bench.make_due()
        assert len(runs.list_due(NOON, 100)) == 3
        assert await bench.time_round() > 0
        assert len(runs.list_unfinished()) == 3
        assert runs.list_due(NOON, 100) == []
    bench.clear_runs()
    assert runs.list_unfinished() == []
    bench.close()
    engine.dispose()

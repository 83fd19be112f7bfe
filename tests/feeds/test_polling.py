"""The bot polls while it runs, picks up changes of its list, and reports the state of the feeds."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.feeds.keeping import Keep
from bot.feeds.polling import Poller
from bot.store.tables.feeds import StoredFeeds
from tests.support.clocks import SettableClock
from tests.support.feed_documents import numbered
from tests.support.feed_server import FeedServer, open_fetcher, serve_feeds


@pytest.fixture
def clock() -> SettableClock[datetime]:
    return SettableClock(datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with serve_feeds() as running:
        yield running


@pytest.fixture
def poller(tmp_path: Path, engine: Engine, clock: SettableClock[datetime]) -> Poller:
    file = tmp_path / "feeds.yaml"
    return Poller(
        file, tmp_path / "feeds", StoredFeeds(engine), open_fetcher=open_fetcher, clock=clock, chance=lambda: 0.5
    )


async def test_a_feed_is_asked_when_it_is_due(
    poller: Poller, server: FeedServer, clock: SettableClock[datetime]
) -> None:
    poller.file.write_text(f"- {server.serve('/feed', numbered(2))}\n")
    assert (await poller.poll()).baseline == 2
    assert (await poller.poll()).asked == 0
    clock.now += timedelta(days=1)
    assert (await poller.poll()).asked == 1


async def test_a_change_of_the_list_is_followed(poller: Poller, server: FeedServer) -> None:
    first, second = server.serve("/1", numbered(1)), server.serve("/2", numbered(1))
    assert (await poller.poll()).asked == 0
    poller.file.write_text(f"- {first}\n")
    await poller.poll()
    poller.file.write_text(f"- {first}\n- {second}\n")
    await poller.poll()
    assert server.asked == ["news.example.org/1", "news.example.org/2"]
    assert poller.status.feeds == 2


async def test_a_list_that_breaks_leaves_the_feeds_as_they_were(
    poller: Poller, server: FeedServer, clock: SettableClock[datetime]
) -> None:
    poller.file.write_text(f"- {server.serve('/feed', numbered(1))}\n")
    await poller.poll()
    poller.file.write_text("- url: [\n")
    clock.now += timedelta(days=1)
    assert (await poller.poll()).asked == 1
    assert "is not valid YAML" in poller.status.error


async def test_feeds_that_keep_failing_are_named(
    poller: Poller, server: FeedServer, clock: SettableClock[datetime]
) -> None:
    url = server.serve("/feed", "", status=500)
    poller.file.write_text(f"- {url}\n")
    for failing in ((), (), (url,)):
        await poller.poll()
        assert poller.status.failing == failing
        clock.now += timedelta(days=1)


async def test_a_process_that_may_not_poll_asks_nobody(
    tmp_path: Path, engine: Engine, server: FeedServer, clock: SettableClock[datetime]
) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text(f"- {server.serve('/feed', numbered(1))}\n")
    poller = Poller(file, tmp_path, StoredFeeds(engine), open_fetcher=open_fetcher, clock=clock, may_poll=lambda: False)
    await poller.poll()
    assert not server.asked


async def test_old_articles_go_once_a_day(
    tmp_path: Path, engine: Engine, server: FeedServer, clock: SettableClock[datetime]
) -> None:
    file, folder = tmp_path / "feeds.yaml", tmp_path / "feeds"
    file.write_text(f"- {server.serve('/feed', numbered(1))}\n")
    keep = Keep(age=timedelta(days=2))
    poller = Poller(file, folder, StoredFeeds(engine), open_fetcher=open_fetcher, clock=clock, keep=keep)
    await poller.poll()
    assert list(folder.rglob("*.yaml"))
    clock.now += timedelta(days=4)
    await poller.poll()
    assert not list(folder.rglob("*.yaml"))


async def test_an_error_does_not_end_polling(poller: Poller, server: FeedServer) -> None:
    poller.file.write_text(f"- {server.serve('/feed', numbered(1))}\n")
    poller.folder.write_text("in the way")
    rounds = 0

    async def sleep(_: float) -> None:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            poller.folder.unlink()
        else:
            raise KeyboardInterrupt

    poller._sleep = sleep  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(KeyboardInterrupt):
        await poller.run()
    assert list(poller.folder.rglob("*.yaml"))

"""A bot on a restored store sends nothing old, and uses no id twice."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.digests.digest import create_run
from bot.digests.service import find_next_due
from bot.digests.store_ports.ledger import Ledger
from bot.store.backup import backup, mark_restored
from bot.store.open_store import build_ledger
from bot.store.urls import parse_url
from tests.support.digesting import START, DigestBot, daily, story
from tests.support.stores import DAY, NINE, StoreFolder, add_active, articles, edition, engine_of, reload


def test_ids_used_since_the_backup_are_not_used_again(home: StoreFolder):
    home.add_digests("rivers")
    backup(home.url, home.backup)
    home.add_digests("seas")
    with engine_of(home.database_url) as engine:
        latest = max(digest.id for digest in build_ledger(engine).digests.list_for_server(7))
        build_ledger(engine).arrivals.record(["a"], NINE)
        batch = build_ledger(engine).arrivals.get_last_batch()
        home.restore()
        assert build_ledger(engine).digests.add(daily()).id > latest
        build_ledger(engine).arrivals.record(["a"], NINE)
        assert build_ledger(engine).arrivals.get_last_batch() > batch


def test_ids_are_skipped_if_the_used_ones_are_unknown(home: StoreFolder):
    home.add_digests("rivers")
    backup(home.url, home.backup)
    home.file.write_bytes(b"Dear diary, " * 4_096)
    home.restore()
    with engine_of(home.database_url) as engine:
        assert build_ledger(engine).digests.add(daily()).id > 1_000


def finish_restore(ledger: Ledger, now: datetime) -> None:
    """Do what the bot does first when it finds a restored store."""
    ledger.digests.finish_restore(now, lambda digest: find_next_due(digest, now))


def test_past_due_times_are_not_made_up_for(home: StoreFolder):
    with engine_of(home.database_url) as engine:
        ledger = build_ledger(engine)
        on, off = add_active(ledger), add_active(ledger, state="paused", why="asked", due_at=None)
        backup(home.url, home.backup)
        home.restore()
        finish_restore(ledger, NINE + 10 * DAY + timedelta(hours=1))
        assert reload(ledger, on).due_at == NINE + 11 * DAY
        assert reload(ledger, off).due_at is None


def test_nothing_is_due_in_a_restored_store_until_the_bot_knows_the_time(home: StoreFolder):
    with engine_of(home.database_url) as engine:
        ledger = build_ledger(engine)
        add_active(ledger)
        backup(home.url, home.backup)
        # Whatever the host's clock says.
        home.restore(now=NINE - 400 * DAY)
        assert ledger.runs.list_due(NINE + 400 * DAY, 10) == []


def test_unfinished_runs_end_as_unknown(home: StoreFolder):
    with engine_of(home.database_url) as engine:
        ledger = build_ledger(engine)
        run = replace(create_run(add_active(ledger), NINE), edition=edition(1))
        ledger.runs.begin_requested(run)
        ledger.runs.record_attempt(run)
        backup(home.url, home.backup)
        home.restore()
        assert ledger.runs.list_unfinished() == []
        finish_restore(ledger, NINE + DAY)
        assert ledger.runs.get(run.id) == replace(
            run, state="unknown", reason="restored", ended_at=NINE + DAY, edition=None
        )


def test_a_run_that_ends_after_the_restore_is_recorded_and_does_not_move_the_cursor_back(home: StoreFolder):
    with engine_of(home.database_url) as engine:
        ledger = build_ledger(engine)
        ledger.arrivals.record(["a"], NINE)
        digest = add_active(ledger, cursor=1)
        backup(home.url, home.backup)
        run = create_run(digest, NINE)
        ledger.runs.begin_requested(run)
        home.restore()
        ledger.arrivals.record(["a"], NINE)
        moved = reload(ledger, digest).cursor
        ledger.runs.record_end(
            replace(run, state="sent", ended_at=NINE, edition=edition(1)), replace(digest, cursor=1, editions=1)
        )
        assert [run.state for run in ledger.runs.list_history(digest.id, 10)] == ["sent"]
        assert list(ledger.runs.get_sent_before(digest).headlines) == [articles(1)[0].id]
        assert reload(ledger, digest).cursor == moved > 1


def test_the_first_batch_after_a_restore_is_a_baseline(home: StoreFolder):
    with engine_of(home.database_url) as engine:
        ledger = build_ledger(engine)
        ledger.arrivals.record(["a"], NINE)
        digest = add_active(ledger, cursor=1)
        ledger.arrivals.record(["a", "b"], NINE)
        backup(home.url, home.backup)
        home.restore()
        assert ledger.arrivals.is_restored()
        ledger.arrivals.record(["a", "b", "c"], NINE + DAY)
        assert not ledger.arrivals.is_restored()
        assert ledger.arrivals.list_after(reload(ledger, digest).cursor) == []
        assert ledger.arrivals.record(["a", "b", "c", "d"], NINE + 2 * DAY) == ["d"]
        assert ledger.arrivals.list_after(reload(ledger, digest).cursor) == ["d"]


def test_a_store_that_other_tools_restored_sends_nothing_old_once_it_is_marked(database_url: str):
    with engine_of(database_url) as engine:
        ledger = build_ledger(engine)
        ledger.arrivals.record(["a"], NINE)
        digest = add_active(ledger, cursor=1)
        ledger.arrivals.record(["a", "b"], NINE)
        ledger.runs.begin_requested(create_run(digest, NINE))
        later = NINE + 10 * DAY
        assert mark_restored(parse_url(database_url)) == 1
        finish_restore(ledger, later)
        after = reload(ledger, digest)
        assert (after.due_at, ledger.runs.list_unfinished(), ledger.arrivals.is_restored()) == (
            NINE + 11 * DAY,
            [],
            True,
        )
        ledger.arrivals.record(["a", "b", "c"], later)
        assert ledger.arrivals.list_after(reload(ledger, digest).cursor) == []
        assert ledger.digests.add(daily()).id > 1_000


# With delivery


async def send_due(bot: DigestBot, day: int) -> list[list[str]]:
    """Send what is due at nine on a day. Returns the first words of all headlines sent so far."""
    bot.clock.time = START + timedelta(days=day, hours=1)
    await bot.run_round()
    return [[headline.split()[0] for headline in edition] for edition in bot.publisher.list_headlines()]


@pytest.mark.parametrize("is_restarted", [True, False])
async def test_a_restored_store_sends_nothing_old(home: StoreFolder, *, is_restarted: bool):
    with engine_of(home.database_url) as engine:
        bot = DigestBot(build_ledger(engine), story(0), story(1))
        await bot.add_digest()
        # Recorded, but not sent yet, when the backup is made.
        bot.add_articles(2)
        await bot.service.record_arrivals(bot.clock.now())
        backup(home.url, home.backup)
        bot.add_articles(2, 3)
        assert [sorted(words) for words in await send_due(bot, 0)] == [["Orchid", "Violin"]]
        bot.add_articles(2, 3, 4)
        before = await send_due(bot, 1)
        assert before[1:] == [["Tunnel"]]
        home.restore()
        if is_restarted:
            bot.restart()
        assert await send_due(bot, 2) == before
        # Later articles are sent as usual.
        bot.add_articles(2, 3, 4, 5)
        assert await send_due(bot, 3) == [*before, ["Saffron"]]


async def test_a_run_that_was_sent_before_the_restore_is_not_sent_again(home: StoreFolder):
    with engine_of(home.database_url) as engine:
        bot = DigestBot(build_ledger(engine), story(0), story(1))
        await bot.add_digest()
        backup(home.url, home.backup)
        bot.add_articles(2)
        sent = await send_due(bot, 0)
        home.restore()
        bot.restart()
        bot.clock.advance(minutes=10)
        await bot.delivery.run_round()
        assert len(bot.publisher.messages) == len(sent) == 1

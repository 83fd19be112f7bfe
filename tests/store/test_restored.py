"""A restored store sends nothing old, and gives no number twice."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from bot.digests.delivery.loop import Delivery
from bot.digests.digest import Digest, new_run
from bot.digests.service import find_next_due
from bot.store.backup import backup, mark_restored
from bot.store.engine import parse_url
from bot.store.ledger import build_ledger
from tests.support.digesting import START, Archive, HandClock, PlayedDiscord, daily, office_of, story
from tests.support.stores import DAY, NINE, Home, active, articles, edition, engine_of, there


def test_numbers_given_since_the_backup_are_not_given_again(home: Home):
    home.holding("rivers")
    backup(home.url, home.copy)
    home.holding("seas")
    with engine_of(home.given) as engine:
        latest = max(digest.id for digest in build_ledger(engine).digests.list_for_server(7))
        build_ledger(engine).arrivals.record(["a"], NINE)
        batch = build_ledger(engine).arrivals.get_last_batch()
        home.put_back()
        assert build_ledger(engine).digests.add(daily()).id > latest
        assert build_ledger(engine).arrivals.get_last_batch() > batch


def test_numbers_are_left_out_where_nobody_knows_which_were_given(home: Home):
    home.holding("rivers")
    backup(home.url, home.copy)
    home.file.write_bytes(b"Dear diary, " * 4_096)
    home.put_back()
    with engine_of(home.given) as engine:
        assert build_ledger(engine).digests.add(daily()).id > 1_000


def test_times_that_have_passed_are_not_made_up_for(home: Home):
    with engine_of(home.given) as engine:
        books = build_ledger(engine)
        on, off = active(books), active(books, state="paused", why="asked", due_at=None)
        backup(home.url, home.copy)
        home.put_back(now=NINE + 10 * DAY + timedelta(hours=1))
        assert there(books, on).due_at == NINE + 11 * DAY
        assert there(books, off).due_at is None


def test_runs_that_were_under_way_are_unknown(home: Home):
    with engine_of(home.given) as engine:
        books = build_ledger(engine)
        run = replace(new_run(active(books), NINE), edition=edition(1))
        books.runs.begin_requested(run)
        books.runs.record_attempt(run)
        backup(home.url, home.copy)
        home.put_back(now=NINE + DAY)
        assert books.runs.list_unfinished() == []
        assert books.runs.get(run.id) == replace(
            run, state="unknown", reason="restored", ended_at=NINE + DAY, edition=None
        )


def test_a_run_that_ends_while_the_store_is_restored_is_kept_and_takes_no_news_with_it(home: Home):
    with engine_of(home.given) as engine:
        books = build_ledger(engine)
        books.arrivals.record(["a"], NINE)
        digest = active(books, cursor=1)
        backup(home.url, home.copy)
        run = new_run(digest, NINE)
        books.runs.begin_requested(run)
        home.put_back()
        moved = there(books, digest).cursor
        books.runs.record_end(
            replace(run, state="sent", ended_at=NINE, edition=edition(1)), replace(digest, cursor=1, editions=1)
        )
        assert [run.state for run in books.runs.list_history(digest.id, 10)] == ["sent"]
        assert list(books.runs.get_sent_before(digest).headlines) == [articles(1)[0].id]
        assert there(books, digest).cursor == moved > 1


def test_the_first_look_at_a_restored_store_takes_all_for_known(home: Home):
    with engine_of(home.given) as engine:
        books = build_ledger(engine)
        books.arrivals.record(["a"], NINE)
        digest = active(books, cursor=1)
        books.arrivals.record(["a", "b"], NINE)
        backup(home.url, home.copy)
        home.put_back()
        assert books.arrivals.is_restored()
        books.arrivals.record(["a", "b", "c"], NINE + DAY)
        assert not books.arrivals.is_restored()
        assert books.arrivals.list_after(there(books, digest).cursor) == []
        assert books.arrivals.record(["a", "b", "c", "d"], NINE + 2 * DAY) == ["d"]
        assert books.arrivals.list_after(there(books, digest).cursor) == ["d"]


def test_a_store_that_other_tools_restored_is_told_so_and_sends_nothing_old(database_url: str):
    with engine_of(database_url) as engine:
        books = build_ledger(engine)
        books.arrivals.record(["a"], NINE)
        digest = active(books, cursor=1)
        books.arrivals.record(["a", "b"], NINE)
        books.runs.begin_requested(new_run(digest, NINE))
        later = NINE + 10 * DAY
        assert (
            mark_restored(parse_url(database_url), find_next_due=lambda each: find_next_due(each, later), now=later)
            == 1
        )
        after = there(books, digest)
        assert (after.due_at, books.runs.list_unfinished(), books.arrivals.is_restored()) == (NINE + 11 * DAY, [], True)
        books.arrivals.record(["a", "b", "c"], later)
        assert books.arrivals.list_after(there(books, digest).cursor) == []
        assert books.digests.add(daily()).id > 1_000


# Through delivery


class Town:
    """A server with one digest, due at nine each day, and the bot that delivers it."""

    def __init__(self, home: Home, engine: sa.Engine) -> None:
        self.home, self.books = home, build_ledger(engine)
        self.clock = HandClock()
        self.archive = Archive.of(story(0), story(1))
        self.discord = PlayedDiscord(self.clock)
        self.starts()

    def starts(self) -> None:
        self.office = office_of(self.books, self.archive)
        self.delivery = Delivery(self.office, self.discord, self.clock)

    async def made(self) -> Digest:
        drafted = await self.office.add_draft(daily(), self.clock.now())
        digest = await self.office.start(drafted, self.clock.now())
        assert digest is not None
        return digest

    def has(self, *numbers: int) -> None:
        self.archive.put(*(story(number) for number in numbers))

    async def day(self, number: int) -> list[list[str]]:
        """Look at what is due at nine of a day; all that was sent so far, by the first word of each headline."""
        self.clock.time = START + timedelta(days=number, hours=1)
        await self.delivery.run_round()
        for task in list(self.delivery._tasks.values()):
            await task
        return [[headline.split()[0] for headline in each] for each in self.discord.headlines()]


@pytest.mark.parametrize("is_restarted", [True, False])
async def test_a_restored_store_sends_nothing_old(home: Home, *, is_restarted: bool):
    with engine_of(home.given) as engine:
        town = Town(home, engine)
        await town.made()
        # Seen, but not sent yet, when the backup is made.
        town.has(0, 1, 2)
        await town.office.record_arrivals(town.clock.now())
        backup(home.url, home.copy)
        town.has(0, 1, 2, 3)
        assert [sorted(each) for each in await town.day(0)] == [["Orchid", "Violin"]]
        town.has(0, 1, 2, 3, 4)
        before = await town.day(1)
        assert before[1:] == [["Tunnel"]]
        home.put_back(now=town.clock.now() + timedelta(minutes=5))
        if is_restarted:
            town.starts()
        assert await town.day(2) == before
        # What arrives from then on is sent as ever.
        town.has(0, 1, 2, 3, 4, 5)
        assert await town.day(3) == [*before, ["Saffron"]]


async def test_a_time_that_was_served_before_the_restore_is_not_served_again(home: Home):
    with engine_of(home.given) as engine:
        town = Town(home, engine)
        await town.made()
        backup(home.url, home.copy)
        town.has(0, 1, 2)
        sent = await town.day(0)
        home.put_back(now=town.clock.now() + timedelta(minutes=5))
        town.starts()
        town.clock.turn(minutes=10)
        await town.delivery.run_round()
        assert len(town.discord.messages) == len(sent) == 1

"""The setting of each bot that is killed: a Discord with many channels, an archive, a store full of digests."""

import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Self

import sqlalchemy as sa
from msgspec.structs import replace

from bot.coverage.corpus.loading import load_corpus
from bot.digests.digest import Digest, Run
from bot.digests.store_ports.ledger import Ledger
from bot.store.engine import connect, open_engine
from bot.store.open_store import build_ledger
from bot.store.schema import arrivals, batches, digests, runs
from bot.store.urls import get_sqlite_file, parse_url
from tests.faults.checking import (
    PostedMessage,
    RecordedRun,
    Verdict,
    judge,
    judge_articles,
    read_articles,
    read_mark,
)
from tests.support.downgrades import list_downgrades
from tests.support.records import file_text
from tests.support.stores import create_tables
from tests.wire.remote import Remote
from tests.wire.trouble import SEND

CHANNELS, PEOPLE = 8, 4
STORIES = 10
"""How many stories an edition of a town holds; what has no room in one is not sent later."""

MAX_WAITING = 4
"""How many articles may be published between two due times of a digest, so that two editions' news fit into one."""

OWN_SCHEDULE_FROM = timedelta(hours=1)
"""A digest that is due later than this was not made due here; it follows its own schedule."""

Place = tuple[int | None, int, int, str]
"""A server, a channel, a person, and the person's conversation with the bot; what there is not is None, 0 or empty."""

_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va")


class TownPlan(NamedTuple):
    """What a town has, and what happens there: its servers, the digests of each channel and person, the first articles.

    `commands`: what a member uses all the time. `starts_again`: whether one more bot runs in the end, which should find
    nothing to do.
    """

    guilds: int = 3
    per_place: int = 3
    articles: int = 120
    commands: Sequence[str] = ("digest list", "latest", "timeline")
    starts_again: bool = True


LARGE = TownPlan()


class Town:
    """Where one bot delivers, and what was due there.

    Its methods read the store while no bot runs, except for `is_done`. `sending`: the requests that send something.
    """

    sending = SEND

    def __init__(self, discord: Remote, folder: Path, database: str, plan: TownPlan) -> None:
        self.discord = discord
        self.folder = folder
        self.plan = plan
        self.due: dict[str, str] = {}
        self._url = parse_url(database)
        # No connection to a file stays open between two transactions. To connect to a server takes long.
        self._engine = connect(self._url, is_pooled=not self.is_file)
        self._places: dict[int, str] = {}
        self._articles = 0
        self._waiting: Counter[int] = Counter()
        self.environment = {"CORPUS": str(folder / "corpus"), "DATABASE_URL": database, "LOG_LEVEL": "info"}

    @classmethod
    async def create(cls, discord: Remote, folder: Path, database: str, plan: TownPlan) -> Self:
        """Create a town in which no digest is due."""
        town = cls(discord, folder, database, plan)
        for _ in range(plan.articles):
            town.publish_article()
        create_tables(town._url)
        places = [place async for place in cls.create_places(discord, plan.guilds)]
        with town.open_ledger() as ledger:
            for server, channel, person, conversation in places:
                for _ in range(plan.per_place):
                    digest = ledger.digests.add(cls.build_digest(server, channel, person))
                    town._places[digest.id] = conversation or str(channel)
        return town

    @classmethod
    def create_places(cls, discord: Remote, guilds: int) -> "AsyncIterator[Place]":
        """Create servers with channels, and people."""
        return _create_places(discord, guilds)

    @classmethod
    def build_digest(cls, server: int | None, channel: int, creator: int) -> Digest:
        """Build what a channel or a person gets."""
        return build_digest(server, channel, creator)

    @property
    def is_file(self) -> bool:
        """Whether the store is a SQLite file."""
        return get_sqlite_file(self._url) is not None

    def close(self) -> None:
        """Close the connections to the store."""
        self._engine.dispose()

    @contextmanager
    def open_ledger(self) -> Iterator[Ledger]:
        """Open the store as the bot left it."""
        yield build_ledger(self._engine)

    def upgrade(self) -> None:
        """Upgrade the tables to this version's."""
        open_engine(self._url).dispose()

    def downgrade(self) -> None:
        """Change the tables to those of the first version, which the next bot upgrades. No bot may be running."""
        engine = connect(self._url)
        with engine.begin() as connection:
            for statement in list_downgrades("0001"):
                connection.execute(sa.text(statement))
        engine.dispose()

    def publish_news(self) -> None:
        """Publish an article, unless so many wait for an edition of some digest that one might not hold them all."""
        if max(self._waiting.values(), default=0) < MAX_WAITING:
            self._waiting.update(list(self._places))
            self.publish_article()

    def publish_article(self) -> None:
        """Write another article. It shares no word with others, so that it is a story of its own."""
        number = self._articles = self._articles + 1
        words = [_build_word(8 * number + place) for place in range(8)]
        folder = self.folder / "corpus"
        folder.mkdir(parents=True, exist_ok=True)
        published = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=number)
        text = file_text(
            " ".join(words[:4]).capitalize(),
            f"https://herald.example/{words[0]}",
            excerpt=f"{' '.join(words[4:]).capitalize()}.",
            date=published.isoformat(),
        )
        (folder / f"{number:05}.txt").write_text(text)

    def make_due(self, dice: random.Random, count: int, within: float) -> None:
        """Make a number of random digests due within the next seconds, except for those that are due already."""
        with self.open_ledger() as ledger:
            now = datetime.now(UTC)
            # Those for which most news waits first, so that all get their turns.
            drawn = sorted(self._places, key=lambda number: (-self._waiting[number], dice.random()))
            waiting = (digest for number in drawn if (digest := ledger.digests.get(number)) and _is_far(digest, now))
            for digest, _ in zip(waiting, range(count), strict=False):
                # Whole milliseconds, because a run's id contains the second, and rounding could change that.
                at = now.replace(microsecond=0) + timedelta(milliseconds=dice.randrange(1_000, round(1_000 * within)))
                run = f"{digest.id}@{int(at.timestamp())}"
                if run not in self.due:
                    ledger.digests.update(replace(digest, due_at=at))
                    self.due[run] = self._places[digest.id]
                    self._waiting[digest.id] = 0

    def make_all_due(self, dice: random.Random) -> None:
        """Make every digest due once more, so that all news that has arrived belongs into an edition."""
        self.make_due(dice, len(self._places), within=4.0)

    def list_unfinished(self) -> Sequence[Run]:
        """List the runs that have begun and not ended."""
        with self.open_ledger() as ledger:
            return ledger.runs.list_unfinished()

    def is_done(self) -> bool:
        """Return whether everything that was due has begun and ended."""
        with self.open_ledger() as ledger:
            next_due = ledger.runs.get_next_due()
            return not ledger.runs.list_unfinished() and (
                next_due is None or next_due > datetime.now(UTC) + OWN_SCHEDULE_FROM
            )

    async def list_messages(self, since: int = 0) -> list[PostedMessage]:
        """List the bot's messages from a number on, including deleted ones, without its replies to commands."""
        return [
            PostedMessage(message["id"], message["channel_id"], read_mark(message), read_articles(message))
            for message in (posted.message for posted in await self.discord.messages(since=since))
            if "webhook_id" not in message
        ]

    async def judge(self) -> Verdict:
        """Compare everything that was due, and all news, with what was sent and recorded."""
        columns = sa.select(runs.c.id, runs.c.state, runs.c.message)
        arrived = sa.select(arrivals.c.article, arrivals.c.batch).join(batches).where(~batches.c.is_baseline)
        engine = connect(self._url)
        with engine.begin() as connection:
            recorded = {run: RecordedRun(state, str(message)) for run, state, message in connection.execute(columns)}
            batch_of = [(row.article, row.batch) for row in connection.execute(arrived)]
            cursors = [(row.id, row.cursor) for row in connection.execute(sa.select(digests.c.id, digests.c.cursor))]
        engine.dispose()
        archive = load_corpus([self.folder / "corpus"], now=datetime.now(UTC)).archive
        urls = {article.id: article.url or "" for article in archive.articles}
        news = {digest: {urls[article] for article, batch in batch_of if batch <= cursor} for digest, cursor in cursors}
        messages = await self.list_messages()
        return self.judge_runs(recorded, messages) + judge_articles(news, messages)

    def judge_runs(self, recorded: Mapping[str, RecordedRun], messages: Sequence[PostedMessage]) -> Verdict:
        """Compare what was due with what was sent and recorded."""
        return judge(self.due, messages, recorded)


async def _create_places(discord: Remote, guilds: int) -> AsyncIterator[Place]:
    """Create servers with channels, and people. Yields the server, channel, person and conversation of each."""
    creator = int((await discord.state())["member_id"])
    for _ in range(guilds):
        guild = await discord.add_guild()
        text = await discord.add_channel(guild)
        yield int(guild), int(text), creator, ""
        yield int(guild), int(await discord.add_channel(guild, "announcement")), creator, ""
        yield int(guild), int(await discord.add_channel(guild, "thread", parent_id=text)), creator, ""
        for _ in range(CHANNELS - 3):
            yield int(guild), int(await discord.add_channel(guild)), creator, ""
    for _ in range(PEOPLE):
        person, conversation = await discord.add_person()
        yield None, 0, int(person), conversation


def build_digest(server: int | None, channel: int, creator: int) -> Digest:
    """Build a digest that is due in half a day, and that always finds something to send."""
    now = datetime.now(UTC)
    hour = now + timedelta(hours=12)
    return Digest(
        id=0,
        server=server,
        channel=channel,
        creator=creator,
        schedule=f"daily {hour:%H}:00",
        zone="UTC",
        count=STORIES,
        empty="archive",
        state="active",
        since=now,
        due_at=hour.replace(minute=0, second=0, microsecond=0),
    )


def _is_far(digest: Digest, now: datetime) -> bool:
    return digest.due_at is not None and digest.due_at > now + OWN_SCHEDULE_FROM


def _build_word(number: int) -> str:
    """Build one of 65,536 words of four syllables."""
    mixed = number * 40_503 % 65_536
    return "".join(_SYLLABLES[mixed >> shift & 15] for shift in (0, 4, 8, 12))

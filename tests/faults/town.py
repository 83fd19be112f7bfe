"""A place of its own for each bot that is killed: a Discord with many channels, an archive, a store full of digests."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from msgspec.structs import replace

from bot.digests.digest import Digest, Run
from bot.digests.ports import Ledger
from bot.store.engine import connect, open_engine, parse_url
from bot.store.ledger import build_ledger
from bot.store.schema import runs
from tests.faults.checking import Recorded, Said, Verdict, judge, mark
from tests.support.filing import file_text
from tests.wire.remote import Remote

ARTICLES = 120
GUILDS, CHANNELS, PEOPLE = 3, 8, 4
IN_A_PLACE = 3
FAR = timedelta(hours=1)
"""What is due later than this is not due for our sake, but by the digest's own schedule."""

LONG = timedelta(minutes=5)
"""An absence beyond the time for which Discord is relied on to know a nonce."""

_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va")


class Town:
    """Where one bot delivers, and what was due there. The store is looked at while no bot runs, but for `is_done`."""

    def __init__(self, discord: Remote, folder: Path, database: str) -> None:
        self.discord = discord
        self.folder = folder
        self.due: dict[str, str] = {}
        self._url = parse_url(database)
        self._places: dict[int, str] = {}
        self._articles = 0
        self.environment = {"CORPUS": str(folder / "corpus"), "DATABASE_URL": database, "LOG_LEVEL": "info"}

    @classmethod
    async def founded(cls, discord: Remote, folder: Path, database: str) -> "Town":
        """A town whose digests are all waiting."""
        town = cls(discord, folder, database)
        for _ in range(ARTICLES):
            town.publish()
        open_engine(town._url).dispose()
        wanted = [each async for each in _places(discord)]
        with town.ledger() as ledger:
            for server, channel, person, conversation in wanted:
                for _ in range(IN_A_PLACE):
                    made = ledger.digests.add(_digest(server, channel, person))
                    town._places[made.id] = conversation or str(channel)
        return town

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The store, for a moment: whatever a bot left of it is found as the next bot would."""
        engine = connect(self._url)
        try:
            yield build_ledger(engine)
        finally:
            engine.dispose()

    def publish(self) -> None:
        """One article more, whose story is its own: it shares no word with another's."""
        number = self._articles = self._articles + 1
        words = [_word(8 * number + place) for place in range(8)]
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

    def let_be_due(self, dice: random.Random, count: int, within: float) -> None:
        """So many digests, drawn from those whose last time has been begun, are due in the seconds to come."""
        with self.ledger() as ledger:
            now = datetime.now(UTC)
            drawn = dice.sample(sorted(self._places), len(self._places))
            waiting = (found for number in drawn if (found := ledger.digests.get(number)) and _is_far(found, now))
            for digest, _ in zip(waiting, range(count), strict=False):
                # The store keeps milliseconds and rounds what is finer, into another second perhaps; a run's id has the
                # second.
                at = now.replace(microsecond=0) + timedelta(milliseconds=dice.randrange(1_000, round(1_000 * within)))
                run = f"{digest.id}@{int(at.timestamp())}"
                if run not in self.due:
                    ledger.digests.update(replace(digest, due_at=at))
                    self.due[run] = self._places[digest.id]

    async def let_time_pass(self) -> None:
        """As if the bot, and Discord with it, had been left alone for long: no nonce is known any more."""
        await self.discord.forget_nonces()
        with self.ledger() as ledger:
            for run in ledger.runs.list_unfinished():
                if run.tried_at is not None:
                    ledger.runs.record_attempt(replace(run, tried_at=run.tried_at - LONG))

    def unfinished(self) -> Sequence[Run]:
        """The runs that were begun and have not ended."""
        with self.ledger() as ledger:
            return ledger.runs.list_unfinished()

    def is_done(self) -> bool:
        """Whether all that was due has been begun and has ended."""
        with self.ledger() as ledger:
            following = ledger.runs.get_next_due()
            return not ledger.runs.list_unfinished() and (following is None or following > datetime.now(UTC) + FAR)

    async def said(self, since: int = 0) -> list[Said]:
        """What the bot said, from a number on, whether it was deleted since or not."""
        return [
            Said(message["id"], message["channel_id"], mark(message))
            for message in (each.message for each in await self.discord.messages(since=since))
        ]

    async def judged(self) -> Verdict:
        """What became of all that was due."""
        columns = sa.select(runs.c.id, runs.c.state, runs.c.message)
        engine = connect(self._url)
        with engine.begin() as connection:
            recorded = {run: Recorded(state, str(message)) for run, state, message in connection.execute(columns)}
        engine.dispose()
        return judge(self.due, await self.said(), recorded)


async def _places(discord: Remote):
    """Server, channel, person and their conversation: of each channel in some servers, and of some people."""
    creator = int((await discord.state())["member_id"])
    for _ in range(GUILDS):
        guild = await discord.guild()
        text = await discord.channel(guild)
        yield int(guild), int(text), creator, ""
        yield int(guild), int(await discord.channel(guild, "announcement")), creator, ""
        yield int(guild), int(await discord.channel(guild, "thread", parent_id=text)), creator, ""
        for _ in range(CHANNELS - 3):
            yield int(guild), int(await discord.channel(guild)), creator, ""
    for _ in range(PEOPLE):
        person, conversation = await discord.user()
        yield None, 0, int(person), conversation


def _digest(server: int | None, channel: int, creator: int) -> Digest:
    """One whose own next time is half a day away, and that always has something to say."""
    now = datetime.now(UTC)
    hour = now + timedelta(hours=12)
    return Digest(
        id=0,
        server=server,
        channel=channel,
        creator=creator,
        schedule=f"daily {hour:%H}:00",
        zone="UTC",
        count=2,
        empty="archive",
        state="active",
        since=now,
        due_at=hour.replace(minute=0, second=0, microsecond=0),
    )


def _is_far(digest: Digest, now: datetime) -> bool:
    return digest.due_at is not None and digest.due_at > now + FAR


def _word(number: int) -> str:
    """One of 65,536 words of four syllables."""
    mixed = number * 40_503 % 65_536
    return "".join(_SYLLABLES[mixed >> shift & 15] for shift in (0, 4, 8, 12))

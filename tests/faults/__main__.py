"""`python -m tests.faults [--kills N] [--seed N] [--store NAME]`: the bot is killed at random points of deliveries.

Each store has its own bots, each bot a Discord and a database of its own; at the end every edition that was due has to
stand in its channel exactly once. 1 where one is lost or doubled, or where there were fewer kills than belong to it.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from pathlib import Path

from sqlalchemy import URL

from tests.faults.checking import Verdict
from tests.faults.killing import Tell, Toll, finished, torment
from tests.faults.town import Town
from tests.support import postgres
from tests.wire.remote import Remote

STORES = ("sqlite", "postgresql")
ENOUGH = 200
Databases = Callable[[Path], str]


async def tried(databases: Databases, folder: Path, kills: int, seed: int, tell: Tell) -> tuple[Toll, Verdict]:
    """One bot on a new database, killed so many times."""
    async with Remote.started() as discord:
        town = await Town.founded(discord, folder, databases(folder))
        toll = await torment(town, kills, seed, tell)
        return toll, await finished(town, again=True)


async def all_tried(
    databases: Databases, folder: Path, *, kills: int, seed: int, bots: int, tell: Tell
) -> tuple[list[Toll], Verdict]:
    """Several bots at once, since each waits most of the time."""
    shares = [kills // bots + (number < kills % bots) for number in range(bots)]
    folders = [folder / str(number) for number in range(bots)]
    for each in folders:
        each.mkdir()
    done = await asyncio.gather(
        *(
            tried(
                databases, each, share, seed * 1_000 + number, lambda line, number=number: tell(f"bot {number}: {line}")
            )
            for number, (each, share) in enumerate(zip(folders, shares, strict=True))
            if share
        )
    )
    return [toll for toll, _ in done], sum((verdict for _, verdict in done), Verdict())


@contextmanager
def databases_of(store: str) -> Iterator[Databases]:
    """How a new database of a store is had; all of them are gone afterwards. Ends the program where it can't be."""
    if store == "sqlite":
        yield lambda folder: URL.create("sqlite", database=str(folder / "nutgraf.db")).render_as_string()
        return
    programs = postgres.binaries(os.environ)
    if programs is None:
        sys.exit(f"PostgreSQL is not here: this {postgres.HOW}")
    with postgres.serving(programs) as server, ExitStack() as made:
        yield lambda _: made.enter_context(server.database())


def main(arguments: Sequence[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=ENOUGH, help=f"for each store; {ENOUGH} unless told")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of what is drawn; the time unless told")
    parser.add_argument("--store", choices=STORES, help="one store; both unless told")
    parser.add_argument("--bots", type=int, default=4, help="bots of a store that are killed side by side")
    given = parser.parse_args(arguments)
    output = sys.stdout

    def tell(line: str) -> None:
        print(line, file=output, flush=True)

    tell(f"seed {given.seed}")
    last, bad = [], False
    for store in [given.store] if given.store else STORES:
        with databases_of(store) as databases, tempfile.TemporaryDirectory(prefix="faults-") as name:
            folder = Path(name)
            log = folder / "bots.log"
            # What the bots wrote, which is shown where something went wrong.
            with log.open("w") as written, redirect_stdout(written):
                tolls, verdict = asyncio.run(
                    all_tried(
                        databases,
                        folder,
                        kills=given.kills,
                        seed=given.seed,
                        bots=given.bots,
                        tell=lambda line, store=store: tell(f"{store}, {line}"),
                    )
                )
            kills = sum(toll.kills for toll in tolls)
            tell(summary(store, tolls))
            for wrong in verdict.wrong:
                tell(f"{store}: {wrong}")
            last.append(
                f"store={store} kills={kills} due={verdict.due} sent={verdict.sent} "
                f"lost={verdict.lost} doubled={verdict.doubled}"
            )
            if verdict.lost or verdict.doubled:
                kept = Path(tempfile.gettempdir(), f"faults-{store}-{given.seed}.log")
                kept.write_bytes(log.read_bytes())
                tell(f"{store}: what the bots wrote is in {kept}")
            bad |= bool(verdict.lost or verdict.doubled) or kills < ENOUGH
    for line in last:
        tell(line)
    return int(bad)


def summary(store: str, tolls: Sequence[Toll]) -> str:
    """Where the kills struck."""
    struck = [each for toll in tolls for each in toll.struck]
    sending, unnoted = sum(each.tried > 0 for each in struck), sum(each.arrived > 0 for each in struck)
    return (
        f"{store}: of {len(struck)} kills, {sending} struck runs between tried and sent "
        f"({sum(each.tried for each in struck)} in all), {unnoted} of them runs whose message was there and not recorded "
        f"({sum(each.arrived for each in struck)}); {sum(toll.absences for toll in tolls)} kills were followed by a long "
        f"absence; {sum(toll.idle for toll in tolls)} more struck nothing and are not counted"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

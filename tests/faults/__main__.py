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
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from pathlib import Path

from sqlalchemy import URL

from tests.faults.killing import Databases, Toll, all_tried
from tests.support import postgres

STORES = ("sqlite", "postgresql")
ENOUGH = 200


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
                        again=True,
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
    tried, arrived = sum(each.tried for each in struck), sum(each.arrived for each in struck)
    return (
        f"{store}: of {len(struck)} kills, {sum(each.tried > 0 for each in struck)} struck while runs were being sent "
        f"({tried} in all), {sum(each.arrived > 0 for each in struck)} while a message was there and not recorded "
        f"({arrived} in all); {sum(toll.absences for toll in tolls)} were followed by a long absence; "
        f"{sum(toll.idle for toll in tolls)} more struck nothing and do not count"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

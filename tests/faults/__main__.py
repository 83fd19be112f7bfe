"""`python -m tests.faults [--kills N] [--seed N] [--store NAME]`: kills the bot at random moments of deliveries.

Each store has its own bots, and each bot has its own Discord and database. At the end, every edition that was due must
be in its channel exactly once. Exits with 1 if one is lost or doubled, or if there were too few kills.
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

from tests.faults.killing import Databases, KillCounts, kill_bots
from tests.support import postgres

STORES = ("sqlite", "postgresql")
MIN_KILLS = 200


@contextmanager
def open_databases(store: str) -> Iterator[Databases]:
    """Yield a function that creates databases of a store. Deletes them afterwards. Exits if there is no PostgreSQL."""
    if store == "sqlite":
        yield lambda folder: URL.create("sqlite", database=str(folder / "nutgraf.db")).render_as_string()
        return
    programs = postgres.binaries(os.environ)
    if programs is None:
        sys.exit(f"PostgreSQL is not here: this {postgres.HOW}")
    with postgres.serving(programs) as server, ExitStack() as made:
        yield lambda _: made.enter_context(server.database())


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=MIN_KILLS, help=f"kills for each store (default {MIN_KILLS})")
    parser.add_argument(
        "--seed", type=int, default=int(time.time()), help="seed of the random numbers (default: the time)"
    )
    parser.add_argument("--store", choices=STORES, help="the only store to test (default: both)")
    parser.add_argument("--bots", type=int, default=4, help="how many bots to kill at the same time")
    given = parser.parse_args(arguments)
    output = sys.stdout

    def report(line: str) -> None:
        print(line, file=output, flush=True)

    report(f"seed {given.seed}")
    totals, is_bad = [], False
    for store in [given.store] if given.store else STORES:
        with open_databases(store) as databases, tempfile.TemporaryDirectory(prefix="faults-") as name:
            folder = Path(name)
            log = folder / "bots.log"
            # The output of the bots, which is kept if something goes wrong.
            with log.open("w") as bots_output, redirect_stdout(bots_output):
                counts, verdict = asyncio.run(
                    kill_bots(
                        databases,
                        folder,
                        kills=given.kills,
                        seed=given.seed,
                        bots=given.bots,
                        again=True,
                        report=lambda line, store=store: report(f"{store}, {line}"),
                    )
                )
            kills = sum(count.kills for count in counts)
            report(format_summary(store, counts))
            for wrong in verdict.wrong:
                report(f"{store}: {wrong}")
            totals.append(
                f"store={store} kills={kills} due={verdict.due} sent={verdict.sent} "
                f"lost={verdict.lost} doubled={verdict.doubled}"
            )
            if verdict.lost or verdict.doubled:
                kept = Path(tempfile.gettempdir(), f"faults-{store}-{given.seed}.log")
                kept.write_bytes(log.read_bytes())
                report(f"{store}: the output of the bots is in {kept}")
            is_bad |= bool(verdict.lost or verdict.doubled) or kills < MIN_KILLS
    for line in totals:
        report(line)
    return int(is_bad)


def format_summary(store: str, counts: Sequence[KillCounts]) -> str:
    """Format a sentence about where the kills struck."""
    results = [result for count in counts for result in count.results]
    attempted = [result.attempted for result in results]
    arrived = [result.arrived for result in results]
    return (
        f"{store}: of {len(results)} kills, {sum(map(bool, attempted))} struck while runs were being sent "
        f"({sum(attempted)} in all), {sum(map(bool, arrived))} while a message was there and not recorded "
        f"({sum(arrived)} in all); {sum(count.absences for count in counts)} were followed by a long absence; "
        f"{sum(count.idle for count in counts)} more struck nothing and do not count"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m tests.faults` injects faults into bots that deliver; `--help` lists its options.

Each kind of fault has its own bots, and each bot has its own Discord and database. At the end, every edition that
was due must be in its channel exactly once, and all news in exactly one edition of each digest. The soak has a bot
answer questions on many servers instead; what it holds must not grow. Changes of article files must be in the answers
of the next start, whenever the process was killed. Exits with 1 if something is lost or doubled, if
there were too few faults, or if a bot that was soaked held more and more.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from functools import reduce
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import URL

from tests.faults.changes import ChangesVerdict, kill_changes
from tests.faults.checking import Verdict
from tests.faults.clocks import skew_clocks
from tests.faults.deliverers import STOPPED, contest_delivery
from tests.faults.follows import kill_followed
from tests.faults.forums import kill_posting
from tests.faults.killing import Databases, KillCounts, Report, kill_bots, split
from tests.faults.leaders import kill_leaders
from tests.faults.soak import soak_bot
from tests.faults.starts import kill_starts
from tests.faults.upgrades import replace_versions
from tests.support import faketime, postgres

MIN_KILLS, MIN_FAULTS, MIN_LEADERS = 200, 50, 100
SOAK = 120.0
"""Seconds of a soak."""


class FaultOptions(NamedTuple):
    """The options of a command line. `report` prints a line."""

    kills: int
    faults: int
    seed: int
    bots: int
    stopped: float
    soak: float
    report: Report
    leaders: int


class Outcome(NamedTuple):
    """The result of one kind of fault injection. `figures`: its last line. `summary`: further lines for the reader."""

    is_good: bool
    figures: str
    summary: Sequence[str] = ()


def judge_deliveries(kind: str, faults: int, least: int, verdict: Verdict, summary: Sequence[str] = ()) -> Outcome:
    """Return the result of one kind of fault. There must be at least some faults."""
    figures = f"{kind}={faults} {verdict.format_counts()}"
    return Outcome(verdict.is_good and faults >= least, figures, (*summary, *verdict.wrong))


def make_sqlite_url(folder: Path) -> str:
    """Return the URL of the database of the bot with this folder."""
    return URL.create("sqlite", database=str(folder / "nutgraf.db")).render_as_string()


def find_postgres() -> Path:
    """Return the programs of a PostgreSQL server. Exits if there are none."""
    return postgres.find_programs(os.environ) or sys.exit(f"PostgreSQL is not here: this {postgres.HOW}")


@contextmanager
def open_databases(store: str) -> Iterator[Databases]:
    """Yield a function that creates databases of a store. Deletes them afterwards."""
    if store == "sqlite":
        yield make_sqlite_url
        return
    with postgres.run_server(find_postgres()) as server, ExitStack() as made:
        yield lambda _: made.enter_context(server.database())


def inject_kills(store: str, options: FaultOptions, folder: Path) -> Outcome:
    """Kill bots at random moments of deliveries."""
    with open_databases(store) as databases:
        counts, verdict = asyncio.run(
            kill_bots(
                databases,
                folder,
                kills=options.kills,
                seed=options.seed,
                bots=options.bots,
                report=options.report,
            )
        )
    return judge_deliveries("kills", sum(count.kills for count in counts), MIN_KILLS, verdict, [format_summary(counts)])


def inject_clocks(store: str, options: FaultOptions, folder: Path) -> Outcome:
    """Kill bots whose hosts' clocks are wrong."""
    library = faketime.find_library() or sys.exit(f"libfaketime is not here: this {faketime.HOW}")
    with open_databases(store) as databases:
        return run_bots(
            options,
            folder,
            lambda own, faults, seed, report: skew_clocks(library, databases(own), own, faults, seed, report),
        )


def inject_starts(store: str, options: FaultOptions, folder: Path) -> Outcome:
    """Kill bots while they start, upgrade their tables and are backed up."""
    with open_databases(store) as databases:
        return run_bots(
            options, folder, lambda own, faults, seed, report: kill_starts(databases(own), own, faults, seed, report)
        )


def inject_follows(store: str, options: FaultOptions, folder: Path) -> Outcome:
    """Kill bots while they send alerts."""
    with open_databases(store) as databases:
        return run_bots(
            options, folder, lambda own, faults, seed, report: kill_followed(databases(own), own, faults, seed, report)
        )


def inject_forums(store: str, options: FaultOptions, folder: Path) -> Outcome:
    """Kill bots while they post in forums."""
    with open_databases(store) as databases:
        return run_bots(
            options, folder, lambda own, faults, seed, report: kill_posting(databases(own), own, faults, seed, report)
        )


def inject_deliverers(options: FaultOptions, folder: Path) -> Outcome:
    """Let two bots contest the right to deliver."""
    programs = find_postgres()
    with ExitStack() as opened:

        def contest(own: Path, faults: int, seed: int, report: Report) -> Coroutine[None, None, Verdict]:
            server = opened.enter_context(postgres.run_server(programs))
            database = opened.enter_context(server.database())
            return contest_delivery(server, database, own, faults, seed, report, stopped=options.stopped)

        return run_bots(options, folder, contest)


def inject_leaders(options: FaultOptions, folder: Path) -> Outcome:
    """Kill the process that delivers, among several that are one bot."""
    with postgres.run_server(find_postgres()) as server, ExitStack() as made:

        def kill(own: Path, faults: int, seed: int, report: Report) -> Coroutine[None, None, Verdict]:
            return kill_leaders(made.enter_context(server.database()), own, faults, seed, report)

        return run_bots(options._replace(faults=options.leaders), folder, kill, MIN_LEADERS)


def inject_upgrades(options: FaultOptions, folder: Path) -> Outcome:
    """Replace processes by those of another version while they deliver."""
    with open_databases("postgresql") as databases:
        return run_bots(
            options,
            folder,
            lambda own, faults, seed, report: replace_versions(databases(own), own, faults, seed, report),
        )


def run_bots(
    options: FaultOptions,
    folder: Path,
    run: Callable[[Path, int, int, Report], Coroutine[None, None, Verdict]],
    minimum: int = MIN_FAULTS,
) -> Outcome:
    """Run several bots at the same time, because each of them mostly waits, and add up the verdicts."""

    async def run_all() -> list[Verdict]:
        work = []
        for number, share in enumerate(split(options.faults, options.bots)):
            own = folder / str(number)
            own.mkdir()
            seed = 1_000 * options.seed + number
            work.append(run(own, share, seed, lambda line, n=number: options.report(f"bot {n}, {line}")))
        return await asyncio.gather(*work)

    return judge_deliveries("faults", options.faults, minimum, sum(asyncio.run(run_all()), Verdict()))


def inject_changes(options: FaultOptions, folder: Path) -> Outcome:
    """Kill processes while article files change and their caches are rewritten."""

    async def run_all() -> list[ChangesVerdict]:
        work: list[Coroutine[None, None, ChangesVerdict]] = []
        for number, share in enumerate(split(options.leaders, options.bots)):
            own = folder / str(number)
            own.mkdir()
            seed = 1_000 * options.seed + number
            work.append(kill_changes(own, share, seed, lambda line, n=number: options.report(f"desk {n}, {line}")))
        return await asyncio.gather(*work)

    verdict = reduce(ChangesVerdict.add, asyncio.run(run_all()))
    is_good = not verdict.wrong and verdict.kills >= MIN_LEADERS
    return Outcome(is_good, verdict.format_figures(), verdict.wrong)


def soak(options: FaultOptions, folder: Path) -> Outcome:
    """Soak one bot."""
    result = asyncio.run(soak_bot(folder, options.soak, options.seed, options.report))
    faults = result.find_faults()
    return Outcome(not faults, result.format_figures(), faults)


WAYS: Mapping[str, Callable[[FaultOptions, Path], Outcome]] = {
    "store=sqlite": lambda options, folder: inject_kills("sqlite", options, folder),
    "store=postgresql": lambda options, folder: inject_kills("postgresql", options, folder),
    "way=clocks store=sqlite": lambda options, folder: inject_clocks("sqlite", options, folder),
    "way=clocks store=postgresql": lambda options, folder: inject_clocks("postgresql", options, folder),
    "way=deliverers store=postgresql": inject_deliverers,
    "way=leaders store=postgresql": inject_leaders,
    "way=upgrades store=postgresql": inject_upgrades,
    "way=starts store=sqlite": lambda options, folder: inject_starts("sqlite", options, folder),
    "way=starts store=postgresql": lambda options, folder: inject_starts("postgresql", options, folder),
    "way=follows store=sqlite": lambda options, folder: inject_follows("sqlite", options, folder),
    "way=follows store=postgresql": lambda options, folder: inject_follows("postgresql", options, folder),
    "way=forums store=sqlite": lambda options, folder: inject_forums("sqlite", options, folder),
    "way=forums store=postgresql": lambda options, folder: inject_forums("postgresql", options, folder),
    "way=soak store=sqlite": soak,
    "way=changes": inject_changes,
}


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=MIN_KILLS, help=f"kills for each store (default {MIN_KILLS})")
    parser.add_argument("--faults", type=int, default=MIN_FAULTS, help=f"faults of other ways (default {MIN_FAULTS})")
    parser.add_argument(
        "--leaders",
        type=int,
        default=MIN_LEADERS,
        help=f"kills of processes that deliver, and of those whose files change (default {MIN_LEADERS})",
    )
    parser.add_argument(
        "--seed", type=int, default=int(time.time()), help="seed of the random numbers (default: the time)"
    )
    parser.add_argument("--way", choices=WAYS, action="append", help="a way to test (default: all)")
    parser.add_argument("--bots", type=int, default=4, help="how many bots to run at the same time")
    parser.add_argument(
        "--stopped", type=float, default=STOPPED, help=f"seconds that a deliverer is stopped (default {STOPPED:.0f})"
    )
    parser.add_argument(
        "--soak", type=float, default=SOAK, help=f"seconds that a bot is soaked (default {SOAK:.0f}; try 3600)"
    )
    given = parser.parse_args(arguments)
    output = sys.stdout

    def report(line: str) -> None:
        print(line, file=output, flush=True)

    report(f"seed {given.seed}")
    totals, is_bad = [], False
    for way in given.way or WAYS:
        with tempfile.TemporaryDirectory(prefix="faults-") as name:
            log = Path(name, "bots.log")
            # The output of the bots, which is kept if something goes wrong.
            with log.open("w") as bots_output, redirect_stdout(bots_output):
                options = FaultOptions(
                    given.kills,
                    given.faults,
                    given.seed,
                    given.bots,
                    given.stopped,
                    given.soak,
                    lambda line, way=way: report(f"{way}: {line}"),
                    given.leaders,
                )
                outcome = WAYS[way](options, Path(name))
            for line in outcome.summary:
                report(f"{way}: {line}")
            totals.append(f"{way} {outcome.figures}")
            if not outcome.is_good:
                kept = Path(tempfile.gettempdir(), f"faults-{given.seed}-{len(totals)}.log")
                kept.write_bytes(log.read_bytes())
                report(f"{way}: the output of the bots is in {kept}")
                is_bad = True
    for line in totals:
        report(line)
    return int(is_bad)


def format_summary(counts: Sequence[KillCounts]) -> str:
    """Format a sentence about where the kills struck."""
    results = [result for count in counts for result in count.results]
    attempted = [result.attempted for result in results]
    arrived = [result.arrived for result in results]
    return (
        f"of {len(results)} kills, {sum(map(bool, attempted))} struck while runs were being sent "
        f"({sum(attempted)} in all), {sum(map(bool, arrived))} while a message was there and not recorded "
        f"({sum(arrived)} in all); {sum(count.absences for count in counts)} were followed by a long absence; "
        f"{sum(count.idle for count in counts)} more struck nothing and do not count"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

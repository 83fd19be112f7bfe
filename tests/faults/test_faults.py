"""Injects a few faults into bots that deliver. `make faults` does the same for longer, and kills without another fault.

Each planted bug that those kills found in a test, one of these found too.
"""

import os
from pathlib import Path

from sqlalchemy import URL

from tests.faults.changes import kill_changes
from tests.faults.checking import Verdict
from tests.faults.clocks import skew_clocks
from tests.faults.deliverers import contest_delivery
from tests.faults.leaders import kill_leaders
from tests.faults.starts import kill_starts
from tests.faults.town import TownPlan
from tests.faults.upgrades import replace_versions
from tests.support import faketime
from tests.support.postgres import Server, find_programs, run_server, skip_or_fail

SMALL = TownPlan(guilds=1, per_place=1, articles=40, commands=("digest list", "latest"), starts_again=False)


def make_url(folder: Path) -> str:
    return URL.create("sqlite", database=str(folder / "nutgraf.db")).render_as_string()


def assert_good(verdict: Verdict) -> None:
    assert verdict.wrong == ()
    assert verdict.is_good
    assert verdict.sent == verdict.due > 2


async def test_every_due_edition_is_sent_once_whatever_the_hosts_clock_does(tmp_path: Path):
    library = faketime.require_library()
    assert_good(await skew_clocks(library, make_url(tmp_path), tmp_path, 2, seed=11, plan=SMALL))


async def test_every_due_edition_is_sent_once_whoever_delivers(tmp_path: Path):
    programs = find_programs(os.environ) or skip_or_fail(os.environ)
    with run_server(programs) as server, server.database() as url:
        assert_good(await contest_delivery(server, url, tmp_path, 2, seed=3, stopped=0.0, plan=SMALL))


async def test_every_due_edition_is_sent_once_however_often_the_deliverer_is_killed(tmp_path: Path, postgres: Server):
    with postgres.database() as url:
        assert_good(await kill_leaders(url, tmp_path, 2, seed=1, processes=2, plan=SMALL))


async def test_every_due_edition_is_sent_once_while_processes_are_replaced_by_those_of_another_version(
    tmp_path: Path, postgres: Server
):
    with postgres.database() as url:
        assert_good(await replace_versions(url, tmp_path, 1, seed=3, processes=2, plan=SMALL))


async def test_every_due_edition_is_sent_once_despite_kills_during_starts_and_backups(tmp_path: Path):
    assert_good(await kill_starts(make_url(tmp_path), tmp_path, 2, seed=3, plan=SMALL))


async def test_every_start_answers_from_the_files_however_often_it_is_killed_while_they_change(tmp_path: Path):
    verdict = await kill_changes(tmp_path, 2, seed=6)
    assert verdict.wrong == ()
    assert verdict.kills == 2

"""Two hundred actions on the sandbox's page in a real browser, at human speed: how many are lost or uncertain.

Nothing is compared; the floor is that none is lost. A digest is posted, and the clock moves, meanwhile.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from bench.ratios import DataMissingError, FloorMissedError, Ratio
from tests.support.chromium import HOW, find_program, open_browser
from tests.support.sandbox_page import act_at_human_speed, list_lost, open_page, run_sandbox

ACTIONS = 200


def run(_: Path) -> list[Ratio]:
    """Print the counts. Raises `FloorMissedError` if an action was lost."""
    program = find_program()
    if program is None:
        raise DataMissingError(f"it {HOW}")
    start = time.perf_counter()
    statuses, lost = asyncio.run(_act(program))
    seconds = time.perf_counter() - start
    sys.stdout.write(
        f"{ACTIONS} actions in {seconds:.0f} s, {len(statuses)} reports of the page, {len(lost)} lost or uncertain\n"
    )
    if lost:
        raise FloorMissedError(f"the page said: {', '.join(lost)}")
    return []


async def _act(program: str) -> tuple[list[str], list[str]]:
    with tempfile.TemporaryDirectory() as cache:
        async with (
            open_browser(program) as browser,
            run_sandbox(Path(cache)) as (_, url),
            open_page(browser, url) as reader,
        ):
            statuses = await act_at_human_speed(reader, ACTIONS)
    return statuses, list_lost(statuses)

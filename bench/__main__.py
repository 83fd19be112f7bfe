"""`python -m bench [NAME …]`: run all benches, or those that are named, and print one table of ratios.

The times are of this machine and this run; only the ratios mean something elsewhere. Run it on an idle machine.
"""

import argparse
import importlib
import os
import platform
import sys
from types import ModuleType

from rich.console import Console

from bench.ratios import DataMissingError, FloorMissedError, Ratio, build_table, find_shared_data

BENCHES = (
    *("round_trip", "answers", "suggestions", "startup", "quality", "stories", "scale", "digests", "feeds", "alerts"),
    "load",
)
PARTS = ("readers", "counterfactuals", "fit", "page", "processes")
"""Benches that run only if they are named: parts of `quality`, the fitting of weights, the sandbox's page, and several
processes, which need a processor each."""


def main(arguments: list[str]) -> int:
    """Run benches. Return 1 if a figure is below its floor, or if a bench that was named lacks its data."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "names",
        metavar="NAME",
        nargs="*",
        choices=[[], *BENCHES, *PARTS],
        help=", ".join((*BENCHES, *PARTS)),
    )
    names = parser.parse_args(arguments).names or list(BENCHES)
    console = Console()
    console.print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}")
    ratios: list[Ratio] = []
    has_missing = is_below = False
    for name in names:
        module: ModuleType = importlib.import_module(f"bench.{name}")
        console.rule(name)
        try:
            ratios += module.run(find_shared_data(os.environ))
        except DataMissingError as error:
            has_missing = True
            console.print(f"not run: {error}")
        except FloorMissedError as error:
            is_below = True
            console.print(str(error))
    console.print(build_table(ratios))
    return 1 if is_below or (has_missing and names != list(BENCHES)) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

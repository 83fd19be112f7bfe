"""`python -m bench [NAME …]`: runs the benches, all or those named, and prints one table of ratios.

Figures are of this machine and this run; only a ratio means something elsewhere. Compare on a machine at rest.
"""

import argparse
import importlib
import os
import platform
import sys
from types import ModuleType

from rich.console import Console

from bench.ratios import NotHere, Ratio, shared, table

BENCHES = ("round_trip", "answers", "startup", "quality", "stories", "scale", "digests")


def main(arguments: list[str]) -> int:
    """Runs what is asked for; 1 where a bench that was named cannot run."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", metavar="NAME", nargs="*", choices=[[], *BENCHES], help=", ".join(BENCHES))
    names = parser.parse_args(arguments).names or list(BENCHES)
    console = Console()
    console.print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}")
    ratios: list[Ratio] = []
    absent = 0
    for name in names:
        module: ModuleType = importlib.import_module(f"bench.{name}")
        console.rule(name)
        try:
            ratios += module.run(shared(os.environ))
        except NotHere as missing:
            absent += 1
            console.print(f"not run: {missing}")
    console.print(table(ratios))
    return 1 if absent and names != list(BENCHES) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`make quick`: run the quick tests in as many processes as there are cores. Each runs a part of the test modules.

The first one's output is shown as it comes, and that of the others when they have ended. Arguments are those of pytest.
"""

import os
import subprocess
import sys
from collections.abc import Sequence

from tests.support.root import ROOT

_NO_TESTS = 5
"""The exit code of pytest that ran no test, because the arguments chose none of its part."""


def main(arguments: Sequence[str]) -> int:
    """Run the tests. Returns an exit code: 0 if none failed, that of a part which failed, or `_NO_TESTS`."""
    parts = os.cpu_count() or 1
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "pytest", "--quick", f"--part={part}/{parts}", *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE if part > 1 else None,
            text=True,
        )
        for part in range(1, parts + 1)
    ]
    codes: set[int] = set()
    for process in running:
        output, _ = process.communicate()
        sys.stdout.write(output or "")
        sys.stdout.flush()
        codes.add(process.returncode)
    if codes == {_NO_TESTS}:
        return _NO_TESTS
    return next(iter(codes - {0, _NO_TESTS}), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

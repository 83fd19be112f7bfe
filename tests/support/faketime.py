"""The environment of a process with a false clock, by libfaketime. Its monotonic clock stays right."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

HOW = (
    "needs libfaketime, which gives a process a false clock. "
    "Debian, Ubuntu: apt install faketime. Fedora: dnf install libfaketime"
)
# Where distributions put it.
PLACES = (
    "usr/lib/*/faketime/libfaketime.so.1",
    "usr/lib64/faketime/libfaketime.so.1",
    "usr/lib/faketime/libfaketime.so.1",
)


def find_library(root: Path = Path("/")) -> Path | None:
    """Return the library; None if this machine has none."""
    if not sys.platform.startswith("linux"):
        return None
    return next((path for place in PLACES for path in sorted(root.glob(place))), None)


def require_library() -> Path:
    """Return the library. Skips the test without it; fails it where `CI` is set, for there a skipped test is none."""
    library = find_library()
    if library is not None:
        return library
    if os.environ.get("CI"):
        pytest.fail(HOW, pytrace=False)
    pytest.skip(HOW)


SET_SECONDS = 1.0
"""How long it takes at most until processes that run notice that their clock was set."""


class FalseClock:
    """A clock that is wrong by a number of seconds, which can change while processes use it.

    `rate`: seconds that it counts for each second that passes.
    """

    def __init__(self, library: Path, file: Path, seconds: float = 0.0, rate: float = 1.0) -> None:
        self._library, self._file = library, file
        self.set(seconds, rate)

    def set(self, seconds: float, rate: float = 1.0) -> None:
        """Set the clock, also of processes that run, within `SET_SECONDS`."""
        temporary = self._file.with_name(f"{self._file.name}.part")
        temporary.write_text(f"{seconds:+.3f}s" + (f" x{rate}" if rate != 1 else "") + "\n")
        temporary.replace(self._file)

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables of a process with this clock."""
        return {
            "LD_PRELOAD": str(self._library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            # The library reads the file when a second has begun, not each time that it is asked.
            "FAKETIME_CACHE_DURATION": "0",
            # Timers of the event loop use the monotonic clock, which nobody can set.
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
            # Without this, a thread that waits for Python's lock asks for it without a pause.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        }


if __name__ == "__main__":
    sys.exit(0 if find_library() else HOW)

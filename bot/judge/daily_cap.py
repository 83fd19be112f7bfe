"""Limits how often the model is asked in one day, across restarts and all processes that share a cache folder.

Each call appends one byte to the file of its day, which needs no lock: the file's size is the number of calls.
"""

import logging
from contextlib import suppress
from datetime import date
from pathlib import Path

_PREFIX, _SUFFIX = "judge-", ".calls"

_log = logging.getLogger(__name__)


class DailyCap:
    """Counts calls and refuses those over a limit. If the folder can't be written, it counts only its own calls."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._day: date | None = None
        self._own_calls = 0

    def take(self, day: date) -> bool:
        """Count a call on a day (UTC), and return True. Return False if the day's limit is reached. Blocking."""
        if day != self._day:
            self._day, self._own_calls = day, 0
            self._delete_files_of_other_days(day)
        if max(self._own_calls, self._count_calls(day)) >= self._limit:
            return False
        self._own_calls += 1
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._file(day).open("ab") as file:
                file.write(b".")
        except OSError as error:
            _log.debug("a call can't be counted in %s: %s", self._folder, error)
        return True

    def _count_calls(self, day: date) -> int:
        try:
            return self._file(day).stat().st_size
        except OSError:
            return 0

    def _file(self, day: date) -> Path:
        return self._folder / f"{_PREFIX}{day.isoformat()}{_SUFFIX}"

    def _delete_files_of_other_days(self, day: date) -> None:
        with suppress(OSError):
            for file in self._folder.glob(f"{_PREFIX}*{_SUFFIX}"):
                if file != self._file(day):
                    file.unlink(missing_ok=True)

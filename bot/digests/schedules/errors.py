"""What was not understood of a schedule, before an example is found for it."""

from typing import Literal

InvalidReason = Literal[
    "empty", "too-long", "unknown-word", "no-time", "no-day", "bad-time", "bad-number", "bad-cron", "never", "too-often"
]
"""Why a phrase is no schedule. `bad-number`: a number of hours, days or weeks that can't be kept to."""


class ScheduleError(Exception):
    """A phrase that is no schedule; `hints` are phrases near to it, best first, that may be schedules."""

    def __init__(
        self, reason: InvalidReason, *, word: str = "", understood: str = "", hints: tuple[str, ...] = ()
    ) -> None:
        super().__init__(reason, word, understood)
        self.reason: InvalidReason = reason
        self.word = word
        self.understood = understood
        self.hints = hints

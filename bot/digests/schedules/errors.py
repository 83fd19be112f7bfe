"""The error for the part of a schedule that was not understood."""

from typing import Literal

InvalidReason = Literal[
    "empty", "too-long", "unknown-word", "no-time", "no-day", "bad-time", "bad-number", "bad-cron", "never", "too-often"
]
"""Why a text is not a schedule. `bad-number`: no schedule can have this number of hours, days or weeks."""


class ScheduleError(Exception):
    """A text is not a schedule. `parse` catches this and raises an `InvalidScheduleError`, with an example.

    `hints`: similar phrases, best first. They may be schedules, but nobody has checked.
    """

    def __init__(
        self, reason: InvalidReason, *, word: str = "", understood: str = "", hints: tuple[str, ...] = ()
    ) -> None:
        super().__init__(reason, word, understood)
        self.reason: InvalidReason = reason
        self.word = word
        self.understood = understood
        self.hints = hints

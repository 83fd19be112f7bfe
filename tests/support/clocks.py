"""A clock that a test sets."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class SettableClock(Generic[T]):
    """A clock that is called for the time: a date and time, or seconds."""

    now: T

    def __call__(self) -> T:
        return self.now

"""What each person asked last, and where, so that the next question there may follow it up. In memory, for a while."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from bot.answers.conversation.previous import REMEMBERED, PreviousQuestion

# A kilobyte each, twenty where much was shown; the longest unasked are forgotten first.
MOST = 2_000

Place = tuple[int, int]
"""A person and a channel, by their Discord ids."""


@dataclass(frozen=True, slots=True)
class ConversationMemory:
    """The last question of each person in each place, with when it was asked. Thread-safe: answers are made off the
    loop, several at a time."""

    kept: OrderedDict[Place, tuple[datetime, PreviousQuestion]] = field(
        default_factory=OrderedDict[Place, tuple[datetime, PreviousQuestion]]
    )
    lock: Lock = field(default_factory=Lock)

    def keep(self, place: Place, earlier: PreviousQuestion, now: datetime) -> None:
        """Remember a question; what is older than `REMEMBERED` goes."""
        with self.lock:
            self.kept.pop(place, None)
            self.kept[place] = (now, earlier)
            while len(self.kept) > MOST or now - next(iter(self.kept.values()))[0] > REMEMBERED:
                self.kept.popitem(last=False)

    def last(self, place: Place, now: datetime) -> PreviousQuestion | None:
        """The question before, unless it is too long ago."""
        found = self.kept.get(place)
        return found[1] if found and now - found[0] <= REMEMBERED else None

    def forget(self, person: int) -> None:
        """Forget what a person asked, wherever that was."""
        with self.lock:
            for place in [place for place in self.kept if place[0] == person]:
                del self.kept[place]

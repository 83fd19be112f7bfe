"""Remembers what each person asked last in each channel, for a while, so that the next question can follow it up."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from bot.answers.conversation.previous import MEMORY_SPAN, PreviousQuestion

# One kilobyte each, twenty if many articles were shown. The oldest are forgotten first.
MAX_QUESTIONS = 2_000

ConversationKey = tuple[int, int]
"""A person and a channel, by their Discord ids."""


@dataclass(frozen=True, slots=True)
class ConversationMemory:
    """The last question of each conversation and the time of it, oldest first.

    Thread-safe: several questions may be answered at the same time, each on its own thread.
    """

    questions: OrderedDict[ConversationKey, tuple[datetime, PreviousQuestion]] = field(
        default_factory=OrderedDict[ConversationKey, tuple[datetime, PreviousQuestion]]
    )
    lock: Lock = field(default_factory=Lock)

    def remember(self, conversation: ConversationKey, question: PreviousQuestion, now: datetime) -> None:
        """Remember a question, and forget those older than `MEMORY_SPAN`."""
        with self.lock:
            self.questions.pop(conversation, None)
            self.questions[conversation] = (now, question)
            while len(self.questions) > MAX_QUESTIONS or now - next(iter(self.questions.values()))[0] > MEMORY_SPAN:
                self.questions.popitem(last=False)

    def recall(self, conversation: ConversationKey, now: datetime) -> PreviousQuestion | None:
        """Return the last question; None if there is none, or if it is older than `MEMORY_SPAN`."""
        entry = self.questions.get(conversation)
        return entry[1] if entry and now - entry[0] <= MEMORY_SPAN else None

    def forget(self, person: int) -> None:
        """Forget what a person asked in any channel."""
        with self.lock:
            for conversation in [key for key in self.questions if key[0] == person]:
                del self.questions[conversation]

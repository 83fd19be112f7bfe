"""What a newcomer can try in the sandbox. Each hint is typed as it is printed, and ends with Enter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.answers.desk.desk import Desk
from bot.catalogue import Translator

View = Literal["general", "newsroom", "dm"]


@dataclass(frozen=True, slots=True)
class Hint:
    """A line to type.

    `view`: the conversation to type it in; None for any. `after`: what to do then; "" for nothing.
    """

    text: str
    view: View | None = None
    after: str = ""


def build_hints(desk: Desk, questions: Sequence[str], words: Translator) -> tuple[Hint, ...]:
    """Return four hints made from what the archive has. `questions`: questions that it can answer."""
    topic = next((topic.name for topic in desk.archive.topics.values() if "," not in topic.name), "")
    # A command without options would need Enter twice: once to choose it in the menu, and once to send it.
    limit = f" topic:{topic}" if topic else " by:month"
    limits = f" topics:{topic}" if topic else ""
    first, last = (questions[0], questions[-1]) if questions else (words("sandbox-try-anything"),) * 2
    digest = f"/digest create channel:#newsroom schedule:daily 09:00 zone:Berlin{limits} when-empty:archive"
    return (
        Hint(f"/ask {first}"),
        Hint(f"/timeline{limit}"),
        Hint(last, view="dm"),
        Hint(digest, view="newsroom", after=words("sandbox-try-digest")),
    )

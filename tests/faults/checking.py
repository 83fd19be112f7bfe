"""Checks that every edition that was due is exactly once in its channel."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from tests.wire.components import walk_components

MARK_PREFIX = "n1:edition:"


class PostedMessage(NamedTuple):
    """A message of the bot. `channel`: the channel's id. `run`: the id of the run that its button names."""

    id: str
    channel: str
    run: str


class RecordedRun(NamedTuple):
    """How a run ended according to the store. `message`: the id of its message."""

    state: str
    message: str


class Verdict(NamedTuple):
    """Counts of editions.

    `lost`: editions that are not in their channel, or not recorded with their message. `doubled`: messages beyond the
    first of each edition. `wrong`: a sentence for each fault.
    """

    due: int = 0
    sent: int = 0
    lost: int = 0
    doubled: int = 0
    wrong: tuple[str, ...] = ()

    def __add__(self, other: tuple[Any, ...]) -> "Verdict":
        return Verdict(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


def read_mark(message: Mapping[str, Any]) -> str:
    """Return the run that a message's button names; empty if it names none, or several."""
    custom_ids = {component.get("custom_id", "") for component in walk_components(message["components"])}
    runs = [custom_id.removeprefix(MARK_PREFIX) for custom_id in custom_ids if custom_id.startswith(MARK_PREFIX)]
    return runs[0] if len(runs) == 1 else ""


def judge(due: Mapping[str, str], posted: Iterable[PostedMessage], recorded: Mapping[str, RecordedRun]) -> Verdict:
    """Compare what was due with what was posted and recorded. `due`: by the id of each run, its channel."""
    messages = list(posted)
    found: dict[str, PostedMessage] = {}
    for message in messages:
        if due.get(message.run) == message.channel:
            found.setdefault(message.run, message)
    lost = {run: reason for run in due if (reason := _explain_loss(found.get(run), recorded.get(run)))}
    wrong = (*(f"{run} is lost: {reason}" for run, reason in lost.items()), *_list_surplus(due, messages))
    return Verdict(len(due), len(due) - len(lost), len(lost), len(messages) - len(found), wrong)


def _explain_loss(message: PostedMessage | None, record: RecordedRun | None) -> str:
    if message is None:
        return f"no message, recorded as {record.state}" if record else "no message and no record"
    if record is None:
        return "its message is there, but no record"
    if record != ("sent", message.id):
        return f"message {message.id} is there, but the record is {record.state} {record.message}"
    return ""


def _list_surplus(due: Mapping[str, str], messages: Iterable[PostedMessage]) -> Iterator[str]:
    for (run, channel), count in Counter((message.run, message.channel) for message in messages).items():
        if run not in due:
            yield f"{count} messages in {channel} name the run {run!r}, which was not due"
        elif due[run] != channel:
            yield f"{run} is in {channel}, not in {due[run]}"
        elif count > 1:
            yield f"{run} is there {count} times"

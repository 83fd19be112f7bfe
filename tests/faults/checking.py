"""Whether every edition that was due stands exactly once where it belongs: what was due, against what is there."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from tests.wire.components import every

MARK = "n1:edition:"


class Said(NamedTuple):
    """A message of the bot that stands in a channel: its id, the channel's, and the run whose mark it bears."""

    id: str
    channel: str
    run: str


class Recorded(NamedTuple):
    """How the store says that a run ended, and by which message."""

    state: str
    message: str


class Verdict(NamedTuple):
    """Counts of editions, and a sentence for each that is not as it should be. `lost`: not where it belongs, or not
    recorded as that message. `doubled`: messages beyond the first of each that was due."""

    due: int = 0
    sent: int = 0
    lost: int = 0
    doubled: int = 0
    wrong: tuple[str, ...] = ()

    def __add__(self, other: tuple[Any, ...]) -> "Verdict":
        return Verdict(*(one + another for one, another in zip(self, other, strict=True)))


def mark(message: Mapping[str, Any]) -> str:
    """The run whose mark a message, as Discord stores it, bears; empty where it bears none, or several."""
    marks = {each.get("custom_id", "") for each in every(message["components"])}
    runs = [each.removeprefix(MARK) for each in marks if each.startswith(MARK)]
    return runs[0] if len(runs) == 1 else ""


def judge(due: Mapping[str, str], said: Iterable[Said], recorded: Mapping[str, Recorded]) -> Verdict:
    """`due`: by the id of each run, the channel in which its one message belongs."""
    messages = list(said)
    there: dict[str, Said] = {}
    for each in messages:
        if due.get(each.run) == each.channel:
            there.setdefault(each.run, each)
    lost = {run: why for run in due if (why := _lost(there.get(run), recorded.get(run)))}
    wrong = (*(f"{run} is lost: {why}" for run, why in lost.items()), *_surplus(due, messages))
    return Verdict(len(due), len(due) - len(lost), len(lost), len(messages) - len(there), wrong)


def _lost(message: Said | None, record: Recorded | None) -> str:
    if message is None:
        return f"no message, recorded as {record.state}" if record else "no message and no record"
    if record is None:
        return "its message is there, but no record"
    if record != ("sent", message.id):
        return f"message {message.id} is there, but the record is {record.state} {record.message}"
    return ""


def _surplus(due: Mapping[str, str], messages: Iterable[Said]) -> Iterator[str]:
    for (run, channel), count in Counter((each.run, each.channel) for each in messages).items():
        if run not in due:
            yield f"{count} messages in {channel} bear the mark {run!r}, which was not due"
        elif due[run] != channel:
            yield f"{run} is in {channel}, not in {due[run]}"
        elif count > 1:
            yield f"{run} is there {count} times"

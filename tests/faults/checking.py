"""Checks that every edition that was due is exactly once in its channel."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bot.digests.digest import Step
from tests.wire.components import walk_components

MARK_PREFIX = "n1:edition:"
ARTICLE = r"https://herald\.example/\w+"


class PostedMessage(NamedTuple):
    """A message of the bot.

    `channel`: the channel's id. `run`: the id of the run that its button names. `articles`: the URLs that it links to.
    """

    id: str
    channel: str
    run: str
    articles: frozenset[str] = frozenset()

    @property
    def digest(self) -> int:
        """The digest that the run belongs to; 0 if its button names none."""
        number = re.match(r"\d+", self.run)
        return int(number[0]) if number else 0


class RecordedRun(NamedTuple):
    """How a run ended according to the store. `message`: the id of its message."""

    state: str
    message: str


class Verdict(NamedTuple):
    """Counts of editions.

    `lost`: editions that are not in their channel, or not recorded with their message. `doubled`: messages beyond the
    first of each edition. `articles_lost`: news that is in no edition of a digest. `articles_doubled`: articles that
    are in more than one, each counted once for each edition too many. `wrong`: a sentence for each fault.
    """

    due: int = 0
    sent: int = 0
    lost: int = 0
    doubled: int = 0
    articles_lost: int = 0
    articles_doubled: int = 0
    wrong: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost or doubled."""
        return not (self.lost or self.doubled or self.articles_lost or self.articles_doubled)

    def format_counts(self) -> str:
        """Format the counts as `name=value`."""
        names = ("due", "sent", "lost", "doubled", "articles_lost", "articles_doubled")
        return " ".join(f"{name}={getattr(self, name)}" for name in names)

    def __add__(self, other: tuple[Any, ...]) -> "Verdict":
        return Verdict(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


def read_mark(message: Mapping[str, Any]) -> str:
    """Return the run that a message's button names; empty if it names none, or several."""
    custom_ids = {component.get("custom_id", "") for component in walk_components(message["components"])}
    runs = [custom_id.removeprefix(MARK_PREFIX) for custom_id in custom_ids if custom_id.startswith(MARK_PREFIX)]
    return runs[0] if len(runs) == 1 else ""


def read_articles(message: Mapping[str, Any]) -> frozenset[str]:
    """Return the URLs of the archive's articles in a message."""
    return frozenset(re.findall(ARTICLE, json.dumps(message["components"])))


def judge(due: Mapping[str, str], posted: Iterable[PostedMessage], recorded: Mapping[str, RecordedRun]) -> Verdict:
    """Compare what was due with what was posted and recorded. `due`: by the id of each run, its channel."""
    messages = list(posted)
    found: dict[str, PostedMessage] = {}
    for message in messages:
        if due.get(message.run) == message.channel:
            found.setdefault(message.run, message)
    lost = {run: reason for run in due if (reason := _explain_loss(found.get(run), recorded.get(run)))}
    wrong = (*(f"{run} is lost: {reason}" for run, reason in lost.items()), *_list_surplus(due, messages))
    return Verdict(len(due), len(due) - len(lost), len(lost), len(messages) - len(found), wrong=wrong)


def judge_posts(
    due: Collection[str],
    states: Mapping[str, str],
    steps: Mapping[str, Sequence[Step]],
    posted: Iterable[PostedMessage],
) -> Verdict:
    """Compare the posts of the runs that were due with those that are there.

    `states`, `steps`: by the id of each run, how it ended and its messages. A run without news has none.
    """
    found: dict[str, list[str]] = {}
    for message in posted:
        found.setdefault(message.run, []).append(message.id)
    expected = {
        f"{run}:{number}" if number else run: (step.state, str(step.message))
        for run in due
        for number, step in enumerate(steps.get(run, ()))
    }
    lost = [mark for mark, (state, number) in expected.items() if state != "sent" or number not in found.get(mark, ())]
    lost += [run for run in due if states.get(run) not in ("sent", "empty")]
    surplus = {mark: len(ids) - (mark in expected) for mark, ids in found.items()}
    doubled = {mark: count for mark, count in surplus.items() if count}
    wrong = (
        *(f"the post {mark} is lost: {expected.get(mark, states.get(mark))}" for mark in lost),
        *(f"the post {mark} is there {count} times too often" for mark, count in doubled.items()),
    )
    return Verdict(len(expected), len(expected) - len(lost), len(lost), sum(doubled.values()), wrong=wrong)


def judge_articles(news: Mapping[int, Collection[str]], posted: Iterable[PostedMessage]) -> Verdict:
    """Compare the news of each digest with its messages. `news`: the URLs that are news to a digest, by its id."""
    counts = Counter((message.digest, url) for message in posted for url in message.articles)
    lost = [(digest, url) for digest, urls in news.items() for url in sorted(urls) if not counts[digest, url]]
    doubled = {key: count - 1 for key, count in counts.items() if count > 1}
    wrong = (
        *(f"{url} is lost: it is in no edition of digest {digest}" for digest, url in lost),
        *(f"{url} is in {count + 1} editions of digest {digest}" for (digest, url), count in doubled.items()),
    )
    return Verdict(articles_lost=len(lost), articles_doubled=sum(doubled.values()), wrong=wrong)


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

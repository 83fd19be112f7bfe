"""Events that several articles report, as read in the shared corpora, and how well stories match them.

`events/development.jsonl` and `events/held_out.jsonl` hold one event a line: the corpus, a name, and the addresses of
the articles that report it. `events/separate.jsonl` holds guides and market reports, which look alike and are each of
another thing. The files have no text of the articles.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import msgspec

EVENTS = Path(__file__).parent.parent / "events"
DEVELOPMENT, HELD_OUT, SEPARATE = (EVENTS / f"{name}.jsonl" for name in ("development", "held_out", "separate"))

LARGE_EVENT = 10
"""The articles of which an event is large; its recall is reported apart."""


class Event(msgspec.Struct, frozen=True):
    """An event, or, without a name, articles that are all of different events."""

    corpus: str
    urls: tuple[str, ...]
    event: str = ""


class EventScores(NamedTuple):
    """How well stories match events, as shares from 0 to 1; NaN where nothing can be counted.

    `large`, `others`: of the pairs of articles of one event, those in one story; the mean over events. `precision`: of
    the pairs of articles of any events in one story, those of one event. `apart`: of the pairs of articles of two
    events of one corpus that are near in time, those in two stories; the mean over pairs of events. `separate`: of the
    articles that are of different events, those that share a story with another of them.
    """

    large: float
    others: float
    precision: float
    apart: float
    separate: float


def load_events(file: Path) -> list[Event]:
    """Return the events of a file."""
    return [msgspec.json.decode(line, type=Event) for line in file.read_text("utf-8").splitlines()]


def score_events(
    story_of: Mapping[str, int], events: Sequence[Event], separate: Iterable[str], days: Mapping[str, int]
) -> EventScores:
    """Score stories. `story_of`, `days`: the story and the day of each article, by its address."""
    members = {event: [url for url in event.urls if url in story_of] for event in events}
    recalls: dict[bool, list[float]] = {True: [], False: []}
    together, right = 0, 0
    for urls in members.values():
        pairs = [story_of[first] == story_of[second] for first, second in combinations(urls, 2)]
        if pairs:
            recalls[len(urls) >= LARGE_EVENT].append(sum(pairs) / len(pairs))
        together, right = together + sum(pairs), right + sum(pairs)
    apart: list[float] = []
    for (first, urls), (second, others) in combinations(members.items(), 2):
        pairs = [story_of[one] == story_of[other] for one in urls for other in others]
        together += sum(pairs)
        if pairs and first.corpus == second.corpus and _are_near(urls, others, days):
            apart.append(1 - sum(pairs) / len(pairs))
    counts: defaultdict[int, int] = defaultdict(int)
    for url in separate:
        if url in story_of:
            counts[story_of[url]] += 1
    shared = sum(count for count in counts.values() if count > 1)
    return EventScores(
        _average(recalls[True]),
        _average(recalls[False]),
        right / together if together else float("nan"),
        _average(apart),
        shared / sum(counts.values()) if counts else float("nan"),
    )


def _are_near(first: Iterable[str], second: Iterable[str], days: Mapping[str, int]) -> bool:
    """Tell whether some articles of two events are at most a week apart."""
    return any(abs(days[one] - days[other]) <= 7 for one in first for other in second if one in days and other in days)


def _average(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")

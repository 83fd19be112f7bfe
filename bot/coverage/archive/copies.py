"""Copies: the same text from several outlets, as agencies and partners spread it. Display folds them; nothing merges.

Two articles are copies where both title and excerpt are the same after folding. Folding keeps every digit, so titles
whose numbers differ ("34 more deaths", "36 more deaths") are never copies. Only the wording shown counts: a live page
that had both headlines in turn would else tie the two together.

A title without an excerpt is thin evidence: "Market update" or "Morning briefing" come from any outlet on any day.
So with both excerpts empty the title must have at least eight words and the dates, where known, be within a week.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import compress, pairwise

from bot.coverage.archive.identity import hash64
from bot.coverage.article import Article
from bot.coverage.text import fold, fold_once

LONG_TITLE_WORDS = 8
TITLE_ONLY_SPAN = 7 * 86_400.0
"""In seconds."""

_TITLE_ONLY = 1


def text_fingerprint(title: str, excerpt: str) -> int:
    """A number of 64 bits, the same for texts that may be copies; 0 for a text that can't be one. Odd without an
    excerpt."""
    folded, rest = fold(title), fold_once(excerpt)
    if not folded or (not rest and len(folded.split()) < LONG_TITLE_WORDS):
        return 0
    return hash64(f"{folded}\0{rest}") & ~_TITLE_ONLY | (not rest)


def group_copies(marks: Sequence[int], ages: Sequence[float]) -> list[Sequence[int]]:
    """Groups of two or more articles with one text, of one outlet or of several, by their places, each in order.

    Of all articles, newest first: `marks`, and `ages` in seconds, larger for the older, infinite for the undated.
    """
    several = {text for text, count in Counter(marks).items() if count > 1 and text}
    members: dict[int, list[int]] = {text: [] for text in several}
    for place in compress(range(len(marks)), map(several.__contains__, marks)):
        members[marks[place]].append(place)
    groups: list[Sequence[int]] = []
    for text, group in sorted(members.items(), key=lambda item: item[1]):
        groups += _near_in_time(group, ages) if text & _TITLE_ONLY else [group]
    return groups


def is_in_several_outlets(members: Sequence[Article]) -> bool:
    """Whether a group stands in more than one outlet, which is what "also reported by" means."""
    return len({article.outlet for article in members}) > 1


def _near_in_time(members: Sequence[int], ages: Sequence[float]) -> list[list[int]]:
    """Split a group where its dates leave a gap of more than a week; the undated stay by themselves."""
    runs = [[members[0]]]
    for newer, older in pairwise(members):
        if ages[older] - ages[newer] > TITLE_ONLY_SPAN:
            runs.append([])
        runs[-1].append(older)
    return [run for run in runs if len(run) > 1]

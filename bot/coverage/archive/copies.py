"""Copies: the same text from several outlets, often through agencies. Cards show them as one; they are never merged.

Two articles are copies if both title and excerpt are equal after folding. Folding keeps every digit, so titles with
different numbers ("34 more deaths", "36 more deaths") are never copies. Only the wording that is shown counts.
Otherwise a live page that had both headlines at different times would make the two copies.

A title without an excerpt is weak evidence: any outlet may have a "Market update" or "Morning briefing" on any day.
So if both excerpts are empty, the title must have at least eight words and the known dates must be within a week.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import compress, pairwise

from bot.coverage.archive.identity import compute_hash64
from bot.coverage.article import Article
from bot.coverage.text import fold, fold_once

LONG_TITLE_WORDS = 8
TITLE_ONLY_SPAN = 7 * 86_400.0
"""The longest gap between copies that have only a title, in seconds."""

_TITLE_ONLY = 1


def compute_text_fingerprint(title: str, excerpt: str) -> int:
    """Return a number of 64 bits that is equal for texts that may be copies, or 0 for a text that can't be one.

    It is odd if there is no excerpt.
    """
    folded_title, folded_excerpt = fold(title), fold_once(excerpt)
    if not folded_title or (not folded_excerpt and len(folded_title.split()) < LONG_TITLE_WORDS):
        return 0
    return compute_hash64(f"{folded_title}\0{folded_excerpt}") & ~_TITLE_ONLY | (not folded_excerpt)


def group_copies(fingerprints: Sequence[int], ages: Sequence[float]) -> list[Sequence[int]]:
    """Return groups of two or more articles with the same text, from one or several outlets, as places in order.

    Both arguments have an item for every article, newest first. `ages` are in seconds, larger for older articles
    and infinite for undated ones.
    """
    repeated = {text for text, count in Counter(fingerprints).items() if count > 1 and text}
    members: dict[int, list[int]] = {text: [] for text in repeated}
    for place in compress(range(len(fingerprints)), map(repeated.__contains__, fingerprints)):
        members[fingerprints[place]].append(place)
    groups: list[Sequence[int]] = []
    for text, group in sorted(members.items(), key=lambda item: item[1]):
        groups += _split_by_time(group, ages) if text & _TITLE_ONLY else [group]
    return groups


def is_in_several_outlets(articles: Sequence[Article]) -> bool:
    """Return whether the articles are from more than one outlet, so that "also reported by" is true."""
    return len({article.outlet for article in articles}) > 1


def _split_by_time(members: Sequence[int], ages: Sequence[float]) -> list[list[int]]:
    """Split a group at every gap of more than a week. Undated articles form a group of their own."""
    runs = [[members[0]]]
    for newer, older in pairwise(members):
        if ages[older] - ages[newer] > TITLE_ONLY_SPAN:
            runs.append([])
        runs[-1].append(older)
    return [run for run in runs if len(run) > 1]

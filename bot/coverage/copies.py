"""Copies: the same text from several outlets, as agencies and partners spread it. Display folds them; nothing merges.

Two articles are copies where both title and excerpt are the same after folding. Folding keeps every digit, so titles
whose numbers differ ("34 more deaths", "36 more deaths") are never copies. Only the wording shown counts: a live page
that had both headlines in turn would else tie the two together.

A title without an excerpt is thin evidence: "Market update" or "Morning briefing" come from any outlet on any day.
So with both excerpts empty the title must have at least eight words and the dates, where known, be within a week.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta

from bot.coverage import repair
from bot.coverage.article import Article

LONG_TITLE_WORDS = 8
TITLE_ONLY_SPAN = timedelta(days=7)


def same_text(titles: Iterable[str], article: Callable[[int], Article]) -> list[tuple[int, ...]]:
    """Groups of two or more articles with one text, of one outlet or of several, by their places in the order given.

    `titles`: folded, of all articles. `article` gives one by its place; only namesakes are asked for.
    """
    by_title = _several((title, place) for place, title in enumerate(titles) if title)
    groups: list[tuple[int, ...]] = []
    for title, namesakes in by_title.items():
        read = {place: article(place) for place in namesakes}
        for excerpt, members in _several((repair.fold(read[place].excerpt), place) for place in namesakes).items():
            if excerpt:
                groups.append(tuple(members))
            elif len(title.split()) >= LONG_TITLE_WORDS:
                groups.extend(_near_in_time(members, read))
    return groups


def is_spread(members: Sequence[Article]) -> bool:
    """Whether a group stands in more than one outlet, which is what "also reported by" means."""
    return len({article.outlet for article in members}) > 1


def _several(keyed: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """Lists by key, those of one member left out."""
    found: dict[str, list[int]] = {}
    for key, place in keyed:
        found.setdefault(key, []).append(place)
    return {key: members for key, members in found.items() if len(members) > 1}


def _near_in_time(members: list[int], read: Mapping[int, Article]) -> list[tuple[int, ...]]:
    """Split a group where its dates leave a gap of more than a week; the undated stay by themselves."""
    dated = sorted((moment.at, read[place].key, place) for place in members if (moment := read[place].published))
    runs: list[list[int]] = []
    last = None
    for at, _, place in dated:
        if last is None or at - last > TITLE_ONLY_SPAN:
            runs.append([])
        runs[-1].append(place)
        last = at
    undated = [place for place in members if not read[place].published]
    runs.append(undated)
    return [tuple(reversed(run)) for run in runs if len(run) > 1]

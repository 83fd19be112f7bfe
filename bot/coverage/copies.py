"""Copies: the same text from several outlets, as agencies and partners spread it. Display folds them; nothing merges.

Two articles are copies where both title and excerpt are the same after folding. Folding keeps every digit, so titles
whose numbers differ ("34 more deaths", "36 more deaths") are never copies. Only the wording shown counts: a live page
that had both headlines in turn would else tie the two together.

A title without an excerpt is thin evidence: "Market update" or "Morning briefing" come from any outlet on any day.
So with both excerpts empty the title must have at least eight words and the dates, where known, be within a week.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.coverage import repair
from bot.coverage.article import Article

LONG_TITLE_WORDS = 8
TITLE_ONLY_SPAN = timedelta(days=7)


def same_text(titled: Iterable[tuple[str, Article]]) -> list[tuple[Article, ...]]:
    """Groups of two or more articles with one text, of one outlet or of several, in the order given.

    Each article comes with its folded title.
    """
    by_title = _several((title, article) for title, article in titled if title)
    groups: list[tuple[Article, ...]] = []
    for title, namesakes in by_title.items():
        for excerpt, members in _several((repair.fold(article.excerpt), article) for article in namesakes).items():
            if excerpt:
                groups.append(tuple(members))
            elif len(title.split()) >= LONG_TITLE_WORDS:
                groups.extend(_near_in_time(members))
    return groups


def is_spread(members: Sequence[Article]) -> bool:
    """Whether a group stands in more than one outlet, which is what "also reported by" means."""
    return len({article.outlet for article in members}) > 1


def _several(keyed: Iterable[tuple[str, Article]]) -> dict[str, list[Article]]:
    """Lists by key, those of one article left out."""
    found: dict[str, list[Article]] = {}
    for key, article in keyed:
        found.setdefault(key, []).append(article)
    return {key: members for key, members in found.items() if len(members) > 1}


def _near_in_time(members: list[Article]) -> list[tuple[Article, ...]]:
    """Split a group where its dates leave a gap of more than a week; the undated stay by themselves."""
    dated = sorted((article.published.at, article.key, article) for article in members if article.published)
    runs: list[list[Article]] = []
    last = None
    for at, _, article in dated:
        if last is None or at - last > TITLE_ONLY_SPAN:
            runs.append([])
        runs[-1].append(article)
        last = at
    undated = [article for article in members if not article.published]
    runs.append(undated)
    return [tuple(reversed(run)) for run in runs if len(run) > 1]

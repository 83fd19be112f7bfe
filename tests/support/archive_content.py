"""Describes all that an archive says, to compare two archives."""

from typing import Any

from bot.coverage.archive.archive import Archive
from tests.support.records import NOW


def describe(archive: Archive) -> dict[str, Any]:
    """All that an archive says."""
    articles = list(archive.articles)
    return {
        "articles": articles,
        "outlets": list(archive.outlets.items()),
        "topics": list(archive.topics.items()),
        "withdrawals": archive.withdrawals,
        "about": (archive.files, archive.removed, archive.fingerprint, archive.newest, archive.oldest),
        "problems": archive.problems,
        "conflicts": archive.date_conflicts,
        "duplicates": [list(group) for group in archive.duplicates],
        "days": archive.days,
        "aliases": sorted(archive.aliases()),
        "places": [archive.place(article.id) for article in articles],
        "outlet": [archive.outlet_of(place) for place in range(len(articles))],
        "by outlet": {key: list(archive.by_outlet(key)) for key in archive.outlets},
        "by topic": {key: list(archive.by_topic(key)) for key in archive.topics},
        "copies": [archive.copies(article) for article in articles],
        "related": [list(archive.related_to(article)) for article in articles],
        "between": list(archive.between(NOW.date().replace(month=1, day=1), NOW.date().replace(month=2, day=1))),
        "metadata": list(archive.metadata),
    }

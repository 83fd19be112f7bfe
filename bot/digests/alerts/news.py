"""Which arrivals are news. After a bulk import, or after the bot was off for a long time, only fresh articles are."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.coverage.archive.archive import Archive
from bot.coverage.article import Article

BULK = 100
"""If more articles than this arrive together, they are a bulk import or piled up while the bot was off. A hundred feeds
bring about ten articles a minute (`make bench ARGS=feeds`)."""

MAX_NEWS = 1_000
"""If more articles than this arrive together, none of them is news."""

TOGETHER = timedelta(minutes=10)
"""Batches this close in time count as arriving together, because copying many files takes a while."""

FRESH = timedelta(hours=36)
"""In a bulk import, an article is news if it was published at most this long before it arrived. If only the day is
known, it counts as published at midnight."""


class ArrivedBatch(NamedTuple):
    """Articles that arrived at the same time. `articles`: their ids."""

    number: int
    at: datetime
    articles: tuple[str, ...]


def select_news(archive: Archive, batches: Sequence[ArrivedBatch]) -> Iterator[ArrivedBatch]:
    """Yield the batches, in the same order, with only the articles that are news. `batches`: oldest first."""
    for last, batch in enumerate(batches):
        size = sum(len(other.articles) for other in batches[: last + 1] if batch.at - other.at <= TOGETHER)
        if size > MAX_NEWS:
            continue
        if size <= BULK:
            yield batch
            continue
        found = ((article_id, archive.article(article_id)) for article_id in batch.articles)
        fresh = (article_id for article_id, article in found if article is not None and _is_fresh(article, batch.at))
        yield batch._replace(articles=tuple(fresh))


def _is_fresh(article: Article, at: datetime) -> bool:
    return article.published is not None and article.published.at >= at - FRESH

"""What an export has: one row for each article that an answer, a list or a story shows."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from msgspec import Struct

from bot.answers.answer import Answer
from bot.answers.browse.listing import Listing
from bot.answers.browse.story import StoryView
from bot.coverage.archive.archive import Archive
from bot.coverage.article import Article, Moment


class ExportRow(Struct, frozen=True):
    """An article. Rows with the same `entry`, counted from 1, are reports of the same.

    `published` is None if the archive has no date; `url` if it has no address.
    """

    entry: int
    id: str
    title: str
    outlet: str
    published: Moment | None
    url: str | None
    topics: tuple[str, ...]
    excerpt: str


def build_rows(
    groups: Iterable[Sequence[Article]], archive: Archive, limit: int | None = None
) -> tuple[ExportRow, ...]:
    """Build the rows of articles, of which each group is one entry; at most `limit`. No article comes twice."""
    return tuple(islice(_iterate_rows(groups, archive), limit))


def _iterate_rows(groups: Iterable[Sequence[Article]], archive: Archive) -> Iterator[ExportRow]:
    seen: set[str] = set()
    entry = 0
    for group in groups:
        new = [article for article in group if article.id not in seen]
        entry += bool(new)
        for article in new:
            if article.id not in seen:
                seen.add(article.id)
                yield _build_row(entry, article, archive)


def _build_row(entry: int, article: Article, archive: Archive) -> ExportRow:
    outlet = archive.outlets.get(article.outlet)
    topics = (archive.topics[key].name for key in article.topics if key in archive.topics)
    return ExportRow(
        entry=entry,
        id=article.id,
        title=article.title,
        outlet=article.credit if outlet and outlet.platform and article.credit else outlet.name if outlet else "",
        published=article.published,
        url=article.url,
        topics=tuple(topics),
        excerpt=article.excerpt,
    )


def group_answer(answer: Answer) -> Iterator[Sequence[Article]]:
    """Yield what an answer lists: the articles that it quotes, then the others that are close to the question."""
    for quote in answer.quotes:
        yield (quote.article, *quote.also)
    for hit in answer.near_hits:
        yield (hit.article, *hit.also)


def group_listing(listing: Listing) -> Iterator[Sequence[Article]]:
    """Yield the articles of a list, each with the other reports of the same."""
    for entry in listing.entries:
        yield (entry.article, *entry.also)


def group_story(view: StoryView) -> Iterator[Sequence[Article]]:
    """Yield the reports of a story, oldest first. All are one entry."""
    yield [report.article for report in view.reports]

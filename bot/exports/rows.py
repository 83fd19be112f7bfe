"""What an export has: one row for each article that an answer, a list or a story shows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from msgspec import Struct

from bot.answers.answer import Answer
from bot.answers.browse.listing import Listing
from bot.answers.browse.story import StoryView
from bot.answers.evidence.passages import split_passages
from bot.coverage.archive.archive import Archive
from bot.coverage.article import Article, Moment
from bot.coverage.text import fold

_COMPARED = 120
"""How many characters find a sentence in a message: the shortest form of a quote there has 140."""


class ExportRow(Struct, frozen=True):
    """An article. Rows with the same `entry`, counted from 1, are reports of the same event.

    `published` is None if the archive has no date; `url` if it has no address. `quotes`: its sentences that an answer
    quotes, word for word.
    """

    entry: int
    id: str
    title: str
    outlet: str
    published: Moment | None
    url: str | None
    topics: tuple[str, ...]
    excerpt: str
    quotes: tuple[str, ...] = ()


def build_rows(
    groups: Iterable[Sequence[Article]],
    archive: Archive,
    limit: int | None = None,
    *,
    quotes: Mapping[str, Sequence[str]] = {},
) -> tuple[ExportRow, ...]:
    """Build at most `limit` rows of articles. Each group of articles is one entry. No article appears twice.

    `quotes`: the sentences that are quoted, by the id of their article.
    """
    return tuple(islice(_iterate_rows(groups, archive, quotes), limit))


def _iterate_rows(
    groups: Iterable[Sequence[Article]], archive: Archive, quotes: Mapping[str, Sequence[str]]
) -> Iterator[ExportRow]:
    seen_ids: set[str] = set()
    entry = 0
    for group in groups:
        new = [article for article in group if article.id not in seen_ids]
        entry += bool(new)
        for article in new:
            if article.id not in seen_ids:
                seen_ids.add(article.id)
                yield _build_row(entry, article, archive, quotes.get(article.id, ()))


def _build_row(entry: int, article: Article, archive: Archive, quotes: Sequence[str]) -> ExportRow:
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
        quotes=tuple(quotes),
    )


def group_answer(answer: Answer) -> Iterator[Sequence[Article]]:
    """Yield what an answer lists: the articles that it quotes, then the others that are close to the question."""
    for quote in answer.quotes:
        yield (quote.article, *quote.also)
    for hit in answer.near_hits:
        yield (hit.article, *hit.also)


def list_quotes(answer: Answer) -> Mapping[str, Sequence[str]]:
    """List the sentences that an answer quotes, by the id of their article. Headlines are left out."""
    quotes: dict[str, list[str]] = {}
    for quote in answer.quotes:
        if quote.place != "title":
            quotes.setdefault(quote.article.id, []).append(quote.text)
    return quotes


def find_quotes(articles: Iterable[Article], text: str) -> Mapping[str, Sequence[str]]:
    """Find the sentences of articles that a text repeats, by the id of their article.

    The beginning of a long sentence is enough, because a message cuts it.
    """
    folded = f" {fold(text)} "
    quotes: dict[str, Sequence[str]] = {}
    for article in articles:
        sentences = [passage.text for passage in split_passages(article) if passage.place == "excerpt"]
        quoted = [sentence for sentence in sentences if _is_in(fold(sentence), folded)]
        if quoted:
            quotes[article.id] = quoted
    return quotes


def _is_in(sentence: str, text: str) -> bool:
    beginning = sentence[:_COMPARED]
    return bool(beginning) and (f" {beginning} " if beginning == sentence else f" {beginning}") in text


def group_listing(listing: Listing) -> Iterator[Sequence[Article]]:
    """Yield the articles of a list, each with the other reports of the same event."""
    for entry in listing.entries:
        yield (entry.article, *entry.also)


def group_story(view: StoryView) -> Iterator[Sequence[Article]]:
    """Yield the reports of a story, oldest first. All are one entry."""
    yield [report.article for report in view.reports]

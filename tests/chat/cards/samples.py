"""What the tests of cards share: an archive about a harbor, and what a card says and links to."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

from discord import ui
from hypothesis import HealthCheck, settings

from bot.answers.answer import Answer, Hit, Quote, Remark, Verdict
from bot.catalogue import Catalogue
from bot.chat import limits
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.markdown import clean_link_target, escape
from bot.coverage.archive.archive import Archive
from bot.coverage.archive.build import build_archive
from bot.coverage.article import Article, Image, Moment, Origin, Record
from bot.coverage.parsing.reader import Reading
from tests.support.properties import examples

ItemT = TypeVar("ItemT", bound=ui.Item[Any])

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = Catalogue.load().get_translator("en-US", escape)
ASKER = 2**63
LINK = re.compile(r"\]\((https?://[^\s()]+)\)", re.IGNORECASE)
TIMESTAMP = re.compile(r"<t:-?\d+:D>")
MENTION = re.compile(r"@everyone|@here|(?<!\\)<[@#:/at]|://")


# Property tests of whole cards, which take longer than hypothesis likes.
slow = settings(
    max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def context_of(archive: Archive, **options: Any) -> CardContext:
    """Return the context of a reply to `ASKER`."""
    return CardContext(WORDS, archive, NOW, asker=ASKER, **options)


def texts(view: ui.LayoutView) -> list[str]:
    """Return the texts of a card."""
    return [item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay)]


def text_of(view: ui.LayoutView) -> str:
    """Return everything that a card says."""
    return "\n".join(texts(view))


def find_items(view: ui.LayoutView, kind: type[ItemT]) -> Iterator[ItemT]:
    """Yield the components of a kind."""
    return (item for item in view.walk_children() if isinstance(item, kind))


def assert_safe(view: ui.LayoutView, archive: Archive) -> None:
    """Assert that a card fits, links to articles of the archive alone, and has no mention or other timestamp."""
    assert limits.find_violations(view) == []
    article_urls = {clean_link_target(article.url) for article in archive.articles}
    for text in texts(view):
        for target in LINK.findall(text):
            assert target in article_urls
        rest = TIMESTAMP.sub("", LINK.sub("", text))
        assert not MENTION.search(re.sub(r"`/\w+`", "", rest)), rest
    for button in find_items(view, ui.Button):
        assert button.url is None or button.url in article_urls


def harbor_record(number: int = 1, **changes: object) -> Record:
    """Return the record of an article about the harbor. Each number has its own outlet and day."""
    fields: dict[str, object] = {
        "title": f"Harbor reopens, part {number}",
        "excerpt": f"The harbor reopened on day {number}.",
        "url": f"https://paper{number}.example/harbor",
        "aliases": (),
        "published": Moment(datetime(2021, 3, number, tzinfo=UTC), "day"),
        "outlet_name": f"Paper {number}",
        "outlet_domain": f"paper{number}.example",
        "topics": ("Harbor",),
        "image": Image(f"https://paper{number}.example/p.jpg", "The harbor"),
        "removed": False,
        "origin": Origin("a.md"),
    }
    return Record(**{**fields, **changes})  # pyright: ignore[reportArgumentType]


def make_archive(*records: Record) -> Archive:
    """Return an archive of records."""
    return build_archive([Reading(records, ())])


def make_article(**changes: Any) -> tuple[Article, CardContext]:
    """Return the one article of an archive, and a context to show it in."""
    archive = make_archive(harbor_record(**changes))
    return archive.articles[0], context_of(archive)


def make_answer(archive: Archive, verdict: Verdict = "found", quotes: int = 1, also: int = 0) -> Answer:
    """Return an answer that quotes the first article, with `also` copies."""
    first, *others = archive.articles
    return Answer(
        question="When did the harbor reopen?",
        verdict=verdict,
        confidence=0.9,
        lead=Remark(f"answer-{verdict}"),
        quotes=tuple(Quote(first.excerpt, first, "excerpt", tuple(others[:also])) for _ in range(quotes)),
        hits=tuple(Hit(article, 0.9) for article in archive.articles),
        remarks=(Remark("answer-from", {"outlets": "Paper 1"}),),
        suggestions=("What is the newest on Harbor?",),
        as_of=archive.newest,
        took_ms=1.0,
    )

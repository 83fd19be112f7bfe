"""What `--json` writes: plain mappings. Scripts rely on the keys, so never rename one."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from bot.answers.answer import Answer, Hit
from bot.answers.browse.listing import Listing, ListingEntry
from bot.answers.browse.story import StoryView
from bot.catalogue import Translator
from bot.coverage.archive.archive import Archive
from bot.coverage.article import Article, Moment
from bot.coverage.stories.stories import Story
from bot.servers.report import WeekReport


def answer_to_json(answer: Answer, archive: Archive, *, id: object = None) -> dict[str, Any]:  # noqa: A002
    """Convert an answer. `articles` has the ten closest, best first, each copy on its own; `url` may be null."""
    return {
        "id": id,
        "question": answer.question,
        "verdict": answer.verdict,
        "confidence": round(answer.confidence, 4),
        "answer": [{"text": quote.text, "url": quote.article.url} for quote in answer.quotes],
        "articles": [hit_to_json(hit, archive) for hit in answer.unfold_copies()],
        "suggestions": list(answer.suggestions),
        "as_of": moment_to_json(answer.as_of),
        "took_ms": round(answer.took_ms, 2),
    }


def reports_to_json(reports: Sequence[WeekReport]) -> list[dict[str, Any]]:
    """Convert the reports of weeks."""
    return msgspec.to_builtins(reports)


def hit_to_json(hit: Hit, archive: Archive) -> dict[str, Any]:
    """Convert an article that is close to a question."""
    return {**article_to_json(hit.article, archive), "score": round(hit.score, 4), "matched": list(hit.matched)}


def article_to_json(article: Article, archive: Archive) -> dict[str, Any]:
    """Convert an article, as any list has it."""
    return {
        "title": article.title,
        "url": article.url,
        "outlet": archive.outlets[article.outlet].name,
        "published": moment_to_json(article.published),
    }


def listing_to_json(listing: Listing, archive: Archive, words: Translator) -> dict[str, Any]:
    """Convert a list of articles. If `known` is false, a name or date was not understood; see `suggestions`."""
    return {
        **_build_listing_head(listing, words),
        "articles": [_entry_to_json(entry, archive) for entry in listing.entries],
    }


def counts_to_json(listing: Listing, words: Translator) -> dict[str, Any]:
    """Convert a list of topics or outlets, under the key `topics` or `outlets`."""
    counts = [
        {"key": count.key, "name": count.name, "articles": count.count, "newest": moment_to_json(count.newest)}
        for count in listing.counts
    ]
    return {**_build_listing_head(listing, words), listing.kind: counts}


def story_to_json(story: Story, archive: Archive) -> dict[str, Any]:
    """Convert a story. `articles` has URLs, oldest first; an article without one counts in all other fields."""
    return {
        "id": story.id,
        "headline": next((article.title for article in story.articles if article.title), story.lead.excerpt),
        "first": moment_to_json(story.first),
        "last": moment_to_json(story.last),
        "outlets": [archive.outlets[key].name for key in story.outlets],
        "articles": [article.url for article in story.articles if article.url is not None],
    }


def story_view_to_json(view: StoryView, archive: Archive, words: Translator) -> dict[str, Any]:
    """Convert a story side by side: its reports, oldest first, and the stories near it."""
    return {
        "lead": words(view.lead.id, view.lead.args),
        "remarks": [words(remark.id, remark.args) for remark in view.remarks],
        "reports": [
            {
                **article_to_json(report.article, archive),
                "seconds_after": None if report.delay is None else int(report.delay.total_seconds()),
                "only_in_headline": list(report.names.only),
                "only_here": [{"text": quote.text, "url": quote.article.url} for quote in report.unique_quotes],
                "first_to_mention": list(report.names.first),
            }
            for report in view.reports
        ],
        "related": [{**article_to_json(article, archive), "outlets": outlets} for article, outlets in view.related],
        "suggestions": list(view.suggestions),
        "as_of": moment_to_json(view.as_of),
        **({"settling": article_to_json(view.settling, archive)} if view.settling else {}),
    }


def moment_to_json(moment: Moment | None) -> str | None:
    """Convert a time: `YYYY-MM-DD` at day precision, else RFC 3339."""
    return moment.iso() if moment else None


def write_json(value: Mapping[str, Any] | Sequence[Any], *, lines: bool = False) -> None:
    """Write one JSON value to standard output in UTF-8: indented, or with `lines` on one line."""
    text = json.dumps(value, ensure_ascii=False, indent=None if lines else 2)
    # Lone surrogates (an argument that is not UTF-8, an escape in a batch file) have no UTF-8 form.
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def _build_listing_head(listing: Listing, words: Translator) -> dict[str, Any]:
    return {
        "known": listing.known,
        "lead": words(listing.lead.id, listing.lead.args),
        "remarks": [words(remark.id, remark.args) for remark in listing.remarks],
        "suggestions": list(listing.suggestions),
        "as_of": moment_to_json(listing.as_of),
    }


def _entry_to_json(entry: ListingEntry, archive: Archive) -> dict[str, Any]:
    fields = {
        **article_to_json(entry.article, archive),
        "redated": moment_to_json(entry.article.redated),
        "also": [article_to_json(copy, archive) for copy in entry.also],
    }
    if entry.continues is not None:
        fields["continues"] = article_to_json(entry.continues, archive)
    if entry.period:
        fields["period"] = entry.period
        fields["by"] = entry.step
        fields["days_without"] = entry.silence.days if entry.silence else 0
        fields["busy"] = entry.busy
    if entry.exclusive:
        fields["alone"] = True
    if entry.same_outlet:
        fields["same_outlet"] = entry.same_outlet
    return fields

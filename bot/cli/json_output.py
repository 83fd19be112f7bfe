"""What `--json` writes: plain mappings, the same for a person's script as for a test. Names of keys are a promise."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from bot.answers.answer import Answer, Hit
from bot.answers.browse.listing import Listing, ListingEntry
from bot.catalogue import Translator
from bot.coverage.archive.archive import Archive
from bot.coverage.article import Article, Moment


def answer_json(value: Answer, archive: Archive, *, id: object = None) -> dict[str, Any]:  # noqa: A002
    """An answer. `articles`: the ten nearest, best first, each copy on its own; `url`: the record's own, or null."""
    return {
        "id": id,
        "question": value.question,
        "verdict": value.verdict,
        "confidence": round(value.confidence, 4),
        "answer": [{"text": quote.text, "url": quote.article.url} for quote in value.quotes],
        "articles": [hit_json(each, archive) for each in value.unfolded()],
        "suggestions": list(value.suggestions),
        "as_of": moment_json(value.as_of),
        "took_ms": round(value.took_ms, 2),
    }


def hit_json(value: Hit, archive: Archive) -> dict[str, Any]:
    """An article near a question."""
    return {**article_json(value.article, archive), "score": round(value.score, 4), "matched": list(value.matched)}


def article_json(value: Article, archive: Archive) -> dict[str, Any]:
    """An article as it is listed."""
    return {
        "title": value.title,
        "url": value.url,
        "outlet": archive.outlets[value.outlet].name,
        "published": moment_json(value.published),
    }


def listing_json(value: Listing, archive: Archive, words: Translator) -> dict[str, Any]:
    """A list of articles. `known` false: a name or date was not understood, and `suggestions` has what would work."""
    return {
        **_around(value, words),
        "articles": [_entry(each, archive) for each in value.entries],
    }


def counts_json(value: Listing, words: Translator) -> dict[str, Any]:
    """A list of topics or of outlets, under that name."""
    listed = [
        {"key": each.key, "name": each.name, "articles": each.count, "newest": moment_json(each.newest)}
        for each in value.tallies
    ]
    return {**_around(value, words), value.kind: listed}


def _around(value: Listing, words: Translator) -> dict[str, Any]:
    return {
        "known": value.known,
        "lead": words(value.lead.id, value.lead.args),
        "remarks": [words(remark.id, remark.args) for remark in value.remarks],
        "suggestions": list(value.suggestions),
        "as_of": moment_json(value.as_of),
    }


def _entry(value: ListingEntry, archive: Archive) -> dict[str, Any]:
    made = {
        **article_json(value.article, archive),
        "redated": moment_json(value.article.redated),
        "also": [article_json(each, archive) for each in value.also],
    }
    if value.period:
        made["period"] = value.period
        made["by"] = value.step
        made["days_without"] = value.silence.days if value.silence else 0
        made["busy"] = value.busy
    if value.alone:
        made["alone"] = True
    return made


def moment_json(value: Moment | None) -> str | None:
    """`YYYY-MM-DD` at day precision, else RFC 3339."""
    return value.iso() if value else None


def write_json(value: Mapping[str, Any] | Sequence[Any], *, lines: bool = False) -> None:
    """Put one JSON value on standard output: indented for reading, or with `lines` on one line; always UTF-8."""
    text = json.dumps(value, ensure_ascii=False, indent=None if lines else 2)
    # Lone surrogates (an argument that was no valid UTF-8, an escape in a batch file) have no UTF-8 form.
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()

"""Rewrites articles that their outlets changed: a document with the new text replaces the one that was written.

Only a document that is still in its file as it was written is replaced; an editor's changes and deletions stay.
"""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from bot.feeds import files
from bot.feeds.store_port import FeedStore, Offer, PendingDocument

_FIELDS = ("title", "excerpt")
"""What is taken from the feed again. A new date in the feed does not make an old article new."""

_LINE = re.compile(r"^(title|excerpt): .*\n", re.MULTILINE)


def accept_offers(store: FeedStore, folder: Path, offers: Sequence[Offer]) -> int:
    """Record the documents that are to be replaced, and which of the offers change nothing.

    Return how many are to be replaced. Raises what the store raises, and OSError.
    """
    accepted: list[Offer] = []
    declined: list[Offer] = []
    for offer in offers:
        current = files.find_document(folder, offer.path, offer.written)
        text = "" if not current else _change(current, offer.text) if offer.text else _withdraw(current, offer.reason)
        if text and text != current:
            accepted.append(Offer(offer.key, offer.path, offer.written, text, offer.digest))
        else:
            declined.append(offer)
    if accepted or declined:
        store.answer_offers(accepted, declined)
    return len(accepted)


def _change(document: str, offer: str) -> str:
    """Return a document with the title and the excerpt of another."""
    lines = {match[1]: match[0] for match in _LINE.finditer(offer)}
    other_lines = _LINE.sub("", document)
    start = "---\n"
    if not other_lines.startswith(start) or "title" not in lines:
        return ""
    return start + "".join(lines.get(field, "") for field in _FIELDS) + other_lines.removeprefix(start)


def _withdraw(document: str, reason: str) -> str:
    """Return a document that says that its article was withdrawn."""
    field = f"removedReason: {json.dumps(reason, ensure_ascii=False)}\n" if reason else ""
    return f"{document}removed: true\n{field}" if "\nremoved: true\n" not in document else document


def write_replacements(store: FeedStore, folder: Path, pending: Sequence[PendingDocument]) -> int:
    """Replace documents in their files. Return how many were. Raises what the store raises, and OSError."""
    by_path: dict[str, list[PendingDocument]] = defaultdict(list)
    for document in pending:
        by_path[document.path].append(document)
    settled: dict[str, str] = {}
    for path, documents in by_path.items():
        files.replace_documents(folder, path, {document.replaces: document.text for document in documents})
        for document in documents:
            # A process that was killed may have written the text already, or an editor may have changed the document
            # first.
            is_written = files.has_document(folder, path, document.text)
            settled[document.key] = files.compute_digest(document.text) if is_written else document.replaces
    store.settle_replacements(settled)
    return len(settled)

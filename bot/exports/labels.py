"""What a digest is called outside Discord, in its own language."""

from collections.abc import Iterator

from bot.catalogue import Translator
from bot.coverage.archive.archive import Archive
from bot.digests.digest import Digest


def describe_digest(digest: Digest, archive: Archive, words: Translator) -> str:
    """Return the title of a digest's page: what it is limited to."""
    filters = "; ".join(_list_filters(digest, archive))
    return words("page-title-filtered", {"filters": filters}) if filters else words("page-title")


def _list_filters(digest: Digest, archive: Archive) -> Iterator[str]:
    if digest.topics:
        yield ", ".join(archive.topics[key].name if key in archive.topics else key for key in digest.topics)
    if digest.outlets:
        yield ", ".join(archive.outlets[key].name if key in archive.outlets else key for key in digest.outlets)
    if digest.words:
        yield digest.words

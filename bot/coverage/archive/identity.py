"""The identity of a record: the key of the article that it belongs to, from its own URL or from outlet and title.

`grouping` uses identities to find the records of one article.
"""

import re
from array import array
from hashlib import blake2b

from msgspec import Struct, structs

from bot.coverage import urls
from bot.coverage.article import Record
from bot.coverage.text import fold

UNNAMED = "-"
"""The outlet key of records that have neither a URL nor a provider."""
WITHOUT_URL, REMOVED = 1, 2
"""The bits of `RecordIdentity.flags`: the record has no URL; its file marks it as removed."""

_AMP_FORM = re.compile(r"(?:^|[./?&=_-])amp(?:html)?(?:[./?&=_-]|$)|ampproject\.org", re.IGNORECASE)


class RecordIdentity(Struct, frozen=True, array_like=True):
    """What decides which article a record belongs to. Texts are given as 64-bit hashes (`compute_hash64`).

    `key`: the hash of the record's key (`build_record_key`). `title`: that of outlet and title, which matches records
    without a URL to those with one; 0 if the outlet is unknown. `flags`: see `WITHOUT_URL`. `aliases`: the hashes of
    the other URLs, except home pages.
    """

    key: int
    title: int
    flags: int
    aliases: tuple[int, ...]


class IdentityColumns:
    """The identities of records by number, as columns that grow.

    `aliases` has the aliases of all records, and `aliases_of` the number of the record that each belongs to.
    """

    __slots__ = ("aliases", "aliases_of", "flags", "keys", "titles")

    def __init__(self) -> None:
        self.keys, self.titles, self.aliases = array("Q"), array("Q"), array("Q")
        self.flags, self.aliases_of = bytearray(), array("I")

    def append(self, identity: RecordIdentity) -> None:
        """Add a record."""
        self.aliases_of.extend([len(self.keys)] * len(identity.aliases))
        self.aliases.extend(identity.aliases)
        self.keys.append(identity.key)
        self.titles.append(identity.title)
        self.flags.append(identity.flags)


def with_canonical_urls(record: Record) -> Record:
    """Return the record with its canonical URLs: `key`, and in `aliases` those that differ from it.

    Computing them takes longer than everything else in building an archive.
    """
    if record.url is None:
        return record
    key = urls.canonicalize_url(record.url)
    aliases = dict.fromkeys(urls.canonicalize_url(alias) for alias in record.aliases)
    aliases.pop(key, None)
    return structs.replace(record, key=key, aliases=tuple(aliases))


def identify(record: Record) -> RecordIdentity:
    """Return the identity of a record that comes from `with_canonical_urls`."""
    flags = (0 if record.url else WITHOUT_URL) | (REMOVED if record.removed else 0)
    outlet = record.outlet_domain if record.url else build_provider_key(record)
    canonical = (
        record.aliases if record.url else dict.fromkeys(urls.canonicalize_url(alias) for alias in record.aliases)
    )
    return RecordIdentity(
        key=compute_hash64(build_record_key(record)),
        title=compute_hash64(f"{outlet}\0{record.title}") if outlet else 0,
        flags=flags,
        aliases=tuple(compute_hash64(alias) for alias in canonical if not _is_home_page(alias)),
    )


def compute_hash64(text: str) -> int:
    """Return a 64-bit hash of a key or URL, which stands for it."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def build_record_key(record: Record) -> str:
    """Return the article key of a record that comes from `with_canonical_urls`."""
    return record.key if record.url else build_title_key(record)


def build_title_key(record: Record) -> str:
    """Return the article key of a record without a URL: outlet and folded title, or excerpt if it has no title."""
    return f"title:{build_provider_key(record)}:{fold(record.title) or fold(record.excerpt)}"


def build_provider_key(record: Record) -> str:
    """Return the outlet key of a record without a URL: the provider's domain, else its folded name, else `UNNAMED`."""
    return record.outlet_domain or fold(record.outlet_name) or UNNAMED


def is_amp(url: str) -> bool:
    """Return whether a URL looks like the AMP form of a page."""
    return _AMP_FORM.search(url) is not None


def _is_home_page(url: str) -> bool:
    return not url.partition("//")[2].partition("/")[2].strip("/?#")

"""Which records are one article: the same canonical URL, or addresses that can be trusted to mean the same.

A record's own URL is its identity. Without one, a record belongs to the only article of its outlet and title that
agrees with it on text and time (nested video records often lost their URL), else it stands under outlet and title.

A record's other addresses (AMP, CDN, source) join two records only where no other
article claims that address, it is no home page, and both stand on one site and either the address is an AMP form or
the titles agree: a site that gives every piece the same AMP or source address must not become one article.
"""

import re
from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from msgspec import Struct, structs

from bot.coverage import urls
from bot.coverage.article import Record
from bot.coverage.text import fold

UNNAMED = "-"
"""The outlet key of records that name neither a URL nor a provider."""
_ONE = 4
"""The bytes of one number."""
WITHOUT_URL, REMOVED = 1, 2
"""What `RecordIdentity.flags` add up: a record without a URL; one that its file marks as removed."""

_AMP_FORM = re.compile(r"(?:^|[./?&=_-])amp(?:html)?(?:[./?&=_-]|$)|ampproject\.org", re.IGNORECASE)


class RecordIdentity(Struct, frozen=True, array_like=True):
    """What of a record decides which article it is of, texts as `hash64`.

    `key`: of its canonical URL, or of its `title_key`. `twin`: of its outlet and title, by which records without a URL
    find the others. `aliases`: of its other addresses, those left out that can't name a piece.
    """

    key: int
    twin: int
    flags: int
    aliases: tuple[int, ...]


class IdentityColumns:
    """The `RecordIdentity` of records by number; grows. `aliases` of all, one after another; whose each is, in
    `aliases_of`."""

    __slots__ = ("aliases", "aliases_of", "flags", "keys", "twins")

    def __init__(self) -> None:
        self.keys, self.twins, self.aliases = array("Q"), array("Q"), array("Q")
        self.flags, self.aliases_of = bytearray(), array("I")

    def append(self, traits: RecordIdentity) -> None:
        """One more record."""
        self.aliases_of.extend([len(self.keys)] * len(traits.aliases))
        self.aliases.extend(traits.aliases)
        self.keys.append(traits.key)
        self.twins.append(traits.twin)
        self.flags.append(traits.flags)


EncodedMentions = tuple[bytes, bytes]
"""What a file mentions, the main record first: their numbers, and the line of each doubled, one more where it is
nested in another; as arrays of unsigned 32-bit numbers."""


class RecordGroups(NamedTuple):
    """What belongs together; articles and addresses are told by `hash64` keys.

    `groups`: of each article the records, in the order of their numbers, each number doubled, one more where every
    place that gives it nests it in another. `aliases`: other addresses that lead to an article. `related`: for the
    article of a main record, those that its files nest in it, in their order. `removed`: articles of which a record is.
    """

    groups: dict[int, list[int]]
    aliases: dict[int, int]
    related: dict[int, list[int]]
    removed: set[int]


def group_records(
    columns: IdentityColumns, record: Callable[[int], Record], files: Collection[EncodedMentions]
) -> RecordGroups:
    """Put records of the same article together. `record` gives one by its number; only the doubtful are asked for.

    The order of files changes nothing; that of numbers, no more than the order within a group.
    """
    mentioned = memoryview(b"".join([numbers for numbers, _ in files])).cast("I")
    places = memoryview(b"".join([places for _, places in files])).cast("I")
    own = _own(columns, record, set(mentioned))
    mains = {number for number, place in zip(mentioned, places, strict=True) if not place & 1}
    groups: dict[int, list[int]] = {}
    for number, key in enumerate(own):
        if key:
            groups.setdefault(key, []).append(number << 1 | (number not in mains))
    sought = _Sought(columns, record, groups)
    aliases, joined = _joined(columns, own, sought)
    if joined:
        roots = {key: _find(joined, key) for key in joined}
        for key, root in roots.items():
            groups[root] = sorted([*groups[root], *groups.pop(key)])
            aliases[key] = root
        aliases = {alias: roots.get(key, key) for alias, key in aliases.items()}
        own = [roots.get(key, key) for key in own]
    removed = {own[number] for number, flags in enumerate(columns.flags) if flags & REMOVED}
    return RecordGroups(groups, aliases, _related(_nested(files, own)), removed - {0})


def _own(columns: IdentityColumns, record: Callable[[int], Record], used: set[int]) -> list[int]:
    """The key of each record by itself, 0 for those that nothing mentions."""
    own = list(columns.keys)
    for number in set(range(len(own))) - used:
        own[number] = 0
    lost = [number for number, flags in enumerate(columns.flags) if flags & WITHOUT_URL and own[number]]
    if lost:
        twins: dict[int, _Twins] = {columns.twins[number]: {} for number in lost}
        for number, twin in enumerate(columns.twins):
            if twin in twins and own[number] and not columns.flags[number] & WITHOUT_URL:
                _enter(twins[twin], record(number), own[number])
        found = {number: _fitting(twins[columns.twins[number]], record(number)) for number in lost}
        for number, fitting in found.items():
            if len(fitting) == 1:
                own[number] = min(fitting)
    return own


_ANY = object()
_Twins = dict[tuple[object, object], set[int]]
"""Keys of records of one outlet and title by excerpt and time, `_ANY` for either where it makes no difference."""


def _enter(twins: _Twins, record: Record, key: int) -> None:
    for excerpt in (record.excerpt, _ANY):
        for published in (record.published, _ANY):
            twins.setdefault((excerpt, published), set()).add(key)


def _fitting(twins: _Twins, record: Record) -> set[int]:
    """The keys of the records with which nothing that this one says is at odds."""
    excerpts = (record.excerpt, "") if record.excerpt else (_ANY,)
    times = (record.published, None) if record.published else (_ANY,)
    return {key for excerpt in excerpts for time in times for key in twins.get((excerpt, time), ())}


def _nested(files: Iterable[EncodedMentions], own: Sequence[int]) -> dict[int, list[list[int]]]:
    """By the key of a file's main record, the keys of those that are nested in it, of each file."""
    nested: dict[int, list[list[int]]] = {}
    for mentioned, at in files:
        if len(mentioned) > _ONE:
            numbers, places = memoryview(mentioned).cast("I"), memoryview(at).cast("I")
            under = [own[number] for number, place in zip(numbers, places, strict=True) if place & 1]
            if under and not places[0] & 1:
                nested.setdefault(own[numbers[0]], []).append(under)
    return nested


def _related(nested: Mapping[int, list[list[int]]]) -> dict[int, list[int]]:
    related: dict[int, list[int]] = {}
    for main, lists in nested.items():
        every = lists[0] if len(lists) == 1 else [key for under in sorted(lists) for key in under]
        related[main] = [key for key in dict.fromkeys(every) if key != main]
    return related


class _Sought:
    """What the records of groups say, for the few that have to be looked at."""

    def __init__(
        self, columns: IdentityColumns, record: Callable[[int], Record], groups: Mapping[int, Sequence[int]]
    ) -> None:
        self._keys = columns.keys
        self._record = record
        self._said: dict[int, tuple[str, frozenset[str], frozenset[str]]] = {}
        self.groups = groups

    def text(self, key: int) -> str:
        return self.said(key)[0]

    def said(self, key: int) -> tuple[str, frozenset[str], frozenset[str]]:
        """The key of a group in full, its outlets' domains and its titles, folded."""
        found = self._said.get(key)
        if found is None:
            members = self.groups[key]
            records = [self._record(member >> 1) for member in members]
            domains = frozenset(record.outlet_domain for record in records) - {""}
            titles = frozenset(fold(record.title) for record in records) - {""}
            of_key = (record for member, record in zip(members, records, strict=True) if self._keys[member >> 1] == key)
            found = self._said[key] = record_key(next(of_key)), domains, titles
        return found


def _joined(columns: IdentityColumns, own: Sequence[int], sought: _Sought) -> tuple[dict[int, int], dict[int, int]]:
    """Which other addresses lead to an article, and which articles are one with another."""
    claims: dict[int, int] = {}
    disputed: set[int] = set()
    for alias, number in zip(columns.aliases, columns.aliases_of, strict=True):
        key = own[number]
        if key and key != alias and claims.setdefault(alias, key) != key:
            disputed.add(alias)
    aliases: dict[int, int] = {}
    joined: dict[int, int] = {}
    for alias, key in claims.items():
        if alias in disputed:
            continue
        if alias not in sought.groups:
            aliases[alias] = key
        elif _same_piece(sought, alias, key):
            _join(joined, alias, key, sought.text)
    return aliases, joined


def with_canonical_urls(record: Record) -> Record:
    """The record with its canonical addresses worked out, which costs more than all else that an archive does."""
    if record.url is None:
        return record
    key = urls.canonical_url(record.url)
    aliases = dict.fromkeys(urls.canonical_url(alias) for alias in record.aliases)
    aliases.pop(key, None)
    return structs.replace(record, key=key, aliases=tuple(aliases))


def identify(record: Record) -> RecordIdentity:
    """What identifies a record that `with_canonical_urls` gave."""
    flags = (0 if record.url else WITHOUT_URL) | (REMOVED if record.removed else 0)
    outlet = record.outlet_domain if record.url else provider_key(record)
    canonical = record.aliases if record.url else dict.fromkeys(urls.canonical_url(alias) for alias in record.aliases)
    return RecordIdentity(
        key=hash64(record_key(record)),
        twin=hash64(f"{outlet}\0{record.title}") if outlet else 0,
        flags=flags,
        aliases=tuple(hash64(alias) for alias in canonical if not _is_home(alias)),
    )


def hash64(key: str) -> int:
    """A key or address as a number of 64 bits, which stands for it."""
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def record_key(record: Record) -> str:
    """The identity of a record that `with_canonical_urls` gave."""
    return record.key if record.url else title_key(record)


def title_key(record: Record) -> str:
    """The identity of a record without a URL: its outlet and its folded title (its excerpt where it has no title)."""
    return f"title:{provider_key(record)}:{fold(record.title) or fold(record.excerpt)}"


def provider_key(record: Record) -> str:
    """The outlet key of a record without a URL: the provider's domain, else its folded name, else `UNNAMED`."""
    return record.outlet_domain or fold(record.outlet_name) or UNNAMED


def is_amp(url: str) -> bool:
    """Whether an address looks like the AMP form of a page."""
    return _AMP_FORM.search(url) is not None


def _is_home(url: str) -> bool:
    return not url.partition("//")[2].partition("/")[2].strip("/?#")


def _same_piece(sought: _Sought, alias: int, key: int) -> bool:
    address, there, titles = sought.said(alias)
    main, here, others = sought.said(key)
    one, other = urls.outlet_host(address), urls.outlet_host(main)
    if one != other and not one.endswith(f".{other}") and not other.endswith(f".{one}") and there.isdisjoint(here):
        return False
    return is_amp(address) or not titles.isdisjoint(others)


def _find(joined: dict[int, int], key: int) -> int:
    """Where a key leads to. The way there is shortened for the next time."""
    while (following := joined.get(key)) is not None:
        joined[key] = joined.get(following, following)
        key = following
    return key


def _join(joined: dict[int, int], one: int, other: int, text: Callable[[int], str]) -> None:
    """Let the better of two roots stand for both: not an AMP form, then the first in order."""
    roots = {_find(joined, one), _find(joined, other)}
    if len(roots) > 1:
        better, worse = sorted(roots, key=lambda key: (is_amp(text(key)), text(key)))
        joined[worse] = better

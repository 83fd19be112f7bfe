"""Which records are one article: those with the same canonical URL, or with URLs that can be trusted to mean the same.

A record is identified by its own URL. If it has none (nested video records have often lost theirs), it belongs to the
article with the same outlet and title whose text and time don't contradict it. If there is no such article, or more
than one, the record is identified by outlet and title.

A record also has other URLs (AMP, CDN, source). One of them joins two articles only if no third article claims it, it
is not a home page, both are of one site, and either it is an AMP form or the titles are equal. Otherwise a site that
gives every article the same AMP or source URL would become one article.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from bot.coverage import urls
from bot.coverage.archive.identity import REMOVED, WITHOUT_URL, IdentityColumns, build_record_key, is_amp
from bot.coverage.article import Record, Withdrawal
from bot.coverage.text import fold

_NUMBER_SIZE = 4
"""The size of a record number in bytes."""

EncodedMentions = tuple[bytes, bytes]
"""The records that a file mentions, the main record first: their numbers, and their positions. A position is twice the
line, plus one if the record is nested in another. Both are arrays of unsigned 32-bit numbers."""


class RecordGroups(NamedTuple):
    """Records grouped into articles. Articles and URLs are given as hashes of their keys (`identity.compute_hash64`).

    `groups`: the records of each article in order. A record is given as twice its number, plus one if it is nested in
    another record wherever it is mentioned.
    `aliases`: the other URLs, and the article that each leads to.
    `related`: for the article of a file's main record, the articles nested in it, in order.
    `withdrawals`: the articles that at least one record marks as removed.
    """

    groups: dict[int, list[int]]
    aliases: dict[int, int]
    related: dict[int, list[int]]
    withdrawals: dict[int, Withdrawal]


def group_records(
    columns: IdentityColumns, record: Callable[[int], Record], files: Collection[EncodedMentions]
) -> RecordGroups:
    """Group the records that files mention into articles.

    `record` returns a record by its number; it is called only for records where the columns are not enough. The order
    of files makes no difference; the order of numbers only decides the order within a group.
    """
    mentioned = memoryview(b"".join([numbers for numbers, _ in files])).cast("I")
    positions = memoryview(b"".join([positions for _, positions in files])).cast("I")
    keys = _choose_keys(columns, record, set(mentioned))
    mains = {number for number, position in zip(mentioned, positions, strict=True) if not position & 1}
    groups: dict[int, list[int]] = {}
    for number, key in enumerate(keys):
        if key:
            groups.setdefault(key, []).append(number << 1 | (number not in mains))
    aliases, parents = _resolve_aliases(columns, keys, _GroupTexts(columns, record, groups))
    if parents:
        roots = {key: _find_root(parents, key) for key in parents}
        for key, root in roots.items():
            groups[root] = sorted([*groups[root], *groups.pop(key)])
            aliases[key] = root
        aliases = {alias: roots.get(key, key) for alias, key in aliases.items()}
        keys = [roots.get(key, key) for key in keys]
    removed = [number for number, flags in enumerate(columns.flags) if flags & REMOVED and keys[number]]
    withdrawals = _describe_withdrawals((keys[number], record(number)) for number in removed)
    return RecordGroups(groups, aliases, merge_related(_list_nested_keys(files, keys)), withdrawals)


def _describe_withdrawals(removed: Iterable[tuple[int, Record]]) -> dict[int, Withdrawal]:
    """Describe each article that has records marked as removed. The order of the records makes no difference."""
    withdrawals: dict[int, Withdrawal] = {}
    for key, record in sorted(removed, key=lambda pair: (pair[1].url or "~", pair[1].removed_reason)):
        known = withdrawals.get(key, Withdrawal(record.url))
        withdrawals[key] = Withdrawal(known.url, known.reason or record.removed_reason)
    return withdrawals


def list_withdrawals(withdrawals: Mapping[int, Withdrawal], aliases: Mapping[int, int]) -> dict[int, Withdrawal]:
    """Return the withdrawals by the article's key, and by each alias that leads to it, in order."""
    of_aliases = {alias: withdrawals[key] for alias, key in aliases.items() if key in withdrawals}
    return dict(sorted({**of_aliases, **withdrawals}.items()))


def _choose_keys(columns: IdentityColumns, record: Callable[[int], Record], mentioned: set[int]) -> list[int]:
    """Return each record's article key, before articles are joined; 0 for records that no file mentions."""
    keys = list(columns.keys)
    for number in set(range(len(keys))) - mentioned:
        keys[number] = 0
    without_url = [number for number, flags in enumerate(columns.flags) if flags & WITHOUT_URL and keys[number]]
    if without_url:
        by_title: dict[int, _KeysByDetails] = {columns.titles[number]: {} for number in without_url}
        for number, title in enumerate(columns.titles):
            if title in by_title and keys[number] and not columns.flags[number] & WITHOUT_URL:
                _add_details(by_title[title], record(number), keys[number])
        compatible = {
            number: _find_compatible_keys(by_title[columns.titles[number]], record(number)) for number in without_url
        }
        for number, candidates in compatible.items():
            if len(candidates) == 1:
                keys[number] = min(candidates)
    return keys


_ANY = object()
_KeysByDetails = dict[tuple[object, object], set[int]]
"""Article keys of records with one outlet and title, by excerpt and time. Each key is also stored under `_ANY` in place
of either, for records without an excerpt or a time."""


def _add_details(keys: _KeysByDetails, record: Record, key: int) -> None:
    for excerpt in (record.excerpt, _ANY):
        for published in (record.published, _ANY):
            keys.setdefault((excerpt, published), set()).add(key)


def _find_compatible_keys(keys: _KeysByDetails, record: Record) -> set[int]:
    """Return the keys of the records whose excerpt and time don't contradict this record's."""
    excerpts = (record.excerpt, "") if record.excerpt else (_ANY,)
    times = (record.published, None) if record.published else (_ANY,)
    return {key for excerpt in excerpts for time in times for key in keys.get((excerpt, time), ())}


def _list_nested_keys(files: Iterable[EncodedMentions], keys: Sequence[int]) -> dict[int, list[list[int]]]:
    """Return, by the key of a main record, the keys nested in it; one list for each file."""
    nested: dict[int, list[list[int]]] = {}
    for encoded_numbers, encoded_positions in files:
        if len(encoded_numbers) > _NUMBER_SIZE:
            numbers, positions = memoryview(encoded_numbers).cast("I"), memoryview(encoded_positions).cast("I")
            inner = [keys[number] for number, position in zip(numbers, positions, strict=True) if position & 1]
            if inner and not positions[0] & 1:
                nested.setdefault(keys[numbers[0]], []).append(inner)
    return nested


def merge_related(nested: Mapping[int, list[list[int]]]) -> dict[int, list[int]]:
    """Return the articles related to each, in order. `nested`: those nested in each of its files."""
    related: dict[int, list[int]] = {}
    for main, lists in nested.items():
        keys = lists[0] if len(lists) == 1 else [key for inner in sorted(lists) for key in inner]
        related[main] = [key for key in dict.fromkeys(keys) if key != main]
    return related


class _GroupTexts:
    """Keys, domains and titles of groups in full, read from the records for the few groups that need them."""

    def __init__(
        self, columns: IdentityColumns, record: Callable[[int], Record], groups: Mapping[int, Sequence[int]]
    ) -> None:
        self._keys = columns.keys
        self._record = record
        self._cache: dict[int, tuple[str, frozenset[str], frozenset[str]]] = {}
        self.groups = groups

    def read_key(self, key: int) -> str:
        return self.read(key)[0]

    def read(self, key: int) -> tuple[str, frozenset[str], frozenset[str]]:
        """Return a group's key in full, its outlet domains, and its folded titles."""
        texts = self._cache.get(key)
        if texts is None:
            members = self.groups[key]
            records = [self._record(member >> 1) for member in members]
            domains = frozenset(record.outlet_domain for record in records) - {""}
            titles = frozenset(fold(record.title) for record in records) - {""}
            with_key = (
                record for member, record in zip(members, records, strict=True) if self._keys[member >> 1] == key
            )
            texts = self._cache[key] = build_record_key(next(with_key)), domains, titles
        return texts


def _resolve_aliases(
    columns: IdentityColumns, keys: Sequence[int], texts: _GroupTexts
) -> tuple[dict[int, int], dict[int, int]]:
    """Return the article that each alias leads to, and the articles that are joined: a union-find forest of keys."""
    claims: dict[int, int] = {}
    disputed: set[int] = set()
    for alias, number in zip(columns.aliases, columns.aliases_of, strict=True):
        key = keys[number]
        if key and key != alias and claims.setdefault(alias, key) != key:
            disputed.add(alias)
    aliases: dict[int, int] = {}
    parents: dict[int, int] = {}
    for alias, key in claims.items():
        if alias in disputed:
            continue
        if alias not in texts.groups:
            aliases[alias] = key
        elif _is_same_article(texts, alias, key):
            _join(parents, alias, key, texts.read_key)
    return aliases, parents


def _is_same_article(texts: _GroupTexts, alias: int, key: int) -> bool:
    """Return whether the article whose key is `alias` is the same as the article `key`, which has this alias."""
    alias_url, alias_domains, alias_titles = texts.read(alias)
    url, domains, titles = texts.read(key)
    alias_host, host = urls.extract_outlet_host(alias_url), urls.extract_outlet_host(url)
    is_one_site = alias_host == host or alias_host.endswith(f".{host}") or host.endswith(f".{alias_host}")
    if not is_one_site and alias_domains.isdisjoint(domains):
        return False
    return is_amp(alias_url) or not alias_titles.isdisjoint(titles)


def _find_root(parents: dict[int, int], key: int) -> int:
    """Find the root of a key's tree, halving the path on the way."""
    while (parent := parents.get(key)) is not None:
        parents[key] = parents.get(parent, parent)
        key = parent
    return key


def _join(parents: dict[int, int], first: int, second: int, key_text: Callable[[int], str]) -> None:
    """Join two trees. The root that is not an AMP form stays the root; if both or neither are, the first in order."""
    roots = {_find_root(parents, first), _find_root(parents, second)}
    if len(roots) > 1:
        better, worse = sorted(roots, key=lambda root: (is_amp(key_text(root)), key_text(root)))
        parents[worse] = better

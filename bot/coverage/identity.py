"""Which records are one article: the same canonical URL, or addresses that can be trusted to mean the same.

A record's own URL is its identity. Without one, a record belongs to the only article of its outlet and title that
agrees with it on text and time (nested video records often lost their URL), else it stands under outlet and title.

A record's other addresses (AMP, CDN, source) join two records only where no other
article claims that address, it is no home page, and both stand on one site and either the address is an AMP form or
the titles agree: a site that gives every piece the same AMP or source address must not become one article.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import structs

from bot.coverage import repair, urls
from bot.coverage.article import Record

UNNAMED = "-"
"""The outlet key of records that name neither a URL nor a provider."""

_AMP_FORM = re.compile(r"(?:^|[./?&=_-])amp(?:html)?(?:[./?&=_-]|$)|ampproject\.org", re.IGNORECASE)


class Mention(NamedTuple):
    """One place in a file that gives a record: the record's number, the line (from 1), nested in another or not."""

    number: int
    line: int
    nested: bool


class Member(NamedTuple):
    """A record of an article, by its number, and whether every place that gives it nests it in another."""

    number: int
    nested: bool


class Grouped(NamedTuple):
    """What belongs together.

    `groups`: the records of each article key, in the order of their numbers. `aliases`: other canonical addresses that
    lead to a key. `related`: for the key of a main record, the keys of what its files nest in it, in their order.
    """

    groups: dict[str, list[Member]]
    aliases: dict[str, str]
    related: dict[str, list[str]]


def group(records: Mapping[int, Record], files: Iterable[Sequence[Mention]]) -> Grouped:
    """Put records of the same article together. `records`: the distinct ones, by number; `files`: what each file
    mentions. The order of files changes nothing."""
    keys = _Keys(records.values())
    own = {number: keys.of(record) for number, record in records.items()}
    mains: set[int] = set()
    nested: dict[str, set[tuple[str, ...]]] = {}
    for mentions in files:
        under = tuple(own[number] for number, _, is_nested in mentions if is_nested)
        if len(under) < len(mentions):
            mains.update(number for number, _, is_nested in mentions if not is_nested)
        if under and not mentions[0].nested:
            nested.setdefault(own[mentions[0].number], set()).add(under)
    groups: dict[str, list[Member]] = {}
    for number in sorted(own):
        groups.setdefault(own[number], []).append(Member(number, number not in mains))
    aliases, joined = _joined(_claims(records, own, keys), groups, records)
    _merge(groups, aliases, joined)
    return Grouped(groups, aliases, _related(nested, joined))


def _claims(records: Mapping[int, Record], own: Mapping[int, str], keys: "_Keys") -> dict[str, set[str]]:
    """By other address, the keys of the records that give it."""
    claims: dict[str, set[str]] = {}
    for number, record in records.items():
        for address in record.aliases:
            alias = address if record.key else keys.canonical(address)
            if alias != own[number]:
                claims.setdefault(alias, set()).add(own[number])
    return claims


def _joined(
    claims: Mapping[str, set[str]], groups: Mapping[str, Sequence[Member]], records: Mapping[int, Record]
) -> tuple[dict[str, str], dict[str, str]]:
    """Which other addresses lead to an article, and which articles are one with another, by key."""
    aliases: dict[str, str] = {}
    joined: dict[str, str] = {}
    for alias in sorted(claims):
        claimants = claims[alias]
        if len(claimants) > 1 or _is_home(alias):
            continue
        (key,) = claimants
        if alias not in groups:
            aliases[alias] = key
        elif _same_piece(
            alias,
            [records[member.number] for member in groups[alias]],
            key,
            [records[member.number] for member in groups[key]],
        ):
            _join(joined, alias, key)
    return aliases, joined


def keyed(record: Record) -> Record:
    """The record with its canonical addresses worked out, which costs more than all else that an archive does."""
    if record.url is None:
        return record
    key = urls.canonical(record.url)
    aliases = dict.fromkeys(urls.canonical(alias) for alias in record.aliases)
    aliases.pop(key, None)
    return structs.replace(record, key=key, aliases=tuple(aliases))


def titled_key(record: Record) -> str:
    """The identity of a record without a URL: its outlet and its folded title (its excerpt where it has no title)."""
    return f"title:{provider_key(record)}:{repair.fold(record.title) or repair.fold(record.excerpt)}"


def provider_key(record: Record) -> str:
    """The outlet key of a record without a URL: the provider's domain, else its folded name, else `UNNAMED`."""
    return record.outlet_domain or repair.fold(record.outlet_name) or UNNAMED


def is_amp(url: str) -> bool:
    """Whether an address looks like the AMP form of a page."""
    return _AMP_FORM.search(url) is not None


class _Keys:
    """Tells each record's key; knows which articles a record without a URL could belong to."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._canonical: dict[str, str] = {}
        self._titled: dict[tuple[str, str], dict[str, list[Record]]] = {}
        records = list(records)
        outlets = {provider_key(record) for record in records if record.url is None}
        if outlets:
            for record in records:
                if record.url and record.outlet_domain in outlets:
                    same = self._titled.setdefault((record.outlet_domain, record.title), {})
                    same.setdefault(self.of(record), []).append(record)

    def canonical(self, url: str) -> str:
        """`urls.canonical`, asked once for each address: most are named by many files."""
        found = self._canonical.get(url)
        if found is None:
            found = self._canonical[url] = urls.canonical(url)
        return found

    def of(self, record: Record) -> str:
        """The canonical URL; for a record without one, that of the only article it can be, else its own title."""
        if record.url:
            return record.key or self.canonical(record.url)
        twins = self._titled.get((provider_key(record), record.title), {})
        fitting = [key for key, others in twins.items() if any(_agree(record, other) for other in others)]
        return fitting[0] if len(fitting) == 1 else titled_key(record)


def _agree(record: Record, other: Record) -> bool:
    """Whether nothing that two records of one title say is at odds."""
    same_text = not record.excerpt or not other.excerpt or record.excerpt == other.excerpt
    same_time = not record.published or not other.published or record.published == other.published
    return same_text and same_time


def _is_home(url: str) -> bool:
    return not url.partition("//")[2].partition("/")[2].strip("/?#")


def _same_piece(alias: str, there: Sequence[Record], key: str, here: Sequence[Record]) -> bool:
    one, other = urls.host(alias), urls.host(key)
    if one != other and not one.endswith(f".{other}") and not other.endswith(f".{one}"):
        domains = {record.outlet_domain for record in there} - {""}
        if domains.isdisjoint(record.outlet_domain for record in here):
            return False
    if is_amp(alias):
        return True
    titles = {repair.fold(record.title) for record in there} - {""}
    return not titles.isdisjoint(repair.fold(record.title) for record in here)


def _find(joined: dict[str, str], key: str) -> str:
    while key in joined:
        key = joined[key]
    return key


def _join(joined: dict[str, str], one: str, other: str) -> None:
    """Let the better of two roots stand for both: not an AMP form, then the first in order."""
    roots = sorted({_find(joined, one), _find(joined, other)}, key=lambda key: (is_amp(key), key))
    if len(roots) > 1:
        joined[roots[1]] = roots[0]


def _merge(groups: dict[str, list[Member]], aliases: dict[str, str], joined: dict[str, str]) -> None:
    for key in joined:
        root = _find(joined, key)
        groups[root] = sorted([*groups[root], *groups.pop(key)])
        aliases[key] = root
    for alias, key in aliases.items():
        aliases[alias] = _find(joined, key)


def _related(nested: dict[str, set[tuple[str, ...]]], joined: dict[str, str]) -> dict[str, list[str]]:
    related: dict[str, dict[str, None]] = {}
    for main in sorted(nested):
        root = _find(joined, main)
        listed = related.setdefault(root, {})
        for under in sorted(nested[main]):
            listed.update(dict.fromkeys(key for key in (_find(joined, key) for key in under) if key != root))
    return {main: list(listed) for main, listed in related.items()}

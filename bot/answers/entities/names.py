"""What an archive calls its outlets and topics, and what a reader may call them: name, alias, domain, acronym, slip."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import msgspec
from msgspec import Struct
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.answers.entities.autocomplete import NameIndex, build_name_index, find_nearest_names, suggest_names
from bot.answers.entities.forms import (
    extract_domain,
    is_domain,
    is_public_suffix,
    iterate_outlet_forms,
    iterate_topic_forms,
    squash,
)
from bot.answers.entities.known_outlets import KnownOutlets, load_known_outlets
from bot.answers.entities.title_usage import (
    TitleCounts,
    TitleUsage,
    count_titles,
    derive_title_usage,
    group_outlets_by_name,
)
from bot.coverage.archive.archive import Archive
from bot.coverage.article import Outlet, Topic
from bot.coverage.columns.sequences import TextDictionary, dictionary_sections
from bot.coverage.columns.table import Section, Table, table_in_memory

_NEAREST_COUNT = 3
_MAX_NAME_LENGTH = 200  # no name is longer, and comparing costs by length
# From how many characters on a name may be typed with one slip, and with two.
_ONE_EDIT_FROM, _TWO_EDITS_FROM = 5, 9


class NamedEntity(Struct, frozen=True):
    """An outlet or topic that the reader named.

    `typed`: the name as the reader typed it. `keys`: what it may be in the archive; empty if the archive has no such
    name, and `nearest` then holds the display names of the three most similar ones. `explicit`: the reader set it off
    as a limit ("from Reuters", "reuters.com"), so it filters; otherwise it only boosts.
    """

    typed: str
    keys: tuple[str, ...]
    explicit: bool
    nearest: tuple[str, ...] = ()


class _StoredNames(Struct, frozen=True, array_like=True):
    """What is worked out once for an archive; see `Names` and `TitleUsage`."""

    outlet_forms: dict[str, tuple[str, ...]]
    hosts: dict[str, tuple[str, ...]]
    topic_forms: dict[str, tuple[str, ...]]
    outlet_rows: NameIndex
    topic_rows: NameIndex
    subjects: frozenset[str]
    ordinary: frozenset[str]
    dated: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """The names of one archive, read from the sections that `build_name_sections` makes.

    `title_usage`: how the archive's titles use words. `days`: the days with coverage. `known_outlets`: widely known
    outlets, whether the archive has them or not.
    """

    outlets: Mapping[str, Outlet]
    topics: Mapping[str, Topic]
    title_usage: TitleUsage
    days: frozenset[date]
    known_outlets: KnownOutlets
    _outlet_forms: Mapping[str, tuple[str, ...]]
    _hosts: Mapping[str, tuple[str, ...]]
    _topic_forms: Mapping[str, tuple[str, ...]]
    _outlet_rows: NameIndex
    _topic_rows: NameIndex

    @classmethod
    def build(cls, archive: Archive) -> "Names":
        """Blocking: some tenths of a second for 25,000 articles."""
        return cls.from_table(table_in_memory(build_name_sections(archive)), archive)

    @classmethod
    def from_table(cls, table: Table, archive: Archive) -> "Names":
        """The names of an archive whose `build_name_sections` lie in a table. Raises `table.Damaged`."""
        kept = table.value("names", _StoredNames)
        return cls(
            outlets=archive.outlets,
            topics=archive.topics,
            title_usage=TitleUsage(TextDictionary(table, "title words"), kept.subjects, kept.ordinary, kept.dated),
            days=archive.days,
            known_outlets=load_known_outlets(),
            _outlet_forms=kept.outlet_forms,
            _hosts=kept.hosts,
            _topic_forms=kept.topic_forms,
            _outlet_rows=kept.outlet_rows,
            _topic_rows=kept.topic_rows,
        )

    def resolve_outlet(self, typed: str, *, explicit: bool = True) -> NamedEntity:
        """The outlet that a reader means by a name, alias, domain, URL or a slip of these; most articles first."""
        typed = typed.strip()[:_MAX_NAME_LENGTH]
        keys = self.find_outlet_keys(typed) or self.find_misspelt_outlet_keys(typed)
        return NamedEntity(typed, keys, explicit, () if keys else self.find_nearest_outlets(typed))

    def resolve_topic(self, typed: str, *, explicit: bool = True) -> NamedEntity:
        """The topic that a reader means by its name, an acronym or a slip of these."""
        typed = typed.strip().lstrip("#")[:_MAX_NAME_LENGTH]
        form = squash(typed)
        found = form if form in self._topic_forms else _find_closest(form, self._topic_forms)
        keys = self._topic_forms[found] if found else ()
        near = () if keys else find_nearest_names(typed, self._topic_rows, _NEAREST_COUNT)
        return NamedEntity(typed, keys, explicit, tuple(self.topics[key].name for key in near))

    def find_outlet_keys(self, name: str) -> tuple[str, ...]:
        """The outlets that go by exactly this name or address, however it is written."""
        form = squash(name)
        by_host = self._find_by_host(extract_domain(name))
        return by_host or self._outlet_forms.get(form) or self._outlet_forms.get(form.removeprefix("the"), ())

    def find_outlet_keys_by_form(self, form: str) -> tuple[str, ...]:
        """The outlets that go by a name that is squashed already, with or without its `the`."""
        return self._outlet_forms.get(form, ())

    def find_misspelt_outlet_keys(self, name: str) -> tuple[str, ...]:
        """The outlets of the one name that is a slip or two away from what was typed."""
        if is_domain(name):
            host = _find_closest(name.lower(), self._hosts)
            return self._hosts[host] if host else ()
        form = squash(name)
        found = _find_closest(form, self._outlet_forms) or _find_closest(form.removeprefix("the"), self._outlet_forms)
        return self._outlet_forms[found] if found else ()

    def find_nearest_outlets(self, name: str) -> tuple[str, ...]:
        """The display names of the three outlets whose names are most like this one."""
        return tuple(
            self.outlets[key].name
            for key in find_nearest_names(name[:_MAX_NAME_LENGTH], self._outlet_rows, _NEAREST_COUNT)
        )

    def suggest_outlets(self, typed: str, limit: int = 25) -> tuple[Outlet, ...]:
        """What a reader may be typing: names that begin so, then names with such a word, then near misses; most
        articles first within each. Of nothing typed, the largest outlets."""
        found = suggest_names(typed[:_MAX_NAME_LENGTH], self._outlet_rows, limit)
        return tuple(self.outlets[key] for key in found)

    def suggest_topics(self, typed: str, limit: int = 25) -> tuple[Topic, ...]:
        """The same for topics."""
        return tuple(self.topics[key] for key in suggest_names(typed[:_MAX_NAME_LENGTH], self._topic_rows, limit))

    def _find_by_host(self, host: str) -> tuple[str, ...]:
        """The outlets at this host and below it, else above it (`edition.cnn.com` is `cnn.com`'s)."""
        below = {key for known, keys in self._hosts.items() if known.endswith(f".{host}") for key in keys}
        found = {*self._hosts.get(host, ()), *(() if is_public_suffix(host) else below)} if host else set[str]()
        parts = host.split(".")
        for start in range(1, len(parts) - 1):
            found = found or set(self._hosts.get(".".join(parts[start:]), ()))
        return tuple(key for key in self.outlets if key in found) if found else ()


def build_name_sections(archive: Archive, previous: tuple[Archive, Table] | None = None) -> dict[str, Section]:
    """What `Names` knows of an archive beside its outlets and topics. Blocking: reads every title, or those alone that
    are not as they were `previous`, in an archive and the table of its names."""
    known = load_known_outlets()
    hosts: defaultdict[str, list[str]] = defaultdict(list)
    ranks: defaultdict[str, dict[str, int]] = defaultdict(dict)
    rows: list[tuple[str, list[str], list[str]]] = []
    for key, outlet in archive.outlets.items():
        # An outlet is known by its own address, or else by its name alone.
        brand = known.by_form.get(squash(key)) or known.by_form.get(squash(outlet.name))
        others = brand.names if brand else ()
        for host in outlet.domains:
            hosts[host].append(key)
        for rank, form in (*iterate_outlet_forms(outlet), *((1, squash(name)) for name in others)):
            ranks[form][key] = min(rank, ranks[form].get(key, rank))
        rows.append((key, [outlet.name, key, *others], [*outlet.names, *outlet.domains]))
    topic_ranks: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for key, topic in archive.topics.items():
        for rank, form in iterate_topic_forms(topic.name):
            topic_ranks[form][key] = min(rank, topic_ranks[form].get(key, rank))
    tally = _count_titles(archive, previous)
    talk = derive_title_usage(tally, archive.outlets)
    kept = _StoredNames(
        outlet_forms=_keep_surest(ranks),
        hosts={host: tuple(keys) for host, keys in hosts.items()},
        topic_forms=_keep_surest(topic_ranks),
        outlet_rows=build_name_index(rows),
        topic_rows=build_name_index((key, [topic.name], []) for key, topic in archive.topics.items()),
        subjects=talk.subjects,
        ordinary=talk.ordinary,
        dated=talk.dated_titles,
    )
    return {
        "names": msgspec.msgpack.encode(kept),
        "tally": msgspec.msgpack.encode(tally),
        **dictionary_sections("title words", sorted(talk.words)),
    }


def _count_titles(archive: Archive, previous: tuple[Archive, Table] | None) -> TitleCounts:
    bearers = group_outlets_by_name(archive.outlets.values())
    if previous is None:
        return count_titles(archive.articles, bearers)
    was, table = previous
    earlier = table.value("tally", TitleCounts)
    if earlier.outlets_by_name != bearers:
        return count_titles(archive.articles, bearers)
    gone, new = was.changes(archive)
    return earlier.update(count_titles(gone, bearers), count_titles(new, bearers))


def _keep_surest(ranks: Mapping[str, Mapping[str, int]]) -> dict[str, tuple[str, ...]]:
    """Of each form, all that it names most surely: ranks 0 and 1 (a name, with or without `the`) count alike."""
    found: dict[str, tuple[str, ...]] = {}
    for form, by_key in ranks.items():
        best = max(1, min(by_key.values()))
        if form:
            found[form] = tuple(key for key, rank in by_key.items() if rank <= best)
    return found


def _find_closest(form: str, forms: Iterable[str]) -> str | None:
    """The one nearest form within the slips that its length allows; None where two are as near."""
    slips = (len(form) >= _ONE_EDIT_FROM) + (len(form) >= _TWO_EDITS_FROM)
    if not slips:
        return None
    found = process.extract(form, list(forms), scorer=OSA.distance, score_cutoff=slips, limit=2)
    found.sort(key=lambda near: near[1])
    if not found or (len(found) > 1 and found[0][1] == found[1][1]):
        return None
    return found[0][0]

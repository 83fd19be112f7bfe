"""Look up the outlets and topics of an archive by any name that a reader types: alias, domain, acronym, misspelling."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import msgspec
from msgspec import Struct
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.answers.analysis.counts import update_counts
from bot.answers.entities.autocomplete import (
    NameIndex,
    build_name_index,
    find_by_beginning,
    find_nearest_names,
    suggest_names,
)
from bot.answers.entities.dated_titles import DatedTitles, build_dated_sections, update_dated_sections
from bot.answers.entities.forms import (
    extract_domain,
    is_domain,
    is_public_suffix,
    iterate_outlet_forms,
    iterate_topic_forms,
    squash,
    strip_branch,
)
from bot.answers.entities.known_outlets import KnownOutlets, load_known_outlets
from bot.answers.entities.title_usage import (
    TitleUsage,
    count_titles,
    derive_title_usage,
    find_ordinary,
    find_subjects,
    group_outlets_by_name,
    list_lower_case,
    list_words,
)
from bot.coverage.archive.archive import Archive
from bot.coverage.article import Article, Outlet, Topic
from bot.coverage.columns.sequences import TextDictionary, build_dictionary_sections
from bot.coverage.columns.table import Section, Table, build_table_in_memory
from bot.coverage.text import fold

_NEAREST_COUNT = 3
_BRAND_RANK = 5
"""The rank of a short form that an outlet shares with the other branches of its brand."""

_MAX_NAME_LENGTH = 200
"""No name is longer, and comparing takes time by length."""

# A name of this many characters may be typed with one edit, and of this many with two.
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
    """What is computed once for the names of an archive and stored. See `Names`."""

    outlet_forms: dict[str, tuple[str, ...]]
    hosts: dict[str, tuple[str, ...]]
    topic_forms: dict[str, tuple[str, ...]]
    outlet_rows: NameIndex
    topic_rows: NameIndex


class _StoredUsage(Struct, frozen=True, array_like=True):
    """What is stored of `TitleUsage`, and how often other outlets' titles mention each name (`TitleCounts`)."""

    subjects: frozenset[str]
    ordinary: frozenset[str]
    outlet_mentions: dict[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """The names of one archive, read from the sections that `build_name_sections` makes.

    `title_usage`: how the archive's titles use words. `dated_titles`: those that name a time. `days`: the days with
    coverage. `known_outlets`: widely known outlets, whether the archive has them or not. `outlet_forms`: the keys of
    the outlets of each squashed name, with or without its `the`.
    """

    outlets: Mapping[str, Outlet]
    topics: Mapping[str, Topic]
    title_usage: TitleUsage
    dated_titles: DatedTitles
    days: frozenset[date]
    known_outlets: KnownOutlets
    outlet_forms: Mapping[str, tuple[str, ...]]
    _hosts: Mapping[str, tuple[str, ...]]
    _topic_forms: Mapping[str, tuple[str, ...]]
    _outlet_rows: NameIndex
    _topic_rows: NameIndex

    @classmethod
    def build(cls, archive: Archive) -> "Names":
        """Build the names of an archive. Blocking: some tenths of a second for 25,000 articles."""
        return cls.from_table(build_table_in_memory(build_name_sections(archive)), archive)

    @classmethod
    def from_table(cls, table: Table, archive: Archive) -> "Names":
        """Read the names from a table with the sections of `build_name_sections`. Raises DamagedTableError."""
        stored = table.value("names", _StoredNames)
        usage = table.value("title usage", _StoredUsage)
        dated_titles = DatedTitles(table)
        return cls(
            outlets=archive.outlets,
            topics=archive.topics,
            title_usage=TitleUsage(TextDictionary(table, "title words"), usage.subjects, usage.ordinary, dated_titles),
            dated_titles=dated_titles,
            days=archive.days,
            known_outlets=load_known_outlets(),
            outlet_forms=stored.outlet_forms,
            _hosts=stored.hosts,
            _topic_forms=stored.topic_forms,
            _outlet_rows=stored.outlet_rows,
            _topic_rows=stored.topic_rows,
        )

    def resolve_outlet(self, typed: str, *, explicit: bool = True) -> NamedEntity:
        """Return the outlets that a reader means by a name, alias, domain, URL or a misspelling of these.

        The outlet with most articles comes first.
        """
        typed = typed.strip()[:_MAX_NAME_LENGTH]
        keys = self.find_outlet_keys(typed) or self.find_misspelt_outlet_keys(typed)
        return NamedEntity(typed, keys, explicit, () if keys else self.find_nearest_outlets(typed))

    def resolve_topic(self, typed: str, *, explicit: bool = True) -> NamedEntity:
        """Return the topics that a reader means by a name, an acronym or a misspelling of these."""
        typed = typed.strip().lstrip("#")[:_MAX_NAME_LENGTH]
        form = squash(typed)
        match = form if form in self._topic_forms else _find_closest(form, self._topic_forms)
        keys = self._topic_forms[match] if match else ()
        nearest = () if keys else find_nearest_names(typed, self._topic_rows, _NEAREST_COUNT)
        return NamedEntity(typed, keys, explicit, tuple(self.topics[key].name for key in nearest))

    def complete_outlet(self, typed: str) -> NamedEntity:
        """Return the outlets that a reader means in a field for an outlet: `resolve_outlet`, or the only beginning."""
        return self._complete(typed, self._outlet_rows) or self.resolve_outlet(typed)

    def complete_topic(self, typed: str) -> NamedEntity:
        """Return the topics that a reader means in a field for a topic: `resolve_topic`, or the only beginning."""
        return self._complete(typed.strip().lstrip("#"), self._topic_rows) or self.resolve_topic(typed)

    def _complete(self, typed: str, index: NameIndex) -> NamedEntity | None:
        keys = find_by_beginning(typed[:_MAX_NAME_LENGTH], index)
        return NamedEntity(typed.strip(), keys, explicit=True) if keys else None

    def find_outlet_keys(self, name: str) -> tuple[str, ...]:
        """Return the outlets of exactly this name or address, however it is written."""
        form = squash(name)
        by_host = self._find_by_host(extract_domain(name))
        return by_host or self.outlet_forms.get(form) or self.outlet_forms.get(form.removeprefix("the"), ())

    def find_misspelt_outlet_keys(self, name: str) -> tuple[str, ...]:
        """Return the outlets whose name is an edit or two away from this one. None if two names are equally near."""
        if is_domain(name):
            host = _find_closest(name.lower(), self._hosts)
            return self._hosts[host] if host else ()
        form = squash(name)
        matches = (_find_closest(each, self.outlet_forms) for each in dict.fromkeys((form, form.removeprefix("the"))))
        match = next(filter(None, matches), None)
        return self.outlet_forms[match] if match else ()

    def find_nearest_outlets(self, name: str) -> tuple[str, ...]:
        """Return the display names of the three outlets whose names are most similar to this one."""
        return tuple(
            self.outlets[key].name
            for key in find_nearest_names(name[:_MAX_NAME_LENGTH], self._outlet_rows, _NEAREST_COUNT)
        )

    def suggest_outlets(self, typed: str, limit: int = 25) -> tuple[Outlet, ...]:
        """Return the outlets that a reader may be typing; the largest ones if nothing was typed."""
        return tuple(self.outlets[key] for key in suggest_names(typed[:_MAX_NAME_LENGTH], self._outlet_rows, limit))

    def suggest_topics(self, typed: str, limit: int = 25) -> tuple[Topic, ...]:
        """Return the topics that a reader may be typing; the largest ones if nothing was typed."""
        return tuple(self.topics[key] for key in suggest_names(typed[:_MAX_NAME_LENGTH], self._topic_rows, limit))

    def _find_by_host(self, host: str) -> tuple[str, ...]:
        """Return the outlets at a host and below it; if there are none, those above it."""
        if not host:
            return ()
        below = {key for other, keys in self._hosts.items() if other.endswith(f".{host}") for key in keys}
        found = {*self._hosts.get(host, ()), *(() if is_public_suffix(host) else below)}
        labels = host.split(".")
        for start in range(1, len(labels) - 1):
            found = found or set(self._hosts.get(".".join(labels[start:]), ()))
        return tuple(key for key in self.outlets if key in found) if found else ()


def build_name_sections(archive: Archive) -> dict[str, Section]:
    """Build the sections that `Names` reads. Blocking: it reads every title."""
    counts = count_titles(archive.articles, group_outlets_by_name(archive.outlets.values()))
    usage = derive_title_usage(counts, archive.outlets)
    stored = _StoredUsage(usage.subjects, usage.ordinary, counts.outlet_mentions)
    return {
        "names": msgspec.msgpack.encode(_collect_names(archive)),
        "title usage": msgspec.msgpack.encode(stored),
        **build_dictionary_sections("title words", sorted(usage.words)),
        **build_dictionary_sections("lower title words", sorted(list_lower_case(counts))),
        **build_dated_sections(list(usage.dated_titles)),
    }


def update_name_sections(
    table: Table, earlier: Archive, archive: Archive, gone: Iterable[Article], new: Iterable[Article]
) -> dict[str, Section]:
    """Build the sections again after a change of articles, from those of the earlier archive in `table`.

    Words and dated titles of articles that are gone stay until the sections are built from nothing, and an outlet that
    was not there before is mentioned only by new titles.
    """
    outlets_by_name = group_outlets_by_name(archive.outlets.values())
    gone_counts, new_counts = count_titles(gone, outlets_by_name), count_titles(new, outlets_by_name)
    stored = table.value("title usage", _StoredUsage)
    mentions = update_counts(stored.outlet_mentions, gone_counts.outlet_mentions, new_counts.outlet_mentions)
    words, lower_case = TextDictionary(table, "title words"), TextDictionary(table, "lower title words")
    added = [*words.added, *sorted(word for word in list_words(new_counts) if word not in words)]
    more = sorted(word for word in list_lower_case(new_counts) if word not in lower_case)
    added_lower_case = dict.fromkeys([*lower_case.added, *more])
    known = group_outlets_by_name(earlier.outlets.values())
    unknown = [name for name in outlets_by_name if name not in known]
    lower_unknown = {word for word in map(fold, unknown) if word in lower_case}
    ordinary = stored.ordinary & set(map(squash, outlets_by_name))
    ordinary |= find_ordinary(unknown, lower_unknown)
    ordinary |= {squash(name) for name in outlets_by_name if fold(name) in added_lower_case}
    usage = _StoredUsage(find_subjects(mentions, outlets_by_name, archive.outlets), ordinary, mentions)
    sections: dict[str, Section] = {
        "title usage": msgspec.msgpack.encode(usage),
        "title words.added": msgspec.msgpack.encode(added),
        "lower title words.added": msgspec.msgpack.encode(list(added_lower_case)),
        **update_dated_sections(table, new_counts.dated_titles),
        "names": table.bytes("names"),
    }
    if _list_names(earlier) != _list_names(archive):
        sections["names"] = msgspec.msgpack.encode(_collect_names(archive))
    return sections


def _list_names(archive: Archive) -> list[tuple[object, ...]]:
    """Return what `_StoredNames` is made of."""
    outlets = ((each.key, each.name, each.names, each.domains) for each in archive.outlets.values())
    return [*outlets, *((each.key, each.name) for each in archive.topics.values())]


def _collect_names(archive: Archive) -> _StoredNames:
    known_outlets = load_known_outlets()
    hosts: defaultdict[str, list[str]] = defaultdict(list)
    outlet_ranks: defaultdict[str, dict[str, int]] = defaultdict(dict)
    outlet_rows: list[tuple[str, list[str], list[str]]] = []
    for key, outlet in archive.outlets.items():
        known = known_outlets.by_form.get(squash(key)) or known_outlets.by_form.get(squash(outlet.name))
        known_names = known.names if known else ()
        for host in outlet.domains:
            hosts[host].append(key)
        forms = [*iterate_outlet_forms(outlet), *((1, squash(name)) for name in known_names)]
        # Readers say "cbs" for the branch that the archive has. Short forms that aren't an outlet's name stay words.
        brands = {strip_branch(form) for _, form in forms} & known_outlets.by_form.keys()
        for rank, form in (*forms, *((_BRAND_RANK, brand) for brand in brands)):
            outlet_ranks[form][key] = min(rank, outlet_ranks[form].get(key, rank))
        outlet_rows.append((key, [outlet.name, key, *known_names], [*outlet.names, *outlet.domains]))
    topic_ranks: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for key, topic in archive.topics.items():
        for rank, form in iterate_topic_forms(topic.name):
            topic_ranks[form][key] = min(rank, topic_ranks[form].get(key, rank))
    return _StoredNames(
        outlet_forms=_keep_surest(outlet_ranks),
        hosts={host: tuple(keys) for host, keys in hosts.items()},
        topic_forms=_keep_surest(topic_ranks),
        outlet_rows=build_name_index(outlet_rows),
        topic_rows=build_name_index((key, [topic.name], []) for key, topic in archive.topics.items()),
    )


def _keep_surest(ranks: Mapping[str, Mapping[str, int]]) -> dict[str, tuple[str, ...]]:
    """Return the keys of each form that have the best rank. Ranks 0 and 1 (with or without `the`) are equally good."""
    surest: dict[str, tuple[str, ...]] = {}
    for form, rank_by_key in ranks.items():
        best = max(1, min(rank_by_key.values()))
        if form:
            surest[form] = tuple(key for key, rank in rank_by_key.items() if rank <= best)
    return surest


def _find_closest(form: str, forms: Iterable[str]) -> str | None:
    """Return the nearest form within the edits that its length allows. None if two forms are equally near."""
    edits = (len(form) >= _ONE_EDIT_FROM) + (len(form) >= _TWO_EDITS_FROM)
    if not edits:
        return None
    matches = process.extract(form, list(forms), scorer=OSA.distance, score_cutoff=edits, limit=2)
    matches.sort(key=lambda match: match[1])
    if not matches or (len(matches) > 1 and matches[0][1] == matches[1][1]):
        return None
    return matches[0][0]

"""Outlets and topics, counted over the articles: their names, spellings, domains and number of articles."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from bot.coverage.archive.merging import ArticleMetadata
from bot.coverage.article import Outlet, Topic
from bot.coverage.text import fold

# An outlet is a platform if no name is on at least this share of its articles. In real archives, the most frequent name
# is on 37% of the records of a site that carries many outlets ("MSN", beside fifty like "PC Gamer on MSN"), and on 3%
# of those of a video site with 134 channels.
_PREDOMINANT_SHARE = 0.3
_MIN_CHANNELS = 3
_SHARED = 3
"""Letters at the start of a word that a name and a domain must have in common."""


class RegistryCounts(Struct, frozen=True, array_like=True):
    """The counts of a `Registry`, from which another can begin.

    `outlets`: by key, the number of articles, and the counts of names and of domains. `topics`: by key, the number of
    articles and the counts of spellings.
    """

    outlets: dict[str, tuple[int, dict[str, int], dict[str, int]]] = {}
    topics: dict[str, tuple[int, dict[str, int]]] = {}


class Registry:
    """Counts outlets and topics while an archive is built."""

    def __init__(self, counts: RegistryCounts | None = None) -> None:
        """Begin with the counts of an earlier registry."""
        start = counts or RegistryCounts()
        self._outlet_counts = Counter({key: count for key, (count, _, _) in start.outlets.items()})
        self._names = {key: Counter(names) for key, (_, names, _) in start.outlets.items()}
        self._domains = {key: Counter(domains) for key, (_, _, domains) in start.outlets.items()}
        self._topic_counts = Counter({key: count for key, (count, _) in start.topics.items()})
        self._spellings = {key: Counter(spellings) for key, (_, spellings) in start.topics.items()}
        # As counted last, without later changes.
        self._outlets: dict[str, Outlet] = {}
        self._topics: dict[str, Topic] = {}

    def add(self, metadata: ArticleMetadata) -> None:
        """Count an article: its outlet with all names and domains, its topics with all spellings."""
        self._count(metadata, 1)

    def remove(self, metadata: ArticleMetadata) -> None:
        """Undo `add`."""
        self._count(metadata, -1)

    def _count(self, metadata: ArticleMetadata, by: int) -> None:
        key = metadata.outlet
        self._outlets.pop(key, None)
        for topic, _ in metadata.spellings:
            self._topics.pop(topic, None)
        self._outlet_counts[key] += by
        _count(self._names.setdefault(key, Counter()), metadata.names, by)
        _count(self._domains.setdefault(key, Counter()), metadata.domains, by)
        _count(self._topic_counts, {topic for topic, _ in metadata.spellings}, by)
        for topic, spelling in metadata.spellings:
            _count(self._spellings.setdefault(topic, Counter()), (spelling,), by)

    def counts(self) -> RegistryCounts:
        """Return the counts so far."""
        return RegistryCounts(
            {key: (count, self._names[key], self._domains[key]) for key, count in self._outlet_counts.items() if count},
            {key: (count, self._spellings[key]) for key, count in self._topic_counts.items() if count},
        )

    def outlets(self) -> Mapping[str, Outlet]:
        """Return the outlets by key, the ones with most articles first."""
        outlets: dict[str, Outlet] = {}
        for key, count in _sort_by_frequency(self._outlet_counts):
            outlet = self._outlets.get(key)
            if outlet is None:
                outlet = self._outlets[key] = self._build_outlet(key, count)
            outlets[key] = outlet
        return MappingProxyType(outlets)

    def _build_outlet(self, key: str, count: int) -> Outlet:
        names = tuple(name for name, _ in _sort_by_frequency(self._names[key])) or (key,)
        other_domains = (domain for domain, _ in _sort_by_frequency(self._domains[key]) if domain != key)
        platform = _is_platform(key, self._names[key], count)
        return Outlet(
            key=key,
            name=key if platform else _choose_name(names, key),
            names=names,
            domains=(key, *other_domains),
            count=count,
            platform=platform,
        )

    def topics(self) -> Mapping[str, Topic]:
        """Return the topics by key, the ones with most articles first."""
        topics: dict[str, Topic] = {}
        for key, count in _sort_by_frequency(self._topic_counts):
            topic = self._topics.get(key)
            if topic is None:
                topic = Topic(key=key, name=_sort_by_frequency(self._spellings[key])[0][0], count=count)
                self._topics[key] = topic
            topics[key] = topic
        return MappingProxyType(topics)


def _choose_name(names: Sequence[str], domain: str) -> str:
    """Return the most frequent name that has something in common with the domain; the domain if none has.

    A name that has nothing in common with the domain (`GDPR fines` at itp.net) is usually a heading, not an outlet.
    """
    return next((name for name in names if is_name_of(name, domain)), domain)


def is_name_of(name: str, domain: str) -> bool:
    """Return whether a name may belong to a domain.

    They must share the start of a word or the initials, unless the name is not in Latin script and can't be compared.
    """
    words = re.findall(r"[a-z0-9]+", fold(name))
    if not words:
        return True
    host = re.sub(r"[^a-z0-9]", "", domain.casefold())
    labels = re.findall(r"[a-z0-9]+", domain.casefold())
    if any(word[:_SHARED] in host for word in words if len(word) >= _SHARED or len(words) == 1):
        return True
    letters, initials = "".join(words), "".join(word[0] for word in words)
    return any(
        (len(initials) > 1 and label.startswith(initials)) or (label[0] in initials and _is_subsequence(label, letters))
        for label in labels[:-1]
    )


def _is_subsequence(short: str, text: str) -> bool:
    """Return whether the characters of `short` occur in `text` in the same order."""
    rest = iter(text)
    return all(character in rest for character in short)


def _is_platform(key: str, names: Counter[str], count: int) -> bool:
    """Return whether an outlet with `count` articles carries other outlets under their own names.

    This is so if no name is on most articles, and at least three names are not forms of the host.
    """
    if len(names) < _MIN_CHANNELS or max(names.values()) >= _PREDOMINANT_SHARE * count:
        return False
    host = key.replace(".", "").replace("-", "")
    channels = {plain for plain in (fold(name).replace(" ", "") for name in names) if plain not in host}
    return len(channels) >= _MIN_CHANNELS


def _count(counts: Counter[str], names: Iterable[str], by: int) -> None:
    for name in names:
        counts[name] += by
        if not counts[name]:
            del counts[name]


def _sort_by_frequency(counts: Counter[str]) -> list[tuple[str, int]]:
    """Return names and counts, the highest count first, equal counts by name."""
    return sorted(((name, count) for name, count in counts.items() if count), key=lambda item: (-item[1], item[0]))

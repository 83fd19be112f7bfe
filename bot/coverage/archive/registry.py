"""Outlets and topics: who reported, and under which labels, counted over articles."""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct

from bot.coverage.archive.merging import ArticleMetadata
from bot.coverage.article import Outlet, Topic
from bot.coverage.text import fold

# In real archives the name used most stands on 37% of the records of a site that carries many ("MSN", beside fifty like
# "PC Gamer on MSN"), and on 3% of those of a video site with 134 channels.
PREDOMINANT = 0.3
CHANNELS = 3


class RegistryCounts(Struct, frozen=True, array_like=True):
    """What a `Registry` counted, to begin another from: by outlet articles, names and domains; by topic articles and
    spellings."""

    outlets: dict[str, tuple[int, dict[str, int], dict[str, int]]] = {}
    topics: dict[str, tuple[int, dict[str, int]]] = {}


class Registry:
    """Counts names while an archive is built; `outlets()` and `topics()` are what it found."""

    def __init__(self, counts: RegistryCounts | None = None) -> None:
        """`counts`: what to begin from."""
        begun = counts or RegistryCounts()
        self._outlet_counts = Counter({key: count for key, (count, _, _) in begun.outlets.items()})
        self._names = {key: Counter(names) for key, (_, names, _) in begun.outlets.items()}
        self._domains = {key: Counter(domains) for key, (_, _, domains) in begun.outlets.items()}
        self._topic_counts = Counter({key: count for key, (count, _) in begun.topics.items()})
        self._spellings = {key: Counter(spellings) for key, (_, spellings) in begun.topics.items()}

    def add(self, facts: ArticleMetadata) -> None:
        """Count an article: its outlet with every name and domain of its records, its topics with every spelling."""
        self._count(facts, 1)

    def remove(self, facts: ArticleMetadata) -> None:
        """Take back an article that was counted."""
        self._count(facts, -1)

    def _count(self, facts: ArticleMetadata, by: int) -> None:
        key = facts.outlet
        self._outlet_counts[key] += by
        _count(self._names.setdefault(key, Counter()), facts.names, by)
        _count(self._domains.setdefault(key, Counter()), facts.domains, by)
        _count(self._topic_counts, {topic for topic, _ in facts.spellings}, by)
        for topic, spelling in facts.spellings:
            _count(self._spellings.setdefault(topic, Counter()), (spelling,), by)

    def counts(self) -> RegistryCounts:
        """What was counted."""
        return RegistryCounts(
            {key: (count, self._names[key], self._domains[key]) for key, count in self._outlet_counts.items() if count},
            {key: (count, self._spellings[key]) for key, count in self._topic_counts.items() if count},
        )

    def outlets(self) -> Mapping[str, Outlet]:
        """By key, most articles first."""
        found: dict[str, Outlet] = {}
        for key, count in _most_first(self._outlet_counts):
            names = tuple(name for name, _ in _most_first(self._names[key])) or (key,)
            domains = (name for name, _ in _most_first(self._domains[key]) if name != key)
            platform = _is_platform(key, self._names[key], count)
            found[key] = Outlet(
                key=key,
                name=key if platform else names[0],
                names=names,
                domains=(key, *domains),
                count=count,
                platform=platform,
            )
        return MappingProxyType(found)

    def topics(self) -> Mapping[str, Topic]:
        """By key, most articles first."""
        return MappingProxyType(
            {
                key: Topic(key=key, name=_most_first(self._spellings[key])[0][0], count=count)
                for key, count in _most_first(self._topic_counts)
            }
        )


def _is_platform(key: str, names: Counter[str], count: int) -> bool:
    """Whether no one name stands for the outlet: three or more that are not the host's own, none on enough articles."""
    if len(names) < CHANNELS or max(names.values()) >= PREDOMINANT * count:
        return False
    own = key.replace(".", "").replace("-", "")
    channels = {plain for plain in (fold(name).replace(" ", "") for name in names) if plain not in own}
    return len(channels) >= CHANNELS


def _count(counts: Counter[str], names: Iterable[str], by: int) -> None:
    for name in names:
        counts[name] += by
        if not counts[name]:
            del counts[name]


def _most_first(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(((name, count) for name, count in counts.items() if count), key=lambda item: (-item[1], item[0]))

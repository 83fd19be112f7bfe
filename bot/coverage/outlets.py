"""Outlets and topics: who reported, and under which labels, counted over articles."""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from bot.coverage import repair
from bot.coverage.article import Outlet, Topic

# In real archives the name used most stands on 37% of the records of a site that carries many ("MSN", beside fifty like
# "PC Gamer on MSN"), and on 3% of those of a video site with 134 channels.
PREDOMINANT = 0.3
CHANNELS = 3


class Register:
    """Counts names while an archive is built; `outlets()` and `topics()` are what it found."""

    def __init__(self) -> None:
        self._names: dict[str, Counter[str]] = {}
        self._domains: dict[str, Counter[str]] = {}
        self._outlet_counts: Counter[str] = Counter()
        self._spellings: dict[str, Counter[str]] = {}
        self._topic_counts: Counter[str] = Counter()

    def outlet(self, key: str, names: Iterable[str], domains: Iterable[str]) -> None:
        """Count one article of an outlet, with every name and domain that its records give."""
        if key not in self._names:
            self._names[key], self._domains[key] = Counter(), Counter()
        self._outlet_counts[key] += 1
        for name in names:
            self._names[key][name] += 1
        for domain in domains:
            self._domains[key][domain] += 1

    def topics_of(self, spellings: Iterable[tuple[str, str]]) -> None:
        """Count one article under its topics: each key with every spelling that its records use."""
        counted: set[str] = set()
        for key, spelling in spellings:
            if key not in counted:
                counted.add(key)
                self._topic_counts[key] += 1
            self._spellings.setdefault(key, Counter())[spelling] += 1

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
    channels = {plain for plain in (repair.fold(name).replace(" ", "") for name in names) if plain not in own}
    return len(channels) >= CHANNELS


def _most_first(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))

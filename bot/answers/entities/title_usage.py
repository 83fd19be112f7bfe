"""The archive's own use of words, which tells a name from a word: what its titles say, and of whom."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple, TypeVar

from msgspec import Struct

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.wordlists import EVERYDAY_STEMS, STOPWORDS
from bot.answers.dates.lexicon import TIME_SURFACES, normalize_time_word
from bot.answers.entities.forms import squash
from bot.answers.entities.known_outlets import load_known_outlets
from bot.coverage.article import Article, Outlet
from bot.coverage.text import fold

_WORD = re.compile(r"[^\W_]+(?:['\u2019&+.-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_JOINED_YEARS = re.compile(r"\b(?:19|20)\d\d[-/]\d\d")
_MAX_NAME_WORDS = 4
# An outlet that others' headlines name this often, and at least so often for each of its own articles, is a subject.
_MIN_MENTIONS = 3
_MENTIONS_PER_ARTICLE = 0.2


T = TypeVar("T")


class TitleUsage(NamedTuple):
    """How an archive's titles use words.

    `words`: every word of the titles, folded. `subjects`: names (squashed) of outlets that are themselves reported on:
    companies with a newsroom, games. `ordinary`: names that are everyday words too (Wired, Verge). `dated_titles`: the
    words of each title that names a time, in the form of `lexicon.normalize_time_word`.
    """

    words: Collection[str]
    subjects: frozenset[str]
    ordinary: frozenset[str]
    dated_titles: tuple[frozenset[str], ...]

    def count_shared_words(self, told: frozenset[str], words: frozenset[str]) -> int:
        """How many of a question's `words` stand in one title that tells the same time (`told`, its `marks`)."""
        return max((len(words & title) for title in self.dated_titles if told <= title), default=0) if told else 0


class TitleCounts(Struct, frozen=True, array_like=True):
    """What is counted over the titles of an archive.

    `words`: each word as it is written. `outlet_mentions`: each name of an outlet in other outlets' titles.
    `dated_titles`: the words of each title that names a time. `outlets_by_name`: the keys of the outlets of each name.
    """

    words: dict[str, int]
    outlet_mentions: dict[str, int]
    dated_titles: dict[tuple[str, ...], int]
    outlets_by_name: dict[str, set[str]]

    def update(self, gone: "TitleCounts", new: "TitleCounts") -> "TitleCounts":
        """Less what one counted, with what another did."""
        return TitleCounts(
            _update_counts(self.words, gone.words, new.words),
            _update_counts(self.outlet_mentions, gone.outlet_mentions, new.outlet_mentions),
            _update_counts(self.dated_titles, gone.dated_titles, new.dated_titles),
            self.outlets_by_name,
        )


def _update_counts(counts: Mapping[T, int], gone: Mapping[T, int], new: Mapping[T, int]) -> dict[T, int]:
    changed = Counter(counts)
    changed.subtract(gone)
    changed.update(new)
    return {key: count for key, count in changed.items() if count > 0}


def group_outlets_by_name(outlets: Iterable[Outlet]) -> dict[str, set[str]]:
    """The keys of the outlets that go by each name."""
    bearers: dict[str, set[str]] = {}
    for outlet in outlets:
        for name in outlet.names:
            bearers.setdefault(" ".join(_WORD.findall(name.removeprefix("The "))), set()).add(outlet.key)
    return bearers


def count_titles(articles: Iterable[Article], outlets_by_name: dict[str, set[str]]) -> TitleCounts:
    """Read every title once."""
    first_words = {name.split()[0] for name in outlets_by_name if name}
    words: Counter[str] = Counter()
    dated: Counter[tuple[str, ...]] = Counter()
    named: Counter[str] = Counter()
    for article in articles:
        said: list[str] = _WORD.findall(article.title)
        if "'" in article.title or "\u2019" in article.title:
            said = [_POSSESSIVE.sub("", word) for word in said]
        words.update(said)
        if not TIME_SURFACES.isdisjoint(said) or _JOINED_YEARS.search(article.title):
            dated[tuple(sorted(set(map(normalize_time_word, fold(article.title).split()))))] += 1
        for at, word in enumerate(said):
            if word in first_words:
                spans = (" ".join(said[at : at + n]) for n in range(1, _MAX_NAME_WORDS + 1))
                named.update(
                    {name for name in spans if article.outlet not in outlets_by_name.get(name, (article.outlet,))}
                )
    return TitleCounts(words, named, dated, outlets_by_name)


def derive_title_usage(counts: TitleCounts, outlets: Mapping[str, Outlet]) -> TitleUsage:
    """What the titles of an archive with these outlets tell of its use of words."""
    small = {word for word in counts.words if word.islower()}
    bearers = counts.outlets_by_name
    return TitleUsage(
        words=frozenset(word for spoken in counts.words for word in fold(spoken).split()),
        subjects=frozenset(
            squash(name) for name, times in counts.outlet_mentions.items() if _is_subject(name, times, bearers, outlets)
        ),
        ordinary=frozenset(squash(name) for name in bearers if _is_ordinary(name, small)),
        dated_titles=tuple(frozenset(words) for words in sorted(counts.dated_titles)),
    )


def _is_subject(name: str, times: int, bearers: Mapping[str, set[str]], outlets: Mapping[str, Outlet]) -> bool:
    own = sum(outlets[key].count for key in bearers[name])
    return times >= max(_MIN_MENTIONS, _MENTIONS_PER_ARTICLE * own) and squash(name) not in load_known_outlets().by_form


def _is_ordinary(name: str, small: set[str]) -> bool:
    word = fold(name)
    return " " not in word and (
        word in small or word in load_known_outlets().ordinary or word in STOPWORDS or stem(word) in EVERYDAY_STEMS
    )

"""How an archive's titles use words, to tell names from words: which words occur, and whom the titles are about."""

import re
from collections import Counter
from collections.abc import Collection, Container, Iterable, Mapping
from typing import NamedTuple

from msgspec import Struct

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.wordlists import EVERYDAY_STEMS, STOPWORDS
from bot.answers.dates.lexicon import DIGIT_YEAR, TIME_SURFACES, normalize_time_word
from bot.answers.entities.forms import squash
from bot.answers.entities.known_outlets import load_known_outlets
from bot.coverage.article import Article, Outlet
from bot.coverage.text import fold

_WORD = re.compile(r"[^\W_]+(?:['\u2019&+.-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_JOINED_YEARS = re.compile(rf"\b{DIGIT_YEAR}[-/]\d\d")
_MAX_NAME_WORDS = 4
# An outlet is a subject if other outlets' titles name it this often, and this often for each of its own articles.
_MIN_MENTIONS = 3
_MENTIONS_PER_ARTICLE = 0.2


class TitleUsage(NamedTuple):
    """How an archive's titles use words.

    `words`: every word of the titles, folded. `subjects`: names (squashed) of outlets that are themselves reported on:
    companies with a newsroom, games. `ordinary`: names that are everyday words too (Wired, Verge). `dated_titles`: the
    words of each title that names a time, in the form of `lexicon.normalize_time_word`.
    """

    words: Collection[str]
    subjects: frozenset[str]
    ordinary: frozenset[str]
    dated_titles: Iterable[frozenset[str]]


class TitleCounts(Struct, frozen=True, array_like=True):
    """What is counted over the titles of an archive.

    `words`: each word as it is written. `outlet_mentions`: each name of an outlet in other outlets' titles.
    `dated_titles`: the words of each title that names a time. `outlets_by_name`: the keys of the outlets of each name.
    """

    words: dict[str, int]
    outlet_mentions: dict[str, int]
    dated_titles: dict[tuple[str, ...], int]
    outlets_by_name: dict[str, set[str]]


def group_outlets_by_name(outlets: Iterable[Outlet]) -> dict[str, set[str]]:
    """Return the keys of the outlets of each name."""
    groups: dict[str, set[str]] = {}
    for outlet in outlets:
        for name in outlet.names:
            groups.setdefault(" ".join(_WORD.findall(name.removeprefix("The "))), set()).add(outlet.key)
    return groups


def count_titles(articles: Iterable[Article], outlets_by_name: dict[str, set[str]]) -> TitleCounts:
    """Count over the titles of articles. Reads each title once."""
    first_words = {name.split()[0] for name in outlets_by_name if name}
    words: Counter[str] = Counter()
    dated_titles: Counter[tuple[str, ...]] = Counter()
    outlet_mentions: Counter[str] = Counter()
    for article in articles:
        title: list[str] = _WORD.findall(article.title)
        if "'" in article.title or "\u2019" in article.title:
            title = [_POSSESSIVE.sub("", word) for word in title]
        words.update(title)
        if not TIME_SURFACES.isdisjoint(title) or _JOINED_YEARS.search(article.title):
            dated_titles[tuple(sorted(set(map(normalize_time_word, fold(article.title).split()))))] += 1
        for at, word in enumerate(title):
            if word in first_words:
                names = {" ".join(title[at : at + length]) for length in range(1, _MAX_NAME_WORDS + 1)}
                outlet_mentions.update(
                    {name for name in names if article.outlet not in outlets_by_name.get(name, (article.outlet,))}
                )
    return TitleCounts(words, outlet_mentions, dated_titles, outlets_by_name)


def derive_title_usage(counts: TitleCounts, outlets: Mapping[str, Outlet]) -> TitleUsage:
    """Derive from the counts how the titles of an archive with these outlets use words."""
    return TitleUsage(
        words=frozenset(list_words(counts)),
        subjects=find_subjects(counts.outlet_mentions, counts.outlets_by_name, outlets),
        ordinary=find_ordinary(counts.outlets_by_name, list_lower_case(counts)),
        dated_titles=tuple(frozenset(words) for words in sorted(counts.dated_titles)),
    )


def list_words(counts: TitleCounts) -> set[str]:
    """Return every word of the titles, folded."""
    return {word for surface in counts.words for word in fold(surface).split()}


def list_lower_case(counts: TitleCounts) -> set[str]:
    """Return the words that a title has in small letters."""
    return {word for word in counts.words if word.islower()}


def find_subjects(
    mentions: Mapping[str, int], outlets_by_name: Mapping[str, Collection[str]], outlets: Mapping[str, Outlet]
) -> frozenset[str]:
    """Return the names (squashed) of outlets that are themselves reported on. Arguments as in `TitleCounts`."""
    return frozenset(
        squash(name)
        for name, count in mentions.items()
        if name in outlets_by_name
        and _is_subject(name, count, sum(outlets[key].count for key in outlets_by_name[name]))
    )


def find_ordinary(names: Iterable[str], lower_case: Container[str]) -> frozenset[str]:
    """Return the names (squashed) that are everyday words too. `lower_case`: words that titles have so."""
    return frozenset(squash(name) for name in names if _is_ordinary(name, lower_case))


def _is_subject(name: str, mentions: int, own_articles: int) -> bool:
    least = max(_MIN_MENTIONS, _MENTIONS_PER_ARTICLE * own_articles)
    return mentions >= least and squash(name) not in load_known_outlets().by_form


def _is_ordinary(name: str, lower_case: Container[str]) -> bool:
    word = fold(name)
    return " " not in word and (
        word in lower_case or word in load_known_outlets().ordinary or word in STOPWORDS or stem(word) in EVERYDAY_STEMS
    )

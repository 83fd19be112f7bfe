"""The archive's own use of words, which tells a name from a word: what its titles say, and of whom."""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from typing import NamedTuple

from bot.answers.daywords import TELLING, plain_word
from bot.answers.forms import squash
from bot.answers.press import press
from bot.answers.words import EVERYDAY, STOPWORDS, stem
from bot.coverage.archive import Archive
from bot.coverage.repair import fold

_WORD = re.compile(r"[^\W_]+(?:['\u2019&+.-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_JOINED_YEARS = re.compile(r"\b(?:19|20)\d\d[-/]\d\d")
_LONGEST_NAME = 4
# An outlet that others' headlines name this often, and at least so often for each of its own articles, is a subject.
_NAMED_BY_OTHERS = 3
_NAMED_FOR_EACH = 0.2


class Talk(NamedTuple):
    """`words`: all of the titles, folded. `subjects`: names (squashed) of outlets that are themselves reported on
    (companies with a newsroom, games). `ordinary`: names that are everyday words too (Wired, Verge). `dated`: the
    words of each title that tells a time, as `daywords.plain_word` has them."""

    words: Collection[str]
    subjects: frozenset[str]
    ordinary: frozenset[str]
    dated: tuple[frozenset[str], ...]

    def headline(self, told: frozenset[str], words: frozenset[str]) -> int:
        """How many of a question's `words` stand in one title that tells the same time (`told`, its `marks`)."""
        return max((len(words & title) for title in self.dated if told <= title), default=0) if told else 0


def talk_of(archive: Archive) -> Talk:
    """Read every title once."""
    bearers: dict[str, set[str]] = {}
    for outlet in archive.outlets.values():
        for name in outlet.names:
            bearers.setdefault(" ".join(_WORD.findall(name.removeprefix("The "))), set()).add(outlet.key)
    firsts = {name.split()[0] for name in bearers if name}
    words: set[str] = set()
    dated: set[frozenset[str]] = set()
    named: Counter[str] = Counter()
    for article in archive.articles:
        said: list[str] = _WORD.findall(article.title)
        if "'" in article.title or "\u2019" in article.title:
            said = [_POSSESSIVE.sub("", word) for word in said]
        words.update(said)
        if not TELLING.isdisjoint(said) or _JOINED_YEARS.search(article.title):
            dated.add(frozenset(map(plain_word, fold(article.title).split())))
        for at, word in enumerate(said):
            if word in firsts:
                spans = (" ".join(said[at : at + n]) for n in range(1, _LONGEST_NAME + 1))
                named.update({name for name in spans if article.outlet not in bearers.get(name, (article.outlet,))})
    small = {word for word in words if word.islower()}
    return Talk(
        words=frozenset(word for spoken in words for word in fold(spoken).split()),
        subjects=frozenset(squash(name) for name, times in named.items() if _is_subject(name, times, bearers, archive)),
        ordinary=frozenset(squash(name) for name in bearers if _is_ordinary(name, small)),
        dated=tuple(dated),
    )


def _is_subject(name: str, times: int, bearers: Mapping[str, set[str]], archive: Archive) -> bool:
    own = sum(archive.outlets[key].count for key in bearers[name])
    return times >= max(_NAMED_BY_OTHERS, _NAMED_FOR_EACH * own) and squash(name) not in press().by_form


def _is_ordinary(name: str, small: set[str]) -> bool:
    word = fold(name)
    return " " not in word and (
        word in small or word in press().ordinary or word in STOPWORDS or stem(word) in EVERYDAY
    )

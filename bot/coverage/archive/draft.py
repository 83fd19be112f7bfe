"""Columns with the data about each article of an archive while it is built.

A list of ranges gives the order of the articles, and every column is arranged by it.
"""

from array import array
from collections.abc import Iterable, Mapping

from bot.coverage.archive.merging import ArticleMetadata, MergedArticle
from bot.coverage.columns.splice import ListBuilder, Ranges
from bot.coverage.columns.table import Section
from bot.coverage.dates import compute_age


class ArticleColumns:
    """What is needed to build an archive about each article, besides its bytes. All columns have the same order.

    `numbers`: the ids as numbers. `digests`, `texts`, `conflicting`: see `merging.MergedArticle`.
    `ages`: minus the time of publication, in seconds since 1970; infinite for undated articles.
    `days`: minus the ordinal of the day of publication; 0 for undated articles.
    `outlets`, `topics`: keys as numbers, by `outlet_numbers` and `topic_numbers`.
    `members`, `related`: what the article was made from, see `grouping.RecordGroups`.
    """

    def __init__(self, outlets: Iterable[str] = (), topics: Iterable[str] = ()) -> None:
        """`outlets` and `topics` are the keys that have numbers already, in the order of the numbers."""
        self.outlet_numbers = {key: number for number, key in enumerate(outlets)}
        self.topic_numbers = {key: number for number, key in enumerate(topics)}
        self.numbers, self.digests, self.texts = array("Q"), array("Q"), array("Q")
        self.ages, self.days, self.outlets = array("d"), array("q"), array("I")
        self.conflicting = bytearray()
        self.members, self.related, self.topics = ListBuilder("I"), ListBuilder("Q"), ListBuilder("I")

    def __len__(self) -> int:
        return len(self.numbers)

    def _arrays(self) -> dict[str, "array[int] | array[float]"]:
        return {
            "numbers": self.numbers,
            "digests": self.digests,
            "texts": self.texts,
            "ages": self.ages,
            "day": self.days,
            "outlet": self.outlets,
        }

    def append(
        self,
        number: int,
        members: Iterable[int],
        related: Iterable[int],
        merged: MergedArticle,
        metadata: ArticleMetadata,
    ) -> None:
        """Add an article."""
        published, outlets, topics = metadata.published, self.outlet_numbers, self.topic_numbers
        self.numbers.append(number)
        self.digests.append(merged.digest)
        self.texts.append(merged.text)
        self.ages.append(compute_age(published))
        self.days.append(-published.at.toordinal() if published else 0)
        self.outlets.append(outlets.setdefault(metadata.outlet, len(outlets)))
        self.conflicting.append(merged.conflicting)
        self.topics.append([topics.setdefault(key, len(topics)) for key in dict(metadata.spellings)])
        self.members.append(members)
        self.related.append(related)

    def select(self, ranges: Ranges, outlets: Mapping[str, object], topics: Mapping[str, object]) -> "ArticleColumns":
        """Return the articles of these ranges, in this order. The new columns number these `outlets` and `topics`."""
        selected = ArticleColumns(outlets, topics)
        for first, end in ranges:
            selected.numbers.extend(self.numbers[first:end])
            selected.digests.extend(self.digests[first:end])
            selected.texts.extend(self.texts[first:end])
            selected.ages.extend(self.ages[first:end])
            selected.days.extend(self.days[first:end])
            selected.outlets.extend(self.outlets[first:end])
            selected.conflicting.extend(self.conflicting[first:end])
        selected.members, selected.related = self.members.select(ranges), self.related.select(ranges)
        selected.topics = self.topics.select(ranges)
        selected.outlets = _renumber(selected.outlets, self.outlet_numbers, selected.outlet_numbers)
        selected.topics.numbers = _renumber(selected.topics.numbers, self.topic_numbers, selected.topic_numbers)
        return selected

    def build_sections(self) -> dict[str, Section]:
        """Return the sections that `Archive` and `delta` read."""
        return {
            **{name: column.tobytes() for name, column in self._arrays().items()},
            "conflicting": bytes(self.conflicting),
            **self.members.build_sections("members"),
            **self.related.build_sections("related"),
            **self.topics.build_sections("topics"),
        }


def _renumber(numbers: Iterable[int], old: Mapping[str, int], new: Mapping[str, int]) -> "array[int]":
    """Replace numbers of keys in `old` by the numbers of the same keys in `new`."""
    # A key that is not in `new` has no articles, so its number does not occur.
    new_numbers = [new.get(key, 0) for key in old]
    return array("I", map(new_numbers.__getitem__, numbers))

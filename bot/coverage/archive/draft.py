"""Columns of the articles of an archive that is being made: those of the archive before it, and newer ones after these.

Which of them stand in the new archive, and in which order, is one list of places by which every column is picked from.
"""

from array import array
from collections.abc import Iterable, Mapping
from math import inf

from bot.coverage.archive.merging import ArticleMetadata, MergedArticle
from bot.coverage.columns.sequences import ListColumn
from bot.coverage.columns.splice import ListBuilder, Ranges
from bot.coverage.columns.table import Section, Table


class ArticleColumns:
    """What has to be known of each article besides its bytes, by place.

    `numbers`: the ids. `digests`, `texts`: see `merging.MergedArticle`. `ages`: in seconds, larger for the older,
    infinite for
    the undated. `days`: ordinals, negative, 0 for the undated. `outlets`, `topics`: by the numbers that stand for the
    keys in `outlet_numbers` and `topic_numbers`. `members`, `related`: what it was made of, see `identity.Grouped`.
    """

    def __init__(self, table: Table | None = None, outlets: Iterable[str] = (), topics: Iterable[str] = ()) -> None:
        """`table`: an archive's, with its `outlets` and `topics` in their order."""
        self.outlet_numbers = {key: number for number, key in enumerate(outlets)}
        self.topic_numbers = {key: number for number, key in enumerate(topics)}
        self.numbers, self.digests, self.texts = array("Q"), array("Q"), array("Q")
        self.ages, self.days, self.outlets = array("d"), array("q"), array("I")
        self.conflicting = bytearray()
        self.members, self.related, self.topics = ListBuilder("I"), ListBuilder("Q"), ListBuilder("I")
        if table is not None:
            for name, column in self._columns().items():
                column.frombytes(table.bytes(name))
            self.conflicting += table.bytes("conflicting")
            self.members, self.topics = (
                ListBuilder("I", ListColumn(table, "members")),
                ListBuilder("I", ListColumn(table, "topics")),
            )
            self.related = ListBuilder("Q", ListColumn(table, "related", "Q"))

    def __len__(self) -> int:
        return len(self.numbers)

    def _columns(self) -> dict[str, "array[int] | array[float]"]:
        return {
            "numbers": self.numbers,
            "digests": self.digests,
            "texts": self.texts,
            "ages": self.ages,
            "day": self.days,
            "outlet": self.outlets,
        }

    def append(
        self, number: int, members: Iterable[int], related: Iterable[int], made: MergedArticle, facts: ArticleMetadata
    ) -> None:
        """One more article."""
        published, outlets, topics = facts.published, self.outlet_numbers, self.topic_numbers
        self.numbers.append(number)
        self.digests.append(made.digest)
        self.texts.append(made.text)
        self.ages.append(-published.at.timestamp() if published else inf)
        self.days.append(-published.at.toordinal() if published else 0)
        self.outlets.append(outlets.setdefault(facts.outlet, len(outlets)))
        self.conflicting.append(made.conflicting)
        self.topics.append([topics.setdefault(key, len(topics)) for key in dict(facts.spellings)])
        self.members.append(members)
        self.related.append(related)

    def matches(self, place: int, members: list[int], related: list[int]) -> bool:
        """Whether the article at this place was made of these."""
        return self.members.equals(place, members) and self.related.equals(place, related)

    def select(self, places: Ranges, outlets: Mapping[str, object], topics: Mapping[str, object]) -> "ArticleColumns":
        """Some of the articles, in that order. `outlets`, `topics`: the keys that stand, as they are numbered."""
        other = ArticleColumns(None, outlets, topics)
        for first, end in places:
            other.numbers.extend(self.numbers[first:end])
            other.digests.extend(self.digests[first:end])
            other.texts.extend(self.texts[first:end])
            other.ages.extend(self.ages[first:end])
            other.days.extend(self.days[first:end])
            other.outlets.extend(self.outlets[first:end])
            other.conflicting.extend(self.conflicting[first:end])
        other.members, other.related = self.members.select(places), self.related.select(places)
        other.topics = self.topics.select(places)
        other.outlets = _renumbered(other.outlets, self.outlet_numbers, other.outlet_numbers)
        other.topics.numbers = _renumbered(other.topics.numbers, self.topic_numbers, other.topic_numbers)
        return other

    def sections(self) -> dict[str, Section]:
        """What `__init__` takes."""
        return {
            **{name: column.tobytes() for name, column in self._columns().items()},
            "conflicting": bytes(self.conflicting),
            **self.members.sections("members"),
            **self.related.sections("related"),
            **self.topics.sections("topics"),
        }


def _renumbered(given: Iterable[int], was: Mapping[str, int], now: Mapping[str, int]) -> "array[int]":
    """The numbers that stand for the same keys now."""
    # What no longer has a number stands nowhere.
    numbers = [now.get(key, 0) for key in was]
    return array("I", map(numbers.__getitem__, given))

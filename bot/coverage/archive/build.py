"""From what files said to an archive. Pure: the same records in any order make the same archive, anywhere.

An archive of mostly the same records (`before`) makes it quicker and changes no result: what did not change is taken
over as bytes, without being looked into.
"""

from array import array
from bisect import insort
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from itertools import pairwise
from math import inf

import msgspec

from bot.coverage.archive import copies, identity, records
from bot.coverage.archive.archive import Archive, ArchiveSummary
from bot.coverage.archive.draft import ArticleColumns
from bot.coverage.archive.identity import EncodedMentions, RecordGroups
from bot.coverage.archive.merging import ArticleMetadata, MergedArticle, merge_records
from bot.coverage.archive.records import Records
from bot.coverage.archive.registry import Registry, RegistryCounts
from bot.coverage.article import Moment, Problem
from bot.coverage.columns import splice
from bot.coverage.columns.sequences import list_sections
from bot.coverage.columns.splice import BytesBuilder, Ranges
from bot.coverage.columns.table import Section, table_in_memory
from bot.coverage.parsing.reader import Reading

_FEW = 16
"""For one more article in so many, finding its place is quicker than sorting all."""

_encoder = msgspec.msgpack.Encoder()
_facts = msgspec.msgpack.Decoder(ArticleMetadata)


def build_archive(readings: Iterable[Reading], problems: Iterable[Problem] = ()) -> Archive:
    """Make an archive, in memory, of what files gave. `problems`: those that belong to no file that was read."""
    readings = list(readings)
    known = Records()
    files = [
        (
            records.encode_numbers(
                known.add(records.prepare_record(identity.with_canonical_urls(record))) for record in reading.records
            ),
            records.encode_positions(reading.records),
        )
        for reading in readings
    ]
    every = sorted([*problems, *(problem for reading in readings for problem in reading.problems)])
    return Archive(table_in_memory(assemble_sections(known, files, every)))


def assemble_sections(
    known: Records, files: Collection[EncodedMentions], problems: Sequence[Problem], before: Archive | None = None
) -> dict[str, Section]:
    """The sections of an archive. `files`: what each mentions of the `known` records. `before`: made of records with
    the same numbers."""
    grouped = identity.group_records(known.columns, known.__getitem__, files)
    standing = _standing(grouped, known, before)
    outlets, topics = standing.register.outlets(), standing.register.topics()
    order = standing.order()
    places = splice.contiguous_ranges(order)
    draft = standing.draft.select(places, outlets, topics)
    digest = blake2b(array("Q", sorted(draft.digests)), digest_size=6)
    digest.update(_encoder.encode([list(outlets.values()), len(grouped.removed)]))
    dated = len(draft) - draft.ages.count(inf)
    about = ArchiveSummary(
        outlets=list(outlets.values()),
        topics=list(topics.values()),
        files=len(files),
        removed=len(grouped.removed),
        fingerprint=digest.hexdigest(),
        newest=standing.published(order[0]) if dated else None,
        oldest=standing.published(order[dated - 1]) if dated else None,
    )
    return {
        "about": _encoder.encode(about),
        "problems": _encoder.encode(list(problems)),
        "counts": _encoder.encode(standing.register.counts()),
        **draft.sections(),
        **standing.sections(places),
        "days": draft.days[:dated].tobytes(),
        "conflicts": array("I", [place for place, flag in enumerate(draft.conflicting) if flag]).tobytes(),
        **_ids(draft.numbers, grouped.aliases),
        **_outlets(draft),
        **_topics(draft),
        **_beside(draft),
        **_copies(draft),
    }


class _Standing:
    """The articles that stand: some of those before, `kept`; the newer follow all of those in `draft`."""

    def __init__(self, before: Archive | None) -> None:
        self.before = before
        self.kept: list[int] = []
        self.articles, self.facts, self.keys = BytesBuilder(), BytesBuilder(), BytesBuilder()
        if before is None:
            self.draft, self.register = ArticleColumns(), Registry()
        else:
            self.draft = ArticleColumns(before.table, before.outlets, before.topics)
            self.register = Registry(before.table.value("counts", RegistryCounts))
        self.first = len(self.draft)

    def append(
        self, number: int, members: Sequence[int], related: Sequence[int], made: MergedArticle, facts: ArticleMetadata
    ) -> None:
        self.articles.append(made.article)
        self.facts.append(made.metadata)
        self.keys.append(made.key)
        self.draft.append(number, members, related, made, facts)
        self.register.add(facts)

    def order(self) -> list[int]:
        """The places in the draft; newest first, the undated last, ties by key."""
        ages = self.draft.ages
        before = self.before.keys if self.before is not None else None

        def rank(place: int) -> tuple[float, bytes]:
            if before is not None and place < self.first:
                return ages[place], before.raw(place)
            return ages[place], self.keys[place - self.first]

        if len(self.keys) * _FEW > len(self.kept):
            return sorted([*self.kept, *range(self.first, len(self.draft))], key=rank)
        order = list(self.kept)
        for place in range(self.first, len(self.draft)):
            insort(order, place, key=rank)
        return order

    def published(self, place: int) -> Moment | None:
        """When one was."""
        if self.before is not None and place < self.first:
            return self.before.metadata[place].published
        return _facts.decode(self.facts[place - self.first]).published

    def sections(self, places: Ranges) -> dict[str, Section]:
        """Those that are decoded when they are asked for."""
        before = self.before
        return {
            **splice.splice("articles", before.articles.column if before is not None else None, self.articles, places),
            **splice.splice("facts", before.metadata if before is not None else None, self.facts, places),
            **splice.splice("keys", before.keys if before is not None else None, self.keys, places),
        }


def _standing(grouped: RecordGroups, known: Records, before: Archive | None) -> _Standing:
    """Take over what is made of the same as before, and make the rest."""
    standing = _Standing(before)
    draft, kept = standing.draft, standing.kept
    places = dict(zip(draft.numbers, range(len(draft)), strict=True))
    removed = grouped.removed
    for number, members in grouped.groups.items():
        if number in removed:
            continue
        listed = grouped.related.get(number, ())
        related = [other for other in listed if other not in removed]
        place = places.get(number)
        if place is not None and draft.matches(place, members, related):
            kept.append(place)
        else:
            standing.append(number, members, related, *merge_records(number, members, known, related))
    kept.sort()
    if before is not None:
        for place in set(range(len(before))).difference(kept):
            standing.register.remove(before.metadata[place])
    return standing


def _ids(numbers: Sequence[int], aliases: Mapping[int, int]) -> dict[str, Section]:
    """Ids as numbers, sorted, with the article's place; an alias has an id as its own address would."""
    places = dict(zip(numbers, range(len(numbers)), strict=True))
    found = {alias: places[number] for alias, number in aliases.items() if number in places}
    found |= places
    order = sorted(found)
    return {
        "ids": array("Q", order).tobytes(),
        "ids.place": array("I", map(found.__getitem__, order)).tobytes(),
    }


def _outlets(draft: ArticleColumns) -> dict[str, Section]:
    members: list[list[int]] = [[] for _ in draft.outlet_numbers]
    for place, number in enumerate(draft.outlets):
        members[number].append(place)
    return list_sections("outlet.articles", members)


def _topics(draft: ArticleColumns) -> dict[str, Section]:
    members: list[list[int]] = [[] for _ in draft.topic_numbers]
    for place, (first, end) in enumerate(pairwise(draft.topics.starts)):
        for number in draft.topics.numbers[first:end]:
            members[number].append(place)
    return list_sections("topic.articles", members)


def _beside(draft: ArticleColumns) -> dict[str, Section]:
    """Of each article those that are nested in it, then those that it is nested in."""
    places = dict(zip(draft.numbers, range(len(draft)), strict=True))
    within: dict[int, list[int]] = {}
    beside: list[Sequence[int]] = [()] * len(draft)
    for place, (first, end) in enumerate(pairwise(draft.related.starts)):
        if first < end:
            beside[place] = others = [places[other] for other in draft.related.numbers[first:end]]
            for other in others:
                within.setdefault(other, []).append(place)
    for place, others in within.items():
        beside[place] = list(dict.fromkeys([*beside[place], *others]))
    return list_sections("beside", beside)


def _copies(draft: ArticleColumns) -> dict[str, Section]:
    groups = copies.group_copies(draft.texts, draft.ages)
    of = array("I", bytes(4 * len(draft)))
    for number, group in enumerate(groups, 1):
        for place in group:
            of[place] = number
    return {**list_sections("copies", groups), "copies.of": of.tobytes()}

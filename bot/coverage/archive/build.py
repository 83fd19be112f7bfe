"""Builds an archive from the files' records. The same records give the same archive, in any order, on any machine.

After a small change, `bot.coverage.archive.delta` builds the next archive with the same outcome.
"""

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from itertools import pairwise
from math import inf

import msgspec

from bot.coverage.archive import copies, identity, records
from bot.coverage.archive.archive import Archive, ArchiveSummary
from bot.coverage.archive.draft import ArticleColumns
from bot.coverage.archive.grouping import EncodedMentions, RecordGroups, group_records, list_withdrawals
from bot.coverage.archive.merging import ArticleMetadata, MergedArticle, merge_records
from bot.coverage.archive.outlets_and_topics import Registry
from bot.coverage.archive.records import Records
from bot.coverage.article import Moment, Problem
from bot.coverage.columns import splice
from bot.coverage.columns.sequences import build_list_sections
from bot.coverage.columns.splice import BytesBuilder, Ranges
from bot.coverage.columns.table import Section, build_table_in_memory
from bot.coverage.parsing.reader import Reading

_encode = msgspec.msgpack.Encoder().encode
_decode_metadata = msgspec.msgpack.Decoder(ArticleMetadata).decode


def build_archive(readings: Iterable[Reading], problems: Iterable[Problem] = ()) -> Archive:
    """Build an archive in memory. `problems`: those that don't belong to a file that was read."""
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
    all_problems = sorted([*problems, *(problem for reading in readings for problem in reading.problems)])
    return Archive(build_table_in_memory(assemble_sections(known, files, all_problems)))


def assemble_sections(
    known: Records, files: Collection[EncodedMentions], problems: Sequence[Problem]
) -> dict[str, Section]:
    """Assemble the sections of an archive. `files`: for each file, the `known` records that it mentions."""
    grouped = group_records(known.columns, known.__getitem__, files)
    draft = _draft_articles(grouped, known)
    outlets, topics = draft.registry.outlets(), draft.registry.topics()
    order = draft.order()
    ranges = splice.group_contiguous(order)
    columns = draft.columns.select(ranges, outlets, topics)
    digest = blake2b(array("Q", sorted(columns.digests)), digest_size=6)
    digest.update(_encode([list(outlets.values()), len(grouped.withdrawals)]))
    dated = len(columns) - columns.ages.count(inf)
    summary = ArchiveSummary(
        outlets=list(outlets.values()),
        topics=list(topics.values()),
        files=len(files),
        removed=len(grouped.withdrawals),
        fingerprint=digest.hexdigest(),
        newest=draft.published(order[0]) if dated else None,
        oldest=draft.published(order[dated - 1]) if dated else None,
    )
    return {
        "about": _encode(summary),
        "problems": _encode(list(problems)),
        "counts": _encode(draft.registry.counts()),
        "outlet keys": _encode(list(outlets)),
        "topic keys": _encode(list(topics)),
        "withdrawals": _encode(list_withdrawals(grouped.withdrawals, grouped.aliases)),
        **columns.build_sections(),
        **draft.build_sections(ranges),
        "days": columns.days[:dated].tobytes(),
        "conflicts": array("I", [place for place, flag in enumerate(columns.conflicting) if flag]).tobytes(),
        **_build_id_sections(columns.numbers, grouped.aliases),
        **_build_outlet_sections(columns),
        **_build_topic_sections(columns),
        **_build_related_sections(columns),
        **_build_copies_sections(columns),
    }


class _Draft:
    """The articles of the archive, not yet in order."""

    def __init__(self) -> None:
        self.articles, self.metadata, self.keys = BytesBuilder(), BytesBuilder(), BytesBuilder()
        self.columns, self.registry = ArticleColumns(), Registry()

    def append(
        self,
        number: int,
        members: Sequence[int],
        related: Sequence[int],
        merged: MergedArticle,
        metadata: ArticleMetadata,
    ) -> None:
        self.articles.append(merged.article)
        self.metadata.append(merged.metadata)
        self.keys.append(merged.key)
        self.columns.append(number, members, related, merged, metadata)
        self.registry.add(metadata)

    def order(self) -> list[int]:
        """Return the indexes in `columns`, newest first, the undated last; equal dates are ordered by key."""
        ages, keys = self.columns.ages, self.keys
        return sorted(range(len(ages)), key=lambda index: (ages[index], keys[index]))

    def published(self, index: int) -> Moment | None:
        """Return when the article at this index of `columns` was published."""
        return _decode_metadata(self.metadata[index]).published

    def build_sections(self, ranges: Ranges) -> dict[str, Section]:
        """Return the sections whose items are decoded one by one."""
        return {
            **splice.splice("articles", None, self.articles, ranges),
            **splice.splice("metadata", None, self.metadata, ranges),
            **splice.splice("keys", None, self.keys, ranges),
        }


def _draft_articles(grouped: RecordGroups, known: Records) -> _Draft:
    """Merge the records of each article."""
    draft = _Draft()
    removed = grouped.withdrawals
    for number, members in grouped.groups.items():
        if number not in removed:
            related = [other for other in grouped.related.get(number, ()) if other not in removed]
            draft.append(number, members, related, *merge_records(number, members, known, related))
    return draft


def _build_id_sections(numbers: Sequence[int], aliases: Mapping[int, int]) -> dict[str, Section]:
    """Build the ids as sorted numbers, and the place of the article that each leads to. Aliases are ids, too."""
    places = dict(zip(numbers, range(len(numbers)), strict=True))
    by_id = {alias: places[number] for alias, number in aliases.items() if number in places}
    by_id |= places
    ids = sorted(by_id)
    return {
        "ids": array("Q", ids).tobytes(),
        "ids.place": array("I", map(by_id.__getitem__, ids)).tobytes(),
    }


def _build_outlet_sections(columns: ArticleColumns) -> dict[str, Section]:
    members: list[list[int]] = [[] for _ in columns.outlet_numbers]
    for place, number in enumerate(columns.outlets):
        members[number].append(place)
    return build_list_sections("outlet.articles", members)


def _build_topic_sections(columns: ArticleColumns) -> dict[str, Section]:
    members: list[list[int]] = [[] for _ in columns.topic_numbers]
    for place, (first, end) in enumerate(pairwise(columns.topics.starts)):
        for number in columns.topics.numbers[first:end]:
            members[number].append(place)
    return build_list_sections("topic.articles", members)


def _build_related_sections(columns: ArticleColumns) -> dict[str, Section]:
    """Build the related articles of each: those nested in its records, then those in whose records it is nested."""
    places = dict(zip(columns.numbers, range(len(columns)), strict=True))
    parents: dict[int, list[int]] = {}
    related: list[Sequence[int]] = [()] * len(columns)
    for place, (first, end) in enumerate(pairwise(columns.related.starts)):
        if first < end:
            related[place] = nested = [places[number] for number in columns.related.numbers[first:end]]
            for other in nested:
                parents.setdefault(other, []).append(place)
    for place, others in parents.items():
        related[place] = list(dict.fromkeys([*related[place], *others]))
    return build_list_sections("related.places", related)


def _build_copies_sections(columns: ArticleColumns) -> dict[str, Section]:
    """Build the groups of articles with the same text, and the number of each article's group from 1; 0 for none."""
    groups = copies.group_copies(columns.texts, columns.ages)
    group_numbers = array("I", bytes(4 * len(columns)))
    for number, group in enumerate(groups, 1):
        for place in group:
            group_numbers[place] = number
    return {**build_list_sections("copies", groups), "copies.of": group_numbers.tobytes()}

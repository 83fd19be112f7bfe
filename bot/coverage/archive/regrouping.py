"""Groups the records that a change can affect again, with the same outcome as grouping all of them.

A record's article depends on the records with the same key, on those that have its key as an alias or an alias in
common, and, for a record without a URL, on those with the same outlet and title. So these are collected until there are
no more, and grouped by themselves.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from bot.coverage.archive.grouping import EncodedMentions, group_records, list_withdrawals, merge_related
from bot.coverage.archive.identity import REMOVED, WITHOUT_URL, IdentityColumns, RecordIdentity
from bot.coverage.archive.lookup import ArticleLookup, MentionLookup, RecordLookup
from bot.coverage.archive.records import encode_numbers
from bot.coverage.article import Record, Withdrawal

MAX_RECORDS = 5_000
"""If more records than this depend on each other, all records are grouped again."""


class TooManyRecordsError(Exception):
    """More records depend on each other than are worth grouping by themselves."""


class Regrouped(NamedTuple):
    """The articles that a change can affect, as they are now. Articles are given as numbers of their ids.

    `members`, `related`: of each article, as in `grouping.RecordGroups`. An article that is here only because a related
    article changed has its members, too. `gone`: articles that no longer exist, or are marked as removed now.
    `aliases`: the aliases of these records that lead to an article. `old_aliases`: all that may have led to one.
    `withdrawals`: the articles that are marked as removed now, by key; `not_removed`: the keys of those that are not.
    """

    members: dict[int, list[int]]
    related: dict[int, list[int]]
    gone: set[int]
    aliases: dict[int, int]
    old_aliases: set[int]
    withdrawals: dict[int, Withdrawal]
    not_removed: set[int]


class Lookups(NamedTuple):
    """The lookups of an archive's records and files."""

    records: RecordLookup
    mentions: MentionLookup
    articles: ArticleLookup


def regroup_records(
    columns: IdentityColumns, record: Callable[[int], Record], lookups: Lookups, touched: Iterable[int]
) -> Regrouped:
    """Group again the records that changed files mention or mentioned, and those that depend on them.

    `lookups` must include the changed files already. Updates its articles. Raises TooManyRecordsError.
    """
    numbers = sorted(_collect_connected(columns, lookups, touched))
    old_articles = {number: lookups.articles.get(number) for number in numbers}
    groups, aliases, _, withdrawals = group_records(
        _select_columns(columns, lookups.records, numbers),
        lambda index: record(numbers[index]),
        _list_mentions(lookups.mentions, numbers),
    )
    members = {
        key: [numbers[member >> 1] << 1 | member & 1 for member in group]
        for key, group in groups.items()
        if key not in withdrawals
    }
    articles = {member >> 1: key for key, group in members.items() for member in group}
    lookups.articles.update(articles, numbers)
    keys = {columns.keys[number] for number in numbers}
    changed = {number for number in numbers if old_articles[number] != lookups.articles.get(number)}
    affected = dict(members)
    for number in changed.union(touched):
        for mention in lookups.mentions.find(number):
            parent = lookups.articles.get(mention.records[0])
            if parent and parent not in affected and not mention.positions[0] & 1:
                affected[parent] = []
    return Regrouped(
        affected,
        {},
        {key for key in old_articles.values() if key and key not in members},
        aliases,
        keys.union(alias for number in numbers for alias in lookups.records.aliases_of(number)),
        withdrawals,
        (keys | set(groups)) - withdrawals.keys(),
    )


def list_related(columns: IdentityColumns, lookups: Lookups, article: int, members: Iterable[int]) -> list[int]:
    """Return the articles that are nested in the files about an article, in order."""
    mentions = (mention for member in members for mention in lookups.mentions.find(member >> 1) if mention.is_subject)
    lists = [
        [lookups.articles.get(number) or columns.keys[number] for number in mention.nested]
        for mention in mentions
        if mention.nested
    ]
    return merge_related({article: lists})[article] if lists else []


def _collect_connected(columns: IdentityColumns, lookups: Lookups, touched: Iterable[int]) -> set[int]:
    found: set[int] = set()
    waiting = list(touched)
    urls: set[int] = set()
    titles: set[int] = set()
    while waiting:
        number = waiting.pop()
        if number in found:
            continue
        found.add(number)
        if len(found) > MAX_RECORDS:
            raise TooManyRecordsError
        for url in {columns.keys[number], *lookups.records.aliases_of(number)} - urls:
            urls.add(url)
            waiting += lookups.records.with_key(url)
            waiting += lookups.records.with_alias(url)
        title = columns.titles[number]
        if title and title not in titles:
            titles.add(title)
            same = lookups.records.with_title(title)
            if any(columns.flags[other] & WITHOUT_URL for other in same):
                waiting += same
    return found


def _select_columns(columns: IdentityColumns, lookup: RecordLookup, numbers: Iterable[int]) -> IdentityColumns:
    selected = IdentityColumns()
    for number in numbers:
        aliases = tuple(lookup.aliases_of(number))
        selected.append(RecordIdentity(columns.keys[number], columns.titles[number], columns.flags[number], aliases))
    return selected


def _list_mentions(mentions: MentionLookup, numbers: Iterable[int]) -> list[EncodedMentions]:
    """Return the mentions of each record as if each mention were in a file of its own."""
    files: list[EncodedMentions] = []
    for index, number in enumerate(numbers):
        nested = {mention.is_nested for mention in mentions.find(number)}
        if nested:
            files.append((encode_numbers([index]), encode_numbers([int(False not in nested)])))
    return files


def update_withdrawals(before: Mapping[int, Withdrawal], regrouped: Regrouped) -> dict[int, Withdrawal]:
    """Return the withdrawals of an archive after a change, by each number that was an article's id, in order."""
    dropped = regrouped.not_removed | regrouped.old_aliases
    kept = {number: withdrawal for number, withdrawal in before.items() if number not in dropped}
    return dict(sorted({**kept, **list_withdrawals(regrouped.withdrawals, regrouped.aliases)}.items()))


def list_removed(columns: IdentityColumns, mentions: MentionLookup) -> set[int]:
    """Return the keys of the mentioned records that their files mark as removed."""
    marked = (number for number, flags in enumerate(columns.flags) if flags & REMOVED)
    return {columns.keys[number] for number in marked if any(True for _ in mentions.find(number))}

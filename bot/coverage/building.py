"""From what files said to an archive. Pure: the same records in any order make the same archive, anywhere.

An archive of mostly the same records (`before`) makes it quicker and changes no result: what did not change is taken
over as bytes.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from math import inf
from typing import NamedTuple

import msgspec

from bot.coverage import copies, identity, snapshot, tables
from bot.coverage.archive import About, Archive
from bot.coverage.article import Article, Outlet, Problem, Record
from bot.coverage.identity import Grouped, Mention
from bot.coverage.merging import Facts, article_id, merge
from bot.coverage.outlets import Register
from bot.coverage.reading import Reading
from bot.coverage.tables import Part, Section

_encoder = msgspec.msgpack.Encoder()
_articles = msgspec.msgpack.Decoder(Article)


class _Made(NamedTuple):
    """An article as bytes, its id, and what was made of it."""

    id: str
    article: Part
    facts: Facts
    facts_bytes: Part


def build(readings: Iterable[Reading], problems: Iterable[Problem] = ()) -> Archive:
    """Make an archive, in memory, of what files gave. `problems`: those that belong to no file that was read."""
    readings = list(readings)
    numbers: dict[Record, int] = {}
    files = [
        [
            Mention(
                numbers.setdefault(snapshot.placeless(record), len(numbers)), record.origin.line, record.origin.nested
            )
            for record in reading.records
        ]
        for reading in readings
    ]
    records = {number: record for record, number in numbers.items()}
    every = sorted([*problems, *(problem for reading in readings for problem in reading.problems)])
    return Archive(tables.made(assemble(records, files, every, count=len(files))))


def assemble(
    records: Mapping[int, Record],
    files: Iterable[Sequence[Mention]],
    problems: Sequence[Problem],
    before: Archive | None = None,
    *,
    count: int = 0,
) -> dict[str, Section]:
    """The sections of an archive. `records`: the distinct ones, by number; `files`: what each of `count` mentions."""
    grouped = identity.group(records, files)
    made, removed = _made(grouped, records, before)
    register = Register()
    digest = blake2b(digest_size=6)
    # In the order of keys, which depends on nothing but the content.
    for one in made:
        register.outlet(one.facts.outlet, one.facts.names, one.facts.domains)
        register.topics_of(one.facts.spellings)
        digest.update(one.facts.digest)
    outlets, topics = register.outlets(), register.topics()
    digest.update(_encoder.encode([list(outlets.values()), removed]))
    made.sort(key=_newest_first)
    dated = [moment for one in made if (moment := one.facts.published)]
    about = About(
        outlets=list(outlets.values()),
        topics=list(topics.values()),
        files=count,
        removed=removed,
        fingerprint=digest.hexdigest(),
        newest=dated[0] if dated else None,
        oldest=dated[-1] if dated else None,
    )
    return {
        "about": _encoder.encode(about),
        "problems": _encoder.encode(list(problems)),
        **tables.stored("articles", [one.article for one in made]),
        **tables.stored("facts", [one.facts_bytes for one in made]),
        "digests": b"".join(one.facts.digest for one in made),
        "days": array("q", [-moment.at.toordinal() for moment in dated]).tobytes(),
        "conflicts": array("I", [place for place, one in enumerate(made) if one.facts.conflicting]).tobytes(),
        **_ids(made, grouped.aliases),
        **_outlets(made, outlets),
        **_topics(made, list(topics)),
        **_copies(made),
        **_beside(made),
    }


def _made(grouped: Grouped, records: Mapping[int, Record], before: Archive | None) -> tuple[list[_Made], int]:
    """The articles in the order of keys, and how many were removed."""
    ids = {
        key: article_id(key)
        for key in sorted(grouped.groups)
        if not any(records[number].removed for number, _ in grouped.groups[key])
    }
    made: list[_Made] = []
    for key, made_id in ids.items():
        members = tuple(grouped.groups[key])
        related = tuple(ids[other] for other in grouped.related.get(key, ()) if other in ids)
        place = before.place(made_id) if before else None
        if before is not None and place is not None:
            facts = before.facts[place]
            if facts.members == members and facts.related == related and facts.key == key:
                made.append(_Made(made_id, before.raw(place), facts, before.facts.raw(place)))
                continue
        _, encoded, facts = merge(key, made_id, members, records, related)
        made.append(_Made(made_id, encoded, facts, _encoder.encode(facts)))
    return made, len(grouped.groups) - len(ids)


def _newest_first(made: _Made) -> tuple[float, str]:
    published = made.facts.published
    return (-published.at.timestamp() if published else inf, made.facts.key)


def _ids(made: Sequence[_Made], aliases: Mapping[str, str]) -> dict[str, Section]:
    """Ids as numbers, sorted, with the article's place; an alias has an id as its own address would."""
    places = {one.facts.key: place for place, one in enumerate(made)}
    found = {int(article_id(alias), 16): places[key] for alias, key in aliases.items() if key in places}
    found.update((int(one.id, 16), place) for place, one in enumerate(made))
    order = sorted(found)
    return {
        "ids": array("Q", order).tobytes(),
        "ids.place": array("I", [found[number] for number in order]).tobytes(),
    }


def _outlets(made: Sequence[_Made], outlets: Mapping[str, Outlet]) -> dict[str, Section]:
    numbers = {key: number for number, key in enumerate(outlets)}
    of = array("I", [numbers[one.facts.outlet] for one in made])
    members: list[list[int]] = [[] for _ in numbers]
    for place, number in enumerate(of):
        members[number].append(place)
    return {"outlet": of.tobytes(), **tables.lists("outlet.articles", members)}


def _topics(made: Sequence[_Made], topics: Sequence[str]) -> dict[str, Section]:
    numbers = {key: number for number, key in enumerate(topics)}
    members: list[list[int]] = [[] for _ in numbers]
    for place, one in enumerate(made):
        for key in dict.fromkeys(key for key, _ in one.facts.spellings):
            members[numbers[key]].append(place)
    return tables.lists("topic.articles", members)


def _beside(made: Sequence[_Made]) -> dict[str, Section]:
    """Of each article those that it was nested in, or that were nested in it."""
    places = {one.id: place for place, one in enumerate(made)}
    beside: list[dict[int, None]] = [{} for _ in made]
    for place, one in enumerate(made):
        for other in one.facts.related:
            if other in places:
                beside[place][places[other]] = None
    for place, one in enumerate(made):
        for other in one.facts.related:
            if other in places:
                beside[places[other]][place] = None
    return tables.lists("beside", beside)


def _copies(made: Sequence[_Made]) -> dict[str, Section]:
    groups = copies.same_text((one.facts.folded for one in made), lambda place: _articles.decode(made[place].article))
    of = array("I", bytes(4 * len(made)))
    for number, group in enumerate(groups, 1):
        for place in group:
            of[place] = number
    return {**tables.lists("copies", groups), "copies.of": of.tobytes()}

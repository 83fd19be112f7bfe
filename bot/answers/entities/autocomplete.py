"""Suggest names while a reader types, and the names most similar to one that isn't there."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.coverage.text import fold

_ENOUGH = 3
"""With this many suggestions, misspellings are not searched for."""

# The numbers of typed characters from which one edit, and two edits, are allowed.
_ONE_EDIT_FROM, _TWO_EDITS_FROM = 4, 7
_MIN_FUZZY_LENGTH = 5
"""Characters. In shorter text, the first character must be right, and edits count only if nothing else fits."""


_MIN_BEGINNING = 3
"""The fewest characters of a name's beginning that can stand for the name."""


class NameEntry(NamedTuple):
    """A name that a reader may type.

    `name`: folded, with a space before each word. `key`: what it names. `main`: it is the usual name of that.
    """

    name: str
    key: str
    main: bool


class NameIndex(NamedTuple):
    """The names of outlets or topics, most important first.

    `starts`: the rest of each name from each of its words on, squashed; `places`: the row of each start.
    """

    rows: tuple[NameEntry, ...]
    starts: tuple[str, ...]
    places: tuple[int, ...]


def build_name_index(things: Iterable[tuple[str, Iterable[str], Iterable[str]]]) -> NameIndex:
    """Build the index of `things`, which come most important first: key, usual names, other names."""
    rows: list[NameEntry] = []
    for key, main, others in things:
        names = dict.fromkeys(_fold_names(others), False) | dict.fromkeys(_fold_names(main), True)
        rows += [NameEntry(f" {name}", key, is_main) for name, is_main in names.items() if name]
    # The stable sort keeps the order of importance.
    rows.sort(key=lambda row: not row.main)
    starts: list[str] = []
    places: list[int] = []
    for place, row in enumerate(rows):
        words = row.name.split()
        for n in range(len(words)):
            starts.append("".join(words[n:]))
            places.append(place)
    return NameIndex(tuple(rows), tuple(starts), tuple(places))


def _fold_names(names: Iterable[str]) -> Iterator[str]:
    """Yield the folded names; a name with apostrophes once without them and once with spaces: `lequipe`, `l equipe`."""
    for name in names:
        yield fold(name)
        if "'" in name or "\u2019" in name:
            yield fold(name.replace("'", " ").replace("\u2019", " "))


def find_nearest_names(name: str, index: NameIndex, count: int) -> tuple[str, ...]:
    """Return the keys whose usual names are most similar to `name`, the most similar first."""
    main = [row for row in index.rows if row.main]
    scored = process.extract(fold(name), [row.name for row in main], scorer=fuzz.token_sort_ratio, limit=None)
    return tuple(dict.fromkeys(main[place].key for _, _, place in scored))[:count]


def find_by_beginning(typed: str, index: NameIndex) -> tuple[str, ...]:
    """Return the keys of the only name that begins as typed, with or without its `the`; none if there are several."""
    folded = fold(typed)
    if len(folded) < _MIN_BEGINNING:
        return ()
    rows = [row for row in index.rows if row.name.startswith((f" {folded}", f" the {folded}"))]
    keys = tuple(dict.fromkeys(row.key for row in rows))
    return keys if len(keys) == 1 or len({row.name for row in rows}) == 1 else ()


def suggest_names(typed: str, index: NameIndex, limit: int) -> tuple[str, ...]:
    """Return the keys of the names that a reader may be typing.

    First come names that begin with what was typed, then names with such a word, then, if these are few, names that
    begin so with an edit or two. Within each group usual names come first, then important ones. If nothing was typed,
    the most important names are returned.
    """
    folded = fold(typed)
    if not folded:
        return tuple(dict.fromkeys(row.key for row in index.rows))[:limit]
    # A name may be typed with spaces and written without, and the other way round.
    squashed = folded.replace(" ", "")
    whole = (f" {folded}", f" the {folded}")
    found = dict.fromkeys(row.key for row in index.rows if row.name.startswith(whole))
    found |= dict.fromkeys(row.key for row in index.rows if whole[0] in row.name)
    found |= dict.fromkeys(
        index.rows[place].key
        for start, place in zip(index.starts, index.places, strict=True)
        if start.startswith(squashed)
    )
    if len(found) < _ENOUGH and (not found or len(squashed) >= _MIN_FUZZY_LENGTH):
        found |= dict.fromkeys(_find_misspelt(squashed, index))
    return tuple(found)[:limit]


def _find_misspelt(squashed: str, index: NameIndex) -> Sequence[str]:
    edits = (len(squashed) >= _ONE_EDIT_FROM) + (len(squashed) >= _TWO_EDITS_FROM)
    if not edits:
        return ()
    beginnings = [start[: len(squashed)] for start in index.starts]
    near = process.extract(squashed, beginnings, scorer=OSA.distance, score_cutoff=edits, limit=None)
    near.sort(key=lambda match: (match[1], index.places[match[2]]))
    any_start = len(squashed) >= _MIN_FUZZY_LENGTH
    return [index.rows[index.places[at]].key for beginning, _, at in near if any_start or beginning[0] == squashed[0]]

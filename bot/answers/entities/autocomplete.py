"""Which names a reader may be typing, and which are most like one that isn't there."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.coverage.text import fold

_FEW = 3
# From so many characters on, one of what was typed may be wrong, and two.
_ONE_SLIP, _TWO_SLIPS = 4, 7
_SURE = 5  # a slip in fewer characters than this leaves little: the first must be right, and nothing else fit


class NameEntry(NamedTuple):
    """A name that may be typed: folded, with a space before each word; the key of what it names; whether it is
    what that is mostly called."""

    name: str
    key: str
    main: bool


class NameIndex(NamedTuple):
    """The names of many things, most important first. `starts`: from each word on, squashed, with the row's place."""

    rows: tuple[NameEntry, ...]
    starts: tuple[str, ...]
    places: tuple[int, ...]


def build_name_index(things: Iterable[tuple[str, Iterable[str], Iterable[str]]]) -> NameIndex:
    """`things`, most important first: a key, what it is mostly called, its other names."""
    rows: list[NameEntry] = []
    for key, main, others in things:
        names = dict.fromkeys(_folded(others), False) | dict.fromkeys(_folded(main), True)
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


def _folded(names: Iterable[str]) -> Iterator[str]:
    """The folded names, each with its apostrophes dropped, and as spaces: `lequipe` and `l equipe`."""
    for name in names:
        yield fold(name)
        if "'" in name or "\u2019" in name:
            yield fold(name.replace("'", " ").replace("\u2019", " "))


def nearest_names(said: str, names: NameIndex, count: int) -> tuple[str, ...]:
    """The keys whose usual names are most like `said`, the likest first."""
    main = [row for row in names.rows if row.main]
    scored = process.extract(fold(said), [row.name for row in main], scorer=fuzz.token_sort_ratio, limit=None)
    return tuple(dict.fromkeys(main[place].key for _, _, place in scored))[:count]


def suggest_names(typed: str, names: NameIndex, limit: int) -> tuple[str, ...]:
    """Keys of names that begin with what was typed; then of those with such a word; where these are few, of those
    that begin so but for a slip or two. Usual names first within each, then by importance. Of nothing typed, the
    most important."""
    folded = fold(typed)
    if not folded:
        return tuple(dict.fromkeys(row.key for row in names.rows))[:limit]
    # What is typed with spaces may be written without, and the other way round.
    squashed = folded.replace(" ", "")
    whole = (f" {folded}", f" the {folded}")
    found = dict.fromkeys(row.key for row in names.rows if row.name.startswith(whole))
    found |= dict.fromkeys(row.key for row in names.rows if whole[0] in row.name)
    found |= dict.fromkeys(
        names.rows[place].key
        for start, place in zip(names.starts, names.places, strict=True)
        if start.startswith(squashed)
    )
    if len(found) < _FEW and (not found or len(squashed) >= _SURE):
        found |= dict.fromkeys(_misspelt(squashed, names))
    return tuple(found)[:limit]


def _misspelt(squashed: str, names: NameIndex) -> Sequence[str]:
    slips = (len(squashed) >= _ONE_SLIP) + (len(squashed) >= _TWO_SLIPS)
    if not slips:
        return ()
    begins = [start[: len(squashed)] for start in names.starts]
    near = process.extract(squashed, begins, scorer=OSA.distance, score_cutoff=slips, limit=None)
    near.sort(key=lambda found: (found[1], names.places[found[2]]))
    sure = len(squashed) >= _SURE
    return [names.rows[names.places[at]].key for begin, _, at in near if sure or begin[0] == squashed[0]]

"""Time zones as people look for them: by city, country, or the zone's own name, misspelt too.

Names and countries are those of the time zone database's `zone.tab` (one zone for each place, no old names); cities
and countries are spelt as CLDR spells them in English, and CLDR's old names of zones are found too (Calcutta, Kiev).
Places that the database doesn't name (San Francisco, Munich) are found by their country alone.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import cast
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location
from rapidfuzz import fuzz, process

# One or two for each part of the world, by how many people live there: what is offered before anything is typed.
_COMMON = (
    *("UTC", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Mexico_City"),
    *("America/Sao_Paulo", "Europe/London", "Europe/Paris", "Europe/Berlin", "Europe/Madrid", "Europe/Istanbul"),
    *("Europe/Moscow", "Africa/Cairo", "Africa/Lagos", "Africa/Johannesburg", "Asia/Dubai", "Asia/Karachi"),
    *("Asia/Kolkata", "Asia/Jakarta", "Asia/Shanghai", "Asia/Manila", "Asia/Tokyo", "Australia/Sydney"),
    "Pacific/Auckland",
)
# What people call a country, where CLDR calls it otherwise.
_CALLED = {
    "AE": ("UAE", "Emirates"),
    "CD": ("DR Congo",),
    "CI": ("Ivory Coast",),
    "CZ": ("Czech Republic",),
    "GB": ("UK", "Great Britain", "England", "Scotland", "Wales"),
    "NL": ("Holland",),
    "TR": ("Turkey",),
    "US": ("USA", "America"),
}
# Not zones of a place, but what the machine or the database itself needs.
_NO_PLACES = frozenset({"localtime", "posixrules", "Factory"})
# The longest name of a zone, city or country is far below it; more is not looked at.
_LONGEST = 100
_LIKE = 70
"""rapidfuzz `ratio` of what was typed and a name, from which it may be meant: "berln", "new yrok"."""
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])([0-9]{1,2})(?::?([0-9]{2}))?")


class Zone(msgspec.Struct, frozen=True):
    """A time zone to choose."""

    name: str
    """IANA's name: "Europe/Berlin"."""
    city: str
    """The city that it is named for: "Berlin"."""
    offset: str
    """Its offset at the time asked about: "UTC+01:00"."""


class _Place(msgspec.Struct, frozen=True):
    name: str
    city: str


class _ZoneTable(msgspec.Struct, frozen=True):
    places: tuple[_Place, ...]
    """The common ones first, then country by country, the most populous zone of each first."""
    keys: tuple[str, ...]
    """What may be typed, plain."""
    of: tuple[int, ...]
    """The place of each key."""


def find_zone(name: str) -> ZoneInfo | None:
    """The zone of exactly that IANA name, old names too, in capitals or not; None where there is none."""
    known = _names().get(name.strip().replace(" ", "_").lower())
    return None if known is None else ZoneInfo(known)


def suggest_zones(typed: str, now: datetime, limit: int = 25) -> tuple[Zone, ...]:
    """Zones that `typed` may mean, the likeliest first; the world's most common ones where nothing is typed.

    Offsets are those of the instant `now` (aware). The first call in a process reads the table, which takes longer.
    """
    table = _table()
    wanted = _plain(typed[:_LONGEST])
    if not wanted:
        chosen = table.places[:limit]
    elif offset := _OFFSET.fullmatch(typed.strip().lower()):
        chosen = _with_offset(offset, now)[:limit]
    else:
        chosen = tuple(table.places[place] for place in _likeliest(wanted, table)[:limit])
    return tuple(Zone(place.name, place.city, _offset(place.name, now)) for place in chosen)


def _likeliest(wanted: str, table: _ZoneTable) -> list[int]:
    """Places by how their best name answers: the very name, its beginning, a later word's beginning, or near to it."""
    ranks: dict[int, tuple[int, float]] = {}
    near = {place: score for _, score, place in process.extract(wanted, table.keys, scorer=fuzz.ratio, limit=None)}
    for number, (key, place) in enumerate(zip(table.keys, table.of, strict=True)):
        if key == wanted:
            rank = (0, 0.0)
        elif key.startswith(wanted):
            rank = (1, 0.0)
        elif f" {wanted}" in key:
            rank = (2, 0.0)
        elif (score := near.get(number, 0.0)) >= _LIKE:
            rank = (3, -score)
        else:
            continue
        ranks[place] = min(rank, ranks.get(place, rank))
    # What is only like it would be noise beside what begins with it.
    sure = {place for place, rank in ranks.items() if rank[0] < 3}  # noqa: PLR2004
    return sorted(sure or ranks, key=lambda place: (ranks[place], place))


def _with_offset(typed: re.Match[str], now: datetime) -> tuple[_Place, ...]:
    offset = f"UTC{typed[1]}{int(typed[2]):02}:{typed[3] or '00'}"
    return tuple(place for place in _table().places if _offset(place.name, now) == offset)


def _offset(name: str, now: datetime) -> str:
    offset = now.astimezone(_zone(name)).utcoffset() or timedelta()
    minutes = abs(offset) // timedelta(minutes=1)
    return f"UTC{'-' if offset < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"


@cache
def _zone(name: str) -> ZoneInfo:
    """As `ZoneInfo`, which itself keeps only the last few."""
    return ZoneInfo(name)


@cache
def _names() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones() - _NO_PLACES}


@cache
def _table() -> _ZoneTable:
    """Every place and what it may be called; the first use of it reads Babel's and the database's files."""
    countries = dict(_listed())
    names = [*_COMMON, *(name for name in countries if name not in _COMMON)]
    territories = cast("dict[str, str]", Locale("en").territories)
    old: dict[str, list[str]] = {"UTC": ["GMT", "Zulu"]}
    for name, now_called in get_global("zone_aliases").items():
        old.setdefault(now_called, []).append(name)
    places: list[_Place] = []
    keys: dict[tuple[str, int], None] = {}
    for number, name in enumerate(names):
        country = countries.get(name, "")
        # Where CLDR has no name of its own it gives the zone's: "Argentina/Buenos Aires".
        city = get_timezone_location(name, locale="en", return_city=True).rpartition("/")[2]
        places.append(_Place(name, city))
        called = [city, territories.get(country, ""), country, *_CALLED.get(country, ())]
        for key in (name, name.rpartition("/")[2], *called, *_each_way(old.get(name, []))):
            keys[_plain(key), number] = None
    kept = [(key, number) for key, number in keys if key]
    return _ZoneTable(tuple(places), tuple(key for key, _ in kept), tuple(number for _, number in kept))


def _each_way(names: list[str]) -> Iterator[str]:
    for name in names:
        yield name
        yield name.rpartition("/")[2]


def _listed() -> Iterator[tuple[str, str]]:
    """Zones and their country's code, of `zone.tab`, as far as this system knows them."""
    known = available_timezones()
    for line in files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            country, _, name, *_ = line.split("\t")
            if name in known:
                yield name, country


def _plain(text: str) -> str:
    """Small letters without accents, words parted by one space."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"[^\W_]+", "".join(sign for sign in letters if not unicodedata.combining(sign))))

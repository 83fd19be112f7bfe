"""Finds time zones from what people type: a city, a country or a zone's own name, even if it is misspelt.

Zones and their countries come from the time zone database's `zone.tab`, which has one zone for each place and no old
names. Cities and countries have their English names from CLDR, including old ones (Calcutta, Kiev).
Cities that the database does not name (San Francisco, Munich) can only be found by their country.
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

# One or two for each part of the world, by population, to suggest before anything is typed.
_COMMON = (
    *("UTC", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Mexico_City"),
    *("America/Sao_Paulo", "Europe/London", "Europe/Paris", "Europe/Berlin", "Europe/Madrid", "Europe/Istanbul"),
    *("Europe/Moscow", "Africa/Cairo", "Africa/Lagos", "Africa/Johannesburg", "Asia/Dubai", "Asia/Karachi"),
    *("Asia/Kolkata", "Asia/Jakarta", "Asia/Shanghai", "Asia/Manila", "Asia/Tokyo", "Australia/Sydney"),
    "Pacific/Auckland",
)
# What people call a country, where CLDR uses another name.
_COUNTRY_NICKNAMES = {
    "AE": ("UAE", "Emirates"),
    "CD": ("DR Congo",),
    "CI": ("Ivory Coast",),
    "CZ": ("Czech Republic",),
    "GB": ("UK", "Great Britain", "England", "Scotland", "Wales"),
    "NL": ("Holland",),
    "TR": ("Turkey",),
    "US": ("USA", "America"),
}
# These are not zones of places; the machine or the database itself needs them.
_INTERNAL_NAMES = frozenset({"localtime", "posixrules", "Factory"})
# In characters. Every name of a zone, city or country is far shorter.
_MAX_LENGTH = 100
_SIMILAR = 70
"""The least rapidfuzz `ratio` of typed text and a name that it may mean: "berln", "new yrok"."""
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])([0-9]{1,2})(?::?([0-9]{2}))?")


class Zone(msgspec.Struct, frozen=True):
    """A suggested time zone."""

    name: str
    """The IANA name: "Europe/Berlin"."""
    city: str
    """The city that it is named after: "Berlin"."""
    offset: str
    """Its offset at the requested time: "UTC+01:00"."""


class _Place(msgspec.Struct, frozen=True):
    name: str
    city: str


class _ZoneTable(msgspec.Struct, frozen=True):
    places: tuple[_Place, ...]
    """The common zones first, then the others by country, the most populous one of each country first."""
    keys: tuple[str, ...]
    """What people may type, normalized."""
    key_places: tuple[int, ...]
    """For each key, the index of its place."""


def find_zone(name: str) -> ZoneInfo | None:
    """Find the zone of exactly this IANA name, current or old, ignoring case. Returns None if there is none."""
    known = _get_names().get(name.strip().replace(" ", "_").lower())
    return None if known is None else ZoneInfo(known)


def suggest_zones(typed: str, now: datetime, limit: int = 25) -> tuple[Zone, ...]:
    """Suggest zones that `typed` may mean, most likely first; the world's most common ones if nothing is typed.

    Offsets are those at the instant `now` (aware). The first call in a process takes longer, because it builds the
    table.
    """
    table = _get_table()
    query = _normalize(typed[:_MAX_LENGTH])
    if not query:
        places = table.places[:limit]
    elif offset := _OFFSET.fullmatch(typed.strip().lower()):
        places = _find_by_offset(offset, now)[:limit]
    else:
        places = tuple(table.places[place] for place in _rank_places(query, table)[:limit])
    return tuple(Zone(place.name, place.city, _format_offset(place.name, now)) for place in places)


def _rank_places(query: str, table: _ZoneTable) -> list[int]:
    """Rank places by their best name: it equals the query, begins with it, has a word that does, or is similar."""
    ranks: dict[int, tuple[int, float]] = {}
    scores = {number: score for _, score, number in process.extract(query, table.keys, scorer=fuzz.ratio, limit=None)}
    for number, (key, place) in enumerate(zip(table.keys, table.key_places, strict=True)):
        if key == query:
            rank = (0, 0.0)
        elif key.startswith(query):
            rank = (1, 0.0)
        elif f" {query}" in key:
            rank = (2, 0.0)
        elif (score := scores.get(number, 0.0)) >= _SIMILAR:
            rank = (3, -score)
        else:
            continue
        ranks[place] = min(rank, ranks.get(place, rank))
    # Names that are only similar would be noise if other names begin with the query.
    certain = {place for place, rank in ranks.items() if rank[0] < 3}  # noqa: PLR2004
    return sorted(certain or ranks, key=lambda place: (ranks[place], place))


def _find_by_offset(typed: re.Match[str], now: datetime) -> tuple[_Place, ...]:
    offset = f"UTC{typed[1]}{int(typed[2]):02}:{typed[3] or '00'}"
    return tuple(place for place in _get_table().places if _format_offset(place.name, now) == offset)


def _format_offset(name: str, now: datetime) -> str:
    offset = now.astimezone(_load_zone(name)).utcoffset() or timedelta()
    minutes = abs(offset) // timedelta(minutes=1)
    return f"UTC{'-' if offset < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"


@cache
def _load_zone(name: str) -> ZoneInfo:
    """Load a zone and keep it. `ZoneInfo` itself only keeps the last few."""
    return ZoneInfo(name)


@cache
def _get_names() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones() - _INTERNAL_NAMES}


@cache
def _get_table() -> _ZoneTable:
    """Build the table of places and names, from the files of Babel and the database, and keep it."""
    countries = dict(_read_zone_tab())
    names = [*_COMMON, *(name for name in countries if name not in _COMMON)]
    territories = cast("dict[str, str]", Locale("en").territories)
    old_names: dict[str, list[str]] = {"UTC": ["GMT", "Zulu"]}
    for old_name, name in get_global("zone_aliases").items():
        old_names.setdefault(name, []).append(old_name)
    places: list[_Place] = []
    keys: dict[tuple[str, int], None] = {}
    for number, name in enumerate(names):
        country = countries.get(name, "")
        # If CLDR has no name for the city, it gives the zone's: "Argentina/Buenos Aires".
        city = get_timezone_location(name, locale="en", return_city=True).rpartition("/")[2]
        places.append(_Place(name, city))
        typed = [city, territories.get(country, ""), country, *_COUNTRY_NICKNAMES.get(country, ())]
        for zone_name in (name, *old_names.get(name, [])):
            typed += [zone_name, zone_name.rpartition("/")[2]]
        keys.update(dict.fromkeys((_normalize(text), number) for text in typed))
    pairs = [(key, number) for key, number in keys if key]
    return _ZoneTable(tuple(places), tuple(key for key, _ in pairs), tuple(number for _, number in pairs))


def _read_zone_tab() -> Iterator[tuple[str, str]]:
    """Yield the zones in `zone.tab` that this system knows, each with its country's code."""
    known = available_timezones()
    for line in files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            country, _, name, *_ = line.split("\t")
            if name in known:
                yield name, country


def _normalize(text: str) -> str:
    """Return lower-case words without accents, separated by single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", letters))

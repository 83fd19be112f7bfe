"""The forms that a name is looked up by, so that every way to type it meets: case, accents, spaces, "the", ".com"."""

import re
from collections.abc import Iterator

from bot.coverage.article import Outlet
from bot.coverage.text import fold

_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}")
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?", re.IGNORECASE)
# The second levels under which countries register names: the part before them is the name.
_SECOND_LEVELS = frozenset({"ac", "co", "com", "edu", "gob", "gov", "net", "ne", "or", "org"})
_SECTION = re.compile(r"\s+[-|:\u2013\u2014]\s+")
_ELIDED = re.compile(r"[ld]['\u2019]", re.IGNORECASE)  # L'Equipe, as French names begin
_SHORTEST_ACRONYM = 3
_MOST_NAMES = 4
_LONG_TOPICS = {"ai": "artificialintelligence", "ml": "machinelearning", "ar": "augmentedreality"}


def squash(text: str) -> str:
    """`Tech Crunch`, `techcrunch` and `TECHCRUNCH` as one: folded, without spaces."""
    return fold(text).replace(" ", "")


def is_domain(text: str) -> bool:
    """Whether a text is a host name and nothing else: `bbc.co.uk`."""
    return bool(_DOMAIN.fullmatch(text))


def domain_of(text: str) -> str:
    """The host that a text (a URL, a host) names, lower case, without `www.`; empty where it names none."""
    rest = _ADDRESS.sub("", text.strip(), count=1)
    host = re.split(r"[/?#:]", rest, maxsplit=1)[0].lower().rstrip(".")
    return host if is_domain(host) else ""


def registered_label(host: str) -> str:
    """The part of a host that a name is registered under: `bbc` of `bbc.co.uk`; empty for `cloud.google.com`.

    Of a host with more parts it would be the platform's name, not the outlet's.
    """
    parts = host.split(".")
    own = parts[:-2] if len(parts) > 2 and parts[-2] in _SECOND_LEVELS else parts[:-1]  # noqa: PLR2004
    return squash(own[0]) if len(own) == 1 else ""


def is_suffix(host: str) -> bool:
    """Whether names are registered under a host, so that it is nobody's own: `co.uk`."""
    parts = host.split(".")
    return len(parts) < 2 or (len(parts) == 2 and parts[0] in _SECOND_LEVELS)  # noqa: PLR2004


def acronym(name: str) -> str:
    """The initials of a name of three words or more, without `the`: `scmp`; else empty."""
    words = fold(name).removeprefix("the ").split()
    initials = "".join(word[0] for word in words if word not in {"and", "of"})
    return initials if len(initials) >= _SHORTEST_ACRONYM else ""


def name_forms(name: str) -> Iterator[tuple[int, str]]:
    """A name's own forms with a rank, 0 the surest: itself; without its article; without `.com` or a section."""
    whole = squash(name)
    yield 0, whole
    if fold(name).startswith("the "):
        yield 1, whole.removeprefix("the")
    if elided := _ELIDED.match(name):
        yield 1, squash(name[elided.end() :])
    if is_domain(name) and (own := registered_label(name.lower())):
        yield 2, own
    section = _SECTION.split(name, maxsplit=1)
    if len(section) > 1:
        yield from ((2, form) for _, form in name_forms(section[0]))


def outlet_forms(outlet: Outlet) -> Iterator[tuple[int, str]]:
    """Every squashed form that an outlet goes by, with its rank (0 the surest); domains are not among them."""
    for name in dict.fromkeys((outlet.name, *outlet.names)):
        # A host with many names is a platform: those are its channels and feeds, and an outlet of that name goes first.
        sure = name == outlet.name or len(outlet.names) <= _MOST_NAMES
        yield from ((rank if sure else 2 + rank, form) for rank, form in name_forms(name))
        if short := acronym(name):
            yield 4, short
    if own := registered_label(outlet.key):
        yield 3, own
        yield 3, own.removeprefix("the") or own


def topic_forms(name: str) -> Iterator[tuple[int, str]]:
    """Every squashed form of a topic's name with its rank: itself, its initials, the long form of a known short one."""
    yield 0, squash(name)
    words = fold(name).split()
    if len(words) > 1:
        yield 3, "".join(word[0] for word in words)
    if long := _LONG_TOPICS.get(fold(name)):
        yield 2, long

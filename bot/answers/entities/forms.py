"""The forms that a name is looked up by.

They make every way to type a name match: with other capitals, accents or spaces, without "the" or ".com".
"""

import re
from collections.abc import Iterator

from bot.coverage.article import Outlet
from bot.coverage.text import fold

_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}")
_URL_START = re.compile(r"(?:https?://)?(?:www\.)?", re.IGNORECASE)
# Second levels under which countries register names; the label before them is the name.
_SECOND_LEVELS = frozenset({"ac", "co", "com", "edu", "gob", "gov", "net", "ne", "or", "org"})
_SECTION = re.compile(r"\s+[-|:\u2013\u2014]\s+")
_ELIDED_ARTICLE = re.compile(r"[ld]['\u2019]", re.IGNORECASE)  # L'Equipe: French names begin so
# What a broadcaster or agency adds to its name for a branch: CBS Sports, NBC News.
_BRANCH = re.compile(r"(?:news|sports?|business|weather|online|magazine|tv|radio)$")
_MIN_ACRONYM_LENGTH = 3
_MAX_NAMES = 4
_LONG_TOPICS = {"ai": "artificialintelligence", "ml": "machinelearning", "ar": "augmentedreality"}


def squash(text: str) -> str:
    """Fold a text and remove its spaces: `Tech Crunch`, `techcrunch` and `TECHCRUNCH` become the same."""
    return fold(text).replace(" ", "")


def is_domain(text: str) -> bool:
    """Tell whether a text is a host name and nothing else: `bbc.co.uk`."""
    return bool(_DOMAIN.fullmatch(text))


def extract_domain(text: str) -> str:
    """Return the host of a URL or host name in lower case, without `www.`; an empty text if there is none."""
    rest = _URL_START.sub("", text.strip(), count=1)
    host = re.split(r"[/?#:]", rest, maxsplit=1)[0].lower().rstrip(".")
    return host if is_domain(host) else ""


def extract_registered_label(host: str) -> str:
    """Return the label that a host's name is registered under: `bbc` for `bbc.co.uk`.

    Empty for a host with more labels (`cloud.google.com`): its label would be the platform's name, not the outlet's.
    """
    labels = host.split(".")
    own = labels[:-2] if len(labels) > 2 and labels[-2] in _SECOND_LEVELS else labels[:-1]  # noqa: PLR2004
    return squash(own[0]) if len(own) == 1 else ""


def is_public_suffix(host: str) -> bool:
    """Tell whether others register their names under a host, as under `co.uk`."""
    labels = host.split(".")
    return len(labels) < 2 or (len(labels) == 2 and labels[0] in _SECOND_LEVELS)  # noqa: PLR2004


def abbreviate(name: str) -> str:
    """Return the initials of a name of three words or more, without `the`: `scmp`. Empty for shorter names."""
    words = fold(name).removeprefix("the ").split()
    initials = "".join(word[0] for word in words if word not in {"and", "of"})
    return initials if len(initials) >= _MIN_ACRONYM_LENGTH else ""


def iterate_name_forms(name: str) -> Iterator[tuple[int, str]]:
    """Yield the squashed forms of a name, each with a rank (0 is the surest).

    The forms are the name itself, the name without its article, and the name without `.com` or a section.
    """
    whole = squash(name)
    yield 0, whole
    if fold(name).startswith("the "):
        yield 1, whole.removeprefix("the")
    if elided := _ELIDED_ARTICLE.match(name):
        yield 1, squash(name[elided.end() :])
    if is_domain(name) and (label := extract_registered_label(name.lower())):
        yield 2, label
    parts = _SECTION.split(name, maxsplit=1)
    if len(parts) > 1:
        yield from ((2, form) for _, form in iterate_name_forms(parts[0]))


def iterate_outlet_forms(outlet: Outlet) -> Iterator[tuple[int, str]]:
    """Yield every squashed form of an outlet's names with its rank (0 is the surest). Domains are not included."""
    for name in dict.fromkeys((outlet.name, *outlet.names)):
        # A host with many names is a platform. They are its channels and feeds, so an outlet of that name goes first.
        is_own_name = name == outlet.name or len(outlet.names) <= _MAX_NAMES
        yield from ((rank if is_own_name else 2 + rank, form) for rank, form in iterate_name_forms(name))
        if acronym := abbreviate(name):
            yield 4, acronym
    if label := extract_registered_label(outlet.key):
        yield 3, label
        yield 3, label.removeprefix("the") or label


def strip_branch(form: str) -> str:
    """Return a squashed name without the branch at its end: `cbs` for `cbssports`. Empty if it has none."""
    rest = _BRANCH.sub("", form)
    return "" if rest == form else rest


def iterate_topic_forms(name: str) -> Iterator[tuple[int, str]]:
    """Yield the squashed forms of a topic's name with their ranks: the name, its initials, the long form of `ai`."""
    yield 0, squash(name)
    words = fold(name).split()
    if len(words) > 1:
        yield 3, "".join(word[0] for word in words)
    if long := _LONG_TOPICS.get(fold(name)):
        yield 2, long

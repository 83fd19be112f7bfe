"""Widely known outlets, and the words that make a name look like an outlet's: `known_outlets.yaml`, read once."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.answers.entities.forms import is_domain, squash

_MIN_MISSPELT_LENGTH = 6
"""Characters from which on a name may have one misspelt letter; from twice as many, two."""


class KnownOutlet(NamedTuple):
    """A known outlet: its usual name, all of its names (the usual one first), and the domains it publishes under."""

    name: str
    names: tuple[str, ...]
    domains: tuple[str, ...]


class KnownOutlets(NamedTuple):
    """The widely known outlets, whether the archive has them or not.

    `by_form`: each outlet by its squashed names and domains. `ordinary`: squashed names that are everyday words too.
    `outlet_words`: folded words that occur in names of outlets. `generic`: squashed names that say nothing.
    """

    by_form: Mapping[str, KnownOutlet]
    ordinary: frozenset[str]
    outlet_words: frozenset[str]
    generic: frozenset[str]

    def is_misspelt(self, name: str) -> bool:
        """Tell whether a name is an edit or two away from that of a known outlet."""
        form = squash(name)
        if len(form) < _MIN_MISSPELT_LENGTH:
            return False
        edits = 1 if len(form) < 2 * _MIN_MISSPELT_LENGTH else 2
        return process.extractOne(form, self.by_form.keys(), scorer=OSA.distance, score_cutoff=edits) is not None


@cache
def load_known_outlets() -> KnownOutlets:
    """Read the package's data, once in the life of the process."""
    text = resources.files("bot.answers.entities").joinpath("known_outlets.yaml").read_text("utf-8")
    data: Any = yaml.load(text, yaml.CSafeLoader)
    by_form: dict[str, KnownOutlet] = {}
    for name, others in data["outlets"].items():
        outlet = _parse_entry(str(name), [str(other) for other in others])
        for known_name in (*outlet.names, *outlet.domains):
            form = squash(known_name)
            by_form.setdefault(form, outlet)
            by_form.setdefault(form.removeprefix("the"), outlet)
    return KnownOutlets(
        by_form,
        ordinary=frozenset(squash(str(word)) for word in data["ordinary"]),
        outlet_words=frozenset(str(word) for word in data["outlet_words"]),
        generic=frozenset(squash(str(word)) for word in data["generic"]),
    )


def _parse_entry(name: str, others: Iterable[str]) -> KnownOutlet:
    others = list(others)
    return KnownOutlet(
        name,
        (name, *(other for other in others if not is_domain(other))),
        tuple(other for other in others if is_domain(other)),
    )

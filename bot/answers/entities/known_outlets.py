"""Widely known outlets, and what makes a name look like an outlet's: data (`known_outlets.yaml`), read once."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import yaml

from bot.answers.entities.forms import is_domain, squash


class KnownOutlet(NamedTuple):
    """One known outlet: its usual name, every name (that one first), the domains it reports under."""

    name: str
    names: tuple[str, ...]
    domains: tuple[str, ...]


class KnownOutlets(NamedTuple):
    """What is known of the world's outlets beside the archive.

    `by_form`: squashed name or domain to its brand. `ordinary`: squashed names that are everyday words too.
    `outlet_words`: folded words that names of outlets are made of. `empty`: squashed names that say nothing.
    """

    by_form: Mapping[str, KnownOutlet]
    ordinary: frozenset[str]
    outlet_words: frozenset[str]
    empty: frozenset[str]


@cache
def load_known_outlets() -> KnownOutlets:
    """The package's own data. It does not change while the process lives."""
    data: Any = yaml.load(
        resources.files("bot.answers.entities").joinpath("known_outlets.yaml").read_text("utf-8"), yaml.CSafeLoader
    )
    by_form: dict[str, KnownOutlet] = {}
    for name, others in data["outlets"].items():
        brand = _brand(str(name), [str(other) for other in others])
        for said in (*brand.names, *brand.domains):
            form = squash(said)
            by_form.setdefault(form, brand)
            by_form.setdefault(form.removeprefix("the"), brand)
    return KnownOutlets(
        by_form,
        ordinary=frozenset(squash(str(word)) for word in data["ordinary"]),
        outlet_words=frozenset(str(word) for word in data["outlet_words"]),
        empty=frozenset(squash(str(word)) for word in data["empty"]),
    )


def _brand(name: str, others: Iterable[str]) -> KnownOutlet:
    others = list(others)
    return KnownOutlet(
        name,
        (name, *(other for other in others if not is_domain(other))),
        tuple(other for other in others if is_domain(other)),
    )

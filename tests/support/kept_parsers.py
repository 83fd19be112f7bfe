"""Lets SimCord's page keep its Markdown parsers.

It makes a new one for each text that it shows, which takes 3 ms, and shows every text anew after each action. A parser
depends on nothing but its arguments.
"""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from simcord.preview import _markdown


def keep_parsers(patch: pytest.MonkeyPatch) -> None:
    """Keep the parsers that are made until the patch is undone."""
    make = _markdown._markdown_parser
    kept: dict[str, Any] = {}

    def make_or_take(policy: Mapping[str, bool | str], context: Mapping[str, Any]) -> Any:
        key = json.dumps([policy, context], sort_keys=True)
        if key not in kept:
            kept[key] = make(policy, context)
        return kept[key]

    patch.setattr(_markdown, "_markdown_parser", make_or_take)

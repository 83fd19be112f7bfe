"""Slash commands that a person types or pastes as one line, such as `/latest topic:AI count:3`.

Discord's own message box turns such a line into the command. SimCord's page would send it as a message.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

OptionValue = str | bool

_BOOLEANS: Final = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class PageCommand:
    """A command with its options, as SimCord's page sends it."""

    command_id: str
    path: Sequence[str]
    schema_fingerprint: str
    options: Mapping[str, OptionValue]


def parse_command(line: str, entries: Sequence[Mapping[str, Any]], ids: Mapping[str, str]) -> PageCommand | None:
    """Return the command that a line names with its options; None if it names none.

    Text without the name of an option is the value of the first option, if that one is required. `entries`: the
    commands of SimCord's catalogue. `ids`: the id of each channel and role, by name.
    """
    found = [entry for entry in entries if re.match(rf"/{re.escape(entry['invocation'])}(?!\S)", line)]
    if not found:
        return None
    entry = max(found, key=lambda found: len(found["invocation"]))
    text = line[len(entry["invocation"]) + 1 :].strip()
    options = {option["name"]: option for option in entry["options"]}
    values: dict[str, OptionValue] = {}
    for name, value in _split_options(text, entry["options"]):
        if name in values or not value:
            return None
        values[name] = _convert_value(value, options[name], ids)
    if text and not values:
        return None
    return PageCommand(entry["commandId"], entry["path"], entry["schemaFingerprint"], values)


def _split_options(text: str, options: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return pairs of an option's name and its text, in the order in which they were typed."""
    names = "|".join(re.escape(option["name"]) for option in options)
    starts = list(re.finditer(rf"(?<!\S)({names}):", text)) if names else []
    if not starts or starts[0].start():
        first = next(iter(options), None)
        unnamed = text[: starts[0].start()] if starts else text
        if not unnamed or first is None or not first["required"]:
            return []
        pairs = [(str(first["name"]), unnamed.strip())]
    else:
        pairs = []
    ends = [start.start() for start in starts[1:]] + [len(text)]
    return pairs + [(start[1], text[start.end() : end].strip()) for start, end in zip(starts, ends, strict=False)]


def _convert_value(text: str, option: Mapping[str, Any], ids: Mapping[str, str]) -> OptionValue:
    """Return a value as SimCord expects it: an id for a channel, a bool, the value of a choice."""
    if option["type"] in {"channel", "role"}:
        return ids.get(text.removeprefix("#").removeprefix("@"), text)
    if option["type"] == "boolean":
        return _BOOLEANS.get(text.casefold(), text)
    for choice in option["choices"]:
        if text.casefold() in {str(choice["name"]).casefold(), str(choice["value"]).casefold()}:
            return str(choice["value"])
    return text

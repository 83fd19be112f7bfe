"""The places where discord.py's requests differ from Discord's OpenAPI document, and why each is allowed."""

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Violation:
    """One error in a request: its place, the rule of the schema, and the value that breaks the rule."""

    operation: str
    where: str
    rule: str
    value: object
    text: str

    def __str__(self) -> str:
        text = self.text if len(self.text) <= 300 else f"{self.text[:200]} … {self.text[-80:]}"
        return f"{self.operation}: {self.where}: {text}"


@dataclass(frozen=True)
class Deviation:
    """A rule that discord.py breaks at one place, with values that do no harm."""

    operations: frozenset[str]
    where: re.Pattern[str]
    rule: str
    harmless: Callable[[object], bool]
    reason: str

    def excuses(self, violation: Violation) -> bool:
        """Return whether a violation is this deviation and nothing more."""
        return (
            violation.operation in self.operations
            and violation.rule == self.rule
            and self.where.fullmatch(violation.where) is not None
            and self.harmless(violation.value)
        )


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**64


DEVIATIONS = (
    Deviation(
        frozenset({"create_message"}),
        re.compile(r"body\.message_reference\.(message|channel|guild)_id"),
        "type",
        _is_id,
        "MessageReference.to_dict sends ids as integers; Discord reads both",
    ),
    Deviation(
        frozenset({"create_dm"}),
        re.compile(r"body\.recipient_id"),
        "type",
        _is_id,
        "HTTPClient.start_private_message sends the id as an integer; Discord reads both",
    ),
    Deviation(
        frozenset({"update_message", "update_webhook_message", "update_original_webhook_message"}),
        re.compile(r"body\.tts"),
        "unknown",
        lambda value: value is False,
        "handle_message_parameters puts `tts` in every payload, edits too; Discord ignores it there",
    ),
    Deviation(
        frozenset({"create_interaction_response"}),
        re.compile(r"body\.data\.tts"),
        "unknown",
        lambda value: value is False,
        "interaction_message_response_params puts `tts` in every payload, updates of a message too",
    ),
    Deviation(
        frozenset({"bulk_set_application_commands", "bulk_set_guild_application_commands"}),
        re.compile(r"body\[\d+\]\.nsfw"),
        "unknown",
        lambda value: isinstance(value, bool),
        "`nsfw` is a documented field of a command; only this preview of the OpenAPI document lacks it",
    ),
)

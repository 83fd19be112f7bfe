"""Commands that are typed whole."""

from typing import Any

import pytest

from bot.sandbox.typed_commands import OptionValue, parse_command


def option(name: str, type: str = "string", *choices: str, required: bool = False) -> dict[str, Any]:  # noqa: A002
    values = [{"name": f"The {choice}", "value": choice} for choice in choices]
    return {"name": name, "type": type, "required": required, "choices": values}


def entry(invocation: str, *options: dict[str, Any]) -> dict[str, Any]:
    path = invocation.split()
    return {
        "commandId": path[0],
        "path": path,
        "invocation": invocation,
        "schemaFingerprint": "f",
        "options": list(options),
    }


ENTRIES = [
    entry("ask", option("question", required=True), option("private", "boolean")),
    entry("timeline", option("about"), option("by", "string", "week", "month")),
    entry("digest list"),
    entry("digest create", option("channel", "channel", required=True), option("schedule", required=True)),
]


def parse(line: str) -> tuple[str, dict[str, OptionValue]] | None:
    command = parse_command(line, ENTRIES, {"news": "7"})
    return command and (" ".join(command.path), dict(command.options))


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("/ask What happened?", ("ask", {"question": "What happened?"})),
        ("/ask question:What happened?", ("ask", {"question": "What happened?"})),
        ("/ask What happened? private:true", ("ask", {"question": "What happened?", "private": True})),
        ("/ask private:no question:at 09:30: what?", ("ask", {"private": False, "question": "at 09:30: what?"})),
        ("/timeline", ("timeline", {})),
        ("/timeline about:bridges by:the week", ("timeline", {"about": "bridges", "by": "week"})),
        ("/digest list", ("digest list", {})),
        (
            "/digest create channel:#news schedule:weekdays 18:30",
            ("digest create", {"channel": "7", "schedule": "weekdays 18:30"}),
        ),
    ],
)
def test_a_line_is_read_as_discords_box_reads_it(line: str, command: tuple[str, dict[str, OptionValue]]):
    assert parse(line) == command


@pytest.mark.parametrize(
    "line",
    ["/unknown", "/asking for trouble", "ask What?", "/digest", "/timeline bridges", "/ask question: private:true",
     "/digest list everything", "/timeline about:a about:b"],
)  # fmt: skip
def test_any_other_line_stays_a_message(line: str):
    assert parse(line) is None

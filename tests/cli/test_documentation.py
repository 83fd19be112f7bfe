"""Every command is documented in the README, and every option in its help."""

import re

import pytest
from typer.main import get_command

from bot.cli.commands import app
from tests.support.root import ROOT

COMMANDS = sorted(get_command(app).commands)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str):
    text = (ROOT / "README.md").read_text("utf-8")
    usage = " ".join(re.findall(r"nutgraf ([^\n`]*)", text))
    assert re.search(rf"\b{command}\b", usage)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_says_what_it_is_for(command: str):
    definition = get_command(app).commands[command]  # pyright: ignore[reportAttributeAccessIssue]
    assert definition.help
    assert all(option.help for option in definition.params if option.name != "help")

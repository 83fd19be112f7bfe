"""The program as a whole: its version and its help."""

from bot import __version__
from tests.cli.conftest import Nutgraf


def test_the_version_is_printed(nutgraf: Nutgraf):
    assert nutgraf("--version").out == f"nutgraf {__version__}\n"


def test_help_names_every_command_and_exit_code(nutgraf: Nutgraf):
    out = nutgraf("--help", COLUMNS="100").out
    commands = "run sandbox ask latest timeline source topics outlets check sync doctor health"
    assert all(f" {command} " in out for command in commands.split())
    assert "78" in out

"""`run`, `sandbox` and `sync` when the bot must not start. `tests/wire` and `tests/sandbox` start it."""

import pytest

from tests.cli.conftest import Nutgraf


def test_sync_without_a_token_is_bad_configuration(nutgraf: Nutgraf):
    ended = nutgraf("sync")
    assert ended.code == 78
    assert "DISCORD_TOKEN" in ended.err


@pytest.mark.parametrize("command", ["run", "sandbox", "sync", "latest", "health"])
def test_every_command_refuses_invalid_settings(nutgraf: Nutgraf, command: str):
    ended = nutgraf(command, LOG_LEVEL="loud")
    assert (ended.code, ended.out) == (78, "")
    assert "LOG_LEVEL" in ended.err

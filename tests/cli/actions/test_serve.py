"""When `run`, `sandbox` and `sync` must not start, and on which event loop they do. `tests/wire` starts the bot."""

import asyncio
import importlib.util
from importlib.machinery import ModuleSpec

import pytest

from bot.cli.actions.serve import find_loop_factory
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


async def find_loop_module() -> str:
    return type(asyncio.get_running_loop()).__module__


def test_the_event_loop_is_uvloops_if_that_is_installed():
    pytest.importorskip("uvloop")
    with asyncio.Runner(loop_factory=find_loop_factory()) as runner:
        assert runner.run(find_loop_module()) == "uvloop"


def test_without_uvloop_the_event_loop_is_pythons(monkeypatch: pytest.MonkeyPatch):
    def find_nothing(_: str) -> ModuleSpec | None:
        return None

    monkeypatch.setattr(importlib.util, "find_spec", find_nothing)
    assert find_loop_factory() is None

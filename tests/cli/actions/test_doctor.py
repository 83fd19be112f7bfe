"""`doctor`, `health`, `sync`, `run`, `sandbox`: what an operator sees where no Discord is near."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import __version__, health
from bot.health import Pulse
from tests.cli.conftest import Nutgraf


def test_the_doctor_finds_a_good_set_up_well(nutgraf: Nutgraf):
    ended = nutgraf("doctor")
    assert ended.code == 0
    assert "All is well." in ended.out


def test_the_doctor_names_everything_wrong_at_once(nutgraf: Nutgraf):
    ended = nutgraf("doctor", "--json", LOG_FORMAT="xml", DISCORD_TOKEN="abc")  # noqa: S106
    bad = {finding["name"] for finding in ended.json["findings"] if finding["state"] == "bad"}
    assert (ended.code, ended.json["well"], bad) == (78, False, {"LOG_FORMAT", "DISCORD_TOKEN"})
    assert "2 things have to be mended" in nutgraf("doctor", LOG_FORMAT="xml", DISCORD_TOKEN="abc").out  # noqa: S106


def test_the_doctor_has_nothing_to_ask_discord_without_a_token(nutgraf: Nutgraf):
    assert "nothing to ask Discord" in nutgraf("doctor", "--online").out


def test_health_is_judged_by_the_file_that_the_bot_writes(nutgraf: Nutgraf, tmp_path: Path):
    assert nutgraf("health").code == 1
    now = datetime.now(UTC)
    health.write_pulse(tmp_path / "cache" / "health.json", Pulse(now, 1, online=True, since=now, articles=3))
    assert nutgraf("health").code == 0
    health.write_pulse(tmp_path / "beat", Pulse(now - timedelta(hours=1), 1, online=True, since=now, articles=3))
    ended = nutgraf("health", "--json", HEALTH_FILE=str(tmp_path / "beat"))
    assert (ended.code, ended.json["well"]) == (1, False)


def test_sync_without_a_token_is_a_matter_of_settings(nutgraf: Nutgraf):
    ended = nutgraf("sync")
    assert ended.code == 78
    assert "DISCORD_TOKEN" in ended.err


@pytest.mark.parametrize("command", ["run", "sandbox", "sync", "latest", "health"])
def test_every_command_refuses_bad_settings(nutgraf: Nutgraf, command: str):
    ended = nutgraf(command, LOG_LEVEL="loud")
    assert (ended.code, ended.out) == (78, "")
    assert "LOG_LEVEL" in ended.err


def test_the_version_is_told(nutgraf: Nutgraf):
    assert nutgraf("--version").out == f"nutgraf {__version__}\n"


def test_help_names_every_command_and_exit_code(nutgraf: Nutgraf):
    out = nutgraf("--help", COLUMNS="100").out
    commands = "run sandbox ask latest timeline source topics outlets check sync doctor health"
    assert all(f" {command} " in out for command in commands.split())
    assert "78" in out

"""`nutgraf health`: judged by the file that the running bot writes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.health import Heartbeat, write_heartbeat
from tests.cli.conftest import Nutgraf


def test_without_a_file_the_bot_is_not_well(nutgraf: Nutgraf):
    assert nutgraf("health").code == 1


def test_a_fresh_heartbeat_is_well(nutgraf: Nutgraf, tmp_path: Path):
    now = datetime.now(UTC)
    write_heartbeat(tmp_path / "cache" / "health.json", Heartbeat(now, 1, online=True, since=now, articles=3))
    assert nutgraf("health").code == 0


def test_an_old_heartbeat_is_not_well_and_the_setting_names_the_file(nutgraf: Nutgraf, tmp_path: Path):
    now = datetime.now(UTC)
    beat = now - timedelta(hours=1)
    write_heartbeat(tmp_path / "beat", Heartbeat(beat, 1, online=True, since=now, articles=3))
    ended = nutgraf("health", "--json", HEALTH_FILE=str(tmp_path / "beat"))
    assert (ended.code, ended.json["well"]) == (1, False)
    assert "last heard of 1 hour ago" in ended.json["said"]

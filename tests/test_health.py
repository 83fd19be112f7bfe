"""The health check: what the running bot leaves behind, and how it is judged."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import health
from bot.health import Heartbeat

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def pulse(*, ago: int = 5, online: bool = True, since: int = 3600) -> Heartbeat:
    return Heartbeat(NOW - timedelta(seconds=ago), 7, online, NOW - timedelta(seconds=since), 2398)


@pytest.mark.parametrize(
    ("beat", "well", "said"),
    [
        (None, False, "no sign"),
        (pulse(), True, "Connected to Discord for 1 hour, 2,398 articles"),
        (pulse(ago=40), True, "Connected"),
        (pulse(ago=46), False, "last heard of 46 seconds ago"),
        (pulse(ago=200_000), False, "2 days ago"),
        (pulse(online=False, since=61), True, "Not connected to Discord for 1 minute, and trying"),
        (pulse(online=False, since=301), False, "Not connected to Discord for 5 minutes."),
        (pulse(ago=-3), True, "Connected"),
    ],
)
def test_a_bot_is_well_while_it_beats_and_is_not_long_offline(beat: Heartbeat | None, *, well: bool, said: str):
    judged, sentence = health.judge_heartbeat(beat, now=NOW)
    assert judged is well
    assert said in sentence


def test_a_beat_is_read_as_it_was_written(tmp_path: Path):
    path = tmp_path / "not there yet" / "health.json"
    assert health.write_heartbeat(path, pulse())
    assert health.read_heartbeat(path) == pulse()
    assert [entry.name for entry in path.parent.iterdir()] == ["health.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"null", b'{"beat": "yesterday"}', b"\xff\xfe"])
def test_a_file_that_is_no_beat_counts_as_none(tmp_path: Path, content: bytes):
    path = tmp_path / "health.json"
    path.write_bytes(content)
    assert health.read_heartbeat(path) is None


def test_a_place_that_can_not_be_written_is_no_trouble_for_the_bot(tmp_path: Path):
    (tmp_path / "file").touch()
    assert health.write_heartbeat(tmp_path / "file" / "health.json", pulse()) is False
    assert health.read_heartbeat(tmp_path / "file" / "health.json") is None


def test_a_folder_in_the_files_place_is_no_trouble_either(tmp_path: Path):
    assert health.write_heartbeat(tmp_path, pulse()) is False
    assert not list(tmp_path.parent.glob("*.part"))

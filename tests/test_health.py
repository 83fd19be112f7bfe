"""The health check: what the running bot writes, and what the check makes of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from bot import health
from bot.health import Heartbeat

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def heartbeat(*, ago: int = 5, online: bool = True, since: int = 3600) -> Heartbeat:
    return Heartbeat(NOW - timedelta(seconds=ago), 7, online, NOW - timedelta(seconds=since), 2398)


@pytest.mark.parametrize(
    ("last", "is_well", "text"),
    [
        (None, False, "no sign"),
        (heartbeat(), True, "Connected to Discord for 1 hour, 2,398 articles"),
        (replace(heartbeat(), shards="0 of 1"), True, "Connected to Discord for 1 hour, 2,398 articles"),
        (replace(heartbeat(), shards="0-3 of 16"), True, "Connected to Discord for 1 hour, shards 0-3 of 16, 2,398"),
        (replace(heartbeat(), cache_error="no space"), True, "The cache can't be rewritten (no space)."),
        (replace(heartbeat(), role="answers"), True, "Another process delivers digests; this one stands by."),
        (replace(heartbeat(online=False, since=9_999), role="waits"), True, "Standing by: another process runs these"),
        (heartbeat(ago=40), True, "Connected"),
        (heartbeat(ago=46), False, "last heard of 46 seconds ago"),
        (heartbeat(ago=200_000), False, "2 days ago"),
        (heartbeat(online=False, since=61), True, "Not connected to Discord for 1 minute, and trying"),
        (heartbeat(online=False, since=301), False, "Not connected to Discord for 5 minutes."),
        (heartbeat(ago=-3), True, "Connected"),
        (heartbeat(ago=-3_600), False, "the clock was set back"),
        (replace(heartbeat(), skew=30.0), True, "2,398 articles loaded."),
        (
            replace(heartbeat(), skew=301.0),
            True,
            "This machine's clock is 5 minutes fast. Digests follow",
        ),
        (replace(heartbeat(), skew=-86_400.0), True, "This machine's clock is 1 day slow."),
    ],
)
def test_a_bot_is_well_unless_it_is_silent_or_offline_for_long(last: Heartbeat | None, *, is_well: bool, text: str):
    well, sentence = health.judge_heartbeat(last, now=NOW)
    assert well is is_well
    assert text in sentence


@pytest.mark.parametrize(
    ("state", "told"), [("working", "The judge works."), ("failing", "does not work"), ("spent", "JUDGE_DAILY_LIMIT")]
)
def test_the_state_of_the_judge_is_told_and_does_not_make_the_bot_unwell(state: health.JudgeState, told: str):
    well, sentence = health.judge_heartbeat(replace(heartbeat(), judge=state), now=NOW)
    assert well
    assert told in sentence


def test_without_a_judge_none_is_told():
    assert "judge" not in health.judge_heartbeat(heartbeat(), now=NOW)[1]


def test_feeds_that_can_t_be_read_are_told():
    beat = msgspec.structs.replace(heartbeat(), feeds=health.FeedCount(40, 3))
    is_well, message = health.judge_heartbeat(beat, now=NOW)
    assert is_well
    assert "3 of 40 feeds can't be read; nutgraf feeds list says why." in message


def test_a_heartbeat_of_an_older_version_can_be_read(tmp_path: Path):
    path = tmp_path / "health.json"
    older = {name: value for name, value in msgspec.to_builtins(heartbeat()).items() if name != "judge"}
    path.write_bytes(msgspec.json.encode(older))
    assert health.read_heartbeat(path) == heartbeat()


def test_a_heartbeat_is_read_as_it_was_written(tmp_path: Path):
    path = tmp_path / "not there yet" / "health.json"
    assert health.write_heartbeat(path, heartbeat())
    assert health.read_heartbeat(path) == heartbeat()
    assert [entry.name for entry in path.parent.iterdir()] == ["health.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"null", b'{"beat": "yesterday"}', b"\xff\xfe"])
def test_a_file_without_a_heartbeat_counts_as_none(tmp_path: Path, content: bytes):
    path = tmp_path / "health.json"
    path.write_bytes(content)
    assert health.read_heartbeat(path) is None


def test_a_place_that_can_not_be_written_does_not_stop_the_bot(tmp_path: Path):
    (tmp_path / "file").touch()
    assert health.write_heartbeat(tmp_path / "file" / "health.json", heartbeat()) is False
    assert health.read_heartbeat(tmp_path / "file" / "health.json") is None


def test_a_folder_instead_of_the_file_does_not_stop_the_bot(tmp_path: Path):
    assert health.write_heartbeat(tmp_path, heartbeat()) is False
    assert not list(tmp_path.parent.glob("*.part"))

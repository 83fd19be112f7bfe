"""The diagnosis of a set-up: everything wrong at once, each with its fix, and never a secret."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import health
from bot.cli import diagnosis
from bot.cli.diagnosis import Diagnosis
from bot.health import Heartbeat
from bot.store.processes.process_locks import Claim
from bot.store.processes.server_locks import ServerLocks
from bot.store.urls import parse_url
from tests.support.postgres import Server

TOKEN = "MTAw" * 6 + ".GaBcDe." + "shape-only-" * 3


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "one.md").write_text("---\ntitle: One\n---\n", "utf-8")
    (folder / "notes.pdf").touch()
    return folder


@pytest.fixture
def environ(tmp_path: Path, corpus: Path) -> dict[str, str]:
    database = f"sqlite:///{tmp_path / 'data' / 'nutgraf.db'}"
    return {"CORPUS": str(corpus), "CACHE_DIR": str(tmp_path / "cache"), "DATABASE_URL": database}


def examine(environ: dict[str, str], dotenv: Path | None = None) -> dict[str, Diagnosis]:
    return {finding.name: finding for finding in diagnosis.examine(environ, dotenv or Path("/no/such/.env"))}


def test_a_good_set_up_has_nothing_to_fix(environ: dict[str, str]):
    found = examine(environ)
    assert {finding.state for finding in found.values()} == {"ok"}
    assert found[f"articles in {environ['CORPUS']}"].message == "1 file"


def test_everything_wrong_is_named_at_once_with_its_fix(environ: dict[str, str], tmp_path: Path):
    found = examine(
        {**environ, "DISCORD_TOKEN": "abc", "LOG_LEVEL": "loud", "CORPUS": str(tmp_path / "nowhere"), "CACHEDIR": "x"}
    )
    bad = {name for name, finding in found.items() if finding.state == "bad"}
    assert bad == {"DISCORD_TOKEN", "LOG_LEVEL", "CORPUS"}
    assert "CACHE_DIR" in found["settings"].message
    assert all(finding.fix for finding in found.values() if finding.state != "ok")


def test_a_token_is_judged_by_its_shape_and_not_shown(environ: dict[str, str]):
    good = examine({**environ, "DISCORD_TOKEN": TOKEN})
    bad = examine({**environ, "DISCORD_TOKEN": f"Bot {TOKEN}"})
    assert good["DISCORD_TOKEN"].state == "ok"
    assert bad["DISCORD_TOKEN"].state == "bad"
    assert TOKEN not in repr((good, bad))


def test_an_empty_folder_is_a_hint_that_names_what_belongs_there(environ: dict[str, str], tmp_path: Path):
    (tmp_path / "empty").mkdir()
    finding = examine({**environ, "CORPUS": str(tmp_path / "empty")})[f"articles in {tmp_path / 'empty'}"]
    assert finding.state == "hint"
    assert ".md" in finding.fix


def test_a_file_that_can_not_be_read_is_named(environ: dict[str, str], corpus: Path):
    (corpus / "gone.md").symlink_to(corpus / "nowhere.md")
    finding = examine(environ)[f"articles in {corpus}"]
    assert finding.state == "hint"
    assert "gone.md" in finding.message


def test_a_cache_that_can_not_be_written_is_a_hint(environ: dict[str, str], tmp_path: Path):
    (tmp_path / "file").touch()
    finding = examine({**environ, "CACHE_DIR": str(tmp_path / "file" / "cache")})["CACHE_DIR"]
    assert finding.state == "hint"
    assert "every start reads all files" in finding.message


@pytest.mark.skipif(os.name == "nt", reason="needs file modes")
def test_a_token_file_that_others_can_read_is_a_hint(environ: dict[str, str], tmp_path: Path):
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"DISCORD_TOKEN={TOKEN}\n", "utf-8")
    dotenv.chmod(0o644)
    assert examine(environ, dotenv)[str(dotenv)].fix == f"chmod 600 {dotenv}"
    dotenv.chmod(0o600)
    assert str(dotenv) not in examine(environ, dotenv)


def test_a_settings_file_that_is_no_text_is_named_beside_the_rest(environ: dict[str, str], tmp_path: Path):
    dotenv = tmp_path / ".env"
    dotenv.write_bytes(b"\xff\xfe")
    found = examine({**environ, "LOG_LEVEL": "loud"}, dotenv)
    assert found[str(dotenv)].state == "bad"
    assert found["LOG_LEVEL"].state == "bad"


def test_a_store_that_is_not_there_yet_is_made_at_the_first_start(environ: dict[str, str], tmp_path: Path):
    found = examine(environ)["DATABASE_URL"]
    assert found.state == "ok"
    assert "created at the first start" in found.message
    assert not (tmp_path / "data").exists()


@pytest.mark.outside
def test_a_damaged_store_is_bad(environ: dict[str, str], tmp_path: Path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "nutgraf.db").write_bytes(b"no database at all" * 100)
    found = examine(environ)["DATABASE_URL"]
    assert (found.state, "can't be used" in found.message) == ("bad", True)


def test_a_server_that_is_away_is_bad_and_its_password_stays_secret(environ: dict[str, str]):
    found = examine({**environ, "DATABASE_URL": "postgresql://me:hunter22@127.0.0.1:9/nutgraf"})["DATABASE_URL"]
    assert found.state == "bad"
    assert "hunter22" not in f"{found.message} {found.fix}"


@pytest.mark.parametrize(("skew", "message"), [(0.0, None), (-3_600.0, "This machine's clock is 1 hour slow.")])
def test_a_wrong_clock_that_the_running_bot_has_noticed_is_a_hint(
    environ: dict[str, str], tmp_path: Path, skew: float, message: str | None
):
    now = datetime.now(UTC)
    health.write_heartbeat(tmp_path / "cache" / "health.json", Heartbeat(now, 7, True, now, 1, skew=skew))  # noqa: FBT003
    finding = examine(environ).get("clock")
    assert (finding.message if finding else None) == message


@pytest.mark.parametrize(("error", "found"), [("", False), ("no space left", True)])
def test_a_cache_that_the_running_bot_cannot_write_anew_is_a_hint(
    environ: dict[str, str], tmp_path: Path, error: str, *, found: bool
):
    now = datetime.now(UTC)
    beat = Heartbeat(now, 7, True, now, 1, cache_error=error)  # noqa: FBT003
    health.write_heartbeat(tmp_path / "cache" / "health.json", beat)
    finding = examine(environ).get("cache")
    assert (finding is not None) is found
    assert finding is None or "no space left" in finding.message


def test_a_shard_that_no_process_runs_is_named_with_the_command_that_runs_it(environ: dict[str, str], postgres: Server):
    with postgres.database() as url:
        locks = ServerLocks(parse_url(url), Claim(3, (1,), name="shard 1"))
        locks.renew(may_deliver=True)
        found = examine({**environ, "DATABASE_URL": url})
        locks.release()
    assert found["DATABASE_URL"].message.endswith("connected to it: shard 1, delivers")
    assert "no process runs 0,2 of 3" in found["shards"].message
    assert "SHARD_COUNT=3 and SHARD_IDS=0,2" in found["shards"].fix

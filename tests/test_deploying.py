"""The page about installing and moving: its commands work, and the unit and Compose files are valid."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from compose_spec import PyCompose
from dotenv import dotenv_values

from bot.store.engine import open_engine
from bot.store.open_store import build_ledger
from bot.store.urls import parse_url
from tests.cli.conftest import Nutgraf, nutgraf, used_cache
from tests.support.postgres import Server
from tests.support.root import ROOT
from tests.support.stores import add_active
from tests.wire.process import TOKEN, run_bot
from tests.wire.standin import StandIn

__all__ = ["nutgraf", "used_cache"]

pytestmark = pytest.mark.outside

PAGE = (ROOT / "docs" / "deploying.md").read_text("utf-8")
ONLINE = ("init", "run", "doctor")


def list_lines(section: str) -> list[str]:
    """The commands of a section that are lines of `nutgraf`, in order, without comments."""
    text = PAGE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"^ *```sh\n(.*?)```", text, re.MULTILINE | re.DOTALL)
    lines = [line.partition(" #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line.removeprefix("nutgraf ") for line in lines if line.startswith("nutgraf ")]


def offline(section: str) -> list[list[str]]:
    """The lines of a section that need no Discord."""
    return [shlex.split(line) for line in list_lines(section) if not line.startswith(ONLINE)]


def read_token(folder: Path) -> str:
    """The token in a `.env`, which a test has to put into the environment of its bots."""
    return dotenv_values(folder / ".env")["DISCORD_TOKEN"] or ""


def store_digest(url: str) -> None:
    engine = open_engine(parse_url(url))
    add_active(build_ledger(engine), words="otters")
    engine.dispose()


def list_words(url: str) -> list[str]:
    engine = open_engine(parse_url(url))
    found = [digest.words for digest in build_ledger(engine).digests.list_for_server(7)]
    engine.dispose()
    return found


async def test_installing_leads_to_a_bot_that_runs(tmp_path: Path):
    lines = list_lines("Installing")
    assert lines == ["init", "doctor --online", "run"]
    (tmp_path / "seeds").mkdir()
    shutil.copy(next(path for path in (ROOT / "seeds").rglob("*") if path.is_file()), tmp_path / "seeds")
    environment = {"CORPUS": ""}  # so that the file that `init` writes counts
    async with StandIn.start(TOKEN) as discord:
        # A test has no terminal to be asked on, so the token is in the environment.
        async with run_bot(discord, tmp_path, "init", environment=environment) as bot:
            assert await bot.wait() == 0
        token = read_token(tmp_path)
        async with run_bot(discord, tmp_path, "doctor", "--online", token=token, environment=environment) as bot:
            assert await bot.wait() == 0
            assert "belongs to" in bot.log
        async with run_bot(discord, tmp_path, "run", token=token, environment=environment) as bot:
            await bot.until_ready()


async def test_a_token_that_was_reset_ends_the_bot_and_the_new_one_starts_it(tmp_path: Path):
    assert list_lines("Changing the token") == ["init --force", "doctor --online", "run"]
    (tmp_path / ".env").write_text(f"DISCORD_TOKEN={TOKEN}\nLOG_LEVEL=warning\n")
    new = TOKEN.replace("only", "next")
    async with StandIn.start(new) as discord:
        async with run_bot(discord, tmp_path, "run", token=read_token(tmp_path)) as bot:
            assert await bot.wait() == 78
        async with run_bot(discord, tmp_path, "init", "--force", token=new) as bot:
            assert await bot.wait() == 0
        assert "LOG_LEVEL=warning" in (tmp_path / ".env").read_text()
        async with run_bot(discord, tmp_path, "run", token=read_token(tmp_path)) as bot:
            await bot.until_ready()


def test_a_backup_from_before_an_upgrade_leads_back(nutgraf: Nutgraf, tmp_path: Path):
    url = f"sqlite:///{tmp_path}/nutgraf.db"
    store_digest(url)
    (backup,) = offline("Upgrading")
    (restore,) = offline("Going back")
    assert nutgraf(*backup, DATABASE_URL=url).code == 0
    engine = open_engine(parse_url(url))
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    newer = nutgraf("backup", "newer.db", DATABASE_URL=url)
    assert newer.code == 0
    assert nutgraf(*restore, DATABASE_URL=url).code == 0
    assert list_words(url) == ["otters"]


def test_a_backup_moves_the_bot_to_another_host(nutgraf: Nutgraf, tmp_path: Path):
    old, new = f"sqlite:///{tmp_path}/old.db", f"sqlite:///{tmp_path}/data/nutgraf.db"
    store_digest(old)
    backup, restore = offline("Moving to another host")
    assert nutgraf(*backup, DATABASE_URL=old).code == 0
    assert nutgraf(*restore, DATABASE_URL=new).code == 0
    assert list_words(new) == ["otters"]
    engine = open_engine(parse_url(new))
    (digest,) = build_ledger(engine).digests.list_for_server(7)
    engine.dispose()
    # When it is due next, the bot there finds by Discord's clock.
    assert (digest.state, digest.due_at) == ("active", None)


def test_a_database_moves_to_postgresql(nutgraf: Nutgraf, tmp_path: Path, postgres: Server):
    old = f"sqlite:///{tmp_path}/nutgraf.db"
    store_digest(old)
    (line,) = offline("Moving from SQLite to PostgreSQL")
    with postgres.database() as url:
        copy = [url if argument.startswith("postgresql://") else argument for argument in line]
        assert nutgraf(*copy, DATABASE_URL=old).code == 0
        assert list_words(url) == ["otters"]


@pytest.mark.parametrize("name", ["compose.yaml", "compose.postgres.yaml"])
def test_a_compose_file_follows_the_specification_and_names_no_digest(name: str):
    text = (ROOT / name).read_text("utf-8")
    assert "nutgraf" in PyCompose.from_yaml(text).service_names()
    assert "sha256" not in text


def test_the_compose_files_write_only_to_volumes():
    service = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]["nutgraf"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, with a program that exists here in place of the installed one."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze")
    text = (ROOT / "deploy" / "nutgraf.service").read_text("utf-8")
    file = tmp_path / "nutgraf.service"
    file.write_text(re.sub(r"^ExecStart=\S+", f"ExecStart={sys.executable}", text, flags=re.MULTILINE))
    return file


def run_analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False)


def test_systemd_accepts_the_unit(unit: Path):
    verified = run_analyze("verify", unit)
    assert (verified.returncode, verified.stderr) == (0, "")


def test_systemd_finds_the_unit_little_exposed(unit: Path):
    if "--offline" not in run_analyze("--help").stdout:
        pytest.skip("needs systemd 250 or newer")
    rated = run_analyze("security", "--offline=true", "--threshold=20", unit)
    assert rated.returncode == 0, rated.stdout

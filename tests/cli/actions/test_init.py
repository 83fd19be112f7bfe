"""`nutgraf init` writes a `.env` that the bot can use, and asks Discord about the token."""

import re
import stat
from pathlib import Path

import pytest

from bot.cli.actions.init import write_dotenv
from bot.cli.discord_checks import build_invite_url
from bot.settings.settings import Settings
from bot.settings.sources import merge_environment
from tests.cli.conftest import Nutgraf
from tests.support.root import ROOT
from tests.wire.process import TOKEN, run_bot
from tests.wire.standin import StandIn

pytestmark = pytest.mark.outside


def test_the_invite_link_is_the_one_that_the_page_for_operators_shows():
    page = (ROOT / "docs" / "operating.md").read_text("utf-8")
    assert build_invite_url(123).replace("123", "APPLICATION_ID", 1) in page


async def test_everything_may_be_given_as_options(tmp_path: Path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    arguments = ("init", "--token-file", "token", "--corpus", "articles", "--database", "sqlite:///store.db")
    async with StandIn.start(TOKEN) as discord:
        async with run_bot(discord, tmp_path, *arguments, token="") as process:
            assert await process.wait() == 0
        assert build_invite_url(int(discord.world.application_id)) in process.log
    assert TOKEN not in process.log
    dotenv = tmp_path / ".env"
    assert stat.S_IMODE(dotenv.stat().st_mode) == 0o600
    assert dotenv.read_text() == f"DISCORD_TOKEN={TOKEN}\nCORPUS=articles\nDATABASE_URL=sqlite:///store.db\n"
    assert not (tmp_path / "store.db").exists()


async def test_a_token_that_discord_refuses_is_not_written(tmp_path: Path):
    (tmp_path / "token").write_text(TOKEN.replace("only", "mere"))
    async with (
        StandIn.start(TOKEN) as discord,
        run_bot(discord, tmp_path, "init", "--token-file", "token", token="") as process,
    ):
        assert await process.wait() == 78
    assert "Discord does not accept this token. Reset it" in process.log
    assert not (tmp_path / ".env").exists()


def init(nutgraf: Nutgraf, *arguments: str, token: str = TOKEN, stdin: str = ""):
    return nutgraf("init", "--offline", *arguments, DISCORD_TOKEN=token, stdin=stdin)


def test_the_token_may_come_from_standard_input(nutgraf: Nutgraf, articles: Path, tmp_path: Path):
    ended = init(nutgraf, "--token-file", "-", "--corpus", str(articles), token="", stdin=f"{TOKEN}\n")
    assert ended.code == 0
    assert f"DISCORD_TOKEN={TOKEN}" in (tmp_path / ".env").read_text()
    assert TOKEN not in ended.out + ended.err


@pytest.mark.parametrize(
    ("arguments", "token", "fault"),
    [
        ((), "", "There is no token"),
        ((), "abc", "doesn't look like a bot's token"),
        (("--corpus", "/no/such/folder"), TOKEN, "/no/such/folder does not exist"),
        (("--database", "mysql://host/name"), TOKEN, "only supports SQLite and PostgreSQL"),
        (("--database", "postgresql://me:hunter2@127.0.0.1:1/x"), TOKEN, "The database can't be used"),
        (("--token-file", "/no/such/file"), "", "/no/such/file can't be read"),
    ],
)
def test_what_can_not_be_used_is_named_and_nothing_is_written(
    nutgraf: Nutgraf, articles: Path, tmp_path: Path, arguments: tuple[str, ...], token: str, fault: str
):
    corpus = () if "--corpus" in arguments else ("--corpus", str(articles))
    ended = init(nutgraf, *corpus, *arguments, token=token)
    assert (ended.code, ended.out) == (78, "")
    assert fault in ended.err
    assert "hunter2" not in ended.err
    assert not (tmp_path / ".env").exists()


def test_an_existing_file_is_changed_only_if_asked_to_and_keeps_its_other_lines(
    nutgraf: Nutgraf, articles: Path, tmp_path: Path
):
    dotenv = tmp_path / ".env"
    dotenv.write_text("# mine\nLOG_LEVEL=debug\nDISCORD_TOKEN=old\nexport CORPUS=old\n")
    refused = init(nutgraf, "--corpus", str(articles))
    assert refused.code == 78
    assert "Use --force" in refused.err
    assert "old" in dotenv.read_text()
    assert init(nutgraf, "--corpus", str(articles), "--force").code == 0
    lines = dotenv.read_text().splitlines()
    assert lines[:3] == ["# mine", "LOG_LEVEL=debug", f"DISCORD_TOKEN={TOKEN}"]
    assert "old" not in dotenv.read_text()
    assert stat.S_IMODE(dotenv.stat().st_mode) == 0o600


def test_what_is_written_is_read_back_as_it_was(tmp_path: Path):
    folder = tmp_path / 'it\'s a $HOME "folder" # with \\ signs'
    folder.mkdir()
    dotenv = tmp_path / ".env"
    url = "postgresql://me:a'b#c%20$d@host/name"
    write_dotenv(dotenv, {"DISCORD_TOKEN": TOKEN, "CORPUS": str(folder), "DATABASE_URL": url})
    settings = Settings.read(merge_environment({}, dotenv))
    assert (settings.token, settings.corpus, settings.database) == (TOKEN, (folder,), url)


def test_no_part_of_a_file_is_left_behind(nutgraf: Nutgraf, articles: Path, tmp_path: Path):
    init(nutgraf, "--corpus", str(articles))
    assert [path.name for path in tmp_path.iterdir() if re.match(r"\.env", path.name)] == [".env"]

"""Every example of a command for the terminal is run as the documents print it."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli.commands import app
from bot.settings.settings import Settings
from bot.store.open_store import open_store
from bot.store.urls import parse_url
from tests.cli.conftest import Nutgraf
from tests.support.examples import list_shell_lines, list_shell_spans
from tests.support.root import ROOT
from tests.support.stores import add_active, create_tables

LINES = list_shell_lines()

# What each line prints, by its beginning; the longest beginning counts.
PRINTED = {
    "ask": "for a year",
    "ask --json": '"verdict"',
    "ask --batch": '"verdict"',
    "latest": "The newest",
    "timeline": "June 2020",
    "story": "outlets published",
    "stories": "more than one outlet",
    "digest list": "daily 09:00",
    "digest export": "[Ww]ritten to digest.rss",
    "export": "articles written to coverage.csv",
    "source": "articles? from Reuters",
    "topics": "AI",
    "outlets": "Courthouse News Service",
    "check": "5 files · 15 articles",
    "doctor": "Python",
    "health": "no sign of a running bot",
    "sync": "DISCORD_TOKEN",
    "feeds list": "There are no feeds in feeds.yaml",
    "feeds fetch": "Fetched 0 feeds",
    "report": "counted",
    "backup": "",
    "restore": "",
}
# Lines that another test runs, in the environment that they need.
ELSEWHERE = {
    "nutgraf sandbox --view dm": "tests/sandbox/test_run.py",
    "nutgraf feeds check https://news.example.org": "tests/cli/actions/test_feeds.py",
    'nutgraf feeds add https://news.example.org --outlet "The Example Herald" --topic Transport': (
        "tests/cli/actions/test_feeds.py"
    ),
    "nutgraf feeds add reader.opml": "tests/cli/actions/test_feeds.py",
    "nutgraf run": "tests/sandbox/test_page.py",
    "nutgraf init": "tests/test_deploying.py",
    "nutgraf store copy postgresql://nutgraf:password@host/nutgraf": "tests/store/test_transfer.py",
    "nutgraf restore": "tests/store/test_after_restore.py",
    "pg_dump": "tests/store/test_after_restore.py",
    "pg_restore": "tests/store/test_after_restore.py",
}


def strip(line: str) -> str:
    return re.sub(r"\s+#.*", "", line).removeprefix(".venv/bin/")


def list_lines(beginning: str) -> list[str]:
    return [line for line in map(strip, LINES) if line.startswith(beginning) and line not in ELSEWHERE]


def find_printed(arguments: str) -> str:
    beginning = max((known for known in PRINTED if arguments.startswith(known)), key=len, default=None)
    assert beginning is not None, f"say in PRINTED what “nutgraf {arguments}” prints"
    return PRINTED[beginning]


@pytest.mark.outside
@pytest.mark.parametrize("line", list_lines("nutgraf "))
def test_a_line_prints_what_is_said_of_it(line: str, nutgraf: Nutgraf, seeds: Path, tmp_path: Path):
    (tmp_path / "seeds").symlink_to(seeds)
    (tmp_path / "questions.jsonl").write_text('{"id": "1", "question": "What did Amazon ban?"}\n')
    arguments = shlex.split(line)[1:]
    url = f"sqlite:///{tmp_path}/data/nutgraf.db"
    if arguments[0] in {"backup", "restore", "digest"}:
        create_tables(parse_url(url))
    if arguments[0] == "restore":
        assert nutgraf("backup", arguments[1]).code == 0
    if arguments[0] == "digest":
        with open_store(url) as store:
            add_active(store.ledger)
    stdin = "How long did Amazon ban police use of facial recognition?\nand in 2021?\nwho said that?\nmore\n"
    ended = nutgraf(*arguments, stdin=stdin if line == "nutgraf ask" else "")
    assert re.search(find_printed(line.removeprefix("nutgraf ")), ended.out + ended.err)
    assert ended.code == {"health": 1, "sync": 78}.get(arguments[0], 0)


@pytest.mark.outside
@pytest.mark.parametrize(
    "line", dict.fromkeys([*list_lines("make "), *(s for s in list_shell_spans() if s[:4] == "make")])
)
def test_make_knows_what_to_do(line: str):
    ended = subprocess.run([*shlex.split(line), "--dry-run"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("span", [span for span in list_shell_spans() if span[:4] != "make" and "…" not in span])
def test_a_command_within_a_sentence_exists_with_its_options(span: str, nutgraf: Nutgraf):
    command, *rest = shlex.split(span)[1:]
    usage = nutgraf(command, "--help", COLUMNS="200").out
    assert all(word in usage for word in rest if word.startswith("--"))
    assert command in get_command(app).commands  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("line", list_lines("JUDGE_"))
def test_a_setting_is_accepted(line: str):
    name, _, value = line.partition("=")
    assert Settings.read({"JUDGE_URL": "http://localhost/v1", "JUDGE_MODEL": "m", name: value})


def test_every_line_has_a_check():
    known = (*ELSEWHERE, "make ", "nutgraf ", "JUDGE_", "git config blame.ignoreRevsFile .git-blame-ignore-revs")
    assert [line for line in LINES if not strip(line).startswith(known)] == []
    assert all((ROOT / test).exists() for test in ELSEWHERE.values())
    assert (ROOT / ".git-blame-ignore-revs").exists()

"""`nutgraf` as a process: how it starts, how it ends when somebody stops it, what colours it uses."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.root import ROOT

HEAVY = {"discord", "tantivy", "dateparser", "babel", "pydantic", "msgspec", "rapidfuzz", "simcord", "aiohttp"}
pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and pipes of POSIX")


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
        "CORPUS": str(ROOT / "seeds"),
        "CACHE_DIR": str(tmp_path / "cache"),
    }


def nutgraf(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], env=environ, cwd=environ["HOME"], capture_output=True, check=False
    )


def test_help_needs_none_of_the_heavy_packages(environ: dict[str, str]):
    code = (
        "import sys\nsys.argv = ['nutgraf', '--help']\nfrom bot.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    print(*sys.modules, file=sys.stderr)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, check=True, text=True)
    loaded = {name.partition(".")[0] for name in ended.stderr.split()}
    assert "typer" in loaded
    assert not HEAVY & loaded


def test_asking_needs_no_discord(environ: dict[str, str]):
    code = (
        "import sys\nsys.argv = ['nutgraf', 'ask', '--json', 'amazon']\nfrom bot.cli import main\n"
        "try:\n    main()\nfinally:\n    print(*sys.modules, file=sys.stderr)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, check=False, text=True)
    assert json.loads(ended.stdout)["articles"]
    assert not {"discord", "simcord", "aiohttp"} & {name.partition(".")[0] for name in ended.stderr.split()}


def test_output_is_utf8_json_whatever_the_locale(environ: dict[str, str]):
    ended = nutgraf({**environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}, "latest", "--json")
    titles = [article["title"] for article in json.loads(ended.stdout.decode("utf-8"))["articles"]]
    assert any("\u2019" in title for title in titles)


def test_a_terminal_that_is_not_unicode_gets_plain_marks(environ: dict[str, str]):
    ended = nutgraf({**environ, "PYTHONIOENCODING": "ascii"}, "latest")
    assert ended.returncode == 0
    assert b"  * " in ended.stdout


@pytest.mark.parametrize(("added", "coloured"), [({}, False), ({"FORCE_COLOR": "1"}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_is_for_terminals_that_want_it(environ: dict[str, str], added: dict[str, str], *, coloured: bool):
    assert (b"\x1b[" in nutgraf({**environ, **added}, "latest").stdout) is coloured


def test_a_reader_that_has_had_enough_ends_it_quietly(environ: dict[str, str]):
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "timeline", "--all"],
        env=environ, cwd=environ["HOME"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(20) == 1


def test_a_batch_answers_each_line_as_it_comes_and_ctrl_c_ends_it_quietly(environ: dict[str, str]):
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--batch", "-"],
        env=environ, cwd=environ["HOME"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b'{"id": 1, "question": "amazon"}\n')
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["id"] == 1
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (130, b"")


def test_a_failure_of_our_own_is_one_sentence_and_its_traceback_is_there_for_the_asking(environ: dict[str, str]):
    (Path(environ["HOME"]) / "cache").mkdir()
    code = (
        "import sys\nfrom bot.cli import commands, main\n"
        "def broken(*_, **__): raise ValueError('said the secret ' + __import__('os').environ['DISCORD_TOKEN'])\n"
        "commands._end = broken\nsys.argv = ['nutgraf', 'topics']\nmain()\n"
    )
    token = "MTAw" * 6 + ".GaBcDe." + "shape-only-" * 3
    for level, traced in (("info", False), ("debug", True)):
        ended = subprocess.run(
            [sys.executable, "-c", code], check=False, capture_output=True, text=True,
            env={**environ, "DISCORD_TOKEN": token, "LOG_LEVEL": level},
        )  # fmt: skip
        assert ended.returncode == 1
        assert "said the secret" in ended.stderr
        assert token not in ended.stderr
        assert ("Traceback" in ended.stderr) is traced


def test_an_answer_comes_within_a_few_seconds_of_the_command(environ: dict[str, str]):
    began = time.monotonic()
    assert nutgraf(environ, "ask", "how long did amazon ban police use").returncode == 0
    # Half a second here; the bound only catches an import or a load that has gone astray.
    assert time.monotonic() - began < 10


def test_the_readers_words_are_bold_in_titles_and_a_title_in_a_list_is_bold_whole(environ: dict[str, str]):
    coloured = {**environ, "FORCE_COLOR": "1"}
    assert b"\x1b[1mpolice\x1b[0m " in nutgraf(coloured, "ask", "police").stdout.lower()
    assert b"\x1b[1mamazon bans police use" in nutgraf(coloured, "source", "kmov").stdout.lower()

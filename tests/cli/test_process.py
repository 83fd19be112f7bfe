"""`nutgraf` as a process: which modules it imports, and how it ends when it is stopped."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.patience import PATIENCE
from tests.support.processes import ForkedProcess, run_nutgraf
from tests.support.root import ROOT

HEAVY_PACKAGES = {"discord", "tantivy", "dateparser", "babel", "pydantic", "msgspec", "rapidfuzz", "simcord", "aiohttp"}
pytestmark = [pytest.mark.outside, pytest.mark.skipif(os.name == "nt", reason="signals and pipes of POSIX")]


def build_environment(home: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "CORPUS": str(ROOT / "seeds"),
        "CACHE_DIR": str(home / "cache"),
    }


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return build_environment(tmp_path)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[bytes]:
    """Help, and then a question, in a locale without UTF-8.

    Standard error has two lines: the modules that were imported by the end of each.
    """
    home = tmp_path_factory.mktemp("home")
    locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    code = (
        "import os, sys\nfrom contextlib import redirect_stdout\nfrom bot.cli import main\n"
        "sys.argv = ['nutgraf', '--help']\n"
        "try:\n    with open(os.devnull, 'w') as nowhere, redirect_stdout(nowhere):\n        main()\n"
        "except SystemExit:\n    print(*sys.modules, file=sys.stderr)\n"
        "sys.argv = ['nutgraf', 'ask', '--json', 'amazon']\n"
        "try:\n    main()\nfinally:\n    print(*sys.modules, file=sys.stderr)\n"
    )
    command, environment = [sys.executable, "-c", code], {**build_environment(home), **locale}
    return subprocess.run(command, env=environment, cwd=home, capture_output=True, check=False)


def list_packages(modules: str) -> set[str]:
    return {name.partition(".")[0] for name in modules.split()}


def fork_nutgraf(environ: dict[str, str], *arguments: str) -> ForkedProcess:
    return ForkedProcess(run_nutgraf, arguments, environment=environ, folder=Path(environ["HOME"]))


def test_help_imports_no_heavy_package(asked: subprocess.CompletedProcess[bytes]):
    by_help, _ = map(list_packages, asked.stderr.decode().splitlines())
    assert "typer" in by_help
    assert not HEAVY_PACKAGES & by_help


def test_asking_imports_no_discord_package(asked: subprocess.CompletedProcess[bytes]):
    assert json.loads(asked.stdout)["articles"]
    _, loaded = map(list_packages, asked.stderr.decode().splitlines())
    assert "tantivy" in loaded
    assert not {"discord", "simcord", "aiohttp"} & loaded


def test_json_is_utf8_in_any_locale(asked: subprocess.CompletedProcess[bytes]):
    assert "\u2019".encode() in asked.stdout
    titles = [article["title"] for article in json.loads(asked.stdout.decode("utf-8"))["articles"]]
    assert any("\u2019" in title for title in titles)


def test_a_terminal_that_is_not_unicode_gets_plain_marks(environ: dict[str, str]):
    with fork_nutgraf({**environ, "PYTHONIOENCODING": "ascii"}, "latest") as process:
        assert "  * " in process.stdout.read()
        assert process.wait(PATIENCE) == 0


def test_a_reader_that_closes_the_pipe_ends_it_quietly(environ: dict[str, str]):
    with fork_nutgraf(environ, "timeline", "--all") as process:
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(PATIENCE) == 1


def test_a_batch_answers_each_line_as_it_comes_and_ctrl_c_ends_it_quietly(environ: dict[str, str]):
    with fork_nutgraf(environ, "ask", "--batch", "-") as process:
        process.stdin.write('{"id": 1, "question": "amazon"}\n')
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == 1
        process.send_signal(signal.SIGINT)
        assert (process.wait(PATIENCE), process.stderr.read()) == (130, "")

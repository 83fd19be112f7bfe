"""Runs `nutgraf` in this process, in the test's own folder and environment."""

import json
import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from bot.cli.commands import app
from bot.cli.load import load_desk


@dataclass(frozen=True)
class Ended:
    """The result of a command: its exit code and its two streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON value that it must be."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


class Nutgraf:
    """Runs commands. `environ` is all of their environment that matters."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ = environ

    def __call__(self, *arguments: str | Path, stdin: bytes | str = b"", **environ: str) -> Ended:
        result = CliRunner().invoke(
            app, [str(argument) for argument in arguments], input=stdin, env={**self.environ, **environ}
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ended(result.exit_code, result.stdout, result.stderr)


@pytest.fixture(scope="session", autouse=True)
def commands_are_built_once() -> Iterator[None]:
    """Keep what Typer makes of the application; it would make it anew for each command that runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.testing._get_command", cache(get_command))
        yield


@pytest.fixture(scope="session")
def used_cache(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that a command over the seeds has left."""
    folder = tmp_path_factory.mktemp("used") / "cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder.parent)
        patch.setenv("CACHE_DIR", str(folder))
        load_desk([seeds])
    return folder


@pytest.fixture
def nutgraf(tmp_path: Path, seeds: Path, used_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nutgraf]:
    shutil.copytree(used_cache, tmp_path / "cache")
    for name in [name for name in os.environ if name.startswith("JUDGE_")]:
        monkeypatch.delenv(name)
    for name in ("DISCORD_TOKEN", "LOG_LEVEL", "LOG_FORMAT", "HEALTH_FILE", "COLUMNS", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for name in [name for name in os.environ if name.startswith("NUTGRAF_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield Nutgraf({"CORPUS": str(seeds), "CACHE_DIR": str(tmp_path / "cache"), "LANG": "en_US.UTF-8"})
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
    root.setLevel(level)
    logging.captureWarnings(capture=False)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder of article files that tests write themselves; two good ones to begin with."""
    folder = tmp_path / "articles"
    folder.mkdir()
    write(folder / "otters.md", "Otters return to the Thames", day="2020-06-11", outlet="river.example")
    write(folder / "beavers.md", "Beavers build a dam in Devon", day="2021-03-02", outlet="county.example")
    return folder


def write(path: Path, title: str, *, day: str, outlet: str, more: str = "") -> None:
    """One article file."""
    path.write_text(
        f"---\ntitle: {json.dumps(title)}\nexcerpt: {json.dumps(f'What there is to say: {title}.')}\n"
        f"publishedDateTime: {day}T08:30:00Z\nwebUrl: https://{outlet}/{path.stem}\n{more}"
        f"provider:\n  name: {outlet.partition('.')[0].title()} News\n  domain: {outlet}\ntopics: [Wildlife]\n---\n",
        "utf-8",
    )

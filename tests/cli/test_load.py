"""Loading for one command: the terminal's language, the operator's synonyms, and the progress bar."""

import sys
from pathlib import Path

import pytest

from bot.cli import load
from tests.cli.conftest import Nutgraf


@pytest.mark.parametrize(
    ("environ", "locale"),
    [
        ({"LANG": "en_US.UTF-8"}, "en-US"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "fr_FR.UTF-8"}, "en-US"),
        ({"LC_ALL": "C"}, "en-US"),
        ({}, "en-US"),
    ],
)
def test_any_locale_of_a_terminal_has_messages(monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], locale: str):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert load.load_translator().locale == locale


def test_an_argument_of_a_message_can_not_control_the_terminal():
    assert load.load_translator().escape("a\x1b[2Jb") == "a [2Jb"


def test_synonyms_that_can_not_be_read_are_bad_configuration(nutgraf: Nutgraf, tmp_path: Path):
    (tmp_path / "synonyms.yaml").write_text("not: [a list\n", "utf-8")
    ended = nutgraf("ask", "otters", SYNONYMS=str(tmp_path / "synonyms.yaml"))
    assert (ended.code, ended.out) == (78, "")
    assert ended.err.startswith("SYNONYMS: ")


def test_there_is_no_bar_if_nobody_is_watching(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)
    with load.show_progress() as report:
        assert report is None

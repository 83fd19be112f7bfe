"""The program as a whole: its version and help, wrong usage, settings, colours and bugs."""

from pathlib import Path

import pytest

from bot import __version__
from bot.cli import commands, main
from tests.cli.conftest import Nutgraf


def test_the_version_is_printed(nutgraf: Nutgraf):
    assert nutgraf("--version").out == f"nutgraf {__version__}\n"


def test_help_names_every_command_and_exit_code(nutgraf: Nutgraf):
    out = nutgraf("--help", COLUMNS="100").out
    commands = "run sandbox ask latest timeline source topics outlets check sync doctor health"
    assert all(f" {command} " in out for command in commands.split())
    assert "78" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", " "],
        ["ask", "--batch", "/no/such/file"],
        ["ask", "x", "--corpus", "/no/such/folder"],
        ["ask", "x", "--nonsense"],
        ["ask", "x", "--batch", "-"],
        ["nonsense"],
        ["latest", "--count", "0"],
        ["source"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2_and_leaves_standard_output_empty(nutgraf: Nutgraf, arguments: list[str]):
    ended = nutgraf(*arguments)
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err


def test_invalid_settings_exit_with_78_and_are_all_named(nutgraf: Nutgraf):
    ended = nutgraf("ask", "x", LOG_LEVEL="loud", DISCORD_TOKEN="abc", CORPUS="/no/such/folder")  # noqa: S106
    assert (ended.code, ended.out) == (78, "")
    assert all(name in ended.err for name in ("LOG_LEVEL", "DISCORD_TOKEN", "CORPUS"))


def test_settings_may_be_in_a_file(nutgraf: Nutgraf, tmp_path: Path, articles: Path):
    (tmp_path / ".env").write_text("LOG_LEVEL=loud\n", "utf-8")
    assert nutgraf("ask", "x").code == 78
    (tmp_path / ".env").write_text(f"CORPUS={articles}\n", "utf-8")
    del nutgraf.environ["CORPUS"]
    assert nutgraf("topics", "--json").json["topics"][0]["name"] == "Wildlife"


def test_logs_do_not_mix_with_json(nutgraf: Nutgraf, articles: Path):
    (articles / "broken.md").write_text('---\ntitle: "never closed\nexcerpt: x\n', "utf-8")
    ended = nutgraf("ask", "--json", "otters", "-c", articles, LOG_LEVEL="debug", CACHEDIR="x")
    assert ended.json["verdict"]
    assert "CACHE_DIR" in ended.err


@pytest.mark.parametrize(("added", "coloured"), [({}, False), ({"FORCE_COLOR": "1"}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_needs_a_terminal_that_wants_it(nutgraf: Nutgraf, added: dict[str, str], *, coloured: bool):
    assert ("\x1b[" in nutgraf("latest", **added).out) is coloured


def test_matched_words_are_bold_in_titles_and_titles_of_lists_are_bold(nutgraf: Nutgraf):
    assert "\x1b[1mpolice\x1b[0m " in nutgraf("ask", "police", FORCE_COLOR="1").out.lower()
    assert "\x1b[1mamazon bans police use" in nutgraf("source", "kmov", FORCE_COLOR="1").out.lower()


@pytest.mark.usefixtures("nutgraf")
@pytest.mark.parametrize(("level", "traced"), [("info", False), ("debug", True)])
def test_a_bug_is_reported_in_one_sentence_and_debug_adds_the_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], level: str, *, traced: bool
):
    token = "MTAw" * 6 + ".GaBcDe." + "shape-only-" * 3

    def broken(*_: object, **__: object) -> None:
        raise ValueError(f"said the secret {token}")

    monkeypatch.setattr(commands, "app", broken)
    monkeypatch.setenv("DISCORD_TOKEN", token)
    monkeypatch.setenv("LOG_LEVEL", level)
    with pytest.raises(SystemExit) as ended:
        main()
    err = capsys.readouterr().err
    assert ended.value.code == 1
    assert "said the secret" in err
    assert token not in err
    assert ("Traceback" in err) is traced

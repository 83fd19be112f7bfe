"""The environment and `.env`, and variables that look like misspelt settings."""

from pathlib import Path

import pytest

from bot.settings.checks import SettingsError
from bot.settings.sources import merge_environment, suggest_settings


def test_the_environment_wins_over_the_file(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_text("LOG_LEVEL=debug\nLOG_FORMAT='json'\n# a comment\nexport CORPUS=a$b\n", "utf-8")
    merged = merge_environment({"LOG_LEVEL": "error"}, file)
    assert merged == {"LOG_LEVEL": "error", "LOG_FORMAT": "json", "CORPUS": "a$b"}


def test_an_empty_variable_overrides_the_file(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_text("DISCORD_TOKEN=abc\n", "utf-8")
    assert merge_environment({"DISCORD_TOKEN": ""}, file)["DISCORD_TOKEN"] == ""


def test_the_file_need_not_exist(tmp_path: Path):
    assert merge_environment({"A": "b"}, tmp_path / ".env") == {"A": "b"}


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"LOG_LEVEL=\xe9\n"])
def test_a_file_that_is_not_text_is_reported(tmp_path: Path, content: bytes):
    file = tmp_path / ".env"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match="not UTF-8"):
        merge_environment({}, file)


def test_a_folder_instead_of_the_file_is_reported(tmp_path: Path):
    with pytest.raises(SettingsError, match="can't be read"):
        merge_environment({}, tmp_path)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("DISCORD_TOKN", "DISCORD_TOKEN"),
        ("DISCORD_BOT_TOKEN", "DISCORD_TOKEN"),
        ("CACHEDIR", "CACHE_DIR"),
        ("LOGLEVEL", "LOG_LEVEL"),
        ("NUTGRAF_LOG_FORMAT", "LOG_FORMAT"),
        ("NUTGRAF_CORPUSES", "CORPUS"),
    ],
)
def test_a_misspelt_setting_gets_a_hint(given: str, meant: str):
    (hint,) = suggest_settings({given: "x"})
    assert given in hint
    assert meant in hint


@pytest.mark.parametrize(
    "name", ["PATH", "HOME", "UV_CACHE_DIR", "LOGNAME", "NUTGRAF_SHARED", "GITHUB_TOKEN", "LOG_LEVEL"]
)
def test_other_variables_get_no_hint(name: str):
    assert suggest_settings({name: "x"}) == ()

"""Settings: read once, validated, and all invalid ones reported at once."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.settings.checks import SettingsError, find_secrets
from bot.settings.settings import Settings
from bot.settings.sources import merge_environment
from tests.support.root import ROOT

# It looks like a token, but isn't one.
TOKEN = "MTAw" * 6 + ".GaBcDe." + "shape-only-" * 3


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    return folder


def find_invalid(environ: dict[str, str]) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        Settings.read(environ)
    return {setting.name: f"{setting.reason} {setting.fix}" for setting in caught.value.invalid}


def test_an_empty_environment_gives_the_defaults(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    settings = Settings.read({})
    assert settings.corpus == (Path("seeds"),)
    assert (settings.token, settings.log_level, settings.log_format) == (None, "info", "text")
    assert settings.cache_dir.is_absolute()


def test_an_empty_setting_counts_as_not_set(corpus: Path):
    assert Settings.read({"CORPUS": str(corpus), "DISCORD_TOKEN": " ", "LOG_LEVEL": ""}).log_level == "info"


@pytest.mark.parametrize("separator", [",", ", ", os.pathsep])
def test_corpus_may_name_several_folders(corpus: Path, tmp_path: Path, separator: str):
    other = tmp_path / "more"
    other.mkdir()
    assert Settings.read({"CORPUS": f"{corpus}{separator}{other}"}).corpus == (corpus, other)


def test_folders_from_the_command_line_replace_corpus(corpus: Path):
    assert Settings.read({"CORPUS": "/no/such/folder"}, corpus=[corpus]).corpus == (corpus,)


def test_a_folder_from_the_command_line_may_have_a_comma_in_its_name(tmp_path: Path):
    folder = tmp_path / "a, b"
    folder.mkdir()
    assert Settings.read({}, corpus=[folder]).corpus == (folder,)


def test_all_invalid_settings_are_reported_at_once_with_their_fixes(tmp_path: Path):
    (tmp_path / "file").touch()
    found = find_invalid(
        {
            "DISCORD_TOKEN": "123456789012345678",
            "CORPUS": str(tmp_path / "nowhere"),
            "CACHE_DIR": str(tmp_path / "file"),
            "LOG_LEVEL": "loud",
            "LOG_FORMAT": "xml",
        }
    )
    assert set(found) == {"DISCORD_TOKEN", "CORPUS", "CACHE_DIR", "LOG_LEVEL", "LOG_FORMAT"}
    assert "Reset Token" in found["DISCORD_TOKEN"]
    assert "nowhere does not exist" in found["CORPUS"]
    assert "'debug', 'info', 'warning' or 'error'" in found["LOG_LEVEL"]


def test_a_missing_default_folder_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert "seeds does not exist" in find_invalid({})["CORPUS"]


def test_a_cache_inside_the_article_folder_is_refused(corpus: Path):
    assert "lies inside" in find_invalid({"CORPUS": str(corpus), "CACHE_DIR": str(corpus / "cache")})["CACHE_DIR"]


@contextmanager
def without_root() -> Generator[None]:
    """Become an unprivileged user for a while if the tests run as root, who may read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_an_unreadable_folder_is_reported():
    # Not below pytest's own folder, whose parents nobody else may enter.
    with TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        corpus = Path(place) / "closed"
        corpus.mkdir(mode=0)
        with without_root():
            assert "can't be read" in find_invalid({"CORPUS": str(corpus)})["CORPUS"]


def test_the_health_file_is_in_the_cache_folder_by_default(corpus: Path, tmp_path: Path):
    base = {"CORPUS": str(corpus), "CACHE_DIR": str(tmp_path / "cache")}
    assert Settings.read(base).health_path == tmp_path / "cache" / "health.json"
    assert Settings.read({**base, "HEALTH_FILE": "/tmp/beat"}).health_path == Path("/tmp/beat")  # noqa: S108


@pytest.mark.parametrize("name", ["CORPUS", "CACHE_DIR", "SYNONYMS", "HEALTH_FILE"])
def test_a_tilde_means_the_home_folder(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    for folder in ("articles", "mine"):
        (tmp_path / folder).mkdir()
    (tmp_path / "words.yaml").touch()
    given = {"CORPUS": "~/articles", "CACHE_DIR": "~/cache"}
    value = {"SYNONYMS": "~/words.yaml", "HEALTH_FILE": "~/mine/health.json"}.get(name, given.get(name, ""))
    read = Settings.read({**given, name: value})
    paths = (*read.corpus, read.cache_dir, read.health_path, read.synonyms or tmp_path)
    assert all(path.is_relative_to(tmp_path) for path in paths)


@pytest.mark.parametrize("name", ["CORPUS", "CACHE_DIR", "SYNONYMS", "HEALTH_FILE"])
def test_a_home_folder_that_nobody_has_is_reported(corpus: Path, name: str):
    with pytest.raises(SettingsError, match=f"{name}: is ~nobody-of-this-name/x, but there is no home folder"):
        Settings.read({"CORPUS": str(corpus), name: "~nobody-of-this-name/x"})


def test_the_token_is_never_shown(corpus: Path):
    settings = Settings.read({"CORPUS": str(corpus), "DISCORD_TOKEN": TOKEN})
    assert settings.token == TOKEN
    assert TOKEN not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


@pytest.mark.parametrize("name", sorted(field.upper() for field in Settings.model_fields))
def test_every_setting_is_in_the_example_and_in_the_manual(name: str):
    example = (ROOT / ".env.example").read_text("utf-8")
    manual = (ROOT / "docs" / "operating.md").read_text("utf-8")
    assert f"\n{name}=" in example
    assert f"| `{name}` |" in manual


def test_the_example_names_only_settings():
    names = {line.partition("=")[0] for line in (ROOT / ".env.example").read_text("utf-8").splitlines() if "=" in line}
    assert {name for name in names if not name.startswith("#")} == {name.upper() for name in Settings.model_fields}


def test_the_example_shows_the_defaults(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    assert Settings.read(merge_environment({}, ROOT / ".env.example")) == Settings.read({})


@pytest.mark.parametrize(
    ("given", "minutes"), [("1h", 60), ("90m", 90), ("45", 45), ("2 hours", 120), ("5 minutes", 5), ("1440", 1440)]
)
def test_a_grace_is_in_minutes_or_hours(corpus: Path, given: str, minutes: int):
    read = Settings.read({"CORPUS": str(corpus), "DIGEST_GRACE": given})
    assert read.digest_grace == timedelta(minutes=minutes)


@pytest.mark.parametrize("given", ["soon", "0", "0h", "25h", "-5", "1441", "1.5h", "99999h"])
def test_an_invalid_grace_is_reported(corpus: Path, given: str):
    with pytest.raises(SettingsError, match="DIGEST_GRACE"):
        Settings.read({"CORPUS": str(corpus), "DIGEST_GRACE": given})


SERVER = "postgresql://me@host/nutgraf"


@pytest.mark.parametrize(
    ("given", "ids"), [("0-3", (0, 1, 2, 3)), ("0,2", (0, 2)), ("6, 0-1", (0, 1, 6)), ("7", (7,)), ("2,2", (2,))]
)
def test_shards_are_ids_and_ranges(corpus: Path, given: str, ids: tuple[int, ...]):
    environ = {"CORPUS": str(corpus), "DATABASE_URL": SERVER, "SHARD_COUNT": "8", "SHARD_IDS": given}
    assert Settings.read(environ).shard_ids == ids


@pytest.mark.parametrize("given", ["8", "0-8", "3-0", "-1", "one", "0-", "0,,2", "0-3-5", "1.5"])
def test_shards_that_do_not_exist_are_reported(corpus: Path, given: str):
    with pytest.raises(SettingsError, match=r"SHARD_IDS: .*0 to 7"):
        Settings.read({"CORPUS": str(corpus), "DATABASE_URL": SERVER, "SHARD_COUNT": "8", "SHARD_IDS": given})


@pytest.mark.parametrize("given", ["0", "-1", "many", "1.5", "999999"])
def test_an_invalid_number_of_shards_is_reported(corpus: Path, given: str):
    with pytest.raises(SettingsError, match="SHARD_COUNT"):
        Settings.read({"CORPUS": str(corpus), "SHARD_COUNT": given, "SHARD_IDS": "0"})


def test_shards_need_their_number(corpus: Path):
    with pytest.raises(SettingsError, match=r"SHARD_IDS: is set, but SHARD_COUNT is not"):
        Settings.read({"CORPUS": str(corpus), "DATABASE_URL": SERVER, "SHARD_IDS": "0"})


def test_shards_of_other_processes_need_a_server(corpus: Path):
    with pytest.raises(SettingsError, match=r"SHARD_IDS: .*SQLite.*PostgreSQL"):
        Settings.read({"CORPUS": str(corpus), "SHARD_COUNT": "2", "SHARD_IDS": "1"})
    assert Settings.read({"CORPUS": str(corpus), "SHARD_COUNT": "2", "SHARD_IDS": "0-1"}).shard_ids == (0, 1)


@pytest.mark.parametrize("given", ["nutgraf.db", "mysql://host/name", "/data/nutgraf.db", "http://host"])
def test_an_invalid_database_url_is_reported(corpus: Path, given: str):
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        Settings.read({"CORPUS": str(corpus), "DATABASE_URL": given})


def test_the_databases_password_is_a_secret(corpus: Path):
    read = Settings.read({"CORPUS": str(corpus), "DATABASE_URL": "postgresql://me:p%40ss%21word@host/nutgraf"})
    assert "p%40ss" not in repr(read)
    assert set(read.secrets) == {"p%40ss%21word", "p@ss!word"}


def test_without_a_url_there_is_no_judge(corpus: Path):
    settings = Settings.read({"CORPUS": str(corpus)})
    assert (settings.judge_url, settings.judge_private, settings.judge_daily_limit) == (None, False, 1_000)


@pytest.mark.parametrize("url", ["http://localhost:11434/v1", "https://api.models.example/v1", "http://[::1]:8080"])
def test_the_url_of_a_judge_may_be_any_endpoint(corpus: Path, url: str):
    settings = Settings.read({"CORPUS": str(corpus), "JUDGE_URL": url, "JUDGE_MODEL": "m", "JUDGE_PRIVATE": "Yes"})
    assert (settings.judge_url, settings.judge_private) == (url, True)


@pytest.mark.parametrize(
    "url",
    [
        "localhost:11434",
        "ftp://models.example",
        "http://",
        "http://models.example:port",
        "http://models example/v1",
        "https://user:hunter22@models.example/v1",
        "https://models.example/v1?key=hunter22",
        "https://models.example/v1#hunter22",
    ],
)
def test_an_invalid_url_of_a_judge_is_reported_without_repeating_it(corpus: Path, url: str):
    invalid = find_invalid({"CORPUS": str(corpus), "JUDGE_URL": url, "JUDGE_MODEL": "m"})
    assert list(invalid) == ["JUDGE_URL"]
    assert "hunter22" not in invalid["JUDGE_URL"]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("JUDGE_MODEL", "", "Name a model"),
        ("JUDGE_KEY", "two words", "Copy it again"),
        ("JUDGE_KEY", "line\nbreak", "Copy it again"),
        ("JUDGE_DAILY_LIMIT", "0", "1 or more"),
        ("JUDGE_DAILY_LIMIT", "-5", "1 or more"),
        ("JUDGE_DAILY_LIMIT", "many", "1 or more"),
        ("JUDGE_PRIVATE", "maybe", "yes or no"),
    ],
)
def test_an_invalid_setting_of_the_judge_is_reported(corpus: Path, name: str, value: str, told: str):
    environ = {"CORPUS": str(corpus), "JUDGE_URL": "http://localhost", "JUDGE_MODEL": "m", name: value}
    assert told in find_invalid(environ)[name]


def test_the_judges_key_is_a_secret_and_never_repeated(corpus: Path):
    environ = {"CORPUS": str(corpus), "JUDGE_URL": "http://localhost", "JUDGE_MODEL": "m"}
    settings = Settings.read({**environ, "JUDGE_KEY": "hunter22"})
    assert settings.secrets == ("hunter22",)
    assert "hunter22" not in f"{settings!r} {settings}"
    assert "hunter22" not in str(find_invalid({**environ, "JUDGE_KEY": "hunter22 twice"}))


@pytest.mark.parametrize(("given", "state"), [("1", "on"), ("yes", "on"), ("0", "off"), ("no", "off"), ("", "off")])
def test_links_out_of_the_article_folders_are_followed_on_request(corpus: Path, given: str, state: str):
    read = Settings.read({"CORPUS": str(corpus), "CORPUS_FOLLOW_LINKS": given})
    assert read.corpus_follow_links == (state == "on")


def test_metrics_are_off_unless_an_address_is_given(corpus: Path):
    assert Settings.read({"CORPUS": str(corpus)}).metrics_address is None
    assert str(Settings.read({"CORPUS": str(corpus), "METRICS_ADDRESS": "[::1]:9464"}).metrics_address) == "[::1]:9464"


def test_a_wrong_address_is_reported_with_the_right_form(corpus: Path):
    assert "127.0.0.1:9464" in find_invalid({"CORPUS": str(corpus), "METRICS_ADDRESS": "9464"})["METRICS_ADDRESS"]


def test_the_password_that_libpq_reads_is_a_secret():
    assert find_secrets({"PGPASSWORD": "only-for%40libpq"}) == ("only-for%40libpq", "only-for@libpq")

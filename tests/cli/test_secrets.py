"""No output shows a secret, whatever its form and whatever goes wrong."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
import sqlalchemy as sa

from bot import cli
from tests.cli.conftest import Nutgraf
from tests.support.postgres import Server

pytestmark = pytest.mark.outside

CORE = "Xq7vZw"
"""A part of every password here that nothing else contains."""
TOKEN = f"{CORE}Aw" * 3 + ".GaBcDe." + f"{CORE}only-" * 3
AWAY = "127.0.0.1:1/x"

PASSWORDS = {
    "plain": f"hush{CORE}",
    "quotes": f"hu'sh\"{CORE}",
    "marks": f"h u/s:h?#{CORE}%",
    "letters": f"hüsh\\{CORE}é",
}
URLS = {
    **{name: f"postgresql://nut:{quote(password, safe='')}@{AWAY}" for name, password in PASSWORDS.items()},
    "raw at": f"postgresql://nut:hush@{CORE}@{AWAY}",
    "raw at and slash": f"postgresql://nut:hu/sh@{CORE}/@{AWAY}",
    "raw slash": f"postgresql://nut:hu/sh?{CORE}@{AWAY}",
    "raw colon and port": f"postgresql://nut:hush:{CORE}@127.0.0.1:port/x",
    "in the query": f"postgresql://nut@{AWAY}?password=hush{CORE}",
    "of a key, in the query": f"postgresql://nut:a@{AWAY}?sslpassword=hush{CORE}&sslmode=require",
    "for SQLite": f"sqlite://nut:hush{CORE}@host/x.db",
    "in the query, for SQLite": f"sqlite:///x.db?password=hush{CORE}",
    "for another database": f"mysql://nut:hush{CORE}@host/x",
    "without a scheme": f"nut:hush{CORE}@host/x",
    "with a driver's option": f"postgresql://nut:hush{CORE}@{AWAY}?no_such_option=1",
}
COMMANDS = (("doctor",), ("doctor", "--json"), ("run",), ("backup", "kept.db"), ("restore", "kept.db"), ("restore",))


def shows_secret(*texts: str) -> bool:
    return any(CORE in text for text in texts)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("kind", URLS)
def test_no_command_shows_a_password(nutgraf: Nutgraf, tmp_path: Path, kind: str, command: tuple[str, ...]):
    ended = nutgraf(*command, DATABASE_URL=URLS[kind], DISCORD_TOKEN=TOKEN, LOG_LEVEL="debug", LOG_FORMAT="json")
    assert ended.code == 78
    assert not shows_secret(ended.out, ended.err)
    assert not any(CORE in str(path) for path in tmp_path.rglob("*"))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_shows_a_password_that_a_server_refuses(
    nutgraf: Nutgraf, postgres: Server, command: tuple[str, ...]
):
    with postgres.database() as given:
        url = sa.make_url(given).set(password=PASSWORDS["marks"]).render_as_string(hide_password=False)
        ended = nutgraf(*command, DATABASE_URL=url, DISCORD_TOKEN=TOKEN, LOG_LEVEL="debug")
    assert ended.code == 78
    assert not shows_secret(ended.out, ended.err)


FORMS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in a URL": lambda password: quote(password, safe=""),
    "in a URL, in small letters": lambda password: quote(password, safe="").replace("%2F", "%2f"),
    "in a URL, as SQLAlchemy writes it": lambda password: quote(password, safe=" +"),
    "in a form": quote_plus,
    "in a repr": repr,
    "in the repr of a dict": lambda password: repr({"password": password}),
    "in JSON": lambda password: json.dumps({"password": password}),
    "in JSON, with letters as they are": lambda password: json.dumps([password], ensure_ascii=False),
    "in bytes": lambda password: repr(password.encode()),
}


@pytest.mark.parametrize("level", ["info", "debug"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", PASSWORDS)
def test_no_failure_of_a_command_shows_a_password(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    form: str,
    level: str,
    tmp_path: Path,
):
    password = PASSWORDS[name]

    def fail(**_: object) -> None:
        raise RuntimeError(FORMS[form](password)) from ValueError(f"password={FORMS[form](password)}")

    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(f"DATABASE_URL='{URLS[name]}'\nDISCORD_TOKEN={TOKEN}\n")
    monkeypatch.setenv("LOG_LEVEL", level)
    monkeypatch.setattr("bot.cli.commands.app", fail)
    with pytest.raises(SystemExit):
        cli.main()
    shown = capsys.readouterr()
    assert "RuntimeError" in shown.err
    assert not shows_secret(shown.out, shown.err)

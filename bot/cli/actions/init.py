"""`init`: ask for what the bot needs, check it, and write `.env`."""

import asyncio
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import typer

from bot.cli.environment import BAD_CONFIGURATION, DOTENV, open_output
from bot.settings.checks import SettingsError, describe_folder_fault, describe_token_fault
from bot.settings.sources import merge_environment

_PORTAL = "https://discord.com/developers/applications"
_PRIVATE = 0o600
_DEFAULTS = {"CORPUS": "seeds", "DATABASE_URL": "sqlite:///data/nutgraf.db"}


class Given(NamedTuple):
    """What was given as options; None for what `init` asks for."""

    token_file: Path | None
    corpus: Path | None
    database: str | None


class _NotUsableError(Exception):
    """Something that was given can't be used. The text says why, and how to fix it."""


def set_up(given: Given, *, offline: bool, force: bool) -> int:
    """Ask for what was not given, write `.env`, and print the invite link. Return 78 if something can't be used.

    `offline`: don't ask Discord about the token. `force`: replace settings in an existing `.env`.
    """
    is_interactive = sys.stdin.isatty()
    try:
        _check_dotenv(is_interactive=is_interactive, force=force)
        set_before = merge_environment(os.environ, DOTENV)
        before = {name: set_before.get(name, "").strip() or default for name, default in _DEFAULTS.items()}
        token, application = _choose_token(given, is_interactive=is_interactive, offline=offline)
        folder = str(given.corpus) if given.corpus else None
        chosen = {
            "CORPUS": _ask_until_usable(
                folder, "Folder of article files", before["CORPUS"], _check_corpus, is_interactive
            ),
            "DATABASE_URL": _ask_until_usable(
                given.database,
                "Database, a SQLite file or a PostgreSQL server",
                before["DATABASE_URL"],
                _check_database,
                is_interactive,
            ),
        }
        # A value that is already set, or that is the default, is not written, so a container or a service can set
        # another.
        changed = {name: value for name, value in chosen.items() if value != before[name]}
        write_dotenv(DOTENV, {"DISCORD_TOKEN": token} | changed)
    except (_NotUsableError, SettingsError) as error:
        typer.echo(str(error), err=True)
        return BAD_CONFIGURATION
    output = open_output()
    output.print_line(f"Wrote {DOTENV.absolute()}, which only you can read.")
    if application is not None:
        # Imported here because discord.py is slow to load, and offline it is not needed.
        from bot.cli.discord_checks import build_invite_url  # noqa: PLC0415

        output.print_line(f"The token belongs to {application.name}. Invite it to your server:")
        output.print_line(f"  {build_invite_url(application.id)}")
    output.print_line("Then start it: nutgraf run (in a clone: make run). nutgraf doctor checks the whole set-up.")
    return 0


def _check_dotenv(*, is_interactive: bool, force: bool) -> None:
    """Raise `_NotUsableError` if there is a `.env` that should stay as it is."""
    if DOTENV.exists() and not force and not (is_interactive and typer.confirm(f"Change {DOTENV.absolute()}?")):
        raise _NotUsableError(f"{DOTENV.absolute()} exists already. Use --force to change it; other lines stay.")


class _Application(NamedTuple):
    id: int
    name: str


def _choose_token(given: Given, *, is_interactive: bool, offline: bool) -> tuple[str, _Application | None]:
    """Return a token that Discord accepts, and whose it is; None if Discord was not asked."""
    preset = _read_token(given.token_file)
    if preset is not None or not is_interactive:
        return _check_token(preset or "", offline=offline)
    typer.echo(f"The bot's token: {_PORTAL}, your application, Bot, Reset Token.")
    while True:
        token = typer.prompt("Token (it is not shown)", hide_input=True)
        try:
            return _check_token(token.strip(), offline=offline)
        except _NotUsableError as error:
            typer.echo(str(error), err=True)


def _read_token(file: Path | None) -> str | None:
    """Return the token in a file, on standard input (`-`), or in the environment; None if there is none."""
    try:
        if file is not None:
            return (sys.stdin.readline() if str(file) == "-" else file.read_text("utf-8")).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _NotUsableError(f"{file} can't be read: {error}.") from None
    return os.environ.get("DISCORD_TOKEN", "").strip() or None


def _check_token(token: str, *, offline: bool) -> tuple[str, _Application | None]:
    if not token:
        raise _NotUsableError("There is no token: give --token-file, or set DISCORD_TOKEN in the environment.")
    if fault := describe_token_fault(token):
        raise _NotUsableError(f"The token {fault} Copy it again: {_PORTAL}, your application, Bot, Reset Token.")
    return token, None if offline else asyncio.run(_ask_discord(token))


async def _ask_discord(token: str) -> _Application:
    import aiohttp  # noqa: PLC0415
    import discord  # noqa: PLC0415

    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
            application = await client.application_info()
        except discord.LoginFailure:
            raise _NotUsableError(
                f"Discord does not accept this token. Reset it: {_PORTAL}, your application, Bot, Reset Token."
            ) from None
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            raise _NotUsableError(
                f"Discord can't be reached ({type(error).__name__}). Check the network, or use --offline."
            ) from None
        return _Application(application.id, str(client.user))


def _ask_until_usable(
    given: str | None,
    question: str,
    default: str,
    check: Callable[[str], None],
    is_interactive: bool,  # noqa: FBT001
) -> str:
    """Return what was given, or the answer to a question, once `check` raises nothing."""
    if given is not None or not is_interactive:
        check(given or default)
        return given or default
    while True:
        answer: str = typer.prompt(question, default=default).strip()
        try:
            check(answer)
        except _NotUsableError as error:
            typer.echo(str(error), err=True)
        else:
            return answer


def _check_corpus(value: str) -> None:
    for part in re.split(f"[,{re.escape(os.pathsep)}]", value):
        if fault := describe_folder_fault(Path(part.strip()).expanduser()):
            raise _NotUsableError(f"{part} {fault}. Name a folder of article files; docs/corpus-format.md shows one.")


def _check_database(value: str) -> None:
    """Check that a SQLite file can be created, or that a server answers. Creates and changes nothing."""
    from bot.digests.store_ports.errors import StoreError  # noqa: PLC0415
    from bot.store import engine, urls  # noqa: PLC0415

    try:
        url = urls.parse_url(value)
        file = urls.get_sqlite_file(url)
        if file is None or file.exists():
            engine.probe(url)
            return
    except StoreError as error:
        raise _NotUsableError(f"The database can't be used: {error}.") from None
    parent = next(folder for folder in file.absolute().parents if folder.exists())
    if not os.access(parent, os.W_OK):
        raise _NotUsableError(f"The database can't be created: you may not write to {parent}.")


def write_dotenv(path: Path, values: Mapping[str, str]) -> None:
    """Set values in a file that only its owner may read. Its other lines stay as they are. Raises `_NotUsableError`."""
    try:
        lines = path.read_text("utf-8-sig").splitlines() if path.exists() else []
        other_lines = [line for line in lines if (_get_name(line) or "") not in values]
        text = "\n".join([*other_lines, *(f"{name}={_quote(value)}" for name, value in values.items())]) + "\n"
        temporary = path.with_name(f"{path.name}.part")
        temporary.unlink(missing_ok=True)
        with open(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _PRIVATE), "w", encoding="utf-8") as file:  # noqa: PTH123
            file.write(text)
        temporary.replace(path)
    except (OSError, UnicodeDecodeError) as error:
        raise _NotUsableError(f"{path.absolute()} can't be written: {error}.") from None


def _get_name(line: str) -> str | None:
    match = re.match(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=", line)
    return match[1] if match else None


def _quote(value: str) -> str:
    """Return a value as python-dotenv and Docker Compose read it back."""
    if re.fullmatch(r"[\w@%+=:,./~-]*", value, re.ASCII):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"

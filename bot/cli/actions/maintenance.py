"""`doctor` and `health`: is the set-up right, is the bot well."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.text import Text

from bot import health as beating
from bot.cli import as_json as to_json
from bot.cli import doctor as examining
from bot.cli.console import Page, clean
from bot.cli.doctor import Finding
from bot.cli.environment import BAD_CONFIGURATION, DOTENV, now, page, settings
from bot.settings import BadSettings, Settings, environment

_MARKS = {"ok": ("✓", "ok  ", "green"), "hint": ("!", "hint", "yellow"), "bad": ("✗", "BAD ", "bold red")}


def doctor(corpus: Sequence[Path] | None, *, online: bool, as_json: bool) -> int:
    """Print every finding; 78 where the bot can't do its work so."""
    found = [*examining.examine(os.environ, DOTENV, corpus=corpus or ())]
    if online:
        found += _online()
    bad = sum(finding.state == "bad" for finding in found)
    if as_json:
        to_json.write({"well": not bad, "findings": [msgspec.to_builtins(finding) for finding in found]})
    else:
        _show(found, page())
    return BAD_CONFIGURATION if bad else 0


def health(*, as_json: bool) -> int:
    """Print how the running bot is; 1 where it is not well."""
    well, said = beating.judge(beating.read(settings().health_path), now=now())
    if as_json:
        to_json.write({"well": well, "said": said})
    else:
        page().line(said)
    return 0 if well else 1


def _online() -> Sequence[Finding]:
    try:
        token = Settings.read(environment(os.environ, DOTENV)).token
    except BadSettings:
        return ()  # which ones, `examine` has said
    if token is None:
        return (Finding("token", "hint", "is not set, so there is nothing to ask Discord about."),)
    return asyncio.run(examining.ask_discord(token))


def _show(found: Sequence[Finding], paper: Page) -> None:
    for finding in found:
        unicode, plain, colour = _MARKS[finding.state]
        paper.line(
            Text(f"{paper.mark(unicode, plain)} ", colour),
            Text(f"{clean(finding.name)}: ", "bold"),
            clean(finding.said),
            hang=2,
        )
        if finding.mend:
            paper.line(Text(clean(finding.mend), "italic"), indent=4)
    bad = sum(finding.state == "bad" for finding in found)
    hints = sum(finding.state == "hint" for finding in found)
    paper.gap()
    paper.line(Text(_summary(bad, hints), "bold"))


def _summary(bad: int, hints: int) -> str:
    if bad:
        return f"{bad} {'thing has' if bad == 1 else 'things have'} to be mended before the bot can work."
    if hints:
        return f"The bot can work; {hints} {'thing' if hints == 1 else 'things'} could be better."
    return "All is well."

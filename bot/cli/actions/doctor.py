"""`doctor`: check the set-up and print every finding with its fix."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.text import Text

from bot.cli.console import TerminalOutput, clean_line
from bot.cli.diagnosis import Diagnosis, ask_judge, examine
from bot.cli.environment import BAD_CONFIGURATION, DOTENV, open_output
from bot.cli.json_output import write_json
from bot.settings.checks import SettingsError
from bot.settings.settings import Settings
from bot.settings.sources import merge_environment

_MARKS = {"ok": ("✓", "ok  ", "green"), "hint": ("!", "hint", "yellow"), "bad": ("✗", "BAD ", "bold red")}


def examine_setup(folders: Sequence[Path] | None, *, online: bool, as_json: bool) -> int:
    """Print every finding. Return 78 if the bot can't run like this."""
    findings = [*examine(os.environ, DOTENV, corpus=folders or ())]
    if online:
        findings += _examine_online(folders)
    bad = sum(finding.state == "bad" for finding in findings)
    if as_json:
        write_json({"well": not bad, "findings": [msgspec.to_builtins(finding) for finding in findings]})
    else:
        _print_findings(findings, open_output())
    return BAD_CONFIGURATION if bad else 0


def _examine_online(folders: Sequence[Path] | None) -> Sequence[Diagnosis]:
    """Ask Discord about the token, and the judge about a question, if they are set."""
    try:
        settings = Settings.read(merge_environment(os.environ, DOTENV), corpus=folders or ())
    except SettingsError:
        return ()  # `examine` has already named what is wrong
    findings: list[Diagnosis] = []
    if settings.token is None:
        findings.append(Diagnosis("token", "hint", "is not set, so there is nothing to ask Discord about."))
    else:
        # Imported here because discord.py is slow to load, and only --online needs it.
        from bot.cli.discord_checks import ask_discord, list_digest_places  # noqa: PLC0415

        findings += asyncio.run(ask_discord(settings.token, list_digest_places(settings)))
    if settings.judge_url is not None:
        findings.append(asyncio.run(ask_judge(settings)))
    return findings


def _print_findings(findings: Sequence[Diagnosis], output: TerminalOutput) -> None:
    for finding in findings:
        unicode, plain, color = _MARKS[finding.state]
        output.print_line(
            Text(f"{output.choose_mark(unicode, plain)} ", color),
            Text(f"{clean_line(finding.name)}: ", "bold"),
            clean_line(finding.message),
            hang=2,
        )
        if finding.fix:
            output.print_line(Text(clean_line(finding.fix), "italic"), indent=4)
    output.print_blank()
    output.print_line(Text(_summarize(findings), "bold"))


def _summarize(findings: Sequence[Diagnosis]) -> str:
    bad = sum(finding.state == "bad" for finding in findings)
    hints = sum(finding.state == "hint" for finding in findings)
    if bad:
        return f"{bad} {'problem' if bad == 1 else 'problems'} to fix before the bot can run."
    if hints:
        return f"The bot can run; {hints} {'thing' if hints == 1 else 'things'} could be better."
    return "Everything is fine."

"""`check`: report what is wrong with the article files."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from bot.cli.environment import open_output
from bot.cli.json_output import write_json
from bot.cli.load import load_archive
from bot.cli.render.lint_report import print_report
from bot.coverage.corpus.lint import lint


def check_files(folders: Sequence[Path] | None, *, strict: bool, as_json: bool) -> int:
    """Print the report. With `strict`, return 1 if anything in a file was lost."""
    report = lint(load_archive(folders))
    if as_json:
        write_json(msgspec.to_builtins(report))
    else:
        print_report(report, open_output())
    return 1 if strict and report.errors else 0

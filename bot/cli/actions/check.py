"""`check`: report what is wrong with the article files."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from bot.cli.environment import open_output, read_settings
from bot.cli.json_output import write_json
from bot.cli.load import load_archive
from bot.cli.render.lint_report import print_lint_report
from bot.coverage.corpus.lint import lint
from bot.settings.checks import FeedsKeep


def check_files(folders: Sequence[Path] | None, *, strict: bool, as_json: bool) -> int:
    """Print the report. With `strict`, return 1 if anything in a file was lost."""
    report = lint(load_archive(folders))
    if as_json:
        write_json(msgspec.to_builtins(report))
    else:
        output = open_output()
        print_lint_report(report, output)
        if limits := describe_keep(read_settings(folders).feeds_keep):
            output.print_line(f"Articles from feeds are kept {limits} (FEEDS_KEEP).")
    return 1 if strict and report.errors else 0


def describe_keep(keep: FeedsKeep) -> str:
    """Describe how long articles from feeds are kept: "for 90 days, at most 100,000 of them"; "" for forever."""
    parts = [f"for {keep.age.days:,} days"] if keep.age else []
    if keep.count:
        parts.append(f"at most {keep.count:,} of them")
    return ", ".join(parts)

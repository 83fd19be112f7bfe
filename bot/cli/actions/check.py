"""`check`: what an editor should know about the article files."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

import msgspec
from rich.text import Text

from bot.cli.console import TerminalOutput, clean_line, join_parts
from bot.cli.environment import open_console
from bot.cli.json_output import write_json
from bot.cli.load import load_archive
from bot.coverage.article import Problem
from bot.coverage.corpus.lint import DuplicateText, LintDateConflict, LintReport, OutletNames, lint

# Of each kind of what no single file shows; `--json` has all. Problems are always all of them.
SHOWN = 10
NAMES = 6
_COLOURS = {"error": "bold red", "warning": "yellow", "info": "dim"}
_KINDS = {
    "same_url": ("The same article as the main record of several files; one would do", "path"),
    "repost": ("The same text at several addresses of one outlet", "url"),
    "copies": ("The same text in several outlets, shown once with “also reported by”", "outlet"),
}


def check(corpus: Sequence[Path] | None, *, strict: bool, as_json: bool) -> int:
    """Print the report; with `strict`, 1 where something of a file was lost."""
    report = lint(load_archive(corpus))
    if as_json:
        write_json(msgspec.to_builtins(report))
    else:
        print_report(report, open_console())
    return 1 if strict and report.errors else 0


def print_report(report: LintReport, paper: TerminalOutput) -> None:
    """The report for reading: counts, problems by file, duplicates, dates that disagree, outlets' names."""
    _counts(report, paper)
    _problems([problem for problem in report.problems if problem.severity != "info"], paper)
    _worth_knowing([problem for problem in report.problems if problem.severity == "info"], paper)
    for kind, (said, shown) in _KINDS.items():
        _duplicates([one for one in report.duplicates if one.kind == kind], said, shown, paper)
    _conflicts(report.date_conflicts, paper)
    _outlets([outlet for outlet in report.outlets if len(outlet.names) > 1 and not outlet.platform], paper)
    paper.gap()
    paper.line(Text(_summary(report), "bold"))


def _counts(report: LintReport, paper: TerminalOutput) -> None:
    span = f"{report.first[:10]} to {report.last[:10]}" if report.first and report.last else ""
    paper.line(
        join_parts(
            (
                Text(_count(report.files, "file"), "bold"),
                Text(_count(report.articles, "article"), "bold"),
                _count(len(report.outlets), "outlet"),
                _count(report.topics, "topic"),
                span,
                f"fingerprint {report.fingerprint}",
            )
        )
    )
    lacking = (
        (report.removed, "removed by their publishers and not answered from"),
        (report.unquotable, "without a usable address: listed, never quoted"),
        (report.undated, "without a date"),
    )
    for count, said in lacking:
        if count:
            paper.line(Text(f"{_count(count, 'article')} {said}", "dim"))


def _problems(problems: Sequence[Problem], paper: TerminalOutput) -> None:
    """By file on a terminal; in a pipe as compilers write them, one line each, for grep and editors."""
    if paper.width is None:
        for one in problems:
            paper.line(f"{_place(one)}: {one.severity}: {clean_line(one.reason)}")
        return
    for path, of_file in groupby(problems, key=lambda problem: problem.path):
        paper.gap()
        paper.whole(Text(clean_line(path), "bold"))
        for one in of_file:
            line = f"line {one.line}: " if one.line else ""
            mark = Text(f"{one.severity:<8}", _COLOURS[one.severity])
            paper.line(mark, Text(line, "dim"), clean_line(one.reason), indent=2, hang=8)


def _worth_knowing(problems: Sequence[Problem], paper: TerminalOutput) -> None:
    """What is true of many files is said once, with every place where it is so."""
    by_reason = sorted(problems, key=lambda problem: (problem.reason, problem.path, problem.line))
    for reason, alike in groupby(by_reason, key=lambda problem: problem.reason):
        places = list(alike)
        if paper.width is None:
            for one in places:
                paper.line(f"{_place(one)}: info: {clean_line(reason)}")
            continue
        _heading(clean_line(reason), len(places), paper)
        for path, of_file in groupby(places, key=lambda problem: problem.path):
            lines = ", ".join(str(one.line) for one in of_file if one.line)
            paper.whole(Text(f"{clean_line(path)}{':' if lines else ''}{lines}", "dim"), indent=2)


def _place(problem: Problem) -> str:
    return f"{clean_line(problem.path)}:{problem.line}" if problem.line else clean_line(problem.path)


def _duplicates(found: Sequence[DuplicateText], said: str, shown: str, paper: TerminalOutput) -> None:
    _heading(said, len(found), paper)
    for one in found[:SHOWN]:
        paper.line(_dot(paper), Text(clean_line(one.title)), indent=2, hang=2)
        if shown == "outlet":
            paper.line(Text(", ".join(clean_line(place.outlet) for place in one.articles), "dim"), indent=4)
        else:
            lines = (
                line for place in one.articles for line in (place.paths if shown == "path" else (place.url or "",))
            )
            for line in lines:
                paper.whole(Text(clean_line(line), "dim"), indent=4)
    _more(len(found), paper)


def _conflicts(found: Sequence[LintDateConflict], paper: TerminalOutput) -> None:
    _heading("Articles whose dates disagree; the one that counts is bold", len(found), paper)
    for one in found[:SHOWN]:
        paper.line(_dot(paper), Text(clean_line(one.title or one.url or "")), indent=2, hang=2)
        dates = [Text(each, "bold" if each == one.chosen else "") for each in one.dates]
        if one.by_url:
            dates = [Text(f"{one.chosen} (by its address)", "bold"), *dates]
        paper.line(join_parts(dates), indent=4)
    _more(len(found), paper)


def _outlets(found: Sequence[OutletNames], paper: TerminalOutput) -> None:
    _heading("Outlets under several names; the first is shown", len(found), paper)
    for one in found[:SHOWN]:
        names = [Text(clean_line(name), "" if number else "bold") for number, name in enumerate(one.names[:NAMES])]
        more = [f"{len(one.names) - NAMES:,} more"] if len(one.names) > NAMES else []
        paper.line(_dot(paper), Text(f"{clean_line(one.key)}: "), join_parts([*names, *more]), indent=2, hang=2)
    _more(len(found), paper)


def _heading(said: str, count: int, paper: TerminalOutput) -> None:
    if count:
        paper.gap()
        paper.line(Text(f"{said} ({count:,})", "bold"))


def _more(count: int, paper: TerminalOutput) -> None:
    if count > SHOWN:
        paper.line(Text(f"and {count - SHOWN:,} more; --json has all", "dim"), indent=2)


def _dot(paper: TerminalOutput) -> Text:
    return Text(paper.mark("• ", "* "), "dim")


def _summary(report: LintReport) -> str:
    by_severity = {
        severity: sum(problem.severity == severity for problem in report.problems) for severity in ("error", "warning")
    }
    if not any(by_severity.values()):
        return "No file has a problem."
    files = len({problem.path for problem in report.problems if problem.severity in by_severity})
    said = _and(_count(count, severity) for severity, count in by_severity.items() if count)
    return f"{said} in {_count(files, 'file')}. {_MEANING}"


_MEANING = "An error: something of the file was lost. A warning: it was rescued, or is doubtful."


def _and(parts: Iterable[str]) -> str:
    return " and ".join(parts)


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"

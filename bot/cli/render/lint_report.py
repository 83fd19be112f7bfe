"""The report of `nutgraf check` on the terminal."""

from collections.abc import Sequence
from itertools import groupby
from typing import get_args

from rich.text import Text

from bot.cli.console import TerminalOutput, clean_line, join_parts
from bot.coverage.article import Problem, Severity
from bot.coverage.corpus.lint import DuplicateText, LintDateConflict, LintReport, OutletNames

# Entries of each list. Problems are always shown in full, and `--json` has everything.
MAX_ENTRIES = 10
MAX_NAMES = 6

_COLOURS = {"error": "bold red", "warning": "yellow", "info": "dim"}
_MEANING = "An error means that something in the file was lost; a warning, that it was repaired or is doubtful."


def print_lint_report(report: LintReport, output: TerminalOutput) -> None:
    """Print counts, then what the files have, by what an editor should do about it: the most urgent first."""
    _print_counts(report, output)
    by_severity: dict[Severity, list[Problem]] = {severity: [] for severity in get_args(Severity)}
    for problem in report.problems:
        by_severity[problem.severity].append(problem)
    outlets = [outlet for outlet in report.outlets if not outlet.platform]
    _print_problems("Repair: something in these files was lost", by_severity["error"], output)
    _print_problems("Check: these were repaired, or look doubtful", by_severity["warning"], output)
    _print_duplicate_files([duplicate for duplicate in report.duplicates if duplicate.kind == "same_url"], output)
    _print_date_conflicts(report.date_conflicts, output)
    _print_foreign_names(
        [outlet for outlet in outlets if outlet.name == outlet.key and outlet.key not in outlet.names], output
    )
    _print_outlets([outlet for outlet in outlets if len(outlet.names) > 1], output)
    _print_notes(by_severity["info"], output)
    _print_reposts([duplicate for duplicate in report.duplicates if duplicate.kind == "repost"], output)
    _print_copies([duplicate for duplicate in report.duplicates if duplicate.kind == "copies"], output)
    output.print_blank()
    output.print_line(Text(_summarize(report), "bold"))


def _print_counts(report: LintReport, output: TerminalOutput) -> None:
    days = f"{report.first[:10]} to {report.last[:10]}" if report.first and report.last else ""
    parts = (
        Text(_format_count(report.files, "file"), "bold"),
        Text(_format_count(report.articles, "article"), "bold"),
        _format_count(len(report.outlets), "outlet"),
        _format_count(report.topics, "topic"),
        days,
        f"fingerprint {report.fingerprint}",
    )
    output.print_line(join_parts(parts))
    for count, description in (
        (report.removed, "withdrawn by their outlets and not used in answers"),
        (report.unquotable, "without a usable URL: listed, but never quoted"),
        (report.undated, "without a date"),
    ):
        if count:
            output.print_line(Text(f"{_format_count(count, 'article')} {description}", "dim"))


def _print_problems(heading: str, problems: Sequence[Problem], output: TerminalOutput) -> None:
    """Print problems by file on a terminal. In a pipe, print one line each, as compilers do, for grep and editors."""
    _print_heading(heading, len(problems), output)
    if output.width is None:
        for problem in problems:
            output.print_line(f"{_format_place(problem)}: {problem.severity}: {clean_line(problem.reason)}")
        return
    for path, in_file in groupby(problems, key=lambda problem: problem.path):
        output.print_unbroken(Text(clean_line(path)))
        for problem in in_file:
            line = f"line {problem.line}: " if problem.line else ""
            severity = Text(f"{problem.severity:<8}", _COLOURS[problem.severity])
            output.print_line(severity, Text(line, "dim"), clean_line(problem.reason), indent=2, hang=8)


def _print_notes(notes: Sequence[Problem], output: TerminalOutput) -> None:
    """Print notes. On a terminal, print a note that many files share once, followed by all its places."""
    if output.width is None:
        _print_heading("Nothing to do, but worth knowing", len(notes), output)
    by_reason = sorted(notes, key=lambda note: (note.reason, note.path, note.line))
    for reason, notes_of_reason in groupby(by_reason, key=lambda note: note.reason):
        places = list(notes_of_reason)
        if output.width is None:
            for note in places:
                output.print_line(f"{_format_place(note)}: info: {clean_line(reason)}")
            continue
        _print_heading(f"Nothing to do, but worth knowing: {clean_line(reason)}", len(places), output)
        for path, in_file in groupby(places, key=lambda note: note.path):
            lines = ", ".join(str(note.line) for note in in_file if note.line)
            output.print_unbroken(Text(f"{clean_line(path)}{':' if lines else ''}{lines}", "dim"), indent=2)


def _print_duplicate_files(duplicates: Sequence[DuplicateText], output: TerminalOutput) -> None:
    _print_heading("Keep one file of each: they have the same article as their main record", len(duplicates), output)
    for duplicate in duplicates[:MAX_ENTRIES]:
        _print_title(duplicate.title, output)
        for article in duplicate.articles:
            _print_places(article.paths, output)
    _print_more(len(duplicates), output)


def _print_reposts(reposts: Sequence[DuplicateText], output: TerminalOutput) -> None:
    heading = "Nothing to do, but worth knowing: the same text at several URLs of one outlet"
    _print_heading(heading, len(reposts), output)
    for duplicate in reposts[:MAX_ENTRIES]:
        _print_title(duplicate.title, output)
        _print_places([article.url or "" for article in duplicate.articles], output)
    _print_more(len(reposts), output)


def _print_copies(copies: Sequence[DuplicateText], output: TerminalOutput) -> None:
    heading = "Nothing to do, but worth knowing: the same text in several outlets, shown once with “also reported by”"
    _print_heading(heading, len(copies), output)
    for duplicate in copies[:MAX_ENTRIES]:
        _print_title(duplicate.title, output)
        outlets = ", ".join(clean_line(article.outlet) for article in duplicate.articles)
        output.print_line(Text(outlets, "dim"), indent=4)
    _print_more(len(copies), output)


def _print_date_conflicts(conflicts: Sequence[LintDateConflict], output: TerminalOutput) -> None:
    _print_heading("Correct the wrong dates: these articles have several, and one counts", len(conflicts), output)
    for conflict in conflicts[:MAX_ENTRIES]:
        _print_title(conflict.title or conflict.url or "", output)
        dates = [Text(date if date != conflict.chosen else f"{date} (counts)") for date in conflict.dates]
        if conflict.by_url:
            dates = [Text(f"{conflict.chosen} (counts; from its URL)"), *map(Text, conflict.dates)]
        output.print_line(join_parts(dates), indent=4)
    _print_more(len(conflicts), output)


def _print_foreign_names(outlets: Sequence[OutletNames], output: TerminalOutput) -> None:
    heading = "Name these outlets: their names have nothing in common with their websites, which are shown instead"
    _print_heading(heading, len(outlets), output)
    for outlet in outlets[:MAX_ENTRIES]:
        names = [Text(clean_line(name)) for name in outlet.names[:MAX_NAMES]]
        output.print_line(_format_bullet(output), f"{clean_line(outlet.key)}: ", join_parts(names), indent=2, hang=2)
    _print_more(len(outlets), output)


def _print_outlets(outlets: Sequence[OutletNames], output: TerminalOutput) -> None:
    _print_heading("Use one name for each outlet: these have several, and the first is shown", len(outlets), output)
    for outlet in outlets[:MAX_ENTRIES]:
        first, *other_names = outlet.names[:MAX_NAMES]
        names = [Text(clean_line(first)), *(Text(clean_line(name)) for name in other_names)]
        remaining = len(outlet.names) - MAX_NAMES
        more = [f"{remaining:,} more"] if remaining > 0 else []
        output.print_line(
            _format_bullet(output), Text(f"{clean_line(outlet.key)}: "), join_parts([*names, *more]), indent=2, hang=2
        )
    _print_more(len(outlets), output)


def _print_heading(text: str, count: int, output: TerminalOutput) -> None:
    if count:
        output.print_blank()
        output.print_line(Text(f"{text} ({count:,})", "bold"))


def _print_title(title: str, output: TerminalOutput) -> None:
    output.print_line(_format_bullet(output), Text(clean_line(title)), indent=2, hang=2)


def _print_places(places: Sequence[str], output: TerminalOutput) -> None:
    for place in places:
        output.print_unbroken(Text(clean_line(place), "dim"), indent=4)


def _print_more(count: int, output: TerminalOutput) -> None:
    if count > MAX_ENTRIES:
        output.print_line(Text(f"and {count - MAX_ENTRIES:,} more; --json has all", "dim"), indent=2)


def _format_bullet(output: TerminalOutput) -> Text:
    return Text(output.choose_mark("• ", "* "), "dim")


def _format_place(problem: Problem) -> str:
    return f"{clean_line(problem.path)}:{problem.line}" if problem.line else clean_line(problem.path)


def _format_count(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _summarize(report: LintReport) -> str:
    grave = [problem for problem in report.problems if problem.severity in ("error", "warning")]
    if not grave:
        return "No file has a problem."
    counts = [
        _format_count(count, severity)
        for severity in ("error", "warning")
        if (count := sum(problem.severity == severity for problem in grave))
    ]
    files = _format_count(len({problem.path for problem in grave}), "file")
    return f"{' and '.join(counts)} in {files}. {_MEANING}"

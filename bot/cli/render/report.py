"""Weekly reports on the terminal: what was asked and not found."""

from collections.abc import Sequence

from rich.text import Text

from bot.catalogue import Translator
from bot.cli.console import TerminalOutput, clean_line
from bot.servers.report import NamedCount, WeekReport

MAX_SHOWN = 15
"""How many words of a list are shown; the others are counted."""


def print_missing_report(reports: Sequence[WeekReport], output: TerminalOutput, words: Translator) -> None:
    """Print what was asked and not found in each week, the newest first."""
    if not reports:
        output.print_line(words("report-none"))
        return
    for number, report in enumerate(reports):
        if number:
            output.print_blank()
        _print_week(report, output, words)


def _print_week(report: WeekReport, output: TerminalOutput, words: Translator) -> None:
    output.print_line(Text(words("report-week", {"week": report.week.isoformat()}), style="bold"))
    totals = {"answers": report.answers, "found": report.found, "weak": report.weak, "nothing": report.nothing}
    output.print_line(words("report-answers", totals))
    if report.lists:
        output.print_line(words("report-lists", {"lists": report.lists, "empty": report.empty_lists}))
    if report.useful or report.misread:
        output.print_line(words("report-feedback", {"useful": report.useful, "misread": report.misread}))
    lists = {
        "report-subjects": report.subjects,
        "report-outlets": report.outlets,
        "report-misread": report.misread_subjects,
    }
    for heading, counts in lists.items():
        if counts:
            _print_words(words(heading), counts, output, words)
    output.print_line(words("report-nothing-missing" if not any(lists.values()) else "report-hint"))


def _print_words(heading: str, counts: Sequence[NamedCount], output: TerminalOutput, words: Translator) -> None:
    output.print_line(heading)
    for count in counts[:MAX_SHOWN]:
        before = {} if count.before is None else {"before": count.before}
        people = words("report-people", {"count": count.people, "before": "none", **before})
        groups = ", ".join(f"{clean_line(group.words)} ({group.people})" for group in count.groups)
        output.print_line(f"{clean_line(count.words)}: {people}{groups and f'; {groups}'}", indent=2, hang=2)
    if len(counts) > MAX_SHOWN:
        output.print_line(words("report-more", {"count": len(counts) - MAX_SHOWN}), indent=2)

"""An answer on the terminal: the same `Answer` as on Discord. Only the layout is decided here."""

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence

from rich.text import Text

from bot.answers.answer import Answer, Hit, Quote, Remark, mark_cut
from bot.answers.browse.limits import read_filters
from bot.catalogue import Translator
from bot.cli.console import TerminalOutput, clean_line, join_parts
from bot.coverage.archive.archive import Archive
from bot.coverage.article import Article, Moment

# Articles listed below the quotes; `--json` has all ten.
MAX_HITS = 5
_MARKS = {"found": ("●", "*", "green"), "weak": ("◐", "~", "yellow"), "nothing": ("○", "-", "red")}


def print_answer(answer: Answer, archive: Archive, output: TerminalOutput, words: Translator) -> None:
    """Print the lead, the quotes with their sources, notes, other articles, suggestions, and the archive's date."""
    unicode, plain, color = _MARKS[answer.verdict]
    mark = Text(output.choose_mark(unicode, plain) + " ", color)
    lead = format_remark(words, answer.lead)
    if lead:
        output.print_line(mark, Text(lead, "bold"), hang=2)
    for number, quotes in enumerate(answer.quotes_by_article):
        if lead or number:
            output.print_blank()
        _print_quotes(quotes, archive, output, words, mark=None if lead or number else mark)
    print_notes(answer.remarks, output, words)
    quoted_ids = {quote.article.id for quote in answer.quotes}
    nearest = [hit for hit in answer.near_hits if hit.article.id not in quoted_ids][:MAX_HITS]
    if nearest:
        print_heading("cli-nearest" if answer.verdict == "nothing" else "cli-related", output, words)
        for hit in nearest:
            _print_hit(hit, archive, output, words)
    listed_ids = quoted_ids | {hit.article.id for hit in nearest}
    shown_count = sum(1 + len(hit.also) for hit in answer.near_hits if hit.article.id in listed_ids)
    if command := _format_timeline_command(answer, archive, shown=shown_count):
        output.print_blank()
        output.print_line(words("cli-all", {"command": command}))
    print_suggestions(answer.suggestions, output, words)
    print_as_of(answer.as_of, archive, output, words)


def _format_timeline_command(answer: Answer, archive: Archive, *, shown: int) -> str:
    """Return the command that lists all articles that an answer counts; empty if they are all shown."""
    count = answer.lead.args.get("count", 0)
    is_cut = isinstance(count, int) and (count > shown or "more" in answer.lead.args)
    filters = read_filters(answer.query) if is_cut and answer.query is not None else None
    if filters is None:
        return ""
    options = {
        "--topic": archive.topics[filters.topic].name if filters.topic else "",
        "--outlet": archive.outlets[filters.outlet].name if filters.outlet else "",
        "--since": filters.since.isoformat() if filters.since else "",
        "--until": filters.until.isoformat() if filters.until else "",
    }
    typed = [filters.about] if filters.about else []
    typed += [part for option, value in options.items() if value for part in (option, value)]
    return clean_line(shlex.join(["nutgraf", "timeline", *typed]))


def format_remark(words: Translator, remark: Remark) -> str:
    """Return a remark as a sentence on one line."""
    return clean_line(words(remark.id, remark.args))


def print_heading(
    message: str, output: TerminalOutput, words: Translator, args: Mapping[str, str | int] | None = None
) -> None:
    """Print a heading after an empty line."""
    output.print_blank()
    output.print_line(Text(words(message, args), "bold"))


def print_notes(remarks: Iterable[Remark], output: TerminalOutput, words: Translator) -> None:
    """Print remarks: how the question was understood, and what to keep in mind."""
    for number, remark in enumerate(remarks):
        if not number:
            output.print_blank()
        output.print_line(
            Text(output.choose_mark("· ", "- "), "dim"), Text(format_remark(words, remark), "italic"), hang=2
        )


def print_suggestions(suggestions: Sequence[str], output: TerminalOutput, words: Translator) -> None:
    """Print questions or names that would work, as a person would type them."""
    if suggestions:
        print_heading("cli-try", output, words)
        for suggestion in suggestions:
            output.print_line(Text(clean_line(suggestion), "cyan"), indent=2, hang=2)


def print_as_of(moment: Moment | None, archive: Archive, output: TerminalOutput, words: Translator) -> None:
    """Print how new the archive is, and how large."""
    count = len(archive.articles)
    output.print_blank()
    if moment is None:
        output.print_line(Text(words("cli-undated", {"count": count}), "dim"))
    else:
        output.print_line(Text(words("cli-as-of", {"day": moment.day.isoformat(), "count": count}), "dim"))


def print_entry(
    article: Article,
    archive: Archive,
    output: TerminalOutput,
    words: Translator,
    *,
    also: Sequence[Article] = (),
    matched: Sequence[str] = (),
    dated: bool = True,
    note: str = "",
) -> None:
    """Print an article of a list: its title, its outlet, date and note, and its copies in other outlets."""
    title = output.link(article.title or words("cli-untitled"), article.url, "bold" if not matched else "")
    if matched:
        alternatives = "|".join(re.escape(clean_line(word)) for word in matched)
        title.highlight_regex(rf"(?<!\w)(?:{alternatives})(?!\w)", "bold")
    output.print_line(Text(output.choose_mark("• ", "* "), "dim"), title, indent=2, hang=2)
    output.print_line(
        join_parts((format_source(article, archive, words, dated=dated), Text(note, "green"))), indent=4, hang=2
    )
    print_copies(article, also, archive, output, words, indent=4)
    output.print_url(article.url, indent=4)


def format_source(article: Article, archive: Archive, words: Translator, *, dated: bool = True) -> Text:
    """Return the outlet and the date, and say so if the date has changed or the URL is missing."""
    parts = [Text(clean_line(archive.outlets[article.outlet].name), "magenta")]
    if dated:
        parts.append(Text(format_day(article.published, words)))
    if article.redated is not None:
        parts.append(Text(words("cli-redated", {"day": article.redated.day.isoformat()}), "yellow"))
    if article.url is None:
        parts.append(Text(words("cli-no-url"), "yellow"))
    return join_parts(parts)


def print_copies(
    article: Article,
    also: Sequence[Article],
    archive: Archive,
    output: TerminalOutput,
    words: Translator,
    *,
    indent: int,
) -> None:
    """Print which other outlets have the same text."""
    others = dict.fromkeys(archive.outlets[copy.outlet].name for copy in also if copy.outlet != article.outlet)
    if others:
        output.print_line(Text(words("cli-also", {"outlets": ", ".join(others)}), "dim"), indent=indent, hang=2)


def format_day(moment: Moment | None, words: Translator) -> str:
    """Return a date in the reader's format."""
    return words("cli-day", {"day": moment.day.isoformat()}) if moment else words("cli-no-date")


def _print_quotes(
    quotes: Sequence[Quote], archive: Archive, output: TerminalOutput, words: Translator, *, mark: Text | None = None
) -> None:
    """Print the quotes of one article and their source.

    `mark`, two columns wide, goes before a quote that has no lead above it.
    """
    source = quotes[0].article
    opening, closing = words("cli-quote-open"), words("cli-quote-close")
    for number, quote in enumerate(quotes):
        text = output.link(mark_cut(quote), source.url)
        if mark is None or number:
            output.print_line(opening, text, closing, indent=2, hang=1)
        else:
            output.print_line(mark, opening, text, closing, hang=3)
    output.print_line(format_source(source, archive, words), indent=4, hang=2)
    if source.title and not any(quote.place == "title" for quote in quotes):
        output.print_line(Text(clean_line(source.title), "italic"), indent=4, hang=2)
    print_copies(source, quotes[0].also, archive, output, words, indent=4)
    output.print_url(source.url, indent=4)


def _print_hit(hit: Hit, archive: Archive, output: TerminalOutput, words: Translator) -> None:
    print_entry(hit.article, archive, output, words, also=hit.also, matched=hit.matched)

"""An answer on the terminal. The same `Answer` as on Discord; nothing is decided here but where the lines go."""

import re
from collections.abc import Iterable, Mapping, Sequence

from rich.text import Text

from bot.answers.answer import Answer, Hit, Quote, Remark
from bot.catalogue import Translator
from bot.cli.console import TerminalOutput, clean_line, join_parts
from bot.coverage.archive.archive import Archive
from bot.coverage.article import Article, Moment

# Beside the quotes; `--json` has all ten.
NEAREST = 5
_MARKS = {"found": ("●", "*", "green"), "weak": ("◐", "~", "yellow"), "nothing": ("○", "-", "red")}


def print_answer(answer: Answer, archive: Archive, page: TerminalOutput, words: Translator) -> None:
    """The lead, the quotes with their sources, what to know, the nearest coverage, what else to ask, as of when."""
    unicode, plain, colour = _MARKS[answer.verdict]
    mark = Text(page.mark(unicode, plain) + " ", colour)
    lead = format_remark(words, answer.lead)
    if lead:
        page.line(mark, Text(lead, "bold"), hang=2)
    for number, quote in enumerate(answer.quotes):
        if lead or number:
            page.gap()
        _quote(quote, archive, page, words, mark=None if lead or number else mark)
    print_notes(answer.remarks, page, words)
    quoted = {quote.article.id for quote in answer.quotes}
    nearest = [hit for hit in answer.near if hit.article.id not in quoted][:NEAREST]
    if nearest:
        print_heading("cli-nearest" if answer.verdict == "nothing" else "cli-related", page, words)
        for hit in nearest:
            _hit(hit, archive, page, words)
    print_suggestions(answer.suggestions, page, words)
    print_as_of(answer.as_of, archive, page, words)


def format_remark(words: Translator, remark: Remark) -> str:
    """A remark as a sentence on one line."""
    return clean_line(words(remark.id, remark.args))


def print_heading(
    message: str, page: TerminalOutput, words: Translator, args: Mapping[str, str | int] | None = None
) -> None:
    """A small title over what follows."""
    page.gap()
    page.line(Text(words(message, args), "bold"))


def print_notes(remarks: Iterable[Remark], page: TerminalOutput, words: Translator) -> None:
    """How the question was understood, and what to know."""
    for number, remark in enumerate(remarks):
        if not number:
            page.gap()
        page.line(Text(page.mark("· ", "- "), "dim"), Text(format_remark(words, remark), "italic"), hang=2)


def print_suggestions(tries: Sequence[str], page: TerminalOutput, words: Translator) -> None:
    """Questions or names that would work, as they are typed."""
    if tries:
        print_heading("cli-try", page, words)
        for one in tries:
            page.line(Text(clean_line(one), "cyan"), indent=2, hang=2)


def print_as_of(moment: Moment | None, archive: Archive, page: TerminalOutput, words: Translator) -> None:
    """How new the archive is, and how large."""
    count = len(archive.articles)
    page.gap()
    if moment is None:
        page.line(Text(words("cli-undated", {"count": count}), "dim"))
    else:
        page.line(Text(words("cli-as-of", {"day": moment.day.isoformat(), "count": count}), "dim"))


def print_entry(
    article: Article,
    archive: Archive,
    page: TerminalOutput,
    words: Translator,
    *,
    also: Sequence[Article] = (),
    matched: Sequence[str] = (),
    dated: bool = True,
    note: str = "",
) -> None:
    """An article in a list: title, then outlet, date and a note on it, then its copies elsewhere."""
    title = page.linked(article.title or words("cli-untitled"), article.url, "bold" if not matched else "")
    if matched:
        alternatives = "|".join(re.escape(clean_line(word)) for word in matched)
        title.highlight_regex(rf"(?<!\w)(?:{alternatives})(?!\w)", "bold")
    page.line(Text(page.mark("• ", "* "), "dim"), title, indent=2, hang=2)
    page.line(join_parts((format_source(article, archive, words, dated=dated), Text(note, "green"))), indent=4, hang=2)
    print_copies(article, also, archive, page, words, indent=4)
    page.address(article.url, indent=4)


def format_source(article: Article, archive: Archive, words: Translator, *, dated: bool = True) -> Text:
    """Who reported it and when, and whether the date moved or the URL is missing."""
    parts = [Text(clean_line(archive.outlets[article.outlet].name), "magenta")]
    if dated:
        parts.append(Text(format_day(article.published, words)))
    if article.redated is not None:
        parts.append(Text(words("cli-redated", {"day": article.redated.day.isoformat()}), "yellow"))
    if article.url is None:
        parts.append(Text(words("cli-no-url"), "yellow"))
    return join_parts(parts)


def print_copies(
    article: Article, also: Sequence[Article], archive: Archive, page: TerminalOutput, words: Translator, *, indent: int
) -> None:
    """The same piece in other outlets."""
    others = [copy.outlet for copy in also if copy.outlet != article.outlet]
    if others:
        outlets = list(dict.fromkeys(archive.outlets[other].name for other in others))
        page.line(Text(words("cli-also", {"outlets": ", ".join(outlets)}), "dim"), indent=indent, hang=2)


def format_day(moment: Moment | None, words: Translator) -> str:
    """A date as the reader writes it."""
    return words("cli-day", {"day": moment.day.isoformat()}) if moment else words("cli-no-date")


def _quote(
    quote: Quote, archive: Archive, page: TerminalOutput, words: Translator, *, mark: Text | None = None
) -> None:
    """Print a quote and its source. `mark`, two columns wide, stands before a quote that no lead precedes."""
    text = page.linked(quote.text, quote.article.url)
    opening, closing = words("cli-quote-open"), words("cli-quote-close")
    if mark is None:
        page.line(opening, text, closing, indent=2, hang=1)
    else:
        page.line(mark, opening, text, closing, hang=3)
    page.line(format_source(quote.article, archive, words), indent=4, hang=2)
    if quote.place != "title" and quote.article.title:
        page.line(Text(clean_line(quote.article.title), "italic"), indent=4, hang=2)
    print_copies(quote.article, quote.also, archive, page, words, indent=4)
    page.address(quote.article.url, indent=4)


def _hit(hit: Hit, archive: Archive, page: TerminalOutput, words: Translator) -> None:
    print_entry(hit.article, archive, page, words, also=hit.also, matched=hit.matched)

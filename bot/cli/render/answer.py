"""An answer on the terminal. The same `Answer` as on Discord; nothing is decided here but where the lines go."""

import re
from collections.abc import Iterable, Mapping, Sequence

from rich.text import Text

from bot.answers.answer import Answer, Hit, Quote, Remark
from bot.catalogue import Words
from bot.cli.console import Page, clean, joined
from bot.coverage.archive.archive import Archive
from bot.coverage.article import Article, Moment

# Beside the quotes; `--json` has all ten.
NEAREST = 5
_MARKS = {"found": ("●", "*", "green"), "weak": ("◐", "~", "yellow"), "nothing": ("○", "-", "red")}


def show(answer: Answer, archive: Archive, page: Page, words: Words) -> None:
    """The lead, the quotes with their sources, what to know, the nearest coverage, what else to ask, as of when."""
    unicode, plain, colour = _MARKS[answer.verdict]
    page.line(Text(page.mark(unicode, plain) + " ", colour), Text(say(words, answer.lead), "bold"), hang=2)
    for quote in answer.quotes:
        page.gap()
        _quote(quote, archive, page, words)
    notes(answer.remarks, page, words)
    quoted = {quote.article.id for quote in answer.quotes}
    nearest = [hit for hit in answer.near if hit.article.id not in quoted][:NEAREST]
    if nearest:
        heading("cli-nearest", page, words)
        for hit in nearest:
            _hit(hit, archive, page, words)
    suggestions(answer.suggestions, page, words)
    as_of(answer.as_of, archive, page, words)


def say(words: Words, remark: Remark) -> str:
    """A remark as a sentence on one line."""
    return clean(words(remark.id, remark.args))


def heading(message: str, page: Page, words: Words, args: Mapping[str, str | int] | None = None) -> None:
    """A small title over what follows."""
    page.gap()
    page.line(Text(words(message, args), "bold"))


def notes(remarks: Iterable[Remark], page: Page, words: Words) -> None:
    """How the question was understood, and what to know."""
    for number, remark in enumerate(remarks):
        if not number:
            page.gap()
        page.line(Text(page.mark("· ", "- "), "dim"), Text(say(words, remark), "italic"), hang=2)


def suggestions(tries: Sequence[str], page: Page, words: Words) -> None:
    """Questions or names that would work, as they are typed."""
    if tries:
        heading("cli-try", page, words)
        for one in tries:
            page.line(Text(clean(one), "cyan"), indent=2, hang=2)


def as_of(moment: Moment | None, archive: Archive, page: Page, words: Words) -> None:
    """How new the archive is, and how large."""
    count = len(archive.articles)
    page.gap()
    if moment is None:
        page.line(Text(words("cli-undated", {"count": count}), "dim"))
    else:
        page.line(Text(words("cli-as-of", {"day": moment.day.isoformat(), "count": count}), "dim"))


def entry(
    article: Article,
    archive: Archive,
    page: Page,
    words: Words,
    *,
    also: Sequence[Article] = (),
    matched: Sequence[str] = (),
    dated: bool = True,
    note: str = "",
) -> None:
    """An article in a list: title, then outlet, date and a note on it, then its copies elsewhere."""
    title = page.linked(article.title or words("cli-untitled"), article.url, "bold" if not matched else "")
    if matched:
        alternatives = "|".join(re.escape(clean(word)) for word in matched)
        title.highlight_regex(rf"(?<!\w)(?:{alternatives})(?!\w)", "bold")
    page.line(Text(page.mark("• ", "* "), "dim"), title, indent=2, hang=2)
    page.line(joined((source(article, archive, words, dated=dated), Text(note, "green"))), indent=4, hang=2)
    copies(article, also, archive, page, words, indent=4)
    page.address(article.url, indent=4)


def source(article: Article, archive: Archive, words: Words, *, dated: bool = True) -> Text:
    """Who reported it and when, and whether the date moved or the URL is missing."""
    parts = [Text(clean(archive.outlets[article.outlet].name), "magenta")]
    if dated:
        parts.append(Text(day(article.published, words)))
    if article.redated is not None:
        parts.append(Text(words("cli-redated", {"day": article.redated.day.isoformat()}), "yellow"))
    if article.url is None:
        parts.append(Text(words("cli-no-url"), "yellow"))
    return joined(parts)


def copies(
    article: Article, also: Sequence[Article], archive: Archive, page: Page, words: Words, *, indent: int
) -> None:
    """The same piece in other outlets."""
    others = [copy.outlet for copy in also if copy.outlet != article.outlet]
    if others:
        outlets = list(dict.fromkeys(archive.outlets[other].name for other in others))
        page.line(Text(words("cli-also", {"outlets": ", ".join(outlets)}), "dim"), indent=indent, hang=2)


def day(moment: Moment | None, words: Words) -> str:
    """A date as the reader writes it."""
    return words("cli-day", {"day": moment.day.isoformat()}) if moment else words("cli-no-date")


def _quote(quote: Quote, archive: Archive, page: Page, words: Words) -> None:
    text = page.linked(quote.text, quote.article.url)
    page.line(words("cli-quote-open"), text, words("cli-quote-close"), indent=2, hang=1)
    page.line(source(quote.article, archive, words), indent=4, hang=2)
    if quote.place != "title" and quote.article.title:
        page.line(Text(clean(quote.article.title), "italic"), indent=4, hang=2)
    copies(quote.article, quote.also, archive, page, words, indent=4)
    page.address(quote.article.url, indent=4)


def _hit(hit: Hit, archive: Archive, page: Page, words: Words) -> None:
    entry(hit.article, archive, page, words, also=hit.also, matched=hit.matched)

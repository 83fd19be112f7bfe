"""The names and figures of a story's reports: who was the first to mention each, and what only one report has."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.answers.analysis.english import is_common
from bot.answers.analysis.stemming import stem_surface
from bot.answers.analysis.tokens import Token, tokenize
from bot.answers.analysis.wordlists import STOPWORDS
from bot.answers.desk.desk import Desk
from bot.coverage.article import Article

MAX_NAMES = 6
"""Names of a report that are shown."""


_BETWEEN = frozenset({" ", "-"})
"""What may stand between two words of one name."""


class ReportNames(NamedTuple):
    """Names and figures of a report, as written there, at most `MAX_NAMES` each.

    `first`: those that no earlier report has and a later one has, too. `only`: those that no other report has.
    """

    first: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


def compare_names(articles: Sequence[Article], desk: Desk) -> list[ReportNames]:
    """Return the names of each report of a story that tell it from the others. `articles`: oldest first."""
    stems = [{stem_surface(token.surface) for token in read_tokens(article)} for article in articles]
    counts = Counter(stem for report in stems for stem in report)
    earlier: set[str] = set()
    compared: list[ReportNames] = []
    for article, report in zip(articles, stems, strict=True):
        first: dict[str, None] = {}
        only: dict[str, None] = {}
        for name, parts in _find_names(article, desk):
            if any(counts[part] == 1 for part in parts):
                only[name] = None
            elif not earlier.issuperset(parts) and earlier:
                first[name] = None
        compared.append(ReportNames(tuple(first)[:MAX_NAMES], tuple(only)[:MAX_NAMES]))
        earlier |= report
    return compared


def read_tokens(article: Article) -> list[Token]:
    """Return the words of an article's headline and excerpt."""
    return [*tokenize(article.title), *tokenize(article.excerpt)]


def _find_names(article: Article, desk: Desk) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the names and figures of an article as written, with their stems. Adjacent names are one name."""
    for text in (article.title, article.excerpt):
        name: list[Token] = []
        for token in tokenize(text):
            is_part = is_name(token, desk)
            if name and (not is_part or text[name[-1].end : token.start] not in _BETWEEN):
                yield _join(text, name)
                name = []
            if is_part:
                name.append(token)
        if name:
            yield _join(text, name)


def _join(text: str, name: Sequence[Token]) -> tuple[str, frozenset[str]]:
    written = text[name[0].start : name[-1].end].removesuffix("'s").removesuffix("\u2019s")
    return written, frozenset(stem_surface(token.surface) for token in name)


def is_name(token: Token, desk: Desk) -> bool:
    """Tell whether a word is a name in this archive, or a figure that says more than one digit can."""
    if token.surface.isdigit():
        return len(token.surface) > 1
    if not token.surface[0].isupper() or token.word in STOPWORDS:
        return False
    return desk.capitalization.is_name(stem_surface(token.surface)) and not is_common(token.word)

"""The names and figures of a story's reports: who was the first to mention each, and what only one report has."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.answers.analysis.english import is_common
from bot.answers.analysis.stemming import stem_surface
from bot.answers.analysis.tokens import Token, tokenize
from bot.answers.analysis.wordlists import DATE_STEMS, STOPWORDS
from bot.answers.desk.desk import Desk
from bot.coverage.article import Article

MAX_NAMES = 6
"""Names of a report that are shown."""


_BETWEEN = frozenset({" ", "-"})
"""Characters and words that may connect two words of one name."""


class ReportNames(NamedTuple):
    """Names and figures of a report, as written there, at most `MAX_NAMES` each.

    `first`: those that no earlier report has and a later one has, too. `only`: those that no other report has.
    """

    first: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


def compare_names(articles: Sequence[Article], desk: Desk) -> list[ReportNames]:
    """Return the names in each report of a story that the other reports don't have. `articles`: oldest first."""
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
    """Yield the names and figures of an article as written, with their stems. Adjacent names are one name.

    A figure comes with the word that it counts. Days and months alone are not names.
    """
    for text in (article.title, article.excerpt):
        tokens = tokenize(text)
        start: int | None = None
        for at, token in enumerate((*tokens, None)):
            is_part = token is not None and is_archive_name(token, desk)
            is_adjacent = at > 0 and token is not None and text[tokens[at - 1].end : token.start] in _BETWEEN
            if start is not None and not (is_part and is_adjacent):
                name = tokens[start:at]
                stems = frozenset(stem_surface(part.surface) for part in name)
                if not stems <= DATE_STEMS:
                    counted = token if is_adjacent and name[-1].surface.isdigit() else None
                    yield _write(text, name, counted), stems
                start = None
            if is_part and start is None:
                start = at


def _write(text: str, name: Sequence[Token], counted: Token | None) -> str:
    """Return a name as written. `counted`: the word after a figure."""
    if counted is not None and counted.word.isalpha() and counted.word not in STOPWORDS:
        return text[name[0].start : counted.end]
    return text[name[0].start : name[-1].end].removesuffix("'s").removesuffix("\u2019s")


def is_archive_name(token: Token, desk: Desk) -> bool:
    """Tell whether a word is a name in this archive, or a figure that says more than one digit can."""
    if token.surface.isdigit():
        return len(token.surface) > 1
    if not token.surface[0].isupper() or token.word in STOPWORDS:
        return False
    return desk.capitalization.is_name(stem_surface(token.surface)) and not is_common(token.word)

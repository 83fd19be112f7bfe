"""What an editor should know about a corpus: every problem, and what no single file can show."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Literal

from msgspec import Struct

from bot.coverage.archive.archive import Archive, DateConflict
from bot.coverage.archive.copies import is_in_several_outlets
from bot.coverage.article import Article, Origin, Problem
from bot.coverage.corpus.loading import Corpus

Kind = Literal["copies", "repost", "same_url"]


class ArticlePlace(Struct, frozen=True):
    """One article of a duplicate, and the files that give it."""

    url: str | None
    outlet: str
    paths: tuple[str, ...]


class DuplicateText(Struct, frozen=True):
    """The same text more than once. `copies`: in several outlets, which is common and shown as such.

    `repost`: one outlet at several URLs. `same_url`: one article as the main record of several files, of which one
    would do; its wordings and dates may differ.
    """

    kind: Kind
    title: str
    articles: tuple[ArticlePlace, ...]


class LintDateConflict(Struct, frozen=True):
    """An article whose dates disagree: all that are given, oldest first, as ISO; the one that counts, and why."""

    url: str | None
    title: str
    dates: tuple[str, ...]
    chosen: str
    by_url: bool


class OutletNames(Struct, frozen=True):
    """An outlet as the records name it. `names`: most used first; more than one is worth a look."""

    key: str
    name: str
    names: tuple[str, ...]
    domains: tuple[str, ...]
    articles: int
    platform: bool


class LintReport(Struct, frozen=True):
    """The whole of it. `articles` counts those that can be answered from, `removed` those that their files withdrew."""

    files: int
    articles: int
    removed: int
    unquotable: int
    undated: int
    topics: int
    first: str | None
    last: str | None
    fingerprint: str
    problems: tuple[Problem, ...]
    duplicates: tuple[DuplicateText, ...]
    date_conflicts: tuple[LintDateConflict, ...]
    outlets: tuple[OutletNames, ...]

    @property
    def errors(self) -> int:
        """How many problems are errors: something in a file was lost."""
        return sum(problem.severity == "error" for problem in self.problems)


def lint(corpus: Corpus) -> LintReport:
    """Look a corpus over. Pure; `msgspec.json.encode` makes the report's JSON."""
    archive = corpus.archive
    origins = corpus.origins()
    return LintReport(
        files=archive.files,
        articles=len(archive.articles),
        removed=archive.removed,
        unquotable=sum(article.url is None for article in archive.articles),
        undated=sum(article.published is None for article in archive.articles),
        topics=len(archive.topics),
        first=archive.oldest.iso() if archive.oldest else None,
        last=archive.newest.iso() if archive.newest else None,
        fingerprint=archive.fingerprint,
        problems=archive.problems,
        duplicates=tuple(_duplicates(archive, origins)),
        date_conflicts=tuple(_conflict(archive, conflict) for conflict in archive.date_conflicts),
        outlets=tuple(
            OutletNames(outlet.key, outlet.name, outlet.names, outlet.domains, outlet.count, outlet.platform)
            for outlet in archive.outlets.values()
        ),
    )


def _duplicates(archive: Archive, origins: Mapping[str, Sequence[Origin]]) -> Iterator[DuplicateText]:
    for article in archive.articles:
        mains = tuple(origin.path for origin in origins[article.id] if not origin.nested)
        if len(set(mains)) > 1:
            yield DuplicateText("same_url", article.title, (_place(article, mains),))
    for group in archive.duplicates:
        kind: Kind = "copies" if is_in_several_outlets(group) else "repost"
        places = (_place(article, (origin.path for origin in origins[article.id])) for article in group)
        yield DuplicateText(kind, group[0].title, tuple(places))


def _place(article: Article, paths: Iterable[str]) -> ArticlePlace:
    return ArticlePlace(article.url, article.outlet, tuple(sorted(set(paths), key=PurePath)))


def _conflict(archive: Archive, conflict: DateConflict) -> LintDateConflict:
    article = archive.article(conflict.article)
    return LintDateConflict(
        url=conflict.url,
        title=article.title if article else "",
        dates=tuple(moment.iso() for moment in conflict.dates),
        chosen=conflict.chosen.iso(),
        by_url=bool(article and article.dated_by_url),
    )

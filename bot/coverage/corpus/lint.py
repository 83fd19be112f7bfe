"""The lint report: every problem in the files, and problems that show only when the files are read together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Literal

from msgspec import Struct

from bot.coverage.archive.archive import Archive, DateConflict
from bot.coverage.archive.copies import is_in_several_outlets
from bot.coverage.article import Article, Origin, Problem
from bot.coverage.corpus.corpus import Corpus

DuplicateKind = Literal["copies", "repost", "same_url"]


class DuplicateArticle(Struct, frozen=True):
    """One article of a duplicate, and the paths of the files that give it."""

    url: str | None
    outlet: str
    paths: tuple[str, ...]


class DuplicateText(Struct, frozen=True):
    """A text that occurs more than once.

    `copies`: it is in several outlets, which is common; the bot shows such articles as one. `repost`: one outlet has it
    at several URLs. `same_url`: several files have one article as their main record, though one file would do; their
    wordings and dates may differ.
    """

    kind: DuplicateKind
    title: str
    articles: tuple[DuplicateArticle, ...]


class LintDateConflict(Struct, frozen=True):
    """An article with conflicting dates. `dates`: all of them, oldest first, as ISO. `chosen`: the one that counts.

    `by_url`: whether it was chosen because the URL contains it.
    """

    url: str | None
    title: str
    dates: tuple[str, ...]
    chosen: str
    by_url: bool


class OutletNames(Struct, frozen=True):
    """An outlet as the records name it. `names`: the most frequent first; more than one name may be a mistake."""

    key: str
    name: str
    names: tuple[str, ...]
    domains: tuple[str, ...]
    articles: int
    platform: bool


class LintReport(Struct, frozen=True):
    """The report. `articles` counts those that can be used in answers, `removed` those that a file marks as removed.

    `unquotable` counts articles without a URL. `first` and `last` are the dates of the oldest and newest, as ISO.
    """

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
        """How many problems are errors. An error means that a part of a file was lost."""
        return sum(problem.severity == "error" for problem in self.problems)


def lint(corpus: Corpus) -> LintReport:
    """Make the report on a corpus. Pure; `msgspec.json.encode` turns the report into JSON."""
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
        duplicates=tuple(_find_duplicates(archive, origins)),
        date_conflicts=tuple(_build_conflict(archive, conflict) for conflict in archive.date_conflicts),
        outlets=tuple(
            OutletNames(outlet.key, outlet.name, outlet.names, outlet.domains, outlet.count, outlet.platform)
            for outlet in archive.outlets.values()
        ),
    )


def _find_duplicates(archive: Archive, origins: Mapping[str, Sequence[Origin]]) -> Iterator[DuplicateText]:
    for article in archive.articles:
        mains = tuple(origin.path for origin in origins[article.id] if not origin.nested)
        if len(set(mains)) > 1:
            yield DuplicateText("same_url", article.title, (_build_duplicate_article(article, mains),))
    for group in archive.duplicates:
        kind: DuplicateKind = "copies" if is_in_several_outlets(group) else "repost"
        articles = (
            _build_duplicate_article(article, (origin.path for origin in origins[article.id])) for article in group
        )
        yield DuplicateText(kind, group[0].title, tuple(articles))


def _build_duplicate_article(article: Article, paths: Iterable[str]) -> DuplicateArticle:
    return DuplicateArticle(article.url, article.outlet, tuple(sorted(set(paths), key=PurePath)))


def _build_conflict(archive: Archive, conflict: DateConflict) -> LintDateConflict:
    article = archive.article(conflict.article)
    return LintDateConflict(
        url=conflict.url,
        title=article.title if article else "",
        dates=tuple(moment.iso() for moment in conflict.dates),
        chosen=conflict.chosen.iso(),
        by_url=bool(article and article.dated_by_url),
    )

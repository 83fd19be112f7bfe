"""How well articles of one event are put together, beside two baselines in the same run, and what it costs.

On headlines of known stories: B-cubed precision, recall and F1 (Bagga and Baldwin 1998), against a leader that compares
TF-IDF centroids, and against average linkage over `token_set_ratio`. On archives of one subject, where nothing is
known: how large the largest story is, what share of pairs have titles whose figures differ, and how alike titles are.
"""

import csv
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from math import log, sqrt
from pathlib import Path

from msgspec.structs import replace
from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table

from bench.archives import SIZE, enlarged, headlines, readings
from bench.ratios import NotHere, Ratio
from bot.answers.analysis.wordlists import stem_content_words
from bot.coverage.archive.archive import Archive
from bot.coverage.archive.build import build_archive
from bot.coverage.article import Moment
from bot.coverage.columns.table import table_in_memory
from bot.coverage.parsing.reader import Reading
from bot.coverage.stories import stories
from bot.coverage.stories.stories import Stories

_LEADER = 0.3
_LINKED = 0.5
"""What the baselines join from: about the best that each reaches on these headlines."""


def run(shared: Path) -> list[Ratio]:
    """Print the tables; the ratio is of a change to a whole build."""
    console = Console()
    file = shared / "eval" / "story_clusters_dev.csv"
    if not file.is_file():
        raise NotHere(f"needs {file}, in the shared data that NUTGRAF_SHARED names")
    console.print(_known(file))
    console.print(_one_subject(shared / "corpora"))
    return [_cost(shared / "corpora")]


def told(archive: Archive) -> list[list[str]]:
    """The stories of an archive, each as the ids of its articles."""
    found = Stories(table_in_memory(stories.build_stories(archive, stem_content_words)), archive)
    return [[article.id for article in story.articles] for story in found]


def b_cubed(groups: Sequence[Sequence[str]], truth: dict[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1: for each article the share of its group that is of its story, and the other way."""
    sizes = Counter(truth.values())
    precision = recall = 0.0
    for group in groups:
        within = Counter(truth[one] for one in group)
        precision += sum(count * count / len(group) for count in within.values())
        recall += sum(count * count / sizes[name] for name, count in within.items())
    precision, recall = precision / len(truth), recall / len(truth)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _known(file: Path) -> Table:
    with file.open(encoding="utf-8", newline="") as lines:
        names = [row["STORY"] for row in csv.DictReader(lines)]
    made = [build_archive([one]).articles[0].id for one in headlines(file)]
    archive = build_archive(headlines(file))
    story = dict(zip(made, names, strict=True))
    truth = {article.id: story[article.id] for article in archive.articles if article.id in story}
    table = Table(title=f"{len(truth):,} headlines of {len(set(names))} stories: B-cubed", title_justify="left")
    for name in ("", "precision", "recall", "F1"):
        table.add_column(name, justify="right" if name else "left")
    ways: tuple[tuple[str, Callable[[Archive], list[list[str]]]], ...] = (
        ("leader, TF-IDF centroids", _leader),
        ("token_set_ratio, average linkage", _linked),
        ("this", told),
    )
    for name, way in ways:
        groups = [[one for one in group if one in truth] for group in way(archive)]
        table.add_row(name, *(f"{figure:.3f}" for figure in b_cubed([group for group in groups if group], truth)))
    return table


def _one_subject(corpora: Path) -> Table:
    table = Table(title="Archives of one subject", title_justify="left")
    for name in ("", "articles", "stories of several", "largest", "pairs", "figures differ", "titles alike"):
        table.add_column(name, justify="right" if name else "left")
    for folder in sorted(each for each in corpora.glob("*") if each.is_dir()):
        said = readings(folder)
        for name, some in ((folder.name, said), (f"{folder.name}, as if in one week", _squeezed(said))):
            archive = build_archive(some)
            groups = [group for group in told(archive) if len(group) > 1]
            titles = {article.id: article.title for article in archive.articles}
            pairs = [(titles[a], titles[b]) for group in groups for at, a in enumerate(group) for b in group[at + 1 :]]
            differ = sum(_figures(a) != _figures(b) for a, b in pairs)
            alike = sum(fuzz.token_set_ratio(a, b, processor=str.casefold) for a, b in pairs)
            table.add_row(
                name,
                f"{len(archive):,}",
                f"{len(groups):,}",
                f"{max(map(len, groups), default=0) / max(1, len(archive)):.1%}",
                f"{len(pairs):,}",
                f"{differ / max(1, len(pairs)):.1%}",
                f"{alike / max(1, len(pairs)):.0f}",
            )
    return table


def _squeezed(said: Sequence[Reading]) -> list[Reading]:
    """The same pieces, all published within one week, in their order: the densest that a subject can be."""
    dated = sorted(record.published.at for one in said for record in one.records if record.published)
    first, span = dated[0], (dated[-1] - dated[0]) or timedelta(1)
    return [
        Reading(
            tuple(
                replace(
                    record,
                    published=replace(
                        record.published, at=first + (record.published.at - first) / span * timedelta(days=6)
                    ),
                )
                if record.published
                else record
                for record in one.records
            ),
            (),
        )
        for one in said
    ]


def _within_a_week(moment: Moment, first: datetime, span: timedelta) -> Moment:
    return replace(moment, at=first + (moment.at - first) / span * timedelta(days=6))


def _figures(title: str) -> frozenset[str]:
    return frozenset(word for word in stem_content_words(title) if word[0].isdigit())


def _cost(corpora: Path) -> Ratio:
    """One article more against all of them anew."""
    some = enlarged(readings(corpora), SIZE)
    was, now = build_archive(some[:-1]), build_archive(some)
    before = table_in_memory(stories.build_stories(was, stem_content_words))
    times: list[float] = []
    for earlier in ((was, before), None):
        start = time.perf_counter()
        stories.build_stories(now, stem_content_words, earlier)
        times.append(time.perf_counter() - start)
    return Ratio(f"stories of {len(now):,} with one article more", times[0], times[1], "stories from nothing", goal=0.5)


def _leader(archive: Archive) -> list[list[str]]:
    """Each piece joins the nearest centroid that is near enough, else leads a group of its own."""
    said = {article.id: set(stem_content_words(f"{article.title} {article.excerpt}")) for article in archive.articles}
    counts = Counter(word for words in said.values() for word in words)
    centroids: list[Counter[str]] = []
    having: defaultdict[str, set[int]] = defaultdict(set)
    groups: list[list[str]] = []
    for one, words in said.items():
        mine = {word: log(len(said) / counts[word]) for word in words}
        norm = sqrt(sum(weight**2 for weight in mine.values())) or 1.0
        best, nearest = _LEADER, -1
        for at in sorted({at for word in mine for at in having[word]}):
            other = centroids[at]
            size = sqrt(sum(weight**2 for weight in other.values())) or 1.0
            likeness = sum(weight * other[word] for word, weight in mine.items()) / norm / size
            if likeness > best:
                best, nearest = likeness, at
        if nearest < 0:
            nearest = len(groups)
            groups.append([])
            centroids.append(Counter())
        groups[nearest].append(one)
        for word, weight in mine.items():
            centroids[nearest][word] += weight / norm  # pyright: ignore[reportArgumentType] - weights, not counts
            having[word].add(nearest)
    return groups


def _linked(archive: Archive) -> list[list[str]]:
    """Average linkage over how much of their words titles share, whatever the words say."""
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415
    from scipy.spatial.distance import squareform  # noqa: PLC0415

    titles = [" ".join(stem_content_words(article.title)) for article in archive.articles]
    apart = 1 - process.cdist(titles, titles, scorer=fuzz.token_set_ratio) / 100
    apart = (apart + apart.T) / 2
    for at in range(len(titles)):
        apart[at, at] = 0
    labels = fcluster(linkage(squareform(apart, checks=False), "average"), _LINKED, "distance")
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for article, label in zip(archive.articles, labels, strict=True):
        groups[int(label)].append(article.id)
    return list(groups.values())

"""The quality and cost of grouping articles by event, beside two baselines in the same run.

On headlines of known stories: B-cubed precision, recall and F1 (Bagga and Baldwin 1998), against a leader algorithm
that compares TF-IDF centroids, and against average linkage over `token_set_ratio`. On the events that were read in real
archives (`evaluation/events.py`; `EVENTS_HELD_OUT=1` asks the other half). On archives of a single topic, where the
right groups are not known: the size of the largest story, the share of pairs whose titles have different figures, and
how alike their titles are. Last, adding articles to stories that there are, against building all of them.
"""

import csv
import os
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from math import log, sqrt
from pathlib import Path

import numpy as np
from msgspec.structs import replace
from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table

from bench.archives import NOW, load_readings, read_headlines
from bench.changes import write_article_files
from bench.evaluation.events import DEVELOPMENT, HELD_OUT, SEPARATE, EventScores, load_events, score_events
from bench.ratios import DataMissingError, Ratio
from bot.answers.analysis.wordlists import stem_content_words
from bot.answers.desk.parallel import analyze_english
from bot.answers.index.delta import compare_archives
from bot.coverage.archive.archive import Archive
from bot.coverage.archive.build import build_archive
from bot.coverage.article import Record
from bot.coverage.columns.table import Section, build_table_in_memory
from bot.coverage.corpus.loading import load_corpus, refresh_corpus
from bot.coverage.parsing.reader import Reading
from bot.coverage.stories import stories
from bot.coverage.stories.delta import StoredStories, update_stories
from bot.coverage.stories.stories import Stories

_LATER = 300
"""Articles that come later than the others, where updates are compared with building all stories."""

_LEADER_THRESHOLD = 0.3
_LINKAGE_THRESHOLD = 0.5
"""About the thresholds at which each baseline does best on these headlines."""

Groups = list[list[str]]
"""Ids of articles, by group."""


def run(shared: Path) -> list[Ratio]:
    """Print the tables. Return the ratios of updates to building all stories."""
    console = Console()
    file = shared / "eval" / "story_clusters_dev.csv"
    if not file.is_file():
        raise DataMissingError(f"needs {file}, in the shared data that NUTGRAF_SHARED names")
    console.print(_compare_clusterings(file))
    console.print(_compare_with_events(shared / "corpora"))
    console.print(_describe_single_topic(shared / "corpora"))
    return _compare_updates(console, shared / "corpora")


def list_stories(archive: Archive) -> Groups:
    """Return the stories of an archive."""
    table = build_table_in_memory(stories.build_stories(archive, analyze_english()))
    return [[article.id for article in story.articles] for story in Stories(table, archive)]


def compute_b_cubed(groups: Sequence[Sequence[str]], truth: dict[str, str]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of groups against the true story of each article.

    For each article, precision is the share of its group that belongs to its story, and recall the share of its story
    that is in its group.
    """
    sizes = Counter(truth.values())
    precision = recall = 0.0
    for group in groups:
        counts = Counter(truth[article] for article in group)
        precision += sum(count * count / len(group) for count in counts.values())
        recall += sum(count * count / sizes[story] for story, count in counts.items())
    precision, recall = precision / len(truth), recall / len(truth)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _compare_clusterings(file: Path) -> Table:
    with file.open(encoding="utf-8", newline="") as lines:
        names = [row["STORY"] for row in csv.DictReader(lines)]
    ids = [build_archive([reading]).articles[0].id for reading in read_headlines(file)]
    archive = build_archive(read_headlines(file))
    story_of = dict(zip(ids, names, strict=True))
    truth = {article.id: story_of[article.id] for article in archive.articles if article.id in story_of}
    table = Table(title=f"{len(truth):,} headlines of {len(set(names))} stories: B-cubed", title_justify="left")
    for column in ("", "precision", "recall", "F1"):
        table.add_column(column, justify="right" if column else "left")
    algorithms: tuple[tuple[str, Callable[[Archive], Groups]], ...] = (
        ("leader, TF-IDF centroids", _cluster_by_leader),
        ("token_set_ratio, average linkage", _cluster_by_linkage),
        ("Nutgraf", list_stories),
    )
    for name, cluster in algorithms:
        groups = [[article for article in group if article in truth] for group in cluster(archive)]
        scores = compute_b_cubed([group for group in groups if group], truth)
        table.add_row(name, *(f"{score:.3f}" for score in scores))
    return table


def _compare_with_events(corpora: Path) -> Table:
    """Score the stories of all corpora as one archive, and of each, against events that were read in them."""
    file = HELD_OUT if os.environ.get("EVENTS_HELD_OUT") else DEVELOPMENT
    events = load_events(file)
    separate = [url for group in load_events(SEPARATE) for url in group.urls]
    title = f"Events of the {'held-out' if file == HELD_OUT else 'development'} part: shares of pairs"
    table = Table(title=title, title_justify="left")
    for column in ("", "events", *EventScores._fields):
        table.add_column(column, justify="right" if column else "left")
    names = sorted({event.corpus for event in events})
    for corpus, some in (("all corpora", names), *((name, [name]) for name in names)):
        archive = build_archive([reading for name in some for reading in load_readings(corpora / name)])
        urls = {article.id: article.url or "" for article in archive.articles}
        story_of = {urls[member]: number for number, group in enumerate(list_stories(archive)) for member in group}
        days = {
            article.url: article.published.day.toordinal()
            for article in archive.articles
            if article.url and article.published
        }
        chosen = [event for event in events if event.corpus in some]
        scores = score_events(story_of, chosen, separate, days)
        table.add_row(corpus, str(len(chosen)), *(f"{score:.3f}" for score in scores))
    return table


def _describe_single_topic(corpora: Path) -> Table:
    table = Table(title="Archives of a single topic", title_justify="left")
    columns = ("", "articles", "stories of several", "largest", "pairs", "figures differ", "titles alike")
    for column in columns:
        table.add_column(column, justify="right" if column else "left")
    for folder in sorted(path for path in corpora.glob("*") if path.is_dir()):
        readings = load_readings(folder)
        squeezed = _squeeze_into_week(readings)
        for name, some in ((folder.name, readings), (f"{folder.name}, as if in one week", squeezed)):
            archive = build_archive(some)
            groups = [group for group in list_stories(archive) if len(group) > 1]
            titles = {article.id: article.title for article in archive.articles}
            pairs = [
                (titles[first], titles[second])
                for group in groups
                for index, first in enumerate(group)
                for second in group[index + 1 :]
            ]
            differ = sum(_find_figures(first) != _find_figures(second) for first, second in pairs)
            alike = sum(fuzz.token_set_ratio(first, second, processor=str.casefold) for first, second in pairs)
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


def _squeeze_into_week(readings: Sequence[Reading]) -> list[Reading]:
    """Move all dates into one week, in the same order: the densest that an archive of a single topic can be."""
    dates = sorted(record.published.at for reading in readings for record in reading.records if record.published)
    first, span = dates[0], (dates[-1] - dates[0]) or timedelta(1)

    def move(record: Record) -> Record:
        if record.published is None:
            return record
        at = first + (record.published.at - first) / span * timedelta(days=6)
        return replace(record, published=replace(record.published, at=at))

    return [Reading(tuple(map(move, reading.records)), ()) for reading in readings]


def _find_figures(title: str) -> frozenset[str]:
    return frozenset(stem for stem in stem_content_words(title) if stem[0].isdigit())


def _compare_updates(console: Console, corpora: Path) -> list[Ratio]:
    """Add one article to the stories, and many at once; compare both with building all stories again."""
    records = {record.url: record for reading in load_readings(corpora) for record in reading.records if record.url}
    readings = [Reading((record,), ()) for record in records.values()]
    step = len(readings) // _LATER
    later, earlier = readings[::step], [reading for number, reading in enumerate(readings) if number % step]
    ratios: list[Ratio] = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_article_files(earlier, folder)
        corpus = load_corpus([folder], now=NOW)
        table = build_table_in_memory(stories.build_stories(corpus.archive, analyze_english()))
        for count in (1, len(later)):
            paths = write_article_files(later[:count], folder / "later")
            archive = refresh_corpus(corpus, [str(path) for path in paths], now=NOW, least_files=0).archive
            change = compare_archives(corpus.archive, archive)
            if change is None:
                raise RuntimeError("the archive was built from nothing")
            rows = np.where(change.before >= 0, change.before, 0).astype(np.uint32)
            rows[change.new] = np.arange(len(corpus.archive), len(corpus.archive) + len(change.new))
            start = time.perf_counter()
            stored = StoredStories(table, change.before)
            updated = update_stories(archive, analyze_english(), stored, change.new, rows)
            seconds, start = time.perf_counter() - start, time.perf_counter()
            anew = stories.build_stories(archive, analyze_english())
            name = f"stories of {len(archive):,} with {count} more"
            ratios.append(Ratio(name, seconds, time.perf_counter() - start, "all stories anew", goal=0.5))
            same = _count_same_stories(updated, anew, change.new)
            console.print(
                f"{name}: {same} of {len(change.new)} are in the story that they are in if all are built anew"
            )
    return ratios


def _count_same_stories(updated: Mapping[str, Section], anew: Mapping[str, Section], places: Sequence[int]) -> int:
    """Count the articles at these places that are in stories with the same articles."""
    labels = [build_table_in_memory(sections).numbers("stories.of") for sections in (updated, anew)]
    members: list[defaultdict[int, set[int]]] = [defaultdict(set), defaultdict(set)]
    for of, groups in zip(labels, members, strict=True):
        for place, label in enumerate(of):
            groups[label].add(place)
    return sum(members[0][labels[0][place]] == members[1][labels[1][place]] for place in places)


def _cluster_by_leader(archive: Archive) -> Groups:
    """Add each article to the group with the closest centroid if it is close enough, or start a group with it."""
    stems = {article.id: set(stem_content_words(f"{article.title} {article.excerpt}")) for article in archive.articles}
    counts = Counter(stem for article_stems in stems.values() for stem in article_stems)
    centroids: list[Counter[str]] = []
    groups_with: defaultdict[str, set[int]] = defaultdict(set)
    groups: Groups = []
    for article, article_stems in stems.items():
        weights = {stem: log(len(stems) / counts[stem]) for stem in article_stems}
        norm = sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        best, closest = _LEADER_THRESHOLD, -1
        for index in sorted({index for stem in weights for index in groups_with[stem]}):
            centroid = centroids[index]
            centroid_norm = sqrt(sum(weight**2 for weight in centroid.values())) or 1.0
            likeness = sum(weight * centroid[stem] for stem, weight in weights.items()) / norm / centroid_norm
            if likeness > best:
                best, closest = likeness, index
        if closest < 0:
            closest = len(groups)
            groups.append([])
            centroids.append(Counter())
        groups[closest].append(article)
        for stem, weight in weights.items():
            centroids[closest][stem] += weight / norm  # pyright: ignore[reportArgumentType] - weights, not counts
            groups_with[stem].add(closest)
    return groups


def _cluster_by_linkage(archive: Archive) -> Groups:
    """Cluster by average linkage over how many of their words two titles share."""
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415
    from scipy.spatial.distance import squareform  # noqa: PLC0415

    titles = [" ".join(stem_content_words(article.title)) for article in archive.articles]
    distances = 1 - process.cdist(titles, titles, scorer=fuzz.token_set_ratio) / 100
    distances = (distances + distances.T) / 2
    for index in range(len(titles)):
        distances[index, index] = 0
    labels = fcluster(linkage(squareform(distances, checks=False), "average"), _LINKAGE_THRESHOLD, "distance")
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for article, label in zip(archive.articles, labels, strict=True):
        groups[int(label)].append(article.id)
    return list(groups.values())

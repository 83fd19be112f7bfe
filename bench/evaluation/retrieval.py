"""How well articles are found, beside three baselines: long questions, and parts of titles with 0 to 3 misspelt words.

The baselines are `token_set_ratio` over titles, SQLite's FTS5, and tantivy with one field and its default ranking.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from rapidfuzz import fuzz, process
from rich.table import Table

from bench.archives import NOW
from bench.baselines import PlaceRanker, rank_with_fts5, rank_with_tantivy, write_fts5, write_tantivy
from bench.evaluation import targets
from bench.ratios import DataMissingError
from bench.sample_questions import KnownItem, sample_known_items
from bot.answers.desk.desk import Desk, open_desk
from bot.answers.query.question import parse_question
from bot.answers.retrieval.search import search
from bot.coverage.archive.archive import Archive
from bot.coverage.text import fold

_ITEMS = 300
_SLOW_ITEMS = 60
"""Known items that the slow baseline gets."""

Ranker = Callable[[str], Sequence[str]]
"""Takes a question and returns the keys of the ten best articles, best first."""


@dataclass(frozen=True)
class LongQuestion:
    """A question over several articles; `urls` is empty if no article answers it."""

    text: str
    urls: tuple[str, ...]


def read_long_questions(file: Path) -> list[LongQuestion]:
    """Read the shared long questions. Raises DataMissingError if they are not there."""
    if not file.is_file():
        raise DataMissingError(f"needs {file}, in the shared data that NUTGRAF_SHARED names")
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [LongQuestion(row["question"], () if row["type"] == "null_query" else tuple(row["urls"])) for row in rows]


def measure_long_questions(
    questions: Sequence[LongQuestion], full: Archive, bare: Archive, desk: Desk
) -> tuple[Table, dict[str, float]]:
    """Measure retrieval for long questions over an archive (`desk` is its desk) and over one without some excerpts."""
    table = Table(title="Long questions over several articles", title_justify="left")
    for column in ("", "MAP@10", "Hits@4", "without excerpts: MAP@10", "Hits@4"):
        table.add_column(column, justify="right" if column else "left")
    scores = (0.0,) * 4
    for name, rank_full, rank_bare in (
        ("token_set_ratio", _rank_by_titles(full), _rank_by_titles(bare)),
        ("FTS5", _rank_with_fts5(full), _rank_with_fts5(bare)),
        ("plain tantivy", _rank_with_tantivy(full), _rank_with_tantivy(bare)),
        ("Nutgraf", _rank_with_nutgraf(desk), _rank_with_nutgraf(open_desk(bare))),
    ):
        scores = (*_score_ranker(questions, full, rank_full), *_score_ranker(questions, bare, rank_bare))
        table.add_row(name, *(f"{score:.3f}" for score in scores))
    return table, {targets.MEAN_AVERAGE_PRECISION: scores[0], targets.HITS_AT_FOUR: scores[1]}


def measure_known_items(archive: Archive, desk: Desk) -> tuple[Table, dict[str, float]]:
    """Measure how often the first article has the title of which a question has a part."""
    items = sample_known_items(archive.articles, _ITEMS, seed=11)
    table = Table(title="4 to 7 words of a title: found first", title_justify="left")
    for column in ("words misspelt", "0", "1", "2", "3"):
        table.add_column(column, justify="left" if len(column) > 1 else "right")
    titles = {article.key: fold(article.title) for article in archive.articles}
    scores: list[float] = []
    for name, rank, some in (
        ("token_set_ratio", _rank_by_titles(archive), items[:_SLOW_ITEMS]),
        ("FTS5", _rank_with_fts5(archive), items),
        ("plain tantivy", _rank_with_tantivy(archive), items),
        ("Nutgraf", _rank_with_nutgraf(desk), items),
    ):
        scores = [_score_first(some, typos, rank, titles) for typos in range(4)]
        table.add_row(name, *(f"{score:.3f}" for score in scores))
    return table, dict(zip(targets.KNOWN_ITEMS_FIRST, scores, strict=True))


def _score_ranker(questions: Sequence[LongQuestion], archive: Archive, rank: Ranker) -> tuple[float, float]:
    """Return the mean average precision at 10, and the share of questions with a hit among the first four."""
    precisions: list[float] = []
    hits: list[bool] = []
    for question in questions:
        wanted = {article.key for url in question.urls if (article := archive.by_url(url))}
        if wanted:
            is_right = [key in wanted for key in rank(question.text)]
            precision_sum = sum(sum(is_right[: at + 1]) / (at + 1) for at, right in enumerate(is_right) if right)
            precisions.append(precision_sum / min(10, len(wanted)))
            hits.append(any(is_right[:4]))
    return fmean(precisions), fmean(hits)


def _score_first(items: Sequence[KnownItem], typos: int, rank: Ranker, titles: Mapping[str, str]) -> float:
    """Return the share of items whose title is that of the first article."""

    def is_first(item: KnownItem) -> bool:
        return any(titles[key] == titles[item.article.key] for key in rank(item.questions[typos])[:1])

    return fmean(is_first(item) for item in items)


def _rank_with_nutgraf(desk: Desk) -> Ranker:
    def rank(text: str) -> list[str]:
        result = search(parse_question(text, desk.names, now=NOW), desk)
        return [candidate.article.key for candidate in result.candidates[:10]]

    return rank


def _rank_by_titles(archive: Archive) -> Ranker:
    titles = [article.title for article in archive.articles]

    def rank(text: str) -> list[str]:
        matches = process.extract(text, titles, scorer=fuzz.token_set_ratio, limit=10)
        return [archive.articles[place].key for _, _, place in matches]

    return rank


def _rank_with_tantivy(archive: Archive) -> Ranker:
    return _rank_by_place(archive, rank_with_tantivy(write_tantivy(archive, None)))


def _rank_with_fts5(archive: Archive) -> Ranker:
    return _rank_by_place(archive, rank_with_fts5(write_fts5(archive, None)))


def _rank_by_place(archive: Archive, rank: PlaceRanker) -> Ranker:
    return lambda text: [archive.articles[place].key for place in rank(text)]

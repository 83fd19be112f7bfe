"""How good retrieval and abstention are, beside three baselines in the same run.

The questions come from the shared evaluation data: long questions whose articles are known, among 25,000 records (the
corpora, headlines, and copies of both with other words), with and without the excerpts of those articles; parts of
titles with 0 to 3 misspelt words; and, for abstention, questions that no article answers. The last two are also asked
over the real articles alone, since copies with random words say things that nobody reports. The baselines are
`token_set_ratio` over titles, SQLite's FTS5, and tantivy with one field and its default ranking.
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import fmean

from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table

from bench.archives import NOW, SIZE, enlarge, load_readings, read_headlines, remove_excerpts
from bench.baselines import PlaceRanker, rank_with_fts5, rank_with_tantivy, write_fts5, write_tantivy
from bench.ratios import DataMissingError, Ratio
from bench.sample_questions import KnownItem, read_everyday_questions, sample_known_items
from bot.answers.answer import Answer
from bot.answers.desk.desk import Desk, open_desk
from bot.answers.pipeline import answer
from bot.answers.query.question import parse_question
from bot.answers.retrieval.search import search
from bot.coverage.archive.archive import Archive
from bot.coverage.archive.build import build_archive
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


def run(shared: Path) -> list[Ratio]:
    """Print the tables. They contain no times, so there are no ratios."""
    console = Console()
    questions = _read_long_questions(shared / "eval" / "multihop" / "questions_dev.jsonl")
    wanted = load_readings(shared / "eval" / "multihop" / "articles")
    base = [*load_readings(shared / "corpora"), *read_headlines(shared / "eval" / "story_clusters_dev.csv")]
    others = enlarge(base, SIZE - len(wanted), outlets_of=wanted)
    full = build_archive([*wanted, *others])
    bare = build_archive([*remove_excerpts(wanted), *others])
    desk = open_desk(full)
    console.print(f"{len(full.articles)} articles")
    console.print(_measure_retrieval(questions, full, bare, desk))
    real = build_archive([*wanted, *base])
    for archive, archive_desk in ((full, desk), (real, open_desk(real))):
        console.rule(f"over {len(archive):,} articles", characters=" ")
        console.print(_measure_known_items(archive, archive_desk))
        for table in _measure_abstention(questions, archive_desk):
            console.print(table)
    return []


def _read_long_questions(file: Path) -> list[LongQuestion]:
    if not file.is_file():
        raise DataMissingError(f"needs {file}, in the shared data that NUTGRAF_SHARED names")
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [LongQuestion(row["question"], () if row["type"] == "null_query" else tuple(row["urls"])) for row in rows]


def _measure_retrieval(questions: Sequence[LongQuestion], full: Archive, bare: Archive, desk: Desk) -> Table:
    table = Table(title="Long questions over several articles", title_justify="left")
    for column in ("", "MAP@10", "Hits@4", "without excerpts: MAP@10", "Hits@4"):
        table.add_column(column, justify="right" if column else "left")
    for name, rank_full, rank_bare in (
        ("token_set_ratio", _rank_by_titles(full), _rank_by_titles(bare)),
        ("FTS5", _rank_with_fts5(full), _rank_with_fts5(bare)),
        ("plain tantivy", _rank_with_tantivy(full), _rank_with_tantivy(bare)),
        ("Nutgraf", _rank_with_nutgraf(desk), _rank_with_nutgraf(open_desk(bare))),
    ):
        scores = (*_score_ranker(questions, full, rank_full), *_score_ranker(questions, bare, rank_bare))
        table.add_row(name, *(f"{score:.3f}" for score in scores))
    return table


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


def _measure_known_items(archive: Archive, desk: Desk) -> Table:
    items = sample_known_items(archive.articles, _ITEMS, seed=11)
    table = Table(title="4 to 7 words of a title: found first", title_justify="left")
    for column in ("words misspelt", "0", "1", "2", "3"):
        table.add_column(column, justify="left" if len(column) > 1 else "right")
    titles = {article.key: fold(article.title) for article in archive.articles}
    for name, rank, some in (
        ("token_set_ratio", _rank_by_titles(archive), items[:_SLOW_ITEMS]),
        ("FTS5", _rank_with_fts5(archive), items),
        ("plain tantivy", _rank_with_tantivy(archive), items),
        ("Nutgraf", _rank_with_nutgraf(desk), items),
    ):
        table.add_row(name, *(f"{_score_first(some, typos, rank, titles):.3f}" for typos in range(4)))
    return table


def _score_first(items: Sequence[KnownItem], typos: int, rank: Ranker, titles: Mapping[str, str]) -> float:
    """Return the share of items whose title is that of the first article."""

    def is_first(item: KnownItem) -> bool:
        return any(titles[key] == titles[item.article.key] for key in rank(item.questions[typos])[:1])

    return fmean(is_first(item) for item in items)


def _measure_abstention(questions: Sequence[LongQuestion], desk: Desk) -> tuple[Table, Table]:
    answerable = [question.text for question in questions if question.urls]
    unanswerable = [question.text for question in questions if not question.urls]
    items = sample_known_items(desk.archive.articles, _ITEMS // 3, seed=12)
    parts = [question for item in items for question in item.questions]
    everyday = read_everyday_questions()
    table = Table(title="Abstention", title_justify="left")
    for column in ("questions", "how many", "found", "weak", "nothing", "AUROC of the search", "of the answer"):
        table.add_column(column, justify="left" if column == "questions" else "right")
    good, bad = [*answerable, *parts], [*unanswerable, *everyday]
    replies = {text: answer(text, desk, now=NOW) for text in (*good, *bad)}
    for name, texts in (
        ("long, answerable", answerable),
        ("parts of titles", parts),
        ("long, unanswerable", unanswerable),
        ("everyday", everyday),
    ):
        verdicts = [replies[text].verdict for text in texts]
        shares = (f"{verdicts.count(verdict) / len(verdicts):.3f}" for verdict in ("found", "weak", "nothing"))
        table.add_row(name, str(len(texts)), *shares, "", "")
    areas = [
        _compute_auroc([confidence(text) for text in good], [confidence(text) for text in bad])
        for confidence in (lambda text: _compute_confidence(text, desk), lambda text: replies[text].confidence)
    ]
    table.add_row("all", str(len(good) + len(bad)), "", "", "", *(f"{area:.3f}" for area in areas))
    urls = {question.text: frozenset(question.urls) for question in questions}
    titles = {question: fold(item.article.title) for item in items for question in item.questions}
    is_right = {
        text: _is_right(reply, urls.get(text, frozenset()), titles.get(text)) for text, reply in replies.items()
    }
    return table, _measure_calibration(replies, is_right)


def _is_right(reply: Answer, urls: frozenset[str], title: str | None) -> bool:
    """Tell whether an answer quotes one of these articles or, for a part of a title, an article with that title."""
    if title is not None:
        return any(fold(quote.article.title) == title for quote in reply.quotes)
    return any(quote.article.url in urls for quote in reply.quotes)


def _measure_calibration(replies: Mapping[str, Answer], is_right: Mapping[str, bool]) -> Table:
    """Return how often answers are right, by confidence, and for the verdict `found`."""
    table = Table(title="Right, by confidence", title_justify="left")
    for column in ("confidence", "answers", "mean confidence", "right"):
        table.add_column(column, justify="right")
    groups = [
        (
            f"{low:.1f} to {min(high, 1):.1f}",
            [text for text, reply in replies.items() if low <= reply.confidence < high],
        )
        for low, high in pairwise((0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.01))
    ]
    groups.append(("verdict: found", [text for text, reply in replies.items() if reply.verdict == "found"]))
    for name, texts in groups:
        if texts:
            mean = fmean(replies[text].confidence for text in texts)
            table.add_row(name, str(len(texts)), f"{mean:.3f}", f"{fmean(is_right[text] for text in texts):.3f}")
    return table


def _compute_confidence(text: str, desk: Desk) -> float:
    return search(parse_question(text, desk.names, now=NOW), desk).confidence


def _compute_auroc(good: Sequence[float], bad: Sequence[float]) -> float:
    """Return the chance that a good question scores above a bad one; ties count half."""
    below = sorted(bad)
    return fmean((bisect_left(below, score) + bisect_right(below, score)) / 2 / len(below) for score in good)


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

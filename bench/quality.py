"""How good retrieval and abstention are, beside three baselines in the same run.

Asked over the shared evaluation data: long questions whose articles are known, among 25,000 records (the corpora,
headlines, and both with words changed), with and without the excerpts of those articles; parts of titles with 0 to 3
words misspelt; and, for abstention, questions that nothing answers. The last two also over the real articles alone,
since text with words changed at random says things that nobody reports. The baselines are `token_set_ratio` over
titles, SQLite's FTS5, and tantivy with one combined field and its default ranking.
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

from bench.archives import NOW, SIZE, enlarged, headlines, readings, without_excerpts
from bench.baselines import Ranks, fts5, plain, write_fts5, write_plain
from bench.ratios import NotHere, Ratio
from bench.sample_questions import KnownItem, everyday, known_items
from bot.answers.answer import Answer
from bot.answers.desk.desk import Desk, open_desk
from bot.answers.pipeline import answer
from bot.answers.query.question import parse_question
from bot.answers.retrieval.search import search
from bot.coverage.archive.archive import Archive
from bot.coverage.archive.build import build_archive
from bot.coverage.parsing.reader import Reading
from bot.coverage.text import fold

_ITEMS = 300
_BASELINE_ITEMS = 60
"""Known items that the slow baseline is asked."""

Ranker = Callable[[str], Sequence[str]]
"""A question -> the keys of the best ten articles, best first."""


@dataclass(frozen=True)
class LongQuestion:
    """A question over several articles; no `urls` where nothing answers it."""

    text: str
    urls: tuple[str, ...]


def run(shared: Path) -> list[Ratio]:
    """Print the tables; there is no time in them, so there are no ratios."""
    console = Console()
    questions = _long_questions(shared / "eval" / "multihop" / "questions_dev.jsonl")
    sought = readings(shared / "eval" / "multihop" / "articles")
    base = [*readings(shared / "corpora"), *headlines(shared / "eval" / "story_clusters_dev.csv")]
    among = enlarged(base, SIZE - len(sought), press=sought)
    full = build_archive([*sought, *among])
    bare = build_archive([*without_excerpts(sought), *among])
    desk = open_desk(full)
    console.print(f"{len(full.articles)} articles")
    console.print(_retrieval(questions, full, bare, desk))
    for built, opened in ((full, desk), _real([*sought, *base])):
        console.rule(f"over {len(built):,} articles", characters=" ")
        console.print(_known(built, opened))
        for each in _abstention(questions, opened):
            console.print(each)
    return []


def _real(said: Sequence[Reading]) -> tuple[Archive, Desk]:
    """The articles of which none is made up."""
    built = build_archive(said)
    return built, open_desk(built)


def _long_questions(file: Path) -> list[LongQuestion]:
    if not file.is_file():
        raise NotHere(f"needs {file}, in the shared data that NUTGRAF_SHARED names")
    found = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [LongQuestion(one["question"], () if one["type"] == "null_query" else tuple(one["urls"])) for one in found]


def _retrieval(questions: Sequence[LongQuestion], full: Archive, bare: Archive, desk: Desk) -> Table:
    table = Table(title="Long questions over several articles", title_justify="left")
    for name in ("", "MAP@10", "Hits@4", "without excerpts: MAP@10", "Hits@4"):
        table.add_column(name, justify="right" if name else "left")
    bare_desk = open_desk(bare)
    for name, one, other in (
        ("token_set_ratio", _naive(full), _naive(bare)),
        ("FTS5", _by_place(full, fts5(write_fts5(full, None))), _by_place(bare, fts5(write_fts5(bare, None)))),
        (
            "plain tantivy",
            _by_place(full, plain(write_plain(full, None))),
            _by_place(bare, plain(write_plain(bare, None))),
        ),
        ("this", _ours(desk), _ours(bare_desk)),
    ):
        figures = (*_found(questions, full, one), *_found(questions, bare, other))
        table.add_row(name, *(f"{figure:.3f}" for figure in figures))
    return table


def _found(questions: Sequence[LongQuestion], built: Archive, ranker: Ranker) -> tuple[float, float]:
    precisions: list[float] = []
    hits: list[bool] = []
    for question in questions:
        wanted = {article.key for url in question.urls if (article := built.by_url(url))}
        if wanted:
            ranked = ranker(question.text)
            right = [key in wanted for key in ranked]
            sums = sum(sum(right[: at + 1]) / (at + 1) for at, good in enumerate(right) if good)
            precisions.append(sums / min(10, len(wanted)))
            hits.append(any(right[:4]))
    return fmean(precisions), fmean(hits)


def _known(full: Archive, desk: Desk) -> Table:
    items = known_items(full.articles, _ITEMS, seed=11)
    table = Table(title="4 to 7 words of a title: found first", title_justify="left")
    for name in ("words misspelt", "0", "1", "2", "3"):
        table.add_column(name, justify="left" if len(name) > 1 else "right")
    titles = {article.key: fold(article.title) for article in full.articles}
    for name, ranker, some in (
        ("token_set_ratio", _naive(full), items[:_BASELINE_ITEMS]),
        ("FTS5", _fts5(full), items),
        ("plain tantivy", _plain(full), items),
        ("this", _ours(desk), items),
    ):
        table.add_row(name, *(f"{_first(some, slips, ranker, titles):.3f}" for slips in range(4)))
    return table


def _first(items: Sequence[KnownItem], slips: int, ranker: Ranker, titles: Mapping[str, str]) -> float:
    def right(item: KnownItem) -> bool:
        return any(titles[key] == titles[item.article.key] for key in ranker(item.asked[slips])[:1])

    return fmean(right(item) for item in items)


def _abstention(questions: Sequence[LongQuestion], desk: Desk) -> tuple[Table, Table]:
    long = {True: [q.text for q in questions if q.urls], False: [q.text for q in questions if not q.urls]}
    items = known_items(desk.archive.articles, _ITEMS // 3, seed=12)
    parts = [asked for item in items for asked in item.asked]
    table = Table(title="Abstention", title_justify="left")
    for name in ("questions", "how many", "found", "weak", "nothing", "AUROC of the search", "of the answer"):
        table.add_column(name, justify="left" if name == "questions" else "right")
    answered = [*long[True], *parts]
    unanswered = [*long[False], *everyday()]
    replies = {text: answer(text, desk, now=NOW) for text in (*answered, *unanswered)}
    for name, texts in (
        ("long, answerable", long[True]),
        ("parts of titles", parts),
        ("long, unanswerable", long[False]),
        ("everyday", everyday()),
    ):
        verdicts = [replies[text].verdict for text in texts]
        shares = (f"{verdicts.count(one) / len(verdicts):.3f}" for one in ("found", "weak", "nothing"))
        table.add_row(name, str(len(texts)), *shares, "", "")
    areas = [
        _auroc([sure(text) for text in answered], [sure(text) for text in unanswered])
        for sure in (lambda text: _confidence(text, desk), lambda text: replies[text].confidence)
    ]
    table.add_row("pooled", str(len(answered) + len(unanswered)), "", "", "", *(f"{area:.3f}" for area in areas))
    wanted = {one.text: frozenset(one.urls) for one in questions}
    titles = {asked: fold(item.article.title) for item in items for asked in item.asked}
    right = {text: _is_right(reply, wanted.get(text, frozenset()), titles.get(text)) for text, reply in replies.items()}
    return table, _calibration(replies, right)


def _is_right(reply: Answer, urls: frozenset[str], title: str | None) -> bool:
    """Whether an answer quotes an article that holds the evidence; for a part of a title, the article of that title."""
    if title is not None:
        return any(fold(quote.article.title) == title for quote in reply.quotes)
    return any(quote.article.url in urls for quote in reply.quotes)


def _calibration(replies: Mapping[str, Answer], right: Mapping[str, bool]) -> Table:
    """How often an answer of a certain confidence is right; and of those given as `found`."""
    table = Table(title="Right, by confidence", title_justify="left")
    for name in ("confidence", "answers", "mean confidence", "right"):
        table.add_column(name, justify="right")
    edges = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.01)
    groups = [
        (f"{low:.1f} to {min(high, 1):.1f}", [t for t, r in replies.items() if low <= r.confidence < high])
        for low, high in pairwise(edges)
    ]
    groups.append(("given as found", [text for text, reply in replies.items() if reply.verdict == "found"]))
    for name, texts in groups:
        if texts:
            sure = fmean(replies[text].confidence for text in texts)
            table.add_row(name, str(len(texts)), f"{sure:.3f}", f"{fmean(right[text] for text in texts):.3f}")
    return table


def _confidence(text: str, desk: Desk) -> float:
    return search(parse_question(text, desk.names, now=NOW), desk).confidence


def _auroc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """The chance that a right one scores above a wrong one; ties count half."""
    below = sorted(wrong)
    return fmean((bisect_left(below, score) + bisect_right(below, score)) / 2 / len(below) for score in right)


def _ours(desk: Desk) -> Ranker:
    def ranker(text: str) -> list[str]:
        found = search(parse_question(text, desk.names, now=NOW), desk)
        return [candidate.article.key for candidate in found.candidates[:10]]

    return ranker


def _naive(built: Archive) -> Ranker:
    titles = [article.title for article in built.articles]

    def ranker(text: str) -> list[str]:
        found = process.extract(text, titles, scorer=fuzz.token_set_ratio, limit=10)
        return [built.articles[at].key for _, _, at in found]

    return ranker


def _plain(built: Archive) -> Ranker:
    return _by_place(built, plain(write_plain(built, None)))


def _fts5(built: Archive) -> Ranker:
    return _by_place(built, fts5(write_fts5(built, None)))


def _by_place(built: Archive, ranks: Ranks) -> Ranker:
    return lambda text: [built.articles[place].key for place in ranks(text)]

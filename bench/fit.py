"""Fit the weights of evidence to the development questions, beside those in the code, with cross-validated figures.

Nothing is written: whoever changes a feature copies the weights, rounded, to `bot/answers/evidence/scoring.py` and
`verdict.py`. The figures tell how good weights are for questions that they were not fitted to: once with the questions
in ten folds, those about the same articles in one, and once with each archive as a fold.
"""

from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict
from rich.console import Console
from rich.table import Table

from bench.archives import SIZE, enlarge, load_readings, read_headlines
from bench.evaluation.evidence_cases import Case, read_cases, read_everyday_cases
from bench.evaluation.evidence_fitting import FittedWeights, cross_validate, fit_all, group_by_articles
from bench.evaluation.reader_questions import DEVELOPMENT, open_corpus, read_questions
from bench.ratios import Ratio
from bench.sample_questions import read_everyday_questions
from bot.answers.desk.desk import Desk, open_desk
from bot.answers.evidence import scoring, verdict
from bot.coverage.archive.build import build_archive

_LARGE = "25,000 articles"
_SEEDS = "seeds"


def run(shared: Path) -> list[Ratio]:
    """Print the weights and the figures. There are no times, so no ratios."""
    console = Console()
    questions = read_questions(DEVELOPMENT)
    if (file := shared / "eval" / "reader_questions_dev.jsonl").is_file():
        questions += read_questions(file)
    everyday_texts = list(read_everyday_questions())
    readers: list[Case] = []
    everyday: list[Case] = []
    for corpus in dict.fromkeys(question.corpus for question in questions):
        desk = open_corpus(corpus, shared)
        readers += read_cases([question for question in questions if question.corpus == corpus], desk, corpus)
        if corpus != _SEEDS:
            everyday += read_everyday_cases(everyday_texts, desk, corpus)
    large = _open_large(shared)
    everyday += read_everyday_cases(everyday_texts, large, _LARGE)
    elsewhere = list(read_cases([question for question in questions if question.corpus != _SEEDS], large, _LARGE))
    console.print(f"{len(readers)} questions, {len(everyday)} everyday ones")
    for table in _build_weight_tables(fit_all(readers, elsewhere, everyday, _LARGE)):
        console.print(table)
    archives = [case.archive for case in readers]
    by_question = cross_validate(readers, elsewhere, everyday, _LARGE, group_by_articles(readers))
    by_archive = cross_validate(readers, elsewhere, everyday, _LARGE, archives, len(set(archives)))
    table = Table("figure, on questions that were not fitted to", title="Cross-validation", title_justify="left")
    for column in ("folds of questions", "an archive a fold"):
        table.add_column(column, justify="right")
    for name, value in by_question.items():
        table.add_row(name, f"{value:.3f}", f"{by_archive[name]:.3f}")
    console.print(table)
    return []


def _open_large(shared: Path) -> Desk:
    """Open an archive like that of `bench.quality`."""
    wanted = load_readings(shared / "eval" / "multihop" / "articles")
    base = [*load_readings(shared / "corpora"), *read_headlines(shared / "eval" / "story_clusters_dev.csv")]
    return open_desk(build_archive([*wanted, *enlarge(base, SIZE - len(wanted), outlets_of=wanted)]))


def _build_weight_tables(fitted: FittedWeights) -> list[Table]:
    models: list[tuple[str, Struct, Struct]] = [
        ("score of a sentence", fitted.score, scoring.WEIGHTS),
        ("a quote answers", fitted.answer, verdict.ANSWER_WEIGHTS),
        ("to do with the archive", fitted.subject, verdict.SUBJECT_WEIGHTS),
    ]
    tables: list[Table] = []
    for title, weights, current in models:
        table = Table("feature", title=f"Weights: {title}", title_justify="left")
        for column in ("fitted", "in the code"):
            table.add_column(column, justify="right")
        for name, weight in asdict(weights).items():
            table.add_row(name, f"{weight:.2f}", f"{getattr(current, name):g}")
        tables.append(table)
    return tables

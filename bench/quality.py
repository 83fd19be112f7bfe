"""The quality of retrieval, verdicts and answers: one table of figures with their floors.

Readers' questions are those of `bench.readers`, made questions those of `bench.counterfactuals`. Retrieval and verdicts
are measured on the shared evaluation data among 25,000 records: the corpora, headlines, and copies of both with other
words. The bench fails if a figure is below its floor. If `JUDGE_URL` names a language model, it judges the answers.
"""

from pathlib import Path

from rich.console import Console

from bench.archives import SIZE, enlarge, load_readings, read_headlines, remove_excerpts
from bench.evaluation import abstention, counterfactual_scoring, reader_scoring, targets
from bench.evaluation.judged_answers import Ask, open_ask
from bench.evaluation.metrics import compute_share
from bench.evaluation.reader_questions import DEVELOPMENT, read_questions
from bench.evaluation.retrieval import measure_known_items, measure_long_questions, read_long_questions
from bench.evaluation.seed_questions import score_seed_questions
from bench.evaluation.targets import build_figure_table, describe_missed, find_missed_floors
from bench.ratios import FloorMissedError, Ratio
from bot.answers.desk.desk import open_desk
from bot.coverage.archive.build import build_archive


def run(shared: Path) -> list[Ratio]:
    """Print the tables. Raises FloorMissedError. There are no times, so no ratios."""
    console = Console()
    with open_ask() as ask:
        readers = list(reader_scoring.answer_questions(read_questions(DEVELOPMENT), shared, ask))
        made = list(counterfactual_scoring.answer_made_questions(shared, ask))
        figures = {
            **reader_scoring.compute_figures(readers),
            **counterfactual_scoring.compute_figures(made),
            targets.SEEDS_RIGHT: compute_share(score_seed_questions(ask)),
            **_measure_archive(shared, ask, console),
        }
    console.print(build_figure_table(figures, "Quality, on the development data"))
    console.print(reader_scoring.build_reliability_table(readers))
    if names := find_missed_floors(figures):
        raise FloorMissedError(describe_missed(names))
    return []


def _measure_archive(shared: Path, ask: Ask, console: Console) -> dict[str, float]:
    """Print the tables of retrieval and verdicts over 25,000 articles, and return their figures."""
    questions = read_long_questions(shared / "eval" / "multihop" / "questions_dev.jsonl")
    wanted = load_readings(shared / "eval" / "multihop" / "articles")
    base = [*load_readings(shared / "corpora"), *read_headlines(shared / "eval" / "story_clusters_dev.csv")]
    others = enlarge(base, SIZE - len(wanted), outlets_of=wanted)
    full = build_archive([*wanted, *others])
    bare = build_archive([*remove_excerpts(wanted), *others])
    desk = open_desk(full)
    console.print(f"{len(full.articles):,} articles")
    long_table, long_figures = measure_long_questions(questions, full, bare, desk)
    items_table, items_figures = measure_known_items(full, desk)
    replies = abstention.answer_all(questions, desk, ask)
    for table in (long_table, items_table, abstention.build_verdict_table(replies)):
        console.print(table)
    return {**abstention.compute_figures(replies), **long_figures, **items_figures}

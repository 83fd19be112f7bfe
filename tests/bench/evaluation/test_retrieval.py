"""Retrieval measured on a small archive."""

import json
from pathlib import Path

import pytest

from bench.evaluation import targets
from bench.evaluation.retrieval import LongQuestion, measure_long_questions, read_long_questions
from bench.ratios import DataMissingError
from tests.support.desks import FILES, build_desk
from tests.support.tables import read_rows

FERRIES = "https://cityledger.example/news/diesel-ferries"


@pytest.mark.outside
def test_a_question_that_finds_its_article_first_scores_one():
    desk = build_desk(*FILES)
    questions = [LongQuestion("city council bans diesel ferries", (FERRIES,)), LongQuestion("nobody knows", ())]

    table, figures = measure_long_questions(questions, desk.archive, desk.archive, desk)

    assert figures == {targets.MEAN_AVERAGE_PRECISION: 1.0, targets.HITS_AT_FOUR: 1.0}
    assert [row[0] for row in read_rows(table)] == ["token_set_ratio", "FTS5", "plain tantivy", "Nutgraf"]


def test_a_null_question_has_no_articles(tmp_path: Path):
    file = tmp_path / "questions.jsonl"
    rows = [
        {"question": "which one?", "type": "inference_query", "urls": [FERRIES]},
        {"question": "what else?", "type": "null_query", "urls": [FERRIES]},
    ]
    file.write_text("\n".join(map(json.dumps, rows)), "utf-8")

    assert [question.urls for question in read_long_questions(file)] == [(FERRIES,), ()]


def test_missing_questions_are_named(tmp_path: Path):
    with pytest.raises(DataMissingError, match=r"questions\.jsonl"):
        read_long_questions(tmp_path / "questions.jsonl")

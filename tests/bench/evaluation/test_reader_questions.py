"""The files of questions, and what is refused when they are read."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from bench.evaluation.reader_questions import DEVELOPMENT, HELD_OUT, find_corpus, read_questions
from bench.ratios import DataMissingError

LINE = {
    "id": "a1",
    "corpus": "seeds",
    "question": "who won?",
    "kind": "who",
    "expect": "answer",
    "urls": ["wire.example/a"],
    "say": ["(?i)tarn"],
}


def write(folder: Path, **changes: object) -> Path:
    file = folder / "questions.jsonl"
    file.write_text(f"{json.dumps(LINE)}\n{json.dumps({**LINE, 'id': 'a2', **changes})}\n", "utf-8")
    return file


def test_questions_are_read_line_by_line(tmp_path: Path):
    first, second = read_questions(write(tmp_path, expect="nothing", urls=[], say=[]))
    assert first.is_answerable
    assert first.say == ("(?i)tarn",)
    assert not second.is_answerable


@pytest.mark.parametrize(
    "changes",
    [
        {"expect": "perhaps"},
        {"corpus": "elsewhere"},
        {"say": ["(unclosed"]},
        {"urls": []},
        {"say": []},
        {"note": "a field that is not known"},
        {"question": 7},
    ],
)
def test_a_line_of_another_form_is_refused_with_its_number(changes: dict[str, object], tmp_path: Path):
    with pytest.raises(ValueError, match=re.escape("questions.jsonl, line 2: ")):
        read_questions(write(tmp_path, **changes))


def test_an_archive_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(DataMissingError, match="diablo"):
        find_corpus("diablo", tmp_path)


@pytest.mark.parametrize("file", [DEVELOPMENT, HELD_OUT], ids=lambda file: file.stem)
def test_the_questions_of_the_project_have_the_form(file: Path):
    if file.is_file():
        questions = read_questions(file)
        assert max(Counter(question.id for question in questions).values()) == 1

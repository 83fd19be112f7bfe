"""The files of questions, and what is refused when they are read."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from bench.archives import NOW
from bench.evaluation.reader_questions import CORPORA, DEVELOPMENT, HELD_OUT, find_corpus, read_questions
from bench.evaluation.reader_scoring import is_right_article
from bench.ratios import DataMissingError
from bot.coverage.corpus.corpus import Corpus
from bot.coverage.corpus.loading import load_corpus

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


# The questions of the project.

PARTS = {file: read_questions(file) for file in (DEVELOPMENT, HELD_OUT)}
ALL = [question for questions in PARTS.values() for question in questions]


def fold(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.casefold()))


def test_there_are_at_least_seven_hundred_questions():
    assert len(ALL) >= 700


@pytest.mark.parametrize("file", PARTS, ids=lambda file: file.stem)
def test_a_third_of_each_part_has_no_answer(file: Path):
    questions = PARTS[file]
    assert 0.28 <= sum(not question.is_answerable for question in questions) / len(questions) <= 0.40


def test_the_held_out_part_is_large_enough_and_about_every_archive():
    held_out = PARTS[HELD_OUT]
    assert len(held_out) >= 150
    assert {question.corpus for question in held_out} == set(CORPORA)


def test_no_two_questions_have_the_same_id():
    assert [name for name, count in Counter(question.id for question in ALL).items() if count > 1] == []


def test_no_question_is_asked_twice():
    assert [text for text, count in Counter(fold(question.question) for question in ALL).items() if count > 1] == []


def test_a_question_without_an_answer_has_no_patterns():
    assert [question.id for question in ALL if question.say and not question.is_answerable] == []


def test_the_articles_of_the_questions_are_there_and_match_the_patterns(shared: Path, shared_corpus: Corpus):
    def read_texts(corpus: Corpus) -> list[tuple[str, str]]:
        return [
            (article.url or "", " ".join(f"{wording.title} {wording.excerpt}" for wording in article.wordings))
            for article in corpus.archive.articles
        ]

    # Other tests need the articles of two archives too, so these are read once.
    folders = {name: find_corpus(name, shared) for name in CORPORA}
    shared_texts = read_texts(shared_corpus)
    texts = {
        name: shared_texts if folder.parent == shared / "corpora" else read_texts(load_corpus([folder], now=NOW))
        for name, folder in folders.items()
    }
    assert [
        question.id
        for question in ALL
        if question.is_answerable
        and not any(
            is_right_article(url, question) and all(re.search(pattern, text) for pattern in question.say)
            for url, text in texts[question.corpus]
        )
    ] == []

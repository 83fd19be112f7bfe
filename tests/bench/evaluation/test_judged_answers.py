"""A bench asks the language model that the environment names, and none if it names none."""

from pathlib import Path

import pytest

from bench.evaluation.judged_answers import ask_without_judge, open_ask
from bench.evaluation.seed_questions import score_seed_questions
from tests.support.conversations import DESK, NOW
from tests.support.model_server import choose, serve_model_on_thread

QUESTION = "How high did Lake Orla rise?"


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JUDGE_URL", raising=False)
    monkeypatch.setenv("CORPUS", str(seeds))
    monkeypatch.setenv("CACHE_DIR", str(tmp_path / "cache"))


def test_without_a_model_the_bot_answers_alone():
    with open_ask() as ask:
        assert ask(QUESTION, DESK, NOW).quotes == ask_without_judge(QUESTION, DESK, NOW).quotes


@pytest.mark.outside
def test_the_model_judges_each_answer(monkeypatch: pytest.MonkeyPatch):
    with serve_model_on_thread(choose("nothing")) as model:
        monkeypatch.setenv("JUDGE_URL", str(model.url))
        monkeypatch.setenv("JUDGE_MODEL", "m")
        with open_ask() as ask:
            assert ask(QUESTION, DESK, NOW).verdict == "nothing"
            assert sum(score_seed_questions(ask)) < sum(score_seed_questions())
    assert model.asked[0].data["question"] == QUESTION

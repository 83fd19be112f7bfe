"""The judge on the terminal: `ask`, `ask --batch` and `doctor` use it if it is set up. Its key is never printed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Nutgraf
from tests.support.model_server import Asked, ModelServer, choose, send, serve_model_on_thread, write

pytestmark = pytest.mark.outside

QUESTION = "How long did Amazon ban police use of facial recognition?"
KEY = "key-that-nobody-may-see"


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with serve_model_on_thread(choose("nothing")) as model:
        yield model


@pytest.fixture
def judged(nutgraf: Nutgraf, model: ModelServer) -> Nutgraf:
    """`nutgraf`, set up with a judge."""
    named = {"JUDGE_URL": str(model.url), "JUDGE_MODEL": "small-model", "JUDGE_KEY": KEY}
    return Nutgraf({**nutgraf.environ, **named})


async def choose_last(asked: Asked):
    return await choose("found", len(asked.data["sentences"]))(asked)


def test_without_a_judge_nothing_is_sent(nutgraf: Nutgraf, model: ModelServer):
    assert nutgraf("ask", "--json", QUESTION).json["verdict"] == "found"
    assert model.asked == []


def test_the_judge_decides_what_an_answer_quotes(judged: Nutgraf, model: ModelServer):
    assert judged("ask", "--json", QUESTION).json["verdict"] == "nothing"
    model.respond = choose_last
    answer = judged("ask", "--json", QUESTION).json
    assert [quote["text"] for quote in answer["answer"]] == [model.asked[-1].data["sentences"][-1]["text"]]


def test_the_keys_of_an_answer_stay_the_same(judged: Nutgraf, nutgraf: Nutgraf):
    assert list(judged("ask", "--json", QUESTION).json) == list(nutgraf("ask", "--json", QUESTION).json)


def test_each_line_of_a_conversation_and_of_a_batch_is_judged(judged: Nutgraf, model: ModelServer):
    lines = [{"id": number, "question": f"{QUESTION} {year}"} for number, year in enumerate(("", "exactly"))]
    ended = judged("ask", "--batch", "-", stdin="\n".join(map(json.dumps, lines)))
    assert [line["verdict"] for line in ended.lines] == ["nothing", "nothing"]
    assert judged("ask", stdin=f"{QUESTION}\n").code == 0
    assert len(model.asked) == 3


def test_a_judge_that_fails_changes_nothing(judged: Nutgraf, nutgraf: Nutgraf, model: ModelServer):
    model.respond = write("I think it was a year.")
    with_judge, without = judged("ask", "--json", QUESTION).json, nutgraf("ask", "--json", QUESTION).json
    assert {**with_judge, "took_ms": 0} == {**without, "took_ms": 0}


# `doctor`.


def findings(ended) -> dict[str, tuple[str, str]]:
    return {finding["name"]: (finding["state"], finding["said"]) for finding in ended.json["findings"]}


async def judge_well(asked: Asked):
    numbers = [sentence["number"] for sentence in asked.data["sentences"] if "120" in sentence["text"]]
    return await choose("found", *numbers)(asked)


def test_doctor_says_how_the_judge_is_set_up_and_sends_nothing(judged: Nutgraf, model: ModelServer):
    state, said = findings(judged("doctor", "--json"))["JUDGE_URL"]
    assert state == "ok"
    assert "small-model" in said
    assert "questions with public replies" in said
    assert "all questions" in findings(judged("doctor", "--json", JUDGE_PRIVATE="yes"))["JUDGE_URL"][1]
    assert model.asked == []


def test_doctor_asks_the_judge_a_question(judged: Nutgraf, model: ModelServer):
    model.respond = judge_well
    state, said = findings(judged("doctor", "--online", "--json"))["judge"]
    assert (state, "right and in time" in said) == ("ok", True)


@pytest.mark.parametrize(
    ("respond", "told"),
    [
        (send("no", 401), "HTTP 401"),
        (write("It carries 120 people."), "something other than a verdict and numbers"),
        (choose("found", 7), "numbers don't fit"),
        (choose("nothing"), "misjudged"),
        (choose("found", 1), "misjudged"),
    ],
)
def test_doctor_says_what_is_wrong_with_a_judge(judged: Nutgraf, model: ModelServer, respond, told: str):
    model.respond = respond
    ended = judged("doctor", "--online", "--json")
    state, said = findings(ended)["judge"]
    assert (ended.code, state) == (0, "hint")
    assert told in said


def test_doctor_names_settings_without_effect_and_keys_in_the_open(nutgraf: Nutgraf):
    assert "no effect" in findings(nutgraf("doctor", "--json", JUDGE_MODEL="m"))["JUDGE_URL"][1]
    openly = nutgraf("doctor", "--json", JUDGE_URL="http://models.example/v1", JUDGE_MODEL="m", JUDGE_KEY=KEY)
    assert "not encrypted" in findings(openly)["JUDGE_URL"][1]


@pytest.mark.parametrize("arguments", [("doctor",), ("doctor", "--online", "--json"), ("ask", QUESTION)])
def test_the_key_is_never_printed(judged: Nutgraf, model: ModelServer, arguments: tuple[str, ...]):
    model.respond = send(f"Incorrect API key: {KEY}", 401)
    ended = judged(*arguments, LOG_LEVEL="debug")
    assert KEY not in ended.out + ended.err


def test_a_file_with_the_key_that_others_can_read_is_noticed(nutgraf: Nutgraf):
    dotenv = Path(".env")
    dotenv.write_text(f"JUDGE_URL=http://localhost/v1\nJUDGE_MODEL=m\nJUDGE_KEY={KEY}\n", "utf-8")
    dotenv.chmod(0o644)
    assert findings(nutgraf("doctor", "--json"))[".env"] == ("hint", "holds secrets, and other users can read it.")

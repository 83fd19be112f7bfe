"""A completion is a verdict and numbers, or it is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.replies.judgement import Judgement
from bot.judge.completion import JudgeError, read_completion


def completion(content: object) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}], "usage": {}}).encode()


def test_a_verdict_and_numbers_are_a_judgement():
    assert read_completion(completion('{"verdict": "weak", "numbers": [3, 1]}'), 4) == Judgement("weak", (3, 1))
    assert read_completion(completion(' {"numbers": [], "verdict": "nothing"}\n'), 4) == Judgement("nothing")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "found: 1",
        "Sentence 1 answers the question.",
        '```json\n{"verdict": "found", "numbers": [1]}\n```',
        '{"verdict": "found", "numbers": [1]} I hope this helps!',
        '<think>hm</think>{"verdict": "found", "numbers": [1]}',
        '{"verdict": "found", "numbers": ["1"]}',
        '{"verdict": "found", "numbers": [1.5]}',
        '{"verdict": "found", "numbers": [true]}',
        '{"verdict": "found", "numbers": 1}',
        '{"verdict": "Found", "numbers": [1]}',
        '{"verdict": "found", "numbers": [1], "text": "The lake rose to 80 metres."}',
        '{"verdict": "found"}',
        '{"numbers": [1]}',
        '{"verdict": "found", "numbers": [1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4]}',
        "[1]",
        "null",
        None,
        [{"type": "text", "text": "{}"}],
    ],
)
def test_anything_else_is_refused(content: object):
    with pytest.raises(JudgeError):
        read_completion(completion(content), 4)


@pytest.mark.parametrize(
    "content",
    [
        '{"verdict": "found", "numbers": [5]}',
        '{"verdict": "found", "numbers": [0]}',
        '{"verdict": "found", "numbers": [-1]}',
        '{"verdict": "found", "numbers": [99999999999999999999]}',
        '{"verdict": "found", "numbers": [1, 1]}',
        '{"verdict": "found", "numbers": []}',
        '{"verdict": "nothing", "numbers": [1]}',
    ],
)
def test_numbers_that_fit_neither_sentences_nor_verdict_are_refused(content: str):
    with pytest.raises(JudgeError):
        read_completion(completion(content), 4)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"{}", b'{"choices": []}', b'{"choices": [{}]}', b'{"error": "x"}', b"\xff\xfe", b"[" * 9999],
)
def test_a_body_that_is_no_completion_is_refused(body: bytes):
    with pytest.raises(JudgeError):
        read_completion(body, 4)


def test_an_error_repeats_nothing_that_was_received():
    with pytest.raises(JudgeError) as caught:
        read_completion(completion("the member's question"), 4)
    assert "member" not in str(caught.value)
    assert caught.value.__cause__ is None


@given(
    st.one_of(
        st.binary(),
        st.text().map(completion),
        st.fixed_dictionaries(
            {"verdict": st.sampled_from(["found", "nothing"]), "numbers": st.lists(st.integers(0, 6))}
        )
        .map(json.dumps)
        .map(completion),
    )
)
def test_no_body_does_more_than_choose_numbers(body: bytes):
    try:
        judgement = read_completion(body, 4)
    except JudgeError:
        return
    assert judgement.is_valid(4)

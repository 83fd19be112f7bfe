"""`nutgraf ask --batch`: questions as JSON lines in, answers as JSON lines out."""

import io
import json
from pathlib import Path

import pytest

from bot.cli.actions.batch import MAX_LINE, read_lines
from tests.cli.actions.test_ask import KEYS, QUESTION
from tests.cli.conftest import Nutgraf


def test_a_batch_is_answered_in_order_under_the_given_ids(nutgraf: Nutgraf, tmp_path: Path):
    file = tmp_path / "questions.jsonl"
    questions = [
        {"id": 7, "question": QUESTION},
        {"id": "b", "question": "haircuts in Lisbon"},
        {"question": "Reuters"},
    ]
    file.write_text("\ufeff" + "\n".join(map(json.dumps, questions)) + "\n\n", "utf-8")
    ended = nutgraf("ask", "--batch", file, "--json")
    assert ended.code == 0
    assert [line["id"] for line in ended.lines] == [7, "b", None]
    assert [line["question"] for line in ended.lines] == [question["question"] for question in questions]
    assert all(list(line) == KEYS for line in ended.lines)


def test_a_batch_may_come_from_standard_input(nutgraf: Nutgraf):
    ended = nutgraf("ask", "--batch", "-", stdin=json.dumps({"id": 1, "question": QUESTION}))
    assert [line["verdict"] for line in ended.lines] == ["found"]


def test_bad_lines_are_reported_in_order_and_fail_the_batch_at_its_end(nutgraf: Nutgraf):
    lines = [
        b"not json",
        b'{"id": 2, "question": 5}',
        b'{"id": 3}',
        b"[1]",
        b'{"id": "\xff", "question": "x"}',
        b"[" * 100_000,
        b'{"id": 7, "question": "' + b"x" * 1_100_000 + b'"}',
        b'{"id": 8, "question": "police \\ud800 recognition"}',
    ]
    ended = nutgraf("ask", "--batch", "-", stdin=b"\n".join(lines))
    assert ended.code == 1
    *bad, good = ended.lines
    assert [line["id"] for line in bad] == [None, 2, 3, None, None, None, None]
    assert [line["error"].partition(":")[0] for line in bad] == [f"line {number}" for number in range(1, 8)]
    assert (good["id"], good["verdict"] in {"found", "weak", "nothing"}) == (8, True)


@pytest.mark.parametrize("size", [MAX_LINE + 1, MAX_LINE + 2, 3 * MAX_LINE])
def test_a_line_that_is_too_long_is_cut_and_the_next_one_is_whole(size: int):
    stream = io.BytesIO(b"x" * size + b"\n{}\n")
    cut, following = read_lines(stream)
    assert MAX_LINE < len(cut) <= MAX_LINE + 2
    assert following == b"{}\n"

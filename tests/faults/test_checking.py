"""What counts the faults notices each kind of them, in a history made up for it."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.faults.checking import Recorded, Said, judge, mark

DUE = {"1@100": "70", "2@100": "71", "1@200": "70"}
ALL = [Said("901", "70", "1@100"), Said("902", "71", "2@100"), Said("903", "70", "1@200")]
RECORDED = {each.run: Recorded("sent", each.id) for each in ALL}


def counts(said: list[Said], recorded: Mapping[str, Recorded] = RECORDED) -> tuple[int, int, int, int]:
    return judge(DUE, said, recorded)[:4]


def test_each_edition_once_is_no_fault():
    verdict = judge(DUE, ALL, RECORDED)
    assert (verdict.due, verdict.sent, verdict.lost, verdict.doubled, verdict.wrong) == (3, 3, 0, 0, ())


def test_an_edition_that_is_nowhere_counts_as_lost():
    verdict = judge(DUE, ALL[1:], RECORDED)
    assert verdict[:4] == (3, 2, 1, 0)
    assert verdict.wrong == ("1@100 is lost: no message, recorded as sent",)


def test_an_edition_that_is_there_twice_counts_as_doubled():
    verdict = judge(DUE, [*ALL, Said("904", "71", "2@100")], RECORDED)
    assert verdict[:4] == (3, 3, 0, 1)
    assert verdict.wrong == ("2@100 is there 2 times",)


def test_a_lost_edition_does_not_cancel_a_doubled_one():
    assert counts([*ALL[1:], ALL[1]]) == (3, 2, 1, 1)


def test_an_edition_in_the_wrong_channel_is_lost_there_and_unexpected_here():
    assert counts([*ALL[1:], Said("901", "71", "1@100")]) == (3, 2, 1, 1)


@pytest.mark.parametrize("run", ["", "1@300", "9@100"])
def test_a_message_for_nothing_due_is_unexpected(run: str):
    assert counts([*ALL, Said("904", "70", run)]) == (3, 3, 0, 1)


@pytest.mark.parametrize("state", ["missed", "failed", "unknown", "empty", "begun"])
def test_a_sent_edition_that_is_recorded_as_not_sent_counts_as_lost(state: str):
    assert counts(ALL, {**RECORDED, "2@100": Recorded(state, "0")}) == (3, 2, 1, 0)


def test_an_edition_that_is_recorded_as_another_message_counts_as_lost():
    assert counts(ALL, {**RECORDED, "2@100": Recorded("sent", "905")}) == (3, 2, 1, 0)


def test_an_edition_without_a_record_counts_as_lost():
    assert counts(ALL, {run: each for run, each in RECORDED.items() if run != "2@100"}) == (3, 2, 1, 0)


def test_an_edition_is_recognized_by_its_button_wherever_it_is():
    def message(*buttons: str) -> Mapping[str, Any]:
        row = {"type": 1, "components": [{"type": 2, "custom_id": each} for each in buttons]}
        return {"components": [{"type": 17, "components": [{"type": 10, "content": "News"}, row]}]}

    assert mark(message("n1:edition:5@1700000000")) == "5@1700000000"
    assert mark(message("n1:digest:pause:5")) == ""
    assert mark(message("n1:edition:5@1", "n1:edition:6@1")) == ""
    assert mark({"components": []}) == ""

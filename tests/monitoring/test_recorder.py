"""What is counted and measured, and that no label can grow without bound."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from bot.digests.digest import Digest, create_run
from bot.monitoring.recorder import Recorder
from tests.monitoring.scrapes import get_value, list_names, read_samples

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RUN = create_run(Digest(7, 1, 2, 3, "daily 08:00", "UTC"), NOW)


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


def render(recorder: Recorder) -> str:
    return recorder.render().decode()


def test_questions_are_counted_by_verdict_from_zero_on(recorder: Recorder):
    assert get_value(render(recorder), "nutgraf_questions_total", verdict="weak") == 0
    recorder.count_answer("weak")
    recorder.count_answer("weak")
    assert get_value(render(recorder), "nutgraf_questions_total", verdict="weak") == 2
    assert get_value(render(recorder), "nutgraf_questions_total", verdict="found") == 0


def test_a_reply_is_measured(recorder: Recorder):
    with recorder.time_reply():
        pass
    assert get_value(render(recorder), "nutgraf_reply_duration_seconds_count") == 1


def test_a_reply_that_failed_is_not_measured(recorder: Recorder):
    with pytest.raises(ValueError, match="gone"), recorder.time_reply():
        raise ValueError("gone")
    assert get_value(render(recorder), "nutgraf_reply_duration_seconds_count") == 0


def test_a_run_is_due_once_and_ends_once(recorder: Recorder):
    recorder.record_run(RUN)
    recorder.record_run(replace(RUN, state="sent"))
    text = render(recorder)
    assert get_value(text, "nutgraf_digest_runs_due_total") == 1
    assert get_value(text, "nutgraf_digest_runs_ended_total", state="sent") == 1


def test_a_run_that_was_missed_while_the_bot_was_down_was_due(recorder: Recorder):
    recorder.record_run(replace(RUN, state="missed", reason="down"))
    text = render(recorder)
    assert get_value(text, "nutgraf_digest_runs_due_total") == 1
    assert get_value(text, "nutgraf_digest_runs_ended_total", state="missed") == 1


def test_a_run_that_was_begun_and_came_too_late_is_due_once(recorder: Recorder):
    recorder.record_run(RUN)
    recorder.record_run(replace(RUN, state="missed", reason="late"))
    assert get_value(render(recorder), "nutgraf_digest_runs_due_total") == 1


def test_a_refusal_for_a_rate_limit_is_counted_by_its_scope(recorder: Recorder):
    recorder.record_request("POST", 429, 0.1, "global")
    recorder.record_request("POST", 429, 0.1, "")
    recorder.record_request("POST", 200, 0.1, "")
    text = render(recorder)
    assert get_value(text, "nutgraf_discord_rate_limit_hits_total", scope="global") == 1
    assert get_value(text, "nutgraf_discord_rate_limit_hits_total", scope="user") == 1
    assert get_value(text, "nutgraf_discord_request_duration_seconds_count", method="POST", status="4xx") == 2


def test_unknown_methods_and_scopes_make_no_series_of_their_own(recorder: Recorder):
    recorder.record_request("POST", 429, 0.1, "user")
    before = set(read_samples(render(recorder)))
    for number in range(50):
        recorder.record_request("POST", 429, 0.1, f"scope{number}")
        recorder.record_request(f"METHOD{number}", 200, 0.1, "")
    added = {labels for name, labels in set(read_samples(render(recorder))) - before if name.endswith("_count")}
    assert added == {(("method", "other"), ("status", "2xx"))}


def test_transactions_and_lag_are_measured_in_seconds(recorder: Recorder):
    recorder.record_transaction("write", 0.03)
    recorder.record_lag(0.2)
    text = render(recorder)
    assert get_value(text, "nutgraf_store_transaction_duration_seconds_sum", operation="write") == 0.03
    assert get_value(text, "nutgraf_event_loop_lag_seconds_bucket", le="0.25") == 1
    assert get_value(text, "nutgraf_event_loop_lag_seconds_bucket", le="0.1") == 0


def test_each_recorder_counts_for_itself(recorder: Recorder):
    recorder.count_answer("found")
    assert get_value(render(Recorder()), "nutgraf_questions_total", verdict="found") == 0


def test_no_series_tells_when_it_was_created(recorder: Recorder):
    assert not any(name.endswith("_created") for name in list_names(render(recorder)))

"""A drain is summarized from the messages and from the samples between due and the last message."""

from bench.digest_drain import Drain, build_drain_table, compare_drain, summarize_drain
from tests.wire.remote import StoredMessage

SERVERS = {"1": "a", "2": "a", "3": "b"}
MESSAGES = [
    StoredMessage({"channel_id": channel}, received, deleted=False)
    for channel, received in (("1", 100.5), ("3", 101.0), ("2", 102.0))
]
SAMPLES = [(99.0, 9.0, 0.0), (100.0, 0.01, 1.0), (101.0, 0.03, 1.5), (102.0, 0.02, 2.0), (110.0, 9.0, 9.0)]


def summarize(messages: list[StoredMessage]) -> Drain:
    return summarize_drain(messages, SERVERS, 100.0, SAMPLES, rate_limited=4)


def test_times_count_from_due():
    drain = summarize(MESSAGES)
    assert (list(drain.received), drain.last) == ([0.5, 1.0, 2.0], 2.0)
    assert (sorted(drain.firsts), drain.last_server) == ([0.5, 1.0], 1.0)


def test_samples_before_due_and_after_the_last_message_do_not_count():
    drain = summarize(MESSAGES)
    assert list(drain.late) == [0.01, 0.03, 0.02]
    assert (drain.processor, drain.rate_limited) == (0.5, 4)


def test_a_message_that_came_twice_is_counted():
    assert summarize(MESSAGES).doubled == 0
    assert summarize([*MESSAGES, MESSAGES[-1]]).doubled == 1


def test_a_drain_is_reported_as_ratios_and_as_a_row():
    drain = summarize(MESSAGES)
    assert [ratio.ours for ratio in compare_drain("SQLite", drain)] == [2.0, 1.0]
    assert build_drain_table({"SQLite": drain}).row_count == 1

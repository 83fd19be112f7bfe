"""When each article was first seen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.digests.store_ports.ledger import Ledger
from tests.support.properties import examples
from tests.support.stores import DAY, NINE, add_active, reload


def test_there_is_no_batch_before_anything_arrives(ledger: Ledger):
    assert ledger.arrivals.get_last_batch() == 0
    assert ledger.arrivals.list_after(0) == []


def test_the_first_articles_are_the_baseline_not_news(ledger: Ledger):
    assert ledger.arrivals.record(["a", "b"], NINE) == ["a", "b"]
    assert ledger.arrivals.get_last_batch() == 1
    assert ledger.arrivals.list_after(0) == []


def test_an_empty_archive_is_a_baseline(ledger: Ledger):
    ledger.arrivals.record([], NINE)
    ledger.arrivals.record([], NINE + DAY)
    assert ledger.arrivals.get_last_batch() == 1
    assert ledger.arrivals.record(["a", "b"], NINE + 2 * DAY) == ["a", "b"]
    assert ledger.arrivals.list_after(1) == ["a", "b"]


def test_later_articles_are_new_once(ledger: Ledger):
    ledger.arrivals.record(["a"], NINE)
    assert ledger.arrivals.record(["c", "a", "b"], NINE + DAY) == ["c", "b"]
    last = ledger.arrivals.get_last_batch()
    assert last == 2
    assert ledger.arrivals.record(["c", "a", "b"], NINE + 2 * DAY) == []
    assert ledger.arrivals.get_last_batch() == last


def test_articles_after_a_batch_are_listed_latest_first(ledger: Ledger):
    ledger.arrivals.record(["a"], NINE)
    for day, ids in enumerate((["z", "b"], ["c"], ["d"]), 1):
        ledger.arrivals.record(ids, NINE + day * DAY)
    assert ledger.arrivals.list_after(0) == ["d", "c", "b", "z"]
    assert ledger.arrivals.list_after(2) == ["d", "c"]
    assert ledger.arrivals.list_after(4) == []


def test_an_article_that_returns_or_changes_is_not_new(ledger: Ledger):
    ledger.arrivals.record(["a", "b"], NINE)
    ledger.arrivals.record(["b"], NINE + DAY)
    assert ledger.arrivals.record(["a", "b"], NINE + 2 * DAY) == []


def test_an_article_that_is_listed_twice_arrives_once(ledger: Ledger):
    ledger.arrivals.record(["a"], NINE)
    assert ledger.arrivals.record(["b", "b"], NINE) == ["b"]


@settings(max_examples=examples(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.text("abcdef", min_size=1, max_size=2), max_size=8), min_size=1, max_size=6))
def test_every_article_arrives_once_in_any_order(ledger: Ledger, records: list[list[str]]):
    mark = ledger.arrivals.get_last_batch()
    prefix = f"{mark}-"
    batches = [[prefix + article_id for article_id in ids] for ids in records]
    new = [article_id for ids in batches for article_id in ledger.arrivals.record(ids, NINE)]
    assert sorted(new) == sorted({article_id for ids in batches for article_id in ids})


def test_a_large_archive_is_one_batch(ledger: Ledger):
    # One statement inserts 10,000.
    many = [f"{number:016x}" for number in range(10_001)]
    assert len(ledger.arrivals.record(many, NINE)) == 10_001
    assert ledger.arrivals.record([*many, "f" * 16], NINE + DAY) == ["f" * 16]
    assert ledger.arrivals.list_after(0) == ["f" * 16]


def test_of_two_processes_that_record_the_same_articles_one_finds_them_new(ledger: Ledger):
    ledger.arrivals.record(["a"], NINE)
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(lambda _: ledger.arrivals.record(["a", "b", "c"], NINE), range(4)))
    assert sorted(article_id for new in results for article_id in new) == ["b", "c"]


def test_batches_are_numbered_in_the_order_in_which_they_become_visible(ledger: Ledger):
    ledger.arrivals.record(["a"], NINE)

    def arrive(number: int) -> bool:
        """Record an article. Returns whether the batches up to the last one include it."""
        ledger.arrivals.record([f"b{number}"], NINE + timedelta(seconds=number))
        upto = ledger.arrivals.get_last_batch()
        seen = set(ledger.arrivals.list_after(0)) - set(ledger.arrivals.list_after(upto))
        return f"b{number}" in seen

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(arrive, range(40)))
    assert len(ledger.arrivals.list_after(0)) == 40


def test_a_store_that_was_not_restored_is_not_marked_so(ledger: Ledger):
    ledger.arrivals.record(["a"], NINE)
    assert not ledger.arrivals.is_restored()


def test_recording_arrivals_does_not_change_digests(ledger: Ledger):
    ledger.arrivals.record(["a"], NINE)
    digest = add_active(ledger, cursor=1)
    ledger.arrivals.record(["b"], NINE)
    assert reload(ledger, digest) == digest

"""What is new to a digest is what was first seen after its last edition."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.digests.ports import Ledger
from tests.support.stores import DAY, NINE, active, there


def test_before_anything_arrived_there_is_no_batch(books: Ledger):
    assert books.arrivals.get_last_batch() == 0
    assert books.arrivals.list_after(0) == []


def test_the_first_articles_are_the_baseline_and_no_news(books: Ledger):
    assert books.arrivals.record(["a", "b"], NINE) == ["a", "b"]
    assert books.arrivals.get_last_batch() == 1
    assert books.arrivals.list_after(0) == []


def test_an_empty_archive_is_a_baseline_too(books: Ledger):
    books.arrivals.record([], NINE)
    books.arrivals.record([], NINE + DAY)
    assert books.arrivals.get_last_batch() == 1
    assert books.arrivals.record(["a", "b"], NINE + 2 * DAY) == ["a", "b"]
    assert books.arrivals.list_after(1) == ["a", "b"]


def test_what_comes_later_is_new_once(books: Ledger):
    books.arrivals.record(["a"], NINE)
    assert books.arrivals.record(["c", "a", "b"], NINE + DAY) == ["c", "b"]
    last = books.arrivals.get_last_batch()
    assert last == 2
    assert books.arrivals.record(["c", "a", "b"], NINE + 2 * DAY) == []
    assert books.arrivals.get_last_batch() == last


def test_news_is_what_came_after_a_batch_the_latest_first(books: Ledger):
    books.arrivals.record(["a"], NINE)
    for day, ids in enumerate((["z", "b"], ["c"], ["d"]), 1):
        books.arrivals.record(ids, NINE + day * DAY)
    assert books.arrivals.list_after(0) == ["d", "c", "b", "z"]
    assert books.arrivals.list_after(2) == ["d", "c"]
    assert books.arrivals.list_after(4) == []


def test_an_article_that_left_and_came_back_or_changed_is_not_new(books: Ledger):
    books.arrivals.record(["a", "b"], NINE)
    books.arrivals.record(["b"], NINE + DAY)
    assert books.arrivals.record(["a", "b"], NINE + 2 * DAY) == []


def test_an_article_that_is_named_twice_arrives_once(books: Ledger):
    books.arrivals.record(["a"], NINE)
    assert books.arrivals.record(["b", "b"], NINE) == ["b"]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.text("abcdef", min_size=1, max_size=2), max_size=8), min_size=1, max_size=6))
def test_whatever_comes_in_whichever_order_arrives_once(books: Ledger, looks: list[list[str]]):
    mark = books.arrivals.get_last_batch()
    prefix = f"{mark}-"
    new = [one for ids in looks for one in books.arrivals.record([prefix + one for one in ids], NINE)]
    assert sorted(new) == sorted({prefix + one for ids in looks for one in ids})


def test_a_large_archive_arrives_at_once(books: Ledger):
    many = [f"{number:016x}" for number in range(25_000)]
    assert len(books.arrivals.record(many, NINE)) == 25_000
    assert books.arrivals.record([*many, "f" * 16], NINE + DAY) == ["f" * 16]
    assert books.arrivals.list_after(0) == ["f" * 16]


def test_two_that_take_in_the_same_at_once_call_it_new_once(books: Ledger):
    books.arrivals.record(["a"], NINE)
    with ThreadPoolExecutor(4) as threads:
        every = list(threads.map(lambda _: books.arrivals.record(["a", "b", "c"], NINE), range(4)))
    assert sorted(one for new in every for one in new) == ["b", "c"]


def test_batches_are_numbered_in_the_order_they_are_seen(books: Ledger):
    books.arrivals.record(["a"], NINE)

    def arrive(number: int) -> bool:
        """Whether all that a reader finds afterwards was taken in when they looked."""
        books.arrivals.record([f"b{number}"], NINE + timedelta(seconds=number))
        upto = books.arrivals.get_last_batch()
        seen = set(books.arrivals.list_after(0)) - set(books.arrivals.list_after(upto))
        return f"b{number}" in seen

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(arrive, range(40)))
    assert len(books.arrivals.list_after(0)) == 40


def test_a_store_that_was_not_restored_says_so(books: Ledger):
    books.arrivals.record(["a"], NINE)
    assert not books.arrivals.is_restored()


def test_a_batch_moves_no_digest(books: Ledger):
    books.arrivals.record(["a"], NINE)
    digest = active(books, cursor=1)
    books.arrivals.record(["b"], NINE)
    assert there(books, digest) == digest

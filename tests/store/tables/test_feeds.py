"""The state of feeds, and which of their entries were taken, survive a restart."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from bot.digests.follow import FollowRule
from bot.feeds.fetching.fetch import Validators
from bot.feeds.store_port import FeedState, NewEntry
from bot.store.open_store import build_ledger
from bot.store.schema import sent
from bot.store.tables.arrivals import StoredArrivals
from bot.store.tables.feeds import StoredFeeds
from tests.support.digesting import daily

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def candidate(name: str, *others: str, is_baseline: bool = False, text: str | None = None) -> NewEntry:
    text = f"---\ntitle: {name}\n" if text is None else text
    return NewEntry(
        (name, *others), f"article-{name}", f"host/{name}.yaml" if text else "", text, is_baseline, f"digest-{name}"
    )


@pytest.fixture
def feeds(store_engine: Engine) -> StoredFeeds:
    return StoredFeeds(store_engine)


def test_the_state_of_a_feed_is_stored(feeds: StoredFeeds) -> None:
    state = FeedState(url="http://a.org/feed", title="Ä", due_at=NOW, validators=Validators('"1"', "x"), failures=2)
    feeds.save([state, FeedState(url="http://b.org/feed")])
    feeds.save([FeedState(url="http://b.org/feed", failures=1)])
    assert feeds.load() == {state.url: state, "http://b.org/feed": FeedState(url="http://b.org/feed", failures=1)}
    feeds.remove(state.url)
    assert list(feeds.load()) == ["http://b.org/feed"]


def test_an_entry_is_taken_once(feeds: StoredFeeds) -> None:
    one = candidate("a", "id-a")
    assert feeds.take([one, candidate("b")], NOW) == [one, candidate("b")]
    assert feeds.take([one, candidate("c"), candidate("d", "id-a"), candidate("e", "c")], NOW) == [candidate("c")]
    # The other URL of an entry that is known is known from then on, too.
    assert feeds.take([candidate("d")], NOW) == []


def test_documents_are_pending_until_they_are_settled(feeds: StoredFeeds) -> None:
    feeds.take([candidate("b"), candidate("a", "id-a"), candidate("old", text="")], NOW)
    assert [(pending.key, pending.path) for pending in feeds.list_pending()] == [
        ("b", "host/b.yaml"),
        ("a", "host/a.yaml"),
    ]
    feeds.settle(["b"])
    assert [pending.text for pending in feeds.list_pending()] == ["---\ntitle: a\n"]


def test_documents_that_were_removed_stay_known(feeds: StoredFeeds) -> None:
    feeds.take([candidate("a")], NOW)
    assert feeds.list_digests("host/a.yaml") == {"digest-a": "a"}
    feeds.release(["a"])
    assert feeds.list_digests("host/a.yaml") == {}
    assert feeds.take([candidate("a")], NOW) == []


def test_a_baseline_is_no_news_and_what_follows_is(feeds: StoredFeeds, store_engine: Engine) -> None:
    arrivals = StoredArrivals(store_engine)
    arrivals.record(["before"], NOW)
    feeds.take([candidate("a", is_baseline=True), candidate("b")], NOW)
    assert arrivals.record(["before", "article-a", "article-b"], NOW) == ["article-b"]
    assert arrivals.list_after(0) == ["article-b"]


def test_a_baseline_before_the_archive_was_recorded_leaves_the_archive_a_baseline(
    feeds: StoredFeeds, store_engine: Engine
) -> None:
    feeds.take([candidate("a", is_baseline=True)], NOW)
    arrivals = StoredArrivals(store_engine)
    arrivals.record(["before", "article-a"], NOW)
    assert arrivals.list_after(0) == []


def test_many_entries_are_taken_at_once(feeds: StoredFeeds) -> None:
    # One statement takes 5,000.
    many = [candidate(str(number)) for number in range(5_001)]
    assert len(feeds.take(many, NOW)) == 5_001
    assert feeds.take(many, NOW) == []
    feeds.settle([pending.key for pending in feeds.list_pending()])
    assert not feeds.list_pending()


def test_followed_stories_are_the_articles_of_the_follow_and_those_that_it_has_told(
    feeds: StoredFeeds, store_engine: Engine
) -> None:
    ledger = build_ledger(store_engine)
    story = ledger.digests.add(daily(follow=FollowRule("story", articles=("a", "b"))))
    ledger.digests.add(daily(follow=FollowRule("words"), words="x"))
    row = {"place": "channel 70", "headline": "", "redated": False, "at": NOW}
    with store_engine.begin() as connection:
        connection.execute(sa.insert(sent), [{**row, "digest": story.id, "article": "c"}])
    assert feeds.list_followed() == {"a", "b", "c"}

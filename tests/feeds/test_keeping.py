"""Old articles are removed; articles that an editor changed stay."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.coverage.archive.merging import build_article_id
from bot.coverage.article import Moment
from bot.coverage.urls import canonicalize_url
from bot.feeds import files
from bot.feeds.item import FeedItem
from bot.feeds.keeping import Keep, forget_old_entries, remove_old_articles
from bot.feeds.rounds import write_pending
from bot.feeds.store_port import NewEntry
from bot.store.tables.feeds import StoredFeeds

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def store(engine: Engine) -> StoredFeeds:
    return StoredFeeds(engine)


@pytest.fixture
def folder(tmp_path: Path, store: StoredFeeds) -> Path:
    """An article a day, the last ten days, two of them edited."""
    candidates: list[NewEntry] = []
    for days in range(10):
        at = NOW - timedelta(days=days)
        item = FeedItem(f"Story {days}", f"http://news.example.org/{days}", Moment(at), "", "news.example.org")
        text, path = files.format_document(item, ()), files.choose_path(item, "")
        candidates.append(
            NewEntry((str(days),), f"article{days}", path, text, is_baseline=False, digest=files.compute_digest(text))
        )
    store.take(candidates, NOW)
    folder = tmp_path / "feeds"
    write_pending(store, folder)
    for file in sorted(folder.rglob("*.yaml"))[:2]:
        file.write_text(file.read_text().replace("Story", "Edited"))
    return folder


def headlines(folder: Path) -> list[str]:
    texts = [file.read_text() for file in sorted(folder.rglob("*.yaml"), reverse=True)]
    return [line[8:-1] for text in texts for line in text.splitlines() if line.startswith("title: ")]


def test_articles_of_older_days_are_removed_unless_they_were_edited(folder: Path, store: StoredFeeds) -> None:
    assert remove_old_articles(folder, store, Keep(age=timedelta(days=3)), NOW) == 4
    assert headlines(folder) == ["Story 0", "Story 1", "Story 2", "Story 3", "Edited 8", "Edited 9"]
    assert store.count_kept() == 6


def test_the_oldest_go_if_there_are_too_many(folder: Path, store: StoredFeeds) -> None:
    assert remove_old_articles(folder, store, Keep(count=7), NOW) == 3
    assert headlines(folder) == [*(f"Story {days}" for days in range(5)), "Edited 8", "Edited 9"]


def test_without_bounds_nothing_goes(folder: Path, store: StoredFeeds) -> None:
    assert remove_old_articles(folder, store, Keep(), NOW) == 0
    assert len(headlines(folder)) == 10


def test_what_others_put_into_the_folder_stays(folder: Path, store: StoredFeeds) -> None:
    own = folder / "news.example.org" / "2015-01-01.yaml"
    own.write_text('title: "Mine"\n')
    (folder / "news.example.org" / "2015-13-45.yaml").write_text("title: x")
    remove_old_articles(folder, store, Keep(age=timedelta(days=1)), NOW)
    assert own.read_text() == 'title: "Mine"\n'


def test_what_was_removed_is_not_taken_again(folder: Path, store: StoredFeeds) -> None:
    remove_old_articles(folder, store, Keep(age=timedelta(days=3)), NOW)
    assert not store.take([NewEntry(("7",), "article7", "a/b.yaml", "---\n", is_baseline=False)], NOW)


def take_entry(store: StoredFeeds, feed: str) -> None:
    """Take an entry without a document."""
    store.take([NewEntry(("old",), "article", "", "", is_baseline=False, feed=feed)], NOW - timedelta(days=100))


@pytest.mark.parametrize(
    ("last_reads", "forgotten"),
    [
        ({"feed": NOW}, 1),
        ({"feed": NOW - timedelta(days=80)}, 0),
        ({"feed": None}, 0),
        ({"other": NOW}, 0),
    ],
    ids=["listed no more", "fails since", "never read", "its feed was removed"],
)
def test_an_entry_is_forgotten_when_its_feed_has_listed_it_no_more_for_a_month(
    store: StoredFeeds, last_reads: dict[str, datetime | None], forgotten: int
) -> None:
    take_entry(store, "feed")
    assert forget_old_entries(store, last_reads, NOW) == forgotten
    assert len(store.take([NewEntry(("old",), "article", "", "", is_baseline=False)], NOW)) == forgotten


def test_an_entry_that_is_still_listed_is_not_forgotten(store: StoredFeeds) -> None:
    take_entry(store, "feed")
    store.see([NewEntry(("old",), "article", "", "", is_baseline=False, feed="feed")], NOW - timedelta(days=10))
    assert forget_old_entries(store, {"feed": NOW}, NOW) == 0


def test_an_entry_of_a_feed_that_was_removed_is_forgotten_after_half_a_year(store: StoredFeeds) -> None:
    take_entry(store, "feed")
    assert forget_old_entries(store, {}, NOW + timedelta(days=81)) == 1


def test_an_entry_with_a_document_is_not_forgotten(folder: Path, store: StoredFeeds) -> None:
    assert forget_old_entries(store, {}, NOW + timedelta(days=1_000)) == 0
    remove_old_articles(folder, store, Keep(age=timedelta(days=3)), NOW)
    assert forget_old_entries(store, {}, NOW + timedelta(days=1_000)) > 0


def test_articles_of_followed_stories_stay(folder: Path, store: StoredFeeds) -> None:
    followed = {build_article_id(canonicalize_url("http://news.example.org/5"))}
    assert remove_old_articles(folder, store, Keep(age=timedelta(days=3)), NOW, followed) == 3
    assert "Story 5" in headlines(folder)

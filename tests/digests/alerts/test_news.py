"""Articles that arrive in small numbers are news; of a bulk import, at most the recent ones are."""

from datetime import UTC, datetime, timedelta

from bot.coverage.archive.archive import Archive
from bot.digests.alerts.news import BULK, FRESH, MAX_NEWS, TOGETHER, ArrivedBatch, select_news
from tests.support.desks import build_desk, build_record

AT = datetime(2024, 3, 1, 12, tzinfo=UTC)


def build_articles(count: int, fresh: int = 0) -> Archive:
    """Return an archive of old articles, with some fresh ones."""
    times = [AT - FRESH] * fresh + [AT - FRESH - timedelta(seconds=1)] * (count - fresh)
    records = [
        build_record(f"Report {number}", url=f"https://post.example/{number}", published=at)
        for number, at in enumerate(times)
    ]
    return build_desk(*records).archive


def list_ids(archive: Archive) -> tuple[str, ...]:
    return tuple(archive.id_of(place) for place in range(len(archive)))


def count_news(archive: Archive, *batches: ArrivedBatch) -> list[int]:
    return [len(batch.articles) for batch in select_news(archive, batches)]


def test_few_articles_are_news_whatever_their_dates():
    archive = build_articles(BULK)
    assert count_news(archive, ArrivedBatch(1, AT, list_ids(archive))) == [BULK]


def test_of_a_bulk_import_only_what_was_just_published_is_news():
    archive = build_articles(BULK + 1, fresh=4)
    assert count_news(archive, ArrivedBatch(1, AT, list_ids(archive))) == [4]


def test_a_very_large_import_is_silent():
    archive = build_articles(MAX_NEWS + 1, fresh=MAX_NEWS + 1)
    assert count_news(archive, ArrivedBatch(1, AT, list_ids(archive))) == []


def test_batches_that_follow_each_other_closely_are_one_import():
    archive = build_articles(BULK + 10)
    ids = list_ids(archive)
    first, second = ArrivedBatch(1, AT, ids[:BULK]), ArrivedBatch(2, AT + TOGETHER, ids[BULK:])
    assert count_news(archive, first, second) == [BULK, 0]
    assert count_news(archive, first, second._replace(at=AT + TOGETHER + timedelta(seconds=1))) == [BULK, 10]


def test_undated_articles_of_an_import_are_no_news():
    records = [build_record(f"Report {number}", url=f"https://post.example/{number}") for number in range(BULK + 1)]
    archive = build_desk(*records).archive
    assert count_news(archive, ArrivedBatch(1, AT, list_ids(archive))) == [0]

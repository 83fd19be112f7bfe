"""An archive finds its articles by id, URL, outlet, topic and day, and compares itself with another."""

from datetime import date

import pytest

from bot.coverage.archive.archive import Archive
from bot.coverage.archive.build import build_archive
from bot.coverage.corpus.corpus import Corpus
from tests.support.records import archive_of, build_bridge


def test_between_includes_both_days_and_an_open_end_is_open():
    days = ["2024-01-01", "2024-01-02T23:59", "2024-01-03", "2024-01-05"]
    archive = archive_of(
        build_bridge("U", url="https://x.example/u", date=None),
        *(build_bridge(day, url=f"https://x.example/{day}", date=day) for day in days),
    )

    def titles(first: date | None, last: date | None) -> list[str]:
        return [article.title for article in archive.between(first, last)]

    assert titles(date(2024, 1, 2), date(2024, 1, 3)) == ["2024-01-03", "2024-01-02T23:59"]
    assert titles(date(2024, 1, 3), None) == ["2024-01-05", "2024-01-03"]
    assert titles(None, date(2024, 1, 1)) == ["2024-01-01"]
    assert titles(date(2024, 1, 4), date(2024, 1, 4)) == []
    assert titles(date(2024, 1, 5), date(2024, 1, 1)) == []
    assert titles(None, None)[-1] == "U"


def test_an_article_is_found_by_its_id_and_by_any_form_of_its_url():
    archive = archive_of(
        build_bridge(aliases=["https://amp.herald.example/bridge.amp.html", "https://short.example/x1"])
    )
    bridge = archive.articles[0]
    assert archive.article(bridge.id) == bridge
    for url in (
        "http://www.herald.example/bridge/?fbclid=abc",
        "https://herald-example.cdn.ampproject.org/c/s/herald.example/bridge",
        "https://short.example/x1",
    ):
        assert archive.by_url(url) == bridge
    assert archive.by_url("https://herald.example/other") is None
    assert archive.by_url("javascript:alert(1)") is None
    assert archive.article("0" * 16) is None


def test_the_aliases_of_an_article_are_the_ids_of_its_other_urls():
    archive = archive_of(
        build_bridge(aliases=["https://amp.herald.example/bridge.amp.html"]),
        build_bridge(url="https://herald.example/x"),
    )
    bridge = archive.by_url("https://herald.example/bridge")
    assert bridge is not None
    aliases = dict(archive.aliases())
    assert set(aliases.values()) == {bridge.id}
    assert all(archive.article(alias) == bridge and alias != bridge.id for alias in aliases)


def test_topics_are_found_by_folded_key_and_named_by_the_most_frequent_spelling():
    archive = archive_of(
        build_bridge(url="https://x.example/1", topics=["Machine Learning", "AI"]),
        build_bridge("B", url="https://x.example/2", topics=["Machine learning"]),
        build_bridge("C", url="https://x.example/3", topics=["Machine Learning"]),
    )
    assert [(topic.key, topic.name, topic.count) for topic in archive.topics.values()] == [
        ("machine learning", "Machine Learning", 3),
        ("ai", "AI", 1),
    ]
    assert len(archive.by_topic("machine learning")) == 3
    assert archive.by_topic("unknown") == ()


def test_the_articles_of_an_outlet_are_found_by_its_host():
    archive = archive_of(build_bridge(), build_bridge("B", url="https://www.herald.example/b", path="b.md"))
    assert len(archive.by_outlet("herald.example")) == 2
    assert archive.by_outlet("nowhere.example") == ()


def test_nested_articles_and_those_that_contain_them_are_related():
    archive = archive_of((build_bridge(), build_bridge("Ferries", url="https://x.example/f", nested=True)))
    bridge, ferries = archive.by_url("https://herald.example/bridge"), archive.by_url("https://x.example/f")
    assert bridge is not None
    assert ferries is not None
    assert archive.related_to(bridge) == (ferries,)
    assert archive.related_to(ferries) == (bridge,)


def test_two_archives_are_compared_article_by_article():
    same, old, new = (build_bridge(name, url=f"https://x.example/{name}") for name in ("same", "old", "new"))
    edited = build_bridge("old, edited", url="https://x.example/old")
    earlier, later = archive_of(same, old), archive_of(same, edited, new)
    gone, added = earlier.changes(later)
    assert [article.title for article in gone] == ["old"]
    assert {article.title for article in added} == {"old, edited", "new"}
    for article, place in zip(later.articles, later.find_unchanged_places(earlier), strict=True):
        assert (earlier.articles[place] == article) if place >= 0 else (article in tuple(added))
    assert later.find_unchanged_places(None) == [-1, -1, -1]


def test_an_archive_may_be_empty():
    empty = build_archive([])
    assert (len(empty), empty.files, empty.newest, empty.oldest, empty.between(None, None)) == (0, 0, None, None, ())
    assert empty.between(date(2024, 1, 1), date(2024, 1, 2)) == ()


@pytest.fixture(scope="session")
def corpora(shared_corpus: Corpus) -> Archive:
    return shared_corpus.archive


def test_real_records_make_the_expected_archive(corpora: Archive):
    assert corpora.files == 2398
    # 2,398 main records and 5,740 nested ones are about this many different articles.
    assert 2300 < len(corpora) < 2400
    assert corpora.removed == 12
    assert 250 < len(corpora.outlets) < 300
    assert next(iter(corpora.outlets)) == "msn.com"
    assert corpora.outlets["msn.com"].name == "MSN"
    assert not [problem for problem in corpora.problems if problem.severity == "error"]


def test_real_records_that_lost_their_url_are_joined_with_their_articles(corpora: Archive):
    # 277 nested records have no URL; one of them could be either of two videos with one title.
    assert len([article.title for article in corpora.articles if article.url is None]) == 1


def test_a_real_video_site_is_not_named_after_one_of_its_channels(corpora: Archive):
    site = corpora.outlets["youtube.com"]
    assert site.platform
    assert site.name == "youtube.com"
    assert len(site.names) > 100
    assert corpora.by_outlet("youtube.com")[0].credit in site.names


def test_every_related_id_in_real_records_leads_to_an_article(corpora: Archive):
    related = [article_id for article in corpora.articles for article_id in article.related]
    assert len(related) > 1000
    assert all(corpora.article(article_id) for article_id in related)

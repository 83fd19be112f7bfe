"""Which records are the same article, and which must not be merged."""

from bot.coverage.article import Record
from tests.support.records import archive_of, build_bridge


def test_records_with_one_url_in_different_forms_are_one_article():
    archive = archive_of(
        build_bridge(url="http://www.herald.example/bridge/?utm_source=feed"),
        build_bridge(url="https://herald.example/bridge", path="b.md", nested=True),
    )
    assert len(archive) == 1
    assert len(archive.members[0]) == 2


def test_records_whose_urls_differ_in_the_query_are_two_articles():
    archive = archive_of(
        build_bridge(url="https://video.example/watch?v=1"),
        build_bridge(url="https://video.example/watch?v=2", title="B"),
    )
    assert len(archive) == 2


def test_a_record_at_the_amp_url_of_an_article_belongs_to_it_whatever_its_title():
    joined = archive_of(
        build_bridge("Bridge shut", url="https://herald.example/b", aliases=["https://m2.herald.example/amp-pages/77"]),
        build_bridge("Bridge is closed", url="https://m2.herald.example/amp-pages/77"),
    )
    assert [article.url for article in joined.articles] == ["https://herald.example/b"]
    assert len(joined.articles[0].wordings) == 2


def test_an_amp_url_on_another_site_joins_only_if_the_provider_is_the_same():
    aliases = ["https://cloudpages.example/amp-pages/77"]
    apart = archive_of(
        build_bridge("Bridge shut", url="https://herald.example/b", aliases=aliases, domain="herald.example"),
        build_bridge("Bridge is closed", url=aliases[0], domain="cloudpages.example"),
    )
    assert len(apart) == 2
    joined = archive_of(
        build_bridge("Bridge shut", url="https://herald.example/b", aliases=aliases, domain="herald.example"),
        build_bridge("Bridge is closed", url=aliases[0], domain="herald.example"),
    )
    assert len(joined) == 1


def test_a_record_at_another_url_of_an_article_belongs_to_it_if_site_and_title_are_the_same():
    pair = (
        build_bridge(url="https://herald.example/bridge", aliases=["https://herald.example/node/9"]),
        build_bridge(url="https://herald.example/node/9", excerpt="Older text."),
    )
    assert len(archive_of(*pair)) == 1
    section = build_bridge("News of the harbour", url="https://herald.example/node/9")
    assert len(archive_of(pair[0], section)) == 2


def test_a_url_that_several_articles_claim_joins_none_and_leads_to_none():
    shared = "https://herald.example/amp/latest"
    several = archive_of(
        build_bridge("One", url="https://herald.example/1", aliases=[shared]),
        build_bridge("Two", url="https://herald.example/2", aliases=[shared]),
        build_bridge("Latest news", url=shared),
    )
    assert len(several) == 3
    latest = several.by_url(shared)
    assert latest is not None
    assert latest.title == "Latest news"
    assert archive_of(several_record("1", shared), several_record("2", shared)).by_url(shared) is None


def several_record(name: str, alias: str) -> Record:
    return build_bridge(name, url=f"https://herald.example/{name}", aliases=[alias])


def test_a_home_page_among_the_other_urls_joins_nothing_and_leads_nowhere():
    two = archive_of(
        build_bridge("One", url="https://herald.example/1", aliases=["https://herald.example/"]),
        build_bridge("One", url="https://herald.example"),
    )
    assert len(two) == 2
    assert (
        archive_of(build_bridge("One", url="https://herald.example/1", aliases=["https://herald.example"])).by_url(
            "https://herald.example"
        )
        is None
    )


def test_a_source_url_at_another_outlet_is_an_article_of_its_own():
    two = archive_of(
        build_bridge(
            url="https://portal.example/bridge", aliases=["https://herald.example/bridge"], domain="portal.example"
        ),
        build_bridge(url="https://herald.example/bridge", domain="herald.example"),
    )
    assert {article.outlet for article in two.articles} == {"portal.example", "herald.example"}


def test_records_whose_urls_point_at_each_other_are_one_article():
    one = archive_of(
        build_bridge(url="https://herald.example/a", aliases=["https://herald.example/b"]),
        build_bridge(url="https://herald.example/b", aliases=["https://herald.example/c"]),
        build_bridge(url="https://herald.example/c", aliases=["https://herald.example/a"]),
    )
    assert len(one) == 1
    for page in "abc":
        assert one.by_url(f"https://herald.example/{page}") == one.articles[0]


def test_records_without_a_url_are_one_article_if_outlet_and_title_are_the_same():
    two = archive_of(
        build_bridge("Bridge shut!", url=None, domain="herald.example"),
        build_bridge("Bridge Shut", url=None, domain="herald.example"),
        build_bridge("Bridge shut", url=None, domain="times.example"),
    )
    assert sorted(
        (metadata.outlet, len(members)) for metadata, members in zip(two.metadata, two.members, strict=True)
    ) == [
        ("herald.example", 2),
        ("times.example", 1),
    ]
    assert all(article.url is None for article in two.articles)


def test_a_record_without_a_url_belongs_to_the_only_article_that_fits():
    whole = build_bridge("Trailer", "Watch it now.", "https://video.example/watch?v=1", domain="video.example")
    lost = build_bridge("Trailer", "Watch it now.", None, domain="video.example", nested=True, path="b.md")
    assert [article.url for article in archive_of(whole, lost).articles] == [whole.url]


def test_a_record_without_a_url_stays_alone_if_text_or_time_differs_or_two_articles_fit():
    whole = build_bridge("Trailer", "Watch it now.", "https://video.example/watch?v=1", domain="video.example")
    twin = build_bridge("Trailer", "Watch it now.", "https://video.example/watch?v=2", domain="video.example")
    other_text = build_bridge("Trailer", "Another text.", None, domain="video.example")
    other_time = build_bridge("Trailer", "Watch it now.", None, domain="video.example", date="2020-01-01")
    assert len(archive_of(whole, other_text)) == 2
    assert len(archive_of(whole, other_time)) == 2
    assert len(archive_of(whole, twin, build_bridge("Trailer", "Watch it now.", None, domain="video.example"))) == 3

"""Which records are one article, and which must not become one."""

from bot.coverage.archive.archive import Archive
from bot.coverage.archive.build import build_archive
from bot.coverage.archive.identity import with_canonical_urls
from bot.coverage.article import Record
from tests.support.filing import reading, record


def build(*records: Record) -> Archive:
    return build_archive([reading(each) for each in records])


def test_a_record_at_the_amp_address_of_another_is_that_article_whatever_its_headline():
    joined = build(
        record("Bridge shut", url="https://herald.example/b", aliases=["https://m2.herald.example/amp-pages/77"]),
        record("Bridge is closed", url="https://m2.herald.example/amp-pages/77"),
    )
    assert [article.url for article in joined.articles] == ["https://herald.example/b"]
    assert len(joined.articles[0].wordings) == 2


def test_an_amp_address_on_another_site_joins_only_where_the_provider_is_the_same():
    aliases = ["https://cloudpages.example/amp-pages/77"]
    apart = build(
        record("Bridge shut", url="https://herald.example/b", aliases=aliases, domain="herald.example"),
        record("Bridge is closed", url=aliases[0], domain="cloudpages.example"),
    )
    assert len(apart) == 2
    joined = build(
        record("Bridge shut", url="https://herald.example/b", aliases=aliases, domain="herald.example"),
        record("Bridge is closed", url=aliases[0], domain="herald.example"),
    )
    assert len(joined) == 1


def test_a_record_at_another_address_of_its_site_is_that_article_where_titles_agree():
    pair = (
        record(url="https://herald.example/bridge", aliases=["https://herald.example/node/9"]),
        record(url="https://herald.example/node/9", excerpt="Older text."),
    )
    assert len(build(*pair)) == 1
    section = record("News of the harbour", url="https://herald.example/node/9")
    assert len(build(pair[0], section)) == 2


def test_an_address_that_several_articles_give_joins_none_and_leads_to_none():
    shared = "https://herald.example/amp/latest"
    several = build(
        record("One", url="https://herald.example/1", aliases=[shared]),
        record("Two", url="https://herald.example/2", aliases=[shared]),
        record("Latest news", url=shared),
    )
    assert len(several) == 3
    latest = several.by_url(shared)
    assert latest is not None
    assert latest.title == "Latest news"
    assert build(several_record("1", shared), several_record("2", shared)).by_url(shared) is None


def several_record(name: str, alias: str) -> Record:
    return record(name, url=f"https://herald.example/{name}", aliases=[alias])


def test_a_home_page_given_as_another_address_joins_nothing_and_leads_nowhere():
    two = build(
        record("One", url="https://herald.example/1", aliases=["https://herald.example/"]),
        record("One", url="https://herald.example"),
    )
    assert len(two) == 2
    assert (
        build(record("One", url="https://herald.example/1", aliases=["https://herald.example"])).by_url(
            "https://herald.example"
        )
        is None
    )


def test_a_source_at_another_outlet_stays_an_article_of_its_own():
    two = build(
        record(url="https://portal.example/bridge", aliases=["https://herald.example/bridge"], domain="portal.example"),
        record(url="https://herald.example/bridge", domain="herald.example"),
    )
    assert {article.outlet for article in two.articles} == {"portal.example", "herald.example"}


def test_addresses_that_name_each_other_are_one_article():
    one = build(
        record(url="https://herald.example/a", aliases=["https://herald.example/b"]),
        record(url="https://herald.example/b", aliases=["https://herald.example/c"]),
        record(url="https://herald.example/c", aliases=["https://herald.example/a"]),
    )
    assert len(one) == 1
    for page in "abc":
        assert one.by_url(f"https://herald.example/{page}") == one.articles[0]


def test_records_without_url_are_one_article_by_outlet_and_title():
    two = build(
        record("Bridge shut!", url=None, domain="herald.example"),
        record("Bridge Shut", url=None, domain="herald.example"),
        record("Bridge shut", url=None, domain="times.example"),
    )
    assert sorted((facts.outlet, len(members)) for facts, members in zip(two.metadata, two.members, strict=True)) == [
        ("herald.example", 2),
        ("times.example", 1),
    ]
    assert all(article.url is None for article in two.articles)


def test_a_record_that_lost_its_url_belongs_to_the_only_article_that_it_can_be():
    whole = record("Trailer", "Watch it now.", "https://video.example/watch?v=1", domain="video.example")
    lost = record("Trailer", "Watch it now.", None, domain="video.example", nested=True, path="b.md")
    assert [article.url for article in build(whole, lost).articles] == [whole.url]


def test_a_record_that_lost_its_url_stays_alone_where_text_or_time_is_at_odds_or_two_would_do():
    whole = record("Trailer", "Watch it now.", "https://video.example/watch?v=1", domain="video.example")
    twin = record("Trailer", "Watch it now.", "https://video.example/watch?v=2", domain="video.example")
    other_text = record("Trailer", "Another text.", None, domain="video.example")
    other_time = record("Trailer", "Watch it now.", None, domain="video.example", date="2020-01-01")
    assert len(build(whole, other_text)) == 2
    assert len(build(whole, other_time)) == 2
    assert len(build(whole, twin, record("Trailer", "Watch it now.", None, domain="video.example"))) == 3


def test_a_record_that_names_no_one_is_kept_under_a_key_of_its_own():
    one = build(record(url=None, outlet="", domain=""))
    assert one.articles[0].outlet == "-"
    assert one.outlets["-"].count == 1


def test_addresses_worked_out_beforehand_make_the_same_archive():
    records = [
        record(
            url="http://www.herald.example/bridge/?utm_source=x",
            aliases=["https://herald.example/amp/bridge", "https://s.example/1"],
        ),
        record("B", url="https://s.example/2", aliases=["https://herald.example/bridge"]),
        record("C", url=None, aliases=["https://s.example/3"]),
    ]
    plain, worked_out = build(*records), build(*map(with_canonical_urls, records))
    assert worked_out.articles == plain.articles
    assert worked_out.fingerprint == plain.fingerprint
    assert with_canonical_urls(records[0]).aliases == ("https://s.example/1",)

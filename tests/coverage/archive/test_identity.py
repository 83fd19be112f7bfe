"""The key that a record is identified by, and its canonical URLs."""

from bot.coverage.archive.identity import with_canonical_urls
from tests.support.records import archive_of, build_bridge


def test_a_record_without_url_and_provider_is_under_a_special_outlet_key():
    one = archive_of(build_bridge(url=None, outlet="", domain=""))
    assert one.articles[0].outlet == "-"
    assert one.outlets["-"].count == 1


def test_canonical_urls_computed_beforehand_make_the_same_archive():
    records = [
        build_bridge(
            url="http://www.herald.example/bridge/?utm_source=x",
            aliases=["https://herald.example/amp/bridge", "https://s.example/1"],
        ),
        build_bridge("B", url="https://s.example/2", aliases=["https://herald.example/bridge"]),
        build_bridge("C", url=None, aliases=["https://s.example/3"]),
    ]
    plain, prepared = archive_of(*records), archive_of(*map(with_canonical_urls, records))
    assert prepared.articles == plain.articles
    assert prepared.fingerprint == plain.fingerprint
    assert with_canonical_urls(records[0]).aliases == ("https://s.example/1",)

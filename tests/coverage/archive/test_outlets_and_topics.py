"""An outlet is named by its most frequent name and known by all of its names and domains."""

import pytest

from bot.coverage.archive.outlets_and_topics import is_name_of
from bot.coverage.article import Outlet, Record
from tests.support.records import archive_of, build_bridge


def outlets(*records: Record) -> dict[str, Outlet]:
    return dict(archive_of(*records).outlets)


def article(number: int, outlet: str, host: str = "herald.example", domain: str = "") -> Record:
    return build_bridge(f"Article {number}", url=f"https://{host}/{number}", outlet=outlet, domain=domain)


def test_the_most_frequent_name_is_shown_and_all_are_kept():
    herald = outlets(article(1, "herald"), article(2, "The Herald"), article(3, "The Herald"))["herald.example"]
    assert (herald.name, herald.names, herald.count) == ("The Herald", ("The Herald", "herald"), 3)


def test_an_article_nested_in_many_files_counts_its_outlet_name_once():
    nested = [
        build_bridge(url="https://herald.example/1", outlet="Garbage", path=f"{n}.md", nested=True) for n in range(9)
    ]
    assert outlets(*nested, article(2, "The Herald"), article(3, "The Herald"))["herald.example"].name == "The Herald"


def test_an_outlet_is_known_by_every_domain_in_its_records():
    country = outlets(article(1, "Wire", "in.wire.example", "wire.example"))["in.wire.example"]
    assert country.domains == ("in.wire.example", "wire.example")


def test_outlets_are_ordered_by_their_number_of_articles_then_by_key():
    found = outlets(
        article(1, "B", "b.example"),
        article(2, "A", "a.example"),
        article(3, "C", "c.example"),
        article(4, "C", "c.example"),
    )
    assert list(found) == ["c.example", "a.example", "b.example"]


def test_an_outlet_without_a_name_is_named_by_its_host():
    assert outlets(article(1, ""))["herald.example"].name == "herald.example"


def test_without_a_url_the_outlet_is_the_providers_domain_else_its_folded_name():
    found = outlets(
        build_bridge("A", url=None, outlet="The Wire", domain="wire.example"),
        build_bridge("B", url=None, outlet="Café Times"),
    )
    assert {key: outlet.name for key, outlet in found.items()} == {
        "wire.example": "The Wire",
        "cafe times": "Café Times",
    }


def test_a_site_with_many_channels_is_named_by_its_host_and_each_article_by_its_channel():
    records = [
        article(n, f"Channel {name}", "video.example") for n, name in enumerate(["One", "Two", "Three", "Four", "Five"])
    ]
    archive = archive_of(*records)
    site = archive.outlets["video.example"]
    assert (site.platform, site.name, len(site.names)) == (True, "video.example", 5)
    found = archive.by_url("https://video.example/0")
    assert found is not None
    assert found.credit == "Channel One"


def test_spellings_of_one_name_are_not_channels():
    herald = outlets(*(article(n, name) for n, name in enumerate(["Herald", "herald", "HERALD", "Hérald"])))[
        "herald.example"
    ]
    assert not herald.platform
    assert herald.name in herald.names


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("The Register", "theregister.com"),
        ("Wall Street Journal", "wsj.com"),
        ("South China Morning Post", "scmp.com"),
        ("Associated Press", "apnews.com"),
        ("New York Times", "nytimes.com"),
        ("Government Technology", "govtech.com"),
        ("朝日新聞", "asahi.com"),
        ("RTÉ", "rte.ie"),
        ("X", "x.com"),
    ],
)
def test_a_name_that_may_belong_to_a_domain_is_shown(name: str, domain: str):
    assert is_name_of(name, domain)


@pytest.mark.parametrize(("name", "domain"), [("GDPR fines", "itp.net"), ("LEGO", "geekculture.co"), ("Days", "a.com")])
def test_a_name_that_has_nothing_in_common_with_its_domain_is_not(name: str, domain: str):
    assert not is_name_of(name, domain)

"""Outlets stand under the name used most and are known by all of them."""

from bot.coverage.archive.build import build_archive
from bot.coverage.article import Outlet, Record
from tests.support.filing import reading, record


def outlets(*records: Record) -> dict[str, Outlet]:
    return dict(build_archive([reading(each) for each in records]).outlets)


def piece(number: int, outlet: str, host: str = "herald.example", domain: str = "") -> Record:
    return record(f"Piece {number}", url=f"https://{host}/{number}", outlet=outlet, domain=domain)


def test_the_name_used_most_is_shown_and_all_are_kept():
    herald = outlets(piece(1, "herald"), piece(2, "The Herald"), piece(3, "The Herald"))["herald.example"]
    assert (herald.name, herald.names, herald.count) == ("The Herald", ("The Herald", "herald"), 3)


def test_a_nested_article_named_in_many_files_counts_its_name_once():
    many = [record(url="https://herald.example/1", outlet="Garbage", path=f"{n}.md", nested=True) for n in range(9)]
    assert outlets(*many, piece(2, "The Herald"), piece(3, "The Herald"))["herald.example"].name == "The Herald"


def test_an_outlet_is_known_by_every_domain_its_records_give():
    country = outlets(piece(1, "Wire", "in.wire.example", "wire.example"))["in.wire.example"]
    assert country.domains == ("in.wire.example", "wire.example")


def test_outlets_stand_most_articles_first_and_equals_by_key():
    found = outlets(
        piece(1, "B", "b.example"), piece(2, "A", "a.example"), piece(3, "C", "c.example"), piece(4, "C", "c.example")
    )
    assert list(found) == ["c.example", "a.example", "b.example"]


def test_an_outlet_without_a_name_is_called_by_its_host():
    assert outlets(piece(1, ""))["herald.example"].name == "herald.example"


def test_without_a_url_the_outlet_is_the_providers_domain_else_its_folded_name():
    found = outlets(
        record("A", url=None, outlet="The Wire", domain="wire.example"), record("B", url=None, outlet="Café Times")
    )
    assert {key: outlet.name for key, outlet in found.items()} == {
        "wire.example": "The Wire",
        "cafe times": "Café Times",
    }


def test_a_site_of_many_channels_is_called_by_its_host_and_each_piece_by_its_channel():
    records = [
        piece(n, f"Channel {name}", "video.example") for n, name in enumerate(["One", "Two", "Three", "Four", "Five"])
    ]
    made = build_archive([reading(each) for each in records])
    site = made.outlets["video.example"]
    assert (site.platform, site.name, len(site.names)) == (True, "video.example", 5)
    found = made.by_url("https://video.example/0")
    assert found is not None
    assert found.credit == "Channel One"


def test_spellings_of_one_name_make_no_channels():
    herald = outlets(*(piece(n, name) for n, name in enumerate(["Herald", "herald", "HERALD", "Hérald"])))[
        "herald.example"
    ]
    assert not herald.platform
    assert herald.name in herald.names

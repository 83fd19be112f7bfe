"""Every format, every encoding, and documents that are broken: what becomes an item, and what becomes a problem."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.feeds.item import FeedItem, ParsedFeed
from bot.feeds.parsing.document import MAX_ITEMS
from bot.feeds.parsing.parse import parse_feed
from tests.support.feed_documents import RSS, item, numbered, rss

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

DOCUMENTS = {
    "RSS 0.90": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">'
    "<channel><title>T</title></channel><item><title>One</title><link>http://news.example.org/1</link></item></rdf:RDF>",
    "RSS 0.91": '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
    '<rss version="0.91"><channel><title>T</title><item><title>One</title><link>http://news.example.org/1</link></item>'
    "</channel></rss>",
    "RSS 1.0": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
    '<channel><title>T</title></channel><item rdf:about="http://news.example.org/1"><title>One</title>'
    "<link>http://news.example.org/1</link></item></rdf:RDF>",
    "RSS 2.0": rss(item("One", "http://news.example.org/1")),
    "Atom 0.3": '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>T</title><entry><title>One</title>'
    '<link rel="alternate" href="http://news.example.org/1"/></entry></feed>',
    "Atom 1.0": '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>One</title>'
    '<link rel="self" href="http://news.example.org/self"/><link href="http://news.example.org/1"/></entry></feed>',
    "JSON Feed 1.1": '{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items":'
    ' [{"id": "1", "url": "http://news.example.org/1", "title": "One"}]}',
}

PREFIXED = (
    '<?xml?xml version="1.0"?><rss rss:version=2.0><rss:channel><rss:title>T</rss:title><rss:item>'
    "<rss:title>One</rss:title><rss:link>http://news.example.org/1</rss:link></rss:item></rss:channel></rss>"
)


def parse(document: str | bytes, *, url: str = RSS, outlet: str = "", charset: str = "") -> ParsedFeed:
    data = document.encode() if isinstance(document, str) else document
    return parse_feed(data, url, now=NOW, outlet=outlet, charset=charset)


def only(document: str | bytes, *, outlet: str = "", charset: str = "") -> FeedItem:
    (found,) = parse(document, outlet=outlet, charset=charset).items
    return found


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_format_is_read(name: str) -> None:
    feed = parse(DOCUMENTS[name])
    assert feed.format == name
    assert [(found.title, found.url) for found in feed.items] == [("One", "http://news.example.org/1")]
    assert not feed.problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_unicode_encoding_is_read(encoding: str) -> None:
    assert only(f'<?xml version="1.0"?>{rss(item("Café für Øyvind"))}'.encode(encoding)).title == "Café für Øyvind"


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("shift_jis", "日本語の見出し"),
        ("euc-kr", "한국어"),
        ("gb18030", "中文标题"),
        ("windows-1251", "Мост закрыт"),
        ("iso-2022-jp", "日本"),
    ],
)
def test_a_declared_encoding_is_used(encoding: str, title: str) -> None:
    assert only(f'<?xml version="1.0" encoding="{encoding}"?>{rss(item(title))}'.encode(encoding)).title == title


@pytest.mark.parametrize(
    ("declared", "charset", "actual"),
    [
        ("iso-8859-1", "", "utf-8"),
        ("utf-8", "", "latin-1"),
        ("utf-8", "us-ascii", "utf-8"),
        ("utf-16", "utf-16", "utf-8"),
        ("x-none", "?", "cp1252"),
    ],
)
def test_a_feed_that_lies_about_its_encoding_is_read(declared: str, charset: str, actual: str) -> None:
    document = f'<?xml version="1.0" encoding="{declared}"?>{rss(item("Café"))}'.encode(actual)
    assert only(document, charset=charset).title == "Café"


@pytest.mark.parametrize(
    "document",
    [
        f"\n\n<br />\n<b>Warning</b>: mysql_connect()\n{rss(item('One'))}",
        rss(item("One"), item("Two", "http://news.example.org/t"))[:-60],
        rss(item("One", description="<p>Never closed <b>here")),
        rss(item("On\x0be")),
        rss("<item><title>One</title><link>http://news.example.org/bridge</link><dc:date>2026-01-01</dc:date></item>"),
        PREFIXED,
    ],
    ids=["warning before", "cut off", "unclosed", "control character", "unknown prefix", "prefixed RSS"],
)
def test_broken_xml_keeps_its_items(document: str) -> None:
    assert parse(document).items[0].title == "One"


def test_entities_of_html_become_characters_and_bare_ampersands_stay() -> None:
    found = only(rss(item("Caf&eacute; &nbsp;A&B &amp; C&nosuch;", "http://news.example.org/?a=1&b=2")))
    assert found.title == "Café A&B & C&nosuch;"
    assert found.url == "http://news.example.org/?a=1&b=2"


def test_entities_of_a_dtd_are_never_expanded() -> None:
    declarations = '<!ENTITY a "lol"><!ENTITY b "&a;&a;"><!ENTITY file SYSTEM "file:///etc/hostname">'
    found = only(f"<!DOCTYPE rss [{declarations}]>{rss(item('x &b; &file; y'))}")
    assert found.title == "x &b; &file; y"


def test_items_without_a_title_or_an_address_are_left_out_and_said() -> None:
    feed = parse(
        rss(
            "<item><description>Only text</description><link>http://news.example.org/1</link></item>",
            "<item><title>No address</title></item>",
            item("Mail", "mailto:a@example.org"),
            item("File", "file:///etc/passwd"),
            item("Fine", "http://news.example.org/2"),
        )
    )
    assert [found.title for found in feed.items] == ["Fine"]
    assert len(feed.problems) == 4


def test_markup_in_titles_becomes_text_and_what_only_looks_like_it_stays() -> None:
    assert only(rss(item("An &lt;b&gt;old&lt;/b&gt; dog"))).title == "An old dog"
    assert only(rss(item("Sort a List&lt;string&gt; if 1 &lt; 2"))).title == "Sort a List<string> if 1 < 2"
    xhtml = '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">An <b>old</b> dog</div></title>'
    document = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{xhtml}<link href="http://news.example.org/1"/></entry></feed>'
    assert only(document).title == "An old dog"


def test_relative_addresses_are_resolved() -> None:
    assert only(rss(item(link="/2026/bridge"))).url == "http://news.example.org/2026/bridge"
    document = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://news.example.org/blog/"><entry><title>One</title>'
        '<link href="1.html"/></entry></feed>'
    )
    assert only(document).url == "http://news.example.org/blog/1.html"


def test_a_file_s_relative_addresses_are_resolved_against_the_site() -> None:
    (found,) = parse(rss(item(link="/2026/bridge")), url="").items
    assert found.url == "http://news.example.org/2026/bridge"


def test_dates_that_can_t_be_are_no_dates_and_are_said() -> None:
    feed = parse(
        rss(
            item("No date", "http://news.example.org/1"),
            item("Epoch", "http://news.example.org/2", pubDate="Thu, 01 Jan 1970 00:00:00 GMT"),
            item("Future", "http://news.example.org/3", pubDate="Thu, 01 Jan 2099 00:00:00 GMT"),
            item("Time alone", "http://news.example.org/4", pubDate="10:30"),
            item("Numbers as id", "http://news.example.org/5", guid="1700000000"),
        )
    )
    assert [found.published for found in feed.items] == [None] * 5
    assert len(feed.problems) == 3


def test_the_description_of_a_picture_is_not_that_of_the_item() -> None:
    media = ' xmlns:media="http://search.yahoo.com/mrss/"'
    picture = "<media:title>Photo</media:title><media:description>A caption</media:description>"
    document = rss(
        f"<item>{picture}<title>One</title><description>Text.</description><link>/1</link></item>", attributes=media
    )
    assert (only(document).title, only(document).excerpt) == ("One", "Text.")


def test_an_item_that_comes_twice_is_taken_once() -> None:
    feed = parse(rss(item("One"), item("One again", "https://www.news.example.org/bridge/?utm_source=rss")))
    assert [found.title for found in feed.items] == ["One"]


def test_an_id_that_several_items_share_identifies_none() -> None:
    feed = parse(rss(item("One", "/1", guid="x"), item("Two", "/2", guid="x"), item("Three", "/3", guid="tag:y")))
    assert [found.identity for found in feed.items] == ["", "", "tag:y"]


def test_the_operator_s_outlet_holds_on_the_feed_s_own_site_alone() -> None:
    feed = parse(
        rss(
            item("Own", "http://news.example.org/1"),
            item("Sister", "http://sports.example.org/1"),
            item("Foreign", "http://www.other.example.net/1"),
        ),
        outlet="The Example Herald",
    )
    assert [found.outlet for found in feed.items] == ["The Example Herald", "The Example Herald", "other.example.net"]


def test_without_an_outlet_the_host_is_the_outlet_whatever_the_feed_calls_itself() -> None:
    assert only(rss(item(), title="A Much Better Known Paper")).outlet == "news.example.org"


@pytest.mark.slow
def test_a_feed_of_too_many_items_is_cut_and_said() -> None:
    feed = parse(numbered(MAX_ITEMS + 5))
    assert len(feed.items) == MAX_ITEMS
    assert [problem.reason for problem in feed.problems] == ["it has more than 1,000 entries; the others were left out"]


def test_a_feed_of_too_many_tags_is_cut_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.feeds.parsing.document.MAX_TAGS", 100)
    feed = parse(rss(item("One"), item("Two", description="<b/>" * 150)))
    assert feed.items[0].title == "One"
    assert "elements" in feed.problems[0].reason


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("", "it is empty"),
        ("<!doctype html><html><body>Hello</body></html>", "it is a web page, not a feed"),
        ("Just text", "it is not a feed"),
        ('{"a": 1}', "it is JSON, but not a JSON Feed (it has no version)"),
        ("{", "it is JSON, but not a JSON Feed (Input data was truncated)"),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(document: str, reason: str) -> None:
    feed = parse(document)
    assert not feed.items
    assert not feed.format
    assert [problem.reason for problem in feed.problems] == [reason]


def test_items_of_a_json_feed_may_have_anything_in_their_fields() -> None:
    feed = parse(
        '{"version": "https://jsonfeed.org/version/1", "title": 5, "items": [7, null,'
        ' {"id": 1, "title": "One", "external_url": "http://news.example.org/1", "content_html": "<p>A.</p><p>B.</p>",'
        ' "date_published": "2026-02-03T04:05:06+01:00", "tags": {}}, {"title": ["x"], "url": 3}]}'
    )
    (found,) = feed.items
    assert (found.title, found.excerpt, found.identity) == ("One", "A. B.", "1")
    assert found.published is not None
    assert found.published.iso() == "2026-02-03T03:05:06Z"


def test_the_time_to_live_is_read() -> None:
    assert parse(rss(item(), head="<ttl>90</ttl>")).lifetime == 5_400
    assert parse(rss(item(), head="<ttl>soon</ttl>")).lifetime == 0


def test_real_feeds_are_read(shared: Path) -> None:
    feeds = {path.name: parse(path.read_bytes(), url="") for path in sorted((shared / "feeds").glob("*.xml"))}
    assert len(feeds) >= 8
    for feed in feeds.values():
        assert feed.items
        assert not feed.problems
        assert all(found.published and found.excerpt and found.url.startswith("http") for found in feed.items)

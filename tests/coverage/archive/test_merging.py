"""The records of one article are merged into it, whichever order they come in."""

from tests.support.records import archive_of, build_bridge, moment


def test_the_wording_of_the_main_record_is_shown_and_the_others_are_kept():
    bridge = archive_of(
        build_bridge("Bridge shut", "Short.", path="a.md"),
        build_bridge("Bridge is shut", "A longer text about the bridge, nested elsewhere.", path="b.md", nested=True),
    ).articles[0]
    assert (bridge.title, bridge.excerpt) == ("Bridge shut", "Short.")
    assert [wording.title for wording in bridge.wordings] == ["Bridge shut", "Bridge is shut"]


def test_a_nested_record_with_an_excerpt_is_shown_before_a_main_record_without_one():
    bridge = archive_of(
        build_bridge("Bridge shut", "", path="a.md"),
        build_bridge("Bridge is shut", "The text.", path="b.md", nested=True),
    ).articles[0]
    assert (bridge.title, bridge.excerpt) == ("Bridge is shut", "The text.")


def test_the_shown_url_is_the_plainest_of_the_records_and_never_the_key():
    bridge = archive_of(
        build_bridge(url="http://herald.example/bridge?amp=1"),
        build_bridge(url="https://www.herald.example/bridge/", path="b.md", nested=True),
    ).articles[0]
    assert bridge.url == "https://www.herald.example/bridge/"


def test_the_earliest_date_counts_and_the_latest_is_kept():
    archive = archive_of(
        build_bridge(date="2021-08-28T09:00"),
        build_bridge(date="2020-06-11T12:35", path="b.md", nested=True),
    )
    bridge = archive.articles[0]
    assert (bridge.published, bridge.redated) == (moment("2020-06-11T12:35"), moment("2021-08-28T09:00"))
    assert [(conflict.url, conflict.dates, conflict.chosen) for conflict in archive.date_conflicts] == [
        (bridge.url, (moment("2020-06-11T12:35"), moment("2021-08-28T09:00")), moment("2020-06-11T12:35"))
    ]


def test_two_times_on_one_day_are_no_conflict():
    archive = archive_of(build_bridge(date="2024-03-01T08:30"), build_bridge(date="2024-03-01T10:00", nested=True))
    assert archive.date_conflicts == ()


def test_related_articles_are_the_nested_ones_in_their_order_without_removed_ones():
    archive = archive_of(
        (
            build_bridge(),
            build_bridge("Second", url="https://x.example/2", nested=True),
            build_bridge("First", url="https://x.example/1", nested=True),
            build_bridge("Gone", url="https://x.example/gone", nested=True),
            build_bridge("Itself", nested=True),
        ),
        build_bridge("Gone", url="https://x.example/gone", removed=True, path="b.md"),
    )
    bridge = archive.by_url("https://herald.example/bridge")
    assert bridge is not None
    related = [article.title for article_id in bridge.related if (article := archive.article(article_id))]
    assert related == ["Second", "First"]


def test_ids_are_16_hex_digits_and_the_same_on_every_build():
    first, second = (
        archive_of(build_bridge()).articles[0].id,
        archive_of(build_bridge(path="other.md")).articles[0].id,
    )
    assert first == second
    assert len(first) == 16
    assert set(first) <= set("0123456789abcdef")

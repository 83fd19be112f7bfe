"""The archive says what the records say, whatever order they come in."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from bot.coverage.archive.archive import Archive
from bot.coverage.archive.build import assemble_sections, build_archive
from bot.coverage.archive.identity import with_canonical_urls
from bot.coverage.archive.records import Records, encode_numbers, encode_positions, encode_record, prepare_record
from bot.coverage.article import Problem, Record
from bot.coverage.columns.table import table_in_memory
from bot.coverage.corpus import loading
from bot.coverage.parsing.reader import Reading
from tests.support.filing import NOW, at, reading, record


def build(*files: Record | tuple[Record, ...]) -> Archive:
    return build_archive([reading(*(each if isinstance(each, tuple) else (each,))) for each in files])


def test_records_of_one_url_in_all_its_forms_are_one_article():
    one = build(
        record(url="http://www.herald.example/bridge/?utm_source=feed"),
        record(url="https://herald.example/bridge", path="b.md", nested=True),
    )
    assert len(one) == 1
    assert len(one.members[0]) == 2


def test_a_query_is_part_of_who_an_article_is():
    two = build(record(url="https://video.example/watch?v=1"), record(url="https://video.example/watch?v=2", title="B"))
    assert len(two) == 2


def test_the_main_records_wording_is_shown_and_every_other_is_kept():
    bridge = build(
        record("Bridge shut", "Short.", path="a.md"),
        record("Bridge is shut", "A longer text about the bridge, nested elsewhere.", path="b.md", nested=True),
    ).articles[0]
    assert (bridge.title, bridge.excerpt) == ("Bridge shut", "Short.")
    assert [wording.title for wording in bridge.wordings] == ["Bridge shut", "Bridge is shut"]


def test_a_main_record_without_excerpt_gives_way_to_a_nested_one_that_has_it():
    bridge = build(
        record("Bridge shut", "", path="a.md"), record("Bridge is shut", "The text.", path="b.md", nested=True)
    ).articles[0]
    assert (bridge.title, bridge.excerpt) == ("Bridge is shut", "The text.")


def test_the_url_shown_is_the_plainest_that_records_give_never_the_key():
    bridge = build(
        record(url="http://herald.example/bridge?amp=1"),
        record(url="https://www.herald.example/bridge/", path="b.md", nested=True),
    ).articles[0]
    assert bridge.url == "https://www.herald.example/bridge/"


def test_the_earliest_date_counts_and_the_latest_is_kept():
    one = build(record(date="2021-08-28T09:00"), record(date="2020-06-11T12:35", path="b.md", nested=True))
    bridge = one.articles[0]
    assert (bridge.published, bridge.redated) == (at("2020-06-11T12:35"), at("2021-08-28T09:00"))
    assert [(each.url, each.dates, each.chosen) for each in one.date_conflicts] == [
        (bridge.url, (at("2020-06-11T12:35"), at("2021-08-28T09:00")), at("2020-06-11T12:35"))
    ]


def test_two_times_of_one_day_are_no_conflict():
    assert build(record(date="2024-03-01T08:30"), record(date="2024-03-01T10:00", nested=True)).date_conflicts == ()


def test_a_removed_record_takes_its_article_away_wherever_else_it_stands():
    left = build((record(removed=True), record("Ferries", url="https://x.example/f", nested=True)), record(path="b.md"))
    assert [article.title for article in left.articles] == ["Ferries"]
    assert left.removed == 1
    assert left.outlets.keys() == {"x.example"}
    assert left.by_url("https://herald.example/bridge") is None


def test_related_are_the_nested_articles_in_their_order_without_removed_ones():
    files = build(
        (
            record(),
            record("Second", url="https://x.example/2", nested=True),
            record("First", url="https://x.example/1", nested=True),
            record("Gone", url="https://x.example/gone", nested=True),
            record("Itself", nested=True),
        ),
        record("Gone", url="https://x.example/gone", removed=True, path="b.md"),
    )
    bridge = files.by_url("https://herald.example/bridge")
    assert bridge is not None
    assert [article.title for each in bridge.related if (article := files.article(each))] == ["Second", "First"]


def test_articles_stand_newest_first_undated_last_and_ties_by_key():
    several = build(
        record("Undated", url="https://x.example/u", date=None),
        record("Old", url="https://x.example/o", date="2020-01-01"),
        record("New B", url="https://x.example/b", date="2024-01-01"),
        record("New A", url="https://x.example/a", date="2024-01-01"),
    )
    assert [article.title for article in several.articles] == ["New A", "New B", "Old", "Undated"]
    assert (several.newest, several.oldest) == (at("2024-01-01"), at("2020-01-01"))


def test_between_takes_both_days_in_and_an_open_end_is_open():
    days = ["2024-01-01", "2024-01-02T23:59", "2024-01-03", "2024-01-05"]
    several = build(
        record("U", url="https://x.example/u", date=None),
        *(record(day, url=f"https://x.example/{day}", date=day) for day in days),
    )

    def titles(first: date | None, last: date | None) -> list[str]:
        return [article.title for article in several.between(first, last)]

    assert titles(date(2024, 1, 2), date(2024, 1, 3)) == ["2024-01-03", "2024-01-02T23:59"]
    assert titles(date(2024, 1, 3), None) == ["2024-01-05", "2024-01-03"]
    assert titles(None, date(2024, 1, 1)) == ["2024-01-01"]
    assert titles(date(2024, 1, 4), date(2024, 1, 4)) == []
    assert titles(date(2024, 1, 5), date(2024, 1, 1)) == []
    assert titles(None, None)[-1] == "U"


def test_an_article_is_found_by_its_id_and_by_any_form_of_its_url():
    one = build(record(aliases=["https://amp.herald.example/bridge.amp.html", "https://short.example/x1"]))
    bridge = one.articles[0]
    assert one.article(bridge.id) == bridge
    for url in (
        "http://www.herald.example/bridge/?fbclid=abc",
        "https://herald-example.cdn.ampproject.org/c/s/herald.example/bridge",
        "https://short.example/x1",
    ):
        assert one.by_url(url) == bridge
    assert one.by_url("https://herald.example/other") is None
    assert one.by_url("javascript:alert(1)") is None
    assert one.article("0" * 16) is None


def test_the_other_ids_of_an_article_are_those_of_its_other_addresses():
    one = build(record(aliases=["https://amp.herald.example/bridge.amp.html"]), record(url="https://herald.example/x"))
    article = one.by_url("https://herald.example/bridge")
    assert article is not None
    others = dict(one.aliases())
    assert set(others.values()) == {article.id}
    assert all(one.article(other) == article and other != article.id for other in others)


def test_ids_are_16_hex_digits_and_the_same_on_every_build():
    first, second = build(record()).articles[0].id, build(record(path="other.md")).articles[0].id
    assert first == second
    assert len(first) == 16
    assert set(first) <= set("0123456789abcdef")


def test_the_fingerprint_is_of_the_content_not_of_where_it_lies():
    here, there = build(record(path="a.md")), build(record(path="/elsewhere/b.md", line=7))
    assert here.fingerprint == there.fingerprint
    assert len(here.fingerprint) == 12
    assert build(record(excerpt="Another text.")).fingerprint != here.fingerprint
    assert build(record(removed=True)).fingerprint != here.fingerprint


def test_topics_are_found_by_folded_key_under_the_spelling_used_most():
    several = build(
        record(url="https://x.example/1", topics=["Machine Learning", "AI"]),
        record("B", url="https://x.example/2", topics=["Machine learning"]),
        record("C", url="https://x.example/3", topics=["Machine Learning"]),
    )
    assert [(topic.key, topic.name, topic.count) for topic in several.topics.values()] == [
        ("machine learning", "Machine Learning", 3),
        ("ai", "AI", 1),
    ]
    assert len(several.by_topic("machine learning")) == 3
    assert several.by_topic("unknown") == ()


def test_an_outlets_articles_are_found_by_its_host():
    several = build(record(), record("B", url="https://www.herald.example/b", path="b.md"))
    assert len(several.by_outlet("herald.example")) == 2
    assert several.by_outlet("nowhere.example") == ()


def test_problems_of_files_and_folders_are_all_there_in_order():
    second, first = Problem("b.md", 3, "error", "x"), Problem("a.md", 1, "info", "y")
    folder = Problem("/gone", 0, "error", "the article folder can't be read")
    assert build_archive([Reading((), (second,)), Reading((), (first,))], [folder]).problems == (
        folder,
        first,
        second,
    )


def test_nothing_at_all_is_an_empty_archive():
    empty = build_archive([])
    assert (len(empty), empty.files, empty.newest, empty.oldest, empty.between(None, None)) == (0, 0, None, None, ())
    assert empty.between(date(2024, 1, 1), date(2024, 1, 2)) == ()


some_records = st.builds(
    record,
    title=st.sampled_from(["Bridge shut", "Bridge is shut", "34 more deaths", "36 more deaths", ""]),
    excerpt=st.sampled_from(["", "Short.", "A longer text about it."]),
    url=st.sampled_from(
        [
            None,
            "https://a.example/1",
            "http://www.a.example/1/",
            "https://a.example/amp/1",
            "https://b.example/2",
            "https://c.example/3",
            "https://c.example/",
        ]
    ),
    aliases=st.lists(
        st.sampled_from(
            ["https://a.example/amp/1", "https://b.example/2", "https://c.example/", "https://d.example/x"]
        ),
        max_size=2,
    ),
    date=st.sampled_from([None, "2024-03-01", "2024-03-01T09:00", "2021-01-01T00:30"]),
    outlet=st.sampled_from(["", "Herald", "The Herald", "Wire"]),
    domain=st.sampled_from(["", "a.example", "b.example"]),
    topics=st.lists(st.sampled_from(["AI", "ai", "Cloud"]), max_size=2),
    image=st.sampled_from([None, "https://a.example/p.jpg", "https://a.example/q.jpg"]),
    removed=st.sampled_from([False, False, False, False, True]),
    path=st.sampled_from(["a.md", "b.md", "c.md"]),
)
some_files = st.lists(
    st.lists(some_records.filter(lambda r: r.title or r.excerpt), min_size=1, max_size=4).map(
        lambda records: Reading(
            tuple(record if place == 0 else _nested(record, place) for place, record in enumerate(records)),
            (),
        )
    ),
    max_size=6,
)


def _nested(of: Record, place: int) -> Record:
    return structs.replace(of, origin=structs.replace(of.origin, nested=True, line=place))


def _said(of: Archive) -> tuple[object, ...]:
    return (
        of.articles,
        dict(of.outlets),
        dict(of.topics),
        of.removed,
        of.fingerprint,
        of.date_conflicts,
        of.duplicates,
        [of.copies(article) for article in of.articles],
        [of.by_url(url) for url in ("https://a.example/1", "https://d.example/x", "https://c.example/")],
    )


@given(some_files, st.randoms())
def test_the_order_of_files_changes_nothing(files: list[Reading], chance: random.Random):
    shuffled = list(files)
    chance.shuffle(shuffled)
    assert _said(build_archive(shuffled)) == _said(build_archive(files))


@given(some_files, some_files)
def test_a_rebuild_from_what_was_before_is_the_same_as_a_fresh_one(before: list[Reading], after: list[Reading]):
    kept = before[: len(before) // 2]
    known = Records()
    rebuilt = _assembled([*kept, *after], known, _assembled(before, known, None))
    assert _said(rebuilt) == _said(build_archive([*kept, *after]))


def _assembled(files: list[Reading], known: Records, before: Archive | None) -> Archive:
    """As a corpus is carried on: records keep their numbers."""
    mentions = [
        (
            encode_numbers(known.add(prepare_record(with_canonical_urls(one))) for one in reading.records),
            encode_positions(reading.records),
        )
        for reading in files
    ]
    return Archive(table_in_memory(assemble_sections(known, mentions, (), before)))


@given(some_files)
def test_every_record_ends_up_in_one_article_or_among_the_removed(files: list[Reading]):
    made = build_archive(files)
    standing = sum(map(len, made.members))
    records = len({encode_record(with_canonical_urls(record)) for each in files for record in each.records})
    assert standing <= records
    if not made.removed:
        assert standing == records
    given_titles = {wording for article in made.articles for wording in article.wordings}
    if not made.removed:
        assert {(r.title, r.excerpt) for each in files for r in each.records} == {
            (wording.title, wording.excerpt) for wording in given_titles
        }


@given(some_files)
def test_outlets_and_topics_count_exactly_the_articles_they_find(files: list[Reading]):
    made = build_archive(files)
    assert sum(outlet.count for outlet in made.outlets.values()) == len(made)
    for key, outlet in made.outlets.items():
        assert len(made.by_outlet(key)) == outlet.count
        assert key in outlet.domains
        assert outlet.name
    for key, topic in made.topics.items():
        assert len(made.by_topic(key)) == topic.count


@pytest.fixture(scope="session")
def corpora(shared) -> Archive:
    return loading.load_corpus([shared / "corpora"], now=NOW).archive


def test_real_records_make_the_archive_that_they_should(corpora: Archive):
    assert corpora.files == 2398
    # 2,398 main records and 5,740 nested ones name this many different pieces.
    assert 2300 < len(corpora) < 2400
    assert corpora.removed == 12
    assert 250 < len(corpora.outlets) < 300
    assert next(iter(corpora.outlets)) == "msn.com"
    assert corpora.outlets["msn.com"].name == "MSN"
    assert not [problem for problem in corpora.problems if problem.severity == "error"]


def test_real_records_that_lost_their_url_have_found_their_articles(corpora: Archive):
    # 277 nested records have none; one of them could be either of two videos of one title.
    assert len([article.title for article in corpora.articles if article.url is None]) == 1


def test_a_video_site_is_not_named_after_one_of_its_channels(corpora: Archive):
    site = corpora.outlets["youtube.com"]
    assert site.platform
    assert site.name == "youtube.com"
    assert len(site.names) > 100
    assert corpora.by_outlet("youtube.com")[0].credit in site.names


def test_every_related_id_of_real_records_leads_to_an_article(corpora: Archive):
    related = [each for article in corpora.articles for each in article.related]
    assert len(related) > 1000
    assert all(corpora.article(each) for each in related)

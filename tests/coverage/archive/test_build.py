"""An archive depends only on its records: not on the order of the files, and not on an earlier archive."""

import random

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from bot.coverage.archive.archive import Archive
from bot.coverage.archive.build import build_archive
from bot.coverage.archive.identity import with_canonical_urls
from bot.coverage.archive.merging import build_article_id
from bot.coverage.archive.records import encode_record
from bot.coverage.article import Problem, Record, Withdrawal
from bot.coverage.parsing.reader import Reading
from bot.coverage.urls import canonicalize_url
from tests.support.records import archive_of, build_bridge, moment


def test_articles_are_ordered_newest_first_undated_last_and_ties_by_key():
    archive = archive_of(
        build_bridge("Undated", url="https://x.example/u", date=None),
        build_bridge("Old", url="https://x.example/o", date="2020-01-01"),
        build_bridge("New B", url="https://x.example/b", date="2024-01-01"),
        build_bridge("New A", url="https://x.example/a", date="2024-01-01"),
    )
    assert [article.title for article in archive.articles] == ["New A", "New B", "Old", "Undated"]
    assert (archive.newest, archive.oldest) == (moment("2024-01-01"), moment("2020-01-01"))


def test_a_removed_record_removes_its_article_whatever_other_files_say():
    archive = archive_of(
        (build_bridge(removed=True), build_bridge("Ferries", url="https://x.example/f", nested=True)),
        build_bridge(path="b.md"),
    )
    assert [article.title for article in archive.articles] == ["Ferries"]
    assert archive.removed == 1
    assert archive.outlets.keys() == {"x.example"}
    assert archive.by_url("https://herald.example/bridge") is None


def test_the_fingerprint_depends_on_the_content_and_not_on_the_files():
    here, there = (
        archive_of(build_bridge(path="a.md")),
        archive_of(build_bridge(path="/elsewhere/b.md", line=7)),
    )
    assert here.fingerprint == there.fingerprint
    assert len(here.fingerprint) == 12
    assert archive_of(build_bridge(excerpt="Another text.")).fingerprint != here.fingerprint
    assert archive_of(build_bridge(removed=True)).fingerprint != here.fingerprint


def test_the_problems_of_files_and_folders_are_listed_in_order():
    second, first = Problem("b.md", 3, "error", "x"), Problem("a.md", 1, "info", "y")
    folder = Problem("/gone", 0, "error", "the article folder can't be read")
    archive = build_archive([Reading((), (second,)), Reading((), (first,))], [folder])
    assert archive.problems == (folder, first, second)


records = st.builds(
    build_bridge,
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


def file_of(file_records: list[Record]) -> Reading:
    """A file whose first record is the main one; the others are nested in it."""
    nested = (
        structs.replace(nested, origin=structs.replace(nested.origin, nested=True, line=line))
        for line, nested in enumerate(file_records[1:], 1)
    )
    return Reading((file_records[0], *nested), ())


file_lists = st.lists(
    st.lists(records.filter(lambda one: bool(one.title or one.excerpt)), min_size=1, max_size=4).map(file_of),
    max_size=6,
)


def content(archive: Archive) -> tuple[object, ...]:
    """Return everything that an archive can be asked for."""
    return (
        archive.articles,
        dict(archive.outlets),
        dict(archive.topics),
        archive.removed,
        archive.fingerprint,
        archive.date_conflicts,
        archive.duplicates,
        [archive.copies(article) for article in archive.articles],
        [archive.related_to(article) for article in archive.articles],
        [archive.by_url(url) for url in ("https://a.example/1", "https://d.example/x", "https://c.example/")],
    )


@given(file_lists, st.randoms())
def test_the_order_of_files_makes_no_difference(files: list[Reading], chance: random.Random):
    shuffled = list(files)
    chance.shuffle(shuffled)
    assert content(build_archive(shuffled)) == content(build_archive(files))


@given(file_lists)
def test_every_record_is_in_one_article_unless_that_is_removed(files: list[Reading]):
    archive = build_archive(files)
    members = sum(map(len, archive.members))
    distinct = {encode_record(with_canonical_urls(one)) for file in files for one in file.records}
    assert members <= len(distinct)
    if not archive.removed:
        assert members == len(distinct)
        wordings = {wording for article in archive.articles for wording in article.wordings}
        assert {(wording.title, wording.excerpt) for wording in wordings} == {
            (one.title, one.excerpt) for file in files for one in file.records
        }


@given(file_lists)
def test_outlets_and_topics_count_exactly_the_articles_that_they_have(files: list[Reading]):
    archive = build_archive(files)
    assert sum(outlet.count for outlet in archive.outlets.values()) == len(archive)
    for key, outlet in archive.outlets.items():
        assert len(archive.by_outlet(key)) == outlet.count
        assert key in outlet.domains
        assert outlet.name
    for key, topic in archive.topics.items():
        assert len(archive.by_topic(key)) == topic.count


def test_an_article_that_was_withdrawn_is_known_by_each_of_its_ids_with_its_reason():
    archive = archive_of(
        build_bridge(
            removed=True, removed_reason="The photo was made up.", aliases=["https://herald.example/amp/bridge"]
        ),
        build_bridge(path="b.md"),
    )
    for url in ("https://herald.example/bridge", "https://herald.example/amp/bridge"):
        withdrawal = archive.get_withdrawal(build_article_id(canonicalize_url(url)))
        assert withdrawal == Withdrawal("https://herald.example/bridge", "The photo was made up.")
    assert archive.get_withdrawal("0123456789abcdef") is None

"""Which stories are in an edition, and the reason for each article that could have been."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.answers.desk.desk import Desk
from bot.coverage.article import Article, Record
from bot.digests.digest import Digest, Edition
from bot.digests.editions.compose import MAX_CHANGES, MAX_STORIES, ComposedEdition, SentBefore, compose_edition
from bot.digests.editions.excerpts import choose_quote
from tests.support.desks import build_desk, build_record
from tests.support.digesting import daily, story

NOW = datetime(2024, 3, 2, 9, tzinfo=UTC)


def compose(
    desk: Desk,
    *arrived: Record,
    sent_before: SentBefore = SentBefore(),  # noqa: B008 - frozen
    now: datetime = NOW,
    **settings: Any,
) -> ComposedEdition:
    return compose_edition(desk, daily(id=1, **settings), find_ids(desk, *arrived), sent_before, upto=4, now=now)


def find_ids(desk: Desk, *records: Record) -> list[str]:
    return [article.id for record in records if record.url and (article := desk.archive.by_url(record.url))]


def find_article(desk: Desk, record: Record) -> Article:
    assert record.url
    article = desk.archive.by_url(record.url)
    assert article is not None
    return article


def build_sent_before(desk: Desk, *records: Record) -> SentBefore:
    """Return what a digest has sent that sent these articles, under their present headlines."""
    sent_before = {find_article(desk, record).id: find_article(desk, record).title for record in records}
    return SentBefore(headlines=sent_before, received=frozenset(sent_before))


def list_headlines(edition: Edition) -> list[str]:
    """Return the first word of each headline."""
    return [entry.article.title.split()[0] for entry in edition.entries]


def list_statuses(found: ComposedEdition) -> dict[str, str]:
    return {candidate.article.url or candidate.article.title: candidate.status for candidate in found.candidates}


def replace_date(record: Record, moment: datetime) -> Record:
    assert record.published is not None
    return replace(record, published=replace(record.published, at=moment))


def test_an_article_that_arrives_today_is_new_whatever_its_date() -> None:
    old = replace_date(story(0), datetime(2012, 5, 1, tzinfo=UTC))
    desk = build_desk(old, story(1))
    found = compose(desk, old)
    assert list_headlines(found.edition) == ["Falcon"]


def test_an_article_that_was_there_before_is_old_even_if_it_is_recent() -> None:
    young = replace_date(story(1), NOW - timedelta(minutes=5))
    desk = build_desk(story(0), young)
    found = compose(desk, story(0))
    assert list_headlines(found.edition) == ["Falcon"]
    assert list_statuses(found)[young.url or ""] == "old"


def test_a_story_has_one_entry_and_its_other_candidates_name_that_article() -> None:
    first, second = story(0), story(0, outlet="City Ledger", day=2)
    desk = build_desk(first, second, story(1))
    found = compose(desk, first, second, story(1))
    assert sorted(list_headlines(found.edition)) == ["Falcon", "Glacier"]
    other = next(candidate for candidate in found.candidates if candidate.status == "same-story")
    assert other.article == find_article(desk, second)
    assert other.representative == find_article(desk, first)
    entry = next(entry for entry in found.edition.entries if entry.article.id == find_article(desk, first).id)
    assert entry.also == (find_article(desk, second),)
    assert entry.outlets == 2


def test_another_report_of_a_story_that_was_sent_is_rejected_and_names_that_article() -> None:
    first, later = story(0), story(0, outlet="City Ledger", day=2)
    desk = build_desk(first, later)
    found = compose(desk, later, sent_before=build_sent_before(desk, first))
    assert found.edition.entries == ()
    assert next((candidate.status, candidate.representative) for candidate in found.candidates) == (
        "same-story",
        find_article(desk, first),
    )


def test_an_old_story_that_was_never_sent_is_represented_by_its_new_report() -> None:
    first, later = story(0), story(0, outlet="City Ledger", day=2)
    desk = build_desk(first, later)
    found = compose(desk, later)
    assert [entry.article for entry in found.edition.entries] == [find_article(desk, later)]
    assert found.edition.entries[0].also == (find_article(desk, first),)


def test_an_article_that_was_sent_is_rejected() -> None:
    desk = build_desk(story(0), story(1))
    found = compose(desk, story(0), story(1), sent_before=build_sent_before(desk, story(0)))
    assert list_headlines(found.edition) == ["Glacier"]
    assert list_statuses(found)[story(0).url or ""] == "sent"


def test_an_article_that_was_sent_is_shown_as_sent_even_if_it_is_no_longer_new() -> None:
    desk = build_desk(story(0), story(1), story(2))
    found = compose(desk, story(1), sent_before=build_sent_before(desk, story(0)))
    assert list_statuses(found)[story(0).url or ""] == "sent"
    assert list_statuses(found)[story(2).url or ""] == "old"


def test_an_article_that_was_sent_under_another_of_its_addresses_is_not_sent_again() -> None:
    before = story(0)
    known = build_desk(before)
    moved = replace(before, url=f"{(before.url or '').rsplit('/', 1)[0]}/a-falcon", aliases=(before.url or "",))
    desk = build_desk(before, moved)
    assert len(desk.archive) == 1
    assert desk.archive.id_of(0) != known.archive.id_of(0)
    found = compose(desk, moved, sent_before=build_sent_before(known, before))
    assert found.edition.entries == ()
    assert [candidate.status for candidate in found.candidates] == ["sent"]


def test_a_changed_headline_is_not_news_but_is_reported_once_with_the_old_one() -> None:
    was, is_now = story(0), story(0, title="Falcon nests above quarry, keeper says")
    sent_before = build_sent_before(build_desk(was), was)
    desk = build_desk(is_now, story(1))
    found = compose(desk, story(1), sent_before=sent_before)
    assert list_headlines(found.edition) == ["Glacier"]
    assert [(change.article.title, change.was) for change in found.edition.changes] == [(is_now.title, was.title)]
    after = compose(desk, story(1), sent_before=build_sent_before(desk, is_now))
    assert after.edition.changes == ()


def test_another_wording_of_an_article_is_not_a_correction() -> None:
    was = story(0)
    longer = replace(was, title="Falcon nests above quarry wall", excerpt=f"{was.excerpt} More is expected.")
    desk = build_desk(was, longer, story(1))
    assert find_article(desk, was).title == longer.title
    found = compose(desk, story(1), sent_before=build_sent_before(build_desk(was), was))
    assert found.edition.changes == ()


def test_a_corrected_date_is_reported_once() -> None:
    first = story(0)
    again = replace_date(first, datetime(2024, 2, 20, tzinfo=UTC))
    desk = build_desk(first, again, story(1))
    article = find_article(desk, first)
    assert article.redated is not None
    sent_before = build_sent_before(desk, first)
    found = compose(desk, story(1), sent_before=sent_before)
    assert [(change.article, change.was) for change in found.edition.changes] == [(article, "")]
    after = compose(
        desk,
        story(1),
        sent_before=SentBefore(
            headlines=sent_before.headlines, received=sent_before.received, redated=frozenset({article.id})
        ),
    )
    assert after.edition.changes == ()


def test_a_change_to_an_article_that_has_moved_is_reported_once() -> None:
    before = story(0)
    known = build_desk(before)
    title = "Falcon nests above quarry, keeper says"
    moved = replace(before, title=title, url=f"{(before.url or '').rsplit('/', 1)[0]}/a-falcon")
    moved = replace(moved, aliases=(before.url or "",))
    desk = build_desk(moved, story(1))
    sent_before = build_sent_before(known, before)
    assert [change.was for change in compose(desk, story(1), sent_before=sent_before).edition.changes] == [before.title]
    # The last one was sent under the present address.
    both = SentBefore(headlines={**sent_before.headlines, desk.archive.by_url(moved.url or "").id: title})  # pyright: ignore[reportOptionalMemberAccess]
    assert compose(desk, story(1), sent_before=both).edition.changes == ()


def test_few_changes_are_reported_at_a_time_the_last_sent_first() -> None:
    records = [story(number) for number in range(5)]
    desk = build_desk(*records, story(6))
    sent_before = SentBefore(
        headlines={find_article(desk, record).id: f"was {at}" for at, record in enumerate(records)}
    )
    changes = compose(desk, story(6), sent_before=sent_before).edition.changes
    assert [change.was for change in changes] == ["was 4", "was 3", "was 2"]
    assert len(changes) == MAX_CHANGES


def test_changes_alone_do_not_make_an_edition() -> None:
    sent_before = build_sent_before(build_desk(story(0)), story(0))
    desk = build_desk(story(0, title="Falcon nests above quarry, keeper says"))
    assert compose(desk, sent_before=sent_before).edition.changes == ()


@pytest.mark.parametrize(
    ("settings", "status"),
    [
        ({"outlets": ("cityledger.example",)}, "outlet"),
        ({"topics": ("ice",)}, "topic"),
        ({"words": "glacier"}, "words"),
    ],
)
def test_an_article_that_the_digest_does_not_ask_for_is_rejected_with_the_reason(
    settings: dict[str, Any], status: str
) -> None:
    kept = story(1, outlet="City Ledger", topics=("Ice",))
    rejected = story(0, topics=("Birds",))
    desk = build_desk(kept, rejected)
    found = compose(desk, kept, rejected, **settings)
    assert list_headlines(found.edition) == ["Glacier"]
    assert list_statuses(found)[rejected.url or ""] == status


def test_an_article_without_a_url_is_rejected() -> None:
    bare = replace(story(0), url=None)
    desk = build_desk(bare, story(1))
    ids = [desk.archive.id_of(place) for place in range(2)]
    found = compose_edition(desk, daily(), ids, SentBefore(), upto=1, now=NOW)
    assert list_headlines(found.edition) == ["Glacier"]
    assert list_statuses(found)[bare.title] == "unlinked"


def test_the_newest_stories_come_first() -> None:
    records = [story(0, day=1), story(1, day=3), story(2, day=2)]
    found = compose(build_desk(*records), *records)
    assert list_headlines(found.edition) == ["Glacier", "Orchid", "Falcon"]


def test_the_most_covered_stories_come_first_if_the_digest_asks_for_them() -> None:
    records = [story(0, day=1), story(0, outlet="City Ledger", day=2), story(1, day=3), story(2, day=4)]
    found = compose(build_desk(*records), *records, order="covered")
    assert list_headlines(found.edition) == ["Falcon", "Orchid", "Glacier"]


def test_an_edition_has_as_many_stories_as_asked_for_and_counts_the_others() -> None:
    records = [story(number) for number in range(5)]
    found = compose(build_desk(*records), *records, count=2)
    assert (len(found.edition.entries), found.edition.more) == (2, 3)
    assert Counter(list_statuses(found).values()) == {"in": 2, "full": 3}


@pytest.mark.parametrize(("count", "expected"), [(-3, 1), (0, 1), (1_000, MAX_STORIES)])
def test_a_count_out_of_range_is_clamped(count: int, expected: int) -> None:
    records = [story(number % 10, outlet=f"Paper{number // 10}", day=1 + 9 * (number // 10)) for number in range(20)]
    found = compose(build_desk(*records), *records, count=count)
    assert len(found.edition.entries) == expected


def test_an_article_that_the_archive_no_longer_has_is_skipped() -> None:
    gone = find_ids(build_desk(story(0)), story(0))
    desk = build_desk(story(1))
    found = compose_edition(
        desk, daily(), [*gone, *find_ids(desk, story(1))], SentBefore(headlines={gone[0]: "x"}), upto=1, now=NOW
    )
    assert list_headlines(found.edition) == ["Glacier"]
    assert found.edition.changes == ()


def test_the_first_edition_is_marked_and_later_ones_say_since_when_they_count() -> None:
    desk = build_desk(story(0))
    first = compose(desk, story(0), since=NOW).edition
    assert (first.is_first, first.since, first.upto) == (True, NOW, 4)
    assert not compose(desk, story(0), editions=1).edition.is_first


# The archive, if nothing is new


def test_if_nothing_is_new_the_edition_is_empty_unless_the_archive_may_be_used() -> None:
    desk = build_desk(story(0))
    assert compose(desk).edition.entries == ()
    edition = compose(desk, empty="archive").edition
    assert (list_headlines(edition), edition.from_archive, edition.more) == (["Falcon"], True, 0)


def test_the_archive_is_not_used_if_something_is_new() -> None:
    desk = build_desk(story(0), story(1))
    edition = compose(desk, story(1), empty="archive").edition
    assert (list_headlines(edition), edition.from_archive) == (["Glacier"], False)


def test_the_archive_gives_this_day_in_earlier_years_first_the_latest_year_before_others() -> None:
    records = [
        replace_date(story(0), datetime(2023, 11, 1, tzinfo=UTC)),
        replace_date(story(1), datetime(2019, 3, 2, 7, tzinfo=UTC)),
        replace_date(story(2), datetime(2021, 3, 2, 7, tzinfo=UTC)),
    ]
    assert list_headlines(compose(build_desk(*records), empty="archive").edition) == ["Orchid"]


def test_this_day_is_the_day_in_the_digests_time_zone() -> None:
    records = [
        replace_date(story(0), datetime(2023, 3, 2, tzinfo=UTC)),
        replace_date(story(1), datetime(2021, 3, 3, tzinfo=UTC)),
    ]
    late = datetime(2024, 3, 2, 20, tzinfo=UTC)
    desk = build_desk(*records)
    assert list_headlines(compose(desk, empty="archive", now=late, zone="Pacific/Auckland").edition) == ["Glacier"]
    assert list_headlines(compose(desk, empty="archive", now=late).edition) == ["Falcon"]


@pytest.mark.parametrize("zone", ["America", "Nowhere/At_all", ""])
def test_an_invalid_time_zone_does_not_prevent_using_the_archive(zone: str) -> None:
    assert list_headlines(compose(build_desk(story(0)), empty="archive", zone=zone).edition) == ["Falcon"]


def test_on_29_february_earlier_leap_years_are_searched() -> None:
    records = [
        replace_date(story(0), datetime(2021, 2, 28, tzinfo=UTC)),
        replace_date(story(1), datetime(2016, 2, 29, tzinfo=UTC)),
    ]
    leap = datetime(2024, 2, 29, 9, tzinfo=UTC)
    assert list_headlines(compose(build_desk(*records), empty="archive", now=leap).edition) == ["Glacier"]


def test_the_archive_gives_each_story_once_and_then_ends() -> None:
    records = [story(number, day=1 + number) for number in range(4)]
    records.append(story(2, outlet="City Ledger", day=4))
    desk = build_desk(*records)
    sent_before: dict[str, str] = {}
    headlines: list[str] = []
    for _ in range(5):
        edition = compose(
            desk, empty="archive", sent_before=SentBefore(headlines=sent_before, received=frozenset(sent_before))
        ).edition
        headlines += list_headlines(edition)
        sent_before |= {entry.article.id: entry.article.title for entry in edition.entries}
    assert sorted(headlines) == ["Falcon", "Glacier", "Orchid", "Violin"]


def test_the_archive_does_not_give_what_readers_got_from_another_digest() -> None:
    desk = build_desk(story(0, day=5), story(1))
    sent_before = SentBefore(received=frozenset(find_ids(desk, story(0, day=5))))
    assert list_headlines(compose(desk, empty="archive", sent_before=sent_before).edition) == ["Glacier"]


def test_the_archive_does_not_give_what_the_digest_sent_elsewhere() -> None:
    desk = build_desk(story(0, day=5), story(0, outlet="City Ledger", day=6), story(1))
    sent_before = SentBefore(headlines=build_sent_before(desk, story(0, day=5)).headlines)
    found = compose(desk, story(0, outlet="City Ledger", day=6), empty="archive", sent_before=sent_before)
    assert list_headlines(found.edition) == ["Glacier"]


def test_the_archive_gives_only_what_the_digest_asks_for() -> None:
    desk = build_desk(story(0, day=9), story(1, topics=("Ice",)))
    assert list_headlines(compose(desk, empty="archive", topics=("ice",)).edition) == ["Glacier"]
    assert list_headlines(compose(desk, empty="archive", words="glacier").edition) == ["Glacier"]
    assert list_headlines(compose(desk, empty="archive", outlets=("nobody.example",)).edition) == []


# Properties

_OUTLETS = ("Harbor Post", "City Ledger", "Northern Wire")


@st.composite
def draw_situations(draw: st.DrawFn) -> tuple[Sequence[Record], Digest, Sequence[int], Sequence[int], Sequence[int]]:
    picked = draw(
        st.lists(st.tuples(st.integers(0, 9), st.sampled_from(_OUTLETS)), min_size=1, max_size=12, unique=True)
    )
    records = [
        story(number, outlet=outlet, day=draw(st.integers(1, 28)), topics=draw(st.sampled_from([(), ("Ice",)])))
        for number, outlet in picked
    ]
    places = st.lists(st.integers(0, len(records) - 1), unique=True)
    digest = daily(
        count=draw(st.integers(1, 4)),
        order=draw(st.sampled_from(["newest", "covered"])),
        empty=draw(st.sampled_from(["skip", "archive"])),
        topics=draw(st.sampled_from([(), ("ice",)])),
        words=draw(st.sampled_from(["", "falcon, glacier, orchid"])),
        outlets=draw(st.sampled_from([(), ("harborpost.example",)])),
    )
    return records, digest, draw(places), draw(places), draw(places)


@given(draw_situations(), st.randoms(use_true_random=False))
def test_every_candidate_has_one_status_and_the_order_of_arrivals_does_not_matter(situation, chance) -> None:
    records, digest, arrived, mine, theirs = situation
    desk = build_desk(*records)
    ids = [find_article(desk, record).id for record in records]
    sent_before = SentBefore(
        headlines={ids[at]: "" for at in mine}, received=frozenset(ids[at] for at in (*mine, *theirs))
    )
    new = [ids[at] for at in arrived]
    found = compose_edition(desk, digest, new, sent_before, upto=1, now=NOW)
    counts = Counter(candidate.article.id for candidate in found.candidates)
    assert set(counts.values()) <= {1}
    assert set(new) <= set(counts)
    by_status = {
        status: [candidate for candidate in found.candidates if candidate.status == status] for status in ("in", "full")
    }
    assert [candidate.article for candidate in by_status["in"]] == [entry.article for entry in found.edition.entries]
    assert len(by_status["full"]) == found.edition.more
    for candidate in found.candidates:
        assert (candidate.representative is not None) == (candidate.status == "same-story")
    stories = [desk.stories.number_at(desk.archive.place(entry.article.id) or 0) for entry in found.edition.entries]
    sent_stories = {desk.stories.number_at(desk.archive.place(article_id) or 0) for article_id in sent_before.headlines}
    assert len(set(stories)) == len(stories)
    assert sent_stories.isdisjoint(stories)
    chance.shuffle(new)
    assert compose_edition(desk, digest, new, sent_before, upto=1, now=NOW) == found


@pytest.mark.parametrize("order", ["newest", "covered"])
def test_quotes_from_the_shared_archive_are_verbatim(shared_desk: Desk, order: str) -> None:
    ids = [shared_desk.archive.id_of(place) for place in range(0, len(shared_desk.archive), 7)]
    found = compose_edition(shared_desk, daily(count=10, order=order), ids, SentBefore(), upto=1, now=NOW)
    assert len(found.edition.entries) == 10
    for article in (candidate.article for candidate in found.candidates):
        quote = choose_quote(shared_desk, article)
        assert any(quote in wording.excerpt for wording in article.wordings)
        assert quote or not any(
            len(wording.excerpt) > 1 and wording.excerpt != article.title for wording in article.wordings
        )


def test_a_later_article_that_brings_something_new_continues_what_was_sent() -> None:
    closed = build_record(
        "Harbour council closes the Tarn bridge over cracked piers",
        url="https://herald.example/1",
        excerpt="The piers of the Tarn bridge are cracked.",
        outlet="Herald",
        published=datetime(2024, 2, 20, 8, tzinfo=UTC),
    )
    repeated = replace(
        closed,
        title="Tarn bridge closed by Harbour council over cracked piers",
        url="https://ledger.example/2",
        published=replace_date(closed, datetime(2024, 2, 21, 8, tzinfo=UTC)).published,
    )
    overturned = replace(
        closed,
        title="Court overturns closing of the Tarn bridge over cracked piers by Harbour council",
        url="https://ledger.example/3",
        published=replace_date(closed, datetime(2024, 2, 22, 8, tzinfo=UTC)).published,
    )
    desk = build_desk(closed, repeated, overturned, *(story(number) for number in range(10)))
    sent_before = build_sent_before(desk, closed)

    nothing_new = compose(desk, repeated, sent_before=sent_before)
    assert nothing_new.edition.entries == ()
    assert list_statuses(nothing_new)["https://ledger.example/2"] == "same-story"

    (entry,) = compose(desk, repeated, overturned, sent_before=sent_before).edition.entries
    assert (entry.article.title, entry.continues) == (overturned.title, find_article(desk, closed))

    # Once it was sent, the same article is not told again.
    sent_before = build_sent_before(desk, closed, overturned)
    assert compose(desk, repeated, overturned, sent_before=sent_before).edition.entries == ()

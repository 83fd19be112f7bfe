"""What an edition has in it, and the reason for each article that could be."""

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
from tests.support.desks import desk_of
from tests.support.digesting import daily, story

NOW = datetime(2024, 3, 2, 9, tzinfo=UTC)


def composed(
    desk: Desk,
    *arrived: Record,
    had: SentBefore = SentBefore(),  # noqa: B008 - frozen
    now: datetime = NOW,
    **wanted: Any,
) -> ComposedEdition:
    return compose_edition(desk, daily(id=1, **wanted), ids_of(desk, *arrived), had, upto=4, now=now)


def ids_of(desk: Desk, *records: Record) -> list[str]:
    return [article.id for record in records if record.url and (article := desk.archive.by_url(record.url))]


def article_of(desk: Desk, record: Record) -> Article:
    assert record.url
    article = desk.archive.by_url(record.url)
    assert article is not None
    return article


def sent(desk: Desk, *records: Record) -> SentBefore:
    """What a digest that sent these had, under their present headlines."""
    had = {article_of(desk, record).id: article_of(desk, record).title for record in records}
    return SentBefore(headlines=had, received=frozenset(had))


def told(edition: Edition) -> list[str]:
    """The first word of each headline."""
    return [entry.article.title.split()[0] for entry in edition.entries]


def verdicts(found: ComposedEdition) -> dict[str, str]:
    return {candidate.article.url or candidate.article.title: candidate.status for candidate in found.candidates}


def dated(record: Record, moment: datetime) -> Record:
    assert record.published is not None
    return replace(record, published=replace(record.published, at=moment))


def test_what_arrives_today_is_new_whatever_date_it_bears() -> None:
    old = dated(story(0), datetime(2012, 5, 1, tzinfo=UTC))
    desk = desk_of(old, story(1))
    found = composed(desk, old)
    assert told(found.edition) == ["Falcon"]


def test_what_was_there_before_is_not_new_however_young_and_is_said_to_be_old() -> None:
    young = dated(story(1), NOW - timedelta(minutes=5))
    desk = desk_of(story(0), young)
    found = composed(desk, story(0))
    assert told(found.edition) == ["Falcon"]
    assert verdicts(found)[young.url or ""] == "old"


def test_a_story_has_one_entry_and_the_others_name_the_article_that_tells_it() -> None:
    first, second = story(0), story(0, outlet="City Ledger", day=2)
    desk = desk_of(first, second, story(1))
    found = composed(desk, first, second, story(1))
    assert sorted(told(found.edition)) == ["Falcon", "Glacier"]
    beside = next(each for each in found.candidates if each.status == "same-story")
    assert beside.article == article_of(desk, second)
    assert beside.told_by == article_of(desk, first)
    entry = next(each for each in found.edition.entries if each.article.id == article_of(desk, first).id)
    assert entry.also == (article_of(desk, second),)
    assert entry.outlets == 2


def test_a_report_of_a_story_that_was_sent_is_out_and_names_what_was_sent() -> None:
    first, later = story(0), story(0, outlet="City Ledger", day=2)
    desk = desk_of(first, later)
    found = composed(desk, later, had=sent(desk, first))
    assert found.edition.entries == ()
    assert next((each.status, each.told_by) for each in found.candidates) == ("same-story", article_of(desk, first))


def test_a_story_known_before_but_never_sent_is_told_by_its_new_report() -> None:
    first, later = story(0), story(0, outlet="City Ledger", day=2)
    desk = desk_of(first, later)
    found = composed(desk, later)
    assert [entry.article for entry in found.edition.entries] == [article_of(desk, later)]
    assert found.edition.entries[0].also == (article_of(desk, first),)


def test_what_was_sent_is_out() -> None:
    desk = desk_of(story(0), story(1))
    found = composed(desk, story(0), story(1), had=sent(desk, story(0)))
    assert told(found.edition) == ["Glacier"]
    assert verdicts(found)[story(0).url or ""] == "sent"


def test_what_was_sent_before_is_shown_as_sent_though_it_is_new_no_more() -> None:
    desk = desk_of(story(0), story(1), story(2))
    found = composed(desk, story(1), had=sent(desk, story(0)))
    assert verdicts(found)[story(0).url or ""] == "sent"
    assert verdicts(found)[story(2).url or ""] == "old"


def test_what_was_sent_under_an_address_that_is_another_articles_now_is_not_sent_again() -> None:
    before = story(0)
    known = desk_of(before)
    moved = replace(before, url=f"{(before.url or '').rsplit('/', 1)[0]}/a-falcon", aliases=(before.url or "",))
    desk = desk_of(before, moved)
    assert len(desk.archive) == 1
    assert desk.archive.id_of(0) != known.archive.id_of(0)
    found = composed(desk, moved, had=sent(known, before))
    assert found.edition.entries == ()
    assert [each.status for each in found.candidates] == ["sent"]


def test_a_change_to_what_was_sent_is_no_news_but_is_told_once_with_the_headline_as_it_was() -> None:
    was, is_now = story(0), story(0, title="Falcon nests above quarry, keeper says")
    had = sent(desk_of(was), was)
    desk = desk_of(is_now, story(1))
    found = composed(desk, story(1), had=had)
    assert told(found.edition) == ["Glacier"]
    assert [(change.article.title, change.was) for change in found.edition.changes] == [(is_now.title, was.title)]
    after = composed(desk, story(1), had=sent(desk, is_now))
    assert after.edition.changes == ()


def test_another_wording_of_an_article_is_no_correction() -> None:
    was = story(0)
    longer = replace(was, title="Falcon nests above quarry wall", excerpt=f"{was.excerpt} More is expected.")
    desk = desk_of(was, longer, story(1))
    assert article_of(desk, was).title == longer.title
    found = composed(desk, story(1), had=sent(desk_of(was), was))
    assert found.edition.changes == ()


def test_a_date_that_is_corrected_is_told_once() -> None:
    first = story(0)
    again = dated(first, datetime(2024, 2, 20, tzinfo=UTC))
    desk = desk_of(first, again, story(1))
    article = article_of(desk, first)
    assert article.redated is not None
    had = sent(desk, first)
    found = composed(desk, story(1), had=had)
    assert [(change.article, change.was) for change in found.edition.changes] == [(article, "")]
    after = composed(
        desk, story(1), had=SentBefore(headlines=had.headlines, received=had.received, redated=frozenset({article.id}))
    )
    assert after.edition.changes == ()


def test_a_change_to_an_article_that_has_moved_since_is_told_once() -> None:
    before = story(0)
    known = desk_of(before)
    title = "Falcon nests above quarry, keeper says"
    moved = replace(before, title=title, url=f"{(before.url or '').rsplit('/', 1)[0]}/a-falcon")
    moved = replace(moved, aliases=(before.url or "",))
    desk = desk_of(moved, story(1))
    had = sent(known, before)
    assert [change.was for change in composed(desk, story(1), had=had).edition.changes] == [before.title]
    # The one sent last is under the address of now.
    both = SentBefore(headlines={**had.headlines, desk.archive.by_url(moved.url or "").id: title})  # pyright: ignore[reportOptionalMemberAccess]
    assert composed(desk, story(1), had=both).edition.changes == ()


def test_few_changes_are_told_at_a_time_the_last_sent_first() -> None:
    records = [story(number) for number in range(5)]
    desk = desk_of(*records, story(6))
    had = SentBefore(headlines={article_of(desk, each).id: f"was {at}" for at, each in enumerate(records)})
    changes = composed(desk, story(6), had=had).edition.changes
    assert [change.was for change in changes] == ["was 4", "was 3", "was 2"]
    assert len(changes) == MAX_CHANGES


def test_changes_alone_make_no_edition() -> None:
    had = sent(desk_of(story(0)), story(0))
    desk = desk_of(story(0, title="Falcon nests above quarry, keeper says"))
    assert composed(desk, had=had).edition.changes == ()


@pytest.mark.parametrize(
    ("wanted", "verdict"),
    [
        ({"outlets": ("cityledger.example",)}, "outlet"),
        ({"topics": ("ice",)}, "topic"),
        ({"words": "glacier"}, "words"),
    ],
)
def test_what_is_not_asked_for_is_out_with_the_reason(wanted: dict[str, Any], verdict: str) -> None:
    kept = story(1, outlet="City Ledger", topics=("Ice",))
    out = story(0, topics=("Birds",))
    desk = desk_of(kept, out)
    found = composed(desk, kept, out, **wanted)
    assert told(found.edition) == ["Glacier"]
    assert verdicts(found)[out.url or ""] == verdict


def test_an_article_without_an_address_is_out_as_there_is_nothing_to_link_to() -> None:
    bare = replace(story(0), url=None)
    desk = desk_of(bare, story(1))
    every = [desk.archive.id_of(place) for place in range(2)]
    found = compose_edition(desk, daily(), every, SentBefore(), upto=1, now=NOW)
    assert told(found.edition) == ["Glacier"]
    assert verdicts(found)[bare.title] == "unlinked"


def test_the_newest_come_first() -> None:
    records = [story(0, day=1), story(1, day=3), story(2, day=2)]
    found = composed(desk_of(*records), *records)
    assert told(found.edition) == ["Glacier", "Orchid", "Falcon"]


def test_the_most_covered_come_first_where_that_is_asked_for() -> None:
    records = [story(0, day=1), story(0, outlet="City Ledger", day=2), story(1, day=3), story(2, day=4)]
    found = composed(desk_of(*records), *records, order="covered")
    assert told(found.edition) == ["Falcon", "Orchid", "Glacier"]


def test_as_many_stories_as_are_asked_for_and_how_many_more_there_are() -> None:
    records = [story(number) for number in range(5)]
    found = composed(desk_of(*records), *records, count=2)
    assert (len(found.edition.entries), found.edition.more) == (2, 3)
    assert Counter(verdicts(found).values()) == {"in": 2, "full": 3}


@pytest.mark.parametrize(("asked", "given_"), [(-3, 1), (0, 1), (1_000, MAX_STORIES)])
def test_a_count_beyond_reason_is_brought_within_it(asked: int, given_: int) -> None:
    records = [story(number % 10, outlet=f"Paper{number // 10}", day=1 + 9 * (number // 10)) for number in range(20)]
    found = composed(desk_of(*records), *records, count=asked)
    assert len(found.edition.entries) == given_


def test_what_the_archive_no_longer_has_is_skipped() -> None:
    gone = ids_of(desk_of(story(0)), story(0))
    desk = desk_of(story(1))
    found = compose_edition(
        desk, daily(), [*gone, *ids_of(desk, story(1))], SentBefore(headlines={gone[0]: "x"}), upto=1, now=NOW
    )
    assert told(found.edition) == ["Glacier"]
    assert found.edition.changes == ()


def test_the_first_edition_says_so_and_since_when_the_next_ones_count() -> None:
    desk = desk_of(story(0))
    first = composed(desk, story(0), since=NOW).edition
    assert (first.is_first, first.since, first.upto) == (True, NOW, 4)
    assert not composed(desk, story(0), editions=1).edition.is_first


# The archive, where nothing is new.


def test_without_anything_new_nothing_is_sent_unless_the_archive_is_asked() -> None:
    desk = desk_of(story(0))
    assert composed(desk).edition.entries == ()
    edition = composed(desk, empty="archive").edition
    assert (told(edition), edition.from_archive, edition.more) == (["Falcon"], True, 0)


def test_where_something_is_new_the_archive_stays_shut() -> None:
    desk = desk_of(story(0), story(1))
    edition = composed(desk, story(1), empty="archive").edition
    assert (told(edition), edition.from_archive) == (["Glacier"], False)


def test_of_the_archive_this_day_in_other_years_comes_first_the_latest_year_of_all() -> None:
    records = [
        dated(story(0), datetime(2023, 11, 1, tzinfo=UTC)),
        dated(story(1), datetime(2019, 3, 2, 7, tzinfo=UTC)),
        dated(story(2), datetime(2021, 3, 2, 7, tzinfo=UTC)),
    ]
    assert told(composed(desk_of(*records), empty="archive").edition) == ["Orchid"]


def test_this_day_is_that_of_the_digests_zone() -> None:
    records = [dated(story(0), datetime(2023, 3, 2, tzinfo=UTC)), dated(story(1), datetime(2021, 3, 3, tzinfo=UTC))]
    late = datetime(2024, 3, 2, 20, tzinfo=UTC)
    desk = desk_of(*records)
    assert told(composed(desk, empty="archive", now=late, zone="Pacific/Auckland").edition) == ["Glacier"]
    assert told(composed(desk, empty="archive", now=late).edition) == ["Falcon"]


@pytest.mark.parametrize("zone", ["America", "Nowhere/At_all", ""])
def test_a_zone_that_is_none_does_not_keep_the_archive_shut(zone: str) -> None:
    assert told(composed(desk_of(story(0)), empty="archive", zone=zone).edition) == ["Falcon"]


def test_on_29_february_the_leap_years_before_are_looked_at() -> None:
    records = [dated(story(0), datetime(2021, 2, 28, tzinfo=UTC)), dated(story(1), datetime(2016, 2, 29, tzinfo=UTC))]
    leap = datetime(2024, 2, 29, 9, tzinfo=UTC)
    assert told(composed(desk_of(*records), empty="archive", now=leap).edition) == ["Glacier"]


def test_the_archive_gives_each_story_once_and_then_ends() -> None:
    records = [story(number, day=1 + number) for number in range(4)]
    records.append(story(2, outlet="City Ledger", day=4))
    desk = desk_of(*records)
    had: dict[str, str] = {}
    given_: list[str] = []
    for _ in range(5):
        edition = composed(desk, empty="archive", had=SentBefore(headlines=had, received=frozenset(had))).edition
        given_ += told(edition)
        had |= {entry.article.id: entry.article.title for entry in edition.entries}
    assert sorted(given_) == ["Falcon", "Glacier", "Orchid", "Violin"]


def test_what_the_place_had_by_another_digest_is_not_given_from_the_archive() -> None:
    desk = desk_of(story(0, day=5), story(1))
    had = SentBefore(received=frozenset(ids_of(desk, story(0, day=5))))
    assert told(composed(desk, empty="archive", had=had).edition) == ["Glacier"]


def test_what_the_digest_sent_to_another_place_is_not_given_from_the_archive() -> None:
    desk = desk_of(story(0, day=5), story(0, outlet="City Ledger", day=6), story(1))
    had = SentBefore(headlines=sent(desk, story(0, day=5)).headlines)
    found = composed(desk, story(0, outlet="City Ledger", day=6), empty="archive", had=had)
    assert told(found.edition) == ["Glacier"]


def test_the_archive_gives_what_is_asked_for_only() -> None:
    desk = desk_of(story(0, day=9), story(1, topics=("Ice",)))
    assert told(composed(desk, empty="archive", topics=("ice",)).edition) == ["Glacier"]
    assert told(composed(desk, empty="archive", words="glacier").edition) == ["Glacier"]
    assert told(composed(desk, empty="archive", outlets=("nobody.example",)).edition) == []


# Properties.

_OUTLETS = ("Harbor Post", "City Ledger", "Northern Wire")


@st.composite
def situations(draw: st.DrawFn) -> tuple[Sequence[Record], Digest, Sequence[int], Sequence[int], Sequence[int]]:
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


@given(situations(), st.randoms(use_true_random=False))
def test_every_candidate_has_one_verdict_and_the_order_of_arrivals_changes_nothing(situation, chance) -> None:
    records, digest, arrived, mine, theirs = situation
    desk = desk_of(*records)
    ids = [article_of(desk, record).id for record in records]
    had = SentBefore(headlines={ids[at]: "" for at in mine}, received=frozenset(ids[at] for at in (*mine, *theirs)))
    new = [ids[at] for at in arrived]
    found = compose_edition(desk, digest, new, had, upto=1, now=NOW)
    counts = Counter(each.article.id for each in found.candidates)
    assert set(counts.values()) <= {1}
    assert set(new) <= set(counts)
    by_verdict = {verdict: [c for c in found.candidates if c.status == verdict] for verdict in ("in", "full")}
    assert [each.article for each in by_verdict["in"]] == [entry.article for entry in found.edition.entries]
    assert len(by_verdict["full"]) == found.edition.more
    for each in found.candidates:
        assert (each.told_by is not None) == (each.status == "same-story")
    stories = [desk.stories.number_at(desk.archive.place(entry.article.id) or 0) for entry in found.edition.entries]
    sent_stories = {desk.stories.number_at(desk.archive.place(one) or 0) for one in had.headlines}
    assert len(set(stories)) == len(stories)
    assert sent_stories.isdisjoint(stories)
    chance.shuffle(new)
    assert compose_edition(desk, digest, new, had, upto=1, now=NOW) == found


@pytest.mark.parametrize("order", ["newest", "covered"])
def test_a_quote_of_the_shared_archive_stands_in_its_excerpt_word_for_word(shared_desk: Desk, order: str) -> None:
    every = [shared_desk.archive.id_of(place) for place in range(0, len(shared_desk.archive), 7)]
    found = compose_edition(shared_desk, daily(count=10, order=order), every, SentBefore(), upto=1, now=NOW)
    assert len(found.edition.entries) == 10
    for article in (each.article for each in found.candidates):
        quote = choose_quote(shared_desk, article)
        assert any(quote in wording.excerpt for wording in article.wordings)
        assert quote or not any(
            len(wording.excerpt) > 1 and wording.excerpt != article.title for wording in article.wordings
        )

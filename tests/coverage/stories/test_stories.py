"""Stories: the same event over outlets, whatever the order the articles came in, and never a subject as a whole."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.analysis.wordlists import stem_content_words
from bot.coverage.archive.archive import Archive
from bot.coverage.archive.build import build_archive
from bot.coverage.article import Record
from bot.coverage.columns.table import Table, table_in_memory
from bot.coverage.stories import stories
from bot.coverage.stories.stories import Stories
from tests.support.filing import reading, record


def archive_of(*records: Record) -> Archive:
    return build_archive([reading(one) for one in records])


def made(archive: Archive, before: tuple[Archive, Table] | None = None) -> tuple[Table, Stories]:
    table = table_in_memory(stories.build_stories(archive, stem_content_words, before))
    return table, Stories(table, archive)


def groups(archive: Archive, before: tuple[Archive, Table] | None = None) -> list[list[str]]:
    """The titles of each story, newest story first."""
    return [[article.title for article in story.articles] for story in made(archive, before)[1]]


def piece(title: str, excerpt: str = "", *, day: str | None = "2024-03-01", outlet: str = "herald") -> Record:
    name = "".join(letter for letter in title.lower() if letter.isalnum())
    return record(title, excerpt, f"https://{outlet}.example/{name}{day}", date=day, outlet=outlet.title())


COUNCIL = piece(
    "Harbour council votes to close the old bridge",
    "Councillors in Harbour voted nine to four on Friday to close the Tarn bridge until an inspection of its piers.",
)
SHUTS = piece(
    "Old Tarn bridge to close after Harbour council vote",
    "The Harbour council voted on Friday to close the Tarn bridge while its piers are inspected, councillors said.",
    outlet="ledger",
)
LATER = piece(
    "Council in Harbour shuts Tarn bridge for inspection of piers",
    "Nine councillors voted to close the old bridge at Tarn; four in Harbour were against an inspection of the piers.",
    day="2024-03-02",
    outlet="wire",
)
FERRY = piece(
    "Ferry company asks the Harbour council for a subsidy",
    "Blue Line wants two million a year for its route over the lake, which lost passengers since the spring.",
    outlet="wire",
)
YEAR_ON = piece(
    "Harbour council votes to close the old bridge again",
    "Councillors in Harbour voted nine to four on Friday to close the Tarn bridge until an inspection of its piers.",
    day="2025-03-07",
)
FILLER = [
    piece(title, excerpt, outlet="wire")
    for title, excerpt in (
        ("Grain prices climb after a dry spring", "Farmers sold wheat at nine a sack, millers in Aldon said."),
        ("Copper mine reopens near Stenmoor", "Sixty workers went down the shaft for the first time since 2011."),
        ("Wool museum wins a prize for its looms", "Judges praised exhibits that visitors may touch."),
        ("Salmon return to upper reaches of the Wey", "Anglers counted forty fish below the weir on Tuesday."),
        ("Choir tours northern towns", "Singers from Pellgate open with a mass by Byrd."),
        ("Granite quarry fined over dust", "Inspectors measured particles at twice what the permit allows."),
        ("Cider makers fear frost", "Blossom came early this year, growers wrote to their members."),
        ("Library lends bicycles to readers", "Two dozen were bought with a grant; all are out until May."),
        ("Chess champion, aged eleven, draws with her teacher", "The match lasted four hours and ended at dusk."),
        ("Power cut darkens Pellgate for an evening", "A falling elm tore down cables, engineers explained."),
    )
]


def test_reports_of_one_event_are_one_story_oldest_first():
    archive = archive_of(COUNCIL, SHUTS, LATER, FERRY, *FILLER)
    found = groups(archive)
    (bridge,) = (story for story in found if COUNCIL.title in story)
    assert set(bridge) == {COUNCIL.title, SHUTS.title, LATER.title}
    assert bridge[-1] == LATER.title
    assert [FERRY.title] in found


def test_the_same_words_a_year_on_are_another_event():
    found = groups(archive_of(COUNCIL, SHUTS, YEAR_ON, *FILLER))
    assert [YEAR_ON.title] in found


def test_titles_whose_figures_differ_are_other_facts():
    day, next_day = (piece(f"{n} more cases of the fever in Tarn", outlet="wire") for n in (34, 36))
    assert len(groups(archive_of(day, next_day, *FILLER))) == 2 + len(FILLER)


def test_the_same_figures_may_be_one_story():
    one, other = (piece("34 more cases of the fever in Tarn", outlet=outlet) for outlet in ("wire", "ledger"))
    assert [one.title, other.title] in groups(archive_of(one, other, *FILLER))


def test_an_article_without_company_is_a_story_of_its_own():
    archive = archive_of(FERRY, *FILLER)
    _, found = made(archive)
    assert len(found) == len(archive)
    story = found.story_of(archive.articles[0].id)
    assert story is not None
    assert story.id == story.lead.id == archive.articles[0].id


def test_bare_undated_headlines_of_one_event_are_one_story():
    told = [
        "Flood at Lake Orla drives villagers out",
        "Villagers flee flood at Lake Orla",
        "Lake Orla flood: villagers driven from homes",
    ]
    records = [piece(title, day=None, outlet=f"o{n}") for n, title in enumerate(told)]
    others = [piece(f"{one.title}", day=None, outlet="x") for one in FILLER]
    found = groups(archive_of(*records, *others))
    assert sorted(told) in [sorted(story) for story in found]


def test_a_story_tells_when_it_began_and_who_reported():
    archive = archive_of(COUNCIL, SHUTS, LATER, *FILLER)
    _, found = made(archive)
    story = found.story_of(archive.by_url(LATER.url or "").id)  # pyright: ignore[reportOptionalMemberAccess]
    assert story is not None
    assert story.first is not None
    assert story.last is not None
    assert (story.first.day, story.last.day) == (date(2024, 3, 1), date(2024, 3, 2))
    assert set(story.outlets) == {"herald.example", "ledger.example", "wire.example"}
    assert story.outlets[-1] == "wire.example"
    assert len(found.others(story.lead)) == 2


def test_related_stories_are_near_in_subject_and_time():
    near = piece(
        "Tarn bridge: engineers fear for its piers after the winter",
        "Frost and high water cracked concrete along the river, engineers of the Harbour railway said in their survey.",
    )
    archive = archive_of(COUNCIL, SHUTS, near, YEAR_ON, *FILLER)
    _, found = made(archive)
    story = found.story_of(archive.by_url(COUNCIL.url or "").id)  # pyright: ignore[reportOptionalMemberAccess]
    assert story is not None
    assert [one.lead.title for one in found.related(story)] == [near.title]


def test_an_unknown_article_is_in_no_story():
    _, found = made(archive_of(COUNCIL))
    assert found.story_of("0" * 16) is None
    assert found.story_of("not an id") is None


def test_an_empty_archive_has_no_stories():
    assert groups(archive_of()) == []


WORDS = ("bridge", "harbour", "flood", "tarn", "council", "vote", "ferry", "lake", "cost", "7", "9")
some_pieces = st.lists(
    st.builds(
        lambda title, excerpt, day, outlet: piece(
            " ".join(title),
            " ".join(excerpt),
            day=None if day is None else (date(2024, 3, 1) + timedelta(days=day)).isoformat(),
            outlet=outlet,
        ),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
        st.lists(st.sampled_from(WORDS), max_size=8),
        st.none() | st.integers(0, 30),
        st.sampled_from(["wire", "herald"]),
    ),
    max_size=12,
)


@given(some_pieces, st.randoms())
def test_the_order_in_which_articles_came_changes_nothing(pieces: list[Record], chance: random.Random):
    shuffled = list(pieces)
    chance.shuffle(shuffled)
    assert groups(archive_of(*shuffled)) == groups(archive_of(*pieces))


@given(some_pieces)
def test_every_article_is_in_exactly_one_story(pieces: list[Record]):
    archive = archive_of(*pieces)
    told = [title for story in groups(archive) for title in story]
    assert sorted(told) == sorted(article.title for article in archive.articles)


@settings(max_examples=60)
@given(st.lists(some_pieces, min_size=2, max_size=3))
def test_stories_carried_on_are_those_made_from_nothing(states: Sequence[list[Record]]):
    before = None
    for pieces in states:
        archive = archive_of(*pieces)
        table, found = made(archive, before)
        fresh = made(archive)[1]
        assert [list(story.articles) for story in found] == [list(story.articles) for story in fresh]
        before = archive, table


@given(some_pieces, some_pieces)
def test_a_few_changes_carry_on_too(first: list[Record], then: list[Record]):
    was = archive_of(*FILLER, *first)
    table, _ = made(was)
    now = archive_of(*FILLER, *first[1:], *then[:2])
    assert groups(now, (was, table)) == groups(now)


@pytest.mark.parametrize("size", [40, 400])
def test_a_subject_is_not_a_story(size: int):
    """One subject for a week: every piece has its words, no piece tells what another tells."""
    chance = random.Random(size)  # noqa: S311
    words = [f"{a}{b}" for a in "bcdfghjklmnp" for b in ("rake", "olt", "ine", "ump", "est", "ard", "ock", "ill")]
    pieces = [
        piece(
            f"Fever: {' '.join(chance.sample(words, 4))}",
            f"The fever in Harbour and {' '.join(chance.sample(words, 14))} of Tarn.",
            day=f"2024-03-0{chance.randint(1, 7)}",
            outlet=f"o{number}",
        )
        for number in range(size)
    ]
    assert max(map(len, groups(archive_of(*pieces)))) <= max(2, size // 50)

"""Articles that report one event are one story, in whatever order they arrive; a whole subject is not a story."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.desk.parallel import analyze_english
from bot.coverage.archive.archive import Archive
from bot.coverage.article import Record
from bot.coverage.columns.table import build_table_in_memory
from bot.coverage.stories import stories
from bot.coverage.stories.stories import Stories
from tests.support.records import archive_of, build_bridge


def build(archive: Archive) -> Stories:
    return Stories(build_table_in_memory(stories.build_stories(archive, analyze_english())), archive)


def groups(archive: Archive) -> list[list[str]]:
    """The titles of each story, newest story first."""
    return [[article.title for article in story.articles] for story in build(archive)]


def article(title: str, excerpt: str = "", *, day: str | None = "2024-03-01", outlet: str = "herald") -> Record:
    name = "".join(letter for letter in title.lower() if letter.isalnum())
    return build_bridge(title, excerpt, f"https://{outlet}.example/{name}{day}", date=day, outlet=outlet.title())


COUNCIL = article(
    "Harbour council votes to close the old bridge",
    "Councillors in Harbour voted nine to four on Friday to close the Tarn bridge until an inspection of its piers.",
)
SHUTS = article(
    "Old Tarn bridge to close after Harbour council vote",
    "The Harbour council voted on Friday to close the Tarn bridge while its piers are inspected, councillors said.",
    outlet="ledger",
)
LATER = article(
    "Council in Harbour shuts Tarn bridge for inspection of piers",
    "Nine councillors voted to close the old bridge at Tarn; four in Harbour were against an inspection of the piers.",
    day="2024-03-02",
    outlet="wire",
)
FERRY = article(
    "Ferry company asks the Harbour council for a subsidy",
    "Blue Line wants two million a year for its route over the lake, which lost passengers since the spring.",
    outlet="wire",
)
YEAR_ON = article(
    "Harbour council votes to close the old bridge again",
    "Councillors in Harbour voted nine to four on Friday to close the Tarn bridge until an inspection of its piers.",
    day="2025-03-07",
)
FILLER = [
    article(title, excerpt, outlet="wire")
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


def test_the_same_words_a_year_later_are_another_event():
    found = groups(archive_of(COUNCIL, SHUTS, YEAR_ON, *FILLER))
    assert [YEAR_ON.title] in found


def test_titles_with_different_figures_are_different_stories():
    day, next_day = (article(f"{n} more cases of the fever in Tarn", outlet="wire") for n in (34, 36))
    assert len(groups(archive_of(day, next_day, *FILLER))) == 2 + len(FILLER)


def test_the_same_figures_may_be_one_story():
    one, other = (article("34 more cases of the fever in Tarn", outlet=outlet) for outlet in ("wire", "ledger"))
    assert [one.title, other.title] in groups(archive_of(one, other, *FILLER))


def test_an_article_that_resembles_no_other_is_a_story_of_its_own():
    archive = archive_of(FERRY, *FILLER)
    found = build(archive)
    assert len(found) == len(archive)
    story = found.story_of(archive.articles[0].id)
    assert story is not None
    assert story.id == story.lead.id == archive.articles[0].id


def test_bare_undated_headlines_of_one_event_are_one_story():
    titles = [
        "Flood at Lake Orla drives villagers out",
        "Villagers flee flood at Lake Orla",
        "Lake Orla flood: villagers driven from homes",
    ]
    records = [article(title, day=None, outlet=f"o{n}") for n, title in enumerate(titles)]
    others = [article(filler.title, day=None, outlet="x") for filler in FILLER]
    found = groups(archive_of(*records, *others))
    assert sorted(titles) in [sorted(story) for story in found]


def test_a_story_has_its_first_and_last_report_and_its_outlets():
    archive = archive_of(COUNCIL, SHUTS, LATER, *FILLER)
    found = build(archive)
    story = found.story_of(archive.by_url(LATER.url or "").id)  # pyright: ignore[reportOptionalMemberAccess]
    assert story is not None
    assert story.first is not None
    assert story.last is not None
    assert (story.first.day, story.last.day) == (date(2024, 3, 1), date(2024, 3, 2))
    assert set(story.outlets) == {"herald.example", "ledger.example", "wire.example"}
    assert story.outlets[-1] == "wire.example"
    assert len(found.others(story.lead)) == 2


def test_related_stories_are_similar_and_within_a_month():
    near = article(
        "Tarn bridge: engineers fear for its piers after the winter",
        "Frost and high water cracked concrete along the river, engineers of the Harbour railway said in their survey.",
    )
    archive = archive_of(COUNCIL, SHUTS, near, YEAR_ON, *FILLER)
    found = build(archive)
    story = found.story_of(archive.by_url(COUNCIL.url or "").id)  # pyright: ignore[reportOptionalMemberAccess]
    assert story is not None
    assert [related.lead.title for related in found.related(story)] == [near.title]


def test_an_unknown_article_is_in_no_story():
    found = build(archive_of(COUNCIL))
    assert found.story_of("0" * 16) is None
    assert found.story_of("not an id") is None


def test_an_empty_archive_has_no_stories():
    assert groups(archive_of()) == []


WORDS = ("bridge", "harbour", "flood", "tarn", "council", "vote", "ferry", "lake", "cost", "7", "9")
article_lists = st.lists(
    st.builds(
        lambda title, excerpt, day, outlet: article(
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


@given(article_lists, st.randoms())
def test_the_order_of_articles_makes_no_difference(articles: list[Record], chance: random.Random):
    shuffled = list(articles)
    chance.shuffle(shuffled)
    assert groups(archive_of(*shuffled)) == groups(archive_of(*articles))


@given(article_lists)
def test_every_article_is_in_exactly_one_story(articles: list[Record]):
    archive = archive_of(*articles)
    titles = [title for story in groups(archive) for title in story]
    assert sorted(titles) == sorted(article.title for article in archive.articles)


@pytest.mark.parametrize("size", [40, 400])
def test_a_subject_is_not_a_story(size: int):
    """One subject for a week: every article has its words, but no two report the same event."""
    chance = random.Random(size)  # noqa: S311
    ends = ("rake", "olt", "ine", "ump", "est", "ard", "ock", "ill", "orn", "ave", "unt", "ess")
    starts = ("b", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "st", "tr", "br")
    words = [start + end for start in starts for end in ends]
    articles = [
        article(
            f"Fever: {' '.join(chance.sample(words, 4))}",
            f"The fever in Harbour and {' '.join(chance.sample(words, 14))} of Tarn.",
            day=f"2024-03-0{chance.randint(1, 7)}",
            outlet=f"o{number}",
        )
        for number in range(size)
    ]
    assert max(map(len, groups(archive_of(*articles)))) <= max(4, size // 50)

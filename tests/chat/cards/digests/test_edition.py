"""An edition is one message within Discord's limits, whatever its articles say."""

import pytest
from discord import ui
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.answers.desk.desk import Desk
from bot.chat import limits
from bot.chat.cards.digests.edition import build_edition_card
from bot.digests.digest import ArticleChange, Digest, Edition, EditionEntry, Run
from bot.digests.follow import FollowKind, FollowRule
from tests.chat.cards.samples import NOW, context_of, find_items, text_of, texts
from tests.support.desks import build_desk, build_record
from tests.support.digesting import daily, story
from tests.support.properties import examples

RUN = Run("123456789@1709283600", 123456789, NOW)


def make_card(edition: Edition, desk: Desk, digest: Digest | None = None) -> ui.LayoutView:
    return build_edition_card(edition, digest or daily(), RUN, context_of(desk.archive))


@pytest.mark.parametrize("count", [1, 5, 10])
def test_an_edition_of_any_size_fits(hostile_desk: Desk, count: int):
    articles = list(hostile_desk.archive.articles)
    entries = tuple(EditionEntry(article, tuple(articles[:9]), article.excerpt, 9) for article in articles[:count])
    changes = tuple(ArticleChange(article, article.title) for article in articles[:3])
    edition = Edition(entries, more=12_345, changes=changes, is_first=True, since=NOW)
    assert limits.find_violations(make_card(edition, hostile_desk, daily(role=2**63))) == []


def test_stories_without_room_are_counted(hostile_desk: Desk):
    entries = tuple(EditionEntry(article, (), article.excerpt, 1) for article in hostile_desk.archive.articles)
    text = text_of(make_card(Edition(entries, more=2), hostile_desk))
    count = text.count("](https://host")
    assert 5 <= count < 10
    assert f"{12 - count} more stories are new" in text
    assert "12 stories" in text


@pytest.mark.parametrize(
    ("kind", "told", "title"),
    [
        ("words", 0, "A new story"),
        ("story", 0, "More on a story"),
        ("words", 3, "More outlets report a story"),
        ("story", 3, "More outlets report a story"),
    ],
)
def test_an_alert_is_named_for_what_it_tells(kind: FollowKind, told: int, title: str):
    desk = build_desk(build_record("Council shuts the flood gates", url="https://harborpost.example/gates"))
    (article,) = desk.archive.articles
    follow = replace(daily(), follow=FollowRule(kind, headline="Flood gates"))
    card = make_card(Edition((EditionEntry(article, (), "", 3, told=told),)), desk, follow)
    assert title in text_of(card)


def test_ten_stories_of_usual_length_fit():
    records = [
        build_record(
            f"{n} Council votes to keep the flood gates of the lower harbour shut until the spring tide",
            url=f"https://harborpost.example/2024/03/01/council-votes-to-keep-the-flood-gates-shut-{n}",
            excerpt="The council voted nine to four on Tuesday to keep the gates shut. " * 3,
            outlet="Harbor Post",
            published=NOW,
            image=f"https://harborpost.example/{n}.jpg",
        )
        for n in range(10)
    ]
    desk = build_desk(*records)
    entries = tuple(EditionEntry(article, (), article.excerpt) for article in desk.archive.articles)
    shown = texts(make_card(Edition(entries, since=NOW), desk))
    assert sum("](https://harborpost" in text for text in shown) == 10
    assert any("> “The council voted" in text for text in shown)


@settings(max_examples=examples(20))
@given(st.lists(st.text(min_size=1, max_size=5).map(lambda text: text * 80), min_size=1, max_size=10))
def test_an_edition_fits_whatever_its_text(titles: list[str]):
    records = [
        build_record(f"{n}{title}", url=f"https://a{n}.example/x", excerpt=title) for n, title in enumerate(titles)
    ]
    desk = build_desk(*records)
    entries = tuple(EditionEntry(article, (), article.excerpt) for article in desk.archive.articles)
    assert limits.find_violations(make_card(Edition(entries, since=NOW), desk)) == []


def test_the_button_holds_the_id_of_the_run():
    desk = build_desk(story(1))
    card = make_card(Edition((EditionEntry(desk.archive.articles[0]),)), desk)
    assert f"n1:edition:{RUN.id}" in [button.custom_id for button in find_items(card, ui.Button)]


def test_a_changed_headline_is_shown_with_the_earlier_one():
    desk = build_desk(story(1))
    article = desk.archive.articles[0]
    edition = Edition((EditionEntry(article),), changes=(ArticleChange(article, "Glacier stays"),))
    assert "(was “Glacier stays”)" in text_of(make_card(edition, desk))

"""An edition is one message within Discord's limits, whatever its articles say."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue import Catalogue
from bot.chat import limits
from bot.chat.cards import digest, edition, markdown
from bot.chat.cards.card_context import CardContext
from bot.digests.digest import ArticleChange, Edition, EditionEntry, Run
from bot.digests.editions.compose import EditionCandidate
from tests.support.desks import desk_of, record
from tests.support.digesting import daily, story
from tests.support.hostile import TRICKS

NOW = datetime(2024, 3, 1, tzinfo=UTC)
WORDS = Catalogue.load().get_translator(None, markdown.escape)
RUN = Run("123456789@1709283600", 123456789, NOW)


def look_of(desk) -> CardContext:
    return CardContext(WORDS, desk.archive, NOW)


@pytest.fixture(scope="module")
def articles():
    """Ten articles whose every part is as long and as strange as it may be."""
    made = [
        record(
            f"{n} {TRICKS[n % len(TRICKS)]} " + "W*_|[]<@&1>" * 40,
            url=f"https://host{n}.example/{'p' * 300}",
            excerpt=(TRICKS[-n % len(TRICKS)] + " `*_~") * 60,
            outlet="Outlet " + "O" * 200,
            published=NOW,
            image=f"https://host{n}.example/{'i' * 900}.jpg",
        )
        for n in range(10)
    ]
    return desk_of(*made)


@pytest.mark.parametrize("count", [1, 5, 10])
def test_an_edition_of_any_size_fits(articles, count):
    every = list(articles.archive.articles)
    entries = tuple(EditionEntry(one, tuple(every[:9]), one.excerpt, 9) for one in every[:count])
    changes = tuple(ArticleChange(one, one.title) for one in every[:3])
    shown = Edition(entries, more=12_345, changes=changes, is_first=True, since=NOW)
    view = edition.edition_card(shown, daily(role=2**63), RUN, look_of(articles))
    assert limits.limit_violations(view) == []


def test_what_has_no_room_is_counted(articles):
    every = list(articles.archive.articles)
    shown = Edition(tuple(EditionEntry(one, (), one.excerpt, 1) for one in every), more=2)
    view = edition.edition_card(shown, daily(), RUN, look_of(articles))
    said = "\n".join(item["content"] for item in _walk(view.to_components()) if item["type"] == 10)
    told = said.count("](https://host")
    assert 5 <= told < 10
    assert f"{12 - told} more stories are new" in said
    assert "12 stories" in said


def test_ten_stories_of_usual_length_all_fit():
    made = [
        record(
            f"{n} Council votes to keep the flood gates of the lower harbour shut until the spring tide",
            url=f"https://harborpost.example/2024/03/01/council-votes-to-keep-the-flood-gates-shut-{n}",
            excerpt="The council voted nine to four on Tuesday to keep the gates shut. " * 3,
            outlet="Harbor Post",
            published=NOW,
            image=f"https://harborpost.example/{n}.jpg",
        )
        for n in range(10)
    ]
    desk = desk_of(*made)
    shown = Edition(tuple(EditionEntry(one, (), one.excerpt) for one in desk.archive.articles), since=NOW)
    said = [
        item["content"]
        for item in _walk(edition.edition_card(shown, daily(), RUN, look_of(desk)).to_components())
        if item["type"] == 10
    ]
    assert sum("](https://harborpost" in each for each in said) == 10
    assert any("> “The council voted" in each for each in said)


@given(st.lists(st.text(max_size=400), min_size=1, max_size=10))
def test_any_text_is_harmless_in_an_edition(titles):
    desk = desk_of(
        *(record(f"{n}{title}", url=f"https://a{n}.example/x", excerpt=title) for n, title in enumerate(titles))
    )
    shown = Edition(tuple(EditionEntry(one, (), one.excerpt) for one in desk.archive.articles), since=NOW)
    assert limits.limit_violations(edition.edition_card(shown, daily(), RUN, look_of(desk))) == []


def test_the_mark_of_a_run_is_on_its_message(articles):
    shown = Edition((EditionEntry(articles.archive.articles[0]),))
    view = edition.edition_card(shown, daily(), RUN, look_of(articles))
    assert f"n1:edition:{RUN.id}" in {item.get("custom_id") for item in _walk(view.to_components())}


def test_cards_about_digests_fit_too(articles):
    look = look_of(articles)
    every = list(articles.archive.articles)
    wide = daily(
        topics=tuple("t" * 200 for _ in range(20)), outlets=tuple(articles.archive.outlets), words="w" * 300, role=2**63
    )
    runs = [Run(f"1@{n}", 1, NOW, state="sent", channel=2**63, message=2**63, ended_at=NOW) for n in range(60)]
    views = (
        digest.digest_card(wide, [NOW] * 5, look, actions=("pause", "delete"), warnings=["w" * 300]),
        digest.digest_list_card([wide] * 50, look, personal=False),
        digest.reasons_card([EditionCandidate(one, "same-story", one) for one in every * 20], look),
        digest.history_card(wide, runs, look),
    )
    for view in views:
        assert limits.limit_violations(view) == []


def test_a_changed_headline_is_shown_with_what_it_was():
    desk = desk_of(story(1))
    article = desk.archive.articles[0]
    shown = Edition((EditionEntry(article),), changes=(ArticleChange(article, "Glacier stays"),))
    view = edition.edition_card(shown, daily(), RUN, look_of(desk))
    said = "\n".join(item["content"] for item in _walk(view.to_components()) if item["type"] == 10)
    assert "(was “Glacier stays”)" in said


def _walk(tree):
    for item in tree:
        yield item
        yield from _walk(item.get("components", ()))

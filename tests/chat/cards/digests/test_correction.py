"""A corrected message shows what its articles say now; a second correction changes nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from bot.chat import limits
from bot.chat.cards.digests.correction import Components, correct_components
from bot.chat.cards.digests.post import build_step_card
from bot.coverage.article import Article, Withdrawal
from bot.digests.digest import Correction, Edition, EditionEntry, Run, ShownArticle, Step
from tests.chat.cards.samples import NOW, context_of
from tests.support.desks import build_desk
from tests.support.digesting import daily, story
from tests.support.properties import examples

DESK = build_desk(*(story(number, image="https://img.example/1.jpg") for number in range(3)))
CONTEXT = context_of(DESK.archive)
FIRST, SECOND, _ = DESK.archive.articles
QUOTES = {article.id: article.excerpt.split(".")[0] + "." for article in DESK.archive.articles}


def build_message(*steps: Step) -> Components:
    """Return the components of a message with three articles, or of the first step."""
    entries = tuple(EditionEntry(article, quote=QUOTES[article.id]) for article in DESK.archive.articles)
    run = Run("1@2", 1, NOW, steps=steps or (Step(),))
    return build_step_card(Edition(entries, since=NOW), daily(), run, CONTEXT).to_components()


def show(article: Article, *, is_withdrawn: bool = False) -> ShownArticle:
    return ShownArticle(1, article.id, 7, 70, article.title, QUOTES[article.id], is_withdrawn)


def correct(message: Components, *corrections: Correction) -> Components:
    """Correct a message. A second time changes nothing."""
    corrected = correct_components(message, corrections, CONTEXT)
    assert corrected is not None
    assert correct_components(corrected, corrections, CONTEXT) is None
    assert limits.measure_text(read(corrected)) <= limits.TEXT
    return corrected


def rename(article: Article, title: str, quote: str | None = None) -> Correction:
    now = structs.replace(article, title=title)
    return Correction(show(article), now, QUOTES[article.id] if quote is None else quote)


def withdraw(article: Article, reason: str = "") -> Correction:
    return Correction(show(article), withdrawal=Withdrawal(article.url, reason))


def walk(components: Components) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from walk(component.get("components", []))


def read(message: Components) -> str:
    return "\n".join(str(item["content"]) for item in walk(message) if item["type"] == 10)


def list_options(message: Components) -> list[str]:
    return [option["label"] for item in walk(message) for option in item.get("options", [])]


def test_a_new_headline_stands_in_place_of_the_one_that_was_sent():
    text = read(correct(build_message(), rename(FIRST, "Orchids [wilt]")))
    assert f"**[Orchids \\[wilt\\]]({FIRST.url})**\n> “{QUOTES[FIRST.id]}”\n-# Changed since it was sent here" in text
    assert f"(was “{FIRST.title}”)" in text
    assert text.count(SECOND.title) == 1


def test_the_menu_has_the_new_headline():
    options = list_options(correct(build_message(), rename(FIRST, "Orchids wilt")))
    assert "Orchids wilt" in options
    assert FIRST.title not in options


def test_a_second_change_replaces_the_note_of_the_first():
    once = correct(build_message(), rename(FIRST, "Orchids wilt"))
    again = Correction(
        show(FIRST)._replace(headline="Orchids wilt"), structs.replace(FIRST, title="Orchids die"), QUOTES[FIRST.id]
    )
    text = read(correct(once, again))
    assert text.count("Changed since it was sent here") == 1
    assert "(was “Orchids wilt”)" in text


@pytest.mark.parametrize(("quote", "shown"), [("It wilted.", True), ("", False)])
def test_a_sentence_that_is_no_longer_in_the_article_is_replaced_or_goes(quote: str, *, shown: bool):
    text = read(correct(build_message(), Correction(show(FIRST), FIRST, quote)))
    assert QUOTES[FIRST.id] not in text
    assert ("> “It wilted.”" in text) == shown
    assert "Its text has changed since it was sent here" in text


def test_a_withdrawn_article_is_struck_out_and_no_longer_quoted():
    message = correct(build_message(), withdraw(FIRST, "Nobody *saw* it."))
    text = read(message)
    assert (
        f"~~[{FIRST.title}]({FIRST.url})~~\n-# Withdrawn by its outlet since it was sent here: Nobody \\*saw\\*" in text
    )
    assert QUOTES[FIRST.id] not in text
    assert FIRST.title not in list_options(message)
    assert len(list_options(message)) == 2


def test_the_picture_of_a_withdrawn_article_goes():
    message = build_message()
    pictures = sum(item["type"] == 9 for item in walk(message))
    assert sum(item["type"] == 9 for item in walk(correct(message, withdraw(FIRST)))) == pictures - 1


def test_if_all_are_withdrawn_there_is_no_menu():
    message = correct(build_message(), *map(withdraw, DESK.archive.articles))
    assert list_options(message) == []
    assert all(item.get("components") for item in walk(message) if item["type"] == 1)


def test_an_article_that_comes_back_is_no_longer_struck_out():
    withdrawn = correct(build_message(), withdraw(FIRST))
    text = read(correct(withdrawn, Correction(show(FIRST, is_withdrawn=True), FIRST, QUOTES[FIRST.id])))
    assert f"**[{FIRST.title}]({FIRST.url})**\n-# Withdrawn by its outlet for a while; now it’s back" in text
    assert "~~" not in text


def test_a_reply_in_a_post_is_corrected_too():
    entry = EditionEntry(FIRST, (SECOND,), QUOTES[FIRST.id], post=5)
    run = Run("1@2", 1, NOW, steps=(Step("reply", 0, 5),))
    message = build_step_card(Edition((entry,), since=NOW), daily(), run, CONTEXT).to_components()
    correction = Correction(show(SECOND)._replace(quote=""), structs.replace(SECOND, title="It *melts*"))
    text = read(correct(message, correction))
    assert f"[It \\*melts\\*]({SECOND.url})" in text
    assert f"-# Changed since it was sent here (was “{SECOND.title}”)" in text


def test_an_article_that_the_message_does_not_show_changes_nothing():
    other = build_desk(story(7)).archive.articles[0]
    shown = ShownArticle(1, other.id, 7, 70, other.title, other.excerpt)
    correction = Correction(shown, structs.replace(other, title="Other"))
    assert correct_components(build_message(), [correction], CONTEXT) is None


# Long texts, most of which do not fit.
LONG = st.text(min_size=1, max_size=5).map(lambda text: text * 80)


@settings(max_examples=examples(20))
@given(LONG.filter(str.strip), LONG)
def test_a_corrected_message_fits_whatever_its_text(title: str, quote: str):
    message = build_message()
    corrected = correct_components(message, [rename(FIRST, title, quote), withdraw(SECOND, title)], CONTEXT)
    assert corrected is not None
    assert limits.measure_text(read(corrected)) <= limits.TEXT

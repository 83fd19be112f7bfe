"""What a card knows about its reader and archive: names, days and pictures."""

from datetime import date

import pytest
from discord import ui

from bot.catalogue import Catalogue
from bot.chat.cards.answer import build_answer_card, build_article_card
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.markdown import escape
from bot.coverage.article import Image
from tests.chat.cards.samples import (
    NOW,
    context_of,
    find_items,
    harbor_record,
    make_answer,
    make_archive,
    make_article,
    text_of,
)


def test_days_follow_the_readers_language():
    archive = make_archive(harbor_record())
    german = CardContext(Catalogue.load().get_translator("de", escape), archive, NOW)
    assert german.format_day(date(2021, 3, 1)) in {"March 1, 2021", "1. März 2021"}


def test_an_outlet_that_left_the_archive_is_named_by_its_key():
    article, _ = make_article()
    empty = context_of(make_archive())
    assert "paper1.example" in text_of(build_article_card(article, empty))


def test_a_picture_is_shown_with_its_alternative_text():
    article, context = make_article()
    (thumbnail,) = find_items(build_article_card(article, context), ui.Thumbnail)
    assert thumbnail.media.url == "https://paper1.example/p.jpg"
    assert thumbnail.description == "The harbor"


def test_a_picture_without_alternative_text_is_described_by_the_title():
    article, context = make_article(image=Image("https://paper1.example/p.jpg"))
    (thumbnail,) = find_items(build_article_card(article, context), ui.Thumbnail)
    assert thumbnail.description == "Harbor reopens, part 1"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://no host/", "data:image/png;base64,AA", "https://a.example/" + "x" * 2_048]
)
def test_a_picture_with_a_bad_url_is_left_out(url: str):
    article, context = make_article(image=Image(url))
    view = build_article_card(article, context)
    assert not list(find_items(view, ui.Thumbnail))
    assert "Harbor reopens" in text_of(view)


def test_all_pictures_can_be_left_out():
    archive = make_archive(harbor_record())
    view = build_answer_card(make_answer(archive), context_of(archive, show_pictures=False))
    assert not list(find_items(view, ui.Thumbnail))

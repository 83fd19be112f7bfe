"""How any card writes an article: title, outlet, day, copies and buttons."""

from datetime import UTC, datetime

from discord import ui

from bot.chat.cards.answer import build_answer_card, build_article_card
from bot.chat.custom_ids.replies import build_delete_id, read_asker
from bot.coverage.article import Moment
from tests.chat.cards.samples import (
    ASKER,
    context_of,
    find_items,
    harbor_record,
    make_answer,
    make_archive,
    make_article,
    text_of,
)


def test_the_first_copies_are_linked_and_the_rest_counted():
    archive = make_archive(*(harbor_record(number) for number in range(1, 7)))
    text = text_of(build_answer_card(make_answer(archive, also=5), context_of(archive)))
    assert "also reported by [Paper 5](https://paper5.example/harbor), " in text
    assert "and 2 more" in text


def test_an_outlet_is_not_named_as_a_copy_of_its_own_article():
    archive = make_archive(
        harbor_record(), harbor_record(url="https://paper1.example/fr/harbor", title="Le port rouvre")
    )
    article, other = archive.articles
    assert "also" not in text_of(build_answer_card(make_answer(archive, also=1), context_of(archive)))
    assert "also" not in text_of(build_article_card(article, context_of(archive), also=(other,)))


def test_a_time_is_shown_in_the_readers_zone_and_a_day_without_a_time_as_text():
    second = Moment(datetime(2021, 3, 4, 12, tzinfo=UTC), "second")
    article, context = make_article(published=second)
    assert "<t:1614859200:D>" in text_of(build_article_card(article, context))
    article, context = make_article()
    assert "March 1, 2021" in text_of(build_article_card(article, context))


def test_the_later_day_of_another_record_is_shown():
    later = harbor_record(published=Moment(datetime(2021, 5, 6, tzinfo=UTC), "day"))
    archive = make_archive(harbor_record(), later)
    assert "March 1, 2021 · also dated May 6, 2021" in text_of(
        build_article_card(archive.articles[0], context_of(archive))
    )


def test_an_article_without_a_date_says_so():
    article, context = make_article(published=None, url="https://paper1.example/undated")
    assert "no date" in text_of(build_article_card(article, context))


def test_an_article_without_a_url_is_shown_without_a_link():
    article, context = make_article(url=None)
    view = build_article_card(article, context)
    assert "### Harbor reopens, part 1\n" in text_of(view)
    assert not [button for button in find_items(view, ui.Button) if button.url]


def test_an_article_has_a_button_to_its_outlet():
    article, context = make_article()
    links = [button for button in find_items(build_article_card(article, context), ui.Button) if button.url]
    assert [(button.label, button.url) for button in links] == [("Read at Paper 1", "https://paper1.example/harbor")]


def test_the_menu_offers_every_hit_by_its_id():
    archive = make_archive(*(harbor_record(number) for number in range(1, 11)))
    (menu,) = find_items(build_answer_card(make_answer(archive), context_of(archive)), ui.Select)
    assert [option.value for option in menu.options] == [article.id for article in archive.articles]
    assert menu.options[0].label == "Harbor reopens, part 10"
    assert menu.options[0].description == "Paper 10 · Mar 10, 2021"
    assert read_asker(menu.custom_id) == ASKER


def test_the_asker_can_delete_a_reply_that_others_see():
    archive = make_archive(harbor_record())
    answer = make_answer(archive)
    assert build_delete_id(ASKER) in custom_ids_of(build_answer_card(answer, context_of(archive)))
    assert build_delete_id(ASKER) not in custom_ids_of(build_answer_card(answer, context_of(archive, private=True)))


def custom_ids_of(view: ui.LayoutView) -> list[str]:
    return [button.custom_id for button in find_items(view, ui.Button) if button.custom_id]

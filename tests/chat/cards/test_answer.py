"""The card of an answer and of an article shows what it is given, fits, and is safe whatever the text."""

import discord
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.answer import Answer, Hit, Quote, Remark
from bot.chat.cards.answer import build_answer_card, build_article_card
from bot.coverage.archive.archive import Archive
from tests.chat.cards.samples import (
    assert_safe,
    context_of,
    find_items,
    harbor_record,
    make_answer,
    make_archive,
    slow,
    text_of,
    texts,
)
from tests.support import hostile


@st.composite
def drawn_answers(draw: st.DrawFn) -> tuple[Answer, Archive]:
    archive = draw(hostile.archives)
    hits = draw(hostile.articles(archive, 10))
    also = hostile.articles(archive, 8)
    quotes = [
        Quote(draw(hostile.texts), article, draw(st.sampled_from(["title", "excerpt"])), draw(also))
        for article in draw(hostile.articles(archive, 4, with_url=True))
    ]
    remark = st.builds(lambda text: Remark("answer-spelled", {"meant": text, "typed": text}), hostile.texts)
    return (
        Answer(
            question=draw(hostile.texts),
            verdict=draw(st.sampled_from(["found", "weak", "nothing"])),
            confidence=0.5,
            lead=draw(remark),
            quotes=tuple(quotes),
            hits=tuple(Hit(article, 0.5, (), draw(also)) for article in hits),
            remarks=tuple(draw(st.lists(remark, max_size=5))),
            suggestions=tuple(draw(st.lists(hostile.texts, max_size=6))),
            as_of=archive.newest,
            took_ms=1.0,
        ),
        archive,
    )


@slow
@given(drawn_answers(), st.fixed_dictionaries({"private": st.booleans(), "show_pictures": st.booleans()}))
def test_every_answer_fits_and_is_safe(drawn: tuple[Answer, Archive], options: dict[str, bool]):
    answer, archive = drawn
    assert_safe(build_answer_card(answer, context_of(archive, **options)), archive)


@slow
@given(st.data())
def test_every_article_fits_and_is_safe(data: st.DataObject):
    archive = data.draw(hostile.archives.filter(lambda archive: archive.articles))
    article = data.draw(st.sampled_from(archive.articles))
    also, related = (data.draw(hostile.articles(archive, 12)) for _ in range(2))
    assert_safe(build_article_card(article, context_of(archive), also=also, related=related), archive)


def colour_of(view: ui.LayoutView) -> object:
    (container,) = view.children
    assert isinstance(container, ui.Container)
    return container.accent_colour


def test_found_weak_and_nothing_look_different():
    archive = make_archive(harbor_record())
    cards = [
        build_answer_card(make_answer(archive, verdict), context_of(archive))
        for verdict in ("found", "weak", "nothing")
    ]
    assert len({colour_of(view) for view in cards}) == 3
    assert len({texts(view)[0] for view in cards}) == 3


def test_an_answer_that_was_found_has_no_line_between_the_question_and_its_first_quote():
    archive = make_archive(harbor_record())
    found, weak = (
        texts(build_answer_card(make_answer(archive, verdict), context_of(archive)))[0] for verdict in ("found", "weak")
    )
    assert found == "### When did the harbor reopen?"
    assert weak == "### When did the harbor reopen?\nThis may not answer your question."


def test_a_quote_is_shown_word_for_word_with_its_source_outlet_and_day():
    archive = make_archive(harbor_record())
    text = text_of(build_answer_card(make_answer(archive), context_of(archive)))
    assert "> “The harbor reopened on day 1.”" in text
    assert "[Harbor reopens, part 1](https://paper1.example/harbor)" in text
    assert "**Paper 1** · March 1, 2021" in text


def test_a_quoted_title_is_its_own_link():
    archive = make_archive(harbor_record())
    article = archive.articles[0]
    quote = Quote(article.title, article, "title")
    answer = Answer("?", "found", 1, Remark("answer-found"), (quote,), (), (), (), None, 1)
    text = text_of(build_answer_card(answer, context_of(archive)))
    assert "> **[Harbor reopens, part 1](https://paper1.example/harbor)**" in text
    assert text.count("Harbor reopens") == 1


def test_the_question_remarks_suggestions_and_the_archives_day_are_shown():
    archive = make_archive(harbor_record())
    view = build_answer_card(make_answer(archive, "nothing", quotes=0), context_of(archive))
    text = text_of(view)
    assert "### When did the harbor reopen?" in text
    assert "-# Only articles from Paper 1." in text
    labels = [item.label for item in find_items(view, ui.Button)]
    assert "What is the newest on Harbor?" in labels
    assert "-# As of March 1, 2021 · one article" in text


def test_other_wordings_of_an_article_are_shown():
    archive = make_archive(harbor_record(), harbor_record(title="Harbor is open again"))
    text = text_of(build_article_card(archive.articles[0], context_of(archive)))
    assert "Harbor reopens, part 1" in text
    assert "Harbor is open again" in text


def test_every_button_works_after_a_restart():
    archive = make_archive(harbor_record())
    view = build_answer_card(make_answer(archive), context_of(archive))
    assert view.timeout is None
    assert all(
        button.custom_id or button.url
        for button in find_items(view, ui.Button)
        if isinstance(button, discord.ui.Button)
    )


def test_an_article_stands_once_with_its_headline_and_its_sentence():
    archive = make_archive(harbor_record())
    article = archive.articles[0]
    quotes = (Quote(article.excerpt, article, "excerpt"), Quote(article.title, article, "title"))
    answer = Answer("?", "found", 1, Remark("answer-found"), quotes, (), (), (), None, 1)

    text = text_of(build_answer_card(answer, context_of(archive)))

    assert text.count(str(article.url)) <= 2  # the headline and the button
    assert text.index(article.excerpt[:20]) < text.index(article.title[:20])

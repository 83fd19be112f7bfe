"""The card that says what the archive is about and how to ask."""

from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.answer import Remark
from bot.answers.pipeline import answer
from bot.chat.cards.archive_overview import suggest_examples
from bot.chat.cards.help import build_help_card
from bot.coverage.archive.archive import Archive
from tests.chat.cards.samples import assert_safe, context_of, find_items, harbor_record, make_archive, slow, text_of
from tests.support import hostile
from tests.support.conversations import NOW
from tests.support.desks import FILES, build_desk

QUESTION_ID = "n1:ask:"


def questions_of(view: ui.LayoutView) -> list[str]:
    """Return the questions that the buttons of a card ask."""
    ids = [item.custom_id or "" for item in find_items(view, ui.Button)]
    return [custom_id.removeprefix(QUESTION_ID) for custom_id in ids if custom_id.startswith(QUESTION_ID)]


@slow
@given(hostile.archives, st.lists(hostile.texts, max_size=6), st.booleans())
def test_it_fits_and_is_safe_whatever_the_archive_and_the_examples_say(
    archive: Archive,
    names: list[str],
    manages: bool,  # noqa: FBT001 - hypothesis passes it by name
):
    examples = [Remark("example-topic", {"topic": name}) for name in names]
    assert_safe(build_help_card(examples, context_of(archive), commands={}, manages=manages), archive)


def test_it_names_every_command_and_links_those_whose_ids_are_known():
    text = text_of(build_help_card((), context_of(make_archive(harbor_record())), commands={"ask": 7}))
    assert "</ask:7>" in text
    assert all(
        f"`/{name}`" in text for name in ("latest", "timeline", "source", "topics", "outlets", "about", "privacy")
    )


def test_only_who_manages_the_server_sees_its_digests():
    context = context_of(make_archive(harbor_record()))
    assert "`/digest`" not in text_of(build_help_card((), context, commands={}))
    assert "`/digest`" in text_of(build_help_card((), context, commands={}, manages=True))


def test_every_button_asks_a_question_that_the_archive_answers():
    desk = build_desk(*FILES)
    view = build_help_card(suggest_examples(desk, NOW), context_of(desk.archive), commands={})
    questions = questions_of(view)
    assert {"What was reported on Floods?", "latest on the topic Floods", "latest from Harbor Post"} <= set(questions)
    assert {"latest news", "oldest articles"} <= set(questions)
    verdicts = {question: answer(question, desk, now=NOW).verdict for question in questions}
    assert verdicts == dict.fromkeys(questions, "found")


def test_an_empty_archive_has_no_buttons():
    desk = build_desk()
    assert questions_of(build_help_card(suggest_examples(desk, NOW), context_of(desk.archive), commands={})) == []


def test_where_digests_can_be_read_outside_discord_it_says_how():
    context = context_of(make_archive(harbor_record()))
    assert "outside-discord" not in text_of(build_help_card((), context, commands={}))
    assert "`/mydigest edit` with “outside-discord”" in text_of(
        build_help_card((), context, commands={}, has_pages=True)
    )
    shown = text_of(build_help_card((), context, commands={}, manages=True, has_pages=True))
    assert "`/digest edit` with “outside-discord”" in shown


def test_an_archive_without_articles_says_how_they_come():
    desk = build_desk()
    text = text_of(build_help_card(suggest_examples(desk, NOW), context_of(desk.archive), commands={}))
    assert "The archive has no articles yet" in text

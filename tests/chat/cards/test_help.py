"""The card that explains how to ask."""

from hypothesis import given
from hypothesis import strategies as st

from bot.answers.answer import Remark
from bot.chat.cards.help import build_help_card
from bot.coverage.archive.archive import Archive
from tests.chat.cards.samples import assert_safe, context_of, harbor_record, make_archive, slow, text_of
from tests.support import hostile


@slow
@given(hostile.archives, st.lists(hostile.texts, max_size=6))
def test_it_fits_and_is_safe_whatever_the_examples_say(archive: Archive, examples: list[str]):
    questions = [Remark("example-title", {"title": example}) for example in examples]
    assert_safe(build_help_card(questions, context_of(archive), commands={}), archive)


def test_it_names_every_command_and_the_examples():
    examples = [Remark("example-title", {"title": "Who reopened the harbor?"})]
    text = text_of(build_help_card(examples, context_of(make_archive(harbor_record())), commands={"ask": 7}))
    assert "</ask:7>" in text
    assert all(f"`/{name}`" in text for name in ("latest", "timeline", "source", "topics", "outlets", "about"))
    assert "- Who reopened the harbor?" in text

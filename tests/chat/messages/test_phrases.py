"""Messages that don't ask for news are not taken for questions."""

import pytest

from bot.catalogue import Catalogue
from bot.chat.messages.phrases import is_greeting, wants_to_stop

CATALOGUE = Catalogue.load()


@pytest.mark.parametrize("text", ["stop", "STOP!", "unsubscribe", "Please stop.", "stop sending me messages"])
def test_a_wish_to_get_no_more_messages_is_recognized(text: str):
    assert wants_to_stop(CATALOGUE, text)


@pytest.mark.parametrize("text", ["did the strike stop?", "stop the ban", "unsubscribe rates", "", "why stop"])
def test_a_question_is_no_such_wish(text: str):
    assert not wants_to_stop(CATALOGUE, text)


@pytest.mark.parametrize(
    "text", ["hi", "Hello!", "HEY", "help", "?", "??", "hi Nutgraf", "Nutgraf", "good morning", "What can you do?"]
)
def test_a_greeting_is_recognized(text):
    assert is_greeting(Catalogue.load(), text, "Nutgraf")


@pytest.mark.parametrize("text", ["help for flood victims", "hi tech layoffs", "a", "🙂", "hello kitty recall", "who?"])
def test_a_question_is_no_greeting(text):
    assert not is_greeting(Catalogue.load(), text, "Nutgraf")


def test_every_language_has_its_own_greetings(tmp_path):
    for locale, greetings in (("en-US", "hi"), ("de", "Grüß Gott, Servus")):
        (tmp_path / locale).mkdir()
        (tmp_path / locale / "chat.ftl").write_text(f"greetings = {greetings}\n", "utf-8")
    catalogue = Catalogue.load(tmp_path)
    assert is_greeting(catalogue, "gruss gott!", "Nutgraf") or is_greeting(catalogue, "Grüß Gott", "Nutgraf")
    assert is_greeting(catalogue, "servus", "Nutgraf")

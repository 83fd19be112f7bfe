"""Commands that are typed as messages show the same list as the command itself."""

import pytest

from bot.answers.browse.listing import Listing
from bot.catalogue import Catalogue
from bot.chat.messages.typed_commands import TypedCommand, build_typed_listing, read_typed_command
from tests.support.conversations import DESK, NOW

CATALOGUE = Catalogue.load()


def list_of(typed: str) -> Listing:
    command = read_typed_command(CATALOGUE, typed)
    assert command is not None
    return build_typed_listing(command, DESK, NOW)


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("/latest", TypedCommand("latest", "", {})),
        ("/ask who bans ferries?", TypedCommand("ask", "who bans ferries?", {})),
        ("/ask question: who bans ferries?", TypedCommand("ask", "", {"question": "who bans ferries?"})),
        (
            "/latest lake orla since:2021 outlet: Harbor Post",
            TypedCommand("latest", "lake orla", {"since": "2021", "outlet": "Harbor Post"}),
        ),
        ("/Digest create daily 09:00", TypedCommand("digest", "create daily 09:00", {})),
    ],
)
def test_a_command_is_read_with_its_options(typed: str, command: TypedCommand):
    assert read_typed_command(CATALOGUE, typed) == command


@pytest.mark.parametrize("typed", ["", "/", "/dance", "latest", "what does /latest do", "//latest"])
def test_other_texts_are_no_commands(typed: str):
    assert read_typed_command(CATALOGUE, typed) is None


def test_commands_are_read_in_every_language(german_catalogue: Catalogue):
    assert read_typed_command(german_catalogue, "/frage Wer?") == TypedCommand("ask", "Wer?", {})
    assert read_typed_command(german_catalogue, "/ask Wer?") == TypedCommand("ask", "Wer?", {})


def test_text_is_an_outlet_a_topic_a_count_or_a_subject():
    assert list_of("/latest Harbor Post").filters.outlet == "harborpost.example"
    assert list_of("/latest floods").filters.topic == "floods"
    assert list_of("/latest 2").filters.count == 2
    assert list_of("/timeline diesel ferries").filters.about == "diesel ferries"


def test_an_outlet_without_a_name_lists_all_outlets():
    assert list_of("/source").kind == "outlets"
    assert list_of("/source Harbor Post").kind == "source"


@pytest.mark.parametrize("kind", ["topics", "outlets", "latest"])
def test_a_list_without_limits_is_the_whole(kind: str):
    listing = list_of(f"/{kind}")
    assert listing.kind == kind
    assert listing.entries or listing.counts

"""Commands have names and descriptions in every language of the catalogue."""

import pytest

from bot.chat.command_tree import sync


@pytest.fixture
def simcord_bot(bot_setup, german_catalogue):
    bot_setup.catalogue = german_catalogue
    return bot_setup.make_client()


@pytest.mark.usefixtures("simcord_env")
async def test_commands_and_options_are_named_in_every_language(simcord_bot):
    commands = {command["name"]: command for command in await sync.build_payload(simcord_bot.tree)}
    ask = commands["ask"]
    assert ask["name_localizations"] == {"de": "frage"}
    assert ask["description_localizations"] == {"de": "Frag, was berichtet wurde"}
    names = {option["name"]: option["name_localizations"] for option in ask["options"]}
    assert names == {"question": {"de": "frage"}, "private": {"de": "privat"}}
    assert commands["Find coverage"]["name_localizations"] == {"de": "Berichte finden"}


@pytest.mark.usefixtures("simcord_env")
async def test_a_command_without_a_translation_has_none(simcord_bot):
    commands = {command["name"]: command for command in await sync.build_payload(simcord_bot.tree)}
    assert commands["about"]["name_localizations"] == {}

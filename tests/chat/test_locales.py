"""Another language is a folder: commands and replies follow the reader's locale."""

import shutil
from pathlib import Path

import discord
import pytest

from bot.catalogue import FOLDER, Catalogue
from bot.chat.command_tree import sync
from tests.support import replies

GERMAN_COMMANDS = """
command-ask = frage
    .description = Frag, was berichtet wurde
    .question = Deine Frage
option-question = frage
option-private = privat
menu-find-coverage = Berichte finden
choice-topic = { $name } · { $count } Artikel
"""
GERMAN_REPLIES = """
answer-found = Das wurde berichtet:
card-as-of = Stand { $day } · { $count } Artikel
too-fast = Nicht so schnell. Weiter in { $seconds } s.
greetings = servus, grüß gott
help-title = Willkommen
"""


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER / "en-US", tmp_path / "en-US")
    german = tmp_path / "de"
    german.mkdir()
    (german / "commands.ftl").write_text(GERMAN_COMMANDS, "utf-8")
    (german / "chat.ftl").write_text(GERMAN_REPLIES, "utf-8")
    return tmp_path


@pytest.fixture
def simcord_bot(newsroom, locales):
    newsroom.catalogue = Catalogue.load(locales)
    return newsroom.client()


@pytest.fixture
def reads_german(monkeypatch):
    """SimCord's people read American English; here their clients are German."""
    original = discord.Interaction.__init__

    def german(self, *, data, state):
        data["locale"] = "de"
        original(self, data=data, state=state)

    monkeypatch.setattr(discord.Interaction, "__init__", german)


@pytest.mark.usefixtures("simcord_env")
async def test_commands_and_options_are_named_in_every_language_that_there_is(simcord_bot):
    commands = {command["name"]: command for command in await sync.command_payload(simcord_bot.tree)}
    ask = commands["ask"]
    assert ask["name_localizations"] == {"de": "frage"}
    assert ask["description_localizations"] == {"de": "Frag, was berichtet wurde"}
    names = {option["name"]: option["name_localizations"] for option in ask["options"]}
    assert names == {"question": {"de": "frage"}, "private": {"de": "privat"}}
    assert commands["Find coverage"]["name_localizations"] == {"de": "Berichte finden"}


@pytest.mark.usefixtures("simcord_env")
async def test_what_a_language_lacks_is_left_to_discords_default(simcord_bot):
    commands = {command["name"]: command for command in await sync.command_payload(simcord_bot.tree)}
    assert commands["about"]["name_localizations"] == {}


@pytest.mark.usefixtures("reads_german")
async def test_replies_follow_the_readers_locale(server):
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    text = replies.text(result.response)
    assert "Das wurde berichtet:" in text
    assert "5 Artikel" in text


@pytest.mark.usefixtures("reads_german")
async def test_what_is_quoted_stays_as_the_article_has_it(server):
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert "City council bans diesel ferries from 2024" in replies.text(result.response)


@pytest.mark.usefixtures("reads_german")
async def test_days_are_written_the_readers_way(server):
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert "11. Juni 2020" in replies.text(result.response)


@pytest.mark.usefixtures("reads_german")
async def test_what_a_language_lacks_is_said_in_english(server):
    result = await server.ann.slash(server.channel, "about")
    assert "outlets" in replies.text(result.response)


@pytest.mark.usefixtures("reads_german")
async def test_sentences_about_trouble_follow_the_locale_too(server):
    for _ in range(10):
        await server.ann.slash(server.channel, "about")
    result = await server.ann.slash(server.channel, "about")
    assert result.response.content == "Nicht so schnell. Weiter in 2 s."


@pytest.mark.usefixtures("reads_german")
async def test_autocomplete_follows_the_locale(server):
    choices = await server.ann.autocomplete(server.channel, "latest", "topic", "flo")
    assert choices[0]["name"] == "Floods · 3 Artikel"


async def test_buttons_answer_the_one_who_presses_in_their_language(server, request):
    asked = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert "5 articles" in replies.text(asked.response)
    request.getfixturevalue("reads_german")
    opened = await server.ann.select(asked.response, [replies.options(asked.response)[0]["value"]])
    assert "5 Artikel" in replies.text(opened.response)


async def test_a_server_in_german_is_answered_in_german(simcord_env):
    guild = simcord_env.create_guild("Stadt", preferred_locale="de")
    channel = guild.create_text_channel("allgemein")
    eva = guild.add_member(simcord_env.create_user("eva"))
    await eva.send(channel, f"<@{simcord_env.bot.user.id}> diesel ferries")
    assert "Das wurde berichtet:" in replies.text(channel.last_message)


async def test_a_greeting_in_german_is_one_in_a_direct_message(simcord_env):
    guild = simcord_env.create_guild()
    eva = guild.add_member(simcord_env.create_user("eva"))
    await eva.send_dm("Servus!")
    assert "/ask" in replies.text(eva.user.dm_channel.last_message)


async def test_without_a_locale_of_ours_it_is_english(server):
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert "5 articles" in replies.text(result.response)

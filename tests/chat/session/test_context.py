"""Another language is a folder: replies follow the locale of the reader or of the server."""

import discord
import pytest

from tests.support import replies


@pytest.fixture
def simcord_bot(bot_setup, german_catalogue):
    bot_setup.catalogue = german_catalogue
    return bot_setup.make_client()


@pytest.fixture
def reads_german(monkeypatch):
    """Make people's clients German. SimCord's are American."""
    original = discord.Interaction.__init__

    def init_in_german(self, *, data, state):
        data["locale"] = "de"
        original(self, data=data, state=state)

    monkeypatch.setattr(discord.Interaction, "__init__", init_in_german)


@pytest.mark.usefixtures("reads_german")
async def test_replies_follow_the_readers_locale(server):
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    text = replies.text(result.response)
    assert "Das wurde berichtet:" in text
    assert "5 Artikel" in text


@pytest.mark.usefixtures("reads_german")
async def test_a_quote_is_not_translated(server):
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert "City council bans diesel ferries from 2024" in replies.text(result.response)


@pytest.mark.usefixtures("reads_german")
async def test_days_follow_the_readers_locale(server):
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert "11. Juni 2020" in replies.text(result.response)


@pytest.mark.usefixtures("reads_german")
async def test_a_message_without_a_translation_is_in_english(server):
    result = await server.ann.slash(server.channel, "about")
    assert "outlets" in replies.text(result.response)


@pytest.mark.usefixtures("reads_german")
async def test_error_messages_follow_the_readers_locale(server):
    for _ in range(10):
        await server.ann.slash(server.channel, "about")
    result = await server.ann.slash(server.channel, "about")
    assert result.response.content == "Nicht so schnell. Weiter in 2 s."


@pytest.mark.usefixtures("reads_german")
async def test_autocomplete_follows_the_readers_locale(server):
    choices = await server.ann.autocomplete(server.channel, "latest", "topic", "flo")
    assert choices[0]["name"] == "Floods · 3 Artikel"


async def test_a_button_answers_in_the_language_of_the_person_who_uses_it(server, request):
    answered = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert "5 articles" in replies.text(answered.response)
    request.getfixturevalue("reads_german")
    opened = await server.ann.select(answered.response, [replies.options(answered.response)[0]["value"]])
    assert "5 Artikel" in replies.text(opened.response)


async def test_a_message_on_a_german_server_is_answered_in_german(simcord_env):
    guild = simcord_env.create_guild("Stadt", preferred_locale="de")
    channel = guild.create_text_channel("allgemein")
    eva = guild.add_member(simcord_env.create_user("eva"))
    await eva.send(channel, f"<@{simcord_env.bot.user.id}> diesel ferries")
    assert "Das wurde berichtet:" in replies.text(channel.last_message)


async def test_a_german_greeting_is_recognized(simcord_env):
    guild = simcord_env.create_guild()
    eva = guild.add_member(simcord_env.create_user("eva"))
    await eva.send_dm("Servus!")
    assert "/ask" in replies.text(eva.user.dm_channel.last_message)


async def test_readers_of_other_languages_are_answered_in_english(server):
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert "5 articles" in replies.text(result.response)

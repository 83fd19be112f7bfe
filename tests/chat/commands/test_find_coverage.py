"""The context menu "Find coverage", on any message."""

import discord

from tests.support import replies
from tests.support.desks import LAKE


async def test_what_a_message_says_is_answered_privately(server):
    message = await server.ben.send(server.channel, "did you hear about the diesel ferries?")
    result = await server.ann.context_menu(server.channel, "Find coverage", message)
    assert result.ephemeral
    assert "https://cityledger.example/news/diesel-ferries" in replies.links(result.response)


async def test_the_url_of_an_article_finds_that_article(server):
    message = await server.ben.send(server.channel, f"{LAKE.url}?utm_source=feed")
    result = await server.ann.context_menu(server.channel, "Find coverage", message)
    assert LAKE.url in replies.links(result.response)


async def test_mentions_are_read_as_names(server):
    message = await server.ben.send(server.channel, f"{server.ann.mention} diesel ferries are banned")
    result = await server.ann.context_menu(server.channel, "Find coverage", message)
    assert str(server.ann.id) not in replies.text(result.response)
    assert "ann" in replies.text(result.response)


async def test_a_card_is_read_by_its_text(server):
    about = await server.ann.slash(server.channel, "ask", question="telescope on Mount Kell")
    result = await server.ann.context_menu(server.channel, "Find coverage", about.response)
    assert "https://cityledger.example/science/mount-kell" in replies.links(result.response)


async def test_an_embed_is_read_by_its_title(server):
    webhook = server.guild.create_webhook(server.channel)
    message = await webhook.send(embeds=[discord.Embed(title="Diesel ferries to be banned by the city council")])
    result = await server.ann.context_menu(server.channel, "Find coverage", message)
    assert "https://cityledger.example/news/diesel-ferries" in replies.links(result.response)


async def test_a_message_without_words_is_told_to_have_none(server):
    message = await server.ben.send(server.channel, attachments=[("lake.png", b"not really")])
    result = await server.ann.context_menu(server.channel, "Find coverage", message)
    assert result.ephemeral
    assert "no words that I can search for. Choose one with text" in result.response.content

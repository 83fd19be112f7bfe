"""`/about` and `/help`."""

from tests.support import replies


async def test_about_says_what_is_known_as_of_when_and_what_is_stored(server, small_desk):
    result = await server.ann.slash(server.channel, "about")
    text = replies.text(result.response)
    assert "**5** articles from **3** outlets" in text
    assert small_desk.archive.fingerprint in text
    assert "1.2.3" in text
    assert "<t:1615539600:D>" in text
    assert "store" in text


async def test_help_names_every_command_so_that_it_can_be_clicked(server):
    result = await server.ann.slash(server.channel, "help")
    raw = "\n".join(replies.raw_texts(result.response))
    registered = {**server.env.bot.command_ids}
    for name in ("ask", "latest", "timeline", "source", "topics", "outlets", "about"):
        assert f"</{name}:{registered[name]}>" in raw


async def test_help_has_examples_from_the_archive(server):
    result = await server.ann.slash(server.channel, "help")
    assert "What was reported on Floods?" in replies.text(result.response)


async def test_both_can_be_private(server):
    for name in ("about", "help"):
        result = await server.ann.slash(server.channel, name, private=True)
        assert result.ephemeral
        assert replies.labels(result.response) == []

"""`/help`."""

from tests.support import replies


async def test_every_command_is_named_so_that_it_can_be_clicked(server):
    result = await server.ann.slash(server.channel, "help")
    text = "\n".join(replies.raw_texts(result.response))
    for name in ("ask", "latest", "timeline", "source", "topics", "outlets", "about"):
        assert f"</{name}:{server.env.bot.command_ids[name]}>" in text


async def test_it_has_examples_from_the_archive(server):
    result = await server.ann.slash(server.channel, "help")
    assert "What was reported on Floods?" in replies.text(result.response)


async def test_it_can_be_private(server):
    result = await server.ann.slash(server.channel, "help", private=True)
    assert result.ephemeral
    assert replies.labels(result.response) == []

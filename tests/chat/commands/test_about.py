"""`/about`."""

from tests.support import replies


async def test_it_says_what_is_in_the_archive_and_what_is_stored(server, small_desk):
    result = await server.ann.slash(server.channel, "about")
    text = replies.text(result.response)
    assert "**5** articles from **3** outlets" in text
    assert small_desk.archive.fingerprint in text
    assert "1.2.3" in text
    assert "<t:1615539600:D>" in text
    assert "store" in text


async def test_it_can_be_private(server):
    result = await server.ann.slash(server.channel, "about", private=True)
    assert result.ephemeral
    assert replies.labels(result.response) == []

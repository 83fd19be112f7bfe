"""`/topics`."""

from tests.support import replies


async def test_topics_are_counted_the_largest_first(server):
    result = await server.ann.slash(server.channel, "topics")
    text = replies.text(result.response)
    assert text.index("Floods") < text.index("Science")
    assert "3 articles" in text

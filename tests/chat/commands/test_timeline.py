"""`/timeline`."""

from tests.support import replies
from tests.support.desks import FERRY, LAKE, OBSERVATORY, VILLAGES


async def test_the_oldest_comes_first(server):
    result = await server.ann.slash(server.channel, "timeline")
    text = replies.text(result.response)
    places = [text.index(record.title) for record in (OBSERVATORY, FERRY, LAKE, VILLAGES)]
    assert places == sorted(places)


async def test_every_option_limits_the_timeline(server):
    result = await server.ann.slash(server.channel, "timeline", since="June 2020", until="2021-03-05")
    assert replies.shows_titles(result.response, OBSERVATORY, FERRY, LAKE, VILLAGES) == [False, True, True, False]
    result = await server.ann.slash(server.channel, "timeline", outlet="Northern Wire", topic="Floods")
    assert replies.shows_titles(result.response, FERRY, VILLAGES) == [False, True]
    result = await server.ann.slash(server.channel, "timeline", about="diesel ferries")
    assert replies.shows_titles(result.response, FERRY, OBSERVATORY) == [True, False]


async def test_a_date_that_cannot_be_read_is_named(server):
    result = await server.ann.slash(server.channel, "timeline", since="when pigs fly")
    assert "read “when pigs fly” as the first day." in replies.text(result.response)

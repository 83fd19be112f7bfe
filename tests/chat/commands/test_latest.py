"""`/latest`."""

import pytest

from tests.support import replies
from tests.support.desks import FERRY, FILES, LAKE, OBSERVATORY, VILLAGES, build_bulletins, build_desk


async def test_the_newest_come_first_and_copies_are_listed_once(server):
    result = await server.ann.slash(server.channel, "latest")
    text = replies.text(result.response)
    places = [text.index(record.title) for record in (VILLAGES, LAKE, FERRY, OBSERVATORY)]
    assert places == sorted(places)
    assert text.count(LAKE.title) == 1
    assert "also reported by" in text


async def test_a_count_limits_the_list(server):
    result = await server.ann.slash(server.channel, "latest", count=2)
    assert replies.shows_titles(result.response, VILLAGES, LAKE, FERRY) == [True, True, False]


async def test_an_outlet_is_found_by_any_of_its_names(server):
    for name in ("The City Ledger", "city ledger", "cityledger.example", "city legder"):
        result = await server.ann.slash(server.channel, "latest", outlet=name)
        assert replies.shows_titles(result.response, FERRY, OBSERVATORY, LAKE) == [True, True, False], name


async def test_a_topic_limits_the_list(server):
    result = await server.ann.slash(server.channel, "latest", topic="Science")
    assert replies.shows_titles(result.response, OBSERVATORY, FERRY) == [True, False]


@pytest.mark.parametrize(("option", "name"), [("outlet", "Harbour Gazette of Nowhere"), ("topic", "Astrology")])
async def test_an_unknown_outlet_or_topic_is_answered_with_the_closest_names(server, option, name):
    result = await server.ann.slash(server.channel, "latest", **{option: name})
    text = replies.text(result.response)
    assert f"no {option} called {name}" in text
    assert "Closest matches: " in text


async def test_words_and_days_limit_the_list(server):
    result = await server.ann.slash(server.channel, "latest", words="lake", since="2021-03-01", until="2021-03-04")
    text = replies.text(result.response)
    assert replies.shows_titles(result.response, LAKE, FERRY, OBSERVATORY) == [True, False, False]
    assert "Only coverage of “lake”" in text
    assert "March 1, 2021 to March 4, 2021" in text


async def test_a_long_list_keeps_its_limits_on_the_next_page(server, bot_setup):
    bot_setup.desk = build_desk(*FILES, build_bulletins(9))
    result = await server.ann.slash(server.channel, "latest", words="tide tables", count=9)
    await server.ann.click(result.response, label="Next ›")
    text = replies.text(result.response)
    assert "Only coverage of “tide tables”" in text
    assert "arbor bulletin" in text
    assert LAKE.title not in text

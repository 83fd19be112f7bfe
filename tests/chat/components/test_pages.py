"""The page buttons of a list turn its pages, also after a restart or a change of the archive."""

import pytest

from tests.support import replies
from tests.support.desks import FERRY, FILES, LAKE, OBSERVATORY, VILLAGES, build_bulletins, build_desk


@pytest.fixture(autouse=True)
def long_archive(bot_setup):
    """Lists of several pages."""
    bot_setup.desk = build_desk(*FILES, build_bulletins(60))


async def _turn_pages(actor, message, label: str, times: int) -> list[str]:
    """Press a button several times, and return the text of each page."""
    texts = []
    for _ in range(times):
        turned = await actor.click(message, label=label)
        texts.append(replies.text(turned.response))
    return texts


async def test_pages_are_turned_forward_and_back_after_a_restart(server, bot_setup):
    result = await server.ann.slash(server.channel, "timeline", outlet="Harbor Post", since="2018")
    first = replies.text(result.response)
    assert "1 of 8" in [item.get("label") for item in replies.components(result.response)]
    await server.env.restart_bot(bot_setup.make_client())
    second, third = await _turn_pages(server.ann, result.response, "Next ›", 2)
    (back,) = await _turn_pages(server.ann, result.response, "‹ Back", 1)
    assert len({first, second, third}) == 3
    assert back == second
    assert "bulletin number 17" in third


async def test_a_page_is_turned_in_place_for_the_asker(server):
    result = await server.ann.slash(server.channel, "latest", count=25)
    turned = await server.ann.click(result.response, label="Next ›")
    assert turned.response.id == result.response.id
    assert not turned.ephemeral


async def test_anybody_else_gets_a_private_copy(server):
    result = await server.ann.slash(server.channel, "latest", count=25)
    before = replies.text(result.response)
    own = await server.ben.click(result.response, label="Next ›")
    assert own.ephemeral
    assert own.response.id != result.response.id
    assert replies.text(result.response) == before
    again = await server.ben.click(own.response, label="Next ›")
    assert again.response.id == own.response.id


async def test_a_private_list_stays_private_on_its_next_page(server):
    result = await server.ann.slash(server.channel, "latest", count=25, private=True)
    turned = await server.ann.click(result.response, label="Next ›")
    assert turned.ephemeral or turned.response.ephemeral
    assert "Delete" not in replies.labels(turned.response)


async def test_the_next_page_keeps_the_free_text(server, bot_setup):
    result = await server.ann.slash(server.channel, "timeline", about="harbor bulletin tide tables")
    await server.env.restart_bot(bot_setup.make_client())
    (second,) = await _turn_pages(server.ann, result.response, "Next ›", 1)
    assert "Only coverage of “harbor bulletin tide tables”" in second
    assert LAKE.title not in second


async def test_a_page_whose_outlet_is_gone_says_so(server, bot_setup):
    result = await server.ann.slash(server.channel, "source", outlet="Harbor Post")
    bot_setup.desk = build_desk(FERRY, OBSERVATORY)
    result = await server.ann.click(result.response, label="Next ›")
    assert result.ephemeral
    assert result.response.content == "That list has changed. Please run the command again."


async def test_outlets_that_share_a_name_stay_together_on_the_next_page(server, bot_setup):
    here, there = (
        build_bulletins(12, outlet="The Star", host="star.example"),
        build_bulletins(24, outlet="The Star", host="star.test"),
    )
    bot_setup.desk = build_desk(*here, *there[12:])
    result = await server.ann.slash(server.channel, "timeline", outlet="The Star")
    titles = [option["value"] for option in replies.options(result.response)]
    for _ in range(2):
        await server.ann.click(result.response, label="Next ›")
        titles += [option["value"] for option in replies.options(result.response)]
    assert len(set(titles)) == 24


async def test_a_list_that_has_become_shorter_shows_its_last_page(server, bot_setup):
    result = await server.ann.slash(server.channel, "timeline")
    await _turn_pages(server.ann, result.response, "Next ›", 3)
    bot_setup.desk = build_desk(*FILES)
    (last,) = await _turn_pages(server.ann, result.response, "Next ›", 1)
    assert VILLAGES.title in last


async def test_a_menu_opens_an_article_of_a_list(server):
    result = await server.ann.slash(server.channel, "latest", outlet="Northern Wire")
    value = next(option["value"] for option in replies.options(result.response) if option["label"] == VILLAGES.title)
    opened = await server.ben.select(result.response, [value])
    assert opened.ephemeral
    assert "Some 140 people went home" in replies.text(opened.response)


@pytest.mark.slow
async def test_a_slow_page_is_deferred_and_then_turned(server, bot_setup):
    result = await server.ann.slash(server.channel, "latest", count=25)
    before = replies.text(result.response)
    bot_setup.delay = 20
    await server.ann.click(result.response, label="Next ›")
    assert replies.text(result.response) == before
    await server.env.advance_time(20)
    assert replies.text(result.response) != before


async def test_an_unknown_outlet_becomes_the_list_of_the_nearest(server, bot_setup):
    result = await server.ann.slash(server.channel, "latest", outlet="Harbor Pots Weekly", words="tide tables")
    await server.env.restart_bot(bot_setup.make_client())
    chosen = await server.ann.click(result.response, label="Harbor Post")
    assert chosen.response.id == result.response.id
    text = replies.text(chosen.response)
    assert "Only articles from Harbor Post" in text
    assert "Only coverage of “tide tables”" in text


async def test_an_unknown_outlet_offers_the_list_of_all(server):
    result = await server.ann.slash(server.channel, "source", outlet="Nowhere Gazette")
    chosen = await server.ann.click(result.response, label="All outlets")
    assert "The archive has 3 outlets" in replies.text(chosen.response)


async def test_an_unknown_topic_is_taken_as_words(server):
    result = await server.ann.slash(server.channel, "timeline", topic="diesel ferries")
    assert {"As words", "All topics"} <= set(replies.labels(result.response))
    topics = replies.labels(result.response)[1:4]
    named = await server.ann.click(result.response, label=topics[0])
    assert "Only coverage of “" not in replies.text(named.response)
    result = await server.ann.slash(server.channel, "timeline", topic="diesel ferries")
    as_words = await server.ann.click(result.response, label="As words")
    assert "Only coverage of “diesel ferries”" in replies.text(as_words.response)
    assert FERRY.title in replies.text(as_words.response)


async def test_an_empty_list_is_widened_by_a_button(server):
    result = await server.ann.slash(server.channel, "latest", outlet="The City Ledger", words="tide tables")
    assert replies.labels(result.response)[:2] == ["Without the words", "Without the outlet"]
    wider = await server.ann.click(result.response, label="Without the words")
    assert replies.shows_titles(wider.response, FERRY, OBSERVATORY) == [True, True]

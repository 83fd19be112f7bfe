"""`/source`."""

from tests.support import replies
from tests.support.desks import FERRY, OBSERVATORY


async def test_a_profile_has_counts_dates_topics_and_articles(server):
    result = await server.ann.slash(server.channel, "source", outlet="cityledger.example")
    text = replies.text(result.response)
    assert "2 articles from The City Ledger" in text
    assert "September 2, 2019 to June 11, 2020" in text
    assert "Transport" in text
    assert FERRY.title in text


async def test_words_limit_the_articles_of_a_profile(server):
    result = await server.ann.slash(server.channel, "source", outlet="City Ledger", about="telescope")
    assert replies.shows_titles(result.response, OBSERVATORY, FERRY) == [True, False]


async def test_an_outlet_is_found_by_its_beginning(server):
    result = await server.ann.slash(server.channel, "source", outlet="city l")
    assert "from The City Ledger" in replies.text(result.response)

"""`/latest`, `/timeline`, `/source`, `/topics` and `/outlets`, a page at a time."""

import pytest

from tests.support import replies
from tests.support.desks import FERRY, FILES, LAKE, OBSERVATORY, VILLAGES, desk_of, many, record


@pytest.fixture
def lengthy(newsroom):
    """An archive with lists of several pages."""
    newsroom.desk = desk_of(*FILES, many(60))


def _titles(message, *records) -> list[bool]:
    text = replies.text(message)
    return [record.title in text for record in records]


async def test_latest_lists_the_newest_first_and_copies_once(server):
    result = await server.ann.slash(server.channel, "latest")
    text = replies.text(result.response)
    places = [text.index(record.title) for record in (VILLAGES, LAKE, FERRY, OBSERVATORY)]
    assert places == sorted(places)
    assert text.count(LAKE.title) == 1
    assert "also reported by" in text


async def test_latest_takes_a_count(server):
    result = await server.ann.slash(server.channel, "latest", count=2)
    assert _titles(result.response, VILLAGES, LAKE, FERRY) == [True, True, False]


async def test_latest_of_an_outlet_however_it_is_called(server):
    for said in ("The City Ledger", "city ledger", "cityledger.example", "city legder"):
        result = await server.ann.slash(server.channel, "latest", outlet=said)
        assert _titles(result.response, FERRY, OBSERVATORY, LAKE) == [True, True, False], said


async def test_latest_of_a_topic(server):
    result = await server.ann.slash(server.channel, "latest", topic="Science")
    assert _titles(result.response, OBSERVATORY, FERRY) == [True, False]


@pytest.mark.parametrize(("option", "said"), [("outlet", "Harbour Gazette of Nowhere"), ("topic", "Astrology")])
async def test_an_unknown_outlet_or_topic_gets_the_nearest(server, option, said):
    result = await server.ann.slash(server.channel, "latest", **{option: said})
    text = replies.text(result.response)
    assert f"no {option} called {said}" in text
    assert "Closest matches: " in text


async def test_a_timeline_is_told_from_the_oldest_on(server):
    result = await server.ann.slash(server.channel, "timeline")
    text = replies.text(result.response)
    places = [text.index(record.title) for record in (OBSERVATORY, FERRY, LAKE, VILLAGES)]
    assert places == sorted(places)


async def test_a_timeline_keeps_to_its_limits(server):
    result = await server.ann.slash(server.channel, "timeline", since="June 2020", until="2021-03-05")
    assert _titles(result.response, OBSERVATORY, FERRY, LAKE, VILLAGES) == [False, True, True, False]
    result = await server.ann.slash(server.channel, "timeline", outlet="Northern Wire", topic="Floods")
    assert _titles(result.response, FERRY, VILLAGES) == [False, True]
    result = await server.ann.slash(server.channel, "timeline", about="diesel ferries")
    assert _titles(result.response, FERRY, OBSERVATORY) == [True, False]


async def test_a_date_that_cannot_be_read_is_said_to_be_one(server):
    result = await server.ann.slash(server.channel, "timeline", since="when pigs fly")
    assert "read “when pigs fly” as the first day." in replies.text(result.response)


async def test_a_profile_says_how_much_since_when_and_on_what(server):
    result = await server.ann.slash(server.channel, "source", outlet="cityledger.example")
    text = replies.text(result.response)
    assert "2 articles from The City Ledger" in text
    assert "September 2, 2019 to June 11, 2020" in text
    assert "Transport" in text
    assert FERRY.title in text


async def test_a_profile_of_words(server):
    result = await server.ann.slash(server.channel, "source", outlet="City Ledger", about="telescope")
    assert _titles(result.response, OBSERVATORY, FERRY) == [True, False]


async def test_topics_and_outlets_are_counted(server):
    topics = replies.text((await server.ann.slash(server.channel, "topics")).response)
    outlets = replies.text((await server.ann.slash(server.channel, "outlets")).response)
    assert topics.index("Floods") < topics.index("Science")
    assert "3 articles" in topics
    assert all(name in outlets for name in ("Harbor Post", "Northern Wire", "The City Ledger"))


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("latest", {}),
        ("timeline", {}),
        ("source", {"outlet": "Harbor Post"}),
        ("topics", {}),
        ("outlets", {}),
    ],
)
async def test_every_list_can_be_private(server, command, options):
    result = await server.ann.slash(server.channel, command, private=True, **options)
    assert result.ephemeral
    assert "Delete" not in replies.labels(result.response)


@pytest.mark.parametrize("member", ["ann", "user"])
async def test_outlets_are_completed_despite_slips(server, member):
    choices = (
        await server.ann.autocomplete(server.channel, "latest", "outlet", "harbr")
        if member == "ann"
        else await server.ann.user.autocomplete("latest", "outlet", "harbr")
    )
    assert choices[0] == {"name": "Harbor Post (harborpost.example) · one article", "value": "harborpost.example"}


async def test_a_completed_outlet_is_understood(server):
    (choice, *_) = await server.ann.autocomplete(server.channel, "source", "outlet", "ledg")
    result = await server.ann.slash(server.channel, "source", outlet=choice["value"])
    assert "The City Ledger" in replies.text(result.response)


async def test_topics_are_completed_and_nothing_typed_offers_the_largest(server):
    choices = await server.ann.autocomplete(server.channel, "timeline", "topic", "")
    assert choices[0] == {"name": "Floods · 3 articles", "value": "Floods"}
    choices = await server.ann.autocomplete(server.channel, "timeline", "topic", "scienc")
    assert choices[0]["value"] == "Science"


@pytest.mark.usefixtures("lengthy")
async def test_long_names_are_cut_to_what_discord_shows(server, newsroom):
    newsroom.desk = desk_of(*many(2, outlet="Very Long Gazette " * 20))
    choices = await server.ann.autocomplete(server.channel, "latest", "outlet", "very")
    assert len(choices[0]["name"]) <= 100
    assert choices[0]["value"] == "harborpost.example"


async def test_many_outlets_are_completed(server, newsroom):
    newsroom.desk = desk_of(
        *(
            record(f"Bulletin {number}", url=f"https://paper{number}.example/a", outlet=f"Paper {number}")
            for number in range(1_000)
        )
    )
    for typed in ("", "p", "papre 99", "paper", "nothing of the kind", "999", "a paper in the north"):
        assert len(await server.ann.autocomplete(server.channel, "latest", "outlet", typed)) <= 25
    (choice, *_) = await server.ann.autocomplete(server.channel, "latest", "outlet", "paper 999")
    assert choice["value"] == "paper999.example"


async def _pages(actor, message, label: str, times: int) -> list[str]:
    texts = []
    for _ in range(times):
        result = await actor.click(message, label=label)
        texts.append(replies.text(result.response))
    return texts


@pytest.mark.usefixtures("lengthy")
async def test_pages_lead_on_and_back_after_a_restart_too(server, newsroom):
    listed = await server.ann.slash(server.channel, "timeline", outlet="Harbor Post", since="2018")
    first = replies.text(listed.response)
    assert "1 of 8" in [item.get("label") for item in replies.components(listed.response)]
    await server.env.restart_bot(newsroom.client())
    second, third = await _pages(server.ann, listed.response, "Next ›", 2)
    (back,) = await _pages(server.ann, listed.response, "‹ Back", 1)
    assert len({first, second, third}) == 3
    assert back == second
    assert "bulletin number 17" in third


@pytest.mark.usefixtures("lengthy")
async def test_a_page_is_turned_in_place_for_the_asker(server):
    listed = await server.ann.slash(server.channel, "latest", count=25)
    turned = await server.ann.click(listed.response, label="Next ›")
    assert turned.response.id == listed.response.id
    assert not turned.ephemeral


@pytest.mark.usefixtures("lengthy")
async def test_anybody_else_gets_a_page_of_their_own(server):
    listed = await server.ann.slash(server.channel, "latest", count=25)
    before = replies.text(listed.response)
    own = await server.ben.click(listed.response, label="Next ›")
    assert own.ephemeral
    assert own.response.id != listed.response.id
    assert replies.text(listed.response) == before
    again = await server.ben.click(own.response, label="Next ›")
    assert again.response.id == own.response.id


@pytest.mark.usefixtures("lengthy")
async def test_a_private_list_stays_private_on_its_next_page(server):
    listed = await server.ann.slash(server.channel, "latest", count=25, private=True)
    turned = await server.ann.click(listed.response, label="Next ›")
    assert turned.ephemeral or turned.response.ephemeral
    assert "Delete" not in replies.labels(turned.response)


@pytest.mark.usefixtures("lengthy")
async def test_a_page_of_words_keeps_the_words(server, newsroom):
    listed = await server.ann.slash(server.channel, "timeline", about="harbor bulletin tide tables")
    await server.env.restart_bot(newsroom.client())
    (second,) = await _pages(server.ann, listed.response, "Next ›", 1)
    assert "About “harbor bulletin tide tables”" in second
    assert LAKE.title not in second


@pytest.mark.usefixtures("lengthy")
async def test_a_page_whose_outlet_is_gone_says_so(server, newsroom):
    listed = await server.ann.slash(server.channel, "source", outlet="Harbor Post")
    newsroom.desk = desk_of(FERRY, OBSERVATORY)
    result = await server.ann.click(listed.response, label="Next ›")
    assert result.ephemeral
    assert result.response.content == "That list has changed. Please run the command again."


@pytest.mark.usefixtures("lengthy")
async def test_outlets_of_one_name_stay_together_on_the_next_page(server, newsroom):
    here, there = many(12, outlet="The Star", host="star.example"), many(24, outlet="The Star", host="star.test")
    newsroom.desk = desk_of(*here, *there[12:])
    listed = await server.ann.slash(server.channel, "timeline", outlet="The Star")
    titles = [option["value"] for option in replies.options(listed.response)]
    for _ in range(2):
        await server.ann.click(listed.response, label="Next ›")
        titles += [option["value"] for option in replies.options(listed.response)]
    assert len(set(titles)) == 24


@pytest.mark.usefixtures("lengthy")
async def test_a_list_that_has_become_shorter_shows_its_last_page(server, newsroom):
    listed = await server.ann.slash(server.channel, "timeline")
    await _pages(server.ann, listed.response, "Next ›", 3)
    newsroom.desk = desk_of(*FILES)
    (last,) = await _pages(server.ann, listed.response, "Next ›", 1)
    assert VILLAGES.title in last


@pytest.mark.usefixtures("lengthy")
async def test_a_menu_opens_an_article_of_a_list(server):
    listed = await server.ann.slash(server.channel, "latest", outlet="Northern Wire")
    value = next(option["value"] for option in replies.options(listed.response) if option["label"] == VILLAGES.title)
    opened = await server.ben.select(listed.response, [value])
    assert opened.ephemeral
    assert "Some 140 people went home" in replies.text(opened.response)


@pytest.mark.usefixtures("lengthy")
async def test_a_slow_page_is_deferred_and_then_turned(server, newsroom):
    listed = await server.ann.slash(server.channel, "latest", count=25)
    before = replies.text(listed.response)
    newsroom.slowness = 20
    await server.ann.click(listed.response, label="Next ›")
    assert replies.text(listed.response) == before
    await server.env.advance_time(20)
    assert replies.text(listed.response) != before

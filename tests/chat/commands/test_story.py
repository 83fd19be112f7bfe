"""`/story`, and the button that opens the story of an answer."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support import replies
from tests.support.desks import FILES, build_desk, build_record


def report(number: int, title: str, excerpt: str):
    return build_record(
        title,
        url=f"https://outlet{number}.example/bridge",
        excerpt=excerpt,
        outlet=f"Outlet {number}",
        published=datetime(2024, 3, 1, 8, tzinfo=UTC) + timedelta(minutes=40 * number),
    )


TITLE = "Harbour council votes to close the Tarn bridge"


TEXT = "Councillors in Harbour voted nine to four to close the Tarn bridge until its piers are inspected."


WORDS = ("", "ay", "bee", "cee", "dee", "ee", "eff")


OWN = "A ferry will take passengers over from Monday on."


@pytest.fixture(autouse=True)
def story_archive(bot_setup):
    """One event in seven outlets, and other articles."""
    more = (report(n, f"{TITLE}, part {WORDS[n]}", f"{TEXT} {OWN if n == 1 else ''}") for n in range(1, 7))
    bot_setup.desk = build_desk(report(0, TITLE, TEXT), *more, *FILES)


async def test_a_story_is_shown_side_by_side(server):
    result = await server.ann.slash(server.channel, "story", about="council closes Tarn bridge")
    text = replies.text(result.response)
    assert "7 outlets published 7 articles about this on March 1, 2024" in text
    assert "In this archive, Outlet 0 was first." in text
    assert "40 min later" in text
    assert "2 h later" in text
    assert OWN in text


async def test_a_long_story_has_pages(server):
    result = await server.ann.slash(server.channel, "story", about="council closes Tarn bridge")
    await server.ann.click(result.response, label="Next ›")
    text = replies.text(server.channel.last_message)
    assert "part ee" in text
    assert "part eff" in text
    assert "part ay" not in text


async def test_the_button_opens_the_story_of_an_answer_privately(server):
    answered = await server.ann.slash(server.channel, "ask", question="who voted to close the Tarn bridge?")
    opened = await server.ben.click(answered.response, label="Who else reported it")
    assert opened.response.ephemeral
    assert "7 outlets published 7 articles about this" in replies.text(opened.response)


async def test_an_answer_that_no_other_outlet_reported_has_no_button(server):
    answered = await server.ann.slash(server.channel, "ask", question="what did the telescope on Mount Kell cost?")
    assert "Who else reported it" not in replies.labels(answered.response)


async def test_a_story_whose_article_is_gone_says_so(server, bot_setup):
    answered = await server.ann.slash(server.channel, "ask", question="who voted to close the Tarn bridge?")
    bot_setup.desk = build_desk(*FILES)
    opened = await server.ann.click(answered.response, label="Who else reported it")
    assert "no longer in the archive" in replies.text(opened.response)


async def test_headlines_are_completed_and_lead_to_their_story(server):
    choices = await server.ann.autocomplete(server.channel, "story", "about", "tarn brid")
    assert choices[0]["name"].startswith(TITLE)
    result = await server.ann.slash(server.channel, "story", about=choices[0]["value"])
    assert "7 outlets published 7 articles about this" in replies.text(result.response)


async def test_an_unknown_story_is_answered_with_stories_that_exist(server):
    result = await server.ann.slash(server.channel, "story", about="volcano on the moon")
    text = replies.text(result.response)
    assert "no story about “volcano on the moon”" in text
    assert TITLE in replies.labels(result.response)

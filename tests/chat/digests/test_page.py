"""Who can make a digest readable outside Discord, and who sees its links."""

import re

import pytest

from tests.chat.posting import DAY, add_articles, find_posts, save_digest
from tests.support import replies

pytestmark = [pytest.mark.simcord(settle_timeout=30), pytest.mark.usefixtures("digest_service")]

LINK = re.compile(r"https://news\.example/digests/(\d+)-([\w-]{32})\.(rss|json|ics)")


@pytest.fixture
async def admin(server, admin, bot_setup, digest_service):  # noqa: ARG001 - the bot needs it when it starts again
    """An admin of a server with a bot that serves pages."""
    bot_setup.pages_url = "https://news.example"
    await server.env.restart_bot(bot_setup.make_client())
    return admin


async def turn(server, admin, choice: str, **options) -> list[tuple[str, str, str]]:
    """Edit the digest; return the number, key and format of each link that is shown."""
    result = await admin.slash(server.channel, "digest edit", **{"outside-discord": choice}, **options)
    assert result.ephemeral
    return LINK.findall(" ".join(replies.links(result.response)))


async def test_a_digest_is_not_read_outside_discord_until_somebody_turns_that_on(server, admin):
    await save_digest(server, admin)
    edited = await admin.slash(server.channel, "digest edit", count=3)
    assert "Outside Discord" not in replies.text(edited.response)
    links = await turn(server, admin, "on")
    assert [format_name for _, _, format_name in links] == ["rss", "json", "ics"]
    assert len({key for _, key, _ in links}) == 1


async def test_the_links_stay_the_same_until_somebody_asks_for_new_ones(server, admin):
    await save_digest(server, admin)
    first = await turn(server, admin, "on")
    assert await turn(server, admin, "on", count=4) == first
    assert await turn(server, admin, "new") != first
    assert await turn(server, admin, "off") == []
    assert await turn(server, admin, "on") != first


async def test_another_edit_shows_the_links_again(server, admin):
    await save_digest(server, admin)
    first = await turn(server, admin, "on")
    edited = await admin.slash(server.channel, "digest edit", schedule="Mondays 8am")
    assert LINK.findall(" ".join(replies.links(edited.response))) == first


async def test_who_presses_the_button_of_an_edition_sees_no_link(server, admin, bot_setup):
    await save_digest(server, admin)
    await turn(server, admin, "on")
    add_articles(bot_setup, 5)
    await server.env.advance_time(DAY)
    shown = await server.ben.click(find_posts(server)[0], label=replies.labels(find_posts(server)[0])[-1])
    assert "Outside Discord" not in replies.text(shown.response)


@pytest.mark.usefixtures("admin")
async def test_a_person_has_their_own_digest_outside_discord(server):
    draft = await server.ann.slash(server.channel, "mydigest create", schedule="daily 9", zone="UTC")
    await server.ann.click(draft.response, label="Save")
    result = await server.ann.slash(server.channel, "mydigest edit", **{"outside-discord": "on"})
    assert len(LINK.findall(" ".join(replies.links(result.response)))) == 3
    privacy = await server.ann.slash(server.channel, "privacy")
    assert "One of these digests can also be read outside Discord" in replies.text(privacy.response)


async def test_without_a_server_of_pages_nobody_can_turn_it_on(server, admin, bot_setup):
    bot_setup.pages_url = ""
    await server.env.restart_bot(bot_setup.make_client())
    await save_digest(server, admin)
    result = await admin.slash(server.channel, "digest edit", **{"outside-discord": "on"})
    assert "can’t be read outside Discord" in result.response.content

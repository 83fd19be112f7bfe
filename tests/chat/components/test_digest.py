"""The buttons and menus of digests check again that the person may use them."""

import pytest

from tests.chat.posting import DAY, add_articles, find_posts, save_digest
from tests.support import replies

pytestmark = [pytest.mark.simcord(settle_timeout=30), pytest.mark.usefixtures("digest_service")]


async def test_a_member_sees_what_a_digest_is_without_buttons(server, admin, bot_setup):
    await save_digest(server, admin)
    add_articles(bot_setup, 5)
    await server.env.advance_time(DAY)
    (post,) = find_posts(server)
    about = await server.ben.click(post, label="About this digest")
    assert "daily 09:00" in replies.text(about.response)
    assert replies.labels(about.response) == []


async def test_an_admin_can_pause_a_digest_from_its_post(server, admin, bot_setup):
    await save_digest(server, admin)
    add_articles(bot_setup, 5)
    await server.env.advance_time(DAY)
    (post,) = find_posts(server)
    about = await admin.click(post, label="About this digest")
    assert replies.labels(about.response) == ["Pause digest"]
    await admin.click(about.response, label="Pause digest")
    listed = await admin.slash(server.channel, "digest list")
    assert "Paused" in replies.text(listed.response)


async def test_the_time_zone_is_asked_for_once(server, admin):
    draft = await admin.slash(server.channel, "digest create", channel=server.channel, schedule="daily 09:00")
    assert "Which time zone" in replies.text(draft.response)
    assert "Save" not in replies.labels(draft.response)
    chosen = await admin.select(draft.response, values=["Europe/London"])
    assert "Europe/London" in replies.text(chosen.response or draft.response)
    again = await admin.slash(server.channel, "digest create", channel=server.channel, schedule="daily 10:00")
    assert "Which time zone" not in replies.text(again.response)
    assert "Save" in replies.labels(again.response)


async def test_a_cancelled_draft_is_deleted(server, admin, digest_service):
    draft = await admin.slash(
        server.channel, "digest create", channel=server.channel, schedule="daily 09:00", zone="UTC"
    )
    await admin.click(draft.response, label="Cancel")
    assert digest_service.ledger.digests.list_for_server(server.guild.id) == []

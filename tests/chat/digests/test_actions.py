"""What the subcommands of `/digest` do: preview, edit, pause, resume, run, history, delete."""

import re
from pathlib import Path

import discord
import pytest

from bot.digests.service import MAX_PER_SERVER
from tests.chat.posting import DAY, OLD, add_articles, find_posts, read_posts, save_digest
from tests.support import replies
from tests.support.desks import build_desk
from tests.support.digesting import daily, story

pytestmark = [pytest.mark.simcord(settle_timeout=30), pytest.mark.usefixtures("digest_service")]


async def test_the_preview_is_the_post_and_gives_a_reason_for_each_article(server, admin, bot_setup):
    await save_digest(server, admin, count=1, topics="Floods")
    bot_setup.desk = build_desk(*OLD, story(5, topics=("Floods",)), story(6, topics=("Floods",)), story(7))
    preview = await admin.slash(server.channel, "digest preview")
    edition, reasons = preview.responses if hasattr(preview, "responses") else (preview.response, preview.followups[0])
    assert edition.ephemeral
    assert reasons.ephemeral
    reasons_text = replies.text(reasons)
    assert re.search(r"Meteor.*in: new", reasons_text)
    assert re.search(r"Saffron.*out: no room", reasons_text)
    assert re.search(r"Lantern.*out: on another topic", reasons_text)
    assert re.search(r"Falcon.*out: was in the archive before", reasons_text)
    await server.env.advance_time(DAY)
    (post,) = find_posts(server)
    assert replies.raw_texts(post) == replies.raw_texts(edition)
    assert replies.links(post) == replies.links(edition)


async def test_a_preview_without_news_says_so(server, admin):
    await save_digest(server, admin)
    result = await admin.slash(server.channel, "digest preview")
    assert "Nothing is new" in replies.text(result.response)
    assert "before the last edition" in replies.text(result.followups[0])


async def test_an_edit_keeps_what_it_does_not_name(server, admin):
    await save_digest(server, admin, topics="Floods", count=3)
    edited = await admin.slash(server.channel, "digest edit", schedule="Mondays 8am")
    text = replies.text(edited.response)
    assert "Mondays 08:00 (UTC)" in text
    assert "on Floods" in text
    assert "up to 3 stories" in text
    cleared = await admin.slash(server.channel, "digest edit", topics="all")
    assert "everything new" in replies.text(cleared.response)


async def test_a_paused_digest_is_silent_until_it_is_resumed(server, admin, bot_setup):
    await save_digest(server, admin)
    paused = await admin.slash(server.channel, "digest pause")
    assert "Next:" not in replies.text(paused.response)
    add_articles(bot_setup, 5)
    await server.env.advance_time(2 * DAY)
    assert read_posts(server) == []
    listed = await admin.slash(server.channel, "digest list")
    assert "Paused" in replies.text(listed.response)
    await admin.slash(server.channel, "digest resume")
    await server.env.advance_time(DAY)
    assert len(read_posts(server)) == 1


async def test_a_run_posts_now_and_is_in_the_history(server, admin, bot_setup):
    await save_digest(server, admin)
    add_articles(bot_setup, 5)
    ran = await admin.slash(server.channel, "digest run")
    assert re.search(rf"Sent: https://discord.com/channels/\d+/{server.channel.id}/\d+", replies.text(ran.response))
    assert len(read_posts(server)) == 1
    again = await admin.slash(server.channel, "digest run")
    assert "nothing was new" in replies.text(again.response)
    history = await admin.slash(server.channel, "digest history")
    text = replies.text(history.response)
    assert "nothing was new" in text
    assert f"/{server.channel.id}/" in text


async def test_a_digest_is_deleted_after_a_question(server, admin, bot_setup):
    await save_digest(server, admin)
    question = await admin.slash(server.channel, "digest delete")
    await admin.click(question.response, label="Delete digest")
    add_articles(bot_setup, 5)
    await server.env.advance_time(DAY)
    assert read_posts(server) == []
    listed = await admin.slash(server.channel, "digest list")
    assert "No digests yet" in replies.text(listed.response)


async def test_another_servers_digest_is_not_found(server, admin):
    await save_digest(server, admin)
    other = server.env.create_guild("Elsewhere")
    channel = other.create_text_channel("general")
    role = other.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
    eve = other.add_member(server.env.create_user("eve"), roles=[role])
    for command in ("preview", "pause", "delete", "history", "run"):
        result = await eve.slash(channel, f"digest {command}", digest="1")
        assert "no digest here yet" in replies.text(result.response)


async def test_with_several_digests_the_number_is_asked_for(server, admin):
    await save_digest(server, admin)
    await save_digest(server, admin, schedule="daily 10:00")
    result = await admin.slash(server.channel, "digest pause")
    assert "Which digest?" in replies.text(result.response)
    named = await admin.slash(server.channel, "digest pause", digest="2")
    assert "daily 10:00" in replies.text(named.response)


async def test_a_server_may_have_fifty_digests(server, admin, digest_service):
    for _ in range(MAX_PER_SERVER):
        digest_service.ledger.digests.add(daily(server=server.guild.id, state="paused"))
    result = await admin.slash(
        server.channel, "digest create", channel=server.channel, schedule="daily 09:00", zone="UTC"
    )
    assert "more than 50 digests here" in replies.text(result.response)
    assert len(digest_service.ledger.digests.list_for_server(server.guild.id)) == MAX_PER_SERVER


async def test_a_draft_is_not_found_by_its_number(server, admin, bot_setup):
    await admin.slash(server.channel, "digest create", channel=server.channel, schedule="daily 09:00", zone="UTC")
    add_articles(bot_setup, 5)
    result = await admin.slash(server.channel, "digest run", digest="1")
    assert "no digest here yet" in replies.text(result.response)
    assert read_posts(server) == []


def damage_file(engine) -> None:
    """Overwrite the file that the bot has open."""
    engine.dispose()
    Path(engine.url.database).write_bytes(b"damaged" * 1_000)


@pytest.mark.troubled
async def test_a_store_that_fails_is_told_in_one_plain_sentence(server, admin, bot_setup):
    await save_digest(server, admin)
    damage_file(bot_setup.digest_service.ledger.digests.engine)
    result = await admin.slash(server.channel, "digest list")
    assert "I can’t reach my database" in replies.text(result.response)
    assert len(server.env.errors) == 1
    latest = await server.ann.slash(server.channel, "latest")
    assert "Orchid" in replies.text(latest.response)


async def test_where_there_is_no_digest_the_reply_says_how_to_create_one(server, admin):
    of_server = await admin.slash(server.channel, "digest pause")
    assert "Create one with /digest create" in replies.text(of_server.response)
    own = await server.ann.slash(server.channel, "mydigest pause")
    assert "Create one with /mydigest create" in replies.text(own.response)

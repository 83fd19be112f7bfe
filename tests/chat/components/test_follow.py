"""The buttons of alerts and follows work after a restart, check who presses, and do no harm when pressed again."""

import pytest

from tests.chat.commands.test_follow import let_arrive, read_alerts, save_follow
from tests.support import replies

pytestmark = [pytest.mark.simcord(settle_timeout=30), pytest.mark.usefixtures("digest_service")]


def find_alert(server, channel=None):
    (alert,) = [message for message in replies.sent_by_bot(server, channel) if "new stor" in replies.text(message)]
    return alert


async def test_an_alert_has_buttons_to_mute_and_to_unfollow(server, bot_setup):
    await save_follow(server, server.ben)
    await let_arrive(server, bot_setup, 5)
    dm = server.ben.user.dm_channel
    assert replies.labels(find_alert(server, dm))[-3:] == ["About this follow", "Mute for a day", "Unfollow"]


async def test_muting_twice_is_muting_once(server, bot_setup):
    await save_follow(server, server.ben)
    await let_arrive(server, bot_setup, 5)
    dm = server.ben.user.dm_channel
    alert = find_alert(server, dm)
    await server.ben.user.click(alert, label="Mute for a day")
    muted = await server.ben.user.click(alert, label="Mute for a day")
    assert "Muted for a day" in replies.text(muted.response)
    await let_arrive(server, bot_setup, 5, 6)
    await server.env.advance_time(600)
    assert len(read_alerts(server, dm)) == 1
    resumed = await server.ben.user.click(muted.response, label="Resume")
    assert "Follow resumed" in replies.text(resumed.response or muted.response)


async def test_a_muted_follow_goes_on_after_a_day(server, bot_setup):
    await save_follow(server, server.ben)
    await let_arrive(server, bot_setup, 5)
    dm = server.ben.user.dm_channel
    await server.ben.user.click(find_alert(server, dm), label="Mute for a day")
    await server.env.advance_time(86_401)
    await let_arrive(server, bot_setup, 5, 6)
    assert len(read_alerts(server, dm)) == 2


async def test_unfollowing_twice_says_that_there_is_no_such_follow(server, bot_setup):
    await save_follow(server, server.ben)
    await let_arrive(server, bot_setup, 5)
    alert = find_alert(server, server.ben.user.dm_channel)
    first = await server.ben.user.click(alert, label="Unfollow")
    assert "Unfollowed" in replies.text(first.response)
    again = await server.ben.user.click(alert, label="Unfollow")
    assert "no such follow" in replies.text(again.response)


async def test_an_alert_of_a_deleted_follow_says_that_it_was_deleted(server, bot_setup):
    await save_follow(server, server.ben)
    await let_arrive(server, bot_setup, 5)
    alert = find_alert(server, server.ben.user.dm_channel)
    await server.ben.user.click(alert, label="Unfollow")
    about = await server.ben.user.click(alert, label="About this follow")
    assert replies.text(about.response) == "The digest or follow that sent this was deleted."


@pytest.mark.parametrize("label", ["Mute for a day", "Unfollow"])
async def test_a_member_cannot_change_what_a_channel_follows(server, admin, bot_setup, digest_service, label):
    await save_follow(server, admin, topic="Floods", channel=server.channel)
    await let_arrive(server, bot_setup, 5)
    refused = await server.ben.click(find_alert(server), label=label)
    assert "Only someone who can manage this server" in replies.text(refused.response)
    (follow,) = digest_service.ledger.digests.list_for_server(server.guild.id)
    assert follow.state == "active"


async def test_the_buttons_work_after_a_restart(server, admin, bot_setup):
    await save_follow(server, admin, topic="Floods", channel=server.channel)
    await let_arrive(server, bot_setup, 5)
    await server.env.restart_bot(bot_setup.make_client())
    unfollowed = await admin.click(find_alert(server), label="Unfollow")
    assert "Unfollowed" in replies.text(unfollowed.response)


async def test_an_alert_says_what_its_follow_is(server, admin, bot_setup):
    await save_follow(server, admin, topic="Floods", channel=server.channel)
    await let_arrive(server, bot_setup, 5)
    about = await server.ben.click(find_alert(server), label="About this follow")
    assert "the topic Floods" in replies.text(about.response)
    assert replies.labels(about.response) == []
    about = await admin.click(find_alert(server), label="About this follow")
    assert replies.labels(about.response) == ["Pause", "Unfollow"]


async def test_a_timeline_can_be_followed(server):
    shown = await server.ben.slash(server.channel, "timeline", topic="Floods")
    draft = await server.ben.click(shown.response, label="Follow")
    assert "the topic Floods" in replies.text(draft.response)
    assert replies.labels(draft.response) == ["Save", "Cancel"]


async def test_a_story_and_an_answer_can_be_followed(server):
    story = await server.ben.slash(server.channel, "story", about="falcon nests above quarry")
    draft = await server.ben.click(story.response, label="Follow")
    assert "the story “Falcon nests above quarry”" in replies.text(draft.response)
    answer = await server.ben.slash(server.channel, "ask", question="where does the falcon nest")
    draft = await server.ben.click(answer.response, label="Follow")
    assert "the story “Falcon nests above quarry”" in replies.text(draft.response)

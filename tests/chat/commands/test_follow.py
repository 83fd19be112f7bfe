"""`/follow` shows what a follow would send before it is saved, and an alert comes as soon as something arrives."""

import pytest
from msgspec.structs import replace

from bot.chat.client import NutgrafClient
from bot.digests.follow import FollowRule
from bot.digests.service import MAX_FOLLOWS_PER_PERSON
from tests.chat.posting import add_articles
from tests.support import replies
from tests.support.desks import FILES, LAKE, build_desk
from tests.support.digesting import daily

pytestmark = [pytest.mark.simcord(settle_timeout=30), pytest.mark.usefixtures("digest_service")]

MINUTE, DAY = 60.0, 86_400.0


async def save_follow(server, person, command="topic", **options):
    """Set up a follow and save it. Return the result of the command."""
    options = options or {"topic": "Floods"}
    draft = await person.slash(server.channel, f"follow {command}", **options)
    await person.click(draft.response, label="Save")
    return draft


async def let_arrive(server, bot_setup, *numbers, **fields):
    """Let articles arrive, as the live desk does."""
    add_articles(bot_setup, *numbers, topics=("Floods",), **fields)
    client = server.env.bot
    assert isinstance(client, NutgrafClient)
    client.wake()
    await server.env.advance_time(1)


def read_alerts(server, channel=None):
    texts = [replies.text(message) for message in replies.sent_by_bot(server, channel)]
    return [text for text in texts if "new stor" in text or "More outlets" in text]


async def test_a_follow_of_a_channel_sends_an_alert_at_once(server, admin, bot_setup):
    await save_follow(server, admin, topic="Floods", channel=server.channel)
    await let_arrive(server, bot_setup, 5)
    (alert,) = read_alerts(server)
    assert "Saffron prices double overnight" in alert
    assert "Harbor Post" in alert
    assert "This channel follows the topic Floods" in alert


async def test_a_follow_is_ones_own_and_in_direct_messages_without_a_channel(server, bot_setup):
    await save_follow(server, server.ben)
    await let_arrive(server, bot_setup, 5)
    assert read_alerts(server) == []
    (alert,) = read_alerts(server, server.ben.user.dm_channel)
    assert "You follow the topic Floods" in alert


async def test_before_it_is_saved_a_follow_shows_what_it_would_have_sent(server):
    draft = await server.ben.slash(server.channel, "follow topic", topic="Floods")
    text = replies.text(draft.response)
    assert "it would have sent" in text
    assert "Orchid blooms inside greenhouse" in text
    assert "new" in text
    assert replies.labels(draft.response) == ["Save", "Cancel"]


async def test_nothing_is_sent_before_a_follow_is_saved(server, bot_setup):
    draft = await server.ben.slash(server.channel, "follow topic", topic="Floods")
    await let_arrive(server, bot_setup, 5)
    cancelled = await server.ben.click(draft.response, label="Cancel")
    assert "Not saved" in replies.text(cancelled.response or draft.response)
    assert read_alerts(server, server.ben.user.dm_channel) == []


async def test_only_who_manages_the_server_may_let_a_channel_follow(server):
    refused = await server.ben.slash(server.channel, "follow topic", topic="Floods", channel=server.channel)
    assert "Only someone who can manage this server" in replies.text(refused.response)


async def test_a_role_is_pinged_where_an_admin_chose_it_and_only_that_role(server, admin, bot_setup):
    role = server.guild.create_role(name="News", mentionable=True)
    await save_follow(server, admin, topic="Floods", channel=server.channel, role=role)
    await let_arrive(server, bot_setup, 5)
    (sent,) = [request for request in server.env.http_requests if request.json and "nonce" in request.json]
    assert sent.json["allowed_mentions"] == {"parse": [], "roles": [str(role.id)]}


async def test_a_person_cannot_ping_a_role(server):
    role = server.guild.create_role(name="News", mentionable=True)
    refused = await server.ben.slash(server.channel, "follow topic", topic="Floods", role=role)
    assert "Only a follow in a channel can ping a role" in replies.text(refused.response)


@pytest.mark.parametrize(
    ("command", "options", "said"),
    [
        ("topic", {"topic": "Zebras"}, "no topic “Zebras”"),
        ("topic", {"topic": "all"}, "be for everything"),
        ("outlet", {"outlet": "Nowhere Gazette"}, "no outlet “Nowhere Gazette”"),
        ("words", {"words": "the of"}, "no word that I can search for"),
        ("story", {"about": "qqq zzz"}, "found no story"),
        ("topic", {"topic": "Floods", "quiet-hours": "sometimes"}, "as quiet hours"),
    ],
)
async def test_what_cannot_be_followed_is_said(server, command, options, said):
    refused = await server.ben.slash(server.channel, f"follow {command}", **options)
    assert said in replies.text(refused.response)


async def test_a_story_an_outlet_and_words_can_be_followed(server):
    await save_follow(server, server.ben, "outlet", outlet="Harbor Post")
    await save_follow(
        server,
        server.ben,
        "words",
        words="saffron, meteor",
        **{"quiet-hours": "22-7"},
        zone="Berlin",
        breaking=3,
        within=6,
    )
    draft = await save_follow(server, server.ben, "story", about="falcon nests above quarry")
    assert "Falcon nests above quarry" in replies.text(draft.response)
    listed = replies.text((await server.ben.slash(server.channel, "follow list")).response)
    assert "You follow 3 things" in listed
    assert "the words saffron, meteor" in listed


async def test_a_follow_is_paused_resumed_and_removed(server, bot_setup):
    await save_follow(server, server.ben)
    paused = await server.ben.slash(server.channel, "follow pause")
    assert "Follow paused" in replies.text(paused.response)
    await let_arrive(server, bot_setup, 5)
    resumed = await server.ben.slash(server.channel, "follow resume")
    assert "Follow resumed" in replies.text(resumed.response)
    removed = await server.ben.slash(server.channel, "follow remove")
    assert "Unfollowed" in replies.text(removed.response)
    gone = await server.ben.slash(server.channel, "follow remove")
    assert "You don’t follow anything yet" in replies.text(gone.response)
    assert read_alerts(server, server.ben.user.dm_channel) == []


@pytest.mark.parametrize(
    ("command", "options"),
    [("words", {"words": "saffron"}), ("outlet", {"outlet": "Harbor Post"}), ("story", {"about": "falcon nests"})],
)
async def test_what_is_followed_already_is_not_followed_twice(server, digest_service, command, options):
    await save_follow(server, server.ben, command, **options)
    again = await server.ben.slash(server.channel, f"follow {command}", **options)
    assert "This follow is already saved" in replies.text(again.response)
    assert replies.labels(again.response) == ["Pause", "Unfollow"]
    assert len(await digest_service.list_follows(None, server.ben.id)) == 1


async def test_a_follow_with_other_settings_or_of_another_person_is_another(server, admin, digest_service):
    await save_follow(server, server.ben, "words", words="saffron")
    await save_follow(server, server.ben, "words", words="saffron", breaking=3)
    await save_follow(server, admin, "words", words="saffron")
    assert len(await digest_service.list_follows(None, server.ben.id)) == 2
    assert len(await digest_service.list_follows(None, admin.id)) == 1


async def test_a_preview_says_what_a_follow_would_have_sent(server):
    await save_follow(server, server.ben)
    preview = await server.ben.slash(server.channel, "follow preview")
    assert "it would have sent" in replies.text(preview.response)
    assert replies.labels(preview.response) == []


async def test_follows_are_offered_by_what_they_follow(server, admin):
    await save_follow(server, admin)
    await save_follow(server, admin, topic="Floods", channel=server.channel)
    choices = await admin.autocomplete(server.channel, "follow pause", "follow", "flo")
    assert [choice["name"] for choice in choices] == ["the topic Floods", "#general · the topic Floods"]


async def test_the_limit_counts_when_a_draft_is_saved(server, digest_service):
    draft = await server.ben.slash(server.channel, "follow topic", topic="Floods")
    own = replace(daily(server=None, channel=0, creator=server.ben.id, schedule=""), follow=FollowRule("words"))
    for _ in range(MAX_FOLLOWS_PER_PERSON):
        digest_service.ledger.digests.add(replace(own, state="active"))
    refused = await server.ben.click(draft.response, label="Save")
    assert "more than 25 follows" in replies.text(refused.response)
    refused = await server.ben.slash(server.channel, "follow topic", topic="Floods")
    assert "more than 25 follows" in replies.text(refused.response)


async def test_follows_are_no_digests(server, admin):
    await save_follow(server, admin, topic="Floods", channel=server.channel)
    listed = await admin.slash(server.channel, "digest list")
    assert "No digests yet" in replies.text(listed.response)
    refused = await admin.slash(server.channel, "digest run", digest="1")
    assert "no digest here yet" in replies.text(refused.response)


async def test_privacy_shows_and_deletes_follows(server):
    await save_follow(server, server.ben)
    shown = await server.ben.slash(server.channel, "privacy")
    assert "one follow of your own" in replies.text(shown.response)
    await server.ben.click(shown.response, label="Delete my data")
    listed = await server.ben.slash(server.channel, "follow list")
    assert "You don’t follow anything yet" in replies.text(listed.response)


async def test_an_unknown_topic_can_be_followed_as_words_with_the_other_options(server, digest_service):
    card = (await server.ben.slash(server.channel, "follow topic", topic="Zzyzx quux", breaking=3)).response
    assert "no topic “Zzyzx quux”" in replies.text(card)
    draft = await server.ben.click(card, label="Use it as words instead")
    assert "the words Zzyzx quux" in replies.text(draft.response or card)
    await server.ben.click(draft.response or card, label="Save")
    (follow,) = await digest_service.list_follows(None, server.ben.id)
    assert (follow.words, follow.follow.kind, follow.follow.breaking) == ("Zzyzx quux", "words", 3)


async def test_the_topic_that_was_meant_can_be_followed(server, digest_service):
    card = (await server.ben.slash(server.channel, "follow topic", topic="Flods in spring")).response
    draft = await server.ben.click(card, label="Floods")
    await server.ben.click(draft.response or card, label="Save")
    (follow,) = await digest_service.list_follows(None, server.ben.id)
    assert follow.topics == ("floods",)


async def test_instead_of_an_unknown_outlet_a_known_one_can_be_followed_or_nothing(server, digest_service):
    card = (await server.ben.slash(server.channel, "follow outlet", outlet="Zzyzx quux")).response
    assert replies.labels(card)[-1] == "Cancel"
    await server.ben.click(card, label="Cancel")
    assert await digest_service.list_follows(None, server.ben.id) == []


async def test_instead_of_a_story_that_is_not_found_its_words_can_be_followed(server, digest_service):
    card = (await server.ben.slash(server.channel, "follow story", about="Zzyzx quux")).response
    assert "no story about “Zzyzx quux”" in replies.text(card)
    draft = await server.ben.click(card, label="Use it as words instead")
    await server.ben.click(draft.response or card, label="Save")
    (follow,) = await digest_service.list_follows(None, server.ben.id)
    assert (follow.follow.kind, follow.words) == ("words", "Zzyzx quux")


async def test_instead_of_a_story_that_is_not_found_a_newer_one_can_be_followed(server, bot_setup, digest_service):
    bot_setup.desk = build_desk(*FILES)
    card = (await server.ben.slash(server.channel, "follow story", about="Zzyzx quux")).response
    draft = await server.ben.click(card, label=LAKE.title)
    await server.ben.click(draft.response or card, label="Save")
    (follow,) = await digest_service.list_follows(None, server.ben.id)
    assert follow.follow.kind == "story"
    assert len(follow.follow.articles) == 2


async def test_quiet_hours_ask_for_the_time_zone_and_go_on(server, digest_service):
    options = {"topic": "Floods", "quiet-hours": "22-7"}
    card = (await server.ben.slash(server.channel, "follow topic", **options)).response
    assert "Which time zone are the quiet hours in?" in replies.text(card)
    assert replies.labels(card) == ["Cancel"]
    zone = replies.options(card)[0]["value"]
    draft = await server.ben.select(card, [zone])
    assert "it would have sent" in replies.text(draft.response or card)
    await server.ben.click(draft.response or card, label="Save")
    (follow,) = await digest_service.list_follows(None, server.ben.id)
    assert follow.zone == zone


async def test_without_any_follow_an_unknown_one_is_told_how_to_start(server):
    result = await server.ben.slash(server.channel, "follow pause", follow="99")
    assert "Start with /follow topic" in replies.text(result.response)

"""Digests as people set them up and get them, through Discord's own commands, in virtual time."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import discord
import pytest

from bot.digests.service import MAX_PER_SERVER, DigestService
from bot.store.engine import connect, parse_url
from bot.store.ledger import build_ledger
from tests.support import replies
from tests.support.desks import desk_of
from tests.support.digesting import daily, story

pytestmark = pytest.mark.simcord(settle_timeout=30)
DAY, HOUR = 86_400.0, 3_600.0
OLD = [story(number, topics=("Floods",)) for number in range(3)]


@pytest.fixture(autouse=True)
def office(newsroom, sqlite_url: str) -> Iterator[DigestService]:
    newsroom.desk = desk_of(*OLD)
    engine = connect(parse_url(sqlite_url))
    newsroom.office = DigestService(build_ledger(engine), lambda: newsroom.desk)
    yield newsroom.office
    engine.dispose()


@pytest.fixture
def admin(server):
    role = server.guild.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
    return server.guild.add_member(server.env.create_user("ada"), roles=[role])


def arrive(newsroom, *numbers: int, **more) -> None:
    newsroom.desk = desk_of(*OLD, *(story(number, **more) for number in numbers))


async def saved(server, admin, **options):
    """A digest in the channel, saved."""
    asked = await admin.slash(
        server.channel, "digest create", channel=server.channel, **{"schedule": "daily 09:00", "zone": "UTC", **options}
    )
    await admin.click(asked.response, label="Save")
    return asked


def posts(server) -> list[str]:
    return [replies.text(message) for message in server.channel.history() if "digest" in replies.text(message)]


async def test_a_digest_is_shown_before_it_is_saved_and_then_posted_when_it_is_due(server, admin, newsroom):
    asked = await admin.slash(
        server.channel, "digest create", channel=server.channel, schedule="weekdays at 9", zone="Europe/Berlin"
    )
    shown = replies.text(asked.response)
    assert asked.response.ephemeral
    assert "Save this digest?" in shown
    assert "weekdays 09:00 (Europe/Berlin)" in shown
    # 1 January 2026 is a Thursday; SimCord's time begins there, at midnight.
    moments = [datetime.fromtimestamp(int(found), UTC) for found in re.findall(r"<t:(\d+):F>", shown)]
    assert [(moment.day, moment.hour) for moment in moments] == [(1, 8), (2, 8), (5, 8), (6, 8), (7, 8)]
    pressed = await admin.click(asked.response, label="Save")
    assert "Digest saved" in replies.text(pressed.response or asked.response)
    arrive(newsroom, 5, 6)
    await server.env.advance_time(7.9 * HOUR)
    assert posts(server) == []
    await server.env.advance_time(0.2 * HOUR)
    (post,) = posts(server)
    assert "News digest: 2 stories" in post
    assert "The first edition" in post
    assert "Saffron prices double overnight" in post
    assert "“Meteor lights, sky xxxxxxxx yyyyyyyy.”" in post


async def test_what_was_posted_is_not_posted_again_and_a_day_without_news_is_silent(server, admin, newsroom):
    await saved(server, admin)
    arrive(newsroom, 5)
    await server.env.advance_time(DAY)
    await server.env.advance_time(DAY)
    arrive(newsroom, 5, 6)
    await server.env.advance_time(DAY)
    first, second = posts(server)
    assert "Saffron" in first
    assert "Saffron" not in second
    assert "Meteor" in second
    assert "first edition" not in second


async def test_the_preview_is_the_post_and_says_why_each_is_in_or_out(server, admin, newsroom):
    await saved(server, admin, count=1, topics="Floods")
    newsroom.desk = desk_of(*OLD, story(5, topics=("Floods",)), story(6, topics=("Floods",)), story(7))
    preview = await admin.slash(server.channel, "digest preview")
    shown, reasons = preview.responses if hasattr(preview, "responses") else (preview.response, preview.followups[0])
    assert shown.ephemeral
    assert reasons.ephemeral
    why = replies.text(reasons)
    assert re.search(r"Meteor.*in: new", why)
    assert re.search(r"Saffron.*out: no room", why)
    assert re.search(r"Lantern.*out: another topic", why)
    assert re.search(r"Falcon.*out: was in the archive before", why)
    await server.env.advance_time(DAY)
    (post,) = [message for message in server.channel.history() if "digest" in replies.text(message)]
    assert replies.raw_texts(post) == replies.raw_texts(shown)
    assert replies.links(post) == replies.links(shown)


async def test_only_the_named_role_is_pinged(server, admin, newsroom):
    role = server.guild.create_role("Readers", mentionable=True)
    await saved(server, admin, role=role)
    arrive(newsroom, 5, title="@everyone look: saffron")
    await server.env.advance_time(DAY)
    sent = [
        request.json
        for request in server.env.http_requests
        if request.method == "POST" and re.fullmatch(r"/channels/\d+/messages", request.path)
    ]
    assert sent[-1]["allowed_mentions"] == {"parse": [], "roles": [str(role.id)]}
    assert sent[-1]["enforce_nonce"] is True


async def test_a_member_without_the_right_is_told_and_offered_nothing(server, admin, newsroom):
    await saved(server, admin)
    arrive(newsroom, 5)
    await server.env.advance_time(DAY)
    (post,) = [message for message in server.channel.history() if "digest" in replies.text(message)]
    told = await server.ben.click(post, label="About this digest")
    assert "daily 09:00" in replies.text(told.response)
    assert replies.labels(told.response) == []


async def test_a_missing_permission_is_named_before_saving(server, admin):
    closed = server.guild.create_text_channel(
        "closed", overwrites={server.guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    )
    asked = await admin.slash(
        server.channel, "digest create", channel=closed, schedule="daily 09:00", zone="Europe/Berlin"
    )
    assert "Send Messages" in replies.text(asked.response)


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        ("sometimes", "I don’t understand “sometimes”"),
        ("daily", "add a time of day"),
        ("every 5 minutes", "more than once an hour"),
        ("0 0 30 2 *", "No date matches that"),
        ("daily 25:00", "“25:00” is not a time of day"),
    ],
)
async def test_a_bad_schedule_is_answered_with_an_example(server, admin, schedule, said):
    asked = await admin.slash(server.channel, "digest create", channel=server.channel, schedule=schedule)
    assert said in replies.text(asked.response)
    assert "For example:" in replies.text(asked.response)


async def test_the_time_zone_is_asked_for_once(server, admin):
    asked = await admin.slash(server.channel, "digest create", channel=server.channel, schedule="daily 09:00")
    assert "Which time zone" in replies.text(asked.response)
    assert "Save" not in replies.labels(asked.response)
    chosen = await admin.select(asked.response, values=["Europe/London"])
    assert "Europe/London" in replies.text(chosen.response or asked.response)
    again = await admin.slash(server.channel, "digest create", channel=server.channel, schedule="daily 10:00")
    assert "Which time zone" not in replies.text(again.response)
    assert "Save" in replies.labels(again.response)


async def test_editing_keeps_what_was_left_out(server, admin):
    await saved(server, admin, topics="Floods", count=3)
    edited = await admin.slash(server.channel, "digest edit", schedule="Mondays 8am")
    shown = replies.text(edited.response)
    assert "Mondays 08:00 (UTC)" in shown
    assert "on Floods" in shown
    assert "up to 3 stories" in shown
    cleared = await admin.slash(server.channel, "digest edit", topics="all")
    assert "everything new" in replies.text(cleared.response)


async def test_a_paused_digest_is_silent_until_it_is_resumed(server, admin, newsroom):
    await saved(server, admin)
    paused = await admin.slash(server.channel, "digest pause")
    assert "Next:" not in replies.text(paused.response)
    arrive(newsroom, 5)
    await server.env.advance_time(2 * DAY)
    assert posts(server) == []
    listed = await admin.slash(server.channel, "digest list")
    assert "Paused" in replies.text(listed.response)
    await admin.slash(server.channel, "digest resume")
    await server.env.advance_time(DAY)
    assert len(posts(server)) == 1


async def test_a_run_that_is_asked_for_posts_now_and_stands_in_the_history(server, admin, newsroom):
    await saved(server, admin)
    arrive(newsroom, 5)
    ran = await admin.slash(server.channel, "digest run")
    assert re.search(rf"Sent: https://discord.com/channels/\d+/{server.channel.id}/\d+", replies.text(ran.response))
    assert len(posts(server)) == 1
    again = await admin.slash(server.channel, "digest run")
    assert "nothing was new" in replies.text(again.response)
    history = await admin.slash(server.channel, "digest history")
    text = replies.text(history.response)
    assert "nothing was new" in text
    assert f"/{server.channel.id}/" in text


async def test_deleting_is_asked_about(server, admin, newsroom):
    await saved(server, admin)
    asked = await admin.slash(server.channel, "digest delete")
    await admin.click(asked.response, label="Delete digest")
    arrive(newsroom, 5)
    await server.env.advance_time(DAY)
    assert posts(server) == []
    listed = await admin.slash(server.channel, "digest list")
    assert "No digests yet" in replies.text(listed.response)


async def test_a_cancelled_draft_leaves_nothing(server, admin, office):
    asked = await admin.slash(
        server.channel, "digest create", channel=server.channel, schedule="daily 09:00", zone="UTC"
    )
    await admin.click(asked.response, label="Cancel")
    assert office.ledger.digests.list_for_server(server.guild.id) == []


async def test_a_finished_archive_makes_a_lively_channel_until_all_is_read(server, admin):
    await saved(server, admin, **{"when-empty": "archive"})
    for _ in range(5):
        await server.env.advance_time(DAY)
    texts = [replies.text(m) for m in server.channel.history() if "From the archive" in replies.text(m)]
    assert len(texts) == 3
    assert {name for name in ("Falcon", "Glacier", "Orchid") for text in texts if name in text} == {
        "Falcon", "Glacier", "Orchid"
    }  # fmt: skip


async def test_digests_go_on_after_a_restart(server, admin, newsroom):
    await saved(server, admin)
    arrive(newsroom, 5)
    await server.env.restart_bot(newsroom.client())
    await server.env.advance_time(DAY)
    assert len(posts(server)) == 1


async def test_another_servers_digest_is_not_ones_own(server, admin):
    await saved(server, admin)
    other = server.env.create_guild("Elsewhere")
    channel = other.create_text_channel("general")
    role = other.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
    stranger = other.add_member(server.env.create_user("eve"), roles=[role])
    for command in ("preview", "pause", "delete", "history", "run"):
        told = await stranger.slash(channel, f"digest {command}", digest="1")
        assert "no such digest here" in replies.text(told.response)


@pytest.fixture
def dora(server):
    return server.env.create_user("dora")


async def test_a_person_gets_a_digest_in_their_direct_messages(server, newsroom, dora):
    member = server.guild.add_member(dora)
    asked = await member.slash(server.channel, "mydigest create", schedule="daily 09:00", zone="UTC")
    assert asked.response.ephemeral
    await member.click(asked.response, label="Save")
    arrive(newsroom, 5)
    await server.env.advance_time(DAY)
    (got,) = dora.dm_channel.history()
    assert "Saffron" in replies.text(got)
    assert posts(server) == []
    listed = await dora.slash("mydigest list")
    assert "daily 09:00" in replies.text(listed.response)


@pytest.mark.troubled
async def test_closed_direct_messages_pause_it_and_the_next_command_says_so(server, newsroom, dora):
    member = server.guild.add_member(dora)
    asked = await member.slash(server.channel, "mydigest create", schedule="daily 09:00", zone="UTC")
    await member.click(asked.response, label="Save")
    arrive(newsroom, 5)
    server.env.inject_error(
        "POST", f"/channels/{dora.dm_channel.id}/messages", status=403, code=50007, message="Cannot send messages"
    )
    await server.env.advance_time(DAY)
    told = await member.slash(server.channel, "about", private=True)
    assert ["I can’t send you direct messages" in replies.text(each) for each in told.followups] == [True]
    again = await member.slash(server.channel, "mydigest list")
    assert again.followups == [] or not again.followups
    assert "I can’t send you direct messages" in replies.text(again.response)


@pytest.mark.troubled
async def test_the_third_refusal_in_a_row_pauses_and_tells_who_made_it(server, newsroom):
    ada = server.env.create_user("ada")
    role = server.guild.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
    admin = server.guild.add_member(ada, roles=[role])
    await saved(server, admin)
    for day in range(3):
        arrive(newsroom, *range(5, 6 + day))
        server.env.inject_error(
            "POST", f"/channels/{server.channel.id}/messages", status=403, code=50013, message="Missing Permissions"
        )
        await server.env.advance_time(DAY)
    (told,) = ada.dm_channel.history()
    assert "refused it three times in a row" in told.content
    assert "I’m missing a permission there" in told.content
    listed = await admin.slash(server.channel, "digest list")
    assert "Discord refused it three times" in replies.text(listed.response)
    history = await admin.slash(server.channel, "digest history")
    assert replies.text(history.response).count("I’m missing a permission there") == 3


async def test_a_server_that_is_left_gets_nothing_and_is_forgotten_after_a_month(server, admin, newsroom, office):
    await saved(server, admin)
    arrive(newsroom, 5)
    await office.record_departure(server.guild.id, discord.utils.utcnow())
    await server.env.advance_time(DAY)
    assert posts(server) == []
    assert [each.why for each in office.ledger.digests.list_for_server(server.guild.id)] == ["gone"]
    await server.env.advance_time(31 * DAY)
    assert office.ledger.digests.list_for_server(server.guild.id) == []
    assert office.ledger.privacy.list_servers() == []


async def test_what_is_stored_is_shown_and_deleted(server, admin, office):
    await saved(server, admin)
    shown = await admin.slash(server.channel, "privacy")
    text = replies.text(shown.response)
    assert "About you: no digests of your own" in text.replace("*", "")
    assert "One server’s digest names you as its creator." in text
    assert "one digest" in text
    assert "time zone UTC" in text
    await admin.click(shown.response, label="Delete this server’s data")
    assert office.ledger.digests.list_for_server(server.guild.id) == []
    member = await server.ben.slash(server.channel, "privacy")
    assert replies.labels(member.response) == ["Delete my data"]


async def offered(server, who, command, option, typed, **others):
    found = await who.autocomplete(server.channel, command, option, typed, **others)
    return [(choice["name"], choice["value"]) for choice in found]


async def test_schedules_are_offered_as_they_are_understood(server, admin):
    assert (await offered(server, admin, "digest create", "schedule", "mondy and thurs 8am"))[0] == (
        "Mondays and Thursdays 08:00",
        "Mondays and Thursdays 08:00",
    )
    assert len(await offered(server, admin, "digest create", "schedule", "")) >= 5


async def test_zones_are_offered_by_city_misspelt_too(server, admin):
    assert (await offered(server, admin, "digest create", "zone", "berln"))[0][1] == "Europe/Berlin"


async def test_names_after_a_comma_are_completed_and_those_before_stay(server, admin):
    names = await offered(server, admin, "digest create", "topics", "Floods, flo")
    assert ("Floods, Floods · 3 articles", "Floods, Floods") in names
    outlets = await offered(server, admin, "digest create", "outlets", "harb")
    assert [value for _, value in outlets] == ["harborpost.example"]


async def test_digests_are_offered_by_what_they_are(server, admin):
    await saved(server, admin, topics="Floods")
    (only,) = await offered(server, admin, "digest preview", "digest", "")
    assert only == ("#general · daily 09:00 · on Floods", "1")


async def test_choosing_among_several_is_asked_for(server, admin):
    await saved(server, admin)
    await saved(server, admin, schedule="daily 10:00")
    told = await admin.slash(server.channel, "digest pause")
    assert "Which digest?" in replies.text(told.response)
    named = await admin.slash(server.channel, "digest pause", digest="2")
    assert "daily 10:00" in replies.text(named.response)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"topics": "Zzyzx quux"}, "The archive has no topic “Zzyzx quux”"),
        ({"outlets": "Nowhere Gazette"}, "The archive has no outlet"),
        ({"zone": "Atlantis"}, "I don’t know the time zone “Atlantis”"),
        ({"words": "?!"}, "has no word that I can search for"),
    ],
)
async def test_what_is_not_understood_is_said_and_nothing_is_kept(server, admin, office, wish, said):
    options = {"schedule": "daily 09:00", "zone": "UTC", **wish}
    told = await admin.slash(server.channel, "digest create", channel=server.channel, **options)
    assert said in replies.text(told.response)
    assert office.ledger.digests.list_for_server(server.guild.id) == []


async def test_a_misspelt_topic_is_understood(server, admin):
    asked = await admin.slash(
        server.channel, "digest create", channel=server.channel, schedule="daily 09:00", zone="UTC", topics="flods"
    )
    assert "on Floods" in replies.text(asked.response)


async def test_a_server_may_not_have_digests_without_end(server, admin, office):
    for _ in range(MAX_PER_SERVER):
        office.ledger.digests.add(daily(server=server.guild.id, state="paused"))
    told = await admin.slash(
        server.channel, "digest create", channel=server.channel, schedule="daily 09:00", zone="UTC"
    )
    assert "more than 50 digests here" in replies.text(told.response)
    assert len(office.ledger.digests.list_for_server(server.guild.id)) == MAX_PER_SERVER


async def test_a_preview_without_news_says_so(server, admin):
    await saved(server, admin)
    told = await admin.slash(server.channel, "digest preview")
    assert "Nothing is new" in replies.text(told.response)
    assert "before the last edition" in replies.text(told.followups[0])


@pytest.mark.troubled
async def test_a_store_that_is_away_is_one_plain_sentence(server, admin, newsroom):
    await saved(server, admin)
    spoil(newsroom.office.ledger.digests.engine)
    told = await admin.slash(server.channel, "digest list")
    assert "I can’t reach my database" in replies.text(told.response)
    assert len(server.env.errors) == 1
    asked = await server.ann.slash(server.channel, "latest")
    assert "Orchid" in replies.text(asked.response)


def spoil(engine) -> None:
    """The file is overwritten under the bot."""
    engine.dispose()
    Path(engine.url.database).write_bytes(b"spoilt" * 1_000)


async def test_who_may_manage_it_can_pause_a_digest_from_its_post(server, admin, newsroom):
    await saved(server, admin)
    arrive(newsroom, 5)
    await server.env.advance_time(DAY)
    (post,) = [message for message in server.channel.history() if "digest" in replies.text(message)]
    told = await admin.click(post, label="About this digest")
    assert replies.labels(told.response) == ["Pause digest"]
    await admin.click(told.response, label="Pause digest")
    listed = await admin.slash(server.channel, "digest list")
    assert "Paused" in replies.text(listed.response)


async def test_what_was_not_saved_is_not_sent_by_its_number_either(server, admin, newsroom):
    await admin.slash(server.channel, "digest create", channel=server.channel, schedule="daily 09:00", zone="UTC")
    arrive(newsroom, 5)
    told = await admin.slash(server.channel, "digest run", digest="1")
    assert "no such digest here" in replies.text(told.response)
    assert posts(server) == []

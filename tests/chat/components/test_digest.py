"""The buttons and menus of digests check again that the person may use them."""

from datetime import UTC, datetime

import discord
import pytest
from msgspec.structs import replace

from bot.digests.digest import mark_paused
from bot.digests.service import MAX_PER_PERSON, MAX_PER_SERVER, DigestService
from tests.chat.posting import DAY, add_articles, find_posts, save_digest
from tests.support import replies
from tests.support.digesting import daily

DUE = datetime(2026, 1, 2, 9, tzinfo=UTC)

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


# A card on a screen may be out of date: somebody pressed another copy of it, or the press comes late.


async def start_draft(server, admin):
    """Make a draft in the server's channel. Return the card."""
    draft = await admin.slash(
        server.channel, "digest create", channel=server.channel, schedule="daily 09:00", zone="UTC"
    )
    return draft.response


async def save_elsewhere(digest_service: DigestService, number: int = 1, state: str = "active") -> None:
    """Save the draft, as a press on another copy of its card does; or put it into another state."""
    digest = digest_service.ledger.digests.get(number)
    assert digest is not None
    digest_service.ledger.digests.update(replace(digest, state=state, due_at=DUE if state == "active" else None))


async def test_cancel_after_save_keeps_the_digest_and_says_so(server, admin, digest_service):
    card = await start_draft(server, admin)
    await save_elsewhere(digest_service)
    pressed = await admin.click(card, label="Cancel")
    assert "already saved" in replies.text(pressed.response or card)
    (digest,) = digest_service.ledger.digests.list_for_server(server.guild.id)
    assert digest.state == "active"


@pytest.mark.parametrize("state", ["active", "paused"])
async def test_a_second_save_changes_nothing(server, admin, digest_service, state):
    card = await start_draft(server, admin)
    await save_elsewhere(digest_service, state=state)
    before = digest_service.ledger.digests.get(1)
    await admin.click(card, label="Save")
    assert digest_service.ledger.digests.get(1) == before


@pytest.mark.parametrize("label", ["Save", "Cancel"])
async def test_a_press_on_a_cancelled_draft_says_that_it_is_gone(server, admin, digest_service, label):
    card = await start_draft(server, admin)
    digest_service.ledger.digests.delete(1)
    pressed = await admin.click(card, label=label)
    assert "no such digest" in replies.text(pressed.response or card)
    assert digest_service.ledger.digests.list_for_server(server.guild.id) == []


async def test_a_time_zone_that_is_chosen_late_does_not_change_a_saved_digest(server, admin, digest_service):
    draft = await admin.slash(server.channel, "digest create", channel=server.channel, schedule="daily 09:00")
    digest = digest_service.ledger.digests.get(1)
    digest_service.ledger.digests.update(replace(digest, zone="Asia/Tokyo", state="active", due_at=DUE))
    await admin.select(draft.response, values=["Europe/London"])
    stored = digest_service.ledger.digests.get(1)
    assert (stored.state, stored.zone, stored.due_at) == ("active", "Asia/Tokyo", DUE)


async def test_a_late_pause_keeps_the_reason_of_an_earlier_one(server, admin, bot_setup, digest_service):
    await save_digest(server, admin)
    add_articles(bot_setup, 5)
    await server.env.advance_time(DAY)
    (post,) = find_posts(server)
    about = await admin.click(post, label="About this digest")
    digest = digest_service.ledger.digests.get(1)
    digest_service.ledger.digests.update(mark_paused(digest, "failing"))
    await admin.click(about.response, label="Pause digest")
    assert digest_service.ledger.digests.get(1).why == "failing"


async def test_no_more_than_ten_drafts_of_a_person_can_be_saved(server, digest_service):
    cards = []
    for hour in range(MAX_PER_PERSON + 3):
        await server.env.advance_time(60)
        draft = await server.ann.slash(server.channel, "mydigest create", schedule=f"daily {hour}:00", zone="UTC")
        cards.append(draft.response)
    texts: list[str] = []
    for card in cards:
        await server.env.advance_time(60)
        pressed = await server.ann.click(card, label="Save")
        texts.append(replies.text(pressed.response or card))
    assert ["more than 10 digests" in text for text in texts] == [False] * MAX_PER_PERSON + [True] * 3
    assert len(await digest_service.list_digests(None, server.ann.id)) == MAX_PER_PERSON


async def test_no_more_than_fifty_drafts_of_a_server_can_be_saved(server, admin, digest_service):
    card = await start_draft(server, admin)
    for _ in range(MAX_PER_SERVER):
        digest_service.ledger.digests.add(daily(server=server.guild.id, state="paused"))
    pressed = await admin.click(card, label="Save")
    assert "more than 50 digests" in replies.text(pressed.response or card)
    assert digest_service.ledger.digests.get(1).state == "draft"


async def test_who_lost_manage_server_can_press_no_button(server, admin, digest_service):
    card = await start_draft(server, admin)
    server.env.backend.remove_member_role(server.guild.id, admin.id, server.guild.roles["Admins"].id)
    pressed = await admin.click(card, label="Save")
    assert "Only someone who can manage this server" in replies.text(pressed.response or card)
    assert digest_service.ledger.digests.get(1).state == "draft"


# The archive does not have a topic or outlet that a new digest names.


async def create_with(server, admin, **options):
    """Ask for a digest, and return the card."""
    options = {"channel": server.channel, "schedule": "daily 09:00", "zone": "UTC", **options}
    result = await admin.slash(server.channel, "digest create", **options)
    return result.response


async def test_an_unknown_topic_can_be_used_as_words(server, admin, digest_service):
    card = await create_with(server, admin, topics="Zzyzx quux")
    assert "no topic “Zzyzx quux”" in replies.text(card)
    assert replies.labels(card)[-2:] == ["Use it as words instead", "Cancel"]
    draft = await admin.click(card, label="Use it as words instead")
    assert "with the words Zzyzx quux" in replies.text(draft.response or card)
    await admin.click(draft.response or card, label="Save")
    (digest,) = digest_service.ledger.digests.list_for_server(server.guild.id)
    assert (digest.words, digest.topics, digest.state) == ("Zzyzx quux", (), "active")


async def test_the_topic_that_was_meant_can_be_taken(server, admin, digest_service):
    card = await create_with(server, admin, topics="Flods in spring")
    assert "Floods" in replies.labels(card)
    draft = await admin.click(card, label="Floods")
    assert "on Floods" in replies.text(draft.response or card)
    (digest,) = digest_service.ledger.digests.list_for_server(server.guild.id)
    assert digest.topics == ("floods",)


async def test_known_topics_stay_beside_an_unknown_one(server, admin):
    card = await create_with(server, admin, topics="Floods, Zzyzx quux")
    draft = await admin.click(card, label="Use it as words instead")
    shown = replies.text(draft.response or card)
    assert "on Floods" in shown
    assert "with the words Zzyzx quux" in shown


async def test_an_unknown_outlet_has_the_nearest_as_buttons_and_no_words(server, admin):
    card = await create_with(server, admin, outlets="Zzyzx quux")
    assert "no outlet “Zzyzx quux”" in replies.text(card)
    assert "Use it as words instead" not in replies.labels(card)


async def test_a_topic_of_stop_words_is_not_offered_as_words(server, admin):
    card = await create_with(server, admin, topics="the")
    assert "Use it as words instead" not in replies.labels(card)


async def test_a_limit_that_comes_after_save_changes_nothing(server, admin, digest_service):
    card = await create_with(server, admin, topics="Zzyzx quux")
    await save_elsewhere(digest_service)
    pressed = await admin.click(card, label="Use it as words instead")
    assert "already saved" in replies.text(pressed.response or card)
    (digest,) = digest_service.ledger.digests.list_for_server(server.guild.id)
    assert digest.words == ""


async def test_a_permission_that_was_given_is_found_by_checking_again(server, admin):
    denied = {server.guild.default_role: discord.PermissionOverwrite(mention_everyone=False)}
    channel = server.guild.create_text_channel("news", overwrites=denied)
    readers = server.guild.create_role("Readers", mentionable=False)
    card = await create_with(server, admin, channel=channel, role=readers)
    assert "I can’t ping" in replies.text(card)
    assert replies.labels(card) == ["Check again", "Save", "Cancel"]
    role = server.env.bot.guilds[0].get_role(readers.id)
    await role.edit(mentionable=True)
    checked = await admin.click(card, label="Check again")
    assert "I can’t ping" not in replies.text(checked.response or card)
    assert replies.labels(checked.response or card) == ["Save", "Cancel"]


async def edit_with(server, admin, **options):
    """Save a digest on floods, change it, and return the card."""
    draft = await create_with(server, admin, topics="Floods", count=3)
    await admin.click(draft, label="Save")
    result = await admin.slash(server.channel, "digest edit", **options)
    return result.response


def get_digest(digest_service, server):
    (digest,) = digest_service.ledger.digests.list_for_server(server.guild.id)
    return digest


async def test_an_edit_with_an_unknown_topic_changes_the_rest_and_offers_words(server, admin, digest_service):
    card = await edit_with(server, admin, topics="Zzyzx quux", count=7)
    assert "The other changes are saved" in replies.text(card)
    before = get_digest(digest_service, server)
    assert (before.topics, before.count) == (("floods",), 7)
    changed = await admin.click(card, label="Use it as words instead")
    assert "with the words Zzyzx quux" in replies.text(changed.response or card)
    after = get_digest(digest_service, server)
    assert (after.topics, after.words, after.state) == ((), "Zzyzx quux", "active")


async def test_an_edit_with_an_unknown_topic_alone_changes_nothing_before_one_is_taken(server, admin, digest_service):
    card = await edit_with(server, admin, topics="Flods in spring")
    assert "Nothing has been changed yet" in replies.text(card)
    assert "Keep digest" in replies.labels(card)
    await admin.click(card, label=replies.labels(card)[0])
    assert get_digest(digest_service, server).words == ""


async def test_an_edit_keeps_the_known_names_beside_an_unknown_one(server, admin, digest_service):
    card = await edit_with(server, admin, outlets="Harbor Post, Northern Wires", topics="Zzyzx quux")
    assert "they’re left out: " in replies.text(card)
    await admin.click(card, label="Use it as words instead")
    assert get_digest(digest_service, server).outlets == ()


async def test_the_button_of_an_edit_checks_again_who_presses_it(server, admin, digest_service):
    card = await edit_with(server, admin, topics="Zzyzx quux")
    guild = server.env.bot.guilds[0]
    (role,) = [role for role in guild.roles if role.name == "Admins"]
    await role.edit(permissions=discord.Permissions())
    pressed = await admin.click(card, label="Use it as words instead")
    assert "Only someone who can manage this server" in replies.text(pressed.response)
    assert get_digest(digest_service, server).words == ""


async def test_without_any_digest_an_unknown_number_is_told_how_to_create_one(server, admin):
    result = await admin.slash(server.channel, "digest pause", digest="99")
    assert "Create one with /digest create" in replies.text(result.response)

"""The bot counts what readers miss, if a server's admins want that."""

import pytest
from msgspec.structs import replace

from bot.servers.query_counts import WeeklyCount
from tests.chat.conftest import now
from tests.support import replies

pytestmark = [pytest.mark.simcord(settle_timeout=30), pytest.mark.usefixtures("digest_service")]

MISSED = "What did Zorblatt say about quaxing?"


async def turn_on(bot_setup, server) -> None:
    """Turn feedback on."""
    await bot_setup.settings.change(server.guild.id, lambda settings: replace(settings, feedback=True))


async def read_counts(bot_setup) -> dict[tuple[str, str], int]:
    """Return what is stored, by kind and words."""
    await bot_setup.counter.flush(now())
    counts: list[WeeklyCount] = bot_setup.counter.store.load()
    return {(count.kind, count.words): count.number for count in counts}


async def ask(server, *people) -> None:
    for person in people:
        await person.slash(server.channel, "ask", question=MISSED)


async def test_nothing_is_counted_before_an_admin_turns_it_on(server, bot_setup):
    result = await server.ann.slash(server.channel, "ask", question=MISSED)
    await ask(server, server.ann, server.ben, server.mod)
    assert "Useful" not in replies.labels(result.response)
    assert await read_counts(bot_setup) == {}


async def test_words_are_stored_once_three_people_asked_for_them(server, bot_setup):
    await turn_on(bot_setup, server)
    await ask(server, server.ann, server.ann, server.ben)
    assert await read_counts(bot_setup) == {("nothing", ""): 3}
    await ask(server, server.mod)
    counts = await read_counts(bot_setup)
    assert counts["subject", "zorblatt"] == counts["subject", "quaxing"] == 3


async def test_direct_messages_are_not_counted(server, bot_setup):
    await turn_on(bot_setup, server)
    zoe = server.env.create_user("zoe")
    await zoe.send_dm(MISSED)
    assert await read_counts(bot_setup) == {}


async def test_a_mention_is_counted_and_its_answer_has_buttons(server, bot_setup):
    await turn_on(bot_setup, server)
    await server.ann.send(server.channel, f"<@{server.env.bot.user.id}> {MISSED}")
    (reply,) = replies.sent_by_bot(server)
    assert {"Useful", "Not what I meant"} <= set(replies.labels(reply))
    assert await read_counts(bot_setup) == {("nothing", ""): 1}


async def test_each_person_counts_once_for_an_answer(server, bot_setup):
    await turn_on(bot_setup, server)
    result = await server.ann.slash(server.channel, "ask", question=MISSED)
    for person in (server.ann, server.ann, server.ben):
        pressed = await person.click(result.response, label="Useful")
        assert pressed.ephemeral
        assert "Thanks" in replies.text(pressed.response)
    assert (await read_counts(bot_setup))["useful", ""] == 2


async def test_what_three_people_did_not_mean_is_stored(server, bot_setup):
    await turn_on(bot_setup, server)
    result = await server.ann.slash(server.channel, "ask", question=MISSED)
    for person in (server.ann, server.ben, server.mod):
        await person.click(result.response, label="Not what I meant")
    counts = await read_counts(bot_setup)
    assert counts["misread", ""] == 3
    assert counts["misread-subject", "zorblatt"] == 3


async def test_small_talk_has_no_buttons_and_does_not_count(server, bot_setup):
    await turn_on(bot_setup, server)
    result = await server.ann.slash(server.channel, "ask", question="thank you")
    assert "Useful" not in replies.labels(result.response)
    assert await read_counts(bot_setup) == {}


async def test_a_button_says_so_if_feedback_was_turned_off(server, bot_setup):
    await turn_on(bot_setup, server)
    result = await server.ann.slash(server.channel, "ask", question=MISSED)
    await bot_setup.settings.change(server.guild.id, lambda settings: replace(settings, feedback=False))
    pressed = await server.ann.click(result.response, label="Useful")
    assert "Feedback is off" in replies.text(pressed.response)


@pytest.mark.parametrize(
    ("command", "options", "missed"),
    [
        ("latest", {"outlet": "Zyx Gazette"}, ("outlet", "zyx gazette")),
        ("latest", {"topic": "Zorblatt"}, ("subject", "zorblatt")),
        ("timeline", {"about": "zorblatt"}, ("subject", "zorblatt")),
        ("source", {"outlet": "Zyx Gazette"}, ("outlet", "zyx gazette")),
        ("story", {"about": "zorblatt"}, ("subject", "zorblatt")),
    ],
)
async def test_what_a_list_lacks_is_stored_once_three_people_asked_for_it(server, bot_setup, command, options, missed):
    await turn_on(bot_setup, server)
    for person in (server.ann, server.ben, server.ben):
        await person.slash(server.channel, command, **options)
    assert await read_counts(bot_setup) == {("empty-list", ""): 3}
    await server.mod.slash(server.channel, command, **options)
    assert (await read_counts(bot_setup))[missed] == 3


async def test_a_list_with_articles_lacks_nothing(server, bot_setup):
    await turn_on(bot_setup, server)
    await server.ann.slash(server.channel, "latest")
    assert await read_counts(bot_setup) == {("list", ""): 1}


async def test_a_typed_command_counts_as_the_command_does(server, bot_setup):
    await turn_on(bot_setup, server)
    for person in (server.ann, server.ben, server.mod):
        await person.send(server.channel, f"<@{server.env.bot.user.id}> /source Zyx Gazette")
    assert (await read_counts(bot_setup))["outlet", "zyx gazette"] == 3
    await server.env.create_user("zoe").send_dm("/source Zyx Gazette")
    assert (await read_counts(bot_setup))["empty-list", ""] == 3

"""One person who floods is slowed, politely and only them."""

from bot.chat.session.rate_limit import BURST, SECONDS_PER_TOKEN


def _answers(server, channel):
    return [message for message in channel.history() if message.author.id == server.env.bot.user.id]


async def test_a_flood_of_messages_is_told_once_and_then_left_unanswered(server):
    for number in range(int(BURST) + 5):
        await server.ann.send_dm(f"ferries {number}")
    answers = _answers(server, server.ann.user.dm_channel)
    assert len(answers) == BURST + 1
    assert answers[-1].content == "Slow down a little; try again in 2 seconds."


async def test_nobody_else_is_slowed(server):
    for number in range(int(BURST) + 5):
        await server.ann.send_dm(f"ferries {number}")
    result = await server.ben.slash(server.channel, "ask", question="ferries")
    assert not result.ephemeral


async def test_after_a_pause_questions_are_answered_again(server):
    for number in range(int(BURST) + 5):
        await server.ann.send_dm(f"ferries {number}")
    await server.env.advance_time(SECONDS_PER_TOKEN)
    await server.ann.send_dm("ferries")
    assert "ferries" in str(_answers(server, server.ann.user.dm_channel)[-1].components[0].to_dict())


async def test_commands_share_the_bucket_and_each_refusal_is_private(server):
    for number in range(int(BURST)):
        await server.ann.send_dm(f"ferries {number}")
    for _ in range(2):
        result = await server.ann.slash(server.channel, "ask", question="ferries")
        assert result.ephemeral
        assert "Slow down a little" in result.response.content

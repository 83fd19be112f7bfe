"""`/help`."""

from discord import AppCommandType

from bot.chat.cards.help import MANAGING, PERSONAL, READING
from tests.support import replies


async def test_every_command_is_named_so_that_it_can_be_clicked(server):
    result = await server.ann.slash(server.channel, "help")
    text = "\n".join(replies.raw_texts(result.response))
    for name in (*READING, *PERSONAL):
        assert f"</{name}:{server.env.bot.command_ids[name]}>" in text


async def test_every_slash_command_but_itself_is_in_a_list(server):
    slash = {command.name for command in server.env.bot.tree.get_commands(type=AppCommandType.chat_input)}
    assert {"help", *READING, *PERSONAL, *MANAGING} == slash


async def test_a_member_sees_only_the_commands_that_they_have(server, admin):
    for person, sees_digest in ((server.ann, False), (admin, True)):
        result = await person.slash(server.channel, "help")
        assert ("</digest:" in "\n".join(replies.raw_texts(result.response))) is sees_digest


async def test_the_private_option_is_claimed_for_the_commands_that_have_it(server):
    commands = {command.name: command for command in server.env.bot.tree.get_commands()}
    assert {name for name in READING if "private" in {option.name for option in commands[name].parameters}} == set(
        READING
    )
    for name in (*PERSONAL, *MANAGING):
        assert "private" not in {option.name for option in getattr(commands[name], "parameters", ())}


async def test_its_buttons_ask(server):
    result = await server.ann.slash(server.channel, "help")
    answer = await server.ben.click(result.response, label="What was reported on Floods?")
    assert "Lake Orla" in replies.text(answer.response)


async def test_the_question_of_a_button_follows_up_nothing(server):
    result = await server.ann.slash(server.channel, "help")
    await server.ben.click(result.response, label="What was reported on Floods?")
    outlet = next(label for label in replies.labels(result.response) if label.startswith("What did "))
    answer = await server.ben.click(result.response, label=outlet)
    assert "Answering" not in replies.text(answer.response)
    assert replies.links(answer.response)


async def test_it_can_be_private(server):
    result = await server.ann.slash(server.channel, "help", private=True)
    assert result.ephemeral
    assert "Delete" not in replies.labels(result.response)

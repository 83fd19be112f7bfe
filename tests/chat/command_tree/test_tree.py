"""Errors of commands and of autocomplete go through the same handler."""

import logging

import pytest

pytestmark = pytest.mark.troubled


class BrokenDesk:
    """A desk whose every method fails."""

    def __getattr__(self, name):
        raise ValueError("no such thing")


async def test_autocomplete_that_fails_offers_nothing_and_is_logged(server, bot_setup, caplog):
    bot_setup.desk = BrokenDesk()
    assert await server.ann.autocomplete(server.channel, "latest", "outlet", "har") == []
    (complaint,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert "autocomplete of latest outlet failed" in complaint.getMessage()


async def test_a_command_that_has_changed_is_told_to_have(server):
    server.env.bot.tree.remove_command("ask")
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert "This command has changed" in result.response.content
    assert len(server.env.errors) == 1

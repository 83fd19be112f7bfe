"""Commands are registered with Discord when they change."""

import json
import logging
import re

import discord
import pytest
import simcord

from bot.chat.cards.help import MANAGING, PERSONAL, READING
from bot.chat.client import NutgrafClient, build_client
from bot.chat.command_tree import sync
from bot.chat.command_tree.sync import SyncedCommands, SyncFile, SyncMemory
from bot.chat.session.shards import Shards
from tests.support.root import ROOT

# https://discord.com/developers/docs/interactions/application-commands#application-command-object
SUBCOMMAND = 1
NAME = re.compile(r"[-_'\w]{1,32}")


@pytest.fixture
def bot_setup(bot_setup):
    bot_setup.shared = None
    return bot_setup


def count_syncs(env: simcord.Env) -> int:
    return sum(request.method == "PUT" and request.path.endswith("/commands") for request in env.http_requests)


async def test_the_first_start_registers_every_command(server):
    offered = {command.partition(" ")[0] for command in server.ann.available_commands(server.channel)}
    assert offered == {"help", *READING, *PERSONAL}


async def test_bots_of_other_tests_find_the_same_commands(simcord_env, simcord_bot, shared_commands):
    registered = simcord_env.backend.commands[None]
    shared_commands.register(simcord_env, simcord_bot)
    assert simcord_env.backend.commands[None] == registered


async def test_a_second_start_with_the_same_commands_registers_nothing(simcord_env, bot_setup, simcord_bot):
    state = simcord_bot.sync_state
    await simcord_env.restart_bot(build_client(bot_setup.make_context(), sync_state=state, shards=Shards(1)))
    assert count_syncs(simcord_env) == 1
    assert simcord_env.bot.command_ids == state.load().ids


async def test_a_new_translation_is_registered(simcord_env, bot_setup, simcord_bot, german_catalogue):
    bot_setup.catalogue = german_catalogue
    await simcord_env.restart_bot(
        build_client(bot_setup.make_context(), sync_state=simcord_bot.sync_state, shards=Shards(1))
    )
    assert count_syncs(simcord_env) == 2


async def test_a_client_without_a_state_registers_nothing(simcord_env, bot_setup):
    await simcord_env.restart_bot(build_client(bot_setup.make_context(), sync_state=None, shards=Shards(1)))
    assert count_syncs(simcord_env) == 1


async def test_a_forced_sync_registers_again(simcord_env, simcord_bot):
    synced = await force_sync(simcord_env, simcord_bot)
    assert count_syncs(simcord_env) == 2
    assert set(synced.ids) >= {"ask", "Find coverage"}


async def force_sync(env: simcord.Env, client: NutgrafClient) -> SyncedCommands:
    # Within SimCord's time, its transport answers the client.
    assert client.sync_state is not None
    with env.time_context():
        return await sync.sync(client.tree, client.sync_state, force=True)


@pytest.mark.troubled
async def test_a_bot_whose_commands_are_refused_starts_anyway(simcord_env, bot_setup, caplog):
    simcord_env.inject_error("PUT", "/applications/*/commands", status=400, code=50035, message="Invalid Form Body")
    await simcord_env.restart_bot(build_client(bot_setup.make_context(), sync_state=SyncMemory(), shards=Shards(1)))
    assert simcord_env.bot.is_ready()
    assert [record.levelno for record in caplog.records if record.name == "bot.chat.command_tree.sync"][
        -1
    ] == logging.ERROR


def test_a_file_keeps_what_was_synced(tmp_path):
    state = SyncFile(tmp_path / "new folder" / "commands.json")
    assert state.load() is None
    state.save(SyncedCommands("abc", {"ask": 12}))
    assert SyncFile(state.path).load() == SyncedCommands("abc", {"ask": 12})


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"digest": 1}', b"[]"])
def test_a_damaged_file_means_that_nothing_is_known(tmp_path, content):
    path = tmp_path / "commands.json"
    path.write_bytes(content)
    assert SyncFile(path).load() is None


@pytest.mark.troubled
def test_a_file_that_cannot_be_written_is_logged(tmp_path):
    (tmp_path / "file").write_text("")
    SyncFile(tmp_path / "file" / "commands.json").save(SyncedCommands("abc", {}))


def test_another_application_has_none_of_the_commands_yet():
    assert sync.hash_payload(1, []) != sync.hash_payload(2, [])


@pytest.fixture
async def commands(bot_setup) -> list[dict]:
    client = bot_setup.make_client()
    await client.tree.set_translator(None)
    return await sync.build_payload(client.tree)


async def test_commands_work_on_servers_in_direct_messages_and_as_a_user_installed_app(commands):
    for command in commands:
        on_servers_only = command["name"] in {"digest", "settings"}
        assert command["contexts"] == ([0] if on_servers_only else [0, 1, 2])
        assert command["integration_types"] == ([0] if on_servers_only else [0, 1])


async def test_only_those_who_manage_a_server_see_digest_and_settings(commands):
    needed = {command["name"]: command.get("default_member_permissions") for command in commands}
    assert {needed.pop(name) for name in ("digest", "settings")} == {discord.Permissions(manage_guild=True).value}
    assert set(needed.values()) == {None}


async def test_every_slash_command_can_be_answered_privately(commands):
    # The replies of the others are always private.
    slash = [command for command in commands if command["type"] == 1 and command["name"] not in {*PERSONAL, *MANAGING}]
    assert slash
    assert all("private" in [option["name"] for option in command["options"]] for command in slash)


async def test_names_and_descriptions_fit_discords_rules(commands):
    for command in commands:
        if command["type"] == 1:
            suboptions = [nested for option in command["options"] for nested in option.get("options", ())]
            for part in (command, *command["options"], *suboptions):
                assert NAME.fullmatch(part["name"]), part["name"]
                assert part["name"] == part["name"].lower()
                assert 1 <= len(part["description"]) <= 100
        assert len(json.dumps(command, ensure_ascii=False)) < 8_000


async def test_options_for_names_have_autocomplete(commands):
    for command in commands:
        for option in command.get("options", ()):
            if option["type"] == SUBCOMMAND:
                continue
            assert bool(option.get("autocomplete")) == (
                option["name"] in {"outlet", "topic"}
                or (command["name"], option["name"]) in {("story", "about"), ("settings", "zone")}
            ), option


async def test_the_readme_names_every_command(commands):
    readme = (ROOT / "README.md").read_text("utf-8")
    for command in commands:
        assert (f"`/{command['name']}`" if command["type"] == 1 else command["name"]) in readme

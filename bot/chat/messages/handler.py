"""Answers messages: any text in a direct conversation, and in a channel what mentions the bot."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import discord

from bot.answers.desk.desk import Desk
from bot.chat.cards.about import build_about_card
from bot.chat.cards.answer import build_answer_card
from bot.chat.cards.archive_overview import suggest_examples
from bot.chat.cards.digests.digest import build_sentence_card
from bot.chat.cards.digests.stop import build_stop_card
from bot.chat.cards.help import build_help_card
from bot.chat.cards.listing import build_page_card
from bot.chat.cards.parts.blocks import format_command
from bot.chat.cards.story import build_story_card, find_story_about
from bot.chat.messages.content import read_text
from bot.chat.messages.phrases import is_greeting, wants_to_stop
from bot.chat.messages.typed_commands import LISTS, SEARCHES, TypedCommand, build_typed_listing, read_typed_command
from bot.chat.session import errors, responses
from bot.chat.session.context import BotClient, BotContext
from bot.chat.session.conversation import answer_question, finish_answer
from bot.chat.session.counting import count_lists, count_stories
from bot.chat.session.errors import TooFastError
from bot.digests.digest import Digest

_PEOPLE_TYPES = frozenset({discord.MessageType.default, discord.MessageType.reply})


async def handle_message(bot: BotContext, client: BotClient, message: discord.Message) -> None:
    """Answer a message if it is for the bot. Never raises: `errors` handles what fails."""
    me = client.user
    text = extract_addressed_text(me, message)
    if text is None or me is None or not _may_reply(bot, message):
        return
    with bot.admission.count_request("message"):
        await _answer(bot, client, message, me, text)


async def _answer(
    bot: BotContext, client: BotClient, message: discord.Message, me: discord.ClientUser, text: str
) -> None:
    try:
        bot.admission.check_request("message", bot.measure_age(message.id))
        responses.check_rate_limit(bot, message.author.id)
        command = read_typed_command(bot.catalogue, text)
        if command is not None and command.key == "ask":
            command, text = None, command.options.get("question") or command.text
        if command is not None:
            await _carry_out(bot, client, message, command)
        elif is_greeting(bot.catalogue, text, me.name):
            await _help(bot, client, message)
        elif wants_to_stop(bot.catalogue, text):
            await _stop(bot, client, message)
        else:
            await _ask(bot, message, text)
    except TooFastError as error:
        # Only the first refusal is told; otherwise the bot would flood the channel too.
        if error.first:
            await errors.report_to_message(bot, message, "message", error)
    except Exception as error:  # noqa: BLE001 - the policy decides
        await errors.report_to_message(bot, message, "message", error)


def _may_reply(bot: BotContext, message: discord.Message) -> bool:
    """Return whether the server's admins let the bot reply to a mention there."""
    if message.guild is None:
        return True
    settings = bot.get_settings(message.guild.id)
    return settings.mentions and settings.may_answer_in(*responses.list_channels(message.channel))


def extract_addressed_text(me: discord.abc.User | None, message: discord.Message) -> str | None:
    """Return what a person says to the bot, "" if they only mention it; None if the message is not for the bot.

    Messages of bots, webhooks and Discord itself are not for the bot, nor are stickers and files without text.
    """
    if me is None or message.author.bot or message.webhook_id or message.type not in _PEOPLE_TYPES:
        return None
    if not message.content or (message.guild and not any(user.id == me.id for user in message.mentions)):
        return None
    return read_text(message, without=me.id)


async def _ask(bot: BotContext, message: discord.Message, text: str) -> None:
    conversation = message.author.id, message.channel.id
    work = partial(answer_question, bot, text, conversation)
    server = message.guild.id if message.guild else None
    finish = partial(finish_answer, bot, conversation, private=server is None, server=server)
    with bot.monitor.time_reply():
        await responses.reply_to_message(bot, message, work, build_answer_card, finish=finish)


async def _help(bot: BotContext, client: BotClient, message: discord.Message) -> None:
    author = message.author
    manages = isinstance(author, discord.Member) and author.guild_permissions.manage_guild
    render = partial(build_help_card, commands=client.command_ids, manages=manages, has_pages=bool(bot.pages_url))
    await responses.reply_to_message(bot, message, suggest_examples, render)


async def _stop(bot: BotContext, client: BotClient, message: discord.Message) -> None:
    """Show the person's digests and follows, so that they can pause them."""

    async def find_digests(_: Sequence[Digest], __: Desk, ___: datetime) -> Sequence[Digest]:
        if bot.digest_service is None or message.guild is not None:
            return ()
        digests = await bot.digest_service.list_digests(None, message.author.id)
        follows = await bot.digest_service.list_follows(None, message.author.id)
        return [digest for digest in (*digests, *follows) if digest.state == "active"]

    render = partial(build_stop_card, commands=client.command_ids, on_server=message.guild is not None)
    await responses.reply_to_message(bot, message, lambda _, __: (), render, finish=find_digests)


async def _carry_out(bot: BotContext, client: BotClient, message: discord.Message, command: TypedCommand) -> None:
    """Do what a typed command does, if it only reads."""
    person, server = message.author.id, message.guild.id if message.guild else None
    if command.key in LISTS:
        finish = count_lists(bot, person, server) if command.key in SEARCHES else None
        await responses.reply_to_message(
            bot, message, partial(build_typed_listing, command), build_page_card, finish=finish
        )
    elif command.key == "story":
        about = command.options.get("about") or command.text
        work, finish = partial(find_story_about, about=about), count_stories(bot, person, server)
        await responses.reply_to_message(bot, message, work, build_story_card, finish=finish)
    elif command.key == "help":
        await _help(bot, client, message)
    elif command.key == "about":
        notice, keep = bot.judge.notice if bot.judge else None, bot.feeds().keep if bot.feeds else None
        await responses.reply_to_message(
            bot, message, lambda _, __: None, lambda _, context: build_about_card(context, bot.version, notice, keep)
        )
    else:
        name = {"command": format_command(command.key, client.command_ids)}
        await responses.reply_to_message(
            bot,
            message,
            lambda _, __: None,
            lambda _, context: build_sentence_card(context.words("typed-command", name)),
        )

"""Answers messages: any text in a direct conversation, and in a channel what mentions the bot."""

from functools import partial

import discord

from bot.catalogue import Catalogue
from bot.chat.cards.answer import build_answer_card
from bot.chat.cards.help import build_help_card, suggest_questions
from bot.chat.messages.content import read_text
from bot.chat.session import errors, responses
from bot.chat.session.context import BotClient, BotContext
from bot.chat.session.conversation import answer_question, finish_answer
from bot.chat.session.errors import TooFastError
from bot.coverage.text import fold

_PEOPLE_TYPES = frozenset({discord.MessageType.default, discord.MessageType.reply})


async def handle_message(bot: BotContext, client: BotClient, message: discord.Message) -> None:
    """Answer a message if it is for the bot. Never raises: `errors` handles what fails."""
    me = client.user
    text = extract_addressed_text(me, message)
    if text is None or me is None:
        return
    with bot.admission.count_request("message"):
        await _answer(bot, client, message, me, text)


async def _answer(
    bot: BotContext, client: BotClient, message: discord.Message, me: discord.ClientUser, text: str
) -> None:
    try:
        bot.admission.check_request("message", bot.measure_age(message.id))
        responses.check_rate_limit(bot, message.author.id)
        if is_greeting(bot.catalogue, text, me.name):
            render = partial(build_help_card, commands=client.command_ids)
            await responses.reply_to_message(bot, message, suggest_questions, render)
        else:
            conversation = message.author.id, message.channel.id
            work = partial(answer_question, bot, text, conversation)
            finish = partial(finish_answer, bot, conversation, private=message.guild is None)
            with bot.monitor.time_reply():
                await responses.reply_to_message(bot, message, work, build_answer_card, finish=finish)
    except TooFastError as error:
        # Only the first refusal is told; otherwise the bot would flood the channel too.
        if error.first:
            await errors.report_to_message(bot, message, "message", error)
    except Exception as error:  # noqa: BLE001 - the policy decides
        await errors.report_to_message(bot, message, "message", error)


def extract_addressed_text(me: discord.abc.User | None, message: discord.Message) -> str | None:
    """Return what a person says to the bot, "" if they only mention it; None if the message is not for the bot.

    Messages of bots, webhooks and Discord itself are not for the bot, nor are stickers and files without text.
    """
    if me is None or message.author.bot or message.webhook_id or message.type not in _PEOPLE_TYPES:
        return None
    if not message.content or (message.guild and not any(user.id == me.id for user in message.mentions)):
        return None
    return read_text(message, without=me.id)


def is_greeting(catalogue: Catalogue, text: str, name: str) -> bool:
    """Return whether a person says hello, asks for help or only calls the bot by `name`, in any of its languages."""
    if not text.strip("?!. "):
        return True
    folded = fold(text)
    bare = folded.removesuffix(fold(name)).strip()
    lists = (catalogue.get_translator(locale)("greetings") for locale in catalogue.locales)
    greetings = {fold(greeting) for greeting_list in lists for greeting in greeting_list.split(",")}
    return bool(folded) and bare in greetings | {""}

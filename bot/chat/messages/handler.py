"""Messages: in a direct conversation any text is a question; in a channel, what is addressed to the bot by name."""

from functools import partial

import discord

from bot.catalogue import Catalogue
from bot.chat.cards import answer
from bot.chat.cards.examples import example_questions, welcome_card
from bot.chat.messages.content import readable_text
from bot.chat.session import errors, questions, respond
from bot.chat.session.context import BotClient, BotContext
from bot.chat.session.errors import TooFastError
from bot.coverage.text import fold

_BY_PEOPLE = frozenset({discord.MessageType.default, discord.MessageType.reply})


async def handle_message(chat: BotContext, client: BotClient, message: discord.Message) -> None:
    """Answer a message if it is for the bot; whatever goes wrong goes to the one policy."""
    me = client.user
    said = addressed_text(me, message)
    if said is None or me is None:
        return
    try:
        respond.check_rate_limit(chat, message.author.id)
        if is_greeting(chat.catalogue, said, me.name):
            await respond.reply_to_message(
                chat, message, example_questions, partial(welcome_card, commands=client.command_ids)
            )
        else:
            place = (message.author.id, message.channel.id)
            await respond.reply_to_message(
                chat, message, questions.answer_question(chat, said, place), answer.answer_card
            )
    except TooFastError as error:
        # Said once; more would be a flood of our own.
        if error.first:
            await errors.tell_message(chat, message, "message", error)
    except Exception as error:  # noqa: BLE001 - the policy decides
        await errors.tell_message(chat, message, "message", error)


def addressed_text(me: discord.abc.User | None, message: discord.Message) -> str | None:
    """What a person says to the bot, "" where it is only named; None where the message is not for it.

    Not for it are the messages of bots and webhooks, what Discord itself says, and stickers or files without a word.
    """
    if me is None or message.author.bot or message.webhook_id or message.type not in _BY_PEOPLE:
        return None
    if not message.content or (message.guild and not any(user.id == me.id for user in message.mentions)):
        return None
    return readable_text(message, without=me.id)


def is_greeting(catalogue: Catalogue, said: str, name: str) -> bool:
    """Whether somebody says hello, asks for help, or only calls the bot by its `name`, in any language it knows."""
    if not said.strip("?!. "):
        return True
    folded = fold(said)
    bare = folded.removesuffix(fold(name)).strip()
    known = (catalogue.get_translator(locale)("greetings") for locale in catalogue.locales)
    return bool(folded) and any(bare in {fold(each) for each in phrases.split(",")} | {""} for phrases in known)

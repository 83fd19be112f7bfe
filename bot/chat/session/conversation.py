"""Answers a question from anywhere on Discord, with the one before it in mind."""

from datetime import datetime
from functools import partial

from bot.answers.answer import Answer
from bot.answers.conversation.previous import remember_answer
from bot.answers.desk.desk import Desk
from bot.answers.pipeline import answer
from bot.answers.replies.judgement import judge_answer
from bot.chat.cards.answer import build_answer_card
from bot.chat.session import responses
from bot.chat.session.context import BotContext
from bot.chat.session.counting import count_answer
from bot.chat.session.memory import ConversationKey
from bot.chat.session.responses import Interaction


def answer_question(
    bot: BotContext,
    question: str,
    conversation: ConversationKey,
    desk: Desk,
    now: datetime,
    *,
    stands_alone: bool = False,
) -> Answer:
    """Answer a question, and remember it for the next one in the same conversation.

    `stands_alone`: it doesn't follow up the previous question, whatever its words.
    """
    previous = None if stands_alone else bot.memory.recall(conversation, now)
    reply = answer(question, desk, now=now, previous=previous)
    if (remembered := remember_answer(reply, previous)) is not None:
        bot.memory.remember(conversation, remembered, now)
    return reply


async def respond_to_question(
    bot: BotContext, interaction: Interaction, question: str, *, private: bool | None, stands_alone: bool = False
) -> None:
    """Answer a question of a command or component with a new message.

    `private`: whether only the person sees it; None if they did not choose. `stands_alone`: see `answer_question`.
    """
    private = responses.choose_privacy(bot, interaction, chosen=private)
    conversation = interaction.user.id, interaction.channel_id or 0
    work = partial(answer_question, bot, question, conversation, stands_alone=stands_alone)
    server = interaction.guild_id
    finish = partial(finish_answer, bot, conversation, private=private or server is None, server=server)
    with bot.monitor.time_reply():
        await responses.respond(bot, interaction, work, build_answer_card, private=private, finish=finish)


async def finish_answer(
    bot: BotContext,
    conversation: ConversationKey,
    reply: Answer,
    desk: Desk,
    now: datetime,
    *,
    private: bool,
    server: int | None,
) -> Answer:
    """Let the judge choose the quotes of a reply, if there is a judge and it may see the question. Count the answer.

    What is remembered of the question is replaced too, unless another question was asked meanwhile. `server`: where it
    was asked; None in a direct conversation.
    """
    judged = await _judge_reply(bot, conversation, reply, desk, now, private=private)
    bot.monitor.count_answer(judged.verdict)
    count_answer(bot, judged, conversation[0], server, now)
    return judged


async def _judge_reply(
    bot: BotContext, conversation: ConversationKey, reply: Answer, desk: Desk, now: datetime, *, private: bool
) -> Answer:
    if bot.judge is None or not bot.judge.may_see(private=private):
        return reply
    judged = await judge_answer(reply, bot.judge.judge, desk)
    if judged is not reply and bot.memory.recall(conversation, now) == remember_answer(reply, None):
        remembered = remember_answer(judged, None)
        if remembered is not None:
            bot.memory.remember(conversation, remembered, now)
    return judged

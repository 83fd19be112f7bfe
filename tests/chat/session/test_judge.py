"""A judge sees questions with public replies, and private ones only if the operator allows it. Members can see that."""

import pytest

from bot.answers.replies.judgement import Judgement
from bot.chat.cards.parts.card_context import JudgeNotice
from bot.chat.session.context import JudgeAccess
from bot.chat.session.conversation import answer_question, finish_answer
from tests.chat.conftest import BotSetup
from tests.support import replies
from tests.support.desks import LAKE
from tests.support.judges import FakeJudge

QUESTION = "how high did Lake Orla rise?"
CHOSEN = "Lake Orla rose to 71 metres on Tuesday, the water board said."


@pytest.fixture
def judge() -> FakeJudge:
    return FakeJudge(Judgement("nothing"))


@pytest.fixture
def sees_private() -> bool:
    return False


@pytest.fixture
def bot_setup(small_desk, catalogue, judge, sees_private) -> BotSetup:
    access = JudgeAccess(judge, JudgeNotice("models.example", sees_private=sees_private))
    return BotSetup(small_desk, catalogue, judge=access)


@pytest.fixture
def mention(server) -> str:
    return f"<@{server.env.bot.user.id}>"


for_operators_who_allow_it = pytest.mark.parametrize("sees_private", [True])


# What the judge decides shows in the reply.


async def test_a_reply_shows_what_the_judge_chose(server, judge):
    first = await server.ann.slash(server.channel, "ask", question=QUESTION)
    assert "I couldn’t find an answer in the archive." in replies.text(first.response)

    sentences = [sentence.text for sentence in judge.asked[0][1]]
    judge.judgement = Judgement("found", (sentences.index(CHOSEN) + 1,))
    second = await server.ann.slash(server.channel, "ask", question=QUESTION)
    assert f"“{CHOSEN}”" in replies.text(second.response)
    assert LAKE.url in replies.links(second.response)


async def test_without_a_judgement_the_reply_is_as_ever(server, judge):
    judge.judgement = None
    result = await server.ann.slash(server.channel, "ask", question=QUESTION)
    assert CHOSEN in replies.text(result.response)
    assert judge.questions == [QUESTION]


@pytest.mark.slow
async def test_a_reply_waits_for_a_slow_judge_without_missing_discords_deadline(server, bot_setup, judge):
    # Without a real thread in between, all of the time is SimCord's.
    bot_setup.delay, judge.delay = 0.1, 20
    result = await server.ann.slash(server.channel, "ask", question=QUESTION)
    assert result.deferred
    await server.env.advance_time(20)
    assert "I couldn’t find an answer in the archive." in replies.text(result.response)


async def test_a_newer_question_is_not_forgotten_for_the_judgement_on_an_older_one(simcord_bot, small_desk):
    bot, now, conversation = simcord_bot.bot, simcord_bot.bot.clock(), (1, 2)
    older = answer_question(bot, QUESTION, conversation, small_desk, now)
    answer_question(bot, "diesel ferries", conversation, small_desk, now)
    judged = await finish_answer(bot, conversation, older, small_desk, now, private=False, server=None)

    assert judged.verdict == "nothing"
    remembered = bot.memory.recall(conversation, now)
    assert remembered is not None
    assert remembered.text == "diesel ferries"


async def test_what_the_judge_chose_is_what_a_follow_up_is_about(server, judge, mention):
    judge.judgement = Judgement("found", (1,))
    await server.ann.send(server.channel, f"{mention} {QUESTION}")
    (quoted,) = {sentence.headline or sentence.text for sentence in judge.asked[0][1][:1]}
    await server.ann.send(server.channel, f"{mention} open the first one")
    assert quoted in replies.text(replies.sent_by_bot(server)[-1])


# Public replies.


async def test_a_public_command_is_judged(server, judge):
    await server.ann.slash(server.channel, "ask", question=QUESTION)
    assert judge.questions == [QUESTION]


async def test_a_mention_is_judged(server, judge, mention):
    await server.ann.send(server.channel, f"{mention} {QUESTION}")
    assert judge.questions == [QUESTION]


@pytest.mark.parametrize("question", ["hello", "latest news", "how many articles on Floods?"])
async def test_greetings_lists_and_counts_are_not_judged(server, judge, question):
    await server.ann.slash(server.channel, "ask", question=question)
    assert judge.questions == []


# Private replies and direct messages.


async def test_a_private_reply_is_not_judged(server, judge):
    result = await server.ann.slash(server.channel, "ask", question=QUESTION, private=True)
    assert CHOSEN in replies.text(result.response)
    assert judge.questions == []


async def test_a_direct_message_is_not_judged(server, judge):
    await server.ann.send_dm(QUESTION)
    (answer,) = replies.sent_by_bot(server, server.ann.user.dm_channel)
    assert CHOSEN in replies.text(answer)
    assert judge.questions == []


async def test_a_command_in_a_direct_message_is_not_judged(server, judge):
    await server.ann.user.slash("ask", question=QUESTION)
    assert judge.questions == []


@for_operators_who_allow_it
async def test_a_private_reply_is_judged_if_the_operator_allows_it(server, judge):
    await server.ann.slash(server.channel, "ask", question=QUESTION, private=True)
    assert judge.questions == [QUESTION]


@for_operators_who_allow_it
async def test_a_direct_message_is_judged_if_the_operator_allows_it(server, judge):
    await server.ann.send_dm(QUESTION)
    await server.ann.user.slash("ask", question=QUESTION)
    assert judge.questions == [QUESTION] * 2


@for_operators_who_allow_it
async def test_somebody_elses_message_is_never_judged(server, judge):
    message = await server.ben.send(server.channel, QUESTION)
    await server.ann.context_menu(server.channel, "Find coverage", message)
    assert judge.questions == []


# What members are told.


async def test_about_says_what_is_sent_where(server):
    result = await server.ann.slash(server.channel, "about")
    text = replies.text(result.response)
    assert "to a language model at models.example" in text
    assert "I don’t send questions from direct messages or with private replies." in text


@for_operators_who_allow_it
async def test_about_says_so_if_every_question_is_sent(server):
    result = await server.ann.slash(server.channel, "about")
    text = replies.text(result.response)
    assert "your questions, with sentences from my articles, to a language model at models.example" in text
    assert "direct messages" not in text.partition("What I send elsewhere")[2]


@pytest.mark.simcord(settle_timeout=30)
async def test_privacy_says_what_is_sent_where(digest_service, server):  # noqa: ARG001
    result = await server.ann.slash(server.channel, "privacy")
    assert "to a language model at models.example" in replies.text(result.response)

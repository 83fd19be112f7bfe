"""The last question of each person in each channel is remembered for a while."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from bot.answers.conversation.previous import MEMORY_SPAN, PreviousQuestion
from bot.chat.session.memory import MAX_QUESTIONS, ConversationMemory

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_the_oldest_questions_are_forgotten_first():
    memory = ConversationMemory()
    for person in range(MAX_QUESTIONS + 10):
        memory.remember((person, 1), PreviousQuestion(str(person)), NOON)
    assert len(memory.questions) == MAX_QUESTIONS
    assert memory.recall((9, 1), NOON) is None
    assert memory.recall((10, 1), NOON) == PreviousQuestion("10")


def test_questions_too_old_to_follow_up_are_dropped():
    memory = ConversationMemory()
    memory.remember((1, 1), PreviousQuestion("old"), NOON)
    memory.remember((2, 1), PreviousQuestion("new"), NOON + MEMORY_SPAN)
    assert len(memory.questions) == 2
    memory.remember((3, 1), PreviousQuestion("newer"), NOON + MEMORY_SPAN + timedelta(seconds=1))
    assert (1, 1) not in memory.questions


def test_many_threads_remember_at_once():
    memory = ConversationMemory()

    def work(person: int) -> None:
        for channel in range(50):
            memory.remember((person, channel), PreviousQuestion(str(channel)), NOON)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(100)))
    assert len(memory.questions) == MAX_QUESTIONS


def test_a_person_is_forgotten_in_every_channel():
    memory = ConversationMemory()
    for conversation in ((1, 1), (1, 2), (2, 1)):
        memory.remember(conversation, PreviousQuestion("old"), NOON)
    memory.forget(1)
    assert list(memory.questions) == [(2, 1)]

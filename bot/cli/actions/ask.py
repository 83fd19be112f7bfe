"""`ask`: one question from the command line, or a conversation with one question a line."""

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from bot.answers.answer import Answer
from bot.answers.conversation.previous import PreviousQuestion, remember_answer
from bot.answers.desk.desk import Desk
from bot.answers.pipeline import answer
from bot.catalogue import Translator
from bot.cli.actions.batch import read_lines
from bot.cli.environment import get_current_time, open_output
from bot.cli.json_output import answer_to_json, write_json
from bot.cli.judge import JudgeStep, open_answer_judge
from bot.cli.load import CheckedDesk, load_translator
from bot.cli.render.answer import print_answer

Folders = Sequence[Path] | None


def ask_once(question: str, folders: Folders, *, as_json: bool) -> int:
    """Print the answer to one question."""
    checked = CheckedDesk(folders)
    with open_answer_judge(folders) as judge:
        result = checked.use(partial(_answer, question=_replace_surrogates(question), previous=None, judge=judge))
    if as_json:
        write_json(answer_to_json(result, checked.desk.archive))
    else:
        print_answer(result, checked.desk.archive, open_output(), load_translator())
    return 0


def answer_lines(folders: Folders, *, as_json: bool) -> int | None:
    """Answer each line as it is typed or read from standard input. Return None if there were no lines.

    As text, the lines are a conversation: each can follow up on the one before. As JSON, each stands alone.
    """
    checked, words = CheckedDesk(folders), load_translator()
    questions = _read_questions(words)
    with open_answer_judge(folders) as judge:
        count = _answer_as_json(questions, checked, judge) if as_json else _converse(questions, checked, judge, words)
    return 0 if count or sys.stdin.isatty() else None


def _read_questions(words: Translator) -> Iterator[str]:
    """Yield the lines that are not empty, without surrounding space. Show a prompt if standard input is a terminal."""
    for line in _prompt(words) if sys.stdin.isatty() else read_lines(sys.stdin.buffer):
        text = line.decode("utf-8", "replace") if isinstance(line, bytes) else line
        if text.strip():
            yield _replace_surrogates(text.strip())


def _prompt(words: Translator) -> Iterator[str]:
    while True:
        try:
            yield input(words("cli-prompt") + " ")
        except (EOFError, KeyboardInterrupt):
            return


def _converse(questions: Iterator[str], checked: CheckedDesk, judge: JudgeStep, words: Translator) -> int:
    """Answer questions that can follow up on one another. Return how many there were."""
    output = open_output()
    previous: PreviousQuestion | None = None
    count = 0
    for question in questions:
        if count:
            output.print_blank()
        result = checked.use(partial(_answer, question=question, previous=previous, judge=judge))
        previous = remember_answer(result, previous)
        print_answer(result, checked.desk.archive, output, words)
        count += 1
    return count


def _answer_as_json(questions: Iterator[str], checked: CheckedDesk, judge: JudgeStep) -> int:
    count = 0
    for question in questions:
        result = checked.use(partial(_answer, question=question, previous=None, judge=judge))
        write_json(answer_to_json(result, checked.desk.archive), lines=True)
        count += 1
    return count


def _answer(desk: Desk, *, question: str, previous: PreviousQuestion | None, judge: JudgeStep) -> Answer:
    return judge(answer(question, desk, now=get_current_time(), previous=previous), desk)


def _replace_surrogates(text: str) -> str:
    """Replace lone surrogates, which stand for bytes of an argument that are not UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")

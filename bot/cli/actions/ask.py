"""`nutgraf ask` without a question: a conversation, a question a line, each of which may follow up the one before."""

import sys
from collections.abc import Iterable, Iterator

from bot.answers.conversation.previous import PreviousQuestion, remember_answer
from bot.answers.desk.desk import Desk
from bot.answers.pipeline import answer
from bot.catalogue import Translator
from bot.cli import environment, json_output
from bot.cli.actions.batch import read_lines
from bot.cli.console import TerminalOutput
from bot.cli.render.answer import print_answer


def read_questions(words: Translator) -> Iterator[str]:
    """The lines of a person at a terminal, who is shown that one is expected; else those of standard input."""
    if not sys.stdin.isatty():
        yield from (line.decode("utf-8", "replace") for line in read_lines(sys.stdin.buffer))
        return
    while True:
        try:
            yield input(words("cli-prompt") + " ")
        except (EOFError, KeyboardInterrupt):
            return


def converse(questions: Iterable[str], desk: Desk, page: TerminalOutput, words: Translator) -> int:
    """Answer every line that says something, and remember it for the next; how many there were."""
    earlier: PreviousQuestion | None = None
    count = 0
    for text in map(str.strip, questions):
        if not text:
            continue
        if count:
            page.gap()
        value = answer(
            text.encode("utf-8", "replace").decode("utf-8"), desk, now=environment.current_time(), previous=earlier
        )
        earlier = remember_answer(value, earlier)
        print_answer(value, desk.archive, page, words)
        count += 1
    return count


def answer_each(questions: Iterable[str], desk: Desk) -> int:
    """Answer every line that says something as JSON, each for itself; how many there were."""
    count = 0
    for text in map(str.strip, questions):
        if text:
            value = answer(text.encode("utf-8", "replace").decode("utf-8"), desk, now=environment.current_time())
            json_output.write_json(json_output.answer_json(value, desk.archive), lines=True)
            count += 1
    return count

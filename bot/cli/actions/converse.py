"""`nutgraf ask` without a question: a conversation, a question a line, each of which may follow up the one before."""

import sys
from collections.abc import Iterable, Iterator

from bot.answers.conversation.followups import Earlier, carried
from bot.answers.desk.desk import Desk
from bot.answers.pipeline import answer
from bot.catalogue import Words
from bot.cli import as_json
from bot.cli import environment as opening
from bot.cli.actions.batch import lines
from bot.cli.console import Page
from bot.cli.render import answer as answers


def typed(words: Words) -> Iterator[str]:
    """The lines of a person at a terminal, who is shown that one is expected; else those of standard input."""
    if not sys.stdin.isatty():
        yield from (line.decode("utf-8", "replace") for line in lines(sys.stdin.buffer))
        return
    while True:
        try:
            yield input(words("cli-prompt") + " ")
        except (EOFError, KeyboardInterrupt):
            return


def converse(questions: Iterable[str], desk: Desk, page: Page, words: Words) -> int:
    """Answer every line that says something, and remember it for the next; how many there were."""
    earlier: Earlier | None = None
    count = 0
    for text in map(str.strip, questions):
        if not text:
            continue
        if count:
            page.gap()
        value = answer(text.encode("utf-8", "replace").decode("utf-8"), desk, now=opening.now(), earlier=earlier)
        earlier = carried(value, earlier)
        answers.show(value, desk.archive, page, words)
        count += 1
    return count


def independent(questions: Iterable[str], desk: Desk) -> int:
    """Answer every line that says something as JSON, each for itself; how many there were."""
    count = 0
    for text in map(str.strip, questions):
        if text:
            value = answer(text.encode("utf-8", "replace").decode("utf-8"), desk, now=opening.now())
            as_json.write(as_json.answer(value, desk.archive), lines=True)
            count += 1
    return count

"""`ask --batch`: questions as JSON lines in, answers as JSON lines out, in their order, each as soon as it is ready."""

import json
import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from bot.answers.desk.desk import Desk
from bot.answers.pipeline import answer
from bot.cli import environment, json_output

# A question has at most 6,000 characters; a line beyond this is no question, and is not held in memory whole.
LONGEST_LINE = 1_000_000


class _BadLineError(Exception):
    """A line that is no question; its text says why."""


def run_batch(file: Path, desk: Desk) -> bool:
    """Answer every line of `file` (`-` is standard input); whether all of them were questions."""
    good = True
    with _opened(file) as stream:
        for number, line in enumerate(read_lines(stream), 1):
            if not line.strip():
                continue
            given: Mapping[str, Any] = {}
            try:
                given = _object(line)
                text = _question(given)
            except _BadLineError as error:
                good = False
                json_output.write_json({"id": given.get("id"), "error": f"line {number}: {error}"}, lines=True)
                continue
            value = answer(text, desk, now=environment.current_time())
            json_output.write_json(json_output.answer_json(value, desk.archive, id=given.get("id")), lines=True)
    return good


def _object(line: bytes) -> Mapping[str, Any]:
    if len(line) > LONGEST_LINE:
        raise _BadLineError(f"longer than {LONGEST_LINE:,} bytes")
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _BadLineError("not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise _BadLineError(f"not JSON ({error.msg} at character {error.colno})") from None
    except (RecursionError, ValueError) as error:
        raise _BadLineError(f"not JSON that can be read ({error})") from None
    if not isinstance(value, dict):
        raise _BadLineError('not an object with "id" and "question"')
    return value  # pyright: ignore[reportUnknownVariableType]


def _question(given: Mapping[str, Any]) -> str:
    if "question" not in given:
        raise _BadLineError('has no "question"')
    question = given["question"]
    if not isinstance(question, str):
        raise _BadLineError('"question" is not text')
    return question.encode("utf-8", "replace").decode("utf-8")


def read_lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines as they come; of a longer one, its beginning (more than LONGEST_LINE, which marks it) alone."""
    while line := stream.readline(LONGEST_LINE + 2):
        yield line
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE + 2)


@contextmanager
def _opened(file: Path) -> Generator[IO[bytes], None, None]:
    if str(file) == "-":
        yield sys.stdin.buffer
    else:
        with file.open("rb") as stream:
            yield stream

"""`ask --batch`: questions as JSON lines in, answers as JSON lines out, in order, each as soon as it is ready."""

import json
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from bot.answers.pipeline import answer
from bot.cli.environment import get_current_time
from bot.cli.json_output import answer_to_json, write_json
from bot.cli.judge import open_answer_judge
from bot.cli.load import CheckedDesk

# A question has at most 6,000 characters. A longer line is not a question, and is never held in memory as a whole.
MAX_LINE = 1_000_000


class _BadLineError(Exception):
    """A line is not a question; the text says why."""


def answer_batch(file: Path, folders: Sequence[Path] | None) -> int:
    """Answer every line of `file` (`-` is standard input). Return 1 if a line was not a question."""
    checked = CheckedDesk(folders)
    code = 0
    with _open_input(file) as stream, open_answer_judge(folders) as judge:
        for number, line in enumerate(read_lines(stream), 1):
            if not line.strip():
                continue
            fields: Mapping[str, Any] = {}
            try:
                fields = _parse_object(line)
                question = _get_question(fields)
            except _BadLineError as error:
                code = 1
                write_json({"id": fields.get("id"), "error": f"line {number}: {error}"}, lines=True)
                continue
            result = checked.use(
                lambda desk, question=question: judge(answer(question, desk, now=get_current_time()), desk)
            )
            write_json(answer_to_json(result, checked.desk.archive, id=fields.get("id")), lines=True)
    return code


def _parse_object(line: bytes) -> Mapping[str, Any]:
    if len(line) > MAX_LINE:
        raise _BadLineError(f"longer than {MAX_LINE:,} bytes")
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


def _get_question(fields: Mapping[str, Any]) -> str:
    if "question" not in fields:
        raise _BadLineError('has no "question"')
    question = fields["question"]
    if not isinstance(question, str):
        raise _BadLineError('"question" is not text')
    return question.encode("utf-8", "replace").decode("utf-8")


def read_lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield lines as they arrive. A line over MAX_LINE is cut to MAX_LINE + 2 bytes, so it is still too long."""
    while line := stream.readline(MAX_LINE + 2):
        yield line
        part = line
        while len(part) > MAX_LINE and not part.endswith(b"\n"):
            part = stream.readline(MAX_LINE + 2)


@contextmanager
def _open_input(file: Path) -> Generator[IO[bytes], None, None]:
    if str(file) == "-":
        yield sys.stdin.buffer
    else:
        with file.open("rb") as stream:
            yield stream

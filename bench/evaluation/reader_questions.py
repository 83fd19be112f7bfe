"""Questions as readers type them, and the archives that they are asked of.

`questions/development.jsonl` and `questions/held_out.jsonl` hold one question a line. They have no text of the
articles: their truth is the URLs of the articles that answer, and patterns that a right quote matches. Only a final
run reads the held-out part, so that no change is tuned to it.
"""

import re
from pathlib import Path
from typing import Literal

import msgspec

from bench.archives import NOW
from bench.ratios import ROOT, DataMissingError
from bot.answers.desk.desk import Desk, open_desk
from bot.coverage.corpus.loading import load_corpus

QUESTIONS = ROOT / "bench" / "questions"
DEVELOPMENT = QUESTIONS / "development.jsonl"
HELD_OUT = QUESTIONS / "held_out.jsonl"

CORPORA = ("google-cloud", "diablo", "multihop", "seeds")
"""The archives, by the names that questions use."""


class ReaderQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question with its truth.

    `kind`: who, when, why and so on, for figures by kind. `expect`: `answer`, the archive answers it; `nothing`, it
    does not; `weak_ok`, it does not but has something near. `urls`: the articles that answer. `say`: regular
    expressions, all of which the quotes of one of these articles match if they answer.
    """

    id: str
    corpus: Literal["google-cloud", "diablo", "multihop", "seeds"]
    question: str
    kind: str
    expect: Literal["answer", "nothing", "weak_ok"]
    urls: tuple[str, ...]
    say: tuple[str, ...]

    @property
    def is_answerable(self) -> bool:
        """Whether the archive answers it."""
        return self.expect == "answer"


def read_questions(file: Path) -> list[ReaderQuestion]:
    """Read the questions of a file. Raises ValueError with the line's number if a line has another form."""
    questions: list[ReaderQuestion] = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        try:
            question = msgspec.json.decode(line, type=ReaderQuestion)
            for pattern in question.say:
                re.compile(pattern)
        except (msgspec.DecodeError, re.error) as error:
            raise ValueError(f"{file.name}, line {number}: {error}") from error
        if question.is_answerable and not (question.urls and question.say):
            raise ValueError(f"{file.name}, line {number}: an answerable question needs urls and patterns")
        questions.append(question)
    return questions


def find_corpus(name: str, shared: Path) -> Path:
    """Return the folder of an archive. Raises DataMissingError if it is not there."""
    folder = {
        "seeds": ROOT / "seeds",
        "multihop": shared / "eval" / "multihop" / "articles",
    }.get(name, shared / "corpora" / name)
    if not folder.is_dir():
        raise DataMissingError(f"needs {folder}, in the shared data that NUTGRAF_SHARED names")
    return folder


def open_corpus(name: str, shared: Path) -> Desk:
    """Open the desk of an archive. Raises DataMissingError if the archive is not there."""
    return open_desk(load_corpus([find_corpus(name, shared)], now=NOW).archive)

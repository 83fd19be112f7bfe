"""Questions over `seeds/`, and what a truthful reply shows (`tests/answers/seed_questions.yaml` explains the form)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import yaml

from bench.evaluation.judged_answers import Ask, ask_without_judge
from bench.ratios import ROOT
from bot.answers.answer import Answer
from bot.answers.desk.desk import open_desk
from bot.coverage.corpus.loading import load_corpus

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def read_seed_questions() -> list[dict[str, Any]]:
    """Read the questions; `q` is the text of each."""
    return yaml.safe_load((ROOT / "tests" / "answers" / "seed_questions.yaml").read_text("utf-8"))


def find_faults(question: Mapping[str, Any], reply: Answer) -> list[str]:
    """Return what is wrong with the reply to a question; nothing if it shows all that it must."""
    texts = [quote.text for quote in reply.quotes]
    messages = {reply.lead.id, *(remark.id for remark in reply.remarks)}
    top = (reply.hits[0].article.url or "") if reply.hits else ""
    faults = [f"no quote has {part!r}: {texts}" for part in question.get("quotes", ()) if not _has(texts, part)]
    faults += [f"a quote has {part!r}" for part in question.get("not", ()) if _has(texts, part)]
    if reply.verdict not in _list(question["verdict"]):
        faults.append(f"the verdict is {reply.verdict}")
    if "top" in question and not any(part in top for part in _list(question["top"])):
        faults.append(f"the first article is {top or 'none'}")
    if "remark" in question and question["remark"] not in messages:
        faults.append(f"no message {question['remark']}: {sorted(messages)}")
    return faults


def score_seed_questions(ask: Ask = ask_without_judge) -> list[bool]:
    """Return for each question whether its reply is right."""
    desk = open_desk(load_corpus([ROOT / "seeds"], now=NOW).archive)
    return [not find_faults(question, ask(question["q"], desk, NOW)) for question in read_seed_questions()]


def _has(texts: Sequence[str], part: str) -> bool:
    return any(part in text for text in texts)


def _list(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value

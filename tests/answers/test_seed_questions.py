"""Questions over `seeds/` as members ask them, and what a truthful reply must show (`seed_questions.yaml`)."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.answers.answer import Answer
from bot.answers.desk.desk import Desk, open_desk
from bot.answers.pipeline import answer
from bot.coverage.corpus.loading import load_corpus

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
QUESTIONS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("seed_questions.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def desk(seeds: Path) -> Desk:
    return open_desk(load_corpus([seeds], now=NOW).archive)


def several(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else value or []


@pytest.mark.parametrize("case", QUESTIONS, ids=[case["q"] for case in QUESTIONS])
def test_the_reply_shows_what_it_must(case: dict[str, Any], desk: Desk):
    reply = answer(case["q"], desk, now=NOW)

    assert reply.verdict in several(case["verdict"])
    texts = [quote.text for quote in reply.quotes]
    for wanted in case.get("quotes", []):
        assert any(wanted in text for text in texts), f"no quote has {wanted!r}: {texts}"
    for unwanted in case.get("not", []):
        assert not any(unwanted in text for text in texts)
    if tops := several(case.get("top")):
        assert reply.hits
        assert any(part in (reply.hits[0].article.url or "") for part in tops), reply.hits[0].article.url
    if "remark" in case:
        assert case["remark"] in {reply.lead.id, *(remark.id for remark in reply.remarks)}


@pytest.mark.parametrize("case", QUESTIONS, ids=[case["q"] for case in QUESTIONS])
def test_every_quote_stands_in_an_article_that_is_linked(case: dict[str, Any], desk: Desk):
    reply = answer(case["q"], desk, now=NOW)

    for quote in reply.quotes:
        assert quote.article.url is not None
        assert quote.article.url.startswith(("http://", "https://"))
        texts = [getattr(wording, quote.place) for wording in quote.article.wordings]
        assert any(quote.text in text for text in texts)


@pytest.mark.parametrize("case", QUESTIONS, ids=[case["q"] for case in QUESTIONS])
def test_a_reply_keeps_its_shape(case: dict[str, Any], desk: Desk):
    reply: Answer = answer(case["q"], desk, now=NOW)

    assert len(reply.quotes) <= 4
    assert len(reply.hits) == 10
    assert 0 <= reply.confidence <= 1
    assert (reply.verdict == "nothing") == (not reply.quotes)
    assert reply.verdict == "found" or reply.suggestions
    assert reply.as_of == desk.archive.newest

"""Questions over `seeds/` as members ask them, and what a truthful reply must show (`seed_questions.yaml`)."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bench.evaluation.seed_questions import NOW, find_faults, read_seed_questions
from bot.answers.answer import Answer
from bot.answers.desk.desk import Desk, open_desk
from bot.answers.evidence.diversity import MAX_BRIEF_QUOTES
from bot.answers.pipeline import answer
from bot.coverage.corpus.loading import load_corpus

QUESTIONS = read_seed_questions()


@pytest.fixture(scope="module")
def desk(seeds: Path) -> Desk:
    return open_desk(load_corpus([seeds], now=NOW).archive)


Ask = Callable[[str], Answer]


@pytest.fixture(scope="module")
def ask(desk: Desk) -> Ask:
    """Answers a question, and the same question once."""
    return cache(lambda question: answer(question, desk, now=NOW))


@pytest.mark.parametrize("case", QUESTIONS, ids=[case["q"] for case in QUESTIONS])
def test_the_reply_shows_what_it_must(case: dict[str, Any], ask: Ask):
    assert find_faults(case, ask(case["q"])) == []


@pytest.mark.parametrize("case", QUESTIONS, ids=[case["q"] for case in QUESTIONS])
def test_every_quote_stands_in_an_article_that_is_linked(case: dict[str, Any], ask: Ask):
    reply = ask(case["q"])

    for quote in reply.quotes:
        assert quote.article.url is not None
        assert quote.article.url.startswith(("http://", "https://"))
        texts = [getattr(wording, quote.place) for wording in quote.article.wordings]
        assert any(quote.text in text for text in texts)


@pytest.mark.parametrize("case", QUESTIONS, ids=[case["q"] for case in QUESTIONS])
def test_a_reply_keeps_its_shape(case: dict[str, Any], desk: Desk, ask: Ask):
    reply = ask(case["q"])

    assert len(reply.quotes_by_article) <= MAX_BRIEF_QUOTES
    assert sum(quote.place != "title" for quote in reply.quotes) <= MAX_BRIEF_QUOTES
    assert len(reply.hits) == 10
    assert 0 <= reply.confidence <= 1
    assert (reply.verdict == "nothing") == (not reply.quotes)
    assert reply.verdict == "found" or reply.suggestions
    assert reply.as_of == desk.archive.newest

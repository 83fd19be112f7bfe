"""Scores of answers made by hand."""

from typing import Literal

import pytest

from bench.evaluation import targets
from bench.evaluation.reader_questions import ReaderQuestion
from bench.evaluation.reader_scoring import ScoredReply, compute_figures, describe_wrong, score_reply
from bot.answers.answer import Answer, Quote, Remark, Verdict
from tests.support.desks import FILES, build_desk

ARTICLES = {article.outlet: article for article in build_desk(*FILES).archive.articles}
LAKE_URL = "https://www.harborpost.example/2021/03/04/lake-orla-level"


Expect = Literal["answer", "nothing", "weak_ok"]


def question(expect: Expect = "answer", *, say: tuple[str, ...] = ("71",), urls: tuple[str, ...] = (LAKE_URL,)):
    answers = expect == "answer"
    return ReaderQuestion(
        "q1", "seeds", "how high is lake orla", "how-high", expect, urls if answers else (), say if answers else ()
    )


def quote(text: str, url: str = LAKE_URL) -> Quote:
    article = build_desk(*FILES).archive.by_url(url)
    assert article is not None
    return Quote(text, article, "excerpt")


def reply(*quotes: Quote, verdict: Verdict = "found", confidence: float = 0.9) -> Answer:
    return Answer("how high is lake orla", verdict, confidence, Remark("answer-found"), quotes, (), (), (), None, 1.0)


RISING = "Lake Orla rose to 71 metres on Tuesday"
FERRIES = quote("The council voted 31 to 12 to ban diesel ferries.", "https://cityledger.example/news/diesel-ferries")


def test_a_quote_of_a_right_article_that_matches_is_right():
    scored = score_reply(question(), reply(quote(RISING)))
    assert scored.is_right
    assert scored.is_first_right


def test_a_quote_that_does_not_match_the_pattern_is_wrong():
    assert not score_reply(question(), reply(quote("Three villages were evacuated."))).is_right


def test_a_matching_quote_of_another_article_is_wrong():
    assert not score_reply(question(urls=("https://wire.example/a/802",)), reply(quote(RISING))).is_right


def test_a_right_quote_after_a_wrong_one_is_right_but_not_first():
    scored = score_reply(question(), reply(FERRIES, quote(RISING)))
    assert scored.is_right
    assert not scored.is_first_right


def test_the_quotes_of_one_article_match_the_patterns_together():
    scored = score_reply(
        question(say=("71", "evacuated")), reply(quote(RISING), quote("Three villages were evacuated."))
    )
    assert scored.is_right
    assert not scored.is_first_right


def test_the_quotes_of_two_articles_do_not_match_the_patterns_together():
    scored = score_reply(
        question(say=("71", "ferries"), urls=(LAKE_URL, FERRIES.article.url or "")), reply(quote(RISING), FERRIES)
    )
    assert not scored.is_right


@pytest.mark.parametrize(
    "url", ["http://m.harborpost.example/2021/03/04/lake-orla-level/#top", "harborpost.example/2021/03/04/lake-orla"]
)
def test_an_address_may_be_written_otherwise_or_in_part(url: str):
    assert score_reply(question(urls=(url,)), reply(quote(RISING))).is_right


def test_nothing_is_right_where_nothing_answers():
    scored = score_reply(question("nothing"), reply(quote(RISING)))
    assert not scored.is_right
    assert not scored.is_good
    assert score_reply(question("nothing"), reply(verdict="nothing")).is_good


def scores() -> list[ScoredReply]:
    return [
        score_reply(question(), reply(quote(RISING), confidence=0.9)),
        score_reply(question(), reply(FERRIES, quote(RISING), confidence=0.8)),
        score_reply(question(), reply(quote(RISING), verdict="weak", confidence=0.4)),
        score_reply(question(), reply(verdict="nothing", confidence=0.1)),
        score_reply(question("nothing"), reply(FERRIES, confidence=0.5)),
        score_reply(question("weak_ok"), reply(FERRIES, verdict="weak", confidence=0.3)),
        score_reply(question("nothing"), reply(verdict="nothing", confidence=0.0)),
        score_reply(question("nothing"), reply(verdict="nothing", confidence=0.0)),
    ]


def test_the_figures_are_shares_of_the_replies_that_they_name():
    assert compute_figures(scores()) == {
        targets.FOUND_RIGHT: pytest.approx(2 / 3),
        targets.FOUND_FIRST_RIGHT: pytest.approx(1 / 3),
        targets.RIGHT_AND_FOUND: 2 / 4,
        targets.FALSELY_FOUND: 1 / 4,
        targets.RIGHTLY_NOTHING: 2 / 4,
        targets.RIGHT_SHOWN: 3 / 4,
        targets.FALSELY_NOTHING: 1 / 4,
        # 0.9, 0.8 and 0.4 of right quotes against 0.5 and 0.3: five of six pairs are in order.
        targets.CONFIDENCE_AUROC: pytest.approx(5 / 6),
    }


def test_a_wrong_reply_is_described_by_verdict_question_and_quotes():
    line = describe_wrong(score_reply(question("nothing"), reply(FERRIES)))
    assert line == f"found   0.90 [q1 how-high] how high is lake orla -> {FERRIES.text}"

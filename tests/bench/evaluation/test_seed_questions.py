"""What is wrong with a reply to a seed question."""

from bench.evaluation.seed_questions import find_faults
from bot.answers.answer import Answer, Hit, Quote, Remark
from tests.support.desks import FILES, build_desk

ARTICLE = next(article for article in build_desk(*FILES).archive.articles if "ferries" in article.title)
REPLY = Answer(
    "ferries",
    "found",
    0.9,
    Remark("answer-found"),
    (Quote("The council voted 31 to 12 to ban diesel ferries.", ARTICLE, "excerpt"),),
    (Hit(ARTICLE, 1.0),),
    (Remark("answer-reported-on"),),
    (),
    None,
    1.0,
)


def test_a_reply_that_shows_all_it_must_has_no_fault():
    question = {"verdict": ["found", "weak"], "quotes": ["31 to 12"], "top": "ferries", "remark": "answer-reported-on"}
    assert find_faults(question, REPLY) == []


def test_another_verdict_is_a_fault():
    assert find_faults({"verdict": "nothing"}, REPLY) == ["the verdict is found"]


def test_a_quote_that_is_missing_or_must_not_be_there_is_a_fault():
    assert len(find_faults({"verdict": "found", "quotes": ["in 2024"], "not": ["diesel"]}, REPLY)) == 2


def test_another_first_article_and_a_missing_message_are_faults():
    assert len(find_faults({"verdict": "found", "top": ["lake", "telescope"], "remark": "answer-count"}, REPLY)) == 2

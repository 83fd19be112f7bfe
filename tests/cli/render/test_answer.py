"""Answers on the terminal: the mark of the verdict, and what comes below the quotes."""

from tests.cli.conftest import Nutgraf

QUESTION = "How long did Amazon ban police use of facial recognition?"


def test_a_found_answer_begins_with_its_mark_and_its_quote(nutgraf: Nutgraf):
    assert nutgraf("ask", QUESTION).out.startswith("● “")


def test_an_answer_without_quotes_begins_with_its_mark_and_its_lead(nutgraf: Nutgraf):
    first, *_ = nutgraf("ask", "what does a haircut cost in Lisbon").out.splitlines()
    assert first.startswith("○ ")
    assert "“" not in first


def test_an_article_that_is_quoted_is_not_listed_again(nutgraf: Nutgraf):
    answer = nutgraf("ask", "--json", QUESTION).json
    out = nutgraf("ask", QUESTION).out
    quoted = {quote["url"] for quote in answer["answer"]}
    assert quoted
    assert all(out.count(url) == 1 for url in quoted)

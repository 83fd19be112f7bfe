"""Questions made of titles, with a given number of typos."""

from bench.sample_questions import read_everyday_questions, sample_known_items
from tests.support.desks import FILES, build_bulletins, build_desk

ARTICLES = build_desk(*FILES, *build_bulletins(5)).archive.articles


def test_a_known_item_has_questions_with_none_to_three_typos():
    for item in sample_known_items(ARTICLES, 10, seed=1):
        right, *misspelt = (question.split() for question in item.questions)
        assert 4 <= len(right) <= 7
        assert all(word in item.article.title.lower() for word in right)
        typos = [sum(word != typed for word, typed in zip(right, words, strict=True)) for words in misspelt]
        # A typo may change nothing, where two equal letters are swapped.
        assert all(count <= number for number, count in enumerate(typos, 1))


def test_the_same_seed_gives_the_same_items():
    assert sample_known_items(ARTICLES, 10, seed=1) == sample_known_items(ARTICLES, 10, seed=1)


def test_everyday_questions_have_no_comments_and_no_blank_lines():
    questions = read_everyday_questions()
    assert questions
    assert not any(question.startswith("#") or not question.strip() for question in questions)

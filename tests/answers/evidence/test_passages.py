"""Passages: the sentences of an article."""

from bot.answers.evidence.passages import Passage, split_passages
from bot.coverage.article import Article
from tests.support.desks import LAKE, build_desk, build_record


def articles_of(*records) -> list[Article]:
    return list(build_desk(*records).archive.articles)


def passage(text: str) -> Passage:
    (article,) = articles_of(build_record("Ferries", url="https://a.example/1"))
    return Passage(text, "excerpt", article)


def test_the_title_comes_first_then_the_sentences_of_the_excerpt():
    (article,) = articles_of(LAKE)

    assert [(part.text, part.place) for part in split_passages(article)] == [
        ("Lake Orla reaches its highest level in forty years", "title"),
        ("Lake Orla rose to 71 metres on Tuesday, the water board said.", "excerpt"),
        ("Three villages were evacuated.", "excerpt"),
    ]


def test_every_wording_is_split_and_no_text_comes_twice():
    (article,) = articles_of(
        build_record("Ferries stop", url="https://a.example/1", excerpt="The crews strike. It is Monday."),
        build_record("Ferries stop", url="https://a.example/1", excerpt="THE CREWS STRIKE. Nobody sails."),
    )

    texts = [part.text for part in split_passages(article)]
    assert len(texts) == len({text.casefold() for text in texts})
    assert {"It is Monday.", "Nobody sails."} <= set(texts)

"""Passages: the sentences of an article, and the kinds of question that each could answer."""

import pytest

from bot.answers.evidence.passages import Passage, fits_kind, split_passages
from bot.answers.query.kinds import Kind
from bot.coverage.article import Article
from tests.support.desks import LAKE, build_desk, build_record

NO_WORDS: frozenset[str] = frozenset()


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


@pytest.mark.parametrize(
    ("kind", "fitting", "other"),
    [
        ("how_long", "The ban lasts nine months.", "The ban is in force."),
        ("how_long", "Police use is banned for one year.", "Police use is banned."),
        ("how_long", "It is closed indefinitely.", "It is closed."),
        ("how_many", "Three villages were evacuated.", "Villages were evacuated."),
        ("how_many", "It cost 48 million euros.", "It cost a lot."),
        ("when", "It opens on 12 March.", "It may open."),
        ("when", "It opened in March.", "They march to the council."),
        ("when", "It reopens on Tuesday.", "It reopens."),
        ("when", "It was built in 1998.", "It was built."),
        ("why", "It closed because of the storm.", "It closed."),
        ("where", "The bridge in Tarn is shut.", "The bridge is shut in a hurry."),
        ("who", "The mayor, Ada Byron, will sue.", "the mayor will sue."),
    ],
)
def test_a_passage_fits_a_kind_by_its_shape(kind: Kind, fitting: str, other: str):
    assert fits_kind(passage(fitting), kind, NO_WORDS)
    assert not fits_kind(passage(other), kind, NO_WORDS)


def test_a_name_of_the_question_does_not_answer_who():
    assert not fits_kind(passage("Byron will sue."), "who", frozenset({"byron"}))


def test_any_passage_fits_a_kind_without_a_shape():
    assert fits_kind(passage("it is."), "what", NO_WORDS)

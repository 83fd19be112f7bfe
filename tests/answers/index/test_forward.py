"""The forward index finds stems in the titles and bodies of articles."""

from bot.answers.desk.desk import Desk
from bot.answers.index.forward import Occurrences
from tests.support.desks import build_desk, build_record

DESK = build_desk(
    build_record("Ferries return", url="https://a.example/1", excerpt="The ferry sails. Ferries sail daily."),
    build_record("A quiet day", url="https://a.example/2", excerpt="Nothing sailed."),
)


def number(stemmed: str, desk: Desk = DESK) -> int:
    return desk.index.vocabulary.stem_number(stemmed)


def place(url: str) -> int:
    article = DESK.archive.by_url(url)
    assert article is not None
    found = DESK.archive.place(article.id)
    assert found is not None
    return found


def test_each_article_has_the_places_of_the_stems_in_its_titles_and_in_its_body():
    ferry, sail = number("ferri"), number("sail")
    busy, quiet = place("https://a.example/1"), place("https://a.example/2")

    found = DESK.index.forward.find([quiet, busy], [ferry, sail])

    assert found.read(0) == Occurrences(quiet, [], [(1, sail)])
    assert found.read(1) == Occurrences(busy, [(0, ferry)], [(1, ferry), (2, sail), (3, ferry), (4, sail)])
    assert found.texts.tolist() == [1, 2, 3, 3, 3, 3]


def test_what_is_found_is_what_the_lists_of_the_article_have():
    doc = place("https://a.example/1")

    found = DESK.index.forward.find([doc], range(len(DESK.index.vocabulary.stems))).read(0)

    assert [stemmed for _, stemmed in found.title] == list(DESK.index.title_stems(doc))
    assert [stemmed for _, stemmed in found.body] == list(DESK.index.body_stems(doc))
    assert [at for at, _ in found.body] == list(range(len(found.body)))


def test_nothing_is_found_without_articles_or_without_stems():
    assert not len(DESK.index.forward.find([], [0]).texts)
    assert DESK.index.forward.find([0], []).read(0) == Occurrences(0, [], [])

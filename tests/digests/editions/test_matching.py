"""Which articles a digest asks for, and why not others."""

import pytest

from bot.digests.digest import Digest
from bot.digests.editions.matching import DigestFilter
from tests.support.desks import build_desk, build_record
from tests.support.digesting import daily, story


def is_wanted(words: str, title: str, excerpt: str = "", topics: tuple[str, ...] = (), outlet: str = "Post") -> bool:
    """Return whether an article matches. Both ways of asking must agree."""
    desk = build_desk(build_record(title, url="https://post.example/a", excerpt=excerpt, topics=topics, outlet=outlet))
    wanted = DigestFilter(desk, daily(words=words))
    is_in = wanted.find_mismatch(0, desk.archive.articles[0]) is None
    assert not is_in or list(wanted.list_candidates()) == [0]
    return is_in


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("lake", "Lake Orla rises"),
        ("lakes", "Lake Orla rises"),
        ("RISING, glacier", "Lake Orla rises"),
        ("glacier, lake orla", "Orla, a lake, rises"),
        ("email", "Why e-mail lives on"),
        (" , lake,", "Lake Orla rises"),
        ("US", "US and Canada sign"),
        ("U.S.", "The US signs"),
        ("IT jobs", "More jobs in IT"),
        ("WHO", "WHO warns of heat"),
        ("the who", "The Who play Leeds"),
        ("", "Anything"),
        ("  ", "Anything"),
    ],
)
def test_all_words_of_one_alternative_are_enough(words: str, title: str) -> None:
    assert is_wanted(words, title)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("lake district", "Lake Orla rises"),
        ("glacier, fjord", "Lake Orla rises"),
        ("US", "Join us at the lake"),
        ("IT", "It is raining"),
        ("WHO", "Who owns the lake?"),
        ("the who", "Who is the keeper?"),
        ("the", "A lake"),
        ("?!", "What?!"),
        ("a", "Lake Orla rises"),
    ],
)
def test_some_of_the_words_are_not_enough_and_stopwords_do_not_match_everything(words: str, title: str) -> None:
    assert not is_wanted(words, title)


def test_words_match_the_excerpt_and_the_topics_but_not_the_outlets_name() -> None:
    assert is_wanted("guardian", "Lake rises", excerpt="The guardian of the lake spoke.")
    assert is_wanted("guardian", "Lake rises", topics=("Guardians",))
    assert not is_wanted("guardian", "Lake rises", outlet="The Guardian")


@pytest.mark.parametrize(
    ("digest", "places"),
    [
        (daily(), [0, 1, 2]),
        (daily(outlets=("cityledger.example",)), [1]),
        (daily(topics=("ice", "birds")), [0, 2]),
        (daily(topics=("ice",), outlets=("cityledger.example",)), []),
        (daily(words="glacier"), [0]),
        (daily(words="zzyzx"), []),
    ],
)
def test_candidates_in_the_archive_are_listed_newest_first(digest: Digest, places: list[int]) -> None:
    desk = build_desk(
        story(1, day=9, topics=("Ice",)), story(2, day=8, outlet="City Ledger"), story(0, day=7, topics=("Birds",))
    )
    assert list(DigestFilter(desk, digest).list_candidates()) == places

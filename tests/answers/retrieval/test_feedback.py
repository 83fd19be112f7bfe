"""Articles on a subject that lack some of its words: they have its names, and what its articles have in common."""

from datetime import UTC, date, datetime

from bot.answers.browse.latest import list_latest
from bot.answers.browse.listing import Listing
from bot.answers.browse.timeline import build_timeline
from bot.coverage.article import Record
from tests.support.desks import build_bulletins, build_desk, build_record

NOW = datetime(2024, 5, 20, tzinfo=UTC)


def report(number: int, title: str, excerpt: str) -> Record:
    return build_record(
        title,
        url=f"https://herald.example/{number}",
        excerpt=excerpt,
        outlet="Herald",
        published=date(2023, number, 1),
    )


OPENING = report(
    1,
    "The embezzlement trial of Mira Vasko opens",
    "Prosecutors accuse Mira Vasko of fraud at Quellen Bank. The judge expects thirty witnesses.",
)
WITNESS = report(
    3,
    "Mira Vasko embezzlement trial: an accountant speaks",
    "An accountant of Quellen Bank told the judge and prosecutors about the fraud. More witnesses follow.",
)
VERDICT = report(
    5,
    "Jury finds Mira Vasko guilty",
    "The judge of the Quellen Bank case thanked prosecutors and witnesses. Fraud carries ten years.",
)
GARDEN = report(7, "Mira Vasko opens her garden", "Roses and a pond draw visitors to the house by the lake.")
BANK = report(9, "Quellen Bank hires a new chief", "After the fraud, judge and prosecutors still look for witnesses.")
DESK = build_desk(OPENING, WITNESS, VERDICT, GARDEN, BANK, build_bulletins(40))


def list_titles(listing: Listing) -> list[str]:
    return [entry.article.title for entry in listing.entries]


def test_a_timeline_has_what_happened_in_whatever_words():
    titles = list_titles(build_timeline(DESK, about="vasko embezzlement trial", now=NOW))
    assert titles == [OPENING.title, WITNESS.title, VERDICT.title]


def test_a_list_that_is_filtered_by_words_has_just_those():
    titles = list_titles(list_latest(DESK, about="vasko embezzlement trial", now=NOW))
    assert titles == [WITNESS.title, OPENING.title]


def test_without_a_name_nothing_is_added():
    titles = list_titles(build_timeline(DESK, about="trial accountant", now=NOW))
    assert VERDICT.title not in titles


def test_one_article_has_nothing_in_common_with_itself():
    desk = build_desk(OPENING, VERDICT, build_bulletins(40))
    assert list_titles(build_timeline(desk, about="vasko embezzlement trial", now=NOW)) == [OPENING.title]

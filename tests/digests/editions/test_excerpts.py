"""Which article represents a story, and which of its sentences is quoted."""

from datetime import UTC, datetime

import pytest

from bot.coverage.article import Record
from bot.digests.editions.excerpts import build_entry, choose_article, choose_quote
from tests.support.desks import build_desk, build_record


def choose_quote_of(title: str, excerpt: str) -> str:
    desk = build_desk(build_record(title, url="https://post.example/a", excerpt=excerpt))
    return choose_quote(desk, desk.archive.articles[0])


@pytest.mark.parametrize(
    ("excerpt", "expected"),
    [
        ("The lake rose to 71 metres. Villagers left.", "The lake rose to 71 metres."),
        ("We may earn a commission. The lake rose to 71 metres.", "The lake rose to 71 metres."),
        ('"It is like the sea," Mara said. The lake rose to 71 metres.', "The lake rose to 71 metres."),
        ("of the lake and its shores. Orla rose to 71 metres.", "Orla rose to 71 metres."),
        ("#lake #orla #flood #2024", "#lake #orla #flood #2024"),
        ("#lake #orla #flood #2024 Orla rose. Villagers left at dawn today.", "Villagers left at dawn today."),
        ("More on Lake Orla at https://lake.example/. Villagers left at dawn.", "Villagers left at dawn."),
        ("Flood! Villagers left at dawn today.", "Villagers left at dawn today."),
        ("The sea was calm. But the highest lake rose. Lake Orla rose.", "The sea was calm."),
        ("It has rained at the lake for days. Lake Orla rose to 71 metres.", "It has rained at the lake for days."),
        ("iPhones failed at the lake. Orla rose to 71 metres.", "iPhones failed at the lake."),
        ("Villagers left at dawn. Schools are shut.", "Villagers left at dawn."),
        ("", ""),
    ],
)
def test_the_quote_is_the_first_sentence_about_the_headlines_subject(excerpt: str, expected: str) -> None:
    assert choose_quote_of("Lake Orla reaches its highest level", excerpt) == expected


def test_quotation_marks_of_another_sentence_are_left_out() -> None:
    assert (
        choose_quote_of("Lake Orla rises", 'The lake rises every spring. "Not like this')
        == "The lake rises every spring."
    )


def test_a_sentence_that_repeats_the_headline_is_not_quoted() -> None:
    assert choose_quote_of("Lake Orla rises", "Lake Orla rises") == ""


def build_report(title: str, host: str, day: int, excerpt: str = "The council said so on Monday.") -> Record:
    return build_record(
        title, url=f"https://{host}.example/1", excerpt=excerpt, published=datetime(2024, 2, day, tzinfo=UTC)
    )


DELAY = [
    build_report("The fair: opening times, tickets, prizes, music and more", "guide", 1),
    build_report("Council delays harbour tunnel", "post", 2, excerpt=""),
    build_report("Harbour tunnel delayed by council", "ledger", 3),
    build_report("Council delays harbour tunnel again", "wire", 4),
]


def test_the_first_report_with_an_excerpt_and_a_typical_headline_represents_the_story() -> None:
    articles = list(reversed(build_desk(*DELAY).archive.articles))
    assert choose_article(articles, articles).url == "https://ledger.example/1"


def test_the_first_of_two_reports_represents_the_story() -> None:
    articles = list(build_desk(*DELAY[2:]).archive.articles)
    assert choose_article(articles, articles).url == "https://ledger.example/1"


def test_only_new_articles_represent_a_story_but_older_ones_decide_what_is_typical() -> None:
    articles = list(reversed(build_desk(*DELAY).archive.articles))
    assert choose_article([articles[0], articles[3]], articles).url == "https://wire.example/1"


def test_a_story_without_excerpts_or_dates_still_gets_an_article() -> None:
    bare = [build_record("Tunnel shut", url=f"https://{host}.example/1") for host in ("b", "a")]
    articles = list(build_desk(*bare).archive.articles)
    assert choose_article(articles, articles) == min(articles, key=lambda article: article.id)


def test_an_entry_counts_outlets_not_articles() -> None:
    same = [
        build_record(
            "Council delays harbour tunnel by two years", url=f"https://{where}", excerpt="It will open in 2031."
        )
        for where in ("post.example/1", "post.example/2", "wire.example/1")
    ]
    desk = build_desk(*same)
    entry = build_entry(desk, desk.archive.articles[0])
    assert (len(entry.also), entry.outlets) == (2, 2)

"""Articles with the same text are grouped, and stay articles of their own."""

from bot.coverage.archive.copies import is_in_several_outlets
from bot.coverage.article import Record
from tests.support.records import archive_of, build_bridge

LONG = "Council votes to close the harbour bridge for repairs until the month of May"


def groups(*records: Record) -> list[list[str]]:
    return [sorted(article.outlet for article in group) for group in archive_of(*records).duplicates]


def test_articles_with_one_text_in_several_outlets_are_copies_of_each_other():
    archive = archive_of(
        build_bridge(url="https://herald.example/1"),
        build_bridge("Harbour Bridge Closes.", url="https://times.example/2"),
        build_bridge("Something else", url="https://post.example/3"),
    )
    assert len(archive) == 3
    first = archive.by_outlet("herald.example")[0]
    assert [(copy.outlet, copy.url) for copy in archive.copies(first)] == [("times.example", "https://times.example/2")]
    assert archive.copies(archive.by_outlet("times.example")[0]) == (first,)
    assert archive.copies(archive.by_outlet("post.example")[0]) == ()


def test_quotes_case_accents_and_white_space_make_no_difference():
    assert groups(
        build_bridge("Café’s  “last” day", "It – closes", url="https://a.example/1"),
        build_bridge('Cafe\'s "last" day', "it - closes", url="https://b.example/1"),
    ) == [["a.example", "b.example"]]


def test_titles_with_different_numbers_are_never_copies():
    assert (
        groups(
            build_bridge("34 more deaths in the county", url="https://a.example/1"),
            build_bridge("36 more deaths in the county", url="https://b.example/1"),
        )
        == []
    )


def test_a_live_page_that_had_both_numbers_does_not_join_their_copies():
    live = "https://live.example/deaths"
    archive = archive_of(
        build_bridge("34 more deaths", url=live, path="a.md"),
        build_bridge("36 more deaths", url=live, path="b.md", nested=True),
        build_bridge("34 more deaths", url="https://a.example/1", path="c.md"),
        build_bridge("36 more deaths", url="https://b.example/1", path="d.md"),
    )
    assert [{article.title for article in group} for group in archive.duplicates] == [{"34 more deaths"}]


def test_articles_with_different_excerpts_are_no_copies():
    assert (
        groups(
            build_bridge(url="https://a.example/1"),
            build_bridge(excerpt="Other.", url="https://b.example/1"),
        )
        == []
    )


def test_without_excerpts_only_long_titles_in_the_same_week_are_copies():
    def pair(title: str, *dates: str | None) -> list[list[str]]:
        return groups(
            *(
                build_bridge(title, "", f"https://{name}.example/1", date=day)
                for name, day in zip("ab", dates, strict=True)
            )
        )

    assert pair(LONG, "2024-03-01", "2024-03-04") == [["a.example", "b.example"]]
    assert pair(LONG, None, None) == [["a.example", "b.example"]]
    assert pair(LONG, "2023-03-01", "2024-03-04") == []
    assert pair("Morning briefing", "2024-03-01", "2024-03-01") == []


def test_a_repost_by_the_same_outlet_is_a_group_in_one_outlet():
    archive = archive_of(build_bridge(url="https://a.example/en/1"), build_bridge(url="https://a.example/fr/1"))
    assert len(archive.duplicates) == 1
    assert not is_in_several_outlets(archive.duplicates[0])
    assert len(archive.copies(archive.articles[0])) == 1


def test_articles_without_a_title_are_no_copies_of_each_other():
    assert groups(build_bridge("", url="https://a.example/1"), build_bridge("", url="https://b.example/1")) == []

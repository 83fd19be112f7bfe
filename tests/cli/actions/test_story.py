"""`nutgraf story` and `stories`."""

from pathlib import Path

import pytest

from tests.cli.conftest import Nutgraf, write


@pytest.fixture
def reported_twice(articles: Path) -> Path:
    """A folder in which two outlets report one event."""
    for outlet in ("one.example", "two.example"):
        write(articles / f"{outlet[:3]}.md", "Storks nest in Sussex again", day="2020-07-01", outlet=outlet)
    return articles


def test_a_story_is_shown_side_by_side(nutgraf: Nutgraf, reported_twice: Path):
    view = nutgraf("story", "storks", "nest", "--json", "-c", reported_twice).json
    assert {report["outlet"] for report in view["reports"]} == {"One News", "Two News"}
    out = nutgraf("story", "storks", "nest", "-c", reported_twice).out
    assert "One News" in out
    assert "Two News" in out


def test_a_story_that_the_archive_does_not_have_fails_with_suggestions(nutgraf: Nutgraf):
    ended = nutgraf("story", "haircuts in Lisbon", "--json")
    assert (ended.code, ended.json["reports"]) == (1, [])
    assert ended.json["suggestions"]


def test_the_keys_of_a_story_are_an_interface(nutgraf: Nutgraf):
    view = nutgraf("story", "Amazon facial recognition", "--json").json
    assert list(view) == ["lead", "remarks", "reports", "related", "suggestions", "as_of"]
    keys = ["title", "url", "outlet", "published", "seconds_after", "only_in_headline", "only_here", "first_to_mention"]
    assert all(list(report) == keys for report in view["reports"])
    stories = nutgraf("stories", "--json").json
    assert all(list(story) == ["id", "headline", "first", "last", "outlets", "articles"] for story in stories)


def test_as_text_only_stories_of_several_outlets_are_listed(nutgraf: Nutgraf, reported_twice: Path):
    out = nutgraf("stories", "-c", reported_twice).out
    assert out.count("Storks nest in Sussex again") == 1
    assert "Otters return" not in out
    headlines = {story["headline"] for story in nutgraf("stories", "--json", "-c", reported_twice).json}
    assert "Otters return to the Thames" in headlines


def test_the_list_of_stories_may_be_limited(nutgraf: Nutgraf, reported_twice: Path):
    for outlet in ("one.example", "two.example"):
        write(reported_twice / f"x{outlet[:3]}.md", "Geese block a runway at Luton", day="2021-07-01", outlet=outlet)
    out = nutgraf("stories", "-n", "1", "-c", reported_twice).out
    assert "Geese block" in out
    assert "Storks nest" not in out


def test_stories_may_be_about_something(nutgraf: Nutgraf, reported_twice: Path):
    found = nutgraf("stories", "storks", "--json", "-c", reported_twice).json
    assert [story["headline"] for story in found] == ["Storks nest in Sussex again"]
    assert "about storks" in nutgraf("stories", "storks", "-c", reported_twice).out


def test_stories_about_what_the_archive_does_not_have_fail(nutgraf: Nutgraf, reported_twice: Path):
    ended = nutgraf("stories", "haircuts in Lisbon", "-c", reported_twice)
    assert (ended.code, ended.out.splitlines()[0]) == (
        1,
        "No story about haircuts in Lisbon has more than one outlet.",
    )

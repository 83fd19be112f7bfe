"""`latest`, `timeline`, `source`, `topics` and `outlets`, as text and as JSON."""

import re
from pathlib import Path

import pytest

from bot.answers.browse.latest import MAX_COUNT
from tests.cli.conftest import Nutgraf, write


def test_the_newest_come_first(nutgraf: Nutgraf):
    articles = nutgraf("latest", "--json", "-n", "3").json["articles"]
    dates = [article["published"] for article in articles]
    assert len(articles) == 3
    assert dates == sorted(dates, reverse=True)


def test_latest_takes_as_many_as_the_archive_gives(nutgraf: Nutgraf):
    assert nutgraf("latest", "-n", str(MAX_COUNT)).code == 0
    assert nutgraf("latest", "-n", str(MAX_COUNT + 1)).code == 2


def test_latest_of_an_outlet_says_how_it_was_understood(nutgraf: Nutgraf):
    ended = nutgraf("latest", "--outlet", "washingtonpost.com", "--json").json
    assert {article["outlet"] for article in ended["articles"]} == {"Washington Post"}
    assert any("Washington Post" in remark for remark in ended["remarks"])


@pytest.mark.parametrize("command", [["latest", "-o", "Nosuch Gazette"], ["source", "Nosuch Gazette"]], ids=" ".join)
def test_an_unknown_outlet_fails_with_the_closest_names(nutgraf: Nutgraf, command: list[str]):
    ended = nutgraf(*command, "--json")
    assert (ended.code, ended.json["known"], ended.json["articles"]) == (1, False, [])
    assert len(ended.json["suggestions"]) == 3
    assert "Nosuch Gazette" in nutgraf(*command).out


def test_a_timeline_goes_from_old_to_new_and_names_silences(nutgraf: Nutgraf):
    ended = nutgraf("timeline")
    assert ended.code == 0
    places = [
        ended.out.index(text) for text in ("June 2020\n", "nothing for 14 months", "August 2021\n", "January 2022")
    ]
    assert places == sorted(places)
    dates = [article["published"] for article in nutgraf("timeline", "--json").json["articles"]]
    assert dates == sorted(dates)


def test_an_article_with_a_second_date_shows_it(nutgraf: Nutgraf):
    assert "June 11, 2020 · also dated August 28, 2021" in nutgraf("source", "Courthouse News Service").out


def test_a_timeline_keeps_to_the_days_given(nutgraf: Nutgraf):
    ended = nutgraf("timeline", "--since", "2021-08-01", "--until", "August 2021", "--json").json
    assert {article["published"][:7] for article in ended["articles"]} == {"2021-08"}
    assert any("August 1, 2021" in remark for remark in ended["remarks"])


def test_an_invalid_date_fails_with_examples(nutgraf: Nutgraf):
    ended = nutgraf("timeline", "--since", "the day of reckoning", "--json")
    assert (ended.code, ended.json["known"]) == (1, False)
    assert "2020-06-11" in nutgraf("timeline", "--since", "the day of reckoning").out


def test_a_long_timeline_shows_some_of_each_period_and_says_how_many_more(nutgraf: Nutgraf, articles: Path):
    for number in range(70):
        write(
            articles / f"{number}.md", f"Fox number {number} seen", day=f"2019-0{1 + number % 7}-04", outlet="a.example"
        )
    some = nutgraf("timeline", "-c", articles).out
    everything = nutgraf("timeline", "-c", articles, "--all").out
    assert some.count("and 7 more; --all shows them") == 7
    assert some.count("Fox number") == 21
    assert everything.count("Fox number") == 70
    assert "--all" not in everything


def test_a_profile_says_how_much_since_when_and_what_only_it_had(nutgraf: Nutgraf, articles: Path):
    out = nutgraf("source", "river.example", "-c", articles).out
    assert "one article from River News" in out
    assert "June 11, 2020" in out
    assert "only here" in out


def test_a_profile_may_be_limited_to_a_subject(nutgraf: Nutgraf):
    ended = nutgraf("source", "courthouse", "news", "--about", "extended ban", "--json").json
    assert [article["outlet"] for article in ended["articles"]] == ["Courthouse News Service"] * len(ended["articles"])
    assert ended["articles"]


@pytest.mark.parametrize(("command", "first"), [("topics", "AI"), ("outlets", "Courthouse News Service")])
def test_topics_and_outlets_come_largest_first(nutgraf: Nutgraf, command: str, first: str):
    rows = nutgraf(command, "--json").json[command]
    counts = [row["articles"] for row in rows]
    assert rows[0]["name"] == first
    assert counts == sorted(counts, reverse=True)
    assert first in nutgraf(command).out


def test_copies_are_shown_once_with_their_outlets(nutgraf: Nutgraf, articles: Path):
    for outlet in ("one.example", "two.example"):
        write(articles / f"{outlet[:3]}.md", "Storks nest in Sussex again", day="2020-07-01", outlet=outlet)
    ended = nutgraf("latest", "-c", articles)
    assert ended.out.count("Storks nest") == 1
    assert "also reported by" in ended.out


@pytest.mark.parametrize("width", ["24", "60", "200"])
def test_lists_fit_the_width(nutgraf: Nutgraf, width: str):
    out = nutgraf("latest", COLUMNS=width).out
    wrapped = [line for line in out.splitlines() if "https://" not in line]
    assert max(map(len, wrapped)) <= min(int(width), 100)


def test_every_command_says_that_an_empty_folder_is_empty(nutgraf: Nutgraf, tmp_path: Path):
    (tmp_path / "empty").mkdir()
    for command in (["latest"], ["timeline"], ["topics"], ["outlets"], ["ask", "otters"], ["check"]):
        ended = nutgraf(*command, "-c", tmp_path / "empty")
        assert ended.code == 0
        assert re.search(r"(?i)\b(?:0|no) articles?\b", ended.out)

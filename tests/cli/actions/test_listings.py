"""`nutgraf latest`, `topics` and `outlets` take what they are about as people type it."""

from pathlib import Path

from tests.cli.conftest import Nutgraf


def list_titles(nutgraf: Nutgraf, folder: Path, *arguments: str) -> list[str]:
    found = nutgraf("latest", "--json", "-c", folder, *arguments).json
    return [entry["title"] for entry in found["articles"]]


def test_latest_takes_its_subject_as_an_argument(nutgraf: Nutgraf, articles: Path):
    assert list_titles(nutgraf, articles, "beavers") == ["Beavers build a dam in Devon"]
    assert list_titles(nutgraf, articles, "otters", "in", "the", "Thames") == ["Otters return to the Thames"]


def test_latest_without_a_subject_lists_all(nutgraf: Nutgraf, articles: Path):
    assert len(list_titles(nutgraf, articles)) == 2


def test_latest_takes_dates(nutgraf: Nutgraf, articles: Path):
    assert list_titles(nutgraf, articles, "--since", "2021") == ["Beavers build a dam in Devon"]
    assert list_titles(nutgraf, articles, "--until", "2020") == ["Otters return to the Thames"]


def test_topics_may_be_limited_by_a_part_of_the_name(nutgraf: Nutgraf, articles: Path):
    assert [topic["name"] for topic in nutgraf("topics", "wild", "--json", "-c", articles).json["topics"]] == [
        "Wildlife"
    ]
    assert "No topic has sport in its name." in nutgraf("topics", "sport", "-c", articles).out


def test_outlets_may_be_limited_by_a_part_of_the_name_or_website(nutgraf: Nutgraf, articles: Path):
    assert [found["name"] for found in nutgraf("outlets", "RIV", "--json", "-c", articles).json["outlets"]] == [
        "River News"
    ]
    assert "One outlet has county.ex in its name:" in nutgraf("outlets", "county.ex", "-c", articles).out

"""`--chart FILE`: a chart is drawn to a file."""

from pathlib import Path

import pytest

from tests.cli.conftest import Nutgraf


@pytest.mark.parametrize(("name", "start"), [("chart.png", b"\x89PNG"), ("chart.SVG", b"<?xml")])
def test_a_chart_is_written_and_described(nutgraf: Nutgraf, tmp_path: Path, name: str, start: bytes):
    ended = nutgraf("timeline", "--chart", tmp_path / name)
    assert ended.code == 0
    assert (tmp_path / name).read_bytes().startswith(start)
    assert name in ended.err
    assert "A chart of " in ended.err


def test_without_enough_days_there_is_nothing_to_draw(nutgraf: Nutgraf, tmp_path: Path):
    ended = nutgraf("source", "Washington Times", "--chart", tmp_path / "chart.png")
    assert ended.code == 1
    assert "nothing to draw" in ended.err
    assert not (tmp_path / "chart.png").exists()


def test_json_stays_json(nutgraf: Nutgraf, tmp_path: Path):
    assert nutgraf("timeline", "--json", "--chart", tmp_path / "chart.png").json["known"]


def test_a_file_of_another_format_is_refused(nutgraf: Nutgraf, tmp_path: Path):
    ended = nutgraf("timeline", "--chart", tmp_path / "chart.jpg")
    assert ended.code == 2
    assert ".png or .svg" in ended.err


def test_a_place_that_can_not_be_written_is_reported(nutgraf: Nutgraf, tmp_path: Path):
    ended = nutgraf("timeline", "--chart", tmp_path / "gone" / "chart.png")
    assert ended.code == 1
    assert "Can’t write" in ended.err

"""`--chart FILE`."""

from pathlib import Path

import pytest


@pytest.mark.parametrize("form", ["png", "svg"])
@pytest.mark.parametrize("command", [["timeline"], ["source", "Washington Times"]])
def test_a_picture_is_written_and_told(nutgraf, tmp_path: Path, command: list[str], form: str):
    file = tmp_path / f"picture.{form}"
    done = nutgraf(*command, "--chart", str(file))
    if command[0] == "source":
        assert done.code == 1
        assert "nothing to draw" in done.err
        return
    assert done.code == 0
    assert file.read_bytes().startswith(b"\x89PNG" if form == "png" else b"<?xml")
    assert str(file.name) in done.err
    assert "A chart of " in done.err


def test_json_stays_json(nutgraf, tmp_path: Path):
    done = nutgraf("timeline", "--json", "--chart", str(tmp_path / "x.png"))
    assert done.json["known"]


def test_a_file_that_is_no_picture_is_refused(nutgraf, tmp_path: Path):
    done = nutgraf("timeline", "--chart", str(tmp_path / "x.jpg"))
    assert done.code == 2
    assert ".png or .svg" in done.err


def test_a_place_that_cannot_be_written_to_is_said(nutgraf, tmp_path: Path):
    done = nutgraf("timeline", "--chart", str(tmp_path / "gone" / "x.png"))
    assert done.code == 1
    assert "Can’t write" in done.err

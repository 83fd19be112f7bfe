"""What an editor is told about a corpus."""

import json
from pathlib import Path

import msgspec
import pytest

from bot.coverage.corpus.lint import LintReport, lint
from bot.coverage.corpus.loading import load_corpus
from tests.support.filing import NOW, file_text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def report(folder: Path, **files: str) -> LintReport:
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text)
    return lint(load_corpus([folder], now=NOW))


def test_a_sound_corpus_is_counted_and_has_nothing_to_mend(folder: Path):
    said = report(
        folder, a=file_text("One", "https://herald.example/1"), b=file_text("Two", "https://herald.example/2")
    )
    assert (said.files, said.articles, said.removed, said.undated, said.unquotable) == (2, 2, 0, 0, 0)
    assert (said.problems, said.duplicates, said.date_conflicts, said.errors) == ((), (), (), 0)
    assert (said.first, said.last) == ("2024-03-01T08:30:00Z", "2024-03-01T08:30:00Z")


def test_every_problem_is_told_and_errors_are_counted(folder: Path):
    said = report(folder, a=file_text("One", "https://herald.example/1"), b="no front matter", c="")
    assert {Path(problem.path).name for problem in said.problems} == {"b.md", "c.md"}
    assert said.errors == sum(problem.severity == "error" for problem in said.problems)
    assert said.errors > 0


def test_removed_undated_and_unquotable_articles_are_counted(folder: Path):
    said = report(
        folder,
        gone="---\nremoved: true\n" + file_text("Gone", "https://herald.example/g").removeprefix("---\n"),
        loose=file_text("Loose", None),
        undated=file_text("Undated", "https://herald.example/u", date=""),
    )
    assert (said.articles, said.removed, said.unquotable, said.undated) == (2, 1, 1, 1)


def test_copies_and_reposts_are_told_apart_with_their_files(folder: Path):
    said = report(
        folder,
        a=file_text("Spread", "https://herald.example/1", excerpt="Text."),
        b=file_text("Spread", "https://times.example/1", excerpt="Text."),
        c=file_text("Twice", "https://herald.example/2"),
        d=file_text("Twice", "https://herald.example/3"),
    )
    found = {each.kind: each for each in said.duplicates}
    assert set(found) == {"copies", "repost"}
    assert [(place.outlet, [Path(path).name for path in place.paths]) for place in found["copies"].articles] == [
        ("herald.example", ["a.md"]),
        ("times.example", ["b.md"]),
    ]
    assert {place.url for place in found["repost"].articles} == {"https://herald.example/2", "https://herald.example/3"}


def test_one_article_in_several_files_is_told_with_its_files(folder: Path):
    said = report(
        folder, a=file_text("One", "https://herald.example/1"), b=file_text("1", "http://www.herald.example/1/")
    )
    assert [(each.kind, [Path(path).name for path in each.articles[0].paths]) for each in said.duplicates] == [
        ("same_url", ["a.md", "b.md"])
    ]


def test_dates_that_disagree_are_told_with_the_one_that_counts(folder: Path):
    said = report(
        folder,
        a=file_text("One", "https://herald.example/1", date="2021-08-28T09:00:00Z"),
        b=file_text("One", "https://herald.example/1", date="2020-06-11T00:00:00Z"),
        c=file_text("Two", "https://herald.example/2019/02/03/two"),
    )
    assert [(each.dates, each.chosen, each.by_url) for each in said.date_conflicts] == [
        (("2020-06-11", "2021-08-28T09:00:00Z"), "2020-06-11", False),
        (("2024-03-01T08:30:00Z",), "2019-02-03", True),
    ]


def test_outlets_come_with_all_their_names(folder: Path):
    said = report(
        folder,
        a=file_text("One", "https://herald.example/1"),
        b=file_text("Two", "https://herald.example/2").replace("Example Herald", "herald"),
        c=file_text("Three", "https://herald.example/3"),
    )
    assert [(outlet.key, outlet.names, outlet.articles) for outlet in said.outlets] == [
        ("herald.example", ("Example Herald", "herald"), 3)
    ]


def test_its_json_has_the_fields_that_scripts_rely_on(folder: Path):
    said = json.loads(msgspec.json.encode(report(folder, a=file_text("One", "https://herald.example/1"), b="x")))
    assert {"files", "articles", "problems", "duplicates", "date_conflicts", "outlets"} <= said.keys()
    assert (said["files"], said["articles"]) == (2, 1)
    assert set(said["problems"][0]) == {"path", "line", "severity", "reason"}


def test_real_records_are_looked_over(shared: Path):
    said = lint(load_corpus([shared / "corpora"], now=NOW))
    kinds = [each.kind for each in said.duplicates]
    assert said.errors == 0
    assert said.removed == 12
    assert 10 < len(said.date_conflicts) < 100
    assert kinds.count("same_url") > 5
    assert kinds.count("copies") > 3

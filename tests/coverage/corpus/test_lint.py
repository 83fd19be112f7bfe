"""The report lists every problem, duplicate, date conflict and outlet name of a corpus."""

import json
from pathlib import Path

import msgspec
import pytest

from bot.coverage.corpus.corpus import Corpus
from bot.coverage.corpus.lint import LintReport, lint
from bot.coverage.corpus.loading import load_corpus
from tests.support.records import NOW, file_text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def report(folder: Path, **files: str) -> LintReport:
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text)
    return lint(load_corpus([folder], now=NOW))


def test_a_corpus_without_problems_is_counted(folder: Path):
    found = report(
        folder, a=file_text("One", "https://herald.example/1"), b=file_text("Two", "https://herald.example/2")
    )
    assert (found.files, found.articles, found.removed, found.undated, found.unquotable) == (2, 2, 0, 0, 0)
    assert (found.problems, found.duplicates, found.date_conflicts, found.errors) == ((), (), (), 0)
    assert (found.first, found.last) == ("2024-03-01T08:30:00Z", "2024-03-01T08:30:00Z")


def test_every_problem_is_listed_and_errors_are_counted(folder: Path):
    found = report(folder, a=file_text("One", "https://herald.example/1"), b="no front matter", c="")
    assert {Path(problem.path).name for problem in found.problems} == {"b.md", "c.md"}
    assert found.errors == sum(problem.severity == "error" for problem in found.problems)
    assert found.errors > 0


def test_removed_undated_and_unquotable_articles_are_counted(folder: Path):
    found = report(
        folder,
        gone="---\nremoved: true\n" + file_text("Gone", "https://herald.example/g").removeprefix("---\n"),
        loose=file_text("Loose", None),
        undated=file_text("Undated", "https://herald.example/u", date=""),
    )
    assert (found.articles, found.removed, found.unquotable, found.undated) == (2, 1, 1, 1)


def test_copies_and_reposts_are_listed_with_their_files(folder: Path):
    found = report(
        folder,
        a=file_text("Spread", "https://herald.example/1", excerpt="Text."),
        b=file_text("Spread", "https://times.example/1", excerpt="Text."),
        c=file_text("Twice", "https://herald.example/2"),
        d=file_text("Twice", "https://herald.example/3"),
    )
    by_kind = {duplicate.kind: duplicate for duplicate in found.duplicates}
    assert set(by_kind) == {"copies", "repost"}
    assert [
        (article.outlet, [Path(path).name for path in article.paths]) for article in by_kind["copies"].articles
    ] == [
        ("herald.example", ["a.md"]),
        ("times.example", ["b.md"]),
    ]
    assert {article.url for article in by_kind["repost"].articles} == {
        "https://herald.example/2",
        "https://herald.example/3",
    }


def test_an_article_in_several_files_is_listed_with_them(folder: Path):
    found = report(
        folder, a=file_text("One", "https://herald.example/1"), b=file_text("1", "http://www.herald.example/1/")
    )
    assert [
        (duplicate.kind, [Path(path).name for path in duplicate.articles[0].paths]) for duplicate in found.duplicates
    ] == [("same_url", ["a.md", "b.md"])]


def test_conflicting_dates_are_listed_with_the_one_that_counts(folder: Path):
    found = report(
        folder,
        a=file_text("One", "https://herald.example/1", date="2021-08-28T09:00:00Z"),
        b=file_text("One", "https://herald.example/1", date="2020-06-11T00:00:00Z"),
        c=file_text("Two", "https://herald.example/2019/02/03/two"),
    )
    assert [(conflict.dates, conflict.chosen, conflict.by_url) for conflict in found.date_conflicts] == [
        (("2020-06-11", "2021-08-28T09:00:00Z"), "2020-06-11", False),
        (("2024-03-01T08:30:00Z",), "2019-02-03", True),
    ]


def test_outlets_are_listed_with_all_their_names(folder: Path):
    found = report(
        folder,
        a=file_text("One", "https://herald.example/1"),
        b=file_text("Two", "https://herald.example/2").replace("Example Herald", "herald"),
        c=file_text("Three", "https://herald.example/3"),
    )
    assert [(outlet.key, outlet.names, outlet.articles) for outlet in found.outlets] == [
        ("herald.example", ("Example Herald", "herald"), 3)
    ]


def test_the_json_has_the_fields_that_scripts_rely_on(folder: Path):
    fields = json.loads(msgspec.json.encode(report(folder, a=file_text("One", "https://herald.example/1"), b="x")))
    assert {"files", "articles", "problems", "duplicates", "date_conflicts", "outlets"} <= fields.keys()
    assert (fields["files"], fields["articles"]) == (2, 1)
    assert set(fields["problems"][0]) == {"path", "line", "severity", "reason"}


def test_real_records_have_the_expected_report(shared_corpus: Corpus):
    found = lint(shared_corpus)
    kinds = [duplicate.kind for duplicate in found.duplicates]
    assert found.errors == 0
    assert found.removed == 12
    assert 10 < len(found.date_conflicts) < 100
    assert kinds.count("same_url") > 5
    assert kinds.count("copies") > 3

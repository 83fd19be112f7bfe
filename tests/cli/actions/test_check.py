"""`nutgraf check`: what it reports, and when it fails."""

from pathlib import Path

import pytest

from tests.cli.conftest import Nutgraf, write


@pytest.fixture
def broken(articles: Path) -> Path:
    """A folder of good files, with one that is lost, one that is repaired and one that is withdrawn."""
    (articles / "lost.md").write_text("---\n- no\n- article\n---\n", "utf-8")
    (articles / "rescued.md").write_text(
        "---\ntitle: Moves: a headline with a colon\nwebUrl: https://river.example/m\nexcerpt: x\n---\n", "utf-8"
    )
    write(articles / "gone.md", "Withdrawn piece", day="2020-01-01", outlet="river.example", more="removed: true\n")
    return articles


def test_a_good_corpus_has_no_problem(nutgraf: Nutgraf):
    ended = nutgraf("check", "--strict")
    assert ended.code == 0
    assert "5 files · 15 articles · 14 outlets" in ended.out
    assert "No file has a problem." in ended.out


def test_the_keys_of_the_report_are_an_interface(nutgraf: Nutgraf, broken: Path):
    report = nutgraf("check", "--json", broken).json
    assert {"files", "articles", "problems", "duplicates", "date_conflicts", "outlets"} <= set(report)
    assert (report["files"], report["articles"], report["removed"]) == (5, 3, 1)
    assert all(list(problem) == ["path", "line", "severity", "reason"] for problem in report["problems"])
    severities = {Path(problem["path"]).name: problem["severity"] for problem in report["problems"]}
    assert severities["lost.md"] == "error"
    assert severities["rescued.md"] == "warning"


def test_in_a_pipe_a_problem_is_one_line_with_file_and_line(nutgraf: Nutgraf, broken: Path):
    lines = nutgraf("check", broken).out.splitlines()
    assert any(line.startswith(f"{broken / 'lost.md'}:2: error: ") for line in lines)
    assert any(line.startswith(f"{broken / 'rescued.md'}:2: warning: ") for line in lines)


def test_on_a_terminal_problems_are_listed_under_their_file(nutgraf: Nutgraf, broken: Path):
    lines = nutgraf("check", broken, COLUMNS="80").out.splitlines()
    assert lines[lines.index(str(broken / "rescued.md")) + 1].startswith("  warning line 2:")


def test_strict_fails_if_something_was_lost_but_not_if_it_was_repaired(nutgraf: Nutgraf, broken: Path):
    assert nutgraf("check", broken).code == 0
    assert nutgraf("check", broken, "--strict").code == 1
    (broken / "lost.md").unlink()
    assert nutgraf("check", broken, "--strict").code == 0


def test_withdrawn_articles_are_counted(nutgraf: Nutgraf, broken: Path):
    assert "1 article withdrawn by their outlets" in nutgraf("check", broken).out


def test_outlets_with_several_names_are_listed(nutgraf: Nutgraf, articles: Path):
    write(articles / "more.md", "More on otters", day="2020-06-12", outlet="river.example")
    text = (articles / "more.md").read_text("utf-8").replace("River News", "The River")
    (articles / "more.md").write_text(text, "utf-8")
    out = nutgraf("check", articles).out
    assert "Use one name for each outlet" in out
    assert "River News" in out
    assert "The River" in out


def test_dates_that_disagree_are_shown(nutgraf: Nutgraf):
    out = nutgraf("check").out
    assert "Correct the wrong dates" in out
    assert "2020-06-11T12:35:00Z (counts) · 2021-08-28T00:01:00Z" in out


def test_a_long_list_of_duplicates_is_cut_and_says_so(nutgraf: Nutgraf, articles: Path):
    for number in range(12):
        for outlet in ("one.example", "two.example"):
            name = f"{number}-{outlet[:3]}.md"
            write(articles / name, f"Storks nest at place {number}", day="2020-07-01", outlet=outlet)
    out = nutgraf("check", articles).out
    assert "(12)" in out
    assert "and 2 more; --json has all" in out


def test_folders_may_be_arguments_or_options(nutgraf: Nutgraf, articles: Path, seeds: Path):
    assert nutgraf("check", "--json", articles, "-c", seeds).json["files"] == 7


def test_a_missing_folder_is_wrong_usage(nutgraf: Nutgraf):
    assert nutgraf("check", "/no/such/folder").code == 2


def test_what_to_do_is_said_in_words_and_the_most_urgent_comes_first(nutgraf: Nutgraf, broken: Path):
    write(broken / "again.md", "Otters return to the Thames", day="2020-06-11", outlet="river.example")
    text = (broken / "again.md").read_text("utf-8").replace("/again", "/otters")
    (broken / "again.md").write_text(text, "utf-8")
    out = nutgraf("check", broken).out
    headings = ["Repair: something", "Check: these", "Keep one file of each"]
    assert [out.count(heading) for heading in headings] == [1, 1, 1]
    assert sorted(headings, key=out.index) == headings


def test_an_outlet_whose_name_has_nothing_in_common_with_its_website_is_named(nutgraf: Nutgraf, articles: Path):
    write(articles / "fines.md", "Fines for a data leak", day="2020-06-12", outlet="itp.example")
    text = (articles / "fines.md").read_text("utf-8").replace("Itp News", "GDPR fines")
    (articles / "fines.md").write_text(text, "utf-8")
    out = nutgraf("check", articles).out
    assert "Name these outlets" in out
    assert "itp.example: GDPR fines" in out
    assert [found["name"] for found in nutgraf("outlets", "itp", "--json", "-c", articles).json["outlets"]] == [
        "itp.example"
    ]

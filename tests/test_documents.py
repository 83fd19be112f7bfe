"""The contributors' pages are true: paths exist, tables are complete, YAML files name real commands."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.root import ROOT

BOT = ROOT / "bot"
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
DECISIONS = ROOT / "docs" / "decisions"
PAGES = sorted(DECISIONS.glob("[0-9]*.md"))

CODE = re.compile(r"`([^`\n]+)`")
PLACE = re.compile(r"[a-z_][a-z_0-9./-]*(?:/|\.py|\.md|\.toml)")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
ROW = re.compile(r"^\| \[(\d{4}): (.+)\]\((\S+)\) \| (.+) \| (\d{4}-\d{2}-\d{2}) \|$", re.MULTILINE)
ARROW = re.compile(r'(\w+)(?:\["[^"]*"\])? --> (\w+)')

IMPORT = re.compile(r"^\s*(?:from bot(?:\.[\w.]+)? import (?:\([^)]*\)|.+)|import .*\bbot\..*)$", re.MULTILINE)
"""A statement that imports one of our modules; parsing whole files would take long."""

# The architecture.


def named_places() -> set[str]:
    """Every path in the page's code spans, as it is written there."""
    return {span for span in CODE.findall(ARCHITECTURE) if PLACE.fullmatch(span)}


def packages() -> set[str]:
    return {f"{path.parent.relative_to(BOT)}/" for path in BOT.rglob("__init__.py") if path.parent != BOT}


def imports(path: Path) -> Iterator[str]:
    """The rooms that a module imports: `answers` of `bot.answers.pipeline`."""
    for statement in IMPORT.findall(path.read_text("utf-8")):
        for node in ast.parse(statement.strip()).body:
            if isinstance(node, ast.ImportFrom) and node.module == "bot":
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module.split(".")[1]
            elif isinstance(node, ast.Import):
                yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("bot."))


@cache
def import_arrows() -> set[tuple[str, str]]:
    """Every import from one room to another."""
    rooms = {path.stem for path in BOT.iterdir() if path.suffix == ".py" or path.is_dir()} - {"__init__", "__main__"}
    found: set[tuple[str, str]] = set()
    for path in BOT.rglob("*.py"):
        source = path.relative_to(BOT).parts[0].removesuffix(".py")
        found |= {(source, target) for target in imports(path) if {source, target} <= rooms and source != target}
    return found


def reachable(arrows: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Every pair of rooms that the arrows lead from and to, in one step or several."""
    found = set(arrows)
    while more := {(a, d) for a, b in found for c, d in found if b == c} - found:
        found |= more
    return found


def test_each_place_that_the_architecture_names_exists():
    places = named_places()
    assert len(places) > 100
    assert {place for place in places if not (BOT / place).exists() and not (ROOT / place).exists()} == set()


def test_the_architecture_names_every_package():
    assert packages()
    assert packages() - named_places() == set()


def test_the_architecture_names_every_room_in_its_diagram():
    drawn = {name for arrow in ARROW.findall(ARCHITECTURE) for name in arrow}
    assert drawn == {name for arrow in import_arrows() for name in arrow}


def test_each_arrow_of_the_diagram_is_an_import():
    assert set(ARROW.findall(ARCHITECTURE)) <= import_arrows()


def test_each_import_between_rooms_follows_the_arrows():
    assert import_arrows() <= reachable(set(ARROW.findall(ARCHITECTURE)))


# The decisions.


def test_the_index_of_decisions_has_a_row_for_each_page():
    rows = ROW.findall((DECISIONS / "README.md").read_text("utf-8"))
    assert [(number, name) for number, _, name, *_ in rows] == [(page.name[:4], page.name) for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_decision_has_the_title_that_the_index_gives(page: Path):
    titles = {name: title for _, title, name, *_ in ROW.findall((DECISIONS / "README.md").read_text("utf-8"))}
    assert page.read_text("utf-8").splitlines()[0] == f"# {titles[page.name]}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_decision_has_the_status_and_date_that_the_index_gives(page: Path):
    rows = {name: found for _, _, name, *found in ROW.findall((DECISIONS / "README.md").read_text("utf-8"))}
    found = re.findall(r"^- (?:Status|Date): (.+)$", page.read_text("utf-8"), re.MULTILINE)
    assert found == rows[page.name]


# What all of them link to, and the commands that they name.

TEXTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / ".github" / "pull_request_template.md"],
    key=lambda path: path.relative_to(ROOT).as_posix(),
)


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_links_to_what_exists(text: Path):
    missing = [link for link in LINK.findall(text.read_text("utf-8")) if not (text.parent / link).exists()]
    assert missing == []


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_names_make_targets_that_exist(text: Path):
    # In code only: `make` is an English word too.
    named = re.findall(r"(?:`|^)make ([a-z]+)", text.read_text("utf-8"), re.MULTILINE)
    assert set(named) <= make_targets()


def test_contributors_are_told_of_each_check():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert {
        target for target in ("check", "test", "quick", "format", "bench", "faults") if f"`make {target}`" not in text
    } == set()


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_names_files_that_exist(text: Path):
    spans = CODE.findall(text.read_text("utf-8"))
    named = [
        span for span in spans if re.fullmatch(r"(bot|tests|docs|\.ci|\.github)/[\w./-]+", span) and "NAME" not in span
    ]
    assert [span for span in named if not (ROOT / span).exists()] == []


# YAML.

YAML_FILES = sorted([*(ROOT / ".github").rglob("*.yml"), ROOT / ".pre-commit-config.yaml"])


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


@pytest.mark.parametrize("path", YAML_FILES, ids=lambda path: path.name)
def test_a_yaml_file_can_be_read(path: Path):
    assert isinstance(load(path), dict)


def test_the_workflow_runs_every_check_on_every_python_that_is_supported():
    job = load(ROOT / ".github" / "workflows" / "test.yml")["jobs"]["test"]
    assert job["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13", "3.14"]
    (step,) = [step for step in job["steps"] if "run" in step]
    assert step["run"] == ".ci/run"
    # The Makefile takes its interpreter from this variable.
    assert step["env"] == {"PYTHON": "python"}
    classifiers = (ROOT / "pyproject.toml").read_text("utf-8")
    assert all(f"Python :: {version}" in classifiers for version in job["strategy"]["matrix"]["python"])


def hooks() -> list[dict[str, Any]]:
    repositories = load(ROOT / ".pre-commit-config.yaml")["repos"]
    assert [each["repo"] for each in repositories] == ["local"]
    return repositories[0]["hooks"]


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook["id"])
def test_a_hook_calls_a_tool_of_the_projects_own_environment(hook: dict[str, Any]):
    assert hook["language"] == "system"
    command = hook["entry"].split()[0]
    assert command.startswith(".venv/bin/")
    assert (Path(sys.executable).parent / Path(command).name).exists()


def test_the_hooks_run_what_make_check_runs():
    recipe = re.search(r"^check:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert recipe is not None
    checks = re.findall(r"^\t\$\(BIN\)/([a-z-]+)", recipe[1], re.MULTILINE)
    assert {Path(hook["entry"].split()[0]).name for hook in hooks()} == set(checks)


@pytest.mark.parametrize("name", ["bug", "wrong-answer", "idea"])
def test_an_issue_form_has_what_github_asks_for(name: str):
    form = load(ROOT / ".github" / "ISSUE_TEMPLATE" / f"{name}.yml")
    assert {"name", "description", "body"} <= form.keys()
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert all(field["attributes"]["label"] for field in fields)
    ids = [field["id"] for field in fields]
    assert len(ids) == len(set(ids))

"""docs/security.md keeps its promises: its tests exist, and packages are pinned."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.support.root import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/\S+\.py)::(\w+)`", PAGE)))
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| what", "| ---"))]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_every_named_test_exists(file: str, name: str):
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    assert name in functions


@pytest.mark.parametrize("row", ROWS)
def test_every_promise_names_a_test(row: str):
    assert "::test_" in row


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_is_pinned_with_a_hash(lock: Path):
    text = re.sub(r"\\\n\s*", " ", lock.read_text("utf-8"))
    packages = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert packages
    for package in packages:
        assert re.match(r"[\w.\[\]-]+==\S+", package), package
        assert "--hash=sha256:" in package, package


def test_the_contracts_on_imports_name_the_domain():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (domain,) = (contract for contract in contracts if contract["name"] == "The domain knows nothing of Discord")
    assert {"bot.answers", "bot.coverage", "bot.digests", "bot.store"} <= set(domain["source_modules"])
    assert {"bot.settings", "bot.logs"} <= set(domain["forbidden_modules"])

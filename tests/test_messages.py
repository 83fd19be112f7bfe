"""Every message that the code says exists, in every language, with the arguments that the code gives."""

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl

from tests.support.root import ROOT

pytestmark = pytest.mark.slow

LOCALES = ROOT / "bot" / "locales"
# Whoever speaks through the catalogue does it by one of these names.
SPEAKERS = {"words", "Remark", "say"}
ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z][a-z0-9-]*)?")


class Said(NamedTuple):
    """A message id in the code: `pattern` matches it (an f-string leaves gaps); `given` its arguments where known."""

    where: str
    pattern: str
    given: frozenset[str] | None


def messages(locale: str) -> dict[str, frozenset[str]]:
    """Every message and attribute of a locale, with the variables that it uses; an id may stand only once."""
    found: dict[str, frozenset[str]] = {}
    for path in sorted((LOCALES / locale).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text("utf-8")).body:
            assert not isinstance(entry, ftl.Junk), f"{path.name}: {entry.content}"
            if not isinstance(entry, ftl.Message):
                continue
            parts = [("", entry.value), *((f".{attribute.id.name}", attribute.value) for attribute in entry.attributes)]
            for suffix, pattern in parts:
                if pattern is not None:
                    id_ = entry.id.name + suffix
                    assert id_ not in found, f"{path.name}: {id_} is there twice"
                    found[id_] = frozenset(_variables(pattern))
    return found


def _variables(node: object) -> Iterator[str]:
    if isinstance(node, ftl.VariableReference):
        yield node.id.name
    elif isinstance(node, list):
        for item in node:
            yield from _variables(item)
    elif isinstance(node, ftl.BaseNode):
        for value in vars(node).values():
            yield from _variables(value)


@cache
def parse_code() -> Mapping[Path, Sequence[ast.AST]]:
    """The nodes of each module."""
    paths = sorted((ROOT / "bot").rglob("*.py"))
    return {path: list(ast.walk(ast.parse(path.read_text("utf-8")))) for path in paths}


@cache
def said_in_code() -> Sequence[Said]:
    """Each first argument of a call that says a message, and each literal that could be one."""
    return [
        said
        for path, nodes in parse_code().items()
        for node in nodes
        if isinstance(node, ast.Call) and node.args
        for said in _said_by(node, f"{path.relative_to(ROOT)}:{node.lineno}")
    ]


def _said_by(node: ast.Call, where: str) -> Iterator[Said]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in SPEAKERS or (name.endswith("_words") and name != "split_words"):
        given = _keys(node.args[1]) if len(node.args) > 1 else None
        for pattern in _ids(node.args[0]):
            # `say` prints lines as well.
            if name != "say" or re.search(r"[a-z]\\?-", pattern):
                yield Said(where, pattern, given)


def _ids(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.IfExp):
        yield from _ids(node.body)
        yield from _ids(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values)


def _keys(node: ast.expr) -> frozenset[str] | None:
    if isinstance(node, ast.Dict) and all(isinstance(key, ast.Constant) for key in node.keys):
        return frozenset(str(key.value) for key in node.keys if isinstance(key, ast.Constant))
    return None


def find_ids(pattern: str, ids: Collection[str]) -> list[str]:
    """Return the ids that a pattern matches. Most patterns are an id and match no other."""
    id_ = re.sub(r"\\(.)", r"\1", pattern)
    if re.escape(id_) == pattern:
        return [id_] if id_ in ids else []
    found = re.compile(pattern)
    return [id_ for id_ in ids if found.fullmatch(id_)]


def literals_in_code() -> set[str]:
    """Every string in the code that has an id's shape, and a pattern for every f-string."""
    found: set[str] = set()
    for nodes in parse_code().values():
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and ID.fullmatch(node.value):
                found.add(re.escape(node.value))
            elif isinstance(node, ast.JoinedStr):
                pattern = next(_ids(node))
                if re.search(r"[a-z]{2}", pattern):
                    found.add(pattern)
    return found


OTHERS = sorted(path.name for path in LOCALES.iterdir() if path.is_dir() and path.name != "en-US")


@pytest.fixture(scope="module", autouse=True)
def parsed_code() -> Iterator[None]:
    """Free the code that was parsed, which takes 70 MB, after the last test."""
    yield
    parse_code.cache_clear()


@pytest.fixture(scope="module")
def english() -> Mapping[str, frozenset[str]]:
    return messages("en-US")


def test_what_the_code_says_is_in_the_english_catalogue(english: Mapping[str, frozenset[str]]):
    unknown = [f"{said.where} says {said.pattern}" for said in said_in_code() if not find_ids(said.pattern, english)]
    assert not unknown, f"no file of {LOCALES.name}/en-US has these"


def test_a_message_is_given_the_arguments_that_it_names(english: Mapping[str, frozenset[str]]):
    missing: list[str] = []
    for said in said_in_code():
        wanted = [english[id_] for id_ in find_ids(said.pattern, english)]
        if said.given is not None and not any(variables <= said.given for variables in wanted):
            missing.append(f"{said.where}: {said.pattern} names {wanted}")
    assert not missing


def test_no_message_is_left_that_nothing_says(english: Mapping[str, frozenset[str]]):
    # An attribute belongs to its message; whoever says the message may build the attribute's name.
    names = {*english, *(id_.split(".")[0] for id_ in english)}
    found = {id_ for pattern in literals_in_code() for id_ in find_ids(pattern, names)}
    assert not {id_ for id_ in english if id_ not in found and id_.split(".")[0] not in found}


@pytest.mark.parametrize("locale", ["en-US", *OTHERS])
def test_a_translation_names_the_same_messages_and_arguments_as_english(
    locale: str, english: Mapping[str, frozenset[str]]
):
    for id_, variables in messages(locale).items():
        assert id_ in english, f"{locale}: {id_} is not in en-US"
        assert variables == english[id_], f"{locale}: {id_} does not name the arguments of en-US"

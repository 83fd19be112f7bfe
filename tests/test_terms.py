"""One word for one thing, in everything that people read. The terms are listed here, with the words that they replace.

A word that means something else is allowed in the phrases that a term lists, and only there. Code spans, URLs, names of
settings and command-line options are no prose, so they are left out.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from typer.main import get_command

from bot.cli.commands import app
from tests.support.root import ROOT

pytestmark = pytest.mark.slow

LOCALES = ROOT / "bot" / "locales"


class Term(NamedTuple):
    """A word that people read, what it means, and its banned synonyms (regular expressions of whole words).

    `allowed`: phrases in which a banned word means something else.
    """

    word: str
    meaning: str
    banned: tuple[str, ...]
    allowed: tuple[str, ...] = ()


TERMS = (
    Term(
        "article",
        "what an outlet published at one URL",
        ("pieces?", "items?", "news reports?", "(?:a|an|one|each|every|which|several|these|those) reports?"),
        # Items of YAML lists.
        ("its first item", "an item of 'related'", "the list item"),
    ),
    Term(
        "outlet",
        "who published an article",
        ("sources?", "publishers?", "publications?", "newspapers?", "papers?", "publishing houses?"),
        # The command keeps its name.
        ("^source ",),
    ),
    Term(
        "topic",
        "a label that article files give",
        ("subjects?", "themes?", "categor(?:y|ies)", "tags?"),
        ("subject, verb, object", "forum tags?"),
    ),
    Term(
        "story",
        "all articles about one event",
        ("events?", "clusters?"),
        ("about one event", "than one event", "event loop", "client's events", "grapheme clusters"),
    ),
    Term("digest", "new stories, sent on a schedule", ("newsletters?", "bulletins?", "briefings?", "subscriptions?")),
    Term("edition", "what a digest sends at one time", ("issues?", "sendings"), ("public issue",)),
    Term("archive", "all articles that the bot has", ("corpus", "corpora", "collections?"), ("corpus-format.md",)),
    Term("headline", "an article's first line", ("titles?", "headings?"), ("neither 'title' nor 'excerpt'",)),
    Term("excerpt", "the text of an article that its file gives", ("abstracts?", "summar(?:y|ies)", "snippets?")),
    Term("quote", "a sentence of an article, word for word", ("quotations?", "citations?"), ("quotation marks",)),
    Term(
        "URL, or link",
        "where an article is",
        ("address(?:es)?",),
        ("neither an address", "address of this machine", "machine's address"),
    ),
    Term(
        "image, or chart",
        "an article's photo; coverage over time",
        ("pictures?", "drawings?", "graphs?"),
        ("graph of pairs", "make pictures", "neighbor graph"),
    ),
    Term("server", "where members and channels are", ("guilds?",), ("Guild Install",)),
    Term(
        "direct message",
        "a message to one person",
        ("DMs?", "PMs?", "private messages?"),
        ("general, newsroom or dm", "pm afternoon afternoons"),
    ),
    Term("time zone", "Europe/Berlin", ("timezones?",)),
    Term("closest", "what comes next to a match", ("nearest",)),
    Term("fix", "what ends a problem", ("mend(?:s|ed|ing)?", "remed(?:y|ies)")),
    Term("operator", "who runs the bot", ("(?:whoever|those who|people who) runs? (?:me|this bot|the bot)",)),
    Term("database", "where digests are stored", ("(?:the|a|my|its|each|our) stores?",)),
)


class Text(NamedTuple):
    """Something that people read: where it stands, and its words."""

    place: str
    words: str


def messages() -> Iterator[Text]:
    """Messages and attributes of every English locale, without what is filled in."""
    for path in sorted(LOCALES.glob("en*/*.ftl")):
        for entry in FluentParser().parse(path.read_text("utf-8")).body:
            if isinstance(entry, ftl.Message):
                parts = [entry.value, *(attribute.value for attribute in entry.attributes)]
                words = "\n".join(spoken(part) for part in parts if part is not None)
                yield Text(f"{path.name}: {entry.id.name}", words)


def spoken(node: ftl.Pattern) -> str:
    """A pattern's own text, that of its variants included; a gap is an ellipsis."""
    found: list[str] = []
    for element in node.elements:
        if isinstance(element, ftl.TextElement):
            found.append(element.value)
        elif isinstance(element.expression, ftl.SelectExpression):
            found.append(" / ".join(spoken(variant.value) for variant in element.expression.variants))
        else:
            found.append("…")
    return "".join(found)


def helps() -> Iterator[Text]:
    """What `--help` shows of the program, its commands, their arguments and options."""
    group = get_command(app)
    yield Text("nutgraf --help", f"{group.help} {group.epilog}")
    for name, command in sorted(group.commands.items()):  # pyright: ignore[reportAttributeAccessIssue]
        texts = [command.help, *(option.help for option in command.params)]
        yield Text(f"nutgraf {name} --help", "\n".join(text for text in texts if text))


def documents() -> Iterator[Text]:
    """Every document, without its code."""
    paths = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / ".github").rglob("*.md")]
    for path in sorted(paths):
        words = re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
        yield Text(str(path.relative_to(ROOT)), words)
    for path in sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml")):
        yield Text(str(path.relative_to(ROOT)), path.read_text("utf-8"))


def comments() -> Iterator[Text]:
    """The comments and messages of files that operators edit or run."""
    names = (
        ".env.example",
        "Makefile",
        "Dockerfile",
        "compose.yaml",
        ".ci/run",
        ".ci/install-packages",
        ".ci/install-postgres",
        "requirements/lock",
    )
    for name in names:
        lines = (ROOT / name).read_text("utf-8").splitlines()
        yield Text(name, "\n".join(line for line in lines if re.match(r"\s*#", line) or "echo" in line))


def printed() -> Iterator[Text]:
    """What the code itself prints or logs: literals that read as prose."""
    for path in sorted((ROOT / "bot").rglob("*.py")):
        if "answers" not in path.parts:
            tree = ast.parse(path.read_text("utf-8"))
            yield Text(str(path.relative_to(ROOT)), "\n".join(literals(tree)))


def literals(tree: ast.Module) -> Iterator[str]:
    documentation: set[int] = set()
    for node in ast.walk(tree):
        # A docstring's statement comes before it.
        if isinstance(node, ast.Expr):
            documentation.add(id(node.value))
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in documentation:
            continue
        if re.search(r"[a-z]{2,} [a-z]{2,}", node.value) and "\\" not in node.value:
            yield node.value


def prose(words: str) -> str:
    """Text without code spans, URLs, link targets, settings and options."""
    words = re.sub(r"`[^`\n]*`|\]\([^)]*\)|https?://\S+|--[a-z-]+(?: dm)?|\b[A-Z][A-Z_]+\b", " ", words)
    return re.sub(r"\s+", " ", words)


@pytest.fixture(scope="module")
def texts() -> Sequence[Text]:
    """Every text as prose."""
    found = [*messages(), *helps(), *documents(), *comments(), *printed()]
    return [Text(text.place, prose(text.words)) for text in found]


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.word)
def test_a_thing_has_one_word(term: Term, texts: Sequence[Text]):
    banned = re.compile(rf"\b(?:{'|'.join(term.banned)})\b", re.IGNORECASE)
    allowed = re.compile("|".join(term.allowed) or r"(?!)", re.IGNORECASE)
    found = [
        f"{text.place}: …{words[max(0, match.start() - 30) : match.end() + 30]}…"
        for text in texts
        for words in [allowed.sub(" ", text.words)]
        for match in banned.finditer(words)
    ]
    assert not found, f"{term.word} ({term.meaning}) is the word:\n" + "\n".join(found)

"""Checks the promise that every reply keeps: it states nothing that no article states.

A reply is taken apart piece by piece. A piece is supported if it is word for word from an article that the reply links
to; if it is a name, a number or a day; if the reader wrote it; or if it is a message of the catalogue that contains
nothing but such pieces.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl

from bot.catalogue import FOLDER, Catalogue
from bot.chat.cards.parts.markdown import clean_line, clean_link_target
from bot.coverage.archive.archive import Archive
from tests.support import replies

# Files of messages that are never part of a reply.
NOT_IN_REPLIES = {"cli", "sandbox", "commands"}
DOT = " · "
# How deeply pieces are nested: a name in a list, in a message, in a line.
DEEPEST = 4
_BRACKETS = str.maketrans("\uff3b\uff3d", "[]")
_MARKS = str.maketrans(dict.fromkeys('“”‘’"', "'"))
_LINK = re.compile(r"\[((?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]\((https?://[^\s)]+)\)")
_DECORATION = re.compile(r"^(?:#{1,3} |> |- |-# |⋯ |</[a-z]+:\d+> |`/[a-z]+` |\s+)+")
_DAY = re.compile(r"<t:-?\d+:[A-Za-z]>|[A-Z][a-z]+ \d{1,2}, \d{4}|[A-Z][a-z]+ \d{4}|\d{4}(?:-\d\d){0,2}")
_FIGURE = re.compile(r"[\d,.]+|v?\d+(?:\.\d+)+|[0-9a-f]{12}|</[\w-]+:\d+>|/[a-z]+")


def unsupported(message: replies.Message, archive: Archive, typed: Iterable[str] = ()) -> list[str]:
    """Return the pieces of a reply that nothing supports. `typed`: what the reader wrote."""
    links = set(replies.links(message))
    # An article without a URL is listed without a link, and never quoted.
    linked = [article for article in archive.articles if article.url is None or clean_link_target(article.url) in links]
    wordings = [wording for article in linked for wording in article.wordings]
    texts = [_plain(text) for wording in wordings for text in (wording.title, wording.excerpt)]
    names = [name for outlet in archive.outlets.values() for name in (*outlet.names, *outlet.domains, outlet.key)]
    names += [name for topic in archive.topics.values() for name in (topic.name, topic.key)]
    all_wordings = (wording for article in archive.articles for wording in article.wordings)
    vocabulary = {
        word for wording in all_wordings for word in re.findall(r"\w+", f"{wording.title} {wording.excerpt}".casefold())
    }
    support = _Support(texts, frozenset(map(_plain, names)), list(map(_plain, typed)), vocabulary)
    return [piece for text in replies.raw_texts(message) for piece in _pieces(text) if not support.covers(piece)]


class _Support:
    """Everything that one reply may say."""

    def __init__(self, texts: list[str], names: frozenset[str], typed: list[str], vocabulary: set[str]) -> None:
        self.texts, self.names, self.typed, self.vocabulary = texts, names, typed, vocabulary

    def covers(self, piece: str, depth: int = 0) -> bool:
        piece = piece.strip().strip("*`").strip()
        if not re.search(r"\w", piece) or self._is_name(piece) or self._is_quote(piece):
            return True
        if depth > DEEPEST:
            return False
        if DOT in piece and all(self.covers(part, depth + 1) for part in piece.split(DOT)):
            return True
        for pattern in _messages():
            match = pattern.fullmatch(piece)
            if match and all(self._covers_argument(value, depth) for value in match.groups() if value is not None):
                return True
        return False

    def _is_name(self, piece: str) -> bool:
        return piece in self.names or bool(_DAY.fullmatch(piece)) or bool(_FIGURE.fullmatch(piece))

    def _is_quote(self, piece: str) -> bool:
        """Return whether a piece is word for word from a text, as a whole or cut off. Quotation marks may be others."""
        quoted = piece.strip("“”").removesuffix("…").rstrip().translate(_MARKS).strip("'")
        return any(quoted in text.translate(_MARKS) for text in (*self.texts, *self.typed))

    def _covers_argument(self, value: str, depth: int) -> bool:
        # A count may follow a name, and a word may be corrected to one that the archive has.
        value = re.sub(r" \(\d+\)$", "", value)
        if self.covers(value, depth + 1) or value.strip("“”").casefold() in self.vocabulary:
            return True
        parts = re.split(r", | and ", value)
        return len(parts) > 1 and all(self._covers_argument(part, depth + 1) for part in parts)


def _pieces(markdown: str) -> Iterator[str]:
    """Yield the lines of a text without decoration. Suggestions of what to ask state nothing, so they are left out."""
    in_suggestions = False
    for line in markdown.splitlines():
        in_suggestions = (in_suggestions and line.startswith("- ")) or line.strip("*") in _suggestion_headings()
        bare = _DECORATION.sub("", _LINK.sub(lambda match: match[1], line)).replace("**", "")
        if not in_suggestions:
            yield _plain(replies.unescaped(bare))


@cache
def _suggestion_headings() -> frozenset[str]:
    """Return the headings of lists of what a reader could type."""
    words = Catalogue.load().get_translator()
    return frozenset({words("card-try"), words("help-examples")})


def _plain(text: str) -> str:
    """Return a text as a card shows it: one line, with brackets as in links."""
    return clean_line(text).translate(_BRACKETS)


@cache
def _messages() -> list[re.Pattern[str]]:
    """Return a pattern for every message of the English catalogue, with a group for each argument."""
    paths = (path for path in sorted(Path(FOLDER, "en-US").glob("*.ftl")) if path.stem not in NOT_IN_REPLIES)
    entries = (entry for path in paths for entry in FluentParser().parse(path.read_text("utf-8")).body)
    patterns = [_to_regex(entry.value) for entry in entries if isinstance(entry, ftl.Message) and entry.value]
    # A message that is nothing but an argument would match anything.
    return [re.compile(pattern, re.DOTALL) for pattern in patterns if re.search(r"\w", pattern.replace("(.+?)", ""))]


def _to_regex(pattern: ftl.Pattern) -> str:
    parts: list[str] = []
    for element in pattern.elements:
        if isinstance(element, ftl.TextElement):
            parts.append(re.escape(_without_bold(element.value)))
        elif isinstance(element.expression, ftl.SelectExpression):
            variants = [_to_regex(variant.value) for variant in element.expression.variants]
            parts.append(f"(?:{'|'.join(variants)})")
        else:
            parts.append("(.+?)")
    return re.sub(r"(?:\\\s|\s)+", r"\\s+", "".join(parts))


def _without_bold(text: str) -> str:
    return text.replace("**", "")

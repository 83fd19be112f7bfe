"""The promise that every reply keeps: whatever it says is the catalogue's, or stands in an article that it links to.

A reply is taken apart into what is said, piece by piece. A piece may be word for word from an article that the reply
links to; or a name, number or day; or the reader's own words; or a message of the catalogue with such pieces in it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl

from bot.catalogue import FOLDER, Catalogue
from bot.chat.cards.markdown import clean_line, link_target
from bot.coverage.archive.archive import Archive
from tests.support import replies

# Rooms whose messages are never part of a reply.
ELSEWHERE = {"cli", "sandbox", "commands"}
DOT = " · "
# A list of names within a message within a line is as far as one thing stands within another.
DEEPEST = 4
_BRACKETS = str.maketrans("\uff3b\uff3d", "[]")
_LINK = re.compile(r"\[((?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]\((https?://[^\s)]+)\)")
_DECORATION = re.compile(r"^(?:#{1,3} |> |- |-# |⋯ |</[a-z]+:\d+> |`/[a-z]+` |\s+)+")
_DAY = re.compile(r"<t:-?\d+:[A-Za-z]>|[A-Z][a-z]+ \d{1,2}, \d{4}|[A-Z][a-z]+ \d{4}|\d{4}(?:-\d\d){0,2}")
_FIGURE = re.compile(r"[\d,.]+|v?\d+(?:\.\d+)+|[0-9a-f]{12}|</[\w-]+:\d+>|/[a-z]+")


def unsupported(message: replies.Message, archive: Archive, said: Iterable[str] = ()) -> list[str]:
    """What a reply says that nothing stands for; empty where it keeps the promise. `said`: the reader's own words."""
    links = set(replies.links(message))
    # What has no address of its own is listed without a link, and never quoted as evidence.
    linked = [article for article in archive.articles if article.url is None or link_target(article.url) in links]
    wordings = [wording for article in linked for wording in article.wordings]
    texts = [_plain(text) for wording in wordings for text in (wording.title, wording.excerpt)]
    names = [name for outlet in archive.outlets.values() for name in (*outlet.names, *outlet.domains, outlet.key)]
    names += [each for topic in archive.topics.values() for each in (topic.name, topic.key)]
    words = (wording for article in archive.articles for wording in article.wordings)
    vocabulary = {
        word for wording in words for word in re.findall(r"\w+", f"{wording.title} {wording.excerpt}".casefold())
    }
    known = _Known(texts, frozenset(map(_plain, names)), [_plain(each) for each in said], vocabulary)
    return [piece for text in replies.raw_texts(message) for piece in _pieces(text) if not known.holds(piece)]


class _Known:
    """All that may be said in one reply."""

    def __init__(self, texts: list[str], names: frozenset[str], said: list[str], vocabulary: set[str]) -> None:
        self.texts, self.names, self.said, self.vocabulary = texts, names, said, vocabulary

    def holds(self, piece: str, depth: int = 0) -> bool:
        piece = piece.strip().strip("*`").strip()
        if not re.search(r"\w", piece) or self._names(piece) or self._quotes(piece):
            return True
        if depth > DEEPEST:
            return False
        if DOT in piece and all(self.holds(part, depth + 1) for part in piece.split(DOT)):
            return True
        for pattern in _messages():
            match = pattern.fullmatch(piece)
            if match and all(self._filled(value, depth) for value in match.groups() if value is not None):
                return True
        return False

    def _names(self, piece: str) -> bool:
        return piece in self.names or bool(_DAY.fullmatch(piece)) or bool(_FIGURE.fullmatch(piece))

    def _quotes(self, piece: str) -> bool:
        """Word for word, as a whole or from the beginning to where it was cut."""
        quoted = piece.strip("“”").removesuffix("…").rstrip()
        return any(quoted in text for text in self.texts) or any(quoted in text for text in self.said)

    def _filled(self, value: str, depth: int) -> bool:
        # A name may be counted, and a word corrected into one that the archive has.
        value = re.sub(r" \(\d+\)$", "", value)
        if self.holds(value, depth + 1) or value.strip("“”").casefold() in self.vocabulary:
            return True
        parts = re.split(r", | and ", value)
        return len(parts) > 1 and all(self._filled(part, depth + 1) for part in parts)


def _pieces(markdown: str) -> Iterator[str]:
    """The lines of a text as they read, without what decorates them. What could be asked next states nothing."""
    offered = False
    for line in markdown.splitlines():
        offered = (offered and line.startswith("- ")) or line.strip("*") in _offers()
        bare = _DECORATION.sub("", _LINK.sub(lambda match: match[1], line)).replace("**", "")
        if not offered:
            yield _plain(replies.unescaped(bare))


@cache
def _offers() -> frozenset[str]:
    """The headings under which the bot lists what a reader could type."""
    words = Catalogue.load().get_translator()
    return frozenset({words("card-try"), words("help-examples")})


def _plain(text: str) -> str:
    """`text` as a card would show it: one line, brackets as they stand in links."""
    return clean_line(text).translate(_BRACKETS)


@cache
def _messages() -> list[re.Pattern[str]]:
    """A pattern for every message of the English catalogue, with a group for each gap."""
    rooms = (path for path in sorted(Path(FOLDER, "en-US").glob("*.ftl")) if path.stem not in ELSEWHERE)
    entries = (entry for path in rooms for entry in FluentParser().parse(path.read_text("utf-8")).body)
    patterns = [_of_pattern(entry.value) for entry in entries if isinstance(entry, ftl.Message) and entry.value]
    # One that is nothing but a gap would let anything pass.
    return [re.compile(each, re.DOTALL) for each in patterns if re.search(r"\w", each.replace("(.+?)", ""))]


def _of_pattern(pattern: ftl.Pattern) -> str:
    parts: list[str] = []
    for element in pattern.elements:
        if isinstance(element, ftl.TextElement):
            parts.append(re.escape(_markdown_off(element.value)))
        elif isinstance(element.expression, ftl.SelectExpression):
            variants = [_of_pattern(variant.value) for variant in element.expression.variants]
            parts.append(f"(?:{'|'.join(variants)})")
        else:
            parts.append("(.+?)")
    return re.sub(r"(?:\\\s|\s)+", r"\\s+", "".join(parts))


def _markdown_off(text: str) -> str:
    return text.replace("**", "")

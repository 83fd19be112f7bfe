"""Patterns that ignore case, and are fast on texts in Latin letters.

A case-insensitive search takes two to four times as long as a search with small letters in a text in small letters. In
most texts each letter keeps its place when it is made small, so the matches of the one are those of the other.

To tell whether any of several patterns matches, those that begin alike are searched for together: `re` then tests `^`
or `\\b` once for all of them, and goes on at once where it fails.
"""

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import groupby

from bot.answers.analysis.scripts import is_western

_CAPITAL = re.compile(r"(?<!\\)(?:\\\\)*[A-Z]")


def unite_patterns(patterns: "Iterable[CaselessPattern]") -> "CaselessPattern":
    """Return a pattern that matches what any of several patterns matches: one search tells that none of them does."""
    return CaselessPattern(*(alternative for pattern in patterns for alternative in pattern.patterns))


class CaselessPattern:
    """A compiled pattern that ignores case. `pattern` must be in small letters, except for classes such as `\\W`."""

    def __init__(self, *patterns: str) -> None:
        """`patterns`: any of them may match. Raises ValueError if one has a capital letter."""
        self.patterns = patterns
        self._source = "|".join(patterns)
        if _CAPITAL.search(self._source):
            raise ValueError(f"a capital letter is in {self._source}")
        groups = groupby(sorted(patterns, key=_read_beginning), key=_read_beginning)
        self._groups = [re.compile("|".join(group)) for _, group in groups]

    # Compiling these two for all patterns takes a tenth of the time that a question's modules take to be imported, and
    # most patterns are only ever searched for in texts in Latin letters.

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern itself, which ignores case."""
        return re.compile(self._source, re.IGNORECASE)

    @cached_property
    def _small(self) -> re.Pattern[str]:
        return re.compile(self._source)

    def is_in(self, text: str) -> bool:
        """Tell whether the pattern matches anywhere in a text."""
        if not is_western(text):
            return self.pattern.search(text) is not None
        small = text.lower()
        for group in self._groups:  # noqa: SIM110 - a generator takes as long as a search
            if group.search(small) is not None:
                return True
        return False

    def begins(self, text: str) -> bool:
        """Tell whether the pattern matches at the beginning of a text."""
        if is_western(text):
            return self._small.match(text.lower()) is not None
        return self.pattern.match(text) is not None

    def find(self, text: str) -> int:
        """Return where the pattern first matches in a text, in characters; -1 if it does not."""
        groups, text = (self._groups, text.lower()) if is_western(text) else ((self.pattern,), text)
        first = -1
        for group in groups:
            match = group.search(text)
            if match is not None and (first < 0 or match.start() < first):
                first = match.start()
        return first

    def replace(self, text: str, replacement: str) -> str:
        """Replace each match in a text."""
        return self.pattern.sub(replacement, text) if self.is_in(text) else text

    def find_spans(self, text: str) -> list[tuple[int, int]]:
        """Return where each match in a text starts and ends."""
        matches = self._small.finditer(text.lower()) if is_western(text) else self.pattern.finditer(text)
        return [match.span() for match in matches]


def _read_beginning(pattern: str) -> str:
    """Return what a pattern begins with: `^` or `\\b`; an empty text for anything else."""
    return next(filter(pattern.startswith, ("^", r"\b")), "")

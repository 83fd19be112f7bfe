"""Cues: the words beside a name that show that it is an outlet's, and whether it is meant as a limit."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from bot.answers.query.grammar import CUE_AUXILIARY, CUE_OUTLET, CUE_PIECE, CUE_REPORTED_BY, CUE_VERB

_CACHE_SIZE = 1 << 12
_CUE_WINDOW = 7
"""Words on each side of a name that are searched for a cue."""

CueBefore = Literal["compared", "excluded", "pieces", "outlet", "attribution", "from", "by", "in", "question"]
CueAfter = Literal["verb", "noun", "about"]

_ANYTHING = r"(?:anything|something|everything|nothing|more|ones|what)"
_NOT = r"(?:not|never|nothing|none|isnt|arent|wasnt|werent|dont|doesnt)"
_HOW = r"(?:what|how)"
_RELEASED = r"(?:reported|published|written|posted|out|available|seen|coming)"

# By what stands before a name. After "pieces" and "outlet" the name can only be an outlet's. After "attribution" it
# says something, as people do too. "question": "what did … say". "compared" counts only beside another outlet.
# The first pattern that matches counts.
_BEFORE: dict[CueBefore, str] = {
    "compared": (
        rf"(?:compar(?:e|ing)|contrast(?:ing)?)(?: {_HOW}| the| {CUE_PIECE}| (?:of|from|by|in)){{0,4}}"
        rf"|(?:comparison|differences?|contrast)(?: {CUE_PIECE})?(?: of| between| in)"
        r"|(?:dis)?agree(?:s|d)? with|differ(?:s|ed|ent|ently)? (?:from|to|than)|contradict(?:s|ed)?"
        r"|(?:say(?:ing|s)? |said |report(?:ed|ing|s)? )?(?:the )?same (?:things? |story )?(?:as|like)"
        r"|compare[sd]? (?:to|with)"
    ),
    "excluded": (
        rf"(?:but |and )?{_NOT}(?: (?:{CUE_PIECE}|{_ANYTHING}|{CUE_REPORTED_BY}|include|show|want|me)){{1,2}} "
        r"(?:from|by|in)"
        rf"|(?:but |and )?{_NOT} (?:from|in)"
        r"|(?:except|excluding|besides|minus|without|ignoring|ignore|exclude|skip|outside)(?: for| from| by| of)?"
        rf"(?: (?:{_ANYTHING}|{CUE_PIECE}))?(?: from| by| in)?"
        r"|(?:other than|apart from|aside from|but not)(?: from| in)?"
    ),
    "pieces": (
        rf"{CUE_PIECE}(?: {_RELEASED})? (?:from|by|in|via)|{_ANYTHING} (?:from|via)"
        r"|(?:published|posted|seen|featured) (?:on|in|by)"
    ),
    "outlet": rf"{CUE_OUTLET}(?: called| named)?",
    "attribution": rf"(?:as )?{CUE_REPORTED_BY} (?:by|in|from|at)|according to|as per|per|via|citing|quoting",
    "from": r"from|only",
    "by": r"by",
    "in": r"in|on|at",
    "question": rf"(?:(?:what|how|when|why|where|which|that|whether|if) )?(?:else )?{CUE_AUXILIARY}",
}
_AFTER: dict[CueAfter, str] = {
    "verb": (
        rf"(?:ever |also |already |first |recently |have to |had to |actually )?{CUE_VERB}"
        r"(?: (?:the )?same(?: things?| story)?)?"
    ),
    "noun": (
        r"(?:(?:news|online|web|website|magazine|exclusive|original|own|first|latest|newest|recent) )?"
        rf"(?:{CUE_PIECE}|archives?|take|view)"
    ),
    "about": r"on|about|regarding|covering",
}


class Cue(NamedTuple):
    """The cue beside a name: what kind it is, and its length in words. `NO_CUE` has an empty kind."""

    kind: CueBefore | CueAfter | Literal[""]
    length: int


NO_CUE = Cue("", 0)
_BEFORE_PATTERNS: dict[CueBefore, re.Pattern[str]] = {
    kind: re.compile(rf"(?:^|\s)(?:{pattern})$") for kind, pattern in _BEFORE.items()
}
_ANY_BEFORE = re.compile(rf"(?:^|\s)(?:{'|'.join(_BEFORE.values())})$")
"""Matches what any of them matches. Few words are a cue, so mostly one search tells that there is none."""
_AFTER_PATTERNS: dict[CueAfter, re.Pattern[str]] = {
    kind: re.compile(rf"(?:{pattern})(?=\s|$)") for kind, pattern in _AFTER.items()
}
_ANY_AFTER = re.compile(rf"(?:{'|'.join(_AFTER.values())})(?=\s|$)")


def find_cue_before(words: Sequence[str]) -> Cue:
    """Return the cue at the end of `words`: the folded words before a name, one for each token."""
    # "By both Reuters and ZDNet": the cue stands before "both".
    skipped = bool(words) and words[-1] in {"both", "either", "neither"}
    cue = _find_cue_at_end(" ".join(words[-_CUE_WINDOW - skipped : len(words) - skipped]))
    return Cue(cue.kind, cue.length + skipped) if cue.length else cue


@lru_cache(_CACHE_SIZE)
def _find_cue_at_end(text: str) -> Cue:
    if _ANY_BEFORE.search(text) is None:
        return NO_CUE
    return _find_first_cue((kind, pattern.search(text)) for kind, pattern in _BEFORE_PATTERNS.items())


def find_cue_after(words: Sequence[str]) -> Cue:
    """Return the cue at the beginning of `words`: the folded words after a name, one for each token."""
    return _find_cue_at_start(" ".join(words[:_CUE_WINDOW]))


@lru_cache(_CACHE_SIZE)
def _find_cue_at_start(text: str) -> Cue:
    if _ANY_AFTER.match(text) is None:
        return NO_CUE
    return _find_first_cue((kind, pattern.match(text)) for kind, pattern in _AFTER_PATTERNS.items())


def _find_first_cue(matches: Iterable[tuple[CueBefore | CueAfter, re.Match[str] | None]]) -> Cue:
    return next((Cue(kind, len(match.group().split())) for kind, match in matches if match), NO_CUE)


class CueFinder:
    """Finds the cues beside the words of one question. Names of several lengths are tried; each cue is found once."""

    def __init__(self, words: Sequence[str]) -> None:
        """`words`: the folded words of the question, one for each token."""
        self._words = words
        self._before: dict[int, Cue] = {}
        self._after: dict[int, Cue] = {}

    def before(self, first: int) -> Cue:
        """Return the cue before a name that begins at this token."""
        cue = self._before.get(first)
        if cue is None:
            cue = self._before[first] = find_cue_before(self._words[max(0, first - _CUE_WINDOW - 1) : first])
        return cue

    def after(self, end: int) -> Cue:
        """Return the cue after a name that ends before this token."""
        cue = self._after.get(end)
        if cue is None:
            cue = self._after[end] = find_cue_after(self._words[end : end + _CUE_WINDOW])
        return cue

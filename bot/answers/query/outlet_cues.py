"""The words beside a name that show it to be an outlet, and whether it is meant as a limit."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_NOUN = (
    r"(?:articles?|reports?|reporting|stor(?:y|ies)|pieces?|coverage|headlines?|news|posts?|items?|writeups?|reviews?"
    r"|interviews?|editorials?|columns?|pages?|publications?|entries)"
)
_ANY = r"(?:anything|something|everything|nothing|more|ones|what)"
_TOLD = (
    r"(?:reported|published|written|covered|posted|carried|printed|described|mentioned|discussed|noted|featured"
    r"|appear(?:ed|ing|s)?|quoted|stated|claimed|detailed|documented|revealed|said|told|read|released|issued|listed)"
)
_NOT = r"(?:not|never|nothing|none|isnt|arent|wasnt|werent|dont|doesnt)"

_KINDS = r"(?:outlets?|(?:web ?)?sites?|newspapers?|papers?|magazines?|broadcasters?|blogs?|publishers?|publications?)"
_SET = r"(?:reported|published|written|posted|out|available|seen|coming)"

# What stands before a name. "articles" and "outlet": it can be nothing but an outlet; "told": it says something, as
# people do too; "ask": what did … say.
_BEFORE = {
    "denied": rf"(?:but |and )?{_NOT}(?: (?:{_NOUN}|{_ANY}|{_TOLD}|include|show|want|me)){{1,2}} (?:from|by|in)"
    rf"|(?:but |and )?{_NOT} (?:from|in)"
    r"|(?:except|excluding|besides|minus|without|ignoring|ignore|exclude|skip|outside)(?: for| from| by| of)?"
    rf"(?: (?:{_ANY}|{_NOUN}))?(?: from| by| in)?"
    r"|(?:other than|apart from|aside from|but not)(?: from| in)?",
    "articles": (
        rf"{_NOUN}(?: {_SET})? (?:from|by|in|via)|{_ANY} (?:from|via)|(?:published|posted|seen|featured) (?:on|"
        r"in|by)"
    ),
    "outlet": rf"{_KINDS}(?: called| named)?",
    "told": rf"(?:as )?{_TOLD} (?:by|in|from|at)|according to|as per|per|via|citing|quoting",
    "from": r"from|only",
    "by": r"by",
    "in": r"in|on|at",
    "ask": r"(?:(?:what|how|when|why|where|which|that|whether|if) )?(?:else )?"
    r"(?:did|does|do|has|have|had|is|was|are|were|could|can|will|would|might)",
}
_AFTER = {
    "verb": r"(?:ever |also |already |first |recently |have to |had to |actually )?"
    r"(?:say(?:s|ing)?|said|report(?:s|ed|ing)?|writ(?:e|es|ing|ten)|wrote|publish(?:es|ed|ing)?"
    r"|cover(?:s|ed|ing)?|claim(?:s|ed|ing)?|mention(?:s|ed|ing)?|not(?:e|es|ed|ing)|describ(?:e|es|ed|ing)"
    r"|tell(?:s|ing)?|told|quot(?:e|es|ed)|argu(?:e|es|ed)|suggest(?:s|ed)?|discuss(?:es|ed)?|explain(?:s|ed)?"
    r"|stat(?:e|es|ed)|reveal(?:s|ed)?|run|ran|thinks?|makes? of|have on|have about|has on|has about)",
    "noun": r"(?:(?:news|online|web|website|magazine|exclusive|original|own|first|latest|newest|recent) )?"
    rf"(?:{_NOUN}|archives?|take|view)",
    "about": r"on|about|regarding|covering",
}
LOOK = 7
"""Words beside a name that are looked at."""


class Cue(NamedTuple):
    """What stands beside a name: a key of the tables above, empty for nothing; and how many words long it is."""

    kind: str
    length: int


NOTHING = Cue("", 0)
_ENDS = {kind: re.compile(rf"(?:^|\s)(?:{pattern})$") for kind, pattern in _BEFORE.items()}
_BEGINS = {kind: re.compile(rf"(?:{pattern})(?=\s|$)") for kind, pattern in _AFTER.items()}


def cue_before(words: Sequence[str]) -> Cue:
    """The cue that `words` (folded, one for each token) end with."""
    # "By both Reuters and ZDNet": the cue stands before "both".
    between = bool(words) and words[-1] in {"both", "either", "neither"}
    said = " ".join(words[-LOOK - between : len(words) - between])
    cue = _first((kind, pattern.search(said)) for kind, pattern in _ENDS.items())
    return Cue(cue.kind, cue.length + between) if cue.length else cue


def cue_after(words: Sequence[str]) -> Cue:
    """The cue that `words` begin with."""
    said = " ".join(words[:LOOK])
    return _first((kind, pattern.match(said)) for kind, pattern in _BEGINS.items())


def _first(found: Iterable[tuple[str, re.Match[str] | None]]) -> Cue:
    return next((Cue(kind, len(match.group().split())) for kind, match in found if match), NOTHING)

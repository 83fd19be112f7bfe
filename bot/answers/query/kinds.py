"""Classify a question by the answer that it wants: a time, a number, a person, the newest articles, all of them …"""

import re
from typing import Literal

from bot.answers.query.grammar import AUXILIARY, EVERY, ON, OUTLET, PIECE, REPORTED, SOMEONE, SUPERLATIVE, compile_any
from bot.answers.query.subject import strip_politeness

Kind = Literal[
    "what", "when", "how_long", "how_many", "who", "where", "why", "whether", "outlets", "latest", "oldest", "list"
]

# Longer questions have several clauses; "latest" or "how long" in one of them does not tell the kind of the whole.
_MAX_WORDS = 30

# The first of these patterns that matches tells the kind.
_PHRASES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "when",
        compile_any(
            r"\bhow long ago\b",
            r"\bsince when\b",
            r"\b(?:what|which)(?: was| is)? (?:the )?(?:exact )?(?:date|day|month|year|time)\b",
        ),
    ),
    (
        "how_long",
        compile_any(
            r"\bhow long\b",
            r"\bhow many (?:more )?(?:hours|days|weeks|months|years)\b",
            r"\bfor what period\b",
            r"\bduration of\b",
        ),
    ),
    (
        "outlets",
        compile_any(rf"\bhow many (?:other |news |different )*{OUTLET}\b"),
    ),
    (
        "how_many",
        compile_any(
            r"\bhow (?:many|much)\b",
            r"\b(?:what|which) (?:is the )?(?:number|share|percentage|proportion|amount) of\b",
            r"^\W*(?:the )?number of\b",
        ),
    ),
    (
        "oldest",
        compile_any(
            r"\b(?:oldest|earliest|very first)\b",
            rf"\bfirst (?:\w+ )?{PIECE}\b",
            rf"\bfirst (?:to )?{REPORTED}\b",
            rf"\b(?:who|which|what)\b.{{0,60}}?\b{REPORTED} (?:\w+ ){{0,8}}first\W*$",
        ),
    ),
    (
        "outlets",
        compile_any(
            rf"\b(?:which|what) (?:other |news |different )*{OUTLET}\b(?! (?:is|are|was|were)\b)",
            rf"\bwho(?: else)?(?: has| have)?(?: also)? {REPORTED}\b",
            rf"\bwhere (?:was|were|is|has) .{{1,60}}?\b(?:been )?{REPORTED}\b",
            rf"\b(?:list|name) (?:all |the )*{OUTLET}\b",
        ),
    ),
    (
        "latest",
        compile_any(
            rf"\b(?:latest|newest|most recent|recent)(?: (?!tech|ver)\w+){{0,2}} {PIECE}\b",
            r"\b(?:latest|newest)(?= (?:on|about|from|in|regarding)\b)",
            r"^\W*(?:the )?(?:latest|newest|most recent)\b",
            r"\bwhat(?:['\u2019]?s| is| are)(?: the)? (?:latest|newest|new|happening|going on)\b",
            r"\b(?:anything|something) new\b",
            r"\bup to date\b",
        ),
    ),
    (
        "list",
        compile_any(
            r"^\W*(?:list|show|give|find|get|search|display|fetch|enumerate)\b",
            r"^\W*(?:is|are) there (?:any|some)",
            rf"^\W*(?:{EVERY} )?(?:the )?{PIECE} (?:{ON}|since|before|after|between|published)\b",
            rf"\b(?:which|what|all|every|any) (?:the |of the )?{PIECE}\b",
            r"\banything (?:about|on|from|by|in)\b",
            r"\beverything (?:about|on|from|by)\b",
            r"\bwhat (?:do|have) you (?:have|got|know)\b",
        ),
    ),
)
# Otherwise the earliest match in the text tells it; of two matches at the same word, the first in this list.
_QUESTION_WORDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("when", compile_any(rf"\bwhen\b(?=['\u2019]s\b|\s+{AUXILIARY}\b|\W*$)")),
    (
        "where",
        compile_any(
            rf"\bwhere\b(?=['\u2019]s\b|\s+{AUXILIARY}\b|\W*$)",
            r"\b(?:in |at |from )?(?:which|what) (?:place|city|country|state|town|county|region)\b",
        ),
    ),
    (
        "why",
        compile_any(
            r"\bwhy\b",
            r"\bhow come\b",
            r"\bwhat (?:was|is|were|are) the (?:reasons?|causes?|motives?)\b",
            r"\bwhat (?:caused|led)\b",
            r"\bfor (?:what|which) reasons?\b",
        ),
    ),
    (
        "who",
        compile_any(
            r"\bwho(?:m|se)?\b",
            rf"\b(?:which|what) (?:(?!{AUXILIARY}\b|the\b|about\b|{SUPERLATIVE}\b)[\w-]+ ){{0,3}}?{SOMEONE}\b",
        ),
    ),
    ("whether", compile_any(r"\bwhether\b", rf"^\W*{AUXILIARY}\b(?! (?:you|me)\b)")),
    ("what", compile_any(r"\b(?:what|which|how)\b")),
)


def classify_kind(text: str) -> Kind:
    """Return the kind of answer that a question wants; `what` if nothing tells."""
    plain = strip_politeness(text)
    if len(text.split()) <= _MAX_WORDS:
        for kind, pattern in _PHRASES:
            # "Show me …" is politeness, but it also asks for a list.
            if pattern.search(plain) or (kind == "list" and pattern.search(text)):
                return kind
    earliest: tuple[int, Kind] | None = None
    for kind, pattern in _QUESTION_WORDS:
        match = pattern.search(plain)
        if match and (earliest is None or match.start() < earliest[0]):
            earliest = match.start(), kind
    return earliest[1] if earliest else "what"

"""Classify a question by the answer that it wants: a time, a number, a person, the newest articles, all of them …"""

import re
from typing import Literal

from bot.answers.analysis.caseless import CaselessPattern, unite_patterns
from bot.answers.query.grammar import (
    AUXILIARY,
    EVERY,
    MONEY,
    ON,
    OUTLET,
    PIECE,
    REPORTED,
    ROLE,
    SOMEONE,
    SUPERLATIVE,
    WHAT_IS,
)

Kind = Literal[
    "what",
    "when",
    "how_long",
    "how_many",
    "how_much",
    "percent",
    "who",
    "which",
    "where",
    "why",
    "whether",
    "definition",
    "compare",
    "open",
    "outlets",
    "latest",
    "oldest",
    "list",
]
"""The kinds of question, by what answers them.

`when`: a date. `how_long`: a duration. `how_many`: a figure. `how_much`: an amount of money. `percent`: a share.
`who`: the name of a person or an organization. `which`: another name ("which class"). `where`: a place. `why`: a cause.
`whether`: yes or no. `definition`: who or what a name is. `compare`: what several outlets say. `open`: anything on a
subject ("news on", "tell me about", a name alone). `outlets`: which outlets reported. `latest`, `oldest`, `list`: the
articles themselves. `what`: anything else.
"""

# Longer questions have several clauses; "latest" or "how long" in one of them doesn't decide the kind of the whole.
_MAX_WORDS = 30

# A text of at most so many words that asks nothing is the name of a subject; a longer one is a headline.
# With a question mark, it may ask something in another language.
_MAX_NAME_WORDS, _MAX_ASKED_WORDS = 6, 3

_WROTE_SOMETHING = r"(?:wrote|written|writes?) (?!(?:about|on|of|it|this|that|up)\b)\w"

_DATE_NOUN = (
    r"(?:release|launch|start(?:ing)?|end|closing|opening|due|air|premi\u00e8?re?|publication|trial|election|court)"
    r" (?:date|day|time)s?"
)
_FIGURE_NOUN = (
    r"(?:population|scores?|rank(?:ing)?|resolution|discount|age|height|weight|size|ratings?|attendance|turnout"
    r"|(?:death )?toll|speed|capacity)"
)
_PERIODS = r"(?:second|minute|hour|day|night|week|month|year|decade)s?"
_WHAT = r"(?:what(?:['\u2019]?s)?|which|wh?at)"

# The first of these patterns that matches decides the kind.
_PHRASES: tuple[tuple[Kind, CaselessPattern], ...] = (
    (
        "when",
        CaselessPattern(
            r"\bhow long ago\b",
            r"\b(?:since|until|till|by) when\b",
            r"\bhow soon\b",
            rf"\b{_WHAT}(?: was| is)? (?:the )?(?:exact )?(?:date|day|month|year|time)\b(?!s)",
            rf"\b{WHAT_IS} (?:the )?(?:[\w-]+ )?{_DATE_NOUN}\b",
            rf"^\W*(?:the )?(?:{_DATE_NOUN}|date) (?:of|for)\b",
            rf"^\W*(?:[\w'\u2019&+.-]+ ){{1,5}}(?:{_DATE_NOUN}|(?!to\b)\w+ date)\W*$",
        ),
    ),
    (
        "how_long",
        CaselessPattern(
            r"\bhow ?long\b",
            rf"\bhow ?many (?:more )?{_PERIODS}\b",
            r"\bhow much (?:more )?time\b",
            r"\bfor what period\b",
            r"\b(?:duration|length) of (?:the |a |its |their )?",
        ),
    ),
    (
        "outlets",
        CaselessPattern(rf"\bhow many (?:other |news |different )*{OUTLET}\b"),
    ),
    (
        "percent",
        CaselessPattern(
            r"\b(?:what|which) (?:was |is |were |are )?(?:the )?(?:percent(?:age)?|per cent|proportion|fraction)\b",
            rf"\b{_WHAT} (?:is |was )?(?:the )?(?:market )?share (?:of\b|(?:does|do|did|has|have)\b)",
            r"\bhow (?:many|much) per ?cent\b",
            r"^\W*(?:the )?(?:percent(?:age)?|per cent|proportion) of\b",
        ),
    ),
    (
        "how_much",
        CaselessPattern(
            rf"\bhow much(?: (?!{AUXILIARY}\b)[\w-]+)? {MONEY}\b",
            rf"(?<!by )\bhow much(?=\W+{AUXILIARY}\b)(?! (?:did|has|have|does|do|will|was|were|is|are) [^?]{{1,60}}?"
            r"\b(?:fall|fell|fallen|drop(?:ped)?|grow|grew|grown|rise|rose|risen|increased?|decreased?|shrink|shrunk"
            r"|weigh|know|like|use|used|eat|drink)\b)",
            rf"\b{WHAT_IS} (?:the )?(?:[\w'\u2019-]+ ){{0,3}}?{MONEY}\b(?! (?:team|department|man|woman|on))",
            rf"^\W*(?:the )?{MONEY} (?:of|for)\b",
            r"\bwhat (?:does|do|did|will|would) [^?]{1,60}?\b(?:cost|sell for|pay|spend|shell out|fork out)\b",
            r"\bhow (?:expensive|cheap|dear|pricey|costly)\b",
            r"^\W*(?:[\w'\u2019&+.-]+ ){1,5}(?:price|cost|fee|salary|net worth|valuation|revenue|budget)\W*$",
        ),
    ),
    (
        "how_many",
        CaselessPattern(
            r"\bhow ?(?:many|much)\b",
            rf"^\W*(?:[\w'\u2019&+.-]+ ){{1,5}}{_FIGURE_NOUN}\W*$",
            r"\bhow (?:big|large|small|tall|high|deep|wide|heavy|far|fast|slow|old|young|often|hot|cold|strong)\b",
            r"\b(?:what|which) (?:is the |was the )?(?:number|amount|count|total|size|age) of\b",
            r"^\W*(?:the )?(?:number|amount) of\b",
        ),
    ),
    (
        "oldest",
        CaselessPattern(
            rf"\b(?:oldest|earliest|very first) (?:\w+ )?(?:{PIECE})\b",
            r"^\W*(?:the )?(?:oldest|earliest|very first)(?=\W*$| (?:on|about|from|in|of|regarding)\b)",
            r"\b(?:oldest|earliest|very first)(?: ones?)? (?:about|on|regarding)\b",
            rf"\bfirst (?:\w+ )?{PIECE}\b",
            rf"\bfirst (?:to )?{REPORTED}\b",
            rf"\b(?:who|which|what)\b.{{0,60}}?\b{REPORTED} (?:\w+ ){{0,8}}first\W*$",
        ),
    ),
    (
        "outlets",
        CaselessPattern(
            rf"\b(?:which|what) (?:other |news |different )*{OUTLET}\b(?! (?:is|are|was|were)\b)",
            # "Who wrote the music" asks for a name, "who wrote about it" for outlets.
            rf"\bwho(?: else)?(?: has| have)?(?: also)? (?!{_WROTE_SOMETHING}){REPORTED}\b",
            rf"\bwhere (?:was|were|is|has) .{{1,60}}?\b(?:been )?{REPORTED}\W*$",
            rf"\b(?:list|name) (?:all |the )*{OUTLET}\b",
        ),
    ),
    (
        "open",
        CaselessPattern(
            rf"\b{WHAT_IS} (?:new|up|happening|going on|the (?:deal|story|situation))(?: (?:now|lately|recently))? "
            r"(?:with|at|in|on|about|around|to)\b",
            r"\b(?:what|wh?at)(?:['\u2019]?s| has| have| had| is| was| did)?(?: (?:all|actually|just|recently|ever))*"
            r" (?:been )?happen(?:s|ed|ing)?(?: (?:recently|lately|there))? (?:with|to|at|in|on|about|around)\b",
            rf"^\W*(?:{EVERY} |more |the )*(?:news|updates?|developments?|info(?:rmation)?|details)"
            rf" (?:{ON}|for)\b",
            r"\b(?:anything|something)(?: new| else| interesting)? (?:about|on|regarding|with)\b",
            r"^\W*(?:more )?(?:about|regarding)\b",
            r"^\W*(?:(?:and|so|but|ok) )*(?:what|how) about (?!you\b|me\b)",
            r"^\W*how(?:['\u2019]?s| is| are) (?!you\b|it\b).{2,60} (?:going|doing)(?: (?:now|lately))?\W*$",
        ),
    ),
    (
        "latest",
        CaselessPattern(
            rf"\b(?:latest|newest|most recent|recent)(?: (?!tech|ver)\w+){{0,2}} {PIECE}\b",
            rf"\blast (?:(?!{_PERIODS}\b)\w+ )?{PIECE}\b",
            r"\b(?:latest|newest)(?= (?:on|about|from|in|regarding)\b)",
            r"^\W*(?:the )?(?:latest|newest|most recent)\b",
            r"\bwhat(?:['\u2019]?s| is| are)(?: the)? (?:latest|newest|new|happening|going on)\b",
            r"\b(?:anything|something) new\b",
            r"\bup to date\b",
        ),
    ),
    (
        "list",
        CaselessPattern(
            r"^\W*(?:list|show|give|find|get|search|display|fetch|enumerate)\b",
            r"^\W*(?:is|are) there (?:any|some)",
            rf"^\W*(?:{EVERY} )?(?:the )?{PIECE} (?:{ON}|since|before|after|between|published)\b",
            rf"\b(?:which|what|all|every|any) (?:the |of the )?{PIECE}\b",
            r"\banything (?:about|on|from|by|in)\b",
            r"\beverything (?:about|on|from|by)\b",
            r"\bwhat (?:do|have) you (?:have|got)\b",
        ),
    ),
)
_ANY_PHRASE = unite_patterns(pattern for _, pattern in _PHRASES)
# Otherwise the earliest match in the text decides; of two matches at the same word, the first in this list.
_QUESTION_WORDS: tuple[tuple[Kind, CaselessPattern], ...] = (
    ("when", CaselessPattern(r"^\W*when(?:['\u2019]?s)?\b", rf"\bwhen(?:['\u2019]?s\b|(?=\s+{AUXILIARY}\b|\W*$))")),
    (
        "where",
        CaselessPattern(
            r"^\W*where(?:['\u2019]?s)?\b",
            rf"\bwhere(?:['\u2019]?s\b|(?=\s+{AUXILIARY}\b|\W*$))",
            r"\b(?:in |at |from |to )?(?:which|what) (?:place|city|cities|country|countries|state|town|county"
            r"|region)\b(?!['\u2019])"
            rf"(?! (?:(?:did|do|does|have|has|will|would)\b(?! [\w'\u2019-]+ {REPORTED})|banned|said))",
            r"\b(?:location|whereabouts) of\b",
        ),
    ),
    (
        "why",
        CaselessPattern(
            r"\bwhy(?:['\u2019]?s)?\b",
            rf"^\W*y(?=\s+{AUXILIARY}\b)",
            r"\bhow come\b",
            rf"\b{WHAT_IS} the (?:\w+ )?(?:reasons?|causes?|motives?)\b",
            r"\bwhat (?:caused|led to|made)\b",
            r"\bfor (?:what|which) reasons?\b",
            r"^\W*(?:the )?(?:reasons?|causes?) (?:for|of|behind)\b",
        ),
    ),
    (
        "who",
        CaselessPattern(
            r"(?<!\bthe )\bwho(?:m|se|['\u2019]?s)?\b",
            rf"\b(?:which|what) (?:(?!{AUXILIARY}\b|the\b|about\b|{SUPERLATIVE}\b)[\w-]+ ){{0,3}}?{SOMEONE}\b",
            rf"\b{WHAT_IS} (?:the )?name of (?:the |its |their )?(?:[\w-]+ ){{0,2}}{ROLE}\b",
            rf"^\W*(?:the )?(?:name of the )?{ROLE}\b(?: of\b|\W*$)",
        ),
    ),
    (
        "which",
        CaselessPattern(
            rf"\bwhich(?= (?:of |one|ones|(?:[\w-]+ ){{1,3}}?{AUXILIARY}\b|[\w-]+))",
            rf"\bwhat(?= (?!(?:else|about|if|exactly|happened|caused|led|made|makes|went|came|broke|kind|sort)\b)"
            rf"(?!{AUXILIARY}\b)(?:[\w-]+ ){{1,2}}?(?!(?:has|had|have|can)\b){AUXILIARY}\b)",
            r"\bwhat (?:kind|sort|type|brand|model)s? of\b",
            rf"\b{WHAT_IS} (?:the )?(?:name|title|nickname)s? (?:of|for)\b",
            rf"\b{WHAT_IS} (?:[\w'\u2019-]+ ){{1,6}}(?:called|named)\W*$",
            r"^\W*(?:the )?names? (?:of|for)\b",
        ),
    ),
    (
        "whether",
        CaselessPattern(
            r"^\W*if\b",
            r"\bwhether\b",
            rf"^\W*{AUXILIARY}\b(?! (?:you|me)\b)",
            # "You" means anybody, but in "do you know".
            rf"^\W*{AUXILIARY} you (?!(?:know|have|think|remember|like|want|mean|say|tell|show|help|find|give|get|see"
            r"|hear|heard|are|be|please|guys|an?|the|ok(?:ay)?|sure|there|real|human|alive|up|doing)\b)\w",
            r"^\W*any chance\b",
        ),
    ),
    ("what", CaselessPattern(r"\b(?:what(?:['\u2019]?s)?|which|how(?:['\u2019]?s)?|wat)\b")),
)
_ANY_QUESTION_WORD = unite_patterns(pattern for _, pattern in _QUESTION_WORDS)
_NAME = r"[\w&+./-]+(?: [\w&+./-]+){0,3}"
# "Who is …" asks for a name where a role or a verb follows.
_NO_NAME = (
    rf"(?:the|in|on|at|to|by|behind|responsible|allowed|going|now|currently|still|also|not|his|her|its|their|your|my|it"
    rf"|that|this|he|she|they|you|there|{SUPERLATIVE}|{ROLE}|[\w-]+(?:ing|ed|['\u2019]s?))\b"
)
_NOT_IN_NAME = rf"(?:of|for|in|on|at|by|to|with|about|from|doing|{ROLE})"
_DEFINITION = CaselessPattern(
    rf"^\W*(?:who|what|wat)(?:['\u2019]?s| is| are| was| were) (?!{_NO_NAME})(?!.*\b{_NOT_IN_NAME}\b)"
    rf"(?:an? )?{_NAME}\W*$",
    r"^\W*what (?:does|do) (?:[\w&+.'\u2019/-]+ ){1,4}(?:mean|stand for)\W*$",
    r"^\W*(?:define|meaning of|definition of)\b",
    r"^\W*(?:[\w&+.'\u2019/-]+ ){1,4}(?:meaning|definition)\W*$",
)
_COMPARISON = CaselessPattern(
    r"\b(?:vs|versus|compar(?:e[ds]?|ing|isons?)|contrast(?:s|ed|ing)?|differ(?:s|ed|ent(?:ly)?|ences?)?|(?:dis)?agree[ds]?"
    r"|contradict(?:s|ed)?|both|same)\b"
)
_PREPOSITION = CaselessPattern(r"\w (?:on|in|for|with|without|at|to|from|by|under|over|after|before)\b")
_SUPERLATIVE_NAME = CaselessPattern(
    r"(?:the )?(?:(?:first|last)(?=.*\?$)|best|worst|biggest|largest|smallest|highest|lowest|longest|shortest"
    r"|fastest|cheapest"
    r"|most expensive|most popular|youngest|strongest|richest) [^\W\d]+ (?:in|of|on|for|with|that|who|at)\b"
)
_STATEMENT = CaselessPattern(rf"\w {AUXILIARY} \w")
_ENDS_WITH_ROLE = CaselessPattern(rf"\w {ROLE}\W*$")


def classify_kind(text: str, plain: str, unlimited: str, *, has_subject: bool = True, outlets: int = 0) -> Kind:
    """Return the kind of answer that a question wants; `what` if nothing tells.

    `plain`: the text without its requests (`requests.strip_request`); `unlimited`: that without its limits, too.
    `has_subject`: it asks about something ("what happened" alone does not). `outlets`: how many outlets it is limited
    to.
    """
    if outlets > 1 and _COMPARISON.is_in(plain):
        return "compare"
    if len(text.split()) <= _MAX_WORDS:
        for kind, pattern in _PHRASES if text != plain or _ANY_PHRASE.is_in(plain) else ():
            if kind == "open" and (not has_subject or outlets > 1):
                continue
            # "Show me …" is politeness, but it also asks for a list.
            if pattern.is_in(plain) or (kind == "list" and pattern.is_in(text)):
                return kind
        if _DEFINITION.is_in(plain):
            return "definition"
    if earliest := _find_question_word(plain):
        # "Reuters and ZDNet on", "what did Reuters and ZDNet say": both are wanted.
        return "compare" if outlets > 1 and earliest == "what" else earliest
    if not has_subject:
        return "what"
    return "compare" if outlets > 1 else _classify_name(unlimited)


def _find_question_word(plain: str) -> Kind | None:
    """Return the kind of the question word that stands first; None if a text has none."""
    if not _ANY_QUESTION_WORD.is_in(plain):
        return None
    earliest: tuple[int, Kind] | None = None
    for kind, pattern in _QUESTION_WORDS:
        start = pattern.find(plain)
        if start >= 0 and (earliest is None or start < earliest[0]):
            earliest = start, kind
            if start == 0:
                break
    return earliest[1] if earliest else None


def _classify_name(plain: str) -> Kind:
    """Return the kind of a text that has no word for asking: "google cloud outage", "diablo 4 on switch?"."""
    words = plain.split()
    if _SUPERLATIVE_NAME.begins(plain):
        return "which"
    if plain.endswith("?") and (_PREPOSITION.is_in(plain) or _STATEMENT.is_in(plain)):
        return "whether"
    limit = _MAX_ASKED_WORDS if plain.endswith("?") else _MAX_NAME_WORDS
    if not re.search(r"\w", plain) or len(words) > limit:
        return "what"
    return "who" if _ENDS_WITH_ROLE.is_in(plain) else "open"

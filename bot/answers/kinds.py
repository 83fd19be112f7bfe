"""The kind of a question, and the words that only say it or are polite: what is left is its subject."""

import re
from typing import Literal

Kind = Literal[
    "what", "when", "how_long", "how_many", "who", "where", "why", "whether", "outlets", "latest", "oldest", "list"
]

_AUX = (
    r"(?:is|are|was|were|be|been|did|does|do|has|have|had|can|could|will|would|shall|should|may|might|must"
    r"|isn['\u2019]?t|aren['\u2019]?t|wasn['\u2019]?t|weren['\u2019]?t|didn['\u2019]?t|doesn['\u2019]?t|don['\u2019]?t"
    r"|hasn['\u2019]?t|haven['\u2019]?t|won['\u2019]?t|can['\u2019]?t)"
)
_ITEM = (
    r"(?:articles?|reports?|stor(?:y|ies)|pieces?|coverage|headlines?|news(?: items?)?|posts?|updates?|"
    r"developments?|mentions?|items?|links?)"
)
_OUTLET = (
    r"(?:outlets?|news (?:organi[sz]ations?|agenc(?:y|ies)|companies)|(?:news )?(?:sources?|sites?)|"
    r"newspapers?|papers?|media|publications?|publishers?|websites?|magazines?|broadcasters?|press)"
)
_COVERED = (
    r"(?:reported|reports|reporting|covered|covers|covering|wrote|writes|written|published|broke|carried|mentioned|ran)"
)
_SOMEONE = (
    r"(?:person|people|man|woman|individual|compan(?:y|ies)|firms?|organi[sz]ations?|group|agency|agencies|"
    r"team|player|politicians?|officials?|senators?|congress(?:man|woman)|ceo|minister|president|author|"
    r"scientists?)"
)

# In this order: the first that fits is the kind, but for the plain question words, of which the earliest counts.
_FIRST: tuple[tuple[Kind, str], ...] = (
    (
        "when",
        (
            r"\bhow long ago\b|\b(?:what|which)(?: was| is)? (?:the )?(?:exact )?(?:date|day|month|year|"
            r"time)\b|\bsince when\b"
        ),
    ),
    (
        "how_long",
        (
            r"\bhow long\b|\bhow many (?:more )?(?:hours|days|weeks|months|years)\b|\bfor what period\b|"
            r"\b(?:the )?duration of\b"
        ),
    ),
    (
        "how_many",
        r"\bhow (?:many|much)\b|\b(?:what|which) (?:number|share|percentage|proportion|amount) of\b|\bnumber of\b",
    ),
    (
        "oldest",
        (
            rf"\b(?:oldest|earliest|very first)\b|\bfirst (?:\w+ )?{_ITEM}\b|\bfirst (?:to )?(?:{_COVERED}|"
            rf"report|cover|publish|write)\b|\b{_COVERED} (?:\w+ )*?first\b"
        ),
    ),
    (
        "outlets",
        (
            rf"\b(?:which|what|how many) (?:other |news |different )*{_OUTLET}\b(?! (?:is|are|was|were)\b)|"
            rf"\bwho(?: else)?(?: has| have)?(?: also)? {_COVERED}\b|\bwhere (?:was|were|is|has) (?:it|this|"
            rf"that|.{{1,60}}?) (?:been )?(?:reported|covered|published)\b|\b(?:list|name) (?:all |"
            rf"the )*{_OUTLET}\b"
        ),
    ),
    (
        "latest",
        (
            rf"\b(?:latest|newest|most recent|recent)(?: (?!tech|ver)\w+){{0,2}} {_ITEM}\b|"
            r"\b(?:the )?(?:latest|newest)(?= (?:on|about|from|in|regarding)\b)|^\W*(?:the )?(?:latest|newest|"
            r"most recent)\b|\bwhat(?:['\u2019]?s| is) (?:new|happening|going on)\b|\b(?:any|something) new\b|"
            r"\bup to date\b"
        ),
    ),
    (
        "list",
        (
            r"^\W*(?:list|show|give|find|get|search|display|fetch|enumerate)\b|^\W*(?:is|are) there (?:any|"
            rf"some)\b|^\W*(?:all|any|every|more)?\s*(?:the )?{_ITEM}\s+(?:about|on|of|from|by|in|mentioning|"
            rf"covering|with|since|between|published)\b|\b(?:which|what) {_ITEM}\b|\b(?:all|"
            rf"every) (?:the )?{_ITEM}\b|\bany(?:thing| {_ITEM})\b|\beverything (?:about|on|from)\b|"
            r"\bwhat (?:do|have) you (?:have|got|know)\b"
        ),
    ),
)
_WORDS: tuple[tuple[Kind, str], ...] = (
    ("when", rf"\bwhen\b(?=['\u2019]s\b|\s+{_AUX}\b|\W*$)"),
    (
        "where",
        (
            rf"\bwhere\b(?=['\u2019]s\b|\s+{_AUX}\b|\W*$)|\b(?:in|at|from) (?:which|what) (?:place|city|"
            r"country|state|town|county)\b|\b(?:which|what) (?:city|country|state|town|county)\b"
        ),
    ),
    (
        "why",
        (
            r"\bwhy\b|\bhow come\b|\bwhat (?:was|is|were|are) the (?:reasons?|causes?|motives?)\b|"
            r"\bwhat (?:caused|led)\b|\bfor (?:what|which) reasons?\b|\breasons? (?:for|why)\b"
        ),
    ),
    (
        "who",
        (
            rf"\bwho(?:m|se)?\b(?!\s+(?:chief|director|officials?)\b)|\b(?:which|what) (?:(?!{_AUX}\b|the\b|"
            rf"about\b)[\w-]+ ){{0,3}}?{_SOMEONE}\b"
        ),
    ),
    ("whether", rf"\bwhether\b|^\W*{_AUX}\b(?!\s+(?:you|me)\b)"),
    ("what", r"\bwhat\b|\bwhich\b|\bhow\b"),
)


def _compiled(table: tuple[tuple[Kind, str], ...]) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in table)


_FIRST_PATTERNS = _compiled(_FIRST)
_WORD_PATTERNS = _compiled(_WORDS)
_LONG = 30

_POLITE = re.compile(
    r"^\W*(?:(?:hi|hello|hey|ok(?:ay)?|so|well|um|please|pls|kindly|thanks|thank you|excuse me|sorry|"
    r"dear bot|nutgraf)\b[\s,.!:;-]*"
    r"|(?:i(?:['\u2019]?d| would)? (?:like|want|love|need|wish) (?:to )?(?:know|ask|see|read|find out|"
    r"hear|learn|understand)?(?: about)?"
    r"|i(?:['\u2019]?m| am) (?:looking for|interested in|wondering|curious(?: about)?|searching for)|i wonder"
    r"|(?:can|could|would|will) (?:you|u)(?: please| kindly)?(?: (?:tell|show|give|find|get|help|explain|"
    r"let|inform|list)\b)?(?: (?:to )?(?:me|us)\b)?(?: know)?"
    r"|(?:tell|show|give|find|get|bring|fetch|send)(?: (?:me|us)\b)?|let me know|help me (?:find|"
    r"understand)|explain(?: to me)?"
    r"|do you (?:know|have|remember)(?: of)?|have you (?:got|heard|seen)|what (?:do|can) you (?:know|have|"
    r"tell me)(?: about| on| of)?"
    r"|(?:is|are) there|search(?: for)?|look(?: up| for)|list|display)\b[\s,:]*(?:please\b[\s,]*)?)",
    re.IGNORECASE,
)
_THANKS = re.compile(r"[\s,.!]*\b(?:please|pls|thanks|thank you|thx|cheers)\b[\s.!?]*$", re.IGNORECASE)
_LEADING = re.compile(
    rf"^\W*(?:(?:what|which|who|whom|whose|when|where|why|how)(?:['\u2019]?s\b|['\u2019]re\b|\b)"
    r"(?:\s+(?:long|many|much|come|often|far|old|soon))?(?:\s+(?:exactly|else|"
    rf"ever))?(?:\s+{_AUX}\b)?(?:\s+(?:there|it that)\b)?"
    rf"|{_AUX}\b|whether\b|if\b|about\b|on\b|of\b|regarding\b|concerning\b|that\b|and\b|or\b|but\b|the\b|"
    r"a\b|an\b|by\b|with\b|to\b|in\b|from\b"
    r"|(?:anything|something|everything|all|any|some|every|more|only|other)\b|me\b|us\b|you\b(?= (?:have|"
    r"know|got|say|tell))|(?<=you )have\b)[\s,:]*",
    re.IGNORECASE,
)
_ITEMS = re.compile(
    r"\b(?:the )?(?:(?:latest|newest|most recent|recent|oldest|earliest|very first|first|last|new|all|any|"
    r"every|other|more)\s+)*(?:news\s+)?"
    rf"(?:{_ITEM}|information|info)\s+(?:that\s+|which\s+|there\s+)*(?:(?:is|are|was|were)\s+)?(?:about|on|"
    r"regarding|concerning|covering|mentioning|related to|of|from|with|to)\b"
    r"|^\W*(?:(?:latest|newest|most recent|recent|oldest|earliest|very first|first|last|new|all|any|every|"
    rf"more)\s+)+(?:news\s+)?(?:{_ITEM}\b)?"
    rf"|^\W*(?:(?:news|{_ITEM})\W*$)|\b(?:latest|newest)\s+(?=(?:on|about)\b)",
    re.IGNORECASE,
)
_ASKED_OUTLETS = re.compile(
    rf"^\W*(?:(?:which|what|how many) (?:other |news |different )*{_OUTLET}|who(?: else)?)(?: (?:has|have|"
    r"had|also|first|was|were))*(?: the)?(?: first)?(?: to)?"
    rf"(?: (?:{_COVERED}|report|cover|write|publish))(?: (?:on|about|that))?\b",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    r"\b(?:what\s+)?(?:has\s+|have\s+|had\s+|was\s+|were\s+|is\s+|are\s+)?(?:been\s+)?(?:happen(?:ed|ing|"
    r"s)?|going on|occurred|reported|published|written|said|covered|new|in the news|took place)"
    r"(?:\s+(?:with|to|about|on|regarding|of))?\W*$|^\W*(?:happen(?:ed|ing)?|going on|reported|published|"
    r"said|written)\s+(?:with|to|about|on|regarding|in)\b",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"[\s,;:\u2013\u2014-]*\b(?:in|on|from|by|of|about|at|to|with|for|and|or|but|the|not|only|since|"
    r"during|between)\s*[?!.\u2026]*$",
    re.IGNORECASE,
)
_MOST_PASSES = 8


def kind_of(text: str) -> Kind:
    """What kind of answer a question wants. Of several sentences or clauses, the earliest sign counts."""
    plain = strip_polite(text)
    if len(text.split()) <= _LONG:
        for kind, pattern in _FIRST_PATTERNS:
            if pattern.search(plain) or (kind == "list" and pattern.search(text)):
                return kind
    found: list[tuple[int, Kind]] = [
        (match.start(), kind) for kind, pattern in _WORD_PATTERNS if (match := pattern.search(plain))
    ]
    # Of two that begin at the same word ("what caused", "which company"), the table's order tells.
    return min(found, key=lambda one: one[0])[1] if found else "what"


def strip_polite(text: str) -> str:
    """A question without greetings, thanks and "can you tell me"."""
    text = _THANKS.sub("", text)
    for _ in range(_MOST_PASSES):
        shorter = _POLITE.sub("", text, count=1)
        if shorter == text:
            break
        text = shorter
    return text


def subject_of(text: str, *, short: bool) -> str:
    """What is left of a question whose limits are cut out already, without the words that say its kind.

    It may be empty: "what happened", "latest news". Long questions keep all but the politeness.
    """
    text = strip_polite(text)
    if not short:
        return text.strip()
    for pattern in (_ASKED_OUTLETS, _HAPPENED, _ITEMS):
        text = pattern.sub(" ", text)
    for _ in range(_MOST_PASSES):
        shorter = _TRAILING.sub("", _LEADING.sub("", text, count=1), count=1)
        if shorter == text:
            break
        text = shorter
    return " ".join(text.split()).strip(" ,;:?!.\u2026\u00bf\u00a1\uff1f\uff01-")

"""Extract the subject of a question: its words without politeness and those that only give its kind."""

import re

from bot.answers.analysis.caseless import CaselessPattern
from bot.answers.entities.forms import squash
from bot.answers.entities.known_outlets import load_known_outlets
from bot.answers.query.grammar import (
    AUXILIARY,
    EVERY,
    ON,
    OUTLET,
    PIECE,
    REPORTED,
    SUPERLATIVE,
    WHAT_IS,
    compile_any,
    remove_beginning,
)
from bot.answers.query.requests import MARKS

_MAX_PASSES = 8
_WHO_REPORTED = CaselessPattern(
    rf"^(?:(?:which|what|how many) (?:other |news |different )*{OUTLET}|who(?: else)?)"
    rf"(?: (?:has|have|had|also|first|was|were))*(?: the)?(?: first)?(?: to)? {REPORTED}(?: (?:on|about|that))?\b"
)
_HAPPENED = CaselessPattern(
    rf"^{WHAT_IS} (?:up|new|the (?:deal|story|situation|word|news)) (?:with|at|in|on|about|around)\b",
    r"^(?:what|wat)(?:['\u2019]?s| has| have| had| is| was)?(?: (?:all|actually|just|recently|ever|been))*"
    rf" (?:happen(?:ed|ing|s)?|going on)(?: (?:recently|lately))?\s+(?:{ON}|at|around)\b",
    r"\b(?:what\s+)?(?:(?:has|have|had|was|were|is|are)\s+)?(?:been\s+)?"
    r"(?:happen(?:ed|ing|s)?|going on|occurred|reported|published|written|said|covered|in the news|took place)"
    rf"(?:\s+{ON})?$",
    rf"^(?:happen(?:ed|ing)?|going on|reported|published|said|written)\s+{ON}\b",
)
_FIRST_AT_END = CaselessPattern(r"\s+first$")
_PIECES = CaselessPattern(
    r"^what(?:['\u2019]?s| is| are)?(?: the)? (?:new|latest|newest|happening)(?=\W|$)",
    rf"^(?:(?:a|the) )?(?:timeline|chronology|overview|summary) {ON}\b",
    # "the latest news articles that are about …", "information on …"
    rf"(?:^(?:the )?|\b(?:the )?(?:(?:{SUPERLATIVE}|{EVERY})\s+)+)(?:\d+\s+)?(?:news\s+)?"
    rf"(?:{PIECE}|information|info)\s+(?:(?:that|which|there|is|are|was|were)\s+)*{ON}\b",
    r"\b(?:articles|news|stories|coverage|headlines) (?:about|on|regarding|covering|mentioning)\b",
    # "First" and "last" belong to the subject ("first quarter", "the last boss") unless a word for articles follows.
    rf"^(?:(?:{SUPERLATIVE}|{EVERY})(?:\s+|$))+(?:\d+(?:\s+|$))?(?:news\s+)?(?:{PIECE}\b|$)",
    rf"^(?:(?:latest|newest|most recent|{EVERY})(?:\s+|$))+(?:\d+(?:\s+|$))?",
    r"\b(?:latest|newest)\s+(?=(?:on|about)\b)",
)
_OPENING = compile_any(
    r"^how(?:long|many|much)\b",
    r"^(?:what|wat|which|who|whom|whose|when|where|why|how)(?:['\u2019]?s\b|['\u2019](?:re|d|ll)\b|\b)"
    r"(?:\s+(?:long|many|much|come|often|far|old|soon|big|large|tall|fast|kind of|sort of|type of))?"
    r"(?:\s+(?:exactly|else|ever))?"
    rf"(?:\s+{AUXILIARY}\b)?(?:\s+there\b)?",
    rf"^(?:y\s+)?{AUXILIARY}\b",
    # "The Who", "A.I." and "A&E" are names.
    r"^(?:whether|if|about|on|of|regarding|concerning|that|and|or|but|the|a|an|by|with|to|in|from|for|me|us)\b"
    r"(?!['\u2019]|[.&#-]\w|\s+(?-i:Who|What|When|Why|How)\b)",
    r"^(?:anything|something)(?: (?:new|else|interesting))?\b",
    r"^(?:everything|all|any|some|every|more|only|other)\b",
    r"^you (?:have|know|got|say|tell)\b",
)
_CLOSING = CaselessPattern(
    r"\b(?:in|on|from|by|of|about|at|to|with|for|and|or|but|the|not|only|since|during|between"
    r"|(?:is|are) there|(?:that|which|(?<!the )who)(?: (?:is|are|was|were|has|have)(?: been)?)?)$"
)
_ONLY_PIECES = CaselessPattern(rf"^{PIECE}$")
_EMPTY_BRACKETS = re.compile(r"[(\[]\s*[)\]]")
_NEWS_AT_END = re.compile(r"(?<=\w) (?:news|articles|headlines|coverage|stories)$")
# "Windows update" is a name; after more words, "update" asks for news.
_UPDATE_AT_END = re.compile(r"((?:\S+ ){3,}[^\W\d]+) updates?$")


def extract_subject(text: str, *, short: bool) -> str:
    """Remove the words that give the kind from a question whose limits and requests are already removed.

    Nothing may be left: "what happened", "latest news". A long question keeps its words.
    """
    if not short:
        return text
    if _WHO_REPORTED.is_in(text):
        text = _FIRST_AT_END.replace(text.strip(MARKS), "")
    for pattern in (_WHO_REPORTED, _HAPPENED, _PIECES):
        text = pattern.replace(text.strip(MARKS), " ")
    for _ in range(_MAX_PASSES):
        shorter = _CLOSING.replace(remove_beginning(_OPENING, text.strip(MARKS)).strip(MARKS), "")
        if shorter == text:
            break
        text = shorter
    text = " ".join(_EMPTY_BRACKETS.sub(" ", text).split()).strip(MARKS)
    # The subject of "Amazon news" is Amazon; "Sky News" is a name.
    if _NEWS_AT_END.search(text) and squash(" ".join(text.split()[-2:])) not in load_known_outlets().by_form:
        text = _NEWS_AT_END.sub("", text)
    if text.endswith(("update", "updates")):
        text = _UPDATE_AT_END.sub(r"\1", text)
    return _ONLY_PIECES.replace(text, "")

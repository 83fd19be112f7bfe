"""The aspects of a question besides its kind: the noun it asks for, its polarity and tense, and whom it is about."""

import re
from collections.abc import Sequence

from bot.answers.analysis.caseless import CaselessPattern
from bot.answers.analysis.english import can_be_verb, find_base_form
from bot.answers.query.grammar import AUXILIARY, HEDGE, join_patterns
from bot.answers.query.kinds import Kind

_WORD = r"[\w'\u2019&+-]+"
_BOUNDARY = (
    rf"(?:{AUXILIARY}|of|in|on|at|for|to|from|by|with|about|after|before|since|during|that|who|which|there|per|it"
    r"|he|she|they|we|you|i|an?|the|its|their)\b"
)
_COUNTED = re.compile(
    rf"\bhow ?(?:many|much)(?: (?:more|other|different|of the|of))*"
    rf" (?P<noun>(?:(?!{_BOUNDARY}){_WORD}(?: |(?=\W*$)|(?=[?,.]))){{1,6}})(?P<boundary>{_BOUNDARY})?",
    re.IGNORECASE,
)
_NUMBER_OF = re.compile(
    rf"\b(?:number|amount|count|share|percent(?:age)?|proportion|fraction) of (?:the |all )?"
    rf"(?P<noun>(?:(?!{_BOUNDARY}){_WORD}(?: |(?=\W*$))){{1,2}})",
    re.IGNORECASE,
)
_CHOSEN = re.compile(
    rf"\b(?:which|what)(?: (?:kind|sort|type)s? of| of (?:the|these|those))?(?: other)?"
    rf" (?P<noun>(?:(?!{_BOUNDARY}){_WORD}(?: |(?=\W*$)|(?=[?,.]))){{1,6}})(?P<boundary>{_BOUNDARY})?",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"\bnames? (?:of|for) (?:the |its |their |a )?(?P<noun>(?:(?!{_BOUNDARY}){_WORD}(?: |(?=\W*$)|(?=[?,.]))){{1,4}})",
    re.IGNORECASE,
)
_MAX_NOUN_WORDS = 3
_ORDINALS = frozenset({"first", "second", "third", "last", "new", "latest", "next"})

_NEGATION = CaselessPattern(
    r"\bnot\b(?! (?:only|just)\b)",
    r"\w(?:n['\u2019]t|nnot)\b",
    r"\b(?:is|are|was|were|did|does|do|has|have|had|ca|wo|could|would|should)nt\b",
    r"\b(?:never|nobody|no one|none|(?<!for )nothing|nowhere|neither|nor)\b",
    r"\b(?:has|have|had|gets?|got|with|is|are|was|were) no\b",
    r"\bno (?:longer|more)\b",
)
# "Isn't it out yet?" asks whether it is; "or not" negates nothing.
_NO_NEGATION = CaselessPattern(
    r"^\W*\w+n['\u2019]?t\b",
    r"\bor (?:not|no)\b",
    r"\bwhy not\b",
    r"\b(?:whether or|if) not\b",
    r"\bnothing (?:about|on)\b",
)
_LATEST = CaselessPattern(
    r"\b(?:now(?! that)|currently|current|latest|newest|most recent(?:ly)?|nowadays|at present|presently|still"
    r"|so far|lately"
    r"|recent(?:ly)?|today)\b",
    r"\b(?:these days|at the moment|as of (?:now|today)|up to date|right now|to date)\b",
    r"\bwhat(?:['\u2019]?s| is) new\b",
    r"\b(?:anything|something) new\b",
    r"\bany updates?\b|\bupdates? (?:on|about)\b",
)
_FUTURE = CaselessPattern(
    r"\bwhen(?:['\u2019]s| is| are)\b.*\b(?:out|due|gonna|available"
    r"|scheduled|planned|supposed|expected|released|launched|held|\w{2,}ing)\b",
    r"\bwhen (?:do|does)\b",
    r"\b(?:will(?= \w)(?! and\b)|won['\u2019]?t|shall|gonna|going to|upcoming|tomorrow|next (?:week|month|year"
    r"|season|summer|winter"
    r"|spring|autumn|fall))\b",
    r"^\W*(?:is|are)\b.*\b(?:coming|launching|releasing|arriving)\b",
)
_PAST = CaselessPattern(
    r"^\W*(?:did|has|have|had|was|were)\b", r"\b(?:when|where|why|who|how|what)\s+(?:did|has|was|were)\b"
)
_ADVICE = CaselessPattern(
    r"\bhow (?:to|do (?:i|you|u|we))\b", r"\b(?:should|can|could|shall) (?:i|you|we)\b", r"\bbest way\b"
)


_NUMBER = r"\d[\d.,]*(?: ?(?:k|m|bn?|million|billion|thousand|hundred))?"
_UNIT = join_patterns(
    r"dollars?|euros?|pounds?|yen|rupees?|usd|eur|gbp|inr|miles?|km|kilomet\w+|met(?:er|re)s?|feet|inches|kg|kilos?",
    r"lbs?|hours?|minutes?|seconds?|days?|weeks?|months?|years?|celsius|fahrenheit|[gtmk]b",
)
_PERSONAL = CaselessPattern(r"\b(?:i|my|me|myself)\b")
_TASK = CaselessPattern(
    # Arithmetic: "175 million over 5.1 billion", "how many minutes are in 61 hours", "convert 20 miles to km".
    rf"^\W*(?:what(?:['\u2019]?s| is)|calculate|compute|how much is)?\W*{_NUMBER}"
    rf" ?(?:over|divided by|times|plus|minus|[*/+x\u00d7\u00f7]) ?{_NUMBER}",
    rf"\b{_NUMBER} ?(?:%|percent|per cent) of {_NUMBER}\W*$",
    r"^\W*(?:convert|calculate|compute)\b.*\d",
    rf"\bhow many {_UNIT} (?:are |is )?(?:there )?in (?:an?|{_NUMBER})\b",
    rf"\b{_NUMBER} {_UNIT} (?:in|to|into) {_UNIT}\W*$",
    r"\b(?:how many times (?:bigger|larger|smaller|more|as)|percent(?:age)? of) .*\d.*\d",
    # What a chatbot is asked to write or do.
    r"^\W*(?:write|compose|draft|translate|rewrite|proofread|code|draw|paint|sing|rap|generate|roll|flip)"
    r" (?:me|us|an?|the|this|my|some|it)\b",
    r"^\W*(?:tell|give) (?:me|us) (?:an?|another|some|the best|your best) (?:\w+ )?"
    r"(?:jokes?|poems?|riddles?|limerick|compliment|recipe)\b",
    r"^\W*(?:make me (?:laugh|smile)|play (?:a|some) (?:game|song|music)|set (?:an?|the) (?:alarm|timer)|remind me"
    r"|call me|order me|say (?:something|hi|hello))\b",
    r"^\W*translate\b.*\b(?:to|into|in) \w+",
)


def find_focus(text: str, kind: Kind) -> str:
    """Return the noun that the answer counts ("people" in "how many people") or names ("class" in "which class").

    Empty if there is none, and for kinds that ask for neither.
    """
    patterns = {
        "how_many": (_COUNTED, _NUMBER_OF),
        "how_long": (_COUNTED,),
        "percent": (_NUMBER_OF,),
        "who": (_CHOSEN, _NAMED),
        "which": (_CHOSEN, _NAMED),
        "where": (_CHOSEN,),
    }
    for pattern in patterns.get(kind, ()):
        if match := pattern.search(text):
            words, boundary = match["noun"].split(), match.groupdict().get("boundary") or ""
            if pattern is _NAMED:
                return " ".join(word for word in words if word.lower() not in _ORDINALS)
            return _cut_noun(words, complete=re.fullmatch(AUXILIARY, boundary, re.IGNORECASE) is not None)
    return ""


def is_negated(text: str) -> bool:
    """Tell whether a question has a negation: "which class is not in the beta"."""
    return _NEGATION.is_in(_NO_NEGATION.replace(text, " "))


def wants_latest(text: str) -> bool:
    """Tell whether a question asks how things are now: "who runs it now", "what is new"."""
    return _LATEST.is_in(text)


def is_future(text: str) -> bool:
    """Tell whether a question asks about what is to come: "when does it start", "will it be free"."""
    return _FUTURE.is_in(text)


def is_past(text: str) -> bool:
    """Tell whether a question asks about what happened: "did they ban it", "when was it built"."""
    return _PAST.is_in(text)


def is_hedged(text: str) -> bool:
    """Tell whether a question asks about plans or possibilities: "who is in talks with them"."""
    return HEDGE.is_in(text)


def is_personal(text: str) -> bool:
    """Tell whether a reader asks for himself or herself: "can I get a refund", "why do my ears pop"."""
    return _PERSONAL.is_in(text)


def asks_for_advice(text: str) -> bool:
    """Tell whether a question asks for advice or instructions: "how do I stop my shoes from squeaking"."""
    return _ADVICE.is_in(text)


def asks_for_task(text: str) -> bool:
    """Tell whether a text asks the bot to compute, write or do something, which no article can answer."""
    return _TASK.is_in(text)


def _cut_noun(words: Sequence[str], *, complete: bool) -> str:
    """Cut what follows "how many" or "which" after the noun. `complete`: an auxiliary follows the words."""
    if complete and len(words) <= _MAX_NOUN_WORDS:
        return " ".join(words)
    # "Countries signed", "burger gives": an inflected verb ends the noun.
    length = next((n for n, word in enumerate(words) if n and _is_inflected_verb(word.lower())), len(words))
    return " ".join(words[: min(length, _MAX_NOUN_WORDS)])


def _is_inflected_verb(word: str) -> bool:
    return can_be_verb(word) and find_base_form(word) != word

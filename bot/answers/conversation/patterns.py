"""Patterns of the words by which a text refers to what was asked or shown before.

Patterns of whole texts match folded ones (`bot.coverage.text.fold`); the others search a text as it was typed.
"""

import re
from collections.abc import Mapping, Sequence

from bot.answers.query.grammar import compile_any, join_patterns
from bot.answers.query.kinds import Kind

_IT = r"(?:it|that|this)"
_ASKING = r"(?:(?:and|ok|okay|yes|please|can you|could you) )*"

MORE = re.compile(
    rf"(?:(?:any|some) )?{_ASKING}(?:(?:show|give)(?: me)? )?(?:(?:some|any|even) )?"
    r"(?:more|others|the rest|the others)"
    r"(?: (?:please|results|articles|stories|of (?:that|these|those|it|them)|like (?:that|this)))*"
    r"|next(?: page| ones)?|go on|continue|keep going|and"
    r"|(?:and |is there )?(?:anything|what) else(?: is there| do you have)?"
)
"""More of the same."""

ORDINALS: Mapping[str, int] = {
    name: place
    for place, names in enumerate(
        (
            ("first", "1st", "one", "1"),
            ("second", "2nd", "two", "2"),
            ("third", "3rd", "three", "3"),
            ("fourth", "4th", "four", "4"),
            ("fifth", "5th", "five", "5"),
            ("sixth", "6th", "six", "6"),
            ("seventh", "7th", "seven", "7"),
            ("eighth", "8th", "eight", "8"),
        ),
        start=1,
    )
    for name in names
}

_PIECE = r"(?:one|article|story|piece|link|result)"
NTH = re.compile(
    rf"{_ASKING}"
    r"(?:(?:tell|show|give) me (?:more )?(?:about |on )?|open |show |read |more (?:on|about) |what (?:about|does|is) )?"
    r"(?P<set>(?:the|number|no|nr|article|story|result) )*"
    rf"(?P<nth>{'|'.join(sorted(ORDINALS, key=len, reverse=True))}|last)"
    rf"(?P<one> {_PIECE})?(?: (?:say|about|please))*"
)
"""One of the articles that were shown. Without `set` or `one`, "one" is no number."""

IT = re.compile(
    rf"{_ASKING}(?:tell me|show me|give me) more(?: details?)?(?: about| on)?"
    rf"(?: (?:the article|{_IT}(?: one| article)?))?(?: please)?"
    rf"|more (?:about|on) {_IT}(?: one)?|what does {_IT}(?: article| one)? say"
    rf"|(?:open|read|show)(?: me)? {_IT}(?: one| article)?|(?:more )?details(?: please)?"
    r"|(?:the |what is the |whats the |your )?(?:source|link|url)(?: please)?"
    r"|says who|who says(?: so| that)?|really|are you sure|how do you know(?: that| this)?"
    rf"|is {_IT} (?:really )?(?:true|so|right)"
)
"""The article that was quoted first: what it says, and who."""

OF_IT: Sequence[tuple[str, Kind, re.Pattern[str]]] = (
    (
        "which outlets reported {}",
        "outlets",
        re.compile(
            r"(?:which|what) (?:other )?(?:outlets?|papers?|newspapers?|sources|media|sites)(?: (?:have|has))?"
            rf"(?: (?:reported|covered|wrote about|carried|had|have)(?: {_IT})?)?"
            r"|who(?: else)?(?: has| have| also)? (?:reported|covered|wrote|published|carried)(?: about| on)?"
            rf"(?: {_IT})?|who else"
        ),
    ),
    (
        "how many articles on {}",
        "how_many",
        re.compile(rf"how many (?:articles|reports|stories|pieces)(?: (?:on|about) {_IT})?"),
    ),
    (
        "latest on {}",
        "latest",
        re.compile(
            r"(?:what is |whats )?(?:the )?(?:latest|newest)(?: news| articles?| one)? (?:on|about) "
            rf"(?:{_IT}|them|him|her)|(?:any )?updates?(?: on {_IT})?|newer(?: ones?)?"
            r"|(?:is there |are there )?(?:any|anything|something)"
            rf" (?:newer|more recent|updates?|news (?:on|about) {_IT})"
        ),
    ),
    (
        "oldest article on {}",
        "oldest",
        re.compile(
            rf"(?:what is |whats )?(?:the )?(?:oldest|earliest)(?: article| one)? (?:on|about) {_IT}"
            rf"|(?:any|anything|something) older|older(?: ones?)?|who (?:reported|had|broke) {_IT} first"
        ),
    ),
)
"""What may be asked about a whole subject: the text and the kind of the question (`{}` is the subject), its pattern."""

WHY = re.compile(r"how so|why so|why is that|how come|why not|but why|and why|why exactly")
"""Other words for "why"."""

NEXT = re.compile(
    rf"(?:and )?(?P<asks>what (?:happened|came|was) )?(?P<side>next|then|after|afterwards|later|since|before|earlier)"
    rf"(?: (?:then|{_IT}))?"
)
"""What came before or after. Where `asks` is there, or it is but "then", the subject is asked about."""

CUE = re.compile(
    r"\s*(?:(?:ok|okay|so|yes|no|well|thanks|hm+|sorry)\b[\s,.!-]*)*"
    r"(?P<cue>and(?:\s+(?:what|how)\s+about)?|(?:what|how)\s+about|what\s+of|but(?:\s+what\s+about)?"
    r"|or|also|plus|then|instead|rather)\b[\s,:]*",
    re.IGNORECASE,
)
"""How a follow-up begins: "and", "what about"."""

POINTING = compile_any(r"\b(?:that|this|it|they|them|those|these|he|she|him|her|his|their|its|then|the same)\b")
"""A word that stands for something that was said."""

EXISTING = compile_any(r"\b(?:is|are|was|were)\s+there\b", r"\bthere\s+(?:is|are|was|were)\b")
"""What asks whether there is anything at all, and points at nothing."""

LIMITING = re.compile(
    r"\s*(?:only|just|from|by|not|in|on|since|before|after|until|till|during|without|except|between|last|this"
    r"|yesterday|today)\b",
    re.IGNORECASE,
)
"""How a limit begins."""

DENIED = re.compile(
    rf"(?:but )?{join_patterns('not', 'without', 'except(?: for)?', 'excluding', 'no')}(?: (?:from|by|in))?"
    r" (?:the )?(?P<who>[\w .&'-]{2,40})",
    re.IGNORECASE,
)
"""An outlet that is not wanted."""

BARE = re.compile(r"\s*(?:who|whom|when|where|why|how|what\s+\w|which\s+\w|until|by)\b", re.IGNORECASE)
"""How a text of nothing but question words begins."""

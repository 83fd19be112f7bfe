"""Patterns of follow-ups: the words that refer to what was asked or shown before.

Those that match whole texts need folded ones (`bot.coverage.text.fold`). The others search a text as it was typed.
"""

import re
from collections.abc import Mapping, Sequence

from bot.answers.query.grammar import compile_any, join_patterns
from bot.answers.query.kinds import Kind

_PRONOUN = r"(?:it|that|this)"
_OPENING = r"(?:(?:and|ok|okay|yes|please|can you|could you) )*"

MORE = re.compile(
    rf"(?:(?:any|some) )?{_OPENING}(?:(?:show|give)(?: me)? )?(?:(?:some|any|even) )?"
    r"(?:more|others|the rest|the others)"
    r"(?: (?:please|results|articles|stories|of (?:that|these|those|it|them)|like (?:that|this)))*"
    r"|next(?: page| ones)?|go on|continue|keep going|and"
    r"|(?:and |is there )?(?:anything|what) else(?: is there| do you have)?"
)
"""A text that asks for further articles."""

ORDINAL_NUMBERS: Mapping[str, int] = {
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
ORDINAL = re.compile(
    rf"{_OPENING}"
    r"(?:(?:tell|show|give) me (?:more )?(?:about |on )?|open |show |read |more (?:on|about) |what (?:about|does|is) )?"
    r"(?P<marker>(?:the|number|no|nr|article|story|result) )*"
    rf"(?P<ordinal>{'|'.join(sorted(ORDINAL_NUMBERS, key=len, reverse=True))}|last)"
    rf"(?P<noun> {_PIECE})?(?: (?:say|about|please))*"
)
"""A text that asks for one of the shown articles. "One" alone, without `marker` or `noun`, is not an ordinal."""

QUOTED_ARTICLE = re.compile(
    rf"{_OPENING}(?:tell me|show me|give me) more(?: details?)?(?: about| on)?"
    rf"(?: (?:the article|{_PRONOUN}(?: one| article)?))?(?: please)?"
    rf"|more (?:about|on) {_PRONOUN}(?: one)?|what does {_PRONOUN}(?: article| one)? say"
    rf"|(?:open|read|show)(?: me)? {_PRONOUN}(?: one| article)?|(?:more )?details(?: please)?"
    r"|(?:the |what is the |whats the |your |any )?(?:source|link|url)s?(?: please)?"
    rf"|who (?:wrote|published) {_PRONOUN}(?: article| story)?|(?:which|what) outlet is {_PRONOUN}(?: from)?"
    rf"|where is {_PRONOUN}(?: article| story)? from|who is the author(?: of {_PRONOUN})?"
    r"|says who|who says(?: so| that)?|really|are you sure|how do you know(?: that| this)?"
    rf"|is {_PRONOUN} (?:really )?(?:true|so|right)"
)
"""A text that asks for the article that was quoted first: what it says, or who says it."""

SUBJECT_QUESTIONS: Sequence[tuple[str, Kind, re.Pattern[str]]] = (
    (
        "which outlets reported {}",
        "outlets",
        re.compile(
            r"(?:which|what|(?:are there )?any) (?:other )?(?:outlets?|papers?|newspapers?|sources|media|sites)"
            r"(?: (?:have|has))?"
            rf"(?: (?:reported|covered|wrote about|carried|had|have)(?: {_PRONOUN})?)?"
            r"|who(?: else)?(?: has| have| also)? (?:reported|covered|wrote|published|carried)(?: about| on)?"
            rf"(?: {_PRONOUN})?|who else"
        ),
    ),
    (
        "how many articles on {}",
        "how_many",
        re.compile(rf"how many (?:articles|reports|stories|pieces)(?: (?:on|about) {_PRONOUN})?"),
    ),
    (
        "latest on {}",
        "latest",
        re.compile(
            r"(?:what is |whats )?(?:the )?(?:latest|newest)(?: news| articles?| one)? (?:on|about) "
            rf"(?:{_PRONOUN}|them|him|her)|(?:any )?updates?(?: on {_PRONOUN})?|newer(?: ones?)?"
            r"|(?:is there |are there )?(?:any|anything|something)"
            rf" (?:newer|more recent|updates?|news (?:on|about) {_PRONOUN})"
        ),
    ),
    (
        "oldest article on {}",
        "oldest",
        re.compile(
            rf"(?:what is |whats )?(?:the )?(?:oldest|earliest)(?: article| one)? (?:on|about) {_PRONOUN}"
            rf"|(?:any|anything|something) older|older(?: ones?)?|who (?:reported|had|broke) {_PRONOUN} first"
        ),
    ),
)
"""Questions about the whole subject: a template for the question (`{}` is the subject), its kind, and the pattern of
texts that ask it."""

WHY = re.compile(r"how so|why so|why is that|how come|why (?P<negation>not)|but why|and why|why exactly")
"""A text that asks "why" in other words."""

BEFORE_OR_AFTER = re.compile(
    rf"(?:and )?(?P<event>what (?:happened|came|was) )?(?P<side>next|then|after|afterwards|later|since|before|earlier)"
    rf"(?: (?:then|{_PRONOUN}))?"
)
"""A text that asks what came before or after the quoted article. With `event`, it asks about the subject."""

FOLLOW_UP_CUE = re.compile(
    r"\s*(?:(?:ok|okay|so|yes|no|well|thanks|hm+|sorry)\b[\s,.!-]*)*"
    r"(?:and(?:\s+(?:what|how)\s+about)?|(?:what|how)\s+about|what\s+of|but(?:\s+what\s+about)?"
    r"|or|also|plus|then|instead|rather)\b[\s,:]*",
    re.IGNORECASE,
)
"""The words that begin a follow-up: "and", "what about"."""

REFERENCE = compile_any(r"\b(?:that|this|it|they|them|those|these|he|she|him|her|his|their|its|then|the same)\b")
"""A word that refers to something before: "it", "they", "then"."""

EXISTENCE = compile_any(r"\b(?:is|are|was|were)\s+there\b", r"\bthere\s+(?:is|are|was|were)\b")
"""Words that ask whether something exists. Then "that" and "it" may refer to nothing before."""

NO_FOLLOW_UP = compile_any(r"\b(?:this|the|your) (?:bot|app|server|channel)\b")
"""Words about the bot itself or the place where it is asked."""

LIMIT_START = re.compile(
    r"\s*[-#]\w|\s*(?:topic|only|just|from|by|not|in|on|since|before|after|until|till|during|without|except|between|last|this"
    r"|yesterday|today)\b",
    re.IGNORECASE,
)
"""The word that begins a limit."""

EXCLUSION = re.compile(
    rf"(?:but )?{join_patterns('not', 'without', 'except(?: for)?', 'excluding', 'no')}(?: (?:from|by|in))?"
    r" (?:the )?(?P<outlet>[\w .&'-]{2,40})",
    re.IGNORECASE,
)
"""A text that excludes an outlet."""

_PREPOSITION = r"(?:for|on|in|at|with|to|from|of|about|by)"
PREPOSITION_START = re.compile(rf"\s*{_PREPOSITION}\s+(?:how|what|which|who|whom|whose)\b", re.IGNORECASE)
"""The words that begin a question without its verb: "for how much", "on how many counts"."""

QUESTION_WORD_START = re.compile(
    r"\s*(?:who|whom|when|where|why|how|what\s+\w|which\s+\w|until|by|since\s+when"
    rf"|{_PREPOSITION}\s+(?:how|what|which|who|whom|when))\b",
    re.IGNORECASE,
)
"""The word that begins a text of only question words."""

PRONOUN_SUBJECT = re.compile(
    r"\s*(?:(?:who|what|when|where|why|how|which)\b[\w\s]{0,20}?\s)?"
    r"(?:do|does|did|can|could|will|would|has|have|had)\s+(?:it|they|he|she)\b",
    re.IGNORECASE,
)
"""The beginning of a question whose subject is a pronoun: "does it", "how long will they"."""

PRONOUN_OBJECT = re.compile(r".*\b(?:it|them|him|her)\W*", re.IGNORECASE)
"""A question that ends in a pronoun: "which hospital uses it"."""

VERB_ALONE = re.compile(
    r"(?:who|what|which(?: one)?|when|where|why|how)(?:\s+(?:got|gets|was|were|is|has been|else))?\s+(?P<verb>[a-z]+)"
    r"(?:\s+(?:over|out|up|in|off|away|back|down|on|first|last))?",
    re.IGNORECASE,
)
"""Only a question word and a possible verb."""

NOUN_ALONE = re.compile(
    r"(?:how many|how much|which|what(?: (?:is|was|are|were) the)?)\s+[^\W\d_]+"
    r"(?:\s+(?:in total|total|exactly|though))?",
    re.IGNORECASE,
)
"""What is asked for, and nothing else: "how many users", "which chip", "what was the score"."""

PLACE_ALONE = re.compile(
    r"(?:on|for|with|without|at|in|to|under|against|vs\.?|versus)\s+(?!how\b|what\b|which\b|who)(?:[\w&+.'\u2019-]+\s*){1,4}",
    re.IGNORECASE,
)
"""Only a preposition and a possible name: "on Xbox"."""

ASKS_OUTLET = re.compile(r"\s*(?:so\s+)?(?:what|how)\s+(?:do|does|did|has|have|is|are|was|were)\b", re.IGNORECASE)
"""The beginning of a question about what an outlet says."""

WHAT_NAME_DID = re.compile(
    r"what\s+(?:did|does|has|have|is|are|was|were)\s+(?P<name>.+?)\s+(?:do|done|doing)(?:\s+about\s+(?:it|that|this))?",
    re.IGNORECASE,
)
"""A question that asks the same of someone else: "what did IBM do"."""

WHICH_ONE = re.compile(r"which\s+(?:ones?|of\s+(?:them|these|those))\b", re.IGNORECASE)
"""The words that choose from what was asked for before."""

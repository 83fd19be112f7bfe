"""The grammar of asking for news: patterns for auxiliaries, pieces (articles, stories), outlets and reporting.

Kinds, subjects and outlet cues all build on these patterns and search without regard to case. Kinds and subjects read
the question as typed. Outlet cues (`CUE_…`) read folded words (no apostrophes or hyphens) right beside a name that may
be an outlet's. There a wider noun or a narrower verb is safe or misleading in other ways than in a whole question, so
where the two differ, they differ on purpose.
"""

import re

from bot.answers.analysis.caseless import CaselessPattern


def join_patterns(*patterns: str) -> str:
    """Return a pattern that matches any of these patterns."""
    return f"(?:{'|'.join(patterns)})"


def compile_any(*patterns: str) -> re.Pattern[str]:
    """Compile a pattern that matches any of these patterns, ignoring case."""
    return re.compile("|".join(patterns), re.IGNORECASE)


def remove_beginning(pattern: re.Pattern[str], text: str) -> str:
    """Remove what a pattern matches at the beginning of a text. `re.sub` would try it at every other place, too."""
    match = pattern.match(text)
    return text[match.end() :] if match else text


AUXILIARY = join_patterns(
    r"(?:is|are|was|were|did|does|do|has|have|had|could|would|should|must)(?:n['\u2019]?t)?",
    r"(?:be|been|can['\u2019]?t|cannot|can|won['\u2019]?t|will|shall|may|might)",
)
# The auxiliaries before an outlet in a question about what it said: "did Reuters report". A cue has no negated ones
# ("isn't") and none of the others, which seldom ask that.
CUE_AUXILIARY = r"(?:did|does|do|has|have|had|is|was|are|were|could|can|will|would|might)"
# What may be so, or is planned: a sentence with it states no fact, and a question with it asks for none.
# The month of May is not a hedge: "in May", "May 6".
_MAY = r"(?<!\bin )(?<!\bof )(?<!\bby )(?<!\bsince )(?<!\bearly )(?<!\blate )(?<!\blast )(?<!\d )may(?! \d|,)"
# "(?<!\w)" before a word means the same as "\b", and takes two thirds of the time.
HEDGE = CaselessPattern(
    rf"(?<!\w)(?:in talks|talks|negotiat\w+|reportedly|rumou?r\w*|{_MAY}|might|could|consider\w*|explor\w+"
    r"|toy(?:ed|ing)|plan(?:s|ned)? to|planning|expected|likely|potential\w*|possib\w+|leak\w*|would|hints?|want\w*"
    r"|hop(?:es?|ing)|speculat\w+|alleged\w*)\b"
)

_PIECES = r"articles?|reports?|stor(?:y|ies)|pieces?|coverage|headlines?|posts?|items?"
PIECE = join_patterns(_PIECES, r"news(?: items?)?|updates?|developments?|mentions?|links?")
# "Interviews from Wired", "Wired's pages": such words follow an outlet's name, but alone they are often a subject.
CUE_PIECE = join_patterns(
    _PIECES, r"news|reporting|writeups?|reviews?|interviews?|editorials?|columns?|pages?|publications?|entries"
)

_OUTLETS = r"outlets?|newspapers?|papers?|magazines?|broadcasters?|publishers?|publications?"
OUTLET = join_patterns(
    _OUTLETS,
    r"news (?:organi[sz]ations?|agenc(?:y|ies)|companies)|(?:news )?(?:sources?|sites?)|websites?|media|press",
)
# "The blog Hackaday": a word that may introduce the name of an outlet. "Media" and "press" introduce none.
CUE_OUTLET = join_patterns(_OUTLETS, r"(?:web ?)?sites?|blogs?")

_REPORTING_VERBS = r"report(?:s|ed|ing)?|cover(?:s|ed|ing)?|writ(?:e|es|ing|ten)|wrote|publish(?:es|ed|ing)?|ran"
REPORTED = join_patterns(_REPORTING_VERBS, r"broke|carried|mentioned")
# "What did Reuters say": beside a name, verbs of speech show an outlet too; in a question they are mostly its subject.
CUE_VERB = join_patterns(
    _REPORTING_VERBS,
    r"say(?:s|ing)?|said|claim(?:s|ed|ing)?|mention(?:s|ed|ing)?|not(?:e|es|ed|ing)|describ(?:e|es|ed|ing)"
    r"|tell(?:s|ing)?|told|quot(?:e|es|ed)|argu(?:e|es|ed)|suggest(?:s|ed)?|discuss(?:es|ed)?|explain(?:s|ed)?"
    r"|stat(?:e|es|ed)|reveal(?:s|ed)?|run|thinks?|makes? of"
    r"|agree|disagree(?: (?:on|about|over))?|differ(?: (?:in|on|about|over))?"
    r"(?: (?:covering|reporting(?: on)?|their (?:coverage|reporting)(?: of| on)?))?|have on|have about|has on"
    r"|has about",
)
CUE_REPORTED_BY = join_patterns(
    r"reported|published|written|covered|posted|carried|printed|described|mentioned|discussed|noted|featured",
    r"appear(?:ed|ing|s)?|quoted|stated|claimed|detailed|documented|revealed|said|told|read|released|issued|listed",
)
"""What stands before "by", "in", "from" and the name of an outlet."""

SOMEONE = join_patterns(
    r"person|people|m[ae]n|wom[ae]n|individuals?|compan(?:y|ies)|firms?|organi[sz]ations?|groups?|agenc(?:y|ies)",
    r"teams?|players?|politicians?|officials?|senators?|congress(?:man|woman)|ceo|ministers?|presidents?|authors?",
    r"guys?|girls?|singers?|actors?|actress(?:es)?|artists?|reporters?|journalists?|coach(?:es)?|studios?|streamers?",
    r"scientists?|researchers?|experts?|countr(?:y|ies)(?= (?:did|do|does|ha[ds]|have|will|would|banned|said)\b)",
)
SUPERLATIVE = join_patterns("latest|newest|most recent|recent|oldest|earliest|very first|first|last|new")
EVERY = join_patterns("all|any|every|each|other|more|some")
ON = join_patterns("about|on|regarding|concerning|covering|mentioning|related to|of|from|by|in|with|to")
"""What joins a word for a piece to its subject."""

WHAT_IS = r"(?:what|wat|wut)(?:['\u2019]?s| is| was| are| were|['\u2019]re)"
MONEY = join_patterns(
    r"prices?|costs?|fees?|valuation|salar(?:y|ies)|net worth|revenues?|profits?|fines?|budget|turnover|money|cash",
    r"funding|debts?|tax(?:es)?|damages|compensation|bail|ransom|reward|rent|worth",
)
"""Nouns that an amount of money answers."""

ROLE = join_patterns(
    r"ceo|cfo|cto|coo|boss|chief(?: executive)?|head|chair(?:man|woman|person)?|president|founders?|co-founders?",
    r"owners?|directors?|authors?|leaders?|ministers?|mayor|governor|editor|manager|coach|captain|commissioner|secretary",
)
"""Roles that a person has: "the boss of", "x ceo"."""

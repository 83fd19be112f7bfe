"""The small grammar of asking that kinds and subjects share: auxiliaries, and words for pieces, outlets and reporting.

Each is a pattern, to be put into others and searched without regard to case.
"""

import re


def one_of(*patterns: str) -> str:
    """Any of these patterns."""
    return f"(?:{'|'.join(patterns)})"


def compile_any(*patterns: str) -> re.Pattern[str]:
    """Any of these patterns, ready to search with."""
    return re.compile("|".join(patterns), re.IGNORECASE)


AUXILIARY = one_of(
    r"(?:is|are|was|were|did|does|do|has|have|had|could|would|should|must)(?:n['\u2019]?t)?",
    r"(?:be|been|can|can['\u2019]?t|will|won['\u2019]t|shall|may|might)",
)
PIECE = one_of(
    r"articles?|reports?|stor(?:y|ies)|pieces?|coverage|headlines?|news(?: items?)?|posts?",
    r"updates?|developments?|mentions?|items?|links?",
)
OUTLET = one_of(
    r"outlets?|news (?:organi[sz]ations?|agenc(?:y|ies)|companies)|(?:news )?(?:sources?|sites?)|newspapers?|papers?",
    r"media|publications?|publishers?|websites?|magazines?|broadcasters?|press",
)
REPORTED = one_of(
    r"report(?:s|ed|ing)?|cover(?:s|ed|ing)?|writ(?:e|es|ing|ten)|wrote|publish(?:es|ed|ing)?|broke|carried|mentioned|ran",
)
SOMEONE = one_of(
    r"person|people|m[ae]n|wom[ae]n|individuals?|compan(?:y|ies)|firms?|organi[sz]ations?|groups?|agenc(?:y|ies)",
    r"teams?|players?|politicians?|officials?|senators?|congress(?:man|woman)|ceo|ministers?|presidents?|authors?",
    r"scientists?|researchers?|experts?|countr(?:y|ies)(?= (?:did|do|does|ha[ds]|have|will|would|banned|said)\b)",
)
SUPERLATIVE = one_of("latest|newest|most recent|recent|oldest|earliest|very first|first|last|new")
EVERY = one_of("all|any|every|each|other|more|some")
ON = one_of("about|on|regarding|concerning|covering|mentioning|related to|of|from|by|in|with|to")
"""What joins a word for a piece to its subject."""

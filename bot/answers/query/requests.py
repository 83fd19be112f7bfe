"""Remove requests and politeness from a question: "show me", "is there", "could you tell me"."""

from functools import lru_cache

from bot.answers.query.grammar import compile_any, remove_beginning
from bot.answers.query.politeness import strip_politeness

# Requests follow one another ("show me, is there"). Each pass removes one.
_MAX_PASSES = 8
MARKS = " \t,;:.!?-\u2013\u2014\u2026\u00bf\u00a1\uff01\uff1f"
_REQUEST = compile_any(
    r"^i(?:['\u2019]?d| would)? (?:like|want|need|love) to (?:see|read)\b",
    r"^i(?:['\u2019]?m| am) (?:looking for|interested in|searching for)\b",
    r"^(?:tell|show|give|find|get|bring|fetch|send|list|display)(?: (?:me|us)\b)?(?=\W|$)",
    r"^(?:gimme|help me (?:find|understand)|explain|search(?: for)?|look(?: up| for))\b",
    r"^(?:do you (?:know|have|remember)(?: of)?|have you (?:got|heard|seen))\b",
    r"^what (?:do|can) you (?:know|have|tell me)(?: about| on| of)?\b",
    r"^(?:is|are) there\b",
)


# A question is read with and without its limits, and most have none.
@lru_cache(maxsize=256)
def strip_request(text: str) -> str:
    """Remove "show me", "is there" and politeness from a question. A question mark stays."""
    for _ in range(_MAX_PASSES):
        text = strip_politeness(text.lstrip(MARKS))
        shorter = remove_beginning(_REQUEST, text)
        if shorter == text:
            break
        text = shorter
    return text.strip()

"""Remove what a reader says around a question: greetings, thanks, requests, interjections, the bot's name, `/ask`.

A word that is also part of a name ("Hey Jude", "Good Morning America") is removed only if a punctuation mark or the
start of a question follows it.
"""

import re
from functools import lru_cache

from bot.answers.analysis.caseless import CaselessPattern
from bot.answers.query.grammar import AUXILIARY, compile_any, join_patterns, remove_beginning

_MAX_PASSES = 10
_MAX_ENDING = 120
"""Characters of the end of a text that are searched for a closing phrase."""
_MARK = r"(?:\s*[,;:.!?\u2013\u2014\u2026\uff01\uff1f]+\s*|\s+-+\s+)"

_YOU = r"(?:you|u|ya)"
_ANYONE = (
    rf"(?:{_YOU}(?: guys| all)?|y['\u2019]?all|any ?(?:one|body|1)|some ?(?:one|body|1))(?: here| else| out there)?"
)
_PLEASE = r"(?:please|pl[sz]+|kindly)"
_THANKS = (
    r"(?:many thanks|thanks?(?: (?:you|u))?|thankyou|thx|tnx|tysm|tyvm|cheers)"
    r"(?: (?:so much|very much|a lot|a bunch|a ton|in advance|again|mate|guys|bot|nutgraf|all|man|for (?:the"
    r"|your) help))*"
)
_ADDRESSEE = (
    r"(?:@?nutgraf|bot|there|everyone|everybody|all|guys|folks|team|y['\u2019]?all|mate|buddy|bro|dude"
    r"|man|again|friends?)"
)
_GREETING = (
    r"(?:hi+|hello+|hey+a?|hiya|howdy|yo+|sup|greetings|good (?:morning|afternoon|evening|day)|morning|evening)"
    rf"(?: {_ADDRESSEE})*"
)
_INTERJECTION = (
    r"(?:ok(?:ay)?|k|so|well|u+m+|u+h+|h+m+|e+r+m*|oh|ah|lol|lmao|haha+|yeah|yes|yep|no|nope|btw|by the way|anyways?"
    r"|alright|sorry|excuse me|cool|great|nice|perfect|wow|damn|omg|fyi|sup|whats up|bot|@?nutgraf|mate|bro|dude|guys)"
)
_QUESTION_WORD = (
    r"(?:(?:what|wat|wut|who|when|where|why|how)(?:['\u2019]?(?:s|re|d))?|whom|whose|which|if"
    r"|whether|y(?= (?:is|are|did|do)))"
)
# What a question begins with.
_START = (
    rf"(?=(?:{_QUESTION_WORD}|{AUXILIARY}|any|anything|tell|show|list|find|give|get|latest|i|im|i['\u2019]m|u|a quick"
    rf"|so|and|but|ok|quick|question|wondering|just|let|explain|{_PLEASE}|anyone|anybody)\b|@|/)"
)
_CLAUSE = rf"(?=(?:{_QUESTION_WORD}|about|on|of|anything|something|that|as to)\b)"
_KNOW = (
    r"(?:happen to )?(?:know|heard?|remember|recall|understand|have (?:an? |any )?(?:idea|clue)s?"
    r"|got an?y? (?:idea|clue))"
)

_OPENERS = compile_any(
    rf"^(?:{_GREETING}|{_INTERJECTION}|{_THANKS}|ty)(?:{_MARK}|\s+{_START})(?=\S)",
    r"^yo\s+(?=[a-z])(?!yo\b|la\b)",
    rf"^{_PLEASE}\b(?:{_MARK})?\s*(?=\w)",
    rf"^how (?:are|r) {_YOU}(?: doing)?(?: today)?{_MARK}(?=\S)",
    rf"^(?:i )?hope (?:all is well|(?:ur|{_YOU})(?:['\u2019]?re| are)? (?:doing )?(?:well|good|ok(?:ay)?|fine))"
    rf"{_MARK}(?=\S)",
    # What stands before the question itself: "/ask question: …", "quick question: …", "I have a question about …"
    r"^/ask\b(?:\s+question\s*:|\s*:)?\s*",
    r"^(?:just )?(?:(?:an?|one|my|quick|short|small|simple|random|stupid|dumb|silly|another|serious|genuine|last"
    r"|next)\s+)*"
    rf"(?:question|q|(?<=quick )one|(?<=short )one)(?: for {_YOU})?\s*[:,\u2013\u2014-]\s*(?=\S)",
    r"^i(?:['\u2019]ve)? (?:have|got|had) (?:an?|one|another) (?:\w+ )?question(?: for you)?"
    r"(?:\s*[:,.\u2013\u2014-]|(?= about\b))\s*",
    rf"^(?:may|can|could) i ask(?: {_YOU})?(?: (?:something|(?:a|one) (?:quick )?question))?(?:{_MARK}|\s+{_CLAUSE})",
    # "Can you tell me who …": the verbs that ask for articles ("show", "list", "find") stay.
    rf"^(?:can|could|would|will) {_ANYONE}(?: (?:{_PLEASE}|maybe|possibly|perhaps))*"
    rf"\s+(?=(?:{_PLEASE} )?(?:tell|show|list|find|give|get|search|look|open|explain|help|let|remind|fetch|check)\b)",
    rf"^(?:tell|remind|inform) (?:me|us)(?: {_PLEASE})?\s+{_CLAUSE}(?!(?:about|on|of|anything|something)\b)",
    rf"^(?:let me know|lemme know|explain(?: to me)?|help me (?:understand|find out)|find out|check)\s+"
    rf"(?={_QUESTION_WORD}\b)",
    rf"^(?:(?:do|does|did|has|have|would|can)\s+)?{_ANYONE} {_KNOW}\s+{_CLAUSE}(?!(?:that|on|of)\b)",
    rf"^(?:{_ANYONE} )?(?:know|heard)\s+(?=(?:if|whether)\b)",
    rf"^(?:(?:do|have) {_ANYONE} (?:have|got) )?(?:any ?)?(?:ideas?|clues?)(?: (?:on|about"
    rf"|as to))?\s+(?={_QUESTION_WORD}\b)",
    r"^(?:(?:idk|sorry|not sure),? )?if (?:this|it) (?:was|is|has been) (?:already )?(?:asked|answered)"
    r"(?: (?:before|already))?,? but\s+",
    rf"^(?:idk|dunno|i (?:don['\u2019]?t|do not) know|no idea|not sure)\s+(?={_QUESTION_WORD}\b)",
    r"^(?:i(?:['\u2019]m| am|m| was)? )?(?:(?:just|also|really|still|was)\s+)*(?:wondering|curious)(?:\s*[,:]"
    r"|\s+about)?\s+(?=\w)",
    r"^i wonder\s+(?=\w)",
    r"^(?:i(?:['\u2019]?d| would)?(?: (?:really|just|also))* (?:like|want|love|need|wish|wanna"
    r"|would like) (?:to )?|wanna )"
    rf"(?:know|ask(?: {_YOU})?|find out|hear|learn|understand)(?: about)?\s+(?=\w)",
)
_CLOSING_WORDS = join_patterns(
    rf"{_THANKS}|{_PLEASE}(?: and thank (?:you|u))?|kthx\w*|lo+l|lmao|rofl|(?:ha)+h?|hehe|asap",
    rf"if (?:{_YOU} (?:can|could|know|please|don['\u2019]?t mind)|possible|that['\u2019]?s ok(?:ay)?)",
)
# These may end the name or the sentence before them, so they need a mark before them.
_CLOSING_CLAUSES = join_patterns(
    rf"ty|ta|xd|tbh|btw|imo|idk|help|sorry|much appreciated|(?:i )?appreciate it|{_ADDRESSEE}|right|huh|eh|yeah|yes"
    rf"|no|correct",
    r"any (?:ideas?|clues?|thoughts|info|help)|any ?(?:one|body|1)(?: knows?| heard)?|just (?:curious|wondering"
    r"|asking)",
    rf"(?:(?:do|does|did|would|has|have) )?{_ANYONE} {_KNOW}|{_YOU} know",
    rf"(?:can|could|would|will) {_ANYONE}(?: {_PLEASE})? (?:tell me|help(?: me)?(?: out)?|explain|let me know|check)",
    r"let me know|tell me|please tell me|is (?:that|this|it) (?:true|right)",
)
_AT_END = r"[\s!.?,\u2026]*$"
_SMILEY = r"[:;]['-]?[)(dp]+$"
_CLOSERS = compile_any(
    rf"(?:{_MARK}|(?<=\w)\s+|(?<=[?!.])){_CLOSING_WORDS}{_AT_END}",
    rf"{_MARK}{_CLOSING_CLAUSES}{_AT_END}",
    rf"\s+{_SMILEY}",
)
# What a closer ends in. Few texts have any, and this takes a third of the time.
_CLOSING = CaselessPattern(rf"\b(?:{_CLOSING_WORDS}|{_CLOSING_CLAUSES}){_AT_END}", _SMILEY)
_MENTION = re.compile(r"(?<![\w.])@nutgraf(?:#\d{4})?\b[,:]?", re.IGNORECASE)


# Most questions have no politeness, and are read as typed, translated, and with and without their limits.
@lru_cache(maxsize=256)
def strip_politeness(text: str) -> str:
    """Remove what is said around a question. The question mark stays; so does a text that says nothing else."""
    stripped = text
    if "@" in text and re.search(r"\w", mentionless := _MENTION.sub(" ", text)):
        stripped = mentionless.strip()
    for _ in range(_MAX_PASSES):
        shorter = _strip_end(remove_beginning(_OPENERS, stripped)).strip()
        if shorter == stripped or not re.search(r"\w", shorter):
            break
        stripped = shorter
    return stripped


def _strip_end(text: str) -> str:
    if not _CLOSING.is_in(text[-_MAX_ENDING:]):
        return text
    # "LoL" is a game.
    match = _CLOSERS.search(text, max(0, len(text) - _MAX_ENDING))
    if match is None or match.start() == 0 or "LoL" in match.group():
        return text
    mark = "?" if "?" in match.group() else ""
    return text[: match.start()] + mark

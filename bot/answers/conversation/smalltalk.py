"""Small talk: greetings, thanks, "ok", goodbyes and questions about the bot. They ask for no news, and get a reply of
their kind."""

import re
from collections.abc import Mapping
from typing import Literal

from bot.answers.query.typed_text import TypedText

Smalltalk = Literal["hello", "identity", "thanks", "ok", "bye"]

_MAX_LENGTH = 80
"""Characters of a text that may be small talk."""

_MAX_PHRASE_WORDS = 5

# In order of precedence: "ok thanks, bye" is thanks.
_PHRASES_OF_KIND: Mapping[Smalltalk, str] = {
    "thanks": "thanks, thank you, thank u, thankyou, thx, ty, tysm, cheers, much appreciated"
    ", thats all i needed, that is all i needed, thats what i needed, just what i needed, exactly what i needed"
    ", you are the best, youre the best, you are awesome, youre awesome, you are great, youre great, you rock"
    ", good bot, good job, nice job, great job, well done, nice work, great work, good work",
    "identity": "who are you, what are you, are you a bot, are you a robot, are you human, are you a human, are you ai"
    ", are you an ai, are you real, are you a real person, who made you, who built you, who wrote you, who created you"
    ", who made this bot, who wrote this bot, who built this bot, who runs this bot, who owns this bot, what is"
    " this bot"
    ", what do you do, what can you do, what does this bot do, how do you work, how does this bot work, whats your name"
    ", what is your name, do you have a name, are you chatgpt",
    "bye": "bye, bye bye, goodbye, good bye, good night, goodnight, gn, see you, see ya, see you later, cya, later",
    "hello": "hi, gm, hii, hello, hey, heya, hiya, howdy, yo, greetings, good morning, good afternoon, good evening"
    ", good day, how are you, how are you doing, how are u, how r u, how are you today, hru, wassup, how is it"
    " going, hows it going, whats up, sup",
    "ok": "ok, okay, k, kk, cool, nice, great, perfect, awesome, good, fine, sure, got it, i see, understood"
    ", interesting, fair enough, that helps, that helped, thats helpful, very helpful, helpful, nice one, makes"
    " sense, wow, lol, haha, yes, yep, yeah, no, nope, right, alright, hm, hmm, oh, ah, never mind, nevermind"
    ", thats all, very good, very nice, very interesting, good to know, no problem, no worries",
}
# Phrases that may follow those above, and aren't small talk by themselves.
_FILLERS = (
    "there, you, all, everyone, again, bot, nutgraf, mate, man, bro, dude, buddy, pal, guys, folks, team, friend"
    ", so much, very much, a lot, a bunch, for that, for this, then"
)

_KIND_OF_PHRASE: Mapping[str, Smalltalk | None] = {
    **{phrase.strip(): None for phrase in _FILLERS.split(",")},
    **{phrase.strip(): kind for kind, phrases in _PHRASES_OF_KIND.items() for phrase in phrases.split(",")},
}
_FIRST_WORDS = frozenset(phrase.split()[0] for phrase in _KIND_OF_PHRASE)

_ABOUT_YOU = re.compile(
    r"(?:(?:hi|hey|hello|yo|so|and) )*(?:how|hows) (?:(?:was|is|has|did) )?(?:your|ur) (?:day|weekend|week|morning"
    r"|night|evening|life|holidays?)(?: (?:been|going|go|so far))*"
    r"|(?:(?:hi|hey|hello|yo|so) )*what (?:are|r) (?:you|u) (?:doing|up to)(?: (?:today|tonight|now|this weekend))?"
    r"|(?:(?:hi|hey|hello|yo|so|and) )*(?:(?:are|r) )?(?:you|u|ya) (?:still )?"
    r"(?:alive|awake|asleep|online|there|up|ok(?:ay)?)(?: (?:in )?(?:there|here))?"
)
_ABOUT_BOT = re.compile(
    r"(?:who|which \w+|when|how|why) (?:\w+ )?(?:made|wrote|writes|coded|built|created|runs|owns|programmed|developed"
    r"|designed|hosts|maintains) (?:you|(?:this|the|your) (?:bot|app)(?: behind this(?: \w+)?)?)"
)


def detect_smalltalk(typed: TypedText) -> Smalltalk | None:
    """Return the kind of small talk that a whole text is; None if it may ask something."""
    if len(typed.whole) > _MAX_LENGTH:
        return None
    folded = typed.folded_whole
    if _ABOUT_BOT.fullmatch(folded):
        return "identity"
    if _ABOUT_YOU.fullmatch(folded):
        return "hello"
    words = folded.split()
    if words and words[0] not in _FIRST_WORDS:
        return None
    kinds: set[Smalltalk | None] = set()
    at = 0
    while at < len(words):
        lengths = range(min(_MAX_PHRASE_WORDS, len(words) - at), 0, -1)
        phrases = (" ".join(words[at : at + length]) for length in lengths)
        phrase = next((phrase for phrase in phrases if phrase in _KIND_OF_PHRASE), "")
        # A filler can't come first: "you again" isn't small talk.
        if not phrase or (at == 0 and _KIND_OF_PHRASE[phrase] is None):
            return None
        kinds.add(_KIND_OF_PHRASE[phrase])
        at += len(phrase.split())
    return next((kind for kind in _PHRASES_OF_KIND if kind in kinds), None)

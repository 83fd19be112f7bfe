"""What is said to the bot and asks nothing: a greeting, thanks, "ok", a goodbye. It is answered in kind."""

from collections.abc import Mapping
from typing import Literal

from bot.coverage.text import fold

Smalltalk = Literal["hello", "thanks", "ok", "bye"]

_LONGEST = 80
_LONGEST_PHRASE = 4

# The kindest word of several says what it is: "ok thanks, bye" is thanks.
_KINDS: Mapping[Smalltalk, str] = {
    "thanks": "thanks, thank you, thank u, thankyou, thx, ty, tysm, cheers, much appreciated"
    ", good bot, good job, nice job, great job, well done, nice work, great work, good work",
    "bye": "bye, bye bye, goodbye, good bye, good night, goodnight, see you, see ya, see you later, cya, later",
    "hello": "hi, hii, hello, hey, heya, hiya, howdy, yo, greetings, good morning, good afternoon, good evening"
    ", good day, how are you, how are you doing, how is it going, hows it going, whats up, sup",
    "ok": "ok, okay, k, kk, cool, nice, great, perfect, awesome, good, fine, sure, got it, i see, understood"
    ", interesting, wow, lol, haha, yes, yep, yeah, no, nope, right, alright, hm, hmm, oh, ah, never mind, nevermind"
    ", thats all, very good, very nice, very interesting, good to know, no problem, no worries",
}
# What goes with them and says nothing alone.
_BESIDE = "there, you, all, everyone, again, bot, nutgraf, so much, very much, a lot, a bunch, for that, for this, then"

_PHRASES: Mapping[str, Smalltalk | None] = {
    **{phrase.strip(): None for phrase in _BESIDE.split(",")},
    **{phrase.strip(): talk for talk, said in _KINDS.items() for phrase in said.split(",")},
}


def detect_smalltalk(text: str) -> Smalltalk | None:
    """What kind of small talk a whole text is; None where it may ask something."""
    if len(text) > _LONGEST:
        return None
    words = fold(text).split()
    found: set[Smalltalk | None] = set()
    at = 0
    while at < len(words):
        lengths = range(min(_LONGEST_PHRASE, len(words) - at), 0, -1)
        size = next((size for size in lengths if " ".join(words[at : at + size]) in _PHRASES), 0)
        # "You again" alone is none: something must have been said first.
        if not size or (not at and _PHRASES[" ".join(words[:size])] is None):
            return None
        found.add(_PHRASES[" ".join(words[at : at + size])])
        at += size
    return next((talk for talk in _KINDS if talk in found), None)

"""Follow-ups ("and in 2021?", "what about IBM?", "who said that?", "more"): they take what is missing from before.

A follow-up is turned into the question that it means, in words, and that is asked: so the reply can show how it was
understood, and nothing but that decides. A text that could stand on its own is left alone, whatever went before.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from msgspec import Struct

from bot.answers.answer import Answer
from bot.answers.forms import squash
from bot.answers.names import Names
from bot.answers.question import Question, understand
from bot.answers.words import ASKING, STOPWORDS, is_stopword, stem, tokens
from bot.coverage.article import Article
from bot.coverage.repair import fold

REMEMBERED = timedelta(minutes=15)
"""How long a question can be followed up."""

_LONGEST = 300
"""Characters of a text that may be a follow-up."""

_NEARBY = 4
"""Articles that a reply shows beside those that it quotes."""

_SMALL = frozenset({"ones", "one", "only", "just", "please", "instead", "too", "else", "same", "again"})

_FEW = 3
"""Words that say something, of what follows "and" or "what about": from more on, it is a question of its own."""


class Earlier(Struct, frozen=True):
    """What of a question is needed for the next. `asked`: the whole question, in words. `shown`: ids of the articles
    that were shown, in their order. `best`: the article that was quoted first, and `day` its day."""

    asked: str
    shown: tuple[str, ...] = ()
    best: str = ""
    day: date | None = None


class Meant(Struct, frozen=True):
    """What a follow-up means. `ask`: the question `asked`. `more`: what else there is for it. `open`: the article with
    the id `article`. `lost`: something that was said before, which is not known."""

    what: Literal["ask", "more", "open", "lost"]
    asked: str = ""
    article: str = ""


_MORE = re.compile(
    r"(?:(?:and|ok|okay|yes|please) )*(?:(?:show|give) (?:me )?)?(?:more|others|the rest|the others)"
    r"(?: (?:please|results|articles|stories|of (?:that|these|those|it|them)|like (?:that|this)))*"
    r"|next(?: page| ones)?|go on|continue|keep going|(?:and |is there )?(?:anything|what) else(?: is there)?"
    r"|and(?: then)?"
)
_ORDINALS: Mapping[str, int] = {
    name: place
    for place, names in enumerate(
        (("first", "1st"), ("second", "2nd"), ("third", "3rd"), ("fourth", "4th"), ("fifth", "5th")),
        start=1,
    )
    for name in names
}
_NTH = re.compile(
    r"(?:(?:tell me (?:more )?about|open|show(?: me)?|what about|read|more (?:on|about)) )?(?:the |number |no |nr )*"
    r"(?P<nth>first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|5th)(?: (?:one|article|story|piece|link|result))?"
)
_IT = re.compile(
    r"(?:(?:can you |please )*(?:tell me|show me|give me) more(?: about| on)? ?(?:it|that|this|that one|this one)?"
    r"|more (?:about|on) (?:it|that|this|that one|this one)|what does (?:it|that|this)(?: article| one)? say"
    r"|open (?:it|that|this)|details(?: please)?|tell me more please)"
)
_CUE = re.compile(
    r"\s*(?:(?:ok|okay|so|yes|no|well|thanks|hm+|sorry)\b[\s,.!-]*)*"
    r"(?P<cue>and(?:\s+(?:what|how)\s+about)?|(?:what|how)\s+about|what\s+of|but(?:\s+what\s+about)?|or|also|plus|then|instead|rather)"
    r"\b[\s,:]*",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?:that|this|it|they|them|those|these|he|she|him|her|his|their|its|the same)\b", re.IGNORECASE
)
_EXISTING = re.compile(r"\b(?:is|are|was|were)\s+there\b|\bthere\s+(?:is|are|was|were)\b", re.IGNORECASE)
_THAT_DAY = re.compile(r"\b(?P<side>before|after|since|until)\s+(?:that|then|this|it)\b", re.IGNORECASE)
_LIMITING = re.compile(
    r"\s*(?:only|just|from|by|not|in|on|since|before|after|until|till|during|without|except|between|last|this|yesterday|today)\b",
    re.IGNORECASE,
)
_QUESTION_WORDS = re.compile(
    r"\s*(?:(?:who|whom|whose|what|when|where|why|which|how(?:\s+(?:long|many|much|often|far|soon))?|is|are|was|were|do|does|did"
    r"|has|have|had|can|could|will|would|should|tell|show|me|about|the|there|any|news|latest|please|for)\b[\s,]*)+",
    re.IGNORECASE,
)
_END = " \t\n?!.,;:"


def meaning(text: str, earlier: Earlier | None, names: Names, *, now: datetime) -> Meant | None:
    """What a text means after `earlier`; None where it stands on its own. Never raises, whatever was typed."""
    if len(text) > _LONGEST:
        return None
    if (alone := _alone(fold(text), earlier)) is not None:
        return alone
    cue = _CUE.match(text)
    rest = text[cue.end() :] if cue else text
    if earlier is None and len(_content(rest)) >= _FEW:
        return None  # which spares most questions the reading
    own = understand(rest, names, now=now)
    content = _content(own.subject)
    pointing = bool(_POINTING.search(rest)) and not _EXISTING.search(rest)
    if own.urls or len(content) >= _FEW:
        return None
    if earlier is None:
        return Meant("lost") if not content and pointing and not _limits(own) else None
    said = _Said(rest.strip(_END), own, tuple(content), cue is not None, pointing)
    readings = (reading(said, earlier, names, now) for reading in (_that_day, _limited, _about_it, _about_another))
    return next((Meant("ask", meant) for meant in readings if meant), None)


def carried(answer: Answer, earlier: Earlier | None) -> Earlier:
    """What is to be remembered of an answer for the next question."""
    quoted = [quote.article for quote in answer.quotes]
    near = [hit.article for hit in answer.near if hit.article not in quoted]
    shown = tuple(dict.fromkeys(article.id for article in (*quoted, *near[:_NEARBY])))
    if earlier is not None and answer.asked == earlier.asked:
        shown = tuple(dict.fromkeys((*earlier.shown, *shown)))
    best: Article | None = next(iter(quoted), None)
    return Earlier(
        answer.asked or answer.question,
        shown,
        best.id if best else "",
        best.published.day if best and best.published else None,
    )


def _opened(nth: str, earlier: Earlier | None) -> Meant:
    if earlier is None or not earlier.shown:
        return Meant("lost")
    place = len(earlier.shown) if nth == "last" else _ORDINALS[nth]
    return Meant("open", article=earlier.shown[place - 1]) if place <= len(earlier.shown) else Meant("lost")


class _Said(NamedTuple):
    """A text that may follow up: without its cue ("and", "what about"); as a question of its own; its words that say
    something; whether there was a cue; whether it points at something ("that", "they")."""

    text: str
    own: Question
    content: tuple[str, ...]
    has_cue: bool
    pointing: bool


def _alone(folded: str, earlier: Earlier | None) -> Meant | None:
    """What needs no reading: "more", "the second one", "tell me more about it"."""
    if _MORE.fullmatch(folded):
        return Meant("more", earlier.asked) if earlier else Meant("lost")
    if (nth := _NTH.fullmatch(folded)) is not None:
        return _opened(nth["nth"], earlier)
    if _IT.fullmatch(folded):
        return Meant("open", article=earlier.best) if earlier and earlier.best else Meant("lost")
    return None


# Each reading gives the question that is meant, in words; empty where the text is not of its kind.


def _that_day(said: _Said, earlier: Earlier, names: Names, now: datetime) -> str:
    """ "Before that", "and since then": the day of the article that was quoted."""
    match = _THAT_DAY.search(said.text)
    if match is None or said.content or earlier.day is None:
        return ""
    earlier_side = match["side"].lower() in ("before", "until")
    day = earlier.day + timedelta(days=-1 if earlier_side else 1)
    before = _without(earlier.asked.strip(_END), names, now, dates=True)
    return f"{before} {'until' if earlier_side else 'since'} {day.isoformat()}"


def _limited(said: _Said, earlier: Earlier, names: Names, now: datetime) -> str:
    """ "And in 2021?", "only Reuters", "not from Forbes": the same within other limits."""
    own = said.own
    if said.content or not _limits(own) or (own.kind in ("latest", "oldest", "list") and not said.has_cue):
        return ""
    if not (said.has_cue or _LIMITING.match(said.text) or _is_date(said.text, own)):
        return ""
    before = earlier.asked.strip(_END)
    kept = _without(before, names, now, dates=own.dates is not None, outlets=bool(own.outlets))
    return f"{kept} {_limit(said.text, own)}".strip()


def _about_it(said: _Said, earlier: Earlier, names: Names, now: datetime) -> str:  # noqa: ARG001
    """ "Who said that?", "why?", "did they extend it?": another question about the same."""
    bare = not said.content and (said.pointing or _is_bare(said.text)) and not _EXISTING.search(said.text)
    if not bare and not (said.pointing and len(said.content) == 1 and not _names_in(said.text)):
        return ""
    return " ".join(f"{_POINTING.sub('', said.text).strip(_END)} {_topic(earlier.asked.strip(_END))}".split())


def _about_another(said: _Said, earlier: Earlier, names: Names, now: datetime) -> str:
    """ "What about IBM?": the same question with a name in the place of its first name, else said besides."""
    if not said.has_cue or not said.content:
        return ""
    before = earlier.asked.strip(_END)
    other = re.sub(r"[\s,]*\b(?:instead|rather|then|too|as well)\b", "", said.text, flags=re.IGNORECASE).strip(_END)
    if names.outlet_keys(other) and squash(other) not in names.talk.subjects:
        return f"{_without(before, names, now, outlets=True)} from {other}"
    old = _names_in(before)
    if old and (_names_in(other) or len(other.split()) == 1) and fold(old[0]) != fold(other):
        return re.sub(rf"\b{re.escape(old[0])}(?:['\u2019]s)?", lambda _: other, before, count=1)
    return f"{before} {other}"


def _content(subject: str) -> list[str]:
    """The words of a text that say something of a subject."""
    return [
        token.word
        for token in tokens(subject)
        if not is_stopword(token.surface, token.word) and stem(token.word) not in ASKING and token.word not in _SMALL
    ]


def _limits(question: Question) -> bool:
    return bool(question.dates or question.outlets or question.not_outlets or question.topics)


def _is_date(text: str, question: Question) -> bool:
    return question.dates is not None and fold(text) == fold(question.dates.said or text) and len(text.split()) <= _FEW


def _is_bare(text: str) -> bool:
    """Whether a text is nothing but question words: "why?", "how long?", "says who?"."""
    return all(token.word in STOPWORDS or stem(token.word) in ASKING for token in tokens(text)) and bool(
        re.match(r"\s*(?:who|whom|when|where|why|how|what|which|since|until|by|says|according)\b", text, re.IGNORECASE)
    )


def _limit(rest: str, own: Question) -> str:
    """What a follow-up limits to, in words that read as a limit."""
    if _LIMITING.match(rest):
        said = re.sub(r"^\s*(?:only|just)\s+", "", rest, flags=re.IGNORECASE)
        if _LIMITING.match(said) or own.dates is not None:
            return said
        return f"from {said}"
    if own.dates is not None and not own.outlets:
        return f"in {rest}"
    return f"from {rest}"


def _without(text: str, names: Names, now: datetime, *, dates: bool = False, outlets: bool = False) -> str:
    """A question without the limits that another takes the place of."""
    read = understand(text, names, now=now)
    said: list[str] = []
    if dates and read.dates_explicit:
        said += [one.said for one in read.mentioned]
    if outlets:
        said += [one.said for one in read.outlets if one.explicit]
    for one in filter(None, said):
        text = re.sub(
            rf"\b(?:(?:in|on|from|by|since|before|after|until|during|of|at)\s+)?(?:the\s+)?{re.escape(one)}\b[\s,]*",
            " ",
            text,
            flags=re.IGNORECASE,
        )
    return " ".join(text.split())


def _topic(text: str) -> str:
    """What a question is about: without the words that make it one."""
    return text[match.end() :] if (match := _QUESTION_WORDS.match(text)) and match.end() < len(text) else text


def _names_in(text: str) -> list[str]:
    """Runs of words that are written as names within a text."""
    return [
        match.group()
        for match in re.finditer(r"\b[A-Z][\w&'\u2019.-]*(?:\s+[A-Z][\w&'\u2019.-]*)*", text)
        if fold(match.group()).split()[0] not in STOPWORDS
    ]

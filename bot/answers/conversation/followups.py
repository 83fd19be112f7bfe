"""Follow-ups ("and in 2021?", "what about IBM?", "who said that?", "more"): they take what is missing from before.

A follow-up is turned into the question that it means, in words, and that is asked: so the reply can show how it was
understood, and nothing but that decides. A text that could stand on its own is left alone, whatever went before.
"""

import re
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import tokenize
from bot.answers.analysis.wordlists import REPORTING_STEMS, STOPWORDS, is_stopword
from bot.answers.answer import Answer
from bot.answers.conversation import patterns, rewriting
from bot.answers.conversation.rewriting import bare
from bot.answers.entities.forms import squash
from bot.answers.entities.names import Names
from bot.answers.query.grammar import AUXILIARY
from bot.answers.query.question import Question, parse_question
from bot.coverage.text import fold

REMEMBERED = timedelta(minutes=15)
"""How long a question can be followed up."""

MOST_SHOWN = 200
"""Articles that are remembered as shown, so that "more" tells each once."""

_LONGEST = 300
"""Characters of a text that may be a follow-up."""

_NEARBY = 4
"""Articles that a reply shows beside those that it quotes."""

_FEW = 3
"""Words that say something, of what follows "and" or "what about": from more on, it is a question of its own."""

_SMALL = frozenset({"ones", "one", "only", "just", "please", "instead", "too", "else", "same", "again", "really"})

# Replies after which the question before them is still the one that is spoken of.
_SAYS_NOTHING = frozenset(
    {"answer-lost", "answer-beyond", "answer-no-more", "answer-enough", "answer-no-words", "answer-empty-archive"}
    | {f"answer-{talk}" for talk in ("hello", "thanks", "ok", "bye")}
)


class PreviousQuestion(Struct, frozen=True):
    """What of a question is needed for the next. `asked`: the whole question, in words. `topic`: what it is about, in
    words, without its limits. `listed`: ids of the articles that the last reply showed, in their order; `shown`: all
    that were shown for this question. `best`: the article that was quoted first; `title`, `day`: of that."""

    asked: str
    topic: str = ""
    listed: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    best: str = ""
    title: str = ""
    day: date | None = None


class FollowUp(Struct, frozen=True):
    """What a follow-up means. `ask`: the question `asked`. `more`: what else there is for it. `open`: the article with
    the id `article`. `lost`: something that was said before, which is not known; `beyond`: an article by a number that
    is higher than any that was shown.

    `topic`: what is spoken of from now on; empty where `asked` says it. `alone`: the text says enough to be tried as a
    question of its own, where what it means as a follow-up is not found.
    """

    what: Literal["ask", "more", "open", "lost", "beyond"]
    asked: str = ""
    article: str = ""
    topic: str = ""
    alone: bool = False


_LOST = FollowUp("lost")


def interpret_follow_up(text: str, earlier: PreviousQuestion | None, names: Names, *, now: datetime) -> FollowUp | None:
    """What a text means after `earlier`; None where it stands on its own. Never raises, whatever was typed."""
    if len(text) > _LONGEST:
        return None
    if (meant := _whole(fold(text), earlier, names, now)) is not None:
        return meant
    cue = patterns.CUE.match(text)
    rest = text[cue.end() :] if cue else text
    if len(_content(rest)) >= 2 * _FEW or (earlier is None and len(_content(rest)) >= _FEW):
        return None  # which spares most questions the reading
    own = parse_question(rest, names, now=now)
    content = _content(rewriting.without_all(own.subject, [one.typed for one in own.outlets]))
    pointing = bool(patterns.POINTING.search(rest)) and not patterns.EXISTING.search(rest)
    if own.urls or len(content) >= _FEW:
        return None
    if earlier is None:
        return _LOST if not content and pointing and not _limits(own) else None
    said = _Said(bare(rest), own, tuple(content), cue is not None, pointing)
    readings = (reading(said, earlier, names, now) for reading in (_limited, _not_from, _about_it, _about_another))
    return next((meant for meant in readings if meant), None)


def remember_answer(answer: Answer, earlier: PreviousQuestion | None) -> PreviousQuestion | None:
    """What is to be remembered of an answer for the next question; `earlier`: what was remembered before it."""
    if answer.lead.id in _SAYS_NOTHING:
        return earlier
    quoted = [quote.article for quote in answer.quotes]
    folded = {article.id for quote in answer.quotes for article in (quote.article, *quote.also)}
    near = [hit.article for hit in answer.near if hit.article.id not in folded]
    listed = tuple(dict.fromkeys(article.id for article in (*quoted, *near[:_NEARBY])))
    best = quoted[0] if quoted else None
    told = PreviousQuestion(
        answer.asked or answer.question,
        answer.topic,
        listed,
        listed,
        best.id if best else "",
        best.title if best else "",
        best.published.day if best and best.published else None,
    )
    if earlier is not None and answer.lead.id == "answer-opened":
        return replace(earlier, best=told.best, title=told.title, day=told.day)
    if best and answer.lead.id == "answer-address":
        return replace(told, asked=best.title, topic=best.title)
    if earlier is not None and answer.lead.id == "answer-more":
        shown = tuple(dict.fromkeys((*earlier.shown, *listed)))[:MOST_SHOWN]
        return replace(told, asked=earlier.asked, topic=earlier.topic, shown=shown)
    return told


class _Said(NamedTuple):
    """A text that may follow up: without its cue ("and", "what about"); as a question of its own; its words that say
    something; whether there was a cue; whether it points at something ("that", "they")."""

    text: str
    own: Question
    content: tuple[str, ...]
    has_cue: bool
    pointing: bool


def _whole(folded: str, earlier: PreviousQuestion | None, names: Names, now: datetime) -> FollowUp | None:
    """What needs no reading: "more", "the second one", "tell me more about it", "what happened next"."""
    if patterns.MORE.fullmatch(folded):
        return FollowUp("more", earlier.asked, topic=earlier.topic) if earlier else _LOST
    nth = patterns.NTH.fullmatch(folded)
    if nth is not None and (nth["set"] or nth["one"] or nth["nth"] != "one"):
        return _opened(nth["nth"], earlier)
    if patterns.IT.fullmatch(folded):
        return FollowUp("open", article=earlier.best) if earlier and earlier.best else _LOST
    for pattern, asks in patterns.OF_IT.items():
        if asks.fullmatch(folded):
            topic = _topic(earlier)
            pointing = patterns.POINTING.search(folded) is not None
            return FollowUp("ask", pattern.format(topic), topic=topic) if topic else _LOST if pointing else None
    if (side := patterns.NEXT.fullmatch(folded)) is not None:
        about = side["asks"] is not None or folded in ("then", "and then", "next")
        return _that_day(earlier, names, now, before=side["side"] in ("before", "earlier"), about=about)
    return None


def _opened(nth: str, earlier: PreviousQuestion | None) -> FollowUp:
    if earlier is None or not earlier.listed:
        return _LOST
    place = len(earlier.listed) if nth == "last" else patterns.ORDINALS[nth]
    return FollowUp("open", article=earlier.listed[place - 1]) if place <= len(earlier.listed) else FollowUp("beyond")


def _that_day(earlier: PreviousQuestion | None, names: Names, now: datetime, *, before: bool, about: bool) -> FollowUp:
    """ "Before that", "and since then", "what happened next": the day of the article that was quoted. `about`: only
    the subject stays, not what was asked of it."""
    if earlier is None or earlier.day is None:
        return _LOST
    day = earlier.day + timedelta(days=-1 if before else 1)
    asked = rewriting.undated(earlier.asked, names, now=now)
    if about and (topic := _topic(earlier)):
        asked = f"{topic} {rewriting.limits(earlier.asked, names, now=now, dates=False)}".strip()
    return FollowUp("ask", f"{asked} {'until' if before else 'since'} {day.isoformat()}", topic=earlier.topic)


def _topic(earlier: PreviousQuestion | None) -> str:
    """What is spoken of: the question's subject, or where it had none, the article that was quoted."""
    return bare(earlier.topic or earlier.title) if earlier else ""


# Each reading gives what is meant; None where the text is not of its kind.


def _limited(said: _Said, earlier: PreviousQuestion, names: Names, now: datetime) -> FollowUp | None:
    """ "And in 2021?", "only Reuters", "not from Forbes": the same within other limits."""
    own = said.own
    if said.content or not _limits(own) or (own.kind in ("latest", "oldest", "list") and not said.has_cue):
        return None
    if said.pointing or not (said.has_cue or patterns.LIMITING.match(said.text) or _is_date(said.text, own)):
        return None
    return FollowUp("ask", rewriting.limited(earlier.asked, own, said.text, names, now=now), topic=earlier.topic)


def _not_from(said: _Said, earlier: PreviousQuestion, names: Names, now: datetime) -> FollowUp | None:
    """ "Not from Forbes", where the archive has nothing from Forbes anyway."""
    match = patterns.DENIED.fullmatch(said.text)
    if match is None or not names.known_outlets.by_form.get(squash(match["who"])):
        return None
    read = parse_question(bare(earlier.asked), names, now=now)
    return FollowUp("ask", rewriting.denied(bare(earlier.asked), [match["who"]], read), topic=earlier.topic)


def _about_it(said: _Said, earlier: PreviousQuestion, names: Names, now: datetime) -> FollowUp | None:
    """ "Who said that?", "why?", "did they extend it?": another question about the same."""
    asks = not said.content and not said.pointing and _is_bare(said.text)
    points = said.pointing and len(said.content) <= 1 and not rewriting.names_in(said.text)
    points = points or (said.pointing and not said.content and bool(said.own.outlets))
    topic = _topic(earlier)
    if not asks and not points:
        return None
    if not topic:
        return _LOST if points else None
    # What nothing was found for may have been limited too much.
    own, found = said.own, bool(earlier.best)
    kept = rewriting.limits(
        earlier.asked, names, now=now, dates=found and not own.dates, outlets=found and not own.outlets
    )
    if points:
        return FollowUp("ask", f"{rewriting.pointed(said.text, topic)} {kept}".strip(), topic=topic)
    words = "why" if patterns.WHY.fullmatch(fold(said.text)) else said.text
    subject = parse_question(bare(earlier.asked), names, now=now).subject or topic
    return FollowUp("ask", f"{rewriting.anew(words, bare(earlier.asked), subject)} {kept}".strip(), topic=topic)


def _about_another(said: _Said, earlier: PreviousQuestion, names: Names, now: datetime) -> FollowUp | None:
    """ "What about IBM?": the same question with a name in the place of its first name, else said besides."""
    if not said.has_cue or not said.content:
        return None
    other = bare(re.sub(r"[\s,]*\b(?:instead|rather|then|too|as well)\b", "", said.text, flags=re.IGNORECASE))
    if re.match(rf"(?:who|what|when|where|why|how|which|{AUXILIARY})\b", other, re.IGNORECASE):
        return None  # "and why was the bridge closed?" asks in full
    if _is_outlet(other, earlier, names, now):
        named = replace(parse_question("", names, now=now), outlets=(names.resolve_outlet(other),))
        return FollowUp("ask", rewriting.limited(earlier.asked, named, other, names, now=now), topic=earlier.topic)
    return FollowUp("ask", rewriting.renamed(earlier.asked, other, names, now=now), alone=True)


def _is_outlet(said: str, earlier: PreviousQuestion, names: Names, now: datetime) -> bool:
    """Whether a name is an outlet's here: where outlets were spoken of, one that the archive hasn't may be, too."""
    form = squash(said)
    if names.outlet_keys(said):
        return form not in names.title_usage.subjects
    spoken = any(one.explicit for one in parse_question(bare(earlier.asked), names, now=now).outlets)
    return form in names.known_outlets.by_form and (spoken or form not in names.known_outlets.ordinary)


def _content(subject: str) -> list[str]:
    """The words of a text that say something of a subject."""
    return [
        token.word
        for token in tokenize(subject)
        if not is_stopword(token.surface, token.word)
        and stem(token.word) not in REPORTING_STEMS
        and token.word not in _SMALL
    ]


def _limits(question: Question) -> bool:
    return bool(question.dates or question.outlets or question.excluded_outlets or question.topics)


def _is_date(text: str, question: Question) -> bool:
    return question.dates is not None and fold(text) == fold(question.dates.typed or text) and len(text.split()) <= _FEW


def _is_bare(text: str) -> bool:
    """Whether a text is nothing but question words: "why?", "how long?", "says who?"."""
    if not patterns.BARE.match(text) or patterns.EXISTING.search(text):
        return False
    return all(token.word in STOPWORDS or stem(token.word) in REPORTING_STEMS for token in tokenize(text))

"""Follow-ups: "and in 2021?", "what about IBM?", "who said that?", "more". They rely on the question before.

A follow-up edits the parsed question before it. A text that can stand on its own is a new question, whatever was asked
before.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from bot.answers.analysis.english import can_be_verb, find_base_form
from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import Token, tokenize
from bot.answers.analysis.wordlists import REPORTING_STEMS, STOPWORDS, is_stopword
from bot.answers.conversation import patterns, rewriting
from bot.answers.conversation.limits import (
    copy_limits,
    exclude_outlets,
    remove_dates,
    remove_limits,
    remove_year,
    set_limits,
    set_open_range,
    strip_ends,
)
from bot.answers.conversation.previous import PreviousQuestion
from bot.answers.conversation.request import Request
from bot.answers.entities.forms import squash
from bot.answers.entities.names import Names
from bot.answers.query.grammar import AUXILIARY
from bot.answers.query.question import Question, parse_question
from bot.answers.query.typed_text import TypedText
from bot.coverage.text import fold

_MAX_LENGTH = 300
"""Characters of a text that may be a follow-up."""

_MIN_CONTENT_WORDS = 3
"""Content words from which a text is a question of its own, not counting a cue ("and", "what about") or outlets."""

_MAX_DATE_WORDS = 3
"""Words up to which a text that is nothing but a date is a limit, without a word like "in" before it."""

_FILLERS = frozenset(
    {"ones", "one", "only", "just", "please", "instead", "too", "else", "same", "again", "really", "since"}
)
"""Words that say nothing about a subject, although they aren't stop words."""

_UNRESOLVED = Request("unresolved")


class _Context:
    """The question before a follow-up, and what is needed to interpret one."""

    def __init__(self, previous: PreviousQuestion, names: Names, now: datetime) -> None:
        self.previous = previous
        self.names = names
        self.now = now
        self.question = previous.question or parse_question(strip_ends(previous.text), names, now=now)
        self.topic = strip_ends(previous.topic or previous.quoted_title)
        """The subject of the question before; if it had none, the article that was quoted."""
        self.origin = previous.origin or (previous.text if previous.topic else previous.quoted_title)
        """The question, or the headline, that named the topic."""
        self.thing = rewriting.remove_verb(self.topic, self.question)
        """What "it" is after "when does X come out": the topic without its verb."""


class _FollowUp(NamedTuple):
    """A text that may be a follow-up.

    `text`: the text without its cue; `question`: that, parsed. `content`: its words that are about a subject, without
    outlets. `refers_back`: it has a word like "that" or "they".
    """

    text: str
    question: Question
    content: tuple[str, ...]
    has_cue: bool
    refers_back: bool


def interpret_follow_up(
    typed: TypedText, question: Question, previous: PreviousQuestion | None, names: Names, *, now: datetime
) -> Request | None:
    """Return what a text asks for after `previous`; None if it stands on its own. Never raises, whatever was typed.

    `question`: the text, parsed.
    """
    text = typed.asked
    if len(text) > _MAX_LENGTH or patterns.NO_FOLLOW_UP.search(text):
        return None
    context = _Context(previous, names, now) if previous else None
    if (request := _match_whole_text(typed.folded, context)) is not None:
        return request
    cue = patterns.FOLLOW_UP_CUE.match(text)
    rest = text[cue.end() :] if cue else text
    # Looking for limits is slow, and most questions turn out here to stand on their own.
    word_count = len(_extract_content_words(tokenize(rest) if cue else question.tokens))
    if word_count >= 2 * _MIN_CONTENT_WORDS or (context is None and word_count >= _MIN_CONTENT_WORDS):
        return None
    if cue:
        question = parse_question(rest, names, now=now)
    limits = [*(outlet.typed for outlet in question.outlets), *map(remove_year, _find_typed_dates(question))]
    content = _extract_content_words(tokenize(remove_limits(question.subject, limits)))
    refers_back = bool(patterns.REFERENCE.search(rest)) and not patterns.EXISTENCE.search(rest)
    is_long = len(content) >= _MIN_CONTENT_WORDS and not (context and patterns.PLACE_ALONE.fullmatch(strip_ends(rest)))
    if question.urls or is_long:
        return None
    if context is None:
        return _UNRESOLVED if not content and refers_back and not question.names_limits else None
    follow_up = _FollowUp(strip_ends(rest), question, tuple(content), cue is not None, refers_back)
    return next((request for interpret in _INTERPRETERS if (request := interpret(follow_up, context))), None)


def _match_whole_text(folded: str, context: _Context | None) -> Request | None:
    """Interpret what needs no parse: "more", "the second one", "tell me more about it", "what happened next"."""
    if patterns.MORE.fullmatch(folded):
        return Request("more", context.question, topic=context.previous.topic) if context else _UNRESOLVED
    match = patterns.ORDINAL.fullmatch(folded)
    if match is not None and (match["marker"] or match["noun"] or match["ordinal"] != "one"):
        return _open_by_ordinal(match["ordinal"], context)
    if patterns.QUOTED_ARTICLE.fullmatch(folded):
        article_id = context.previous.quoted_id if context else ""
        return Request("open", article_id=article_id) if article_id else _UNRESOLVED
    for template, kind, pattern in patterns.SUBJECT_QUESTIONS:
        if pattern.fullmatch(folded):
            if context and context.topic:
                question = rewriting.ask_about(context.topic, template, kind)
                # "Which outlets reported extended the ban": nobody says so, so the reply shows what was typed.
                words, origin = (folded, context.origin) if rewriting.is_clause(context.topic) else ("", "")
                return Request("ask", question, topic=context.topic, words=words, origin=origin)
            return _UNRESOLVED if patterns.REFERENCE.search(folded) else None
    match = patterns.BEFORE_OR_AFTER.fullmatch(folded)
    return _limit_by_quoted_day(match, context) if match else None


def _open_by_ordinal(ordinal: str, context: _Context | None) -> Request:
    listed_ids = context.previous.listed_ids if context else ()
    if not listed_ids:
        return _UNRESOLVED
    number = len(listed_ids) if ordinal == "last" else patterns.ORDINAL_NUMBERS[ordinal]
    return Request("open", article_id=listed_ids[number - 1]) if number <= len(listed_ids) else Request("out_of_range")


def _limit_by_quoted_day(match: re.Match[str], context: _Context | None) -> Request:
    """ "Before that", "and since then", "what happened next": limit by the day of the article that was quoted."""
    if context is None or context.previous.quoted_day is None:
        return _UNRESOLVED
    question = remove_dates(context.question)
    # "What happened next" keeps only the subject, not what was asked about it.
    if context.topic and (match["event"] is not None or match.string in ("then", "and then", "next")):
        about_topic = rewriting.ask_about(context.topic, "{}", "what")
        question = copy_limits(about_topic, context.question, dates=False)
    if match["side"] in ("before", "earlier"):
        question = set_open_range(question, until=context.previous.quoted_day - timedelta(days=1))
    else:
        question = set_open_range(question, since=context.previous.quoted_day + timedelta(days=1))
    return Request("ask", question, topic=context.previous.topic)


# Each of these interprets one kind of follow-up, and returns None for the others.


def _change_limits(follow_up: _FollowUp, context: _Context) -> Request | None:
    """ "And in 2021?", "only Reuters", "not from Forbes": ask the same within other limits."""
    limits = follow_up.question
    if follow_up.content or follow_up.refers_back or not limits.names_limits:
        return None
    if limits.kind in ("latest", "oldest", "list") and not follow_up.has_cue:
        return None
    starts_like_limit = patterns.LIMIT_START.match(follow_up.text) is not None
    asks_outlets = not limits.subject and patterns.ASKS_OUTLET.match(follow_up.text) and limits.outlets
    is_outlet_alone = not limits.subject and limits.text.endswith("?") and limits.outlets
    is_limit = follow_up.has_cue or starts_like_limit or asks_outlets or is_outlet_alone
    if not (is_limit or _is_date(follow_up.text, limits)):
        return None
    question = set_limits(context.question, limits, follow_up.text, context.names, now=context.now)
    topic = context.previous.topic
    if limits.dates:
        topic = remove_limits(topic, map(remove_year, _find_typed_dates(context.question)))
    words = context.previous.words
    return Request(
        "ask", question, topic=topic, words=words, origin=context.origin if words else "", repeats=bool(words)
    )


def _find_typed_dates(question: Question) -> list[str]:
    return [dates.typed for dates in question.date_ranges]


def _exclude_unknown_outlet(follow_up: _FollowUp, context: _Context) -> Request | None:
    """ "Not from Forbes", if the archive has nothing from Forbes."""
    match = patterns.EXCLUSION.fullmatch(follow_up.text)
    if match is None or not context.names.known_outlets.by_form.get(squash(match["outlet"])):
        return None
    outlet = replace(context.names.resolve_outlet(match["outlet"]), explicit=True)
    question = exclude_outlets(context.question, [outlet])
    return Request("ask", question, topic=context.previous.topic)


def _ask_about_same_subject(follow_up: _FollowUp, context: _Context) -> Request | None:
    """ "Who said that?", "why?", "did they extend it?": ask something else about the same subject."""
    typed = follow_up.question
    has_no_subject = not follow_up.content and (
        bool(typed.outlets) if follow_up.refers_back else _has_only_question_words(follow_up.text)
    )
    if not has_no_subject and not _lacks_subject(follow_up):
        return None
    if not context.topic:
        return _UNRESOLVED if follow_up.refers_back else None
    why = patterns.WHY.fullmatch(fold(follow_up.text))
    words, kind = ("why", "why") if why else (follow_up.text, typed.kind)
    # A question with words of its own asks about the thing, not about what was asked of it before.
    topic = context.thing if follow_up.content else context.topic
    if follow_up.refers_back or follow_up.content:
        question = rewriting.ask_same_subject(typed, words, topic)
    else:
        is_negated = why is not None and why["negation"] is not None
        question = rewriting.change_kind(context.question, words, kind, context.topic, is_negated=is_negated)
    is_about = question.text == f"{words} about {topic}"
    # If nothing was found before, the limits may have been too narrow.
    was_found = bool(context.previous.quoted_id)
    question = copy_limits(
        question,
        context.question,
        dates=was_found and not typed.dates,
        outlets=was_found and not typed.outlets,
    )
    return Request(
        "ask",
        question,
        topic=topic,
        alternative=typed if follow_up.content and not follow_up.refers_back else None,
        words=words if is_about else "",
        origin=context.origin if is_about else "",
    )


def _lacks_subject(follow_up: _FollowUp) -> bool:
    """Tell whether a text can only be about what was asked before, though it has a word or two of its own.

    "Did they extend it", "does it run on Azure", "which hospital uses it", "on how many counts", "who won".
    """
    count, text = len(follow_up.content), follow_up.text
    if follow_up.refers_back and count <= 1 and not rewriting.find_names(text):
        return True
    has_pronoun = bool(patterns.PRONOUN_SUBJECT.match(text) or patterns.PRONOUN_OBJECT.fullmatch(text))
    if follow_up.refers_back and has_pronoun and count < _MIN_CONTENT_WORDS:
        return True
    return count <= 1 and bool(
        patterns.PREPOSITION_START.match(text) or patterns.NOUN_ALONE.fullmatch(text) or _is_verb_alone(follow_up)
    )


def _is_verb_alone(follow_up: _FollowUp) -> bool:
    """Tell whether a text is nothing but a question word and a verb: "who won", "who took over"."""
    match = patterns.VERB_ALONE.fullmatch(follow_up.text)
    return match is not None and len(follow_up.content) == 1 and can_be_verb(fold(match["verb"]))


def _change_name(follow_up: _FollowUp, context: _Context) -> Request | None:
    """ "What about IBM?", "on PC too?", "what did IBM do": ask the same about another name, or from another outlet."""
    asked = patterns.WHAT_NAME_DID.fullmatch(follow_up.text)
    is_elliptical = follow_up.has_cue or asked or patterns.PLACE_ALONE.fullmatch(follow_up.text)
    if not is_elliptical or not follow_up.content:
        return None
    name = asked["name"] if asked else follow_up.text
    name = re.sub(r"[\s,]*\b(?:instead|rather|then|too|as well|also)\b", "", name, flags=re.IGNORECASE)
    name = strip_ends(name)
    if re.match(rf"(?:who|what|when|where|why|how|which|{AUXILIARY})\b", name, re.IGNORECASE):
        return None  # "And why was the bridge closed?" is a question of its own.
    if _is_outlet(name, context):
        limits = replace(rewriting.ask_about("", "", "what"), outlets=(context.names.resolve_outlet(name),))
        question = set_limits(context.question, limits, name, context.names, now=context.now)
        return Request("ask", question, topic=context.previous.topic)
    title = context.previous.quoted_title
    question = rewriting.replace_name(context.question, name, topic=context.topic, title=title)
    about_topic = rewriting.replace_name(rewriting.ask_about(context.thing, "{}", "what"), name, title=title)
    return Request("ask", question, topic=about_topic.subject, alternative=follow_up.question)


def _choose_one(follow_up: _FollowUp, context: _Context) -> Request | None:
    """ "Which one is the best?" after "what classes are in it": which class."""
    match = patterns.WHICH_ONE.match(follow_up.text)
    focus = context.question.focus.split()
    if match is None or not focus or len(follow_up.content) > 1 + (context.question.kind == "which"):
        return None
    words = f"which {find_base_form(fold(focus[-1]))}{follow_up.text[match.end() :]}"
    question = parse_question(words, context.names, now=context.now)
    return Request("ask", question, topic=context.topic, alternative=follow_up.question)


_INTERPRETERS: tuple[Callable[[_FollowUp, _Context], Request | None], ...] = (
    _exclude_unknown_outlet,
    _change_limits,
    _choose_one,
    _ask_about_same_subject,
    _change_name,
)
"""In order: the first that returns a request decides."""


def _is_outlet(name: str, context: _Context) -> bool:
    """Tell whether a name is an outlet's. After a question about outlets, it may be one that the archive lacks."""
    names, form = context.names, squash(name)
    if names.find_outlet_keys(name):
        return form not in names.title_usage.subjects
    is_about_outlets = any(outlet.explicit for outlet in context.question.outlets)
    return form in names.known_outlets.by_form and (is_about_outlets or form not in names.known_outlets.ordinary)


def _extract_content_words(tokens: Iterable[Token]) -> list[str]:
    """Return the words that are about a subject, in normal form."""
    return [
        token.word
        for token in tokens
        if not is_stopword(token.surface, token.word)
        and stem(token.word) not in REPORTING_STEMS
        and token.word not in _FILLERS
    ]


def _is_date(text: str, question: Question) -> bool:
    if question.dates is None or len(text.split()) > _MAX_DATE_WORDS:
        return False
    return fold(text) == fold(question.dates.typed or text)


def _has_only_question_words(text: str) -> bool:
    """Tell whether a text has only question words: "why?", "how long?", "says who?"."""
    if not patterns.QUESTION_WORD_START.match(text) or patterns.EXISTENCE.search(text):
        return False
    return all(
        token.word in STOPWORDS or token.word in _FILLERS or stem(token.word) in REPORTING_STEMS
        for token in tokenize(text)
    )

"""Query rewriting: a question with other limits, about another name, or another question about the same subject.

Each function edits the parsed question. Its text is edited alongside, so that the reply can show how a follow-up was
understood; nothing parses that text again.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from msgspec.structs import replace

from bot.answers.analysis.wordlists import STOPWORDS
from bot.answers.dates.lexicon import DIGIT_DAY, DIGIT_YEAR, WEEKDAY
from bot.answers.dates.ranges import DateRange, find_dates, merge_ranges
from bot.answers.entities.names import NamedEntity, Names
from bot.answers.query.grammar import AUXILIARY
from bot.answers.query.question import Kind, Question
from bot.coverage.dates import MONTH_PATTERN
from bot.coverage.text import fold

_END = " \t\n?!.,;:"
_PRONOUN = re.compile(
    r"\b(?:(?P<owns>his|their|its)|that|this|it|they|them|those|these|he|she|him|her|the same)\b", re.IGNORECASE
)
_HOLDS_LEAD = re.compile(
    r"(?:in|on|since|from|before|after|until|till|between|during|by|within|the|this|last|past|yesterday|today)\b",
    re.IGNORECASE,
)
_MONTH = re.compile(rf"\b{MONTH_PATTERN}\b", re.IGNORECASE)
_YEAR = re.compile(rf"\b{DIGIT_YEAR}\b")
_DAY = re.compile(rf"\b(?:{DIGIT_DAY}|{WEEKDAY})\b", re.IGNORECASE)
_BEFORE_A_LIMIT = r"(?:\b(?:not\s+)?(?:in|on|from|by|since|before|after|until|during|of|at|only|without|except)\s+)?"
_NAME = re.compile(r"\b[A-Z][\w&'\u2019.-]*(?:\s+[A-Z][\w&'\u2019.-]*)*")
# "Who said that the lake rose": the subject is what was said.
_SAYING = re.compile(r"^(?:said|says|say|wrote|writes|claimed|reported|told)\s+(?:that\s+)?", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_AFTER_AUXILIARY = re.compile(rf"^(?:\w+\s+){{0,3}}?{AUXILIARY}\s+(?P<name>[^\W\d_][\w&.-]+)", re.IGNORECASE)


def strip_ends(text: str) -> str:
    """Return a question without the spaces and punctuation at its ends."""
    return text.strip(_END)


def ask_about(topic: str, template: str, kind: Kind) -> Question:
    """Return a question of a kind about a topic. `template`: its text, with `{}` for the topic."""
    return Question(
        text=template.format(topic),
        subject=topic,
        phrases=(),
        kind=kind,
        outlets=(),
        excluded_outlets=(),
        topics=(),
        dates=None,
        dates_explicit=False,
    )


def set_limits(question: Question, typed: Question, text: str, names: Names, *, now: datetime) -> Question:
    """Replace limits of a question by those of their kind in `typed`, which was typed as `text`."""
    if typed.dates:
        question = _set_dates(question, typed, text, names, now)
    if typed.outlets:
        question = _set_outlets(question, typed.outlets)
    if typed.excluded_outlets:
        question = exclude_outlets(question, typed.excluded_outlets)
    for topic in typed.topics:
        without_topics = remove_all(strip_ends(question.text), [old.typed for old in question.topics])
        question = replace(question, text=f"{without_topics} on the topic {topic.typed}", topics=(topic,))
    return replace(question, text=" ".join(question.text.split()))


def exclude_outlets(question: Question, outlets: Sequence[NamedEntity]) -> Question:
    """Return a question that excludes outlets. If it was limited to one of them, it no longer is."""
    excluded = {fold(outlet.typed) for outlet in outlets}
    dropped = [outlet for outlet in question.outlets if outlet.explicit and fold(outlet.typed) in excluded]
    text = remove_all(strip_ends(question.text), [outlet.typed for outlet in dropped])
    return replace(
        question,
        text=f"{text} not from {' or '.join(outlet.typed for outlet in outlets)}",
        outlets=tuple(outlet for outlet in question.outlets if outlet not in dropped),
        excluded_outlets=(*question.excluded_outlets, *outlets),
    )


def remove_dates(question: Question) -> Question:
    """Return a question without the dates that limit it."""
    if not question.dates_explicit:
        return replace(question, text=strip_ends(question.text))
    text = remove_all(strip_ends(question.text), [dates.typed for dates in question.date_ranges])
    return replace(question, text=text, dates=None, dates_explicit=False, date_ranges=())


def set_open_range(question: Question, *, since: date | None = None, until: date | None = None) -> Question:
    """Limit a question to the days from `since` on, or up to `until`."""
    phrase = f"since {since.isoformat()}" if since else f"until {until.isoformat()}" if until else ""
    dates = DateRange(since, until, phrase)
    return replace(
        question, text=f"{question.text} {phrase}".strip(), dates=dates, dates_explicit=True, date_ranges=(dates,)
    )


def copy_limits(question: Question, source: Question, *, dates: bool = True, outlets: bool = True) -> Question:
    """Add the limits of another question. `dates`, `outlets`: whether those kinds are copied; topics always are."""
    phrases: list[str] = []
    if dates and source.dates_explicit:
        phrases += [
            limit.typed if _HOLDS_LEAD.match(limit.typed) else f"in {limit.typed}" for limit in source.date_ranges
        ]
        question = replace(question, dates=source.dates, dates_explicit=True, date_ranges=source.date_ranges)
    if outlets:
        only = [outlet for outlet in source.outlets if outlet.explicit]
        if only:
            phrases.append(f"from {' and '.join(_typed(only))}")
        if source.excluded_outlets:
            phrases.append(f"not from {' or '.join(_typed(source.excluded_outlets))}")
        question = replace(
            question,
            outlets=(*question.outlets, *only),
            excluded_outlets=(*question.excluded_outlets, *source.excluded_outlets),
        )
    phrases += [f"on the topic {topic.typed}" for topic in source.topics]
    return replace(
        question, text=" ".join([question.text, *phrases]).strip(), topics=(*question.topics, *source.topics)
    )


def resolve_pronoun(text: str, topic: str) -> str:
    """Put a topic in the place of the last word that points at it: "who said that" about ferries is "who said ferries".

    The other pointing words go. A text without one gets the topic at its end.
    """
    pronouns = list(_PRONOUN.finditer(text))
    if not pronouns:
        return f"{text} {topic}"
    last = pronouns[-1]
    name = f"{topic}'s" if last["owns"] else topic
    text = f"{_PRONOUN.sub('', text[: last.start()])} {name} {text[last.end() :]}"
    return strip_ends(" ".join(text.split()))


def ask_again(question: Question, words: str, kind: Kind, subject: str) -> Question:
    """Ask something else about a subject: "why?" after "How long did Amazon ban it?" is "why did Amazon ban it".

    Limits are not kept; `copy_limits` adds them.
    """
    asked = strip_ends(question.text)
    at = asked.find(subject)
    ahead = asked[:at].split() if at > 0 else []
    if ahead and re.fullmatch(AUXILIARY, ahead[-1], re.IGNORECASE):
        text = f"{words} {ahead[-1]} {subject}"
    else:
        subject = _SAYING.sub("", subject)
        text = f"{words} {subject}"
    return replace(
        question,
        text=text,
        subject=subject,
        kind=kind,
        outlets=tuple(outlet for outlet in question.outlets if not outlet.explicit),
        excluded_outlets=(),
        topics=(),
        dates=None if question.dates_explicit else question.dates,
        dates_explicit=False,
        date_ranges=() if question.dates_explicit else question.date_ranges,
    )


def rename(question: Question, name: str) -> Question:
    """Ask about another name. It replaces the question's first name; if there is none, it is added."""
    text = strip_ends(question.text)
    outlets = {fold(outlet.typed) for outlet in question.outlets if outlet.explicit}
    old = next((found for found in names_in(text) if fold(found) not in outlets), "")
    if not old and (match := _AFTER_AUXILIARY.match(text)):
        word = fold(match["name"])
        is_name = word not in STOPWORDS and not any(outlet.startswith(word) for outlet in outlets)
        old = match["name"] if is_name else ""
    is_replaced = old and (names_in(name) or len(name.split()) == 1) and fold(old) != fold(name)
    subject, bare_name = question.subject, _ARTICLE.sub("", name)
    if is_replaced and _word(old).search(subject):
        subject = _word(old).sub(lambda _: bare_name, subject, count=1)
    else:
        subject = f"{subject} {bare_name}".strip()
    text = _word(old).sub(lambda _: name, text, count=1) if is_replaced else f"{text} {name}"
    return replace(question, text=text, subject=subject)


def names_in(text: str) -> list[str]:
    """Return the runs of words that are written as names within a text."""
    found: list[str] = []
    for match in _NAME.finditer(text):
        name = match.group()
        # "Did Amazon": the first word of a question has a capital and is no part of the name.
        while name and fold(name.split()[0]) in STOPWORDS:
            name = name.partition(" ")[2].lstrip()
        if name:
            found.append(re.sub(r"['\u2019]s$", "", name))
    return found


def remove_limit(text: str, limit: str) -> str:
    """Return a text without a limit and the words before it that make it one ("not from Reuters")."""
    if not limit:
        return text
    pattern = rf"{_BEFORE_A_LIMIT}(?:\bthe\s+)?(?<!\w){re.escape(limit)}(?!\w)[\s,]*"
    return " ".join(re.sub(pattern, " ", text, flags=re.IGNORECASE).split())


def remove_all(text: str, limits: Iterable[str]) -> str:
    """Return a text without any of these limits."""
    for limit in limits:
        text = remove_limit(text, limit)
    return text


def _set_dates(question: Question, typed: Question, text: str, names: Names, now: datetime) -> Question:
    phrase = _date_phrase(typed, text, question)
    old = [dates.typed for dates in question.date_ranges]
    asked = strip_ends(question.text)
    if len(old) == 1 and _HOLDS_LEAD.match(old[0]):
        asked = _word(old[0]).sub(lambda _: phrase, asked, count=1)
    else:
        asked = f"{remove_all(asked, old)} {phrase}"
    ranges = tuple(mention.range for mention in find_dates(phrase, now=now, days=names.days)) or typed.date_ranges
    return replace(
        question,
        text=asked,
        subject=remove_all(question.subject, old),
        dates=merge_ranges(ranges),
        dates_explicit=True,
        date_ranges=ranges,
    )


def _set_outlets(question: Question, outlets: Sequence[NamedEntity]) -> Question:
    text = strip_ends(question.text)
    keys = {key for outlet in outlets for key in outlet.keys}
    allowed = [outlet for outlet in question.excluded_outlets if keys.intersection(outlet.keys)]
    text = remove_all(text, (outlet.typed for outlet in allowed))
    old = [outlet.typed for outlet in question.outlets if outlet.explicit]
    new = [outlet.typed for outlet in outlets]
    if len(old) == len(new) == 1:
        text = re.sub(rf"(?:\bthe\s+)?(?<!\w){re.escape(old[0])}(?!\w)", lambda _: new[0], text, count=1)
    else:
        text = f"{remove_all(text, old)} from {' and '.join(new)}"
    mentioned = (outlet for outlet in question.outlets if not outlet.explicit)
    return replace(
        question,
        text=text,
        outlets=(*mentioned, *(replace(outlet, explicit=True) for outlet in outlets)),
        excluded_outlets=tuple(outlet for outlet in question.excluded_outlets if outlet not in allowed),
    )


def _date_phrase(typed: Question, text: str, question: Question) -> str:
    """Return the typed dates in words that read as a limit; a month without a year is of the question's year."""
    phrase = " and ".join(dates.typed for dates in typed.date_ranges) or text
    if not _HOLDS_LEAD.match(phrase):
        phrase = f"{'on' if _DAY.search(phrase) and not _YEAR.fullmatch(phrase) else 'in'} {phrase}"
    dates = question.dates if question.dates_explicit else None
    if dates and dates.first and dates.last and _MONTH.search(phrase) and not _YEAR.search(phrase):
        return f"{phrase} {dates.last.year}" if dates.first.year == dates.last.year else phrase
    return phrase


def _word(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")


def _typed(entities: Iterable[NamedEntity]) -> list[str]:
    return list(dict.fromkeys(entity.typed for entity in entities))

"""Limits of a follow-up: give a question other dates, outlets, topics or excluded words.

Each function edits the parsed question and its text alike. The text shows the reader how a follow-up was understood;
nothing parses it again.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from msgspec.structs import replace

from bot.answers.dates.lexicon import DIGIT_DAY, DIGIT_YEAR, WEEKDAY
from bot.answers.dates.ranges import DateRange, find_dates, merge_ranges
from bot.answers.entities.names import NamedEntity, Names
from bot.answers.query.question import Question
from bot.coverage.dates import MONTH_PATTERN
from bot.coverage.text import fold

_ENDS = " \t\n?!.,;:"
_LIMIT_START = re.compile(
    r"(?:in|on|since|from|before|after|until|till|between|during|by|within|the|this|last|past|yesterday|today)\b",
    re.IGNORECASE,
)
_MONTH = re.compile(rf"\b{MONTH_PATTERN}\b", re.IGNORECASE)
_YEAR = re.compile(rf"\b{DIGIT_YEAR}\b")
_DAY = re.compile(rf"\b(?:{DIGIT_DAY}|{WEEKDAY})\b", re.IGNORECASE)
_LIMIT_WORD = r"(?:\b(?:not\s+)?(?:in|on|from|by|since|before|after|until|during|of|at|only|without|except)\s+)?"


def strip_ends(text: str) -> str:
    """Strip white space and punctuation from the ends of a text."""
    return text.strip(_ENDS)


def set_limits(question: Question, typed: Question, text: str, names: Names, *, now: datetime) -> Question:
    """Replace limits of a question by those of the same kind in `typed`, the question parsed from `text`."""
    if typed.dates:
        question = _set_dates(question, typed, text, names, now)
    if typed.outlets:
        question = _set_outlets(question, typed.outlets)
    if typed.excluded_outlets:
        question = exclude_outlets(question, typed.excluded_outlets)
    for topic in typed.topics:
        without_topics = _remove_topics(strip_ends(question.text), question.topics)
        question = replace(question, text=f"{without_topics} on the topic {topic.typed}", topics=(topic,))
    if typed.excluded_words:
        question = exclude_words(question, typed.excluded_words)
    text = " ".join(question.text.split())
    limits_only = any(fold(text) == fold(outlet.typed) for outlet in question.outlets)
    return replace(question, text=f"articles from {text}" if limits_only else text)


def exclude_words(question: Question, words: Sequence[str]) -> Question:
    """Exclude articles that have these words."""
    new = tuple(word for word in words if word not in question.excluded_words)
    text = f"{strip_ends(question.text)} without {' or '.join(new)}" if new else question.text
    return replace(question, text=text, excluded_words=(*question.excluded_words, *new))


def exclude_outlets(question: Question, outlets: Sequence[NamedEntity]) -> Question:
    """Exclude outlets from a question. If it was limited to one of them, it no longer is."""
    excluded = {fold(outlet.typed) for outlet in outlets}
    dropped = [outlet for outlet in question.outlets if outlet.explicit and fold(outlet.typed) in excluded]
    text = remove_limits(strip_ends(question.text), [outlet.typed for outlet in dropped])
    return replace(
        question,
        text=f"{text} not from {' or '.join(outlet.typed for outlet in outlets)}",
        outlets=tuple(outlet for outlet in question.outlets if outlet not in dropped),
        excluded_outlets=(*question.excluded_outlets, *outlets),
    )


def remove_dates(question: Question) -> Question:
    """Remove the dates that limit a question."""
    if not question.dates_explicit:
        return replace(question, text=strip_ends(question.text))
    text = remove_limits(strip_ends(question.text), [dates.typed for dates in question.date_ranges])
    return replace(question, text=text, dates=None, dates_explicit=False, date_ranges=())


def set_open_range(question: Question, *, since: date | None = None, until: date | None = None) -> Question:
    """Limit a question to the days from `since` on, or up to `until`."""
    phrase = f"since {_write_day(since)}" if since else f"until {_write_day(until)}" if until else ""
    dates = DateRange(since, until, phrase)
    return replace(
        question,
        text=f"{question.text} {phrase}".strip(),
        dates=dates,
        dates_explicit=True,
        dates_strict=True,
        date_ranges=(dates,),
    )


def _write_day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def copy_limits(question: Question, source: Question, *, dates: bool = True, outlets: bool = True) -> Question:
    """Add the limits of `source` to a question. `dates`, `outlets`: whether to add these; topics are always added."""
    phrases: list[str] = []
    if dates and source.dates_explicit:
        phrases += [
            limit.typed if _LIMIT_START.match(limit.typed) else f"in {limit.typed}" for limit in source.date_ranges
        ]
        question = replace(
            question,
            dates=source.dates,
            dates_explicit=True,
            dates_strict=source.dates_strict,
            date_ranges=source.date_ranges,
        )
    if outlets:
        explicit = [outlet for outlet in source.outlets if outlet.explicit]
        if explicit:
            phrases.append(f"from {' and '.join(_list_typed_names(explicit))}")
        if source.excluded_outlets:
            phrases.append(f"not from {' or '.join(_list_typed_names(source.excluded_outlets))}")
        question = replace(
            question,
            outlets=(*question.outlets, *explicit),
            excluded_outlets=(*question.excluded_outlets, *source.excluded_outlets),
        )
    phrases += [f"on the topic {topic.typed}" for topic in source.topics]
    if source.excluded_words:
        phrases.append(f"without {' or '.join(source.excluded_words)}")
    return replace(
        question,
        text=" ".join([question.text, *phrases]).strip(),
        topics=(*question.topics, *source.topics),
        excluded_words=(*question.excluded_words, *source.excluded_words),
    )


def remove_limit(text: str, limit: str) -> str:
    """Remove a limit from a text, with the words that introduce it ("not from Reuters")."""
    if not limit:
        return text
    pattern = rf"{_LIMIT_WORD}(?:\bthe\s+)?(?<!\w){re.escape(limit)}(?!\w)[\s,]*"
    return " ".join(re.sub(pattern, " ", text, flags=re.IGNORECASE).split())


def remove_limits(text: str, limits: Iterable[str]) -> str:
    """Remove several limits from a text."""
    for limit in limits:
        text = remove_limit(text, limit)
    return text


def _remove_topics(text: str, topics: Iterable[NamedEntity]) -> str:
    for topic in topics:
        named = (
            rf"(?:\b(?:on|in|under|about|for|from)\s+)?(?:\bthe\s+)?(?:\b(?:topics?|category|section)\s*:?\s+"
            rf"|#){re.escape(topic.typed)}(?!\w)"
        )
        text = re.sub(named, " ", text, flags=re.IGNORECASE)
        text = remove_limit(text, topic.typed)
    return " ".join(text.split())


def _set_dates(question: Question, typed: Question, text: str, names: Names, now: datetime) -> Question:
    phrase = _phrase_dates(typed, text, question)
    old_phrases = [dates.typed for dates in question.date_ranges]
    subject = remove_limits(question.subject, [*old_phrases, *map(remove_year, old_phrases)])
    subject_with_dates = f"{subject} {phrase}".strip()
    # "In the first quarter of 2020": the quarter is asked about, too.
    subject = f"{subject} {typed.subject}".strip()
    new_text = strip_ends(question.text)
    if len(old_phrases) == 1 and _LIMIT_START.match(old_phrases[0]):
        new_text = compile_word(old_phrases[0]).sub(lambda _: phrase, new_text, count=1)
    else:
        new_text = f"{remove_limits(new_text, old_phrases)} {phrase}"
    ranges = tuple(mention.range for mention in find_dates(phrase, now=now, days=names.days)) or typed.date_ranges
    return replace(
        question,
        text=new_text,
        subject=subject,
        subject_with_dates=subject_with_dates,
        dates=merge_ranges(ranges),
        dates_explicit=True,
        dates_strict=typed.dates_strict,
        dates_bare=typed.dates_bare,
        dates_yearless=typed.dates_yearless,
        date_ranges=ranges,
    )


def _set_outlets(question: Question, outlets: Sequence[NamedEntity]) -> Question:
    text = strip_ends(question.text)
    keys = {key for outlet in outlets for key in outlet.keys}
    allowed = [outlet for outlet in question.excluded_outlets if keys.intersection(outlet.keys)]
    text = remove_limits(text, (outlet.typed for outlet in allowed))
    old_names = [outlet.typed for outlet in question.outlets if outlet.explicit]
    new_names = [outlet.typed for outlet in outlets]
    if len(old_names) == len(new_names) == 1:
        pattern = rf"(?:\bthe\s+)?(?<!\w){re.escape(old_names[0])}(?!\w)"
        text = re.sub(pattern, lambda _: new_names[0], text, count=1)
    else:
        text = f"{remove_limits(text, old_names)} from {' and '.join(new_names)}"
    mentioned = (outlet for outlet in question.outlets if not outlet.explicit)
    return replace(
        question,
        text=text,
        outlets=(*mentioned, *(replace(outlet, explicit=True) for outlet in outlets)),
        excluded_outlets=tuple(outlet for outlet in question.excluded_outlets if outlet not in allowed),
    )


def remove_year(phrase: str) -> str:
    """Remove the year of a quarter or half of a year; an empty text for other dates."""
    words = re.search(r"(?:\bthe\s+)?\b(?:q[1-4]|\w+\s+(?:quarter|half))\b", phrase, re.IGNORECASE)
    return words.group() if words else ""


def _phrase_dates(typed: Question, text: str, question: Question) -> str:
    """Phrase the typed dates as a limit ("in May"). A month without a year gets the year of the question's dates."""
    phrase = " and ".join(dates.typed for dates in typed.date_ranges) or text
    if not _LIMIT_START.match(phrase):
        phrase = f"{'on' if _DAY.search(phrase) and not _YEAR.fullmatch(phrase) else 'in'} {phrase}"
    dates = question.dates if question.dates_explicit else None
    if dates and dates.first and dates.last and _MONTH.search(phrase) and not _YEAR.search(phrase):
        return f"{phrase} {dates.last.year}" if dates.first.year == dates.last.year else phrase
    return phrase


def compile_word(text: str) -> re.Pattern[str]:
    """Compile a pattern that matches a text as a whole word."""
    return re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")


def _list_typed_names(entities: Iterable[NamedEntity]) -> list[str]:
    return list(dict.fromkeys(entity.typed for entity in entities))

"""Query rewriting: give a question other limits or another name, or ask something else about its subject.

Each function edits the parsed question and its text alike. The text shows the reader how a follow-up was understood;
nothing parses it again.
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

_ENDS = " \t\n?!.,;:"
_PRONOUN = re.compile(
    r"\b(?:(?P<owns>his|their|its)|that|this|it|they|them|those|these|he|she|him|her|the same)\b", re.IGNORECASE
)
_LIMIT_START = re.compile(
    r"(?:in|on|since|from|before|after|until|till|between|during|by|within|the|this|last|past|yesterday|today)\b",
    re.IGNORECASE,
)
_MONTH = re.compile(rf"\b{MONTH_PATTERN}\b", re.IGNORECASE)
_YEAR = re.compile(rf"\b{DIGIT_YEAR}\b")
_DAY = re.compile(rf"\b(?:{DIGIT_DAY}|{WEEKDAY})\b", re.IGNORECASE)
_LIMIT_WORD = r"(?:\b(?:not\s+)?(?:in|on|from|by|since|before|after|until|during|of|at|only|without|except)\s+)?"
_NAME = re.compile(r"\b[A-Z][\w&'\u2019.-]*(?:\s+[A-Z][\w&'\u2019.-]*)*")
# "Who said that the lake rose": the subject is the lake, not who said so.
_REPORTING_VERB = re.compile(r"^(?:said|says|say|wrote|writes|claimed|reported|told)\s+(?:that\s+)?", re.IGNORECASE)
_GRAMMATICAL_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_WORD_AFTER_AUXILIARY = re.compile(rf"^(?:\w+\s+){{0,3}}?{AUXILIARY}\s+(?P<name>[^\W\d_][\w&.-]+)", re.IGNORECASE)


def strip_ends(text: str) -> str:
    """Strip white space and punctuation from the ends of a text."""
    return text.strip(_ENDS)


def ask_about(topic: str, template: str, kind: Kind) -> Question:
    """Build a question of a kind about a topic. `template`: its text, with `{}` for the topic."""
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
    """Replace limits of a question by those of the same kind in `typed`, the question parsed from `text`."""
    if typed.dates:
        question = _set_dates(question, typed, text, names, now)
    if typed.outlets:
        question = _set_outlets(question, typed.outlets)
    if typed.excluded_outlets:
        question = exclude_outlets(question, typed.excluded_outlets)
    for topic in typed.topics:
        without_topics = remove_limits(strip_ends(question.text), [old.typed for old in question.topics])
        question = replace(question, text=f"{without_topics} on the topic {topic.typed}", topics=(topic,))
    return replace(question, text=" ".join(question.text.split()))


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
    phrase = f"since {since.isoformat()}" if since else f"until {until.isoformat()}" if until else ""
    dates = DateRange(since, until, phrase)
    return replace(
        question, text=f"{question.text} {phrase}".strip(), dates=dates, dates_explicit=True, date_ranges=(dates,)
    )


def copy_limits(question: Question, source: Question, *, dates: bool = True, outlets: bool = True) -> Question:
    """Add the limits of `source` to a question. `dates`, `outlets`: whether to add these; topics are always added."""
    phrases: list[str] = []
    if dates and source.dates_explicit:
        phrases += [
            limit.typed if _LIMIT_START.match(limit.typed) else f"in {limit.typed}" for limit in source.date_ranges
        ]
        question = replace(question, dates=source.dates, dates_explicit=True, date_ranges=source.date_ranges)
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
    return replace(
        question, text=" ".join([question.text, *phrases]).strip(), topics=(*question.topics, *source.topics)
    )


def resolve_pronoun(text: str, topic: str) -> str:
    """Replace the last pronoun by the topic that it refers to: "who said that" becomes "who said ferries".

    Other pronouns are removed. If there is none, the topic is added at the end.
    """
    pronouns = list(_PRONOUN.finditer(text))
    if not pronouns:
        return f"{text} {topic}"
    last = pronouns[-1]
    name = f"{topic}'s" if last["owns"] else topic
    text = f"{_PRONOUN.sub('', text[: last.start()])} {name} {text[last.end() :]}"
    return strip_ends(" ".join(text.split()))


def change_kind(question: Question, words: str, kind: Kind, subject: str) -> Question:
    """Ask something else about a subject: "why?" after "How long did Amazon ban it?" is "why did Amazon ban it".

    `words`: what the new question begins with. The limits are removed; `copy_limits` adds them again.
    """
    old_text = strip_ends(question.text)
    at = old_text.find(subject)
    before_subject = old_text[:at].split() if at > 0 else []
    if before_subject and re.fullmatch(AUXILIARY, before_subject[-1], re.IGNORECASE):
        text = f"{words} {before_subject[-1]} {subject}"
    else:
        subject = _REPORTING_VERB.sub("", subject)
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


def replace_name(question: Question, name: str) -> Question:
    """Replace the first name of a question. If it has no name, the new one is added at its end."""
    text = strip_ends(question.text)
    outlets = {fold(outlet.typed) for outlet in question.outlets if outlet.explicit}
    old = next((old for old in find_names(text) if fold(old) not in outlets), "")
    if not old and (match := _WORD_AFTER_AUXILIARY.match(text)):
        word = fold(match["name"])
        is_name = word not in STOPWORDS and not any(outlet.startswith(word) for outlet in outlets)
        old = match["name"] if is_name else ""
    is_replaced = old and (find_names(name) or len(name.split()) == 1) and fold(old) != fold(name)
    subject, bare_name = question.subject, _GRAMMATICAL_ARTICLE.sub("", name)
    if is_replaced and _compile_word(old).search(subject):
        subject = _compile_word(old).sub(lambda _: bare_name, subject, count=1)
    else:
        subject = f"{subject} {bare_name}".strip()
    text = _compile_word(old).sub(lambda _: name, text, count=1) if is_replaced else f"{text} {name}"
    return replace(question, text=text, subject=subject)


def find_names(text: str) -> list[str]:
    """Find the names in a text: the runs of capitalized words."""
    names: list[str] = []
    for match in _NAME.finditer(text):
        name = match.group()
        # "Did Amazon": the first word of a question is capitalized, too.
        while name and fold(name.split()[0]) in STOPWORDS:
            name = name.partition(" ")[2].lstrip()
        if name:
            names.append(re.sub(r"['\u2019]s$", "", name))
    return names


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


def _set_dates(question: Question, typed: Question, text: str, names: Names, now: datetime) -> Question:
    phrase = _phrase_dates(typed, text, question)
    old_phrases = [dates.typed for dates in question.date_ranges]
    new_text = strip_ends(question.text)
    if len(old_phrases) == 1 and _LIMIT_START.match(old_phrases[0]):
        new_text = _compile_word(old_phrases[0]).sub(lambda _: phrase, new_text, count=1)
    else:
        new_text = f"{remove_limits(new_text, old_phrases)} {phrase}"
    ranges = tuple(mention.range for mention in find_dates(phrase, now=now, days=names.days)) or typed.date_ranges
    return replace(
        question,
        text=new_text,
        subject=remove_limits(question.subject, old_phrases),
        dates=merge_ranges(ranges),
        dates_explicit=True,
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


def _phrase_dates(typed: Question, text: str, question: Question) -> str:
    """Phrase the typed dates as a limit ("in May"). A month without a year gets the year of the question's dates."""
    phrase = " and ".join(dates.typed for dates in typed.date_ranges) or text
    if not _LIMIT_START.match(phrase):
        phrase = f"{'on' if _DAY.search(phrase) and not _YEAR.fullmatch(phrase) else 'in'} {phrase}"
    dates = question.dates if question.dates_explicit else None
    if dates and dates.first and dates.last and _MONTH.search(phrase) and not _YEAR.search(phrase):
        return f"{phrase} {dates.last.year}" if dates.first.year == dates.last.year else phrase
    return phrase


def _compile_word(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")


def _list_typed_names(entities: Iterable[NamedEntity]) -> list[str]:
    return list(dict.fromkeys(entity.typed for entity in entities))

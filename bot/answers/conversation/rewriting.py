"""Query rewriting: give a question other limits or another name, or ask something else about its subject.

Each function edits the parsed question and its text alike. The text shows the reader how a follow-up was understood;
nothing parses it again.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from msgspec.structs import replace

from bot.answers.analysis.english import base_form, is_common, is_english
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
_PLACE = re.compile(
    r"(?P<preposition>in|at|near|for|with|on)\s+(?:the\s+)?[\w'\u2019-]+(?:\s+[\w'\u2019-]+)?", re.IGNORECASE
)
_MAX_NAME_WORDS = 2
"""Words up to which a subject without a common word is a name."""

# "That" and "this" mean what was said or done, not who.
_OF_NAMES = frozenset({"it", "they", "them", "he", "she", "him", "her", "his", "their", "its"})
_SAYING_AT_END = re.compile(r"\b(?:said|says?|claim(?:s|ed)?|confirm(?:s|ed)?)\s+$", re.IGNORECASE)
_PREPOSITION_AT_END = re.compile(
    r"\b(?:about|on|of|with|for|by|from|at|against|to|report(?:ed)?|cover(?:ed)?|mention(?:ed)?|discuss(?:ed)?)\s+$",
    re.IGNORECASE,
)
# "What percent is that", "how many was it": what is asked for is no part of the subject.
_ASKED_FOR = re.compile(
    rf"^(?:(?:percent(?:age)?|per cent|share|number|amount|date|day|year|time|price|cost)\b\s*)?(?:of\b\s*)?"
    rf"{AUXILIARY}\b\s*",
    re.IGNORECASE,
)
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


def resolve_pronoun(text: str, topic: str) -> str | None:
    """Replace the last pronoun of a text by the topic, if a person would say so; else return None.

    They would if the topic is a name ("what did she say"), if a preposition or a verb of reporting stands before the
    pronoun ("about it"), or if there is nothing else. Other pronouns are removed.
    """
    pronouns = list(_PRONOUN.finditer(text))
    if not pronouns:
        return None
    if _PRONOUN.fullmatch(text):
        return topic
    last, before = pronouns[-1], text[: pronouns[-1].start()]
    is_person = last.group().lower() in _OF_NAMES and not _SAYING_AT_END.search(before)
    if not (is_person and is_name(topic)) and not _PREPOSITION_AT_END.search(before):
        return None
    name = f"{topic}'s" if last["owns"] else topic
    text = f"{_PRONOUN.sub('', text[: last.start()])} {name} {text[last.end() :]}"
    return strip_ends(" ".join(text.split()))


def fill_subject(subject: str, topic: str) -> str:
    """Put the topic into the subject of a follow-up, in the place of its last pronoun; else at its end."""
    pronouns = list(_PRONOUN.finditer(subject))
    at = pronouns[-1].span() if pronouns else (len(subject), len(subject))
    before = _ASKED_FOR.sub("", _PRONOUN.sub("", subject[: at[0]]).strip())
    return " ".join(f"{before} {topic} {subject[at[1] :]}".split())


def ask_same_subject(typed: Question, words: str, topic: str) -> Question:
    """Ask a follow-up about a topic that it doesn't name: "who said that?"

    `typed`: the follow-up, parsed. `words`: its text, which the question repeats, since a person wouldn't put a topic
    of several words in the place of a pronoun.
    """
    text = resolve_pronoun(words, topic) or f"{words} about {topic}"
    return replace(typed, text=text, subject=fill_subject(typed.subject, topic), subject_with_dates="")


def change_kind(question: Question, words: str, kind: Kind, subject: str) -> Question:
    """Ask something else about a subject: "why?" after "How long did Amazon ban it?" is "why did Amazon ban it".

    If the old question has no auxiliary before its subject, it is "why about the Amazon ban". `words`: what the new
    question begins with. The limits are removed; `copy_limits` adds them again.
    """
    old_text = strip_ends(question.text)
    at = old_text.find(subject)
    before_subject = old_text[:at].split() if at > 0 else []
    if before_subject and re.fullmatch(AUXILIARY, before_subject[-1], re.IGNORECASE):
        # "What did Ada Byron say", about Ada Byron: the verb is asked about, too.
        subject = question.subject if question.subject.startswith(subject) else subject
        text = f"{words} {before_subject[-1]} {subject}"
    else:
        subject = _REPORTING_VERB.sub("", subject)
        text = f"{words} about {subject}"
    return replace(
        question,
        text=text,
        subject=subject,
        kind=kind,
        outlets=tuple(outlet for outlet in question.outlets if not outlet.explicit),
        excluded_outlets=(),
        topics=(),
        excluded_words=(),
        focus="",
        negated=False,
        wants_latest=False,
        future=False,
        dates=None if question.dates_explicit else question.dates,
        dates_explicit=False,
        date_ranges=() if question.dates_explicit else question.date_ranges,
    )


def replace_name(question: Question, name: str, *, topic: str = "", title: str = "") -> Question:
    """Replace a name of a question by another one. If it has no name, the new one is added at its end.

    `topic`: what the question is about; if it is nothing but a name, it is replaced. `title`: a title that shows which
    words are names.
    """
    text = strip_ends(question.text)
    if place := _PLACE.fullmatch(name):
        # "Ferries in Oslo", "and in Bergen?"
        same = re.compile(rf"\b{place['preposition']}\s+(?:the\s+)?[\w'\u2019-]+(?:\s+[\w'\u2019-]+)?$", re.IGNORECASE)
        if same.search(text) and same.search(question.subject):
            return replace(
                question,
                text=same.sub(lambda _: name, text),
                subject=same.sub(lambda _: name, question.subject),
                subject_with_dates="",
            )
    old = _find_name_to_replace(question, text, name, topic or question.subject, title)
    subject, bare_name = question.subject, _GRAMMATICAL_ARTICLE.sub("", name)
    if old and _compile_word(old).search(subject):
        subject = _compile_word(old).sub(lambda _: bare_name, subject, count=1)
    else:
        subject = f"{subject} {bare_name}".strip()
    text = _compile_word(old).sub(lambda _: name, text, count=1) if old else f"{text} and {name}".removeprefix(" and ")
    return replace(question, text=text, subject=subject, subject_with_dates="")


def is_name(topic: str) -> bool:
    """Tell whether a topic is nothing but a name: capitalized words, or one or two that are no common words."""
    words = topic.split()
    return find_names(topic) == [topic] or (0 < len(words) <= _MAX_NAME_WORDS and not any(map(_is_common, words)))


def _find_name_to_replace(question: Question, text: str, name: str, topic: str, title: str) -> str:
    """Return the words of a question that another name stands for; an empty text if there are none."""
    if is_name(topic) and _compile_word(topic).search(text):
        return topic
    outlets = {fold(outlet.typed) for outlet in question.outlets if outlet.explicit}
    old = next((old for old in find_names(text) if fold(old) not in outlets), "")
    if not old and (match := _WORD_AFTER_AUXILIARY.match(text)):
        word = fold(match["name"])
        old = "" if word in STOPWORDS or any(outlet.startswith(word) for outlet in outlets) else match["name"]
    replaces = bool(find_names(name)) or len(name.split()) == 1
    if not old:
        # "Facial recognition ban amazon": without capitals, a word that is no English one, or that the title shows.
        replaces = bool(find_names(name)) or any(not is_english(fold(word)) for word in name.split())
        words = [word for word in question.subject.split() if fold(word) not in outlets]
        shown = frozenset[str]() if title.istitle() else frozenset(map(fold, re.findall(r"\b[A-Z]\w+", title)))
        old = next((word for word in words if fold(word) in shown and not _is_common(word)), "")
        old = old or next((word for word in words if not is_english(base_form(fold(word)))), "")
    return old if replaces and fold(old) != fold(name) else ""


def _is_common(word: str) -> bool:
    word = fold(word)
    return word in STOPWORDS or word.isdigit() or is_common(base_form(word))


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
        new_text = _compile_word(old_phrases[0]).sub(lambda _: phrase, new_text, count=1)
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


def _compile_word(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")


def _list_typed_names(entities: Iterable[NamedEntity]) -> list[str]:
    return list(dict.fromkeys(entity.typed for entity in entities))

"""Parse a question: its kind, its limits (outlets, dates, topics), and its subject, which is the rest."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice

from msgspec import Struct

from bot.answers.analysis.wordlists import STOPWORDS
from bot.answers.dates.lexicon import BARE_YEAR, extract_time_words, normalize_time_word
from bot.answers.dates.ranges import DateMention, DateRange, find_dates, merge_ranges
from bot.answers.entities.names import NamedEntity, Names
from bot.answers.query.aspects import (
    asks_for_advice,
    find_focus,
    is_future,
    is_hedged,
    is_negated,
    is_past,
    wants_latest,
)
from bot.answers.query.exclusion import find_exclusions
from bot.answers.query.kinds import Kind, classify_kind
from bot.answers.query.outlets.mentions import OutletMention, find_outlet_mentions
from bot.answers.query.politeness import strip_politeness
from bot.answers.query.subject import extract_subject
from bot.coverage.text import clean_text, fold

__all__ = ["DateRange", "Kind", "NamedEntity", "Question", "parse_question"]

MAX_QUESTION_LENGTH = 6_000
"""Characters of a question that are read."""

MAX_SHORT_WORDS = 25
"""A question of more words is long. Its outlets and dates are no limits: in tests with long questions over several
articles they helped as boosts and harmed as filters."""

_WORD = re.compile(r"\w+(?:['\u2019.-]\w+)*")
_URL = re.compile(
    r"<?\b((?:https?://|www\.)[^\s<>\"\u201c\u201d|]+|(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}/[^\s<>\"\u201c\u201d|]*)>?",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<(?:@[!&]?|#|:\w+:|a:\w+:|t:|/[\w -]+:)\d*(?::\w)?>|\|\||\*\*|__|~~|`+|^>+ ", re.MULTILINE)
_QUOTED = re.compile(
    r"[\"\u201c\u201d\u201e\u201f]([^\"\u201c\u201d\u201e\u201f]{2,200}?)[\"\u201c\u201d\u201f]|"
    r"[\u00ab\u2039]\s?([^\u00ab\u00bb\u2039\u203a]{2,200}?)\s?[\u00bb\u203a]"
    r"|[\u00bb]([^\u00ab\u00bb]{2,200}?)[\u00ab]|"
    r"(?<![^\s(\[])['\u2018\u201a](?=\S)([^\n]{2,200}?)(?<=\S)['\u2019\u2018](?![^\s?!.,;:)\]])"
)
_TOPIC = re.compile(
    r"(?<!\w)#(?P<tag>[^\W\d_][\w-]*)"
    r"|\b(?:(?:about|on|in|under|within|for|from|of)\s+)?(?:the\s+)?(?:topics?|categor(?:y|ies)|"
    r"sections?)(?:\s+(?:of|is|called|named))?\s*:?\s+(?P<after>[^?!.,;]+)"
    r"|\b(?:in|under|from)\s+the\s+(?P<before>[\w &-]{2,40}?)\s+(?:topic|category|section)\b|"
    r"\btagged\s+(?:as\s+|with\s+)?(?P<tagged>[^?!.,;]+)",
    re.IGNORECASE,
)
_MAX_TOPIC_WORDS = 5
# "What is this?" with a URL asks about the URL alone.
_POINTER = re.compile(
    r"(?:this|that|it|these|those|here)(?: (?:articles?|stor(?:y|ies)|links?|pieces?))?", re.IGNORECASE
)
# A question for news of a time, rather than about what was planned for it.
_FOR_NEWS = re.compile(
    r"\b(?:reported|published|happened|articles?|stories|coverage|headlines?|(?:any|the|latest|recent|newest|all) news"
    r"|news (?:in|from|on|about|of|since|before|after|between))\b|\bnews\W*$",
    re.IGNORECASE,
)
_NEWS_KINDS = ("latest", "oldest", "list", "outlets")
_YEAR_AT_END = re.compile(rf"\W*(?:\bof\W+)?{BARE_YEAR}\W*$", re.IGNORECASE)
# Companies report a quarter three to seven weeks after it.
_REPORTED_AFTER = timedelta(weeks=7)
# A date is part of the subject if a title names the same time and shares this many words with the question, and this
# share of its words. A question for news takes more; one with a bare year takes less.
_SHARED, _SHARED_RATIO = 2, 0.6
_SHARED_FOR_NEWS, _SHARED_FOR_NEWS_RATIO = 4, 0.8
_SHARED_BARE_YEAR, _SHARED_BARE_YEAR_RATIO = 1, 0.3


class Question(Struct, frozen=True):
    """A parsed question.

    `text`: as typed, cleaned and without politeness, at most 6,000 characters. `subject`: the text without the words
    that only set limits or tell the kind, for retrieval; empty if nothing else was asked ("latest from Reuters").
    `phrases`: what was typed in quotation marks. `kind`: what sort of answer it wants. `outlets`, `topics`: those that
    it names; each is a limit or only a boost (`NamedEntity.explicit`). `excluded_outlets`, `excluded_words`: those that
    the reader does not want. `date_ranges`: every range that it names; `dates` merges them. `dates_explicit`: the dates
    are a limit, not only mentioned. `urls`: those that were pasted.

    For `bot.answers.query.relaxation`: `dates_strict`: the limit holds even if it leaves no answer ("since", news of a
    time). `dates_bare`: no preposition stands before the dates. `dates_yearless`: they name no year.
    `subject_with_dates`: the subject, if the dates are words of it.

    `focus`: the noun that the answer counts or names ("people" in "how many people"); empty if there is none.
    `negated`: it asks about what is not so. `wants_latest`: it asks how things are now. `future`: it asks about what is
    to come.
    """

    text: str
    subject: str
    phrases: tuple[str, ...]
    kind: Kind
    outlets: tuple[NamedEntity, ...]
    excluded_outlets: tuple[NamedEntity, ...]
    topics: tuple[NamedEntity, ...]
    dates: DateRange | None
    dates_explicit: bool
    date_ranges: tuple[DateRange, ...] = ()
    urls: tuple[str, ...] = ()
    dates_strict: bool = True
    dates_bare: bool = False
    dates_yearless: bool = False
    subject_with_dates: str = ""
    excluded_words: tuple[str, ...] = ()
    focus: str = ""
    negated: bool = False
    wants_latest: bool = False
    future: bool = False

    # Follow-ups edit the text; these follow it.

    @property
    def past(self) -> bool:
        """Whether it asks about what happened."""
        return is_past(self.text)

    @property
    def hedged(self) -> bool:
        """Whether it asks about plans, or what may be."""
        return is_hedged(self.text)

    @property
    def for_advice(self) -> bool:
        """Whether it asks for advice or instructions."""
        return asks_for_advice(self.text)


NO_QUESTION = Question("", "", (), "what", (), (), (), None, dates_explicit=False)
"""Stands in where nothing was asked: small talk, an ordinal without a list."""


def parse_question(text: str, names: Names, *, now: datetime) -> Question:
    """Parse a question. Any text can be parsed."""
    cleaned = strip_politeness(clean_question(text))
    text, urls = _split_off_urls(cleaned)
    short = sum(1 for _ in islice(_WORD.finditer(text), MAX_SHORT_WORDS + 1)) <= MAX_SHORT_WORDS
    dates = find_dates(text, now=now, days=names.days)
    # A date is no outlet ("from May"), and part of an outlet's name is no date ("USA Today").
    outlets = find_outlet_mentions(text, names, limiting=short, taken=[(date.start, date.end) for date in dates])
    dates = [
        date for date in dates if not any(_overlap((date.start, date.end), outlet.name_span) for outlet in outlets)
    ]
    # In a long question, "last week" was copied from an article; it isn't the reader's.
    dates = dates if short else [date for date in dates if date.explicit]
    topics = _find_topics(text, names)
    limiting = short and _are_limits(dates, text, names)
    for_news = _FOR_NEWS.search(text) is not None
    dates = [_include_reports(date) if date.period and not for_news else date for date in dates]
    limits = [(mention.start, mention.end) for mention in outlets if mention.outlet.explicit]
    limits += [span for _, span in topics]
    exclusions = list(find_exclusions(_blank_out(text, [mention.name_span for mention in outlets]))) if short else []
    limits += [(exclusion.start, exclusion.end) for exclusion in exclusions]
    undated = _blank_out(text, limits)
    unlimited = _blank_out(undated, [(date.start, date.end) for date in dates]) if limiting else undated
    date_ranges = tuple(date.range for date in dates)
    subject = extract_subject(unlimited, short=short)
    if urls and _POINTER.fullmatch(subject):
        subject = ""
    kind = classify_kind(
        text,
        unlimited=unlimited,
        has_subject=bool(subject),
        outlets=len(_unique(mention.outlet for mention in outlets if mention.outlet.explicit and not mention.excluded)),
    )
    # "Ferries from Reuters in 2020" asks for articles of that year.
    for_news = for_news or kind in _NEWS_KINDS or any(mention.outlet.explicit for mention in outlets) or bool(topics)
    bare = all(date.bare for date in dates)
    return Question(
        text=cleaned,
        subject=subject,
        phrases=_find_phrases(text, outlets),
        kind=kind,
        outlets=_unique(mention.outlet for mention in outlets if not mention.excluded),
        excluded_outlets=_unique(mention.outlet for mention in outlets if mention.excluded),
        topics=tuple(topic for topic, _ in topics),
        excluded_words=tuple(word for exclusion in exclusions for word in exclusion.words),
        dates=merge_ranges(date_ranges),
        dates_explicit=limiting,
        dates_strict=any(date.strict for date in dates) or (not bare and for_news),
        dates_bare=bare,
        dates_yearless=all(date.yearless for date in dates),
        subject_with_dates=extract_subject(undated, short=short) if limiting else subject,
        date_ranges=date_ranges,
        urls=urls,
        focus=find_focus(unlimited, kind),
        negated=is_negated(unlimited),
        wants_latest=kind == "latest" or wants_latest(unlimited),
        future=is_future(text),
    )


def clean_question(text: str) -> str:
    """Remove a chat client's markup, control characters and broken letters from a text, and cut it to size."""
    return clean_text(_MARKUP.sub(" ", text[: 2 * MAX_QUESTION_LENGTH]))[:MAX_QUESTION_LENGTH].strip()


def _split_off_urls(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a text without its URLs, and the URLs."""
    urls: list[str] = []

    def take(match: re.Match[str]) -> str:
        url = match[1].rstrip(".,;:!?'\u2019*_")
        if url.endswith(")") and "(" not in url:
            url = url.rstrip(")")
        urls.append(url if "://" in url else f"https://{url}")
        return " "

    return _URL.sub(take, text).strip(), tuple(dict.fromkeys(urls))


def _are_limits(dates: Sequence[DateMention], text: str, names: Names) -> bool:
    """Tell whether the dates of a short question limit it.

    They don't if a title of the archive names the same time in the same words: then the reader asks about what was
    planned for that time, or typed the title.
    """
    if not dates:
        return False
    years = {day.year for day in names.days}
    if not all(date.explicit or (date.range.first and date.range.first.year in years) for date in dates):
        return False
    times = frozenset(word for date in dates for word in extract_time_words(date.range.typed))
    words = {normalize_time_word(word) for word in fold(text).split() if word not in STOPWORDS} - times
    if not all(date.explicit for date in dates):
        shared, ratio = _SHARED_BARE_YEAR, _SHARED_BARE_YEAR_RATIO
    elif _FOR_NEWS.search(text):
        shared, ratio = _SHARED_FOR_NEWS, _SHARED_FOR_NEWS_RATIO
    else:
        shared, ratio = _SHARED, _SHARED_RATIO
    return names.dated_titles.count_shared_words(times, frozenset(words)) < max(shared, ratio * len(words))


def _include_reports(date: DateMention) -> DateMention:
    """Let a quarter or half of a year last until it was reported on. Only its year limits; "first quarter" is asked."""
    year = _YEAR_AT_END.search(date.range.typed)
    first, last = date.range.first, date.range.last
    start = date.start if year is None else date.end - len(year.group())
    return date._replace(range=DateRange(first, last and last + _REPORTED_AFTER, date.range.typed), start=start)


def _find_topics(text: str, names: Names) -> list[tuple[NamedEntity, tuple[int, int]]]:
    """Return the topics that are called so ("topic AI", "#AI", "in the technology section"), with their places."""
    topics: list[tuple[NamedEntity, tuple[int, int]]] = []
    for match in _TOPIC.finditer(text):
        group = match.lastgroup or "after"
        words = match[group].split()
        if not words:
            continue
        candidates = [" ".join(words[:length]) for length in range(min(len(words), _MAX_TOPIC_WORDS), 0, -1)]
        topic = next((topic for name in candidates if (topic := names.resolve_topic(name)).keys), None)
        if topic:
            end = match.start(group) + len(topic.typed) if group != "before" else match.end()
            topics.append((topic, (match.start(), end)))
        # A hashtag that is no topic is a word: #MeToo.
        elif re.search(r"\btopics?\b", match.group(), re.IGNORECASE):
            name = match[group] if group == "before" else words[0]
            end = match.start(group) + len(name) if group == "after" else match.end()
            topics.append((names.resolve_topic(name), (match.start(), end)))
    return topics


def _find_phrases(text: str, outlets: list[OutletMention]) -> tuple[str, ...]:
    """Return what is written in quotation marks, without names of outlets."""
    matches = [(match.lastindex or 1, match) for match in _QUOTED.finditer(text)]
    return tuple(
        dict.fromkeys(
            match[group].strip()
            for group, match in matches
            if not any(_overlap(match.span(group), outlet.name_span) for outlet in outlets)
            and any(map(str.isalnum, match[group]))
        )
    )


def _blank_out(text: str, spans: Iterable[tuple[int, int]]) -> str:
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


def _unique(outlets: Iterable[NamedEntity]) -> tuple[NamedEntity, ...]:
    """Return each outlet once; as a limit if any of its mentions is one."""
    unique: dict[tuple[str, ...], NamedEntity] = {}
    for outlet in outlets:
        key = outlet.keys or (outlet.typed.casefold(),)
        if key not in unique or (outlet.explicit and not unique[key].explicit):
            unique[key] = outlet
    return tuple(unique.values())


def _overlap(left: tuple[int, int], right: tuple[int, int]) -> bool:
    return left[0] < right[1] and right[0] < left[1]

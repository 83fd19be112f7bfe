"""What is asked: the limits that a reader set (outlets, dates, topics), the kind of question, and what is left."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from msgspec import Struct

from bot.answers.analysis.wordlists import STOPWORDS
from bot.answers.dates.lexicon import extract_time_words, normalize_time_word
from bot.answers.dates.ranges import DateMention, DateRange, find_dates, merge_ranges
from bot.answers.entities.names import NamedEntity, Names
from bot.answers.query.kinds import Kind, classify_kind
from bot.answers.query.outlet_mentions import OutletMention, find_outlet_mentions
from bot.answers.query.subject import extract_subject
from bot.coverage.text import clean_text, fold

__all__ = ["DateRange", "Kind", "NamedEntity", "Question", "parse_question"]

MAX_QUESTION_LENGTH = 6_000
"""Characters of a question that are read."""

# Experience with long questions over several articles: there, outlets and dates help as weights and harm as filters.
MAX_SHORT_WORDS = 25
"""Words up to which a question's outlets and dates are taken for limits."""

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
_LONGEST_TOPIC = 5
# "What is this?" beside an address asks about the address alone.
_POINTING = re.compile(
    r"(?:this|that|it|these|those|here)(?: (?:articles?|stor(?:y|ies)|links?|pieces?))?", re.IGNORECASE
)
# A question for news, rather than about what was due at a time.
_FOR_NEWS = re.compile(
    r"\b(?:reported|published|happened|articles?|stories|coverage|headlines?|(?:any|the|latest|recent|newest|all) news"
    r"|news (?:in|from|on|about|of|since|before|after|between))\b|\bnews\W*$",
    re.IGNORECASE,
)
# How many of a question's words, at least, and what share of them, stand in a headline that tells the same time.
_TOLD, _TOLD_SHARE = 2, 0.6
_TOLD_NEWS, _TOLD_NEWS_SHARE = 4, 0.8
_TOLD_BARE, _TOLD_BARE_SHARE = 1, 0.3


class Question(Struct, frozen=True):
    """A reader's question, understood.

    `text`: as typed, made readable, at most 6,000 characters. `subject`: `text` without the words that only
    set
    limits or say the kind; what retrieval looks for; empty where nothing else was asked ("latest from Reuters").
    `phrases`: what stood in quotation marks. `dates_explicit`: the range is a limit, not just a mention within a long
    question. `date_ranges`: every range that was named (`dates` spans them). `urls`: addresses that were pasted.
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


NO_QUESTION = Question("", "", (), "what", (), (), (), None, dates_explicit=False)
"""What is asked where nothing is: small talk, an ordinal without a list."""


def parse_question(text: str, names: Names, *, now: datetime) -> Question:
    """Read a question. Never raises, whatever was typed."""
    shown = clean_question(text)
    asked, urls = _without_urls(shown)
    short = sum(1 for _ in islice(_WORD.finditer(asked), MAX_SHORT_WORDS + 1)) <= MAX_SHORT_WORDS
    dates = find_dates(asked, now=now, days=names.days)
    # A date is no outlet ("from May"), and a part of an outlet's name no date ("USA Today").
    outlets = find_outlet_mentions(asked, names, limiting=short, taken=[(one.start, one.end) for one in dates])
    dates = [one for one in dates if not any(_overlap((one.start, one.end), other.name_span) for other in outlets)]
    # In a long question "last week" is the article's, not the reader's.
    dates = dates if short else [one for one in dates if one.explicit]
    topics = _topics(asked, names)
    limiting = short and _is_limit(dates, asked, names)
    cut = [(one.start, one.end) for one in outlets if one.outlet.explicit] + [span for _, span in topics]
    cut += [(one.start, one.end) for one in dates] if limiting else []
    ranges = tuple(one.range for one in dates)
    subject = extract_subject(_cut(asked, cut), short=short)
    if urls and _POINTING.fullmatch(subject):
        subject = ""
    return Question(
        text=shown,
        subject=subject,
        phrases=_phrases(asked, outlets),
        kind=classify_kind(asked),
        outlets=_unique(one.outlet for one in outlets if not one.excluded),
        excluded_outlets=_unique(one.outlet for one in outlets if one.excluded),
        topics=tuple(named for named, _ in topics),
        dates=merge_ranges(ranges),
        dates_explicit=limiting,
        date_ranges=ranges,
        urls=urls,
    )


def clean_question(text: str) -> str:
    """A typed text without marks that only a chat client reads, control characters and broken letters; cut to size."""
    return clean_text(_MARKUP.sub(" ", text[: 2 * MAX_QUESTION_LENGTH]))[:MAX_QUESTION_LENGTH].strip()


def _without_urls(text: str) -> tuple[str, tuple[str, ...]]:
    urls: list[str] = []

    def take(match: re.Match[str]) -> str:
        url = match[1].rstrip(".,;:!?'\u2019*_")
        if url.endswith(")") and "(" not in url:
            url = url.rstrip(")")
        urls.append(url if "://" in url else f"https://{url}")
        return " "

    return _URL.sub(take, text).strip(), tuple(dict.fromkeys(urls))


def _is_limit(dates: Sequence[DateMention], text: str, names: Names) -> bool:
    """Whether the dates of a short question limit what is asked for.

    They don't where a headline of the archive tells the same time with the same words: then the reader asks about
    what was planned for that time, or types the headline.
    """
    years = {day.year for day in names.days}
    if not dates or not all(one.explicit or (one.range.first and one.range.first.year in years) for one in dates):
        return False
    told = frozenset(mark for one in dates for mark in extract_time_words(one.range.typed))
    said = {normalize_time_word(word) for word in fold(text).split() if word not in STOPWORDS}
    words = frozenset(said - told)
    if not all(one.explicit for one in dates):
        least, share = _TOLD_BARE, _TOLD_BARE_SHARE
    else:
        least, share = (_TOLD_NEWS, _TOLD_NEWS_SHARE) if _FOR_NEWS.search(text) else (_TOLD, _TOLD_SHARE)
    return names.title_usage.count_shared_words(told, words) < max(least, share * len(words))


def _topics(text: str, names: Names) -> list[tuple[NamedEntity, tuple[int, int]]]:
    """Topics that are called so: "topic AI", "#AI", "in the technology section"."""
    found: list[tuple[NamedEntity, tuple[int, int]]] = []
    for match in _TOPIC.finditer(text):
        group = match.lastgroup or "after"
        words = match[group].split()
        tries = [" ".join(words[:n]) for n in range(min(len(words), _LONGEST_TOPIC), 0, -1)]
        named = next((one for said in tries if (one := names.resolve_topic(said)).keys), None)
        if named:
            found.append(
                (named, (match.start(), match.start(group) + len(named.typed) if group != "before" else match.end()))
            )
        elif group == "tag" or re.search(r"\btopics?\b", match.group(), re.IGNORECASE):
            said = match[group] if group in {"tag", "before"} else words[0]
            found.append(
                (
                    names.resolve_topic(said),
                    match.span() if group != "after" else (match.start(), match.start(group) + len(said)),
                )
            )
    return found


def _phrases(text: str, outlets: list[OutletMention]) -> tuple[str, ...]:
    found = [(match.lastindex or 1, match) for match in _QUOTED.finditer(text)]
    return tuple(
        dict.fromkeys(
            match[group].strip()
            for group, match in found
            if not any(_overlap(match.span(group), one.name_span) for one in outlets)
            and any(map(str.isalnum, match[group]))
        )
    )


def _cut(text: str, spans: Iterable[tuple[int, int]]) -> str:
    kept = list(text)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return "".join(kept)


def _unique(named: Iterable[NamedEntity]) -> tuple[NamedEntity, ...]:
    """Each outlet once; a limit wins over a mention of the same."""
    found: dict[tuple[str, ...], NamedEntity] = {}
    for one in named:
        key = one.keys or (one.typed.casefold(),)
        if key not in found or (one.explicit and not found[key].explicit):
            found[key] = one
    return tuple(found.values())


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]

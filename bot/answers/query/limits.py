"""The limits of a question: the outlets, dates and topics that it names, the words that it excludes, and what is left
of its text without them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from bot.answers.dates.ranges import DateMention, find_dates
from bot.answers.entities.names import NamedEntity, Names
from bot.answers.query.date_limits import limit_dates
from bot.answers.query.exclusion import find_exclusions
from bot.answers.query.outlets.mentions import find_outlet_mentions
from bot.answers.query.places import blank_out, overlap
from bot.answers.query.topics import find_topics
from bot.answers.query.typed_text import TypedText


class Limits(Struct, frozen=True):
    """What a question names that may limit it.

    `wanted_outlets`, `excluded_outlets`: each once. `has_explicit_outlets`: any of them is a limit. `excluded_words`:
    the words that the reader does not want. `dates_explicit`: the dates are a limit. `for_news`: the question asks for
    news of their time. `phrases`: what is written in quotation marks, without names of outlets. `undated`: the text
    without its limits, but with its dates. `unlimited`: the text without its limits.
    """

    wanted_outlets: tuple[NamedEntity, ...]
    excluded_outlets: tuple[NamedEntity, ...]
    has_explicit_outlets: bool
    topics: tuple[NamedEntity, ...]
    excluded_words: tuple[str, ...]
    dates: Sequence[DateMention]
    dates_explicit: bool
    for_news: bool
    phrases: tuple[str, ...]
    undated: str
    unlimited: str


def find_limits(typed: TypedText, names: Names, *, now: datetime) -> Limits:
    """Find what limits a question."""
    text = typed.text
    dates = find_dates(text, now=now, days=names.days)
    # A date isn't an outlet ("from May"), and part of an outlet's name isn't a date ("USA Today").
    taken = [(date.start, date.end) for date in dates]
    outlets = find_outlet_mentions(text, names, limiting=typed.is_short, taken=taken)
    name_places = [mention.name_span for mention in outlets]
    dates = [date for date in dates if not any(overlap((date.start, date.end), name) for name in name_places)]
    exclusions = list(find_exclusions(blank_out(text, name_places))) if typed.is_short else []
    topics = find_topics(text, names)
    limited = limit_dates(typed, dates, names)
    explicit = [mention for mention in outlets if mention.outlet.explicit]
    undated = blank_out(text, [(each.start, each.end) for each in (*explicit, *topics, *exclusions)])
    phrases = (each for each in typed.phrases if not any(overlap(each.place, name) for name in name_places))
    return Limits(
        wanted_outlets=_unite([mention.outlet for mention in outlets if not mention.excluded]),
        excluded_outlets=_unite([mention.outlet for mention in outlets if mention.excluded]),
        has_explicit_outlets=bool(explicit),
        topics=tuple([mention.topic for mention in topics]),
        excluded_words=tuple([word for exclusion in exclusions for word in exclusion.words]),
        dates=limited.dates,
        dates_explicit=limited.explicit,
        for_news=limited.for_news,
        phrases=tuple(dict.fromkeys(phrase.text for phrase in phrases)),
        undated=undated,
        unlimited=blank_out(undated, [(date.start, date.end) for date in limited.dates] if limited.explicit else ()),
    )


def _unite(outlets: Iterable[NamedEntity]) -> tuple[NamedEntity, ...]:
    """Return each outlet once; as a limit if any of its mentions is one."""
    unique: dict[tuple[str, ...], NamedEntity] = {}
    for outlet in outlets:
        key = outlet.keys or (outlet.typed.casefold(),)
        if key not in unique or (outlet.explicit and not unique[key].explicit):
            unique[key] = outlet
    return tuple(unique.values())

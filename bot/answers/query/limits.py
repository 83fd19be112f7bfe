"""The limits of a question: the outlets, dates and topics that it names, the words that it excludes, and what is left
of its text without them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.answers.dates.ranges import DateMention, DateRange, find_dates
from bot.answers.entities.names import NamedEntity, Names
from bot.answers.query.date_limits import limit_dates
from bot.answers.query.exclusion import Exclusion, find_exclusions
from bot.answers.query.outlets.mentions import OutletMention, find_outlet_mentions
from bot.answers.query.places import Place, blank_out, overlap
from bot.answers.query.topics import TopicMention, find_topics
from bot.answers.query.typed_text import TypedText


@dataclass(frozen=True, eq=False)
class Limits:
    """What a question names that may limit it, with the places.

    `dates_explicit`: the dates are a limit. `for_news`: the question asks for news of their time.
    """

    typed: TypedText
    outlets: Sequence[OutletMention]
    topics: Sequence[TopicMention]
    exclusions: Sequence[Exclusion]
    dates: Sequence[DateMention]
    dates_explicit: bool
    for_news: bool

    @cached_property
    def undated(self) -> str:
        """The text without its limits, but with its dates."""
        places: list[Place] = [(mention.start, mention.end) for mention in self.outlets if mention.outlet.explicit]
        places += [mention.place for mention in self.topics]
        places += [(exclusion.start, exclusion.end) for exclusion in self.exclusions]
        return blank_out(self.typed.text, places)

    @cached_property
    def unlimited(self) -> str:
        """The text without its limits."""
        if not self.dates_explicit:
            return self.undated
        return blank_out(self.undated, [(date.start, date.end) for date in self.dates])

    @cached_property
    def wanted_outlets(self) -> tuple[NamedEntity, ...]:
        """Each outlet that the question names, once."""
        return _unite(mention.outlet for mention in self.outlets if not mention.excluded)

    @cached_property
    def excluded_outlets(self) -> tuple[NamedEntity, ...]:
        """Each outlet that the reader does not want, once."""
        return _unite(mention.outlet for mention in self.outlets if mention.excluded)

    @property
    def excluded_words(self) -> tuple[str, ...]:
        """The words that the reader does not want."""
        return tuple(word for exclusion in self.exclusions for word in exclusion.words)

    @property
    def date_ranges(self) -> tuple[DateRange, ...]:
        """The ranges of its dates."""
        return tuple(date.range for date in self.dates)

    @property
    def phrases(self) -> tuple[str, ...]:
        """What is written in quotation marks, without names of outlets."""
        names = [mention.name_span for mention in self.outlets]
        phrases = (phrase for phrase in self.typed.phrases if not any(overlap(phrase.place, name) for name in names))
        return tuple(dict.fromkeys(phrase.text for phrase in phrases))


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
    return Limits(typed, outlets, topics, exclusions, *limit_dates(typed, dates, names))


def _unite(outlets: Iterable[NamedEntity]) -> tuple[NamedEntity, ...]:
    """Return each outlet once; as a limit if any of its mentions is one."""
    unique: dict[tuple[str, ...], NamedEntity] = {}
    for outlet in outlets:
        key = outlet.keys or (outlet.typed.casefold(),)
        if key not in unique or (outlet.explicit and not unique[key].explicit):
            unique[key] = outlet
    return tuple(unique.values())

"""Which later articles of a story continue it: they bring something that earlier ones don't have.

A headline brings something new if it has a rare name or figure that no earlier article mentions, if it has a word for a
turn of events that no earlier headline has ("denies", "overturned", "after all"), or if it states what every earlier
one only hedged. It must also be of a later day, since outlets that report the same event word it differently within a
day.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from bot.answers.analysis.stemming import stem, stem_surface
from bot.answers.analysis.tokens import tokenize
from bot.answers.browse.story_names import is_archive_name, read_tokens
from bot.answers.desk.desk import Desk
from bot.answers.evidence.wording import asks, hedges
from bot.coverage.article import Article

MAX_COMPARED = 60
"""Articles of a story up to which it is searched for continuations."""

_GAP = timedelta(hours=6)
"""A continuation is at least this much later, besides being of a later day: near midnight, a new day alone means
nothing."""

_MAX_SHARE = 0.05
"""The share of an archive's articles up to which a name is rare: the name of the archive's subject is not news."""

_TURN = re.compile(
    r"\b(?:after all|no longer|push(?:es|ed) back"
    r"|(?:apologi|clarif|correct(?:s|ed|ion)|debunk|den(?:y|ies|ied)|refut|retract|revers|overturn|withdr|confirm"
    r"|official|respon[ds])\w*)",
    re.IGNORECASE,
)
"""Words for what happens to something that was said or done before. "Suspends" and "cancels" are not here: outlets
word the same event that way, too. Their first four letters tell whether two are the same turn."""

_TURN_LETTERS = 4

_CORRECTION = re.compile(
    r"\b(?:after all|no longer|false report|(?:clarif|correct(?:s|ed|ion)|debunk|den(?:y|ies|ied)|refut|retract)\w*)",
    re.IGNORECASE,
)


class StoryPart(NamedTuple):
    """The part of a story that an article belongs to.

    `articles`: from the first, or from one that continues the story, to before the next that does. `continues`: the
    first article of the part before; None in the first part.
    """

    articles: Sequence[Article]
    continues: Article | None = None


def find_continuations(articles: Sequence[Article], desk: Desk) -> tuple[int, ...]:
    """Return the places of the articles that continue their story. `articles`: all of the story, oldest first.

    None if there are too many to compare (`MAX_COMPARED`). Undated articles continue nothing.
    """
    if len(articles) > MAX_COMPARED:
        return ()
    found: list[int] = []
    last = 0
    for place in range(1, len(articles)):
        if is_continuation(articles[place], articles[last], articles[:place], desk):
            found.append(place)
            last = place
    return tuple(found)


def choose_continuation(
    candidates: Sequence[Article], previous: Article, story: Sequence[Article], desk: Desk
) -> Article | None:
    """Return the latest candidate that continues a story after `previous`, the last article that readers were sent.

    None if none does. `candidates`: articles of the story that are new to the readers. `story`: all its articles,
    oldest first.
    """
    new_ids = {article.id for article in candidates}
    known = [article for article in story if article.id not in new_ids]
    for article in reversed(story):
        if article.id in new_ids:
            earlier = [other for other in known if other.id == previous.id or _is_before(other, article)]
            if is_continuation(article, previous, earlier, desk):
                return article
    return None


def find_settling_report(articles: Sequence[Article]) -> Article | None:
    """Return the last report that confirms or corrects the ones before it; None if none does. `articles`: oldest first.

    It confirms them if it states what all of them only hedge or ask.
    """
    settling: Article | None = None
    is_hedged = True
    for place, article in enumerate(articles):
        is_plain = not asks(article.title) and not hedges(article.title)
        if place and ((is_hedged and is_plain) or _CORRECTION.search(article.title)):
            settling = article
        is_hedged &= not is_plain
    return settling


def is_continuation(article: Article, previous: Article, earlier: Sequence[Article], desk: Desk) -> bool:
    """Return whether an article continues its story after `previous`, the last one told. `earlier`: all before it."""
    return _is_later(article, previous) and (
        _tells_turn(article, earlier) or _confirms(article, earlier) or _mentions_more(article, earlier, desk)
    )


def _tells_turn(article: Article, earlier: Sequence[Article]) -> bool:
    turns = _find_turns(article.title)
    return bool(turns) and not any(turns & _find_turns(other.title) for other in earlier)


def _confirms(article: Article, earlier: Sequence[Article]) -> bool:
    """Tell whether a headline states what all earlier ones hedge or ask."""
    if asks(article.title) or hedges(article.title):
        return False
    return bool(earlier) and all(hedges(other.title) for other in earlier)


def _mentions_more(article: Article, earlier: Sequence[Article], desk: Desk) -> bool:
    """Tell whether a headline has a rare name or figure that no earlier article mentions."""
    vocabulary = desk.index.vocabulary
    most = max(2, _MAX_SHARE * vocabulary.size)
    names = {
        stem_surface(token.surface)
        for token in tokenize(article.title)
        if is_archive_name(token, desk) and vocabulary.document_frequency(stem(token.word)) <= most
    }
    return bool(names) and not names <= {
        stem_surface(token.surface) for other in earlier for token in read_tokens(other)
    }


def _find_turns(title: str) -> frozenset[str]:
    return frozenset(match.group()[:_TURN_LETTERS].casefold() for match in _TURN.finditer(title))


def _is_later(article: Article, previous: Article) -> bool:
    if article.published is None or previous.published is None or article.published.day <= previous.published.day:
        return False
    if "day" in (article.published.precision, previous.published.precision):
        return True
    return article.published.at - previous.published.at >= _GAP


def _is_before(article: Article, other: Article) -> bool:
    return article.published is not None and other.published is not None and article.published.at < other.published.at


def find_part(article: Article, desk: Desk) -> StoryPart:
    """Find the part of its story that an article belongs to."""
    story = desk.stories.story_of(article.id)
    articles = tuple(story.articles) if story else (article,)
    place = next(place for place, other in enumerate(articles) if other.id == article.id)
    starts = [0, *find_continuations(articles, desk), len(articles)]
    part = bisect_right(starts, place) - 1
    continues = articles[starts[part - 1]] if part else None
    return StoryPart(articles[starts[part] : starts[part + 1]], continues)

"""What `/story` shows: one event side by side. Who was first and who followed, how the headlines differ, what one alone
has, and the coverage around it. Whatever is said of the event is a quote; the rest counts, dates and names."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from rapidfuzz import fuzz

from bot.answers.analysis.stemming import stem_surface
from bot.answers.analysis.tokens import normalize, split_words
from bot.answers.analysis.wordlists import STOPWORDS
from bot.answers.answer import Quote, Remark
from bot.answers.desk.desk import Desk
from bot.answers.evidence.passages import split_passages
from bot.answers.evidence.selection import select_evidence
from bot.answers.query.question import parse_question
from bot.answers.replies.suggestions import suggest_questions
from bot.answers.retrieval.search import search
from bot.coverage.article import Article, Moment
from bot.coverage.stories.stories import Story

MOST_OWN = 2
"""Sentences of a report that are shown because no other report has their like."""

_LIKE = 55
"""rapidfuzz `token_set_ratio` from which two sentences may say the same: rather too few are called one's own."""

_MOST_COMPARED = 60
"""Reports that are compared with one another; a story of more is shown without what is each one's own."""

_OFFERED = 4


class StoryReport(Struct, frozen=True):
    """An article of a story. `after`: how long after the first it came, None where either has no time of day.

    `words`: those of its headline, as it has them, that no other headline of the story has. `own`: its sentences that
    resemble none in the others; none of an article without a URL.
    """

    article: Article
    after: timedelta | None = None
    words: tuple[str, ...] = ()
    own: tuple[Quote, ...] = ()


class StoryView(Struct, frozen=True):
    """A story side by side, or why there is none. `reports`: oldest first. `related`: of the nearest other stories the
    first report, and in how many outlets they are. `suggestions`: headlines that would work."""

    lead: Remark
    reports: tuple[StoryReport, ...] = ()
    related: tuple[tuple[Article, int], ...] = ()
    remarks: tuple[Remark, ...] = ()
    suggestions: tuple[str, ...] = ()
    as_of: Moment | None = None


def find_story(desk: Desk, about: str, *, now: datetime) -> StoryView:
    """The story that is asked for: by an article's id or address, or by words. Never raises, whatever was typed."""
    article = desk.archive.article(about) or desk.archive.by_url(about.strip())
    if article is None:
        question = parse_question(about, desk.names, now=now)
        found = search(question, desk, limit=10)
        if not found.candidates or select_evidence(found, desk).verdict == "nothing":
            tries = tuple(dict.fromkeys((*suggest_questions(question, found.candidates, desk)[:1], *_headlines(desk))))
            lead = Remark("story-none", {"about": about.strip()}) if about.strip() else Remark("story-which")
            return StoryView(lead, suggestions=tries[:_OFFERED], as_of=desk.archive.newest)
        article = found.candidates[0].article
    told = desk.stories.story_of(article.id)
    return build_story_view(told, desk) if told else StoryView(Remark("story-which"), as_of=desk.archive.newest)


def build_story_view(told: Story, desk: Desk) -> StoryView:
    """A story side by side."""
    articles = tuple(told.articles)
    compared = articles if 1 < len(articles) <= _MOST_COMPARED else ()
    rare = _rare(compared)
    reports = tuple(
        StoryReport(
            article,
            _after(articles[0], article) if place else None,
            _alone(article, rare) if compared else (),
            tuple(_own(article, compared, desk)) if compared else (),
        )
        for place, article in enumerate(articles)
    )
    related = desk.stories.related(told)
    return StoryView(
        _lead(told),
        reports,
        tuple((other.lead, len(other.outlets)) for other in related),
        tuple(_remarks(told, desk)),
        as_of=desk.archive.newest,
    )


def suggest_stories(desk: Desk, typed: str, now: datetime, limit: int = 25) -> tuple[Story, ...]:
    """The stories that a reader may be typing the name of; of nothing typed, the newest with company."""
    if not typed.strip():
        return tuple(_newest(desk, limit))
    found = search(parse_question(typed, desk.names, now=now), desk, limit=4 * limit)
    told: dict[str, Story] = {}
    for candidate in found.candidates:
        if len(told) == limit:
            break
        if (one := desk.stories.story_of(candidate.article.id)) is not None:
            told.setdefault(one.id, one)
    return tuple(told.values())


def _newest(desk: Desk, limit: int) -> Iterator[Story]:
    """The newest stories that more than one outlet has; of the newest few hundred, since most have one."""
    count = 0
    for number, one in enumerate(desk.stories):
        if count == limit or number == 40 * limit:
            return
        if len(one.articles) > 1 and len(one.outlets) > 1:
            count += 1
            yield one


def _headlines(desk: Desk) -> Iterator[str]:
    return (one.lead.title for one in _newest(desk, _OFFERED) if one.lead.title)


def _lead(told: Story) -> Remark:
    outlets, count = len(told.outlets), len(told.articles)
    if count == 1:
        return Remark("story-alone")
    dates = {"first": told.first.day.isoformat(), "last": told.last.day.isoformat()} if told.first and told.last else {}
    if not dates:
        return Remark("story-undated", {"count": count, "outlets": outlets})
    if dates["first"] == dates["last"]:
        return Remark("story-day", {"count": count, "outlets": outlets, "day": dates["first"]})
    return Remark("story-days", {"count": count, "outlets": outlets, **dates})


def _remarks(told: Story, desk: Desk) -> Iterator[Remark]:
    if len(told.articles) > 1 and told.first:
        name = desk.archive.outlets[told.lead.outlet].name
        same = [one for one in told.articles if one.published == told.first and one.outlet != told.lead.outlet]
        if told.first.precision == "second" and not same:
            yield Remark("story-first", {"outlet": name})
    titles = {article.title.casefold() for article in told.articles if article.title}
    if len(told.articles) > 1 and len(titles) == 1:
        yield Remark("story-same-headline")


def _after(first: Article, article: Article) -> timedelta | None:
    """How long after the first; None where either has a day alone."""
    if first.published is None or article.published is None:
        return None
    if "day" in (first.published.precision, article.published.precision):
        return None
    return article.published.at - first.published.at


def _rare(articles: Sequence[Article]) -> Counter[str]:
    """In how many headlines each stem stands."""
    return Counter(one for article in articles for one in {stem_surface(word) for word in split_words(article.title)})


def _alone(article: Article, counts: Counter[str]) -> tuple[str, ...]:
    words = dict.fromkeys(
        word
        for word in split_words(article.title)
        if counts[stem_surface(word)] == 1 and normalize(word) not in STOPWORDS and len(word) > 1
    )
    return tuple(words)


def _own(article: Article, articles: Sequence[Article], desk: Desk) -> Iterator[Quote]:
    """Sentences of the excerpt that resemble none of another outlet's."""
    if article.url is None:
        return
    others = [passage.text for other in articles if other.outlet != article.outlet for passage in split_passages(other)]
    found = 0
    for passage in split_passages(article):
        if passage.place == "title" or len(passage.text.split()) < 4:  # noqa: PLR2004 - a stub tells nothing
            continue
        if all(fuzz.token_set_ratio(passage.text, other, processor=str.casefold) < _LIKE for other in others):
            yield Quote(passage.text, article, "excerpt", desk.archive.copies(article))
            found += 1
            if found == MOST_OWN:
                return

"""One story side by side: who was first, who followed, how headlines differ, what only one outlet has, what is related.

Every sentence about the event is a quote. The bot's own remarks only count, date and name.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from rapidfuzz import fuzz

from bot.answers.analysis.stemming import stem_surface
from bot.answers.analysis.tokens import split_words
from bot.answers.answer import Quote, Remark
from bot.answers.browse.choices import describe_empty
from bot.answers.browse.continuations import find_settling_report
from bot.answers.browse.story_names import ReportNames, compare_names
from bot.answers.desk.desk import Desk
from bot.answers.evidence.passages import split_passages
from bot.answers.evidence.selection import select_evidence
from bot.answers.query.question import parse_question
from bot.answers.replies.suggestions import suggest_questions, suggest_topics
from bot.answers.retrieval.search import Candidate, SearchResult, list_stems, search
from bot.coverage.article import Article, Moment
from bot.coverage.stories.stories import Story

MAX_UNIQUE_QUOTES = 2
"""Sentences of a report that are shown because no other outlet has a similar one."""

_SIMILAR = 55
"""The rapidfuzz `token_set_ratio` from which two sentences may say the same. It is low, so that too few sentences are
called unique rather than too many."""

_MIN_SENTENCE_WORDS = 4
"""Words that a unique sentence has at least."""

_MAX_COMPARED = 60
"""Reports up to which a story's reports are compared with one another."""

_CLOSE_SCORE = 0.8
"""The share of the best score with which a story may be meant as well."""

_MAX_SUGGESTIONS = 4

_MAX_READ = 40
"""For each story to suggest, how many of the newest are looked at: most have only one outlet."""


class StoryReport(Struct, frozen=True):
    """An article of a story.

    `delay`: how long after the first report it came; None for the first, and if either has no time of day.
    `names`: its names and figures that earlier reports, or all others, don't have. `unique_quotes`: its sentences that
    resemble none in other outlets' reports; none if the article has no URL.
    """

    article: Article
    delay: timedelta | None = None
    names: ReportNames = ReportNames()
    unique_quotes: tuple[Quote, ...] = ()


class StoryView(Struct, frozen=True):
    """A story side by side; without `reports`, `lead` says why there is none.

    `reports`: oldest first. `settling`: the last that confirms or corrects those before it. `related`: the first report
    of each of the nearest other stories, and how many outlets have that story. `suggestions`: headlines of stories that
    the archive has.
    """

    lead: Remark
    reports: tuple[StoryReport, ...] = ()
    settling: Article | None = None
    related: tuple[tuple[Article, int], ...] = ()
    remarks: tuple[Remark, ...] = ()
    suggestions: tuple[str, ...] = ()
    as_of: Moment | None = None


def find_story(desk: Desk, about: str, *, now: datetime) -> StoryView:
    """Find a story by an article's id or URL, or by words. Never raises, whatever was typed."""
    article = desk.archive.article(about) or desk.archive.by_url(about.strip())
    if article is None:
        question = parse_question(about, desk.names, now=now)
        result = search(question, desk, limit=10)
        if not result.candidates or select_evidence(result, desk).verdict == "nothing":
            return _report_none(about.strip(), suggest_questions(question, result.candidates, desk)[:1], desk)
        story = _choose_story(result, desk)
    else:
        story = desk.stories.story_of(article.id)
    return build_story_view(story, desk) if story else _report_none("", (), desk)


def _report_none(about: str, nearest: Sequence[str], desk: Desk) -> StoryView:
    """Say that there is no such story, and suggest others. `nearest`: questions about what was typed."""
    if not len(desk.archive):
        return StoryView(describe_empty(desk))
    lead = Remark("story-none", {"about": about}) if about else Remark("story-which")
    suggestions = dict.fromkeys((*nearest, *_list_newest_headlines(desk))) or suggest_topics(desk)
    return StoryView(lead, suggestions=tuple(suggestions)[:_MAX_SUGGESTIONS], as_of=desk.archive.newest)


def _choose_story(result: SearchResult, desk: Desk) -> Story | None:
    """Return the largest of the stories that match about as well as the best one.

    Of a story that many outlets have, any report may match best; of two stories with the same words, readers mean the
    one that more reported. A headline that was typed whole matches far better than the rest, and so is found. A story
    that has the words in no headline only mentions what is meant, so its size doesn't count.
    """
    best = result.candidates[0].score
    stories: dict[str, Story] = {}
    scores: dict[str, float] = {}
    sizes: dict[str, int] = {}
    for candidate in result.candidates:
        story = desk.stories.story_of(candidate.article.id)
        if story is not None and candidate.score >= _CLOSE_SCORE * best:
            stories.setdefault(story.id, story)
            scores.setdefault(story.id, candidate.score)
            size = len(story.outlets) if _is_in_headline(candidate, desk) else 1
            sizes[story.id] = max(size, sizes.get(story.id, 0))
    return min(stories.values(), key=lambda story: (-sizes[story.id], -scores[story.id]), default=None)


def _is_in_headline(candidate: Candidate, desk: Desk) -> bool:
    """Tell whether a headline has a word of the question."""
    stems = {part for stem in list_stems(candidate, desk.index) for part in stem.split("_")}
    return not stems.isdisjoint(map(stem_surface, split_words(candidate.article.title)))


def build_story_view(story: Story, desk: Desk) -> StoryView:
    """Put a story's reports side by side. What is unique to each is left out if there are too many to compare."""
    articles = tuple(story.articles)
    compared = articles if 1 < len(articles) <= _MAX_COMPARED else ()
    names = compare_names(compared, desk) if compared else [ReportNames()] * len(articles)
    reports = tuple(
        StoryReport(
            article,
            _compute_delay(articles[0], article) if place else None,
            names[place],
            tuple(_find_unique_quotes(article, compared, desk)) if compared else (),
        )
        for place, article in enumerate(articles)
    )
    return StoryView(
        _describe(story),
        reports,
        find_settling_report(articles),
        tuple((related.lead, len(related.outlets)) for related in desk.stories.related(story)),
        tuple(_build_remarks(story, desk)),
        as_of=desk.archive.newest,
    )


def suggest_stories(desk: Desk, typed: str, now: datetime, limit: int = 25) -> tuple[Story, ...]:
    """Suggest stories by what a reader has typed of a headline; if nothing is typed, the newest shared ones."""
    if not typed.strip():
        return tuple(_iterate_newest_shared(desk, limit))
    result = search(parse_question(typed, desk.names, now=now), desk, limit=4 * limit)
    stories: dict[str, Story] = {}
    for candidate in result.candidates:
        if len(stories) == limit:
            break
        if (story := desk.stories.story_of(candidate.article.id)) is not None:
            stories.setdefault(story.id, story)
    return tuple(stories.values())


def _iterate_newest_shared(desk: Desk, limit: int) -> Iterator[Story]:
    """Yield the newest stories that several outlets have."""
    count = 0
    for number, story in enumerate(desk.stories):
        if count == limit or number == _MAX_READ * limit:
            return
        if len(story.articles) > 1 and len(story.outlets) > 1:
            count += 1
            yield story


def _list_newest_headlines(desk: Desk) -> Iterator[str]:
    return (story.lead.title for story in _iterate_newest_shared(desk, _MAX_SUGGESTIONS) if story.lead.title)


def _describe(story: Story) -> Remark:
    """Describe a story: how many reports, by how many outlets, from when to when."""
    count, outlets = len(story.articles), len(story.outlets)
    if count == 1:
        return Remark("story-alone")
    if not story.first or not story.last:
        return Remark("story-undated", {"count": count, "outlets": outlets})
    first, last = story.first.day.isoformat(), story.last.day.isoformat()
    if first == last:
        return Remark("story-day", {"count": count, "outlets": outlets, "day": first})
    return Remark("story-days", {"count": count, "outlets": outlets, "first": first, "last": last})


def _build_remarks(story: Story, desk: Desk) -> Iterator[Remark]:
    """Yield which outlet was first, if only one was, and whether all reports have the same headline."""
    if len(story.articles) < 2:  # noqa: PLR2004
        return
    if story.first and story.first.precision == "second":
        first_outlets = {article.outlet for article in story.articles if article.published == story.first}
        if first_outlets == {story.lead.outlet}:
            yield Remark("story-first", {"outlet": desk.archive.outlets[story.lead.outlet].name})
    headlines = {article.title.casefold() for article in story.articles if article.title}
    if len(headlines) == 1:
        yield Remark("story-same-headline")


def _compute_delay(first: Article, article: Article) -> timedelta | None:
    """Return how long after the first an article came; None if either has no time of day."""
    if first.published is None or article.published is None:
        return None
    if "day" in (first.published.precision, article.published.precision):
        return None
    return article.published.at - first.published.at


def _find_unique_quotes(article: Article, articles: Sequence[Article], desk: Desk) -> Iterator[Quote]:
    """Yield sentences of an article's excerpt that resemble none in other outlets' reports."""
    if article.url is None:
        return
    others = [passage.text for other in articles if other.outlet != article.outlet for passage in split_passages(other)]
    count = 0
    for passage in split_passages(article):
        if passage.place == "title" or len(passage.text.split()) < _MIN_SENTENCE_WORDS:
            continue
        if all(fuzz.token_set_ratio(passage.text, other, processor=str.casefold) < _SIMILAR for other in others):
            yield Quote(passage.text, article, "excerpt", desk.archive.copies(article))
            count += 1
            if count == MAX_UNIQUE_QUOTES:
                return

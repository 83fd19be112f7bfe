"""Builds an `Answer` from a reply: adds copies, the nearest articles and suggestions."""

from collections.abc import Iterable, Sequence
from itertools import chain

from bot.answers.answer import Answer, Hit, Quote
from bot.answers.desk.desk import Desk
from bot.answers.evidence.passages import Passage
from bot.answers.replies.reply import Reply
from bot.answers.replies.suggestions import suggest_questions
from bot.answers.retrieval.search import MatchedWords


def build_answer(text: str, reply: Reply, desk: Desk, *, took_ms: float) -> Answer:
    """Build the answer to a text. `text`: as it was typed. `took_ms`: how long the reply took, in milliseconds."""
    quotes = build_quotes(reply.passages, desk)
    return Answer(
        question=text,
        verdict=reply.verdict,
        confidence=reply.confidence,
        lead=reply.lead,
        quotes=quotes,
        hits=_build_hits(reply, desk),
        remarks=reply.remarks,
        suggestions=_suggest(reply, desk) if reply.suggests else (),
        as_of=desk.archive.newest,
        took_ms=took_ms,
        story=find_reported_story(quotes, desk),
        asked=reply.follow_up or text,
        topic=reply.topic,
        query=reply.question,
        considered=tuple(Quote(passage.text, passage.article, passage.place) for passage in reply.considered),
    )


def _suggest(reply: Reply, desk: Desk) -> tuple[str, ...]:
    nearest = next(filter(None, reply.candidates), ())
    return suggest_questions(reply.question, nearest, desk)


def build_quotes(passages: Iterable[Passage | Quote], desk: Desk) -> tuple[Quote, ...]:
    """Build quotes from sentences: add the copies of their articles."""
    return tuple(
        Quote(passage.text, passage.article, passage.place, desk.archive.copies(passage.article))
        for passage in passages
    )


def find_reported_story(quotes: Sequence[Quote], desk: Desk) -> str:
    """Return the id of the first quoted article if other outlets report the same story, else ""."""
    if not quotes:
        return ""
    article = quotes[0].article
    return article.id if desk.stories.has_other_outlets(article) else ""


def _build_hits(reply: Reply, desk: Desk) -> tuple[Hit, ...]:
    """Build the hits, best first. A group of copies is one hit, at its best article.

    If there are fewer candidates than `reply.max_hits`, the newest articles fill up, with a score of 0.
    """
    hits: list[Hit] = []
    listed: set[str] = set()
    newest = ((article, None) for article in desk.archive.articles)
    nearest = ((candidate.article, candidate) for candidate in chain.from_iterable(reply.candidates))
    for article, candidate in chain(nearest, newest):
        if len(hits) == reply.max_hits:
            break
        if article.id in listed:
            continue
        place = candidate.occurrences.doc if candidate else -1
        copies = desk.archive.copies_at(place) if place >= 0 else desk.archive.copies(article)
        listed.add(article.id)
        if copies:
            listed.update(copy.id for copy in copies)
        score = round(reply.score_weight * round(min(1.0, candidate.score), 4), 4) if candidate else 0.0
        hits.append(Hit(article, score, MatchedWords(candidate, desk.index) if candidate else (), copies))
    return tuple(hits)

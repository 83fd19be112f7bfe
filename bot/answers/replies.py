"""How replies are put together: quotes with their copies, the nearest articles, the plain "nothing"."""

from collections.abc import Iterable, Sequence

from bot.answers.answer import Answer, Hit, Quote, Remark
from bot.answers.desk import Desk
from bot.answers.evidence import MOST_QUOTES
from bot.answers.offers import offers
from bot.answers.passages import Passage, passages
from bot.answers.question import Question
from bot.answers.searching import Candidate, matched

MOST_HITS = 10


def hits(candidates: Iterable[Candidate], desk: Desk, most: int = MOST_HITS) -> tuple[Hit, ...]:
    """The nearest articles, best first, with their copies folded into the first of each group.

    Where fewer are near, the newest fill the number; their score is 0.
    """
    made: list[Hit] = []
    shown: set[str] = set()
    for candidate in candidates:
        if candidate.article.id in shown:
            continue
        also = desk.archive.copies(candidate.article)
        shown.update((candidate.article.id, *(copy.id for copy in also)))
        made.append(Hit(candidate.article, round(min(1.0, candidate.score), 4), matched(candidate), also))
        if len(made) == most:
            return tuple(made)
    for article in desk.archive.articles:
        if len(made) == most:
            break
        if article.id not in shown:
            also = desk.archive.copies(article)
            shown.update((article.id, *(copy.id for copy in also)))
            made.append(Hit(article, 0.0, (), also))
    return tuple(made)


def quote(passage: Passage, desk: Desk) -> Quote:
    """A sentence as a quote, with the copies of its article."""
    return Quote(passage.text, passage.article, passage.place, desk.archive.copies(passage.article))


def pasted(question: Question, desk: Desk) -> Answer | None:
    """A question that is an article's address is answered with that article."""
    articles = [article for url in question.urls if (article := desk.archive.by_url(url)) is not None]
    if not articles or question.subject.strip():
        return None
    quotable = [passage for article in articles if article.url is not None for passage in passages(article)]
    return Answer(
        question=question.text,
        verdict="found",
        confidence=1.0,
        lead=Remark("answer-address"),
        quotes=tuple(quote(passage, desk) for passage in quotable[:MOST_QUOTES]),
        hits=tuple(Hit(article, 1.0, (), desk.archive.copies(article)) for article in dict.fromkeys(articles)),
        remarks=(),
        suggestions=(),
        as_of=desk.archive.newest,
        took_ms=0.0,
    )


def nothing(question: Question, desk: Desk, lead: Remark, remarks: Sequence[Remark] = ()) -> Answer:
    """The reply that has no answer: why, and what would work."""
    return Answer(
        question=question.text,
        verdict="nothing",
        confidence=0.0,
        lead=lead,
        quotes=(),
        hits=hits((), desk),
        remarks=tuple(remarks),
        suggestions=offers(question, (), desk),
        as_of=desk.archive.newest,
        took_ms=0.0,
    )

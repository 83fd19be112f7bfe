"""How replies are put together: quotes with their copies, the nearest articles, the plain "nothing"."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from bot.answers.answer import Answer, Hit, Quote, Remark
from bot.answers.desk.desk import Desk
from bot.answers.evidence.passages import Passage, split_passages
from bot.answers.evidence.selection import MOST_QUOTES
from bot.answers.query.question import Question
from bot.answers.replies.suggestions import suggest_questions
from bot.answers.retrieval.search import Candidate, matched_words
from bot.coverage.article import Article

MOST_HITS = 10
_MORE = 4
"""Articles of a further reply."""


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
        made.append(Hit(candidate.article, round(min(1.0, candidate.score), 4), matched_words(candidate), also))
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
    return opened(question, articles, desk, Remark("answer-address"))


def more(
    question: Question, ordered: Sequence[Candidate], confidence: float, shown: frozenset[str], desk: Desk
) -> Answer:
    """What else there is for a question, after the articles that were shown."""
    rest = [one for one in ordered if one.article.id not in shown]
    fresh = hits(rest[:_MORE], desk, _MORE) if rest else ()
    quotes = tuple(
        quote(Passage(hit.article.title, "title", hit.article), desk)
        for hit in fresh
        if hit.score > 0 and hit.article.url is not None and hit.article.title
    )
    if not quotes:
        return replace(nothing(question, desk, Remark("answer-no-more")), asked=question.text)
    return Answer(
        question=question.text,
        verdict="found",
        confidence=confidence,
        lead=Remark("answer-more", {"count": len(quotes)}),
        quotes=quotes,
        hits=fresh,
        remarks=(Remark("answer-continued", {"question": question.text}),),
        suggestions=(),
        as_of=desk.archive.newest,
        took_ms=0.0,
        asked=question.text,
    )


def opened(question: Question, articles: Sequence[Article], desk: Desk, lead: Remark) -> Answer:
    """What certain articles say."""
    quotable = [passage for article in articles if article.url is not None for passage in split_passages(article)]
    return Answer(
        question=question.text,
        verdict="found",
        confidence=1.0,
        lead=lead,
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
        suggestions=suggest_questions(question, (), desk),
        as_of=desk.archive.newest,
        took_ms=0.0,
    )

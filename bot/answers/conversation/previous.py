"""What is remembered of an answer, so that the next text can follow it up."""

from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from bot.answers.answer import Answer
from bot.answers.query.question import Question

REMEMBERED = timedelta(minutes=15)
"""How long a question can be followed up."""

MOST_SHOWN = 200
"""Articles that are remembered as shown, so that "more" shows each once."""

_NEARBY = 4
"""Articles that a reply shows beside those that it quotes."""

# After these replies, the question before them is still what the conversation is about.
_NO_ANSWER = frozenset(
    {"answer-lost", "answer-beyond", "answer-no-more", "answer-enough", "answer-no-words", "answer-empty-archive"}
    | {f"answer-{smalltalk}" for smalltalk in ("hello", "thanks", "ok", "bye")}
)


class PreviousQuestion(Struct, frozen=True):
    """What the next question needs to know of the one before.

    `asked`: the whole question, in words. `topic`: what it is about, in words, without its limits. `listed`: ids of the
    articles that the last reply showed, in order. `shown`: ids of all articles shown for this question. `best`: the id
    of the article quoted first; `title`, `day`: of that article. `question`: the question, parsed; None if only `asked`
    is known.
    """

    asked: str
    topic: str = ""
    listed: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    best: str = ""
    title: str = ""
    day: date | None = None
    question: Question | None = None


def remember_answer(answer: Answer, previous: PreviousQuestion | None) -> PreviousQuestion | None:
    """Return what to remember after an answer. `previous`: what was remembered before it."""
    if answer.lead.id in _NO_ANSWER:
        return previous
    quoted = [quote.article for quote in answer.quotes]
    quoted_ids = {article.id for quote in answer.quotes for article in (quote.article, *quote.also)}
    near = [hit.article for hit in answer.near if hit.article.id not in quoted_ids]
    listed = tuple(dict.fromkeys(article.id for article in (*quoted, *near[:_NEARBY])))
    best = quoted[0] if quoted else None
    remembered = PreviousQuestion(
        asked=answer.asked or answer.question,
        topic=answer.topic,
        listed=listed,
        shown=listed,
        best=best.id if best else "",
        title=best.title if best else "",
        day=best.published.day if best and best.published else None,
        question=answer.query,
    )
    if previous is not None and answer.lead.id == "answer-opened":
        return replace(previous, best=remembered.best, title=remembered.title, day=remembered.day)
    if best and answer.lead.id == "answer-address":
        return replace(remembered, asked=best.title, topic=best.title, question=None)
    if previous is not None and answer.lead.id == "answer-more":
        shown = tuple(dict.fromkeys((*previous.shown, *listed)))[:MOST_SHOWN]
        return replace(remembered, asked=previous.asked, topic=previous.topic, question=previous.question, shown=shown)
    return remembered

"""What is remembered of an answer, so that the next text can follow it up."""

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from bot.answers.answer import Answer
from bot.answers.query.question import Question

MEMORY_SPAN = timedelta(minutes=15)
"""How long a question can be followed up."""

MAX_SHOWN = 200
"""Articles that are remembered as shown, so that "more" shows each once."""

_MAX_RELATED = 4
"""Articles that a reply shows besides those that it quotes."""

_NO_ARGUMENTS: Mapping[str, str | int] = {}

# These replies do not change what the conversation is about.
_REPLIES_WITHOUT_ANSWER = frozenset(
    {"answer-lost", "answer-beyond", "answer-no-more", "answer-enough", "answer-no-words", "answer-empty-archive"}
    | {f"answer-{smalltalk}" for smalltalk in ("hello", "identity", "thanks", "ok", "bye")}
)


class PreviousQuestion(Struct, frozen=True):
    """The parts of an answered question that a follow-up needs.

    `text`: the whole question, in words. `topic`: what it is about, in words, without its limits. `listed_ids`: the ids
    of the articles that the last reply showed, in order. `shown_ids`: the ids of all articles shown for this question.
    `quoted_id`, `quoted_title`, `quoted_day`: of the article quoted first. `question`: the question, parsed; None if
    only its text is known. `words`: the question as it was typed, if it was asked about `topic` without naming it.
    `origin`: the question that named `topic`, if that is an earlier one.
    """

    text: str
    topic: str = ""
    listed_ids: tuple[str, ...] = ()
    shown_ids: tuple[str, ...] = ()
    quoted_id: str = ""
    quoted_title: str = ""
    quoted_day: date | None = None
    question: Question | None = None
    words: str = ""
    origin: str = ""


def remember_answer(answer: Answer, previous: PreviousQuestion | None) -> PreviousQuestion | None:
    """Return what to remember after an answer. `previous`: what was remembered before it."""
    if answer.lead.id in _REPLIES_WITHOUT_ANSWER:
        return previous
    quoted = [quote.article for quote in answer.quotes]
    quoted_ids = {article.id for quote in answer.quotes for article in (quote.article, *quote.also)}
    related = [hit.article for hit in answer.near_hits if hit.article.id not in quoted_ids]
    listed_ids = tuple(dict.fromkeys(article.id for article in (*quoted, *related[:_MAX_RELATED])))
    first = quoted[0] if quoted else None
    continued = next((remark.args for remark in answer.remarks if remark.id == "answer-continued-about"), _NO_ARGUMENTS)
    current = PreviousQuestion(
        text=answer.asked or answer.question,
        topic=answer.topic,
        listed_ids=listed_ids,
        shown_ids=listed_ids,
        quoted_id=first.id if first else "",
        quoted_title=first.title if first else "",
        quoted_day=first.published.day if first and first.published else None,
        question=answer.query,
        words=str(continued.get("question", "")),
        origin=str(continued.get("origin", "")),
    )
    if previous is not None and answer.lead.id == "answer-opened":
        return replace(
            previous,
            quoted_id=current.quoted_id,
            quoted_title=current.quoted_title,
            quoted_day=current.quoted_day,
        )
    if first and answer.lead.id == "answer-address":
        return replace(current, text=first.title, topic=first.title, question=None)
    if previous is not None and answer.lead.id == "answer-more":
        shown_ids = tuple(dict.fromkeys((*previous.shown_ids, *listed_ids)))[:MAX_SHOWN]
        return replace(
            current,
            text=previous.text,
            topic=previous.topic,
            question=previous.question,
            words=previous.words,
            origin=previous.origin,
            shown_ids=shown_ids,
        )
    return current

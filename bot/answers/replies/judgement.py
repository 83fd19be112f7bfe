"""Judgements: what a judge outside `answers`, such as a language model, says of the sentences that could answer.

A judge is given the question and numbered sentences. It chooses, orders and rejects sentences by their numbers, and
gives a verdict. It can't write a sentence, since an answer takes nothing but numbers and the verdict from it.
"""

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from bot.answers.answer import Answer, Quote, Remark, Verdict
from bot.answers.desk.desk import Desk
from bot.answers.evidence.diversity import MAX_QUOTES, repeats
from bot.answers.query.question import NO_QUESTION
from bot.answers.replies.build import build_quotes, find_reported_story
from bot.answers.replies.suggestions import suggest_questions
from bot.answers.retrieval.search import build_unscored_candidate

MAX_SENTENCES = 12
"""Sentences that a judge is shown. More would take a small model longer than a reader waits."""

_RIGHT = 0.8
"""How often a judge's verdict is assumed to be right. An operator's model is not known, so this is a cautious guess."""

_BOUNDS: Mapping[Verdict, tuple[float, float]] = {"found": (0.72, 0.98), "weak": (0.42, 0.71), "nothing": (0.02, 0.41)}
"""The lowest and highest confidence with each verdict of a judge: about what the bot's own verdicts come with."""


class Sentence(Struct, frozen=True):
    """A sentence as a judge sees it. `headline`: of its article, "" if it is the headline. `day`: ISO date, or ""."""

    text: str
    headline: str
    outlet: str
    day: str


class Judgement(Struct, frozen=True):
    """A verdict, and the numbers of the sentences that answer or may answer, the best first. Numbers count from 1."""

    verdict: Verdict
    numbers: tuple[int, ...] = ()

    def is_valid(self, count: int) -> bool:
        """Tell whether it fits `count` sentences: numbers within range, none twice, and none only for `nothing`."""
        return (
            all(1 <= number <= count for number in self.numbers)
            and len(set(self.numbers)) == len(self.numbers)
            and bool(self.numbers) is (self.verdict != "nothing")
        )


class Judge(Protocol):
    """Whoever judges sentences. It may be slow, absent or wrong."""

    async def judge(self, question: str, sentences: Sequence[Sentence]) -> Judgement | None:
        """Judge which sentences answer a question. Return None if there is no judgement in time. Never raises."""
        ...


async def judge_answer(answer: Answer, judge: Judge, desk: Desk) -> Answer:
    """Ask a judge about an answer, and apply what it says. Without a judgement, the answer stays as it is."""
    quotes = list_candidates(answer)
    if not quotes:
        return answer
    start = perf_counter()
    sentences = [_describe_sentence(quote, desk) for quote in quotes]
    judgement = await judge.judge(answer.asked or answer.question, sentences)
    judged = answer if judgement is None else apply_judgement(answer, judgement, desk)
    return replace(judged, took_ms=round(answer.took_ms + (perf_counter() - start) * 1000, 2))


def list_candidates(answer: Answer) -> tuple[Quote, ...]:
    """Return the sentences that a judge may choose from, in the order of their numbers. No text comes twice.

    There are none if the answer does not depend on sentences: a list, a count, small talk.
    """
    unique: dict[str, Quote] = {}
    for quote in answer.considered:
        unique.setdefault(quote.text.casefold(), quote)
    return tuple(unique.values())[:MAX_SENTENCES]


def apply_judgement(answer: Answer, judgement: Judgement, desk: Desk) -> Answer:
    """Return the answer with the verdict and the quotes of a judgement. An invalid judgement changes nothing."""
    candidates = list_candidates(answer)
    if not candidates or not judgement.is_valid(len(candidates)):
        return answer
    verdict = judgement.verdict
    quotes = build_quotes(_choose(candidates, judgement), desk)
    suggestions = answer.suggestions
    if verdict == "found":
        suggestions = ()
    elif not suggestions:
        nearest = [build_unscored_candidate(hit.article) for hit in answer.near_hits]
        suggestions = suggest_questions(answer.query or NO_QUESTION, nearest, desk)
    return replace(
        answer,
        verdict=verdict,
        confidence=_update_confidence(answer.confidence, verdict),
        lead=Remark(f"answer-{verdict}"),
        quotes=quotes,
        remarks=tuple(remark for remark in answer.remarks if _still_holds(remark, answer, verdict, quotes)),
        suggestions=suggestions,
        story=find_reported_story(quotes, desk),
    )


def _choose(candidates: Sequence[Quote], judgement: Judgement) -> Sequence[Quote]:
    """Return the sentences of a judgement that a reply quotes: none that says the same as one before it."""
    chosen: list[Quote] = []
    for number in judgement.numbers:
        quote = candidates[number - 1]
        if not repeats(quote.text, (other.text for other in chosen)):
            chosen.append(quote)
    return chosen[:MAX_QUOTES]


def _describe_sentence(quote: Quote, desk: Desk) -> Sentence:
    article = quote.article
    return Sentence(
        text=quote.text,
        headline="" if quote.place == "title" else article.title,
        outlet=desk.archive.outlets[article.outlet].name,
        day=article.published.day.isoformat() if article.published else "",
    )


def _update_confidence(confidence: float, verdict: Verdict) -> float:
    """Update the probability that the quotes answer, by Bayes' rule; `weak` says nothing new."""
    lowest, highest = _BOUNDS[verdict]
    if verdict != "weak":
        likelihood = _RIGHT / (1 - _RIGHT) if verdict == "found" else (1 - _RIGHT) / _RIGHT
        confidence = confidence * likelihood / (confidence * likelihood + 1 - confidence)
    return round(min(max(confidence, lowest), highest), 3)


def _still_holds(remark: Remark, answer: Answer, verdict: Verdict, quotes: Sequence[Quote]) -> bool:
    """Tell whether a remark of the answer is true of other quotes and another verdict, too."""
    if remark.id == "answer-missing":
        return verdict == "weak"
    if remark.id == "answer-other-dates":
        return verdict == "nothing"
    if remark.id == "answer-reported-on":
        return [quote.text for quote in quotes[:1]] == [quote.text for quote in answer.quotes[:1]]
    return True

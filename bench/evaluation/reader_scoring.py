"""Answers to questions as readers type them, compared with the truth.

Whether a reply is right depends on its quotes alone: those of one right article together match every pattern.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rich.table import Table

from bench.archives import NOW
from bench.evaluation import targets
from bench.evaluation.judged_answers import Ask, ask_without_judge
from bench.evaluation.metrics import build_reliability_diagram, compute_auroc, compute_share
from bench.evaluation.reader_questions import ReaderQuestion, open_corpus
from bot.answers.answer import Answer, Quote


@dataclass(frozen=True)
class ScoredReply:
    """An answer with its score. `is_right`: its quotes answer the question; `is_first_right`: the first one does."""

    question: ReaderQuestion
    answer: Answer
    is_right: bool
    is_first_right: bool

    @property
    def is_good(self) -> bool:
        """Whether an answerable question got a right quote, or an unanswerable one wasn't called found."""
        return self.is_right if self.question.is_answerable else self.answer.verdict != "found"


def answer_questions(
    questions: Sequence[ReaderQuestion], shared: Path, ask: Ask = ask_without_judge
) -> Iterator[ScoredReply]:
    """Answer every question from its archive. Raises DataMissingError if an archive is not there."""
    for corpus in dict.fromkeys(question.corpus for question in questions):
        desk = open_corpus(corpus, shared)
        for question in questions:
            if question.corpus == corpus:
                yield score_reply(question, ask(question.question, desk, NOW))


def score_reply(question: ReaderQuestion, reply: Answer) -> ScoredReply:
    """Compare an answer with the truth of its question."""
    return ScoredReply(
        question,
        reply,
        is_right=question.is_answerable and say_it(reply.quotes, question),
        is_first_right=question.is_answerable and say_it(reply.quotes[:1], question),
    )


def compute_figures(replies: Sequence[ScoredReply]) -> dict[str, float]:
    """Return the readers' figures by the names in `targets`; NaN for a share of nothing."""
    answerable = [reply for reply in replies if reply.question.is_answerable]
    verdicts = [reply.answer.verdict for reply in replies if not reply.question.is_answerable]
    found = [reply for reply in replies if reply.answer.verdict == "found"]
    return {
        targets.FOUND_RIGHT: compute_share(reply.is_right for reply in found),
        targets.FOUND_FIRST_RIGHT: compute_share(reply.is_first_right for reply in found),
        targets.RIGHT_AND_FOUND: compute_share(
            reply.is_right and reply.answer.verdict == "found" for reply in answerable
        ),
        targets.FALSELY_FOUND: compute_share(verdict == "found" for verdict in verdicts),
        targets.RIGHTLY_NOTHING: compute_share(verdict == "nothing" for verdict in verdicts),
        targets.RIGHT_SHOWN: compute_share(reply.is_right for reply in answerable),
        targets.FALSELY_NOTHING: compute_share(reply.answer.verdict == "nothing" for reply in answerable),
        targets.CONFIDENCE_AUROC: compute_auroc(
            [reply.answer.confidence for reply in replies if reply.answer.quotes and reply.is_right],
            [reply.answer.confidence for reply in replies if reply.answer.quotes and not reply.is_right],
        ),
    }


def build_reliability_table(replies: Sequence[ScoredReply]) -> Table:
    """Return the reliability diagram of the replies that quote."""
    return build_reliability_diagram(
        [(reply.answer.confidence, reply.is_right) for reply in replies if reply.answer.quotes]
    )


def build_kind_table(replies: Sequence[ScoredReply]) -> Table:
    """Return a table by kind of question: a right quote if it is answerable, no claim if it is not."""
    kinds: defaultdict[str, list[bool]] = defaultdict(list)
    for reply in replies:
        kinds[reply.question.kind].append(reply.is_good)
    table = Table("kind", title="By kind: a right quote, or no claim where nothing answers", title_justify="left")
    for column in ("questions", "good"):
        table.add_column(column, justify="right")
    for kind, good in sorted(kinds.items()):
        table.add_row(kind, str(len(good)), f"{compute_share(good):.2f}")
    return table


def describe_wrong(reply: ScoredReply) -> str:
    """Return a line about a reply: verdict, confidence, question, and the beginnings of its quotes."""
    quotes = " | ".join(quote.text[:80] for quote in reply.answer.quotes[:2])
    question = reply.question
    verdict = f"{reply.answer.verdict:8}{reply.answer.confidence:.2f}"
    return f"{verdict} [{question.id} {question.kind}] {question.question} -> {quotes}"


def is_right_article(url: str, question: ReaderQuestion) -> bool:
    """Return whether the URL is of an article that answers. A question may give a part of the URL."""
    quoted = _normalize_url(url)
    if not quoted:
        return False
    # A plain loop costs half of a generator, and this is called for each article of an archive and each question.
    for right in _normalize_urls(question.urls):  # noqa: SIM110
        if right in quoted or quoted in right:
            return True
    return False


def say_it(quotes: Sequence[Quote], question: ReaderQuestion) -> bool:
    """Return whether the quotes of one right article together match every pattern."""
    texts: defaultdict[str, str] = defaultdict(str)
    for quote in quotes:
        url = quote.article.url or ""
        if is_right_article(url, question):
            texts[_normalize_url(url)] += f" {quote.text}"
    return any(all(re.search(pattern, text) for pattern in question.say) for text in texts.values())


@lru_cache(maxsize=2_048)
def _normalize_urls(urls: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_normalize_url(url) for url in urls)


@lru_cache(maxsize=16_384)
def _normalize_url(url: str) -> str:
    """Return a URL without scheme, `www.`, `m.`, fragment and final slash."""
    return re.sub(r"^https?://(?:www\.|m\.)?", "", url.lower()).split("#")[0].rstrip("/")

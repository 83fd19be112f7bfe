"""Answers to true questions and to their counterfactuals: how many false ones are found, how many true ones kept."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from bench.archives import NOW
from bench.evaluation import targets
from bench.evaluation.counterfactual_questions import MadeQuestion, make_questions
from bench.evaluation.judged_answers import Ask, ask_without_judge
from bench.evaluation.metrics import compute_share
from bench.evaluation.reader_questions import open_corpus
from bot.answers.answer import Answer

_ARCHIVES = ("google-cloud", "diablo", "multihop")
_COUNT = 150
"""True questions of each archive, at most, and as many false ones."""

_SEED = 1


@dataclass(frozen=True)
class MadeReply:
    """An answer to a made question. `corpus`: the name of its archive."""

    corpus: str
    question: MadeQuestion
    answer: Answer

    @property
    def is_found(self) -> bool:
        """Whether the verdict is `found`."""
        return self.answer.verdict == "found"

    @property
    def is_kept(self) -> bool:
        """Whether a true question is found, and a quote says the fact."""
        return self.is_found and self.question.is_answered_by(self.answer)


def answer_made_questions(shared: Path, ask: Ask = ask_without_judge) -> Iterator[MadeReply]:
    """Make questions over each archive, and answer them. Raises DataMissingError if an archive is not there."""
    for corpus in _ARCHIVES:
        desk = open_corpus(corpus, shared)
        for question in make_questions(desk.archive, _COUNT, _SEED):
            yield MadeReply(corpus, question, ask(question.text, desk, NOW))


def compute_figures(replies: Sequence[MadeReply]) -> dict[str, float]:
    """Return the figures by the names in `targets`."""
    return {
        targets.COUNTERFACTUALS_FOUND: compute_share(reply.is_found for reply in replies if reply.question.swap),
        targets.TRUE_KEPT: compute_share(reply.is_kept for reply in replies if not reply.question.swap),
    }


def build_swap_table(replies: Sequence[MadeReply]) -> Table:
    """Return a table of the false questions, by the part that was swapped and by archive."""
    table = Table("swapped", title="False questions", title_justify="left")
    for column in ("questions", "found", "weak", "nothing"):
        table.add_column(column, justify="right")
    false = [reply for reply in replies if reply.question.swap]
    for name, members in _group(false, lambda reply: reply.question.swap or ""):
        verdicts = [reply.answer.verdict for reply in members]
        shares = (f"{verdicts.count(verdict) / len(verdicts):.3f}" for verdict in ("found", "weak", "nothing"))
        table.add_row(name, str(len(members)), *shares)
    return table


def build_true_table(replies: Sequence[MadeReply]) -> Table:
    """Return a table of the true questions, by form and by archive."""
    table = Table("form", title="True questions", title_justify="left")
    for column in ("questions", "found and right", "right under any verdict", "nothing"):
        table.add_column(column, justify="right")
    true = [reply for reply in replies if not reply.question.swap]
    for name, members in _group(true, lambda reply: reply.question.form):
        kept = compute_share(reply.is_kept for reply in members)
        shown = compute_share(reply.question.is_answered_by(reply.answer) for reply in members)
        nothing = compute_share(reply.answer.verdict == "nothing" for reply in members)
        table.add_row(name, str(len(members)), f"{kept:.3f}", f"{shown:.3f}", f"{nothing:.3f}")
    return table


def _group(
    replies: Sequence[MadeReply], get_name: Callable[[MadeReply], str]
) -> Iterator[tuple[str, Sequence[MadeReply]]]:
    """Yield the replies by name, then by archive."""
    for get in (get_name, lambda reply: f"all of {reply.corpus}"):
        for name in dict.fromkeys(get(reply) for reply in replies):
            yield name, [reply for reply in replies if get(reply) == name]


def describe_wrong(reply: MadeReply) -> str:
    """Return a line about a reply: what was swapped, verdict, question, the sentence, and the first quotes."""
    quotes = " | ".join(quote.text[:80] for quote in reply.answer.quotes[:2])
    verdict = f"{reply.answer.verdict:8}{reply.answer.confidence:.2f}"
    made = reply.question
    return f"{verdict} [{reply.corpus}, {made.swap or 'true'}] {made.text} ({made.fact.sentence[:80]}) -> {quotes}"

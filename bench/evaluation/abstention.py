"""Whether questions are answered where the archive has an answer, and only there.

Long questions and parts of titles have one. Everyday questions have none, nor have long questions without articles.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process
from rich.table import Table

from bench.archives import NOW
from bench.evaluation import targets
from bench.evaluation.judged_answers import Ask, ask_without_judge
from bench.evaluation.metrics import compute_auroc, compute_share
from bench.evaluation.retrieval import LongQuestion
from bench.sample_questions import read_everyday_questions, sample_known_items
from bot.answers.answer import Answer
from bot.answers.desk.desk import Desk
from bot.coverage.text import fold

_ITEMS = 100
_SAME_WORDS = 100
"""The `token_set_ratio` of two texts of which one has all words of the other."""


@dataclass(frozen=True)
class AbstentionReplies:
    """Answers to questions of four kinds. Each answer to a question that has one comes with whether it quotes it."""

    long: Sequence[tuple[Answer, bool]]
    items: Sequence[tuple[Answer, bool]]
    null: Sequence[Answer]
    everyday: Sequence[Answer]


def answer_all(questions: Sequence[LongQuestion], desk: Desk, ask: Ask = ask_without_judge) -> AbstentionReplies:
    """Answer the long questions, parts of titles with 0 to 3 misspelt words, and everyday questions."""

    def reply(text: str) -> Answer:
        return ask(text, desk, NOW)

    long = [(question, reply(question.text)) for question in questions]
    items = [
        (item.article.title, reply(question))
        for item in sample_known_items(desk.archive.articles, _ITEMS, seed=12)
        for question in item.questions
    ]
    return AbstentionReplies(
        [(each, _quotes_url(each, question.urls)) for question, each in long if question.urls],
        [(each, _quotes_title(each, title)) for title, each in items],
        [each for question, each in long if not question.urls],
        [reply(text) for text in read_everyday_questions()],
    )


def compute_figures(replies: AbstentionReplies) -> dict[str, float]:
    """Return the figures by the names in `targets`. A question counts as answered if a right article is quoted."""
    good = [reply.confidence for reply, _ in (*replies.long, *replies.items)]
    bad = [reply.confidence for reply in (*replies.null, *replies.everyday)]
    return {
        targets.OFF_TOPIC_NOTHING: compute_share(reply.verdict == "nothing" for reply in replies.everyday),
        targets.LONG_ANSWERED: compute_share(is_right for _, is_right in replies.long),
        targets.ITEMS_ANSWERED: compute_share(is_right for _, is_right in replies.items),
        targets.ANSWERABLE_AUROC: compute_auroc(good, bad),
    }


def build_verdict_table(replies: AbstentionReplies) -> Table:
    """Return a table of the verdicts on each kind of question."""
    table = Table(title="Verdicts", title_justify="left")
    for column in ("questions", "how many", "found", "weak", "nothing", "right article quoted"):
        table.add_column(column, justify="left" if column == "questions" else "right")
    kinds: Mapping[str, Sequence[tuple[Answer, bool | None]]] = {
        "long, answerable": replies.long,
        "headline parts": replies.items,
        "long, unanswerable": [(reply, None) for reply in replies.null],
        "everyday": [(reply, None) for reply in replies.everyday],
    }
    for name, members in kinds.items():
        verdicts = [reply.verdict for reply, _ in members]
        shares = (f"{verdicts.count(verdict) / len(verdicts):.3f}" for verdict in ("found", "weak", "nothing"))
        right = [is_right for _, is_right in members if is_right is not None]
        table.add_row(name, str(len(members)), *shares, f"{compute_share(right):.3f}" if right else "")
    return table


def _quotes_url(reply: Answer, urls: Sequence[str]) -> bool:
    return any(quote.article.url in urls for quote in reply.quotes)


def _quotes_title(reply: Answer, title: str) -> bool:
    """Tell whether an article is quoted whose headline has the same words, perhaps with an outlet's name behind them.

    Outlets print each other's headlines. A few words of one don't say whose copy is meant.
    """
    return any(
        fuzz.token_set_ratio(fold(quote.article.title), fold(title), processor=default_process) >= _SAME_WORDS
        for quote in reply.quotes
    )

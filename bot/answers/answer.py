"""What an answer is: the values that every renderer (Discord, terminal, JSON) shows and none decides about.

Whatever a renderer says is a quote of an article, or a catalogue message (`Remark`) that counts, dates or names.
"""

from collections.abc import Mapping
from itertools import islice
from typing import Literal

from msgspec import Struct

from bot.answers.query.question import Question
from bot.coverage.article import Article, Moment

Verdict = Literal["found", "weak", "nothing"]
Place = Literal["title", "excerpt"]


class Remark(Struct, frozen=True):
    """A sentence of the bot's own, as a message id of the catalogue (`bot/locales/*.ftl`) and its arguments.

    Arguments are plain values: text from a reader or a file, numbers, ISO days. The renderer makes them harmless.
    """

    id: str
    args: Mapping[str, str | int] = {}


class Quote(Struct, frozen=True):
    """A sentence word for word from an article (`article.url` is never None here); `also`: its copies elsewhere."""

    text: str
    article: Article
    place: Place
    also: tuple[Article, ...] = ()


class Hit(Struct, frozen=True):
    """An article near the question. `score` is 0..1; `matched`: the reader's words that it has, as it has them."""

    article: Article
    score: float
    matched: tuple[str, ...] = ()
    also: tuple[Article, ...] = ()


class Answer(Struct, frozen=True):
    """The reply to one question.

    `lead`: the opening sentence. `quotes`: at most four, none for `nothing`. `hits`: the ten nearest, best first,
    whatever the verdict; where fewer are near, the newest with a score of 0; copies are folded into `also` here.
    `remarks`: how the question was understood (dates, outlets, spellings) and what to know. `suggestions`: questions
    or names that would work, as a reader would type them. `as_of`: the archive's newest date. `confidence`: 0..1 that
    the quotes answer. `took_ms`: milliseconds. `story`: the id of the
    article that is quoted first, where other outlets tell of the same event. `asked`: the question in full, where
    `question` only says what differs from the one before; `topic`: what it is about, without its limits. `query`:
    the question, parsed.
    """

    question: str
    verdict: Verdict
    confidence: float
    lead: Remark
    quotes: tuple[Quote, ...]
    hits: tuple[Hit, ...]
    remarks: tuple[Remark, ...]
    suggestions: tuple[str, ...]
    as_of: Moment | None
    took_ms: float
    story: str = ""
    asked: str = ""
    topic: str = ""
    query: Question | None = None

    @property
    def near(self) -> tuple[Hit, ...]:
        """The hits that have anything to do with the question."""
        return tuple(hit for hit in self.hits if hit.score > 0)

    def unfolded(self, most: int = 10) -> tuple[Hit, ...]:
        """The hits with each copy as one of its own, after the one it was folded into: folding is for display."""
        every = (one for hit in self.hits for one in (hit, *(Hit(copy, hit.score, hit.matched) for copy in hit.also)))
        return tuple(islice(every, most))

"""An answer: the values that every renderer (Discord, terminal, JSON) shows.

Renderers decide nothing. All that they say is a quote of an article, or a catalogue message (`Remark`).
"""

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Literal

from msgspec import Struct

from bot.answers.query.question import Question
from bot.coverage.article import Article, Moment

Verdict = Literal["found", "weak", "nothing"]
Place = Literal["title", "excerpt"]


_COMPLETE = re.compile(r"[.!?:;)\]\"'\u2019\u201d\u00bb\u3002\uff01\uff1f\u0964]\s*$")

_DOUBLE_MARK = re.compile('["\u201c\u201d]')
_AFTER_MARKS = " .,!?;:\u2026"
_DOTS = " .\u2026"
_PAUSES = ",;\u2013\u2014-"
_OPENED_AT_END = re.compile(r"\s+[\"'\u2018\u201c\u00ab(\[]+[\s.\u2026]*$")


def is_cut(sentence: str) -> bool:
    """Tell whether a sentence of an excerpt ends in its middle, or in dots."""
    return _COMPLETE.search(sentence) is None or sentence.rstrip().endswith("...")


def nest_marks(text: str) -> str:
    """Return a text as it is shown between quotation marks, so that no two stand side by side.

    If it begins or ends with double quotation marks, they become single ones. A pair around the whole text is left out,
    and so is a mark without its partner, since the sentence before or after it has that.
    """
    places = [match.start() for match in _DOUBLE_MARK.finditer(text)]
    ends = text.rstrip(_AFTER_MARKS)
    if not places or (places[0] > 0 and places[-1] < len(ends) - 1):
        return text
    if len(places) == 1 or (len(places) == 2 and places[0] == 0 and places[1] == len(text) - 1):  # noqa: PLR2004
        return _DOUBLE_MARK.sub("", text).strip()
    return _DOUBLE_MARK.sub(lambda mark: "\u2018" if _is_opening(text, mark.start()) else "\u2019", text)


def _is_opening(text: str, place: int) -> bool:
    return text[place] == "\u201c" or (text[place] == '"' and (place == 0 or text[place - 1] in " (["))


class Remark(Struct, frozen=True):
    """A sentence that the bot says: the id of a message in the catalogue (`bot/locales`), and its arguments.

    The arguments are plain values: text from a reader or a file, numbers, ISO dates. The renderer escapes them.
    """

    id: str
    args: Mapping[str, str | int] = {}


class Quote(Struct, frozen=True):
    """A Quote repeats a sentence of an article word for word.

    `place`: where in the article it is. `also`: copies of the article elsewhere. `article.url` is never None here.
    """

    text: str
    article: Article
    place: Place
    also: tuple[Article, ...] = ()


def mark_cut(quote: Quote) -> str:
    """Return the text of a quote as it is shown: a sentence that its outlet cut off ends in an ellipsis.

    A quotation mark or bracket that opens at the very end, before what was cut off, is left out. Quotation marks are as
    `nest_marks` returns them.
    """
    if quote.place == "title":
        return nest_marks(quote.text)
    text = _OPENED_AT_END.sub("", quote.text)
    return nest_marks(text.rstrip(_DOTS + _PAUSES) + "\u2026" if is_cut(text) else text)


class Hit(Struct, frozen=True):
    """An article that is close to the question.

    `score`: 0..1. `matched`: the words of the question that it contains, as it writes them. `also`: its copies.
    """

    article: Article
    score: float
    matched: Sequence[str] = ()
    also: tuple[Article, ...] = ()


class Answer(Struct, frozen=True):
    """The answer to one question.

    `question`: as it was typed. `verdict`: whether the quotes answer it. `confidence`: the probability of that, 0..1.
    `lead`: the opening sentence. `quotes`: at most five, the best first; none if the verdict is `nothing`. `hits`: the
    ten closest articles, best first, whatever the verdict; if fewer are close, the newest ones follow with a score of
    0. Copies are folded into `also`. `remarks`: how the question was understood (dates, outlets, spelling), and what
    else to know. `suggestions`: questions or names that would work, as a reader would type them. `as_of`: the newest
    date in the archive. `took_ms`: milliseconds. `story`: the id of the first quoted article, if other outlets report
    the same event. `considered`: the sentences that the quotes were chosen from, best first, without copies; empty if
    the answer does not depend on sentences (a list, small talk). `asked`: a follow-up as a whole question. `topic`:
    what the question is about, without its limits. `query`: the parsed question.
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
    considered: tuple[Quote, ...] = ()

    @property
    def quotes_by_article(self) -> tuple[tuple[Quote, ...], ...]:
        """The quotes of each article together, in the order in which the articles come first."""
        groups: dict[str, list[Quote]] = {}
        for quote in self.quotes:
            groups.setdefault(quote.article.id, []).append(quote)
        return tuple(map(tuple, groups.values()))

    @property
    def near_hits(self) -> tuple[Hit, ...]:
        """The hits that have anything to do with the question."""
        return tuple(hit for hit in self.hits if hit.score > 0)

    def unfold_copies(self, limit: int = 10) -> tuple[Hit, ...]:
        """Return the hits with each copy as a hit after the one that it was folded into."""
        hits = (
            unfolded
            for hit in self.hits
            for unfolded in (hit, *(Hit(copy, hit.score, hit.matched) for copy in hit.also))
        )
        return tuple(islice(hits, limit))

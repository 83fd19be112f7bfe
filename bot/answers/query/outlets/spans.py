"""Words of a question that may name an outlet, with everything that tells whether they do: how they are written, the
cues beside them, and what else has that name."""

import re
from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from bot.answers.analysis.caseless import CaselessPattern
from bot.answers.analysis.wordlists import STOPWORDS
from bot.answers.entities.forms import squash
from bot.answers.entities.names import Names
from bot.answers.query.outlets.cues import Cue, CueFinder
from bot.answers.query.outlets.tokens import QuestionTokens, tokenize_question

MAX_NAME_WORDS = 6
CONJUNCTIONS = frozenset({"and", "or", "nor", "vs", "versus"})
QUOTES = "'\"\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"
VERSUS = r"vs\.?|versus|compared (?:to|with)"
_VERSUS_WORDS = frozenset({"vs", "versus"})
_COMPARISON = CaselessPattern(
    r"\b(?:compar(?:e[sd]?|ing|isons?)|contrast(?:s|ed|ing)?|differ(?:s|ed|ent(?:ly)?|ences?)?|same|(?:dis)?agree[sd]?"
    r"|contradict(?:s|ed)?)\b"
)
_CONJUNCTION = re.compile(
    rf"[{QUOTES}\s]*(?:,|&|/|(?:,\s*)?\b(?:and|or|nor|{VERSUS})(?!\w))\s*(?:the\s+)?[{QUOTES}]?",
    re.IGNORECASE,
)
_MAX_CONJUNCTION_WORDS = 3
"""Words between two joined names: "compared to the"."""


class OutletQuestion(Struct, frozen=True, eq=False, dict=True):
    """A question in which outlets are looked for.

    `names`: those of the archive. `bodies`: for each word, where a name begins that may begin there: after a `the`, if
    there is one. `possessive_ends`: after each possessive.
    """

    tokens: QuestionTokens
    cues: CueFinder
    names: Names
    bodies: Sequence[int]
    possessive_ends: frozenset[int]

    def __len__(self) -> int:
        """Return the number of its words."""
        return len(self.tokens.words)

    @cached_property
    def named(self) -> "Sequence[Sequence[NameSpan]]":
        """For each word, the spans from there that name an outlet, whether the archive has it or not, longest first."""
        return [self._list_named(first) for first in range(len(self))]

    @cached_property
    def compared(self) -> "Sequence[NameSpan]":
        """The outlets that the question compares: at least two of the archive, one of them no everyday word.

        Companies that are in the news themselves are no outlets here: "compare Amazon and Microsoft".
        """
        if not _COMPARISON.is_in(self.tokens.text):
            return ()
        spans: list[NameSpan] = []
        end = 0
        for first, named in enumerate(self.named):
            span = next((span for span in named if span.may_be_compared), None) if first >= end else None
            if span is not None:
                spans.append(span)
                end = span.end
        several = len({span.keys for span in spans}) > 1
        return spans if several and any(span.is_clear or span.has_own_article for span in spans) else ()

    def _list_named(self, first: int) -> "list[NameSpan]":
        words, body = self.tokens.words, self.bodies[first]
        known, own = self.names.known_outlets.by_form, self.names.outlet_forms
        spans: list[NameSpan] = []
        form = ""
        for end in range(body + 1, min(body + MAX_NAME_WORDS, len(words)) + 1):
            form += words[end - 1]
            if form in own or form in known or (end == body + 1 and self.tokens.tokens[body].is_address):
                spans.append(build_span(self, first, body, end))
        return [span for span in reversed(spans) if span.keys or span.is_widely_known]


class NameSpan(Struct, frozen=True, eq=False):
    """The tokens from `first` up to, but not including, `end`. The name begins at `body`, after a `the`.

    `form`: the folded name, without spaces. `keys`: the outlets of the archive that have this name.
    """

    question: OutletQuestion
    first: int
    body: int
    end: int
    form: str
    keys: tuple[str, ...]

    @property
    def words(self) -> Sequence[str]:
        """The folded words of the name."""
        return self.question.tokens.words[self.body : self.end]

    @property
    def squashed(self) -> str:
        """The name without spaces and signs; of an address, its letters alone."""
        return squash(self.form)

    @property
    def typed(self) -> str:
        """The name as typed, without a final possessive."""
        return self.question.tokens.join(self.body, self.end)

    @property
    def before(self) -> Cue:
        """The cue before the span."""
        return self.question.cues.before(self.first)

    @property
    def after(self) -> Cue:
        """The cue after it."""
        return self.question.cues.after(self.end)

    @property
    def text_before(self) -> str:
        """The text before the span."""
        return self.question.tokens.text[: self.question.tokens.tokens[self.first].start]

    @property
    def text_after(self) -> str:
        """The text after it."""
        return self.question.tokens.text[self.question.tokens.tokens[self.end - 1].end :]

    @property
    def is_last(self) -> bool:
        """Whether the question ends with it."""
        return self.end == len(self.question)

    @property
    def is_cased(self) -> bool:
        """Whether capitals distinguish names from words in this question."""
        return self.question.tokens.cased

    @property
    def is_address(self) -> bool:
        """Whether it is one word, a domain name."""
        return self.end - self.body == 1 and self.question.tokens.tokens[self.body].is_address

    @property
    def is_proper(self) -> bool:
        """Whether the name has capitals."""
        return self.question.tokens.is_proper_name(self.body, self.end)

    @property
    def is_possessive(self) -> bool:
        """Whether the name is a possessive: `ZDNet's`."""
        return self.question.tokens.tokens[self.end - 1].is_possessive

    @property
    def is_widely_known(self) -> bool:
        """Whether a widely known outlet has this name."""
        return self.form in self.question.names.known_outlets.by_form

    @property
    def is_generic(self) -> bool:
        """Whether the name is a word for outlets, not the name of one."""
        return self.form in self.question.names.known_outlets.generic

    @property
    def is_subject(self) -> bool:
        """Whether the archive's titles are about what has this name."""
        return self.form in self.question.names.title_usage.subjects

    @property
    def is_ordinary(self) -> bool:
        """Whether the name is an everyday word, too: Time, The Verge."""
        names = self.question.names
        return self.form in names.title_usage.ordinary or self.form in names.known_outlets.ordinary

    @property
    def has_odd_article(self) -> bool:
        """Whether a "the" stands before it that no outlet of that name has: "what did the fox say"."""
        return self.body > self.first and not self._is_named_with_article

    @property
    def has_own_article(self) -> bool:
        """Whether a "the" stands before it that belongs to the name: "the guardian"."""
        return self.body > self.first and self._is_named_with_article

    @property
    def _is_named_with_article(self) -> bool:
        names, known = self.question.names, self.question.names.known_outlets.by_form.get(self.form)
        written = [name for key in self.keys for name in names.outlets[key].names]
        return any(name.casefold().startswith("the ") for name in (*written, *(known.names if known else ())))

    @property
    def is_clear(self) -> bool:
        """Whether it is written as a name or, in a text without capitals, isn't an everyday word."""
        if not self.is_cased:
            return not self.is_ordinary
        # Readers who write other names with capitals still write "reuters".
        return self.is_proper or (self.is_widely_known and not self.is_ordinary)

    @property
    def end_of_list(self) -> int:
        """Where a list of outlets ends that begins with this name: after "ZDNet" in "Reuters, BBC and ZDNet"."""
        question, end = self.question, self.end
        while end < len(question):
            first = end + (question.tokens.words[end] in CONJUNCTIONS)
            if first >= len(question) or not question.named[first]:
                return end
            following = question.named[first][0]
            if not _CONJUNCTION.fullmatch(question.tokens.between(end, first)):
                return end
            end = following.end
        return end

    @property
    def may_be_compared(self) -> bool:
        """Whether it is an outlet of the archive, and may be meant as one where outlets are compared."""
        if not self.keys or self.is_generic or self.is_subject:
            return False
        return self.is_clear if self.is_cased else self.form not in STOPWORDS

    @property
    def is_compared(self) -> bool:
        """Whether it is compared to another outlet: "forbes vs polygon"."""
        question, words, first = self.question, self.question.tokens.words, self.first
        if any(span.first <= first and self.end <= span.end for span in question.compared):
            return True
        if words[self.end : self.end + 1] and words[self.end] in _VERSUS_WORDS and self.end + 1 < len(words):
            return bool(question.named[self.end + 1])
        if first > 1 and words[first - 1] in _VERSUS_WORDS:
            starts = range(max(0, first - 1 - MAX_NAME_WORDS), first - 1)
            return any(build_span(question, start, start, first - 1).keys for start in starts)
        return False

    @property
    def joined_ends(self) -> frozenset[int]:
        """Where a name ends that is joined to this one: nothing but a comma, "and", "or" or "vs" stands between."""
        tokens = self.question.tokens
        ends = range(max(1, self.first - _MAX_CONJUNCTION_WORDS), self.first + 1)
        return frozenset(end for end in ends if _CONJUNCTION.fullmatch(tokens.between(end, self.first)))


def read_outlet_question(text: str, names: Names) -> OutletQuestion:
    """Read a text in which outlets are looked for."""
    tokens = tokenize_question(text)
    words = tokens.words
    bodies = [at + 1 if word == "the" and at + 1 < len(words) else at for at, word in enumerate(words)]
    possessive_ends = frozenset([end for end, token in enumerate(tokens.tokens, 1) if token.is_possessive])
    return OutletQuestion(tokens, CueFinder(words), names, bodies, possessive_ends)


def build_span(question: OutletQuestion, first: int, body: int, end: int) -> NameSpan:
    """Build the span of these tokens."""
    names, tokens = question.names, question.tokens
    form = "".join(tokens.words[body:end])
    if end - body == 1 and tokens.tokens[body].is_address:
        return NameSpan(question, first, body, end, form, names.find_outlet_keys(tokens.tokens[body].typed))
    return NameSpan(question, first, body, end, form, names.outlet_forms.get(form, ()))

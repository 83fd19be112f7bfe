"""Words of a question that may name an outlet, with all that tells whether they do: how they are written, the cues
beside them, and what the archive and the world know by that name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.answers.entities.forms import is_domain
from bot.answers.entities.names import Names
from bot.answers.query.outlet_cues import Cue, CueFinder
from bot.answers.query.tokens import QuestionTokens, tokenize_question

MAX_NAME_WORDS = 6


@dataclass(frozen=True, eq=False)
class OutletQuestion:
    """A question in which outlets are looked for. `names`: those of the archive."""

    tokens: QuestionTokens
    cues: CueFinder
    names: Names

    def __len__(self) -> int:
        """Return the number of its words."""
        return len(self.tokens.words)

    def list_spans(self, first: int, max_words: int = MAX_NAME_WORDS) -> Iterator["NameSpan"]:
        """Yield the words from a token on, the longest span first. A `the` there belongs to the span, not to the name.

        `max_words`: of the name.
        """
        body = first + 1 if self.tokens.words[first] == "the" and first + 1 < len(self) else first
        for end in range(min(body + max_words, len(self)), body, -1):
            yield NameSpan(self, first, body, end)


@dataclass(frozen=True, eq=False)
class NameSpan:
    """The tokens from `first` up to, but not including, `end`. The name begins at `body`, after a `the`.

    Most spans are looked at once, so only what takes long is kept.
    """

    question: OutletQuestion
    first: int
    body: int
    end: int

    @property
    def words(self) -> Sequence[str]:
        """The folded words of the name."""
        return self.question.tokens.words[self.body : self.end]

    @cached_property
    def form(self) -> str:
        """The folded name, without spaces."""
        return "".join(self.words)

    @property
    def typed(self) -> str:
        """The name as typed, without a final possessive."""
        return self.question.tokens.join(self.body, self.end)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The outlets of the archive that have this name."""
        names = self.question.names
        if self.is_address:
            return names.find_outlet_keys(self.question.tokens.tokens[self.body].typed)
        return names.find_outlet_keys_by_form(self.form)

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
        """Whether capitals tell names from words in this question."""
        return self.question.tokens.cased

    @property
    def is_address(self) -> bool:
        """Whether it is one word, a domain name."""
        return self.end - self.body == 1 and is_domain(self.question.tokens.tokens[self.body].typed)

    @property
    def is_proper(self) -> bool:
        """Whether the name has capitals."""
        return self.question.tokens.is_proper_name(self.body, self.end)

    @property
    def is_possessive(self) -> bool:
        """Whether the name is a possessive: `ZDNet's`."""
        return self.question.tokens.is_possessive(self.end - 1)

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
    def is_clear(self) -> bool:
        """Whether it is written as a name or, in a text without capitals, is no everyday word."""
        if not self.is_cased:
            return not self.is_ordinary
        # Readers who write other names with capitals still write "reuters".
        return self.is_proper or (self.is_widely_known and not self.is_ordinary)


def read_outlet_question(text: str, names: Names) -> OutletQuestion:
    """Read a text in which outlets are looked for."""
    tokens = tokenize_question(text)
    return OutletQuestion(tokens, CueFinder(tokens.words), names)

"""The sentences of an article as the index has them: where each is in the article's texts, and which of its words.

So sentences are compared with a question by their stems, and the text is read only of those that may be quoted.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import astuple

from bot.answers.analysis.sentences import split_sentences
from bot.answers.analysis.tokens import split_words
from bot.coverage.article import Article


class SentencePlace(Struct, frozen=True, gc=False):
    """Where a sentence is.

    `wording`: its index in `Article.wordings`. `in_title`: 1 if it is that wording's title, 0 if the excerpt has it.
    `start`, `end`: its place in that text, in characters. `first`, `last`: its words, `last` not included, by their
    indexes in the article's words: those of all titles, or of all excerpts.
    """

    wording: int
    in_title: int
    start: int
    end: int
    first: int
    last: int


_SIZE = len(SentencePlace.__struct_fields__)


class ArticleWords(NamedTuple):
    """The words of an article, as it writes them, and its sentences. No sentence comes twice."""

    titles: list[str]
    excerpts: list[str]
    sentences: list[SentencePlace]


def split_article(article: Article) -> ArticleWords:
    """Split an article into words and sentences. A text that several wordings have is split once."""
    words = ArticleWords([], [], [])
    texts: set[tuple[int, str]] = set()
    sentences: set[str] = set()
    for number, wording in enumerate(article.wordings):
        for in_title, text in ((1, wording.title), (0, wording.excerpt)):
            if not text or (in_title, text) in texts:
                continue
            texts.add((in_title, text))
            split = words.titles if in_title else words.excerpts
            before = 0
            for start, end in ((0, len(text)),) if in_title else split_sentences(text):
                split += split_words(text[before:start])
                first = len(split)
                split += split_words(text[start:end])
                before = end
                if (folded := text[start:end].casefold()) not in sentences:
                    sentences.add(folded)
                    words.sentences.append(SentencePlace(number, in_title, start, end, first, len(split)))
            split += split_words(text[before:])
    return words


def encode_sentences(sentences: Collection[SentencePlace], words: int, joined: int) -> list[int]:
    """Encode sentences as numbers. `words`, `joined`: see `ArticleSentences`."""
    return [words, joined, *(number for place in sentences for number in astuple(place))]


class ArticleSentences(NamedTuple):
    """The sentences of an article, those of its first wording first.

    `words`: how many stems of its body are words of excerpts. `joined`: how many come next, of hyphenated words that
    are written as one.
    """

    words: int
    joined: int
    places: Sequence[SentencePlace]


def decode_sentences(numbers: Sequence[int]) -> ArticleSentences:
    """Decode what `encode_sentences` encoded."""
    places = [SentencePlace(*numbers[start : start + _SIZE]) for start in range(2, len(numbers), _SIZE)]
    return ArticleSentences(numbers[0], numbers[1], places)

"""Questions to measure with: parts of titles, also misspelt, and everyday questions that no news archive answers."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase

from bench.archives import COPY_MARK
from bot.answers.analysis.tokens import tokenize
from bot.answers.analysis.wordlists import STOPWORDS
from bot.coverage.article import Article

_MIN_WORDS, _MAX_WORDS = 4, 7
_MAX_TYPOS = 3
_MIN_MISSPELT_LENGTH = 4


@dataclass(frozen=True)
class KnownItem:
    """An article, and questions made of words of its title; `questions[n]` has n words with a typo, n from 0 to 3."""

    article: Article
    questions: tuple[str, ...]


def sample_known_items(articles: Sequence[Article], count: int, seed: int) -> list[KnownItem]:
    """Sample real articles (not copies), each with 4 to 7 content words of its title, in the title's order."""
    rng = random.Random(seed)
    originals = [article for article in articles if COPY_MARK not in article.key]
    items: list[KnownItem] = []
    while len(items) < count:
        article = rng.choice(originals)
        words = list(
            dict.fromkeys(
                token.surface.lower()
                for token in tokenize(article.title)
                if token.word not in STOPWORDS and len(token.word) > 1
            )
        )
        size = rng.randint(_MIN_WORDS, _MAX_WORDS)
        if len(words) < size:
            continue
        words = [words[index] for index in sorted(rng.sample(range(len(words)), size))]
        long = [index for index, word in enumerate(words) if len(word) >= _MIN_MISSPELT_LENGTH and word.isalpha()]
        if len(long) >= _MAX_TYPOS:
            questions = (
                " ".join(_misspell_words(words, rng.sample(long, typos), rng)) for typos in range(_MAX_TYPOS + 1)
            )
            items.append(KnownItem(article, tuple(questions)))
    return items


def read_everyday_questions() -> list[str]:
    """Return everyday questions that no news archive answers."""
    lines = Path(__file__).with_name("questions").joinpath("offtopic.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _misspell_words(words: Sequence[str], indexes: Sequence[int], rng: random.Random) -> list[str]:
    return [_misspell(word, rng) if index in indexes else word for index, word in enumerate(words)]


def _misspell(word: str, rng: random.Random) -> str:
    """Swap a letter with the next one, drop it, insert one before it, or replace it; never the first letter."""
    index = rng.randrange(1, len(word) - 1)
    letter = rng.choice(ascii_lowercase)
    return rng.choice(
        (
            word[:index] + word[index + 1] + word[index] + word[index + 2 :],
            word[:index] + word[index + 1 :],
            word[:index] + letter + word[index:],
            word[:index] + letter + word[index + 1 :],
        )
    )

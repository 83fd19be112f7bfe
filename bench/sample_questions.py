"""Questions to measure with: parts of titles, misspelt, and everyday ones that no archive of news answers."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase

from bench.archives import COPY
from bot.answers.analysis.tokens import tokenize
from bot.answers.analysis.wordlists import STOPWORDS
from bot.coverage.article import Article

_FEWEST, _MOST = 4, 7
_SLIPS = 4
_MISSPELT_FROM = 4


@dataclass(frozen=True)
class KnownItem:
    """Some words of an article's title; `asked[n]` has n of them misspelt by one edit, n from 0 to 3."""

    article: Article
    asked: tuple[str, ...]


def known_items(articles: Sequence[Article], count: int, seed: int) -> list[KnownItem]:
    """Items of articles that were not made up, 4 to 7 content words each in the title's order."""
    chance = random.Random(seed)
    real = [article for article in articles if COPY not in article.key]
    made: list[KnownItem] = []
    while len(made) < count:
        article = chance.choice(real)
        words = list(
            dict.fromkeys(
                token.surface.lower()
                for token in tokenize(article.title)
                if token.word not in STOPWORDS and len(token.word) > 1
            )
        )
        size = chance.randint(_FEWEST, _MOST)
        if len(words) < size:
            continue
        words = [words[at] for at in sorted(chance.sample(range(len(words)), size))]
        long = [at for at, word in enumerate(words) if len(word) >= _MISSPELT_FROM and word.isalpha()]
        if len(long) >= _SLIPS - 1:
            asked = (" ".join(_slipped(words, chance.sample(long, slips), chance)) for slips in range(_SLIPS))
            made.append(KnownItem(article, tuple(asked)))
    return made


def everyday() -> list[str]:
    """Everyday questions off any archive's subject."""
    lines = Path(__file__).with_name("questions").joinpath("offtopic.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _slipped(words: Sequence[str], places: Sequence[int], chance: random.Random) -> list[str]:
    return [_slip(word, chance) if at in places else word for at, word in enumerate(words)]


def _slip(word: str, chance: random.Random) -> str:
    """A word with one letter swapped with the next, left out, put in or replaced; never the first."""
    at = chance.randrange(1, len(word) - 1)
    letter = chance.choice(ascii_lowercase)
    return chance.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
        )
    )

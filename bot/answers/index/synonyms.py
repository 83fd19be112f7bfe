"""Words that mean the same to a reader of news: `synonyms.yaml`, turned into stems to search for."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import yaml
from msgspec import Struct, ValidationError, convert

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import tokenize

Phrase = tuple[str, ...]
"""The stems of a word, or of several words."""

SAME_WORD_WEIGHT = 0.9
"""The weight of another form of the same word (bought, buy), compared with the typed word."""

SYNONYM_WEIGHT = 0.6
"""The weight of a synonym, compared with the typed word."""


class SynonymMatch(NamedTuple):
    """Another way to say `length` words of a question from word `start` on.

    `stem`: what to search for; several words are joined by `join_stems`. `weight`: 0..1.
    """

    start: int
    length: int
    stem: str
    weight: float


def join_stems(phrase: Phrase) -> str:
    """Return the stem that the index has for several words that stand together."""
    return "_".join(phrase)


class Synonyms:
    """Groups of words and phrases with the same meaning. They never change.

    `phrases`: those of several words, which the index must know.
    """

    def __init__(self, groups: Iterable[tuple[float, Iterable[str]]]) -> None:
        """`groups`: the weight of a group's members for one another, and the members as people write them."""
        self._groups = tuple((weight, tuple(members)) for weight, members in groups)
        self._alternatives: dict[Phrase, dict[str, float]] = {}
        for weight, members in self._groups:
            phrases = [phrase for phrase in map(_stem_phrase, members) if phrase]
            for phrase in phrases:
                alternatives = self._alternatives.setdefault(phrase, {})
                for other in phrases:
                    if other != phrase:
                        joined = join_stems(other)
                        alternatives[joined] = max(weight, alternatives.get(joined, 0.0))
        self.phrases = frozenset(phrase for phrase in self._alternatives if len(phrase) > 1)
        self._max_words = max((len(phrase) for phrase in self._alternatives), default=0)

    def with_groups(self, groups: Iterable[Iterable[str]]) -> "Synonyms":
        """Return these synonyms together with groups whose members are the same word."""
        more = [(SAME_WORD_WEIGHT, group) for group in groups]
        return Synonyms([*self._groups, *more]) if more else self

    def find_alternatives(self, stems: Sequence[str]) -> Iterator[SynonymMatch]:
        """Yield every other way to say a part of a question, in the order of its words."""
        for start in range(len(stems)):
            for length in range(1, min(self._max_words, len(stems) - start) + 1):
                alternatives = self._alternatives.get(tuple(stems[start : start + length]), {})
                yield from (SynonymMatch(start, length, other, weight) for other, weight in alternatives.items())


def _stem_phrase(text: str) -> Phrase:
    return tuple(stem(token.word) for token in tokenize(text))


class _SynonymFile(Struct, forbid_unknown_fields=True):
    same: list[list[str]] = []
    alike: list[list[str]] = []


class SynonymsError(ValueError):
    """A file of synonyms that can't be used. Its message tells the operator which file, where in it, and why."""


@cache
def default_synonyms() -> Synonyms:
    """Return the package's own synonyms."""
    return Synonyms(_parse_groups(_read_package_file()))


def read_synonyms(path: Path) -> Synonyms:
    """Return the package's own synonyms together with those of a file of the same form. Raises SynonymsError."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SynonymsError(f"{path} can't be read ({reason}).") from None
    try:
        return Synonyms([*_parse_groups(_read_package_file()), *_parse_groups(text)])
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SynonymsError(f"{path}, line {line}: not valid YAML ({error.problem}).") from None
    except (ValidationError, yaml.YAMLError) as error:
        # msgspec tells the place: "Expected `str`, got `int` - at `$.same[2][0]`".
        raise SynonymsError(f"{path}: {error}. The keys `same` and `alike` list lists of words in text.") from None


def parse_synonyms(text: str) -> Synonyms:
    """Return the synonyms of a YAML text whose keys `same` and `alike` list groups of words.

    Raises `msgspec.ValidationError` (a ValueError) if the text has another form, `yaml.YAMLError` if it is no YAML.
    """
    return Synonyms(_parse_groups(text))


def _read_package_file() -> str:
    return resources.files("bot.answers.index").joinpath("synonyms.yaml").read_text("utf-8")


def _parse_groups(text: str) -> list[tuple[float, list[str]]]:
    file = convert(yaml.load(text, yaml.CSafeLoader) or {}, _SynonymFile)
    return [*((SAME_WORD_WEIGHT, group) for group in file.same), *((SYNONYM_WEIGHT, group) for group in file.alike)]

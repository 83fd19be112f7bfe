"""Words that mean the same to a reader of news: data (`synonyms.yaml`), turned into stems to look for."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import yaml
from msgspec import Struct, ValidationError, convert

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import tokenize

Stems = tuple[str, ...]

SAME_WORD_WEIGHT = 0.9
"""What another form of the very same word is worth beside the word itself (bought, buy)."""

SYNONYM_WEIGHT = 0.6
"""What a synonym is worth beside the word itself."""


class SynonymMatch(NamedTuple):
    """Another way to say `length` words of a question from `start` on: the stem to look for (see `join_stems` for forms
    of
    several words), and what it is worth (0..1)."""

    start: int
    length: int
    stem: str
    weight: float


def join_stems(stems: Stems) -> str:
    """Several words as the one stem that the index has for them where they stand together."""
    return "_".join(stems)


class Synonyms:
    """Groups of forms, each a sequence of stems. Built once; not changed afterwards."""

    def __init__(self, groups: Iterable[tuple[float, Iterable[str]]]) -> None:
        """`groups`: what its members are worth for one another, and the members as a person writes them."""
        self._groups = tuple((worth, tuple(members)) for worth, members in groups)
        self._others: dict[Stems, dict[str, float]] = {}
        for worth, members in self._groups:
            forms = [form for form in (_stems(member) for member in members) if form]
            for form in forms:
                others = self._others.setdefault(form, {})
                for other in forms:
                    if other != form:
                        others[join_stems(other)] = max(worth, others.get(join_stems(other), 0.0))
        self.phrases = frozenset(form for form in self._others if len(form) > 1)
        """The forms of several words, which the index must know."""
        self._longest = max((len(form) for form in self._others), default=0)

    def with_groups(self, groups: Iterable[Iterable[str]]) -> "Synonyms":
        """These, and groups whose members are the same thing."""
        more = [(SAME_WORD_WEIGHT, group) for group in groups]
        return Synonyms([*self._groups, *more]) if more else self

    def find_alternatives(self, stems: Sequence[str]) -> Iterator[SynonymMatch]:
        """Every other way to say parts of a question, in the order of its words."""
        for start in range(len(stems)):
            for length in range(1, min(self._longest, len(stems) - start) + 1):
                found = self._others.get(tuple(stems[start : start + length]))
                if found:
                    yield from (SynonymMatch(start, length, other, worth) for other, worth in found.items())


def _stems(text: str) -> Stems:
    return tuple(stem(token.word) for token in tokenize(text))


class _File(Struct, forbid_unknown_fields=True):
    same: list[list[str]] = []
    alike: list[list[str]] = []


class SynonymsError(ValueError):
    """A file of synonyms that can't be used: which, where in it, and why. For the operator."""


@cache
def default_synonyms() -> Synonyms:
    """The package's own synonyms."""
    return Synonyms(_groups(_own_text()))


def read_synonyms(path: Path) -> Synonyms:
    """The package's own synonyms and those of a file of the same shape. Raises `SynonymsError`."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SynonymsError(f"{path} can't be read ({reason}).") from None
    try:
        return Synonyms([*_groups(_own_text()), *_groups(text)])
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SynonymsError(f"{path}, line {line}: it is no YAML ({error.problem}).") from None
    except (ValidationError, yaml.YAMLError) as error:
        # msgspec says where: "Expected `str`, got `int` - at `$.same[2][0]`".
        raise SynonymsError(f"{path}: {error}. The keys `same` and `alike` list lists of words in text.") from None


def parse_synonyms(text: str) -> Synonyms:
    """The synonyms of a YAML text, whose keys `same` and `alike` list lists of words.

    Raises `msgspec.ValidationError` (a ValueError) where it is not of this shape, `yaml.YAMLError` where it is no YAML.
    """
    return Synonyms(_groups(text))


def _own_text() -> str:
    return resources.files("bot.answers.index").joinpath("synonyms.yaml").read_text("utf-8")


def _groups(text: str) -> list[tuple[float, list[str]]]:
    file = convert(yaml.load(text, yaml.CSafeLoader) or {}, _File)
    return [*((SAME_WORD_WEIGHT, group) for group in file.same), *((SYNONYM_WEIGHT, group) for group in file.alike)]

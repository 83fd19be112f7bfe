"""Words that mean the same, turned into stems to search for.

`synonyms.yaml` holds what readers of news use for one another; `analysis/word_data/meanings.txt` what WordNet knows.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache, partial
from hashlib import blake2b
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import yaml
from msgspec import Struct, ValidationError, convert

from bot.answers.analysis.english import read_data, read_irregular_forms
from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import tokenize

Phrase = tuple[str, ...]
"""The stems of a word, or of several words."""

SAME_WORD_WEIGHT = 0.9
"""The weight of another form of the same word (bought, buy), compared with the typed word."""

DERIVED_WEIGHT = 0.75
"""The weight of a word that derives from the typed word, or the other way round (explain, explanation)."""

SYNONYM_WEIGHT = 0.6
"""The weight of a synonym, compared with the typed word."""

NEAR_WEIGHT = 0.4
"""The weight of a word that means nearly the same in one of its senses, as in WordNet's groups."""

MIN_INDEXED_WEIGHT = SYNONYM_WEIGHT
"""The index knows the phrases of groups with this weight, and more."""

_PARTICLES = frozenset({"away", "back", "down", "off", "out", "over", "up"})
_MAX_BETWEEN = 4
"""Words that may stand between a verb and its particle."""

_CACHE_SIZE = 1 << 13


class SynonymMatch(Struct, frozen=True):
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
    """Groups of words and phrases with the same meaning, in all their forms. They never change.

    `phrases`: those of several words that the index must know, in all their forms.
    """

    def __init__(self, groups: Iterable[tuple[float, Iterable[str]]], base: "Synonyms | None" = None) -> None:
        """`groups`: the weight of a group's members for one another, and the members as people write them.

        `base`: synonyms to which the groups are added.
        """
        self._groups: list[tuple[float, tuple[Phrase, ...]]] = list(base._groups) if base else []
        """The weight of each group, and its members."""
        self._groups_of: dict[Phrase, tuple[int, ...]] = dict(base._groups_of) if base else {}
        """The numbers of the groups that a phrase belongs to."""
        self._longest: dict[str, int] = dict(base._longest) if base else {}
        """How many words the longest phrase has that begins with a stem, or with a base of it."""
        indexed: set[Phrase] = set()
        forms = _read_irregular_stems().forms
        for weight, members in groups:
            phrases = tuple(dict.fromkeys(phrase for phrase in map(_stem_phrase, members) if phrase))
            for phrase in phrases:
                self._groups_of[phrase] = (*self._groups_of.get(phrase, ()), len(self._groups))
                for first in (phrase[0], *forms.get(phrase[0], ())):
                    self._longest[first] = max(len(phrase), self._longest.get(first, 1))
                if len(phrase) > 1 and weight >= MIN_INDEXED_WEIGHT:
                    indexed.update(_list_forms(phrase))
            self._groups.append((weight, phrases))
        self.phrases: frozenset[Phrase] = frozenset(indexed) | (base.phrases if base else frozenset())
        # A cached method would refer to its object, which refers to the cache: nothing would free the cycle.
        self._find = lru_cache(_CACHE_SIZE)(partial(_find_alternatives, self._groups, self._groups_of))

    @classmethod
    def from_phrases(cls, phrases: Iterable[Phrase]) -> "Synonyms":
        """Return synonyms without groups, for building an index that knows these phrases."""
        synonyms = cls(())
        synonyms.phrases = frozenset(phrases)
        return synonyms

    def with_groups(self, groups: Iterable[Iterable[str]]) -> "Synonyms":
        """Return these synonyms together with groups whose members are the same word."""
        more = [(SAME_WORD_WEIGHT, group) for group in groups]
        return Synonyms(more, self) if more else self

    @cached_property
    def fingerprint(self) -> str:
        """The phrases that the index must know, as eight hex digits."""
        phrases = "\0".join(sorted(" ".join(phrase) for phrase in self.phrases))
        return blake2b(phrases.encode(), digest_size=4).hexdigest()

    def near_meanings(self, *stems: str) -> Mapping[str, float]:
        """Return the other ways to say a word, or a phrase of several words, with their weights (0..1).

        A phrase is one stem (`join_stems`): `step_down` for `resign`.
        """
        return self._find(stems)

    def knows(self, stemmed: str) -> bool:
        """Tell whether a word is a member of a group, or a form of one."""
        return any(base in self._groups_of for base in _list_bases((stemmed,)))

    def find_alternatives(self, stems: Sequence[str], places: Collection[int] | None = None) -> Iterator[SynonymMatch]:
        """Yield every other way to say a part of a question, in the order of its words.

        `places`: of the words that are searched for; a part without any of them is left out. None: all of them are.
        A verb and its particle may be apart, as in "pushed the date back"; such a match has the verb alone.
        """
        for start, length, phrase in self._list_parts(stems, range(len(stems)) if places is None else places):
            for other, weight in self._find(phrase).items():
                yield SynonymMatch(start, length, other, weight)

    def _list_parts(self, stems: Sequence[str], places: Collection[int]) -> Iterator[tuple[int, int, Phrase]]:
        """Yield the parts of a question that may have alternatives: where each starts, its words, and the phrase."""
        has_particle = not _PARTICLES.isdisjoint(stems)
        for start, stemmed in enumerate(stems):
            for length in range(1, min(self._longest.get(stemmed, 1), len(stems) - start) + 1):
                if start in places or any(at in places for at in range(start + 1, start + length)):
                    yield start, length, tuple(stems[start : start + length])
            if has_particle and start in places:
                between = stems[start + 2 : start + 2 + _MAX_BETWEEN]
                yield from ((start, 1, (stemmed, particle)) for particle in between if particle in _PARTICLES)


def _find_alternatives(
    groups: Sequence[tuple[float, tuple[Phrase, ...]]], groups_of: Mapping[Phrase, tuple[int, ...]], phrase: Phrase
) -> Mapping[str, float]:
    """Return the other ways to say a phrase. `groups`, `groups_of`: see `Synonyms`."""
    alternatives: dict[str, float] = {}
    for base, base_weight in _list_bases(phrase).items():
        numbers = groups_of.get(base, ())
        if len(phrase) == 1 or numbers:
            members = [(base, 1.0)]
            members += [
                (member, weight) for number in numbers for weight, group in [groups[number]] for member in group
            ]
            for member, weight in members:
                for form, form_weight in _list_forms(member).items():
                    # "Bought" means what "buy" means. Only another form of the typed word weighs less.
                    own_weight = weight * base_weight * form_weight if member == base else weight
                    worth = max(own_weight, alternatives.get(join_stems(form), 0.0))
                    alternatives[join_stems(form)] = min(worth, SAME_WORD_WEIGHT)
    alternatives.pop(join_stems(phrase), None)
    return alternatives


def find_irregular_stems(stemmed: str) -> frozenset[str]:
    """Return the stems of the other forms of an irregular word: `came` for `come`, and the other way round."""
    irregular = _read_irregular_stems()
    return frozenset((*irregular.forms.get(stemmed, ()), *irregular.bases.get(stemmed, ())))


def _list_forms(phrase: Phrase) -> dict[Phrase, float]:
    """Return a phrase in all the irregular forms of its words, with their weights: `call_off` has none of its own."""
    return _vary(phrase, _read_irregular_stems().forms)


def _list_bases(phrase: Phrase) -> dict[Phrase, float]:
    """Return the phrases that a phrase may be a form of: itself, and those with the bases of its irregular words."""
    return _vary(phrase, _read_irregular_stems().bases)


def _vary(phrase: Phrase, others: Mapping[str, tuple[str, ...]]) -> dict[Phrase, float]:
    variants = {phrase: 1.0}
    for at, stemmed in enumerate(phrase):
        for other in others.get(stemmed, ()):
            variants[*phrase[:at], other, *phrase[at + 1 :]] = SAME_WORD_WEIGHT
    return variants


class _IrregularStems(NamedTuple):
    """The stems of irregular forms by the stem of their base, and of bases by that of a form."""

    forms: dict[str, tuple[str, ...]]
    bases: dict[str, tuple[str, ...]]


@cache
def _read_irregular_stems() -> _IrregularStems:
    forms: dict[str, tuple[str, ...]] = {}
    bases: dict[str, tuple[str, ...]] = {}
    for base, others in read_irregular_forms().items():
        for form in others:
            forms[stem(base)] = (*forms.get(stem(base), ()), stem(form))
            bases[stem(form)] = (*bases.get(stem(form), ()), stem(base))
    return _IrregularStems(forms, bases)


def _stem_phrase(text: str) -> Phrase:
    return tuple(stem(token.word) for token in tokenize(text))


class _SynonymFile(Struct, forbid_unknown_fields=True):
    same: list[list[str]] = []
    alike: list[list[str]] = []
    near: list[list[str]] = []


class SynonymsError(ValueError):
    """A file of synonyms that can't be used. Its message says which file, where in it, and why."""


@cache
def load_default_synonyms() -> Synonyms:
    """Return the package's own synonyms."""
    return Synonyms(_read_package_groups())


def read_synonyms(path: Path) -> Synonyms:
    """Return the package's own synonyms together with those of a file of the same form. Raises SynonymsError."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SynonymsError(f"{path} can't be read ({reason}).") from None
    try:
        return Synonyms([*_read_package_groups(), *_parse_groups(text)])
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SynonymsError(f"{path}, line {line}: not valid YAML ({error.problem}).") from None
    except (ValidationError, yaml.YAMLError) as error:
        # msgspec gives the place: "Expected `str`, got `int` - at `$.same[2][0]`".
        raise SynonymsError(
            f"{path}: {error}. The keys `same`, `alike` and `near` list lists of words in text."
        ) from None


def parse_synonyms(text: str) -> Synonyms:
    """Return the synonyms of a YAML text whose keys `same`, `alike` and `near` list groups of words.

    Raises `msgspec.ValidationError` (a ValueError) if the text has another form, `yaml.YAMLError` if it is no YAML.
    """
    return Synonyms(_parse_groups(text))


def _read_package_groups() -> list[tuple[float, list[str]]]:
    text = resources.files("bot.answers.index").joinpath("synonyms.yaml").read_text("utf-8")
    sections = read_data("meanings.txt")
    return [
        *_parse_groups(text),
        *(
            (weight, line.split(", "))
            for section, weight in (("same", SAME_WORD_WEIGHT), ("derived", DERIVED_WEIGHT), ("near", NEAR_WEIGHT))
            for line in sections[section]
        ),
    ]


def _parse_groups(text: str) -> list[tuple[float, list[str]]]:
    file = convert(yaml.load(text, yaml.CSafeLoader) or {}, _SynonymFile)
    return [
        *((SAME_WORD_WEIGHT, group) for group in file.same),
        *((SYNONYM_WEIGHT, group) for group in file.alike),
        *((NEAR_WEIGHT, group) for group in file.near),
    ]

"""Extract the word data of `bot/answers/analysis/word_data` from two Debian packages, `scowl` and `wordnet-base`.

`make words` runs it. It writes `words.txt` (English words, by how common they are), `verbs.txt`, `forms.txt` (irregular
forms) and `meanings.txt` (groups of words with nearly the same meaning). WordNet's groups hold rare senses, so a word
counts only in the senses that it mostly has, by WordNet's own counts of tagged texts.
"""

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import NamedTuple

from bot.answers.analysis.english import list_regular_bases
from bot.answers.analysis.stemming import stem
from bot.answers.analysis.wordlists import STOPWORDS

_OUTPUT = Path(__file__).parents[1] / "bot" / "answers" / "analysis" / "word_data"
_SCOWL_LISTS = ("english-words", "american-words", "british-words", "british_z-words")
_LEVELS = (10, 20, 35, 40, 50, 55)
"""SCOWL's levels, the most common words first. Level 20 ends at some 11,000 words, level 55 at some 69,000."""

_COMMON = 20
_FAMILIAR = 35
_POSITIONS = {"noun": 1, "verb": 2, "adj": 3}
_MIN_SHARE = 0.4
"""The share of a word's uses that a sense must have for the word to stand in that sense's group."""

_MIN_FIRST_SHARE = 0.25
"""The same for a word's first sense."""

_MAX_SENSES = 12
"""Words with more senses (make, take, run) mean nothing alone."""

_MAX_PHRASE_WORDS = 3
_MIN_USES = 3
"""Uses of a word as a noun, verb or adjective in the tagged texts; below it, the shares of its senses say little."""

_MIN_POSITION_SHARE = 0.5
"""The share of a word's uses that are those of the group's part of speech."""
_VERB_SHARE = 0.15
"""The share of a word's uses that must be those of a verb, for a word that is a noun or an adjective, too.

Of words that WordNet's texts don't use, those are verbs that have as many senses as a verb as they have as a noun.
"""

_AUXILIARIES = frozenset({"be", "do", "have"})
_NO_FORMS = frozenset({"bani", "beeves", "oesophagi"})
"""What SCOWL holds for common, and nobody writes."""

# American spellings, and what they are in Britain.
_SPELLINGS = (
    (r"iz(e|es|ed|ing|er|ers|ation|ations)$", r"is\1"),
    (r"yz(e|es|ed|ing|er|ers)$", r"ys\1"),
    (r"or(s|ed|ing|al|able|ite|ites|hood|hoods|ful|less|)$", r"our\1"),
    (r"er(s|ed|)$", r"re\1"),
    (r"ense(s|)$", r"ence\1"),
    (r"l(ed|ing|er|ers)$", r"ll\1"),
    (r"og(s|)$", r"ogue\1"),
    (r"am(s|)$", r"amme\1"),
)


class Sense(NamedTuple):
    """A word in one of WordNet's groups: its rank among the word's senses (0 is the first) and its share of uses."""

    word: str
    rank: int
    share: float


class Synset(NamedTuple):
    """A group of WordNet: its part of speech, its members, and the words that derive from others, with those."""

    position: str
    senses: tuple[Sense, ...]
    derived: tuple[tuple[str, str], ...]


def main() -> None:
    """Read both packages and write the data."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scowl", type=Path, default=Path("/usr/share/dict/scowl"))
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    options = parser.parse_args()
    levels = _read_levels(options.scowl)
    names = _read_names(options.scowl) - levels.keys()
    wordnet = WordNet(options.wordnet)
    verbs = sorted(_find_verbs(wordnet, levels))
    _write("words.txt", _list_words(levels, names))
    _write("verbs.txt", ("# verbs", *_wrap(verbs)))
    _write("forms.txt", _list_forms(options.wordnet, levels))
    _write("meanings.txt", _list_meanings(wordnet, levels, options.scowl))


def _write(name: str, lines: Iterable[str]) -> None:
    (_OUTPUT / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _wrap(words: Iterable[str]) -> Iterator[str]:
    """Yield lines of some 120 characters, so that a change of one word doesn't touch them all."""
    line = ""
    for word in words:
        if len(line) + len(word) >= 120:  # noqa: PLR2004
            yield line
            line = ""
        line = f"{line} {word}".lstrip()
    yield line


def _read_levels(folder: Path) -> dict[str, int]:
    """Return each word of SCOWL in small letters with its level."""
    levels: dict[str, int] = {}
    for level in _LEVELS:
        for name in _SCOWL_LISTS:
            for word in (folder / f"{name}.{level}").read_text("latin-1").split():
                if word.isascii() and word.isalpha() and word.islower():
                    levels.setdefault(word, level)
    return levels


def _read_names(folder: Path) -> set[str]:
    """Return the places, peoples and other names that dictionaries list, without first and last names."""
    upper = {word for level in (10, 35, 40, 50) for word in _read_upper(folder / f"english-upper.{level}")}
    return upper - set(_read_upper(folder / "english-proper-names.50"))


def _read_upper(file: Path) -> Iterator[str]:
    for word in file.read_text("latin-1").split():
        if word.isascii() and word.isalpha() and len(word) > 3:  # noqa: PLR2004
            yield word.lower()


def _list_words(levels: Mapping[str, int], names: AbstractSet[str]) -> Iterator[str]:
    for level in _LEVELS:
        yield f"# level {level}"
        # Regular forms of rarer words are left out: the program finds their bases.
        words = (word for word, own in levels.items() if own == level)
        yield from _wrap(
            sorted(word for word in words if level <= _COMMON or levels.keys().isdisjoint(list_regular_bases(word)))
        )
    yield "# names"
    yield from _wrap(sorted(name for name in names if names.isdisjoint(list_regular_bases(name))))


class WordNet:
    """The synsets of WordNet, read from its database files."""

    def __init__(self, folder: Path) -> None:
        self.uses: dict[tuple[str, str], int] = defaultdict(int)
        """How often a word is used as a part of speech, in the texts that WordNet tagged."""
        self.sense_numbers: dict[tuple[str, str], list[int]] = {}
        """The synsets of a word by part of speech, the first sense first."""
        counts = self._read_counts(folder)
        for position in _POSITIONS:
            for fields in _read_rows(folder / f"index.{position}"):
                self.sense_numbers[fields[0], position] = [int(offset) for offset in fields[-int(fields[2]) :]]
        rows = [(position, fields) for position in _POSITIONS for fields in _read_rows(folder / f"data.{position}")]
        members = {(position, int(fields[0])): _read_members(fields) for position, fields in rows}
        sense_counts: dict[tuple[str, str, int], int] = {}
        for position, fields in rows:
            for word, key in members[position, int(fields[0])]:
                count = counts.get(key, 0)
                sense_counts[word, position, int(fields[0])] = count
                self.uses[word, position] += count
        self.synsets = [
            Synset(
                position,
                tuple(
                    Sense(word, ranks.index(offset), self._share(word, position, sense_counts[word, position, offset]))
                    for word, _ in members[position, offset]
                    if offset in (ranks := self.sense_numbers.get((word, position), []))
                ),
                tuple(_read_derived(fields, members, position)),
            )
            for position, fields in rows
            for offset in [int(fields[0])]
        ]

    def _share(self, word: str, position: str, count: int) -> float:
        senses = len(self.sense_numbers[word, position])
        return (count + 0.5) / (self.uses[word, position] + 0.5 * senses)

    @staticmethod
    def _read_counts(folder: Path) -> dict[str, int]:
        """Return how often each sense is used, by its sense key without the head word of satellite adjectives."""
        counts: dict[str, int] = {}
        for line in (folder / "cntlist.rev").read_text("latin-1").splitlines():
            key, _, count = line.split()
            word, sense = key.split("%")
            parts = sense.split(":")
            position = "3" if parts[0] == "5" else parts[0]
            short = f"{word}%{position}:{parts[1]}:{parts[2]}"
            counts[short] = max(int(count), counts.get(short, 0))
        return counts


def _read_rows(file: Path) -> Iterator[list[str]]:
    """Yield the fields of a database file's lines, without the licence on top and the definitions."""
    for line in file.read_text("latin-1").splitlines():
        if not line.startswith(" "):
            yield line.split(" | ")[0].split()


def _read_members(fields: list[str]) -> list[tuple[str, str]]:
    """Return the words of a synset with their sense keys. The format is in wndb(5WN)."""
    number = {"n": 1, "v": 2, "a": 3, "s": 3}[fields[2]]
    members: list[tuple[str, str]] = []
    for at in range(int(fields[3], 16)):
        word = re.sub(r"\(.*\)$", "", fields[4 + 2 * at]).lower()
        members.append((word, f"{word}%{number}:{fields[1]}:{int(fields[5 + 2 * at], 16):02d}"))
    return members


def _read_derived(
    fields: list[str], members: Mapping[tuple[str, int], list[tuple[str, str]]], position: str
) -> Iterator[tuple[str, str]]:
    """Yield the pairs of words of which one derives from the other: `+` in wninput(5WN)."""
    first = 4 + 2 * int(fields[3], 16)
    own = members[position, int(fields[0])]
    for at in range(int(fields[first])):
        symbol, offset, letter, places = fields[first + 1 + 4 * at : first + 5 + 4 * at]
        other = {"n": "noun", "v": "verb", "a": "adj", "s": "adj"}.get(letter)
        if symbol == "+" and other:
            from_place, to_place = bytes.fromhex(places)
            yield own[from_place - 1][0], members[other, int(offset)][to_place - 1][0]


def _find_verbs(wordnet: WordNet, levels: Mapping[str, int]) -> Iterator[str]:
    for word, position in wordnet.sense_numbers:
        if position == "verb" and levels.get(word, 99) <= _LEVELS[-1]:
            others = wordnet.uses[word, "noun"] + wordnet.uses[word, "adj"]
            senses = {each: len(wordnet.sense_numbers.get((word, each), ())) for each in _POSITIONS}
            used = wordnet.uses[word, "verb"] or others
            if wordnet.uses[word, "verb"] >= _VERB_SHARE * others and (used or senses["verb"] >= senses["noun"]):
                yield word


def _list_forms(folder: Path, levels: Mapping[str, int]) -> Iterator[str]:
    """Yield the irregular forms of verbs and nouns, after their base: those whose stem is not the stem of the base."""
    for position in ("verb", "noun"):
        forms: dict[str, set[str]] = defaultdict(set)
        for line in (folder / f"{position}.exc").read_text("latin-1").splitlines():
            form, base, *_ = line.split()
            familiar = all(levels.get(word, 99) <= _FAMILIAR for word in (form, base))
            if familiar and stem(form) != stem(base) and base not in _AUXILIARIES and form not in _NO_FORMS:
                forms[base].add(form)
        yield f"# {position}s"
        yield from (f"{base} {' '.join(sorted(forms[base]))}" for base in sorted(forms))


def _list_meanings(wordnet: WordNet, levels: Mapping[str, int], scowl: Path) -> Iterator[str]:
    yield "# same"
    yield from sorted(f"{american}, {british}" for american, british in _find_spellings(scowl))
    yield "# derived"
    yield from sorted({", ".join(sorted(pair)) for pair in _find_derived(wordnet, levels)})
    yield "# near"
    yield from sorted({", ".join(group) for group in _find_groups(wordnet, levels)})


def _find_spellings(scowl: Path) -> Iterator[tuple[str, str]]:
    """Yield the words that are spelt differently in America and Britain, one pair for each pair of stems."""
    american, british = (
        {word for level in _LEVELS[:3] for word in (scowl / f"{name}-words.{level}").read_text("latin-1").split()}
        for name in ("american", "british")
    )
    done: set[tuple[str, str]] = set()
    for word in sorted(american, key=lambda word: (len(word), word)):
        for pattern, replacement in _SPELLINGS:
            other = re.sub(pattern, replacement, word)
            stems = (stem(word), stem(other))
            if other in british - american and stems[0] != stems[1] and stems not in done:
                done.add(stems)
                yield word, other


def _find_derived(wordnet: WordNet, levels: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    for synset in wordnet.synsets:
        main_senses = {sense.word for sense in synset.senses if _is_main(sense)}
        for word, other in synset.derived:
            known = all(levels.get(each, 99) <= _COMMON and each not in STOPWORDS for each in (word, other))
            if known and word in main_senses and stem(word) != stem(other):
                yield word, other


def _is_main(sense: Sense) -> bool:
    return sense.share >= (_MIN_SHARE if sense.rank else _MIN_FIRST_SHARE)


def _find_groups(wordnet: WordNet, levels: Mapping[str, int]) -> Iterator[list[str]]:
    """Yield the groups of near meaning, without those that another group holds."""
    groups: list[tuple[set[tuple[str, ...]], list[str]]] = []
    for synset in wordnet.synsets:
        words = [
            sense.word.replace("_", " ")
            for sense in synset.senses
            if _is_main(sense) and _is_usable(sense.word, synset.position, wordnet, levels)
        ]
        stems = {tuple(map(stem, word.split())) for word in words}
        if len(stems) > 1:
            groups.append((stems, words))
    for stems, words in groups:
        if not any(stems < others for others, _ in groups):
            yield words


def _is_usable(word: str, position: str, wordnet: WordNet, levels: Mapping[str, int]) -> bool:
    parts = word.split("_")
    if not all(levels.get(part, 99) <= _FAMILIAR for part in parts) or len(parts) > _MAX_PHRASE_WORDS:
        return False
    if len(parts) > 1:
        return position == "verb" and wordnet.uses[word, position] > 0
    return (
        word not in STOPWORDS
        and len(wordnet.sense_numbers[word, position]) <= _MAX_SENSES
        and wordnet.uses[word, position] >= _MIN_USES
        and wordnet.uses[word, position] >= _MIN_POSITION_SHARE * sum(wordnet.uses[word, each] for each in _POSITIONS)
    )


if __name__ == "__main__":
    main()

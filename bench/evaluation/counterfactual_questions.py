"""True questions made from an archive's own sentences, and false ones with one part swapped.

A true question asks for a fact as a person would, partly in everyday words. A false one has another name, verb, object,
number or year of the archive in it, and no article has its words together, so nothing may be found. Both kinds have the
same forms: the way that a question is asked tells nothing about its truth.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from rapidfuzz import fuzz

from bench.evaluation.facts import Fact, find_facts, is_specific
from bench.evaluation.stem_sets import NUMBER_WORDS, StemSets, find_stems
from bench.evaluation.verbs import BY_BASE, SWAPPED_INTO, Verb, find_group
from bot.answers.analysis.stemming import stem
from bot.answers.answer import Answer
from bot.coverage.archive.archive import Archive

Form = Literal["yes or no", "when", "who", "what", "where", "how many", "in a year"]
Swap = Literal["name", "verb", "object", "number", "year"]

FORMS: Mapping[Swap, tuple[Form, ...]] = MappingProxyType(
    {
        "name": ("yes or no", "when", "what", "where", "how many", "in a year"),
        "verb": ("yes or no", "when", "who", "in a year"),
        "object": ("yes or no", "when", "in a year"),
        "number": ("yes or no", "when", "who"),
        "year": ("in a year",),
    }
)
"""The forms in which the swapped part is still there."""

_FACT_USES = 2
"""True questions of one fact, in different forms; and false ones of one fact with one kind of swap."""

_TRIES = 40
"""Facts that are tried for each false question."""

_EVERYDAY_SHARE = 0.5
_SHORT_SHARE = 0.5
_LOWER_SHARE = 0.6
_MARK_SHARE = 0.4

_SAME_SENTENCE = 90
"""The rapidfuzz `token_set_ratio` from which a quote is the sentence or a copy of it."""

_DROPPED = re.compile(
    r"\b(?:an?|the|its|new|latest|upcoming|official(?:ly)?|full|major|brief|several|inc\.?|exciting|massive)\s+",
    re.IGNORECASE,
)
"""Words that people leave out when they ask."""

_WHAT_FOR = re.compile(r"(?:for|in|at|on|with|from|against) ", re.IGNORECASE)
"""How the rest of a clause begins after which "what" can ask for the object."""

_NUMBER = re.compile(rf"(?<![\w.,])(?:\d{{1,3}}|{'|'.join(NUMBER_WORDS[2:])})(?![\w.,])", re.IGNORECASE)
_OTHER_NUMBERS = range(2, 13)


@dataclass(frozen=True)
class MadeQuestion:
    """A question with the fact that it was made from. `swap`: the part that was swapped; None if it is true."""

    text: str
    form: Form
    swap: Swap | None
    fact: Fact

    def is_answered_by(self, reply: Answer) -> bool:
        """Return whether a quote is the sentence, or has the words of the fact that matter."""
        words = set(find_stems(_DROPPED.sub("", f"{self.fact.subject} {self.fact.object_}")))
        if self.form == "where":
            words |= set(find_stems(self.fact.place))
        return any(
            words <= set(find_stems(quote.text))
            or fuzz.token_set_ratio(quote.text, self.fact.sentence) >= _SAME_SENTENCE
            for quote in reply.quotes
        )


def make_questions(archive: Archive, count: int, seed: int) -> list[MadeQuestion]:
    """Make at most `count` true questions and as many false ones. The same seed makes the same questions."""
    maker = _Maker(archive, random.Random(seed))
    return [*maker.make_true(count), *maker.make_false(count)]


class _Maker:
    """Makes the questions of one archive. `stem_sets` tells what the articles say."""

    def __init__(self, archive: Archive, rng: random.Random) -> None:
        self.stem_sets = StemSets(archive)
        self.facts = list(find_facts(archive, self.stem_sets))
        self.rng = rng
        self.years = sorted({year for year in self.stem_sets.years if year})
        rng.shuffle(self.facts)

    def make_true(self, count: int) -> list[MadeQuestion]:
        """Make questions of each fact in the forms that are rarest so far."""
        made: list[MadeQuestion] = []
        forms: Counter[Form] = Counter()
        used: set[tuple[str, Form]] = set()
        for fact in self.facts * _FACT_USES:
            possible: list[Form] = [form for form in self._list_forms(fact) if (fact.sentence, form) not in used]
            if possible and len(made) < count:
                form = min(possible, key=lambda form: forms[form])
                forms[form] += 1
                used.add((fact.sentence, form))
                made.append(self._ask(fact, form, None))
        return made

    def make_false(self, count: int) -> list[MadeQuestion]:
        """Make questions with each kind of swap in turn, as many of each as there can be."""
        swappers: Mapping[Swap, Callable[[Fact, Form], Iterator[Fact]]] = {
            "name": self._swap_name,
            "verb": self._swap_verb,
            "object": self._swap_object,
            "number": self._swap_number,
            "year": self._swap_year,
        }
        made: dict[str, MadeQuestion] = {}
        forms: Counter[tuple[str, str]] = Counter()
        uses: Counter[tuple[str, str]] = Counter()
        for number in range(count):
            swap = list(swappers)[number % len(swappers)]
            for fact in self.rng.choices(self.facts, k=_TRIES) if self.facts else []:
                possible: list[Form] = [form for form in self._list_forms(fact) if form in FORMS[swap]]
                if not possible or uses[swap, fact.sentence] == _FACT_USES:
                    continue
                form = min(possible, key=lambda form: forms[swap, form])
                if (swapped := next(swappers[swap](fact, form), None)) is None:
                    continue
                question = self._ask(swapped, form, swap)
                if question.text not in made:
                    made[question.text] = question
                    forms[swap, form] += 1
                    uses[swap, fact.sentence] += 1
                    break
        return list(made.values())

    def _list_forms(self, fact: Fact) -> list[Form]:
        """Return the forms in which a fact can be asked for."""
        forms: list[Form] = ["yes or no"]
        if fact.tense in {"past", "perfect"}:
            forms.extend(("when", "who"))
            if fact.year:
                forms.append("in a year")
        if fact.place:
            forms.append("where")
        elif _WHAT_FOR.match(fact.rest) and is_specific(fact.rest, self.stem_sets):
            forms.append("what")
        if fact.counted:
            forms.append("how many")
        return forms

    def _swap_name(self, fact: Fact, form: Form) -> Iterator[Fact]:
        for other in self._sample():
            if not set(find_stems(other.subject)) & set(find_stems(f"{fact.subject} {fact.object_} {fact.rest}")):
                swapped = replace(fact, subject=other.subject)
                if not self._is_said(self._pick_commonest(other.subject), *self._pick_rarest(_get_asked(fact, form))):
                    yield swapped

    def _swap_object(self, fact: Fact, _: Form) -> Iterator[Fact]:
        subject = self._pick_commonest(fact.subject)
        for other in self._sample():
            if other.verb.family == fact.verb.family and other.object_ != fact.object_:
                rarest = self._pick_rarest(other.object_)
                if subject not in rarest and not self._is_said(subject, *rarest):
                    yield replace(fact, object_=other.object_, rest="")

    def _swap_verb(self, fact: Fact, _: Form) -> Iterator[Fact]:
        bases = [base for base in SWAPPED_INTO if BY_BASE[base].family != fact.verb.family]
        self.rng.shuffle(bases)
        object_slots = [[stemmed] for stemmed in self._pick_rarest(fact.object_)]
        for base in bases:
            verb = BY_BASE[base]
            words = {*SWAPPED_INTO[base].split(), *(form for other in find_group(verb) for form in other.forms)}
            if not self.stem_sets.find_articles([*object_slots, {stem(word) for word in words}]):
                yield replace(fact, verb=verb, tense="past" if fact.tense == "present" else fact.tense, rest="")

    def _swap_number(self, fact: Fact, form: Form) -> Iterator[Fact]:
        parts = {"object_": fact.object_} if form == "who" else {"object_": fact.object_, "subject": fact.subject}
        for name, part in parts.items():
            for match in _NUMBER.finditer(part):
                before, after = part[: match.start()], part[match.end() :]
                neighbours = find_stems(before)[-1:], find_stems(after)[:1] + find_stems(fact.counted)[-1:]
                for number in self._list_other_numbers(match[0]):
                    if not self._is_beside(number, *neighbours):
                        yield replace(fact, rest="", **{name: f"{before}{number}{after}"})

    def _swap_year(self, fact: Fact, _: Form) -> Iterator[Fact]:
        slots = [[stemmed] for stemmed in self._pick_rarest(fact.object_)]
        said = {self.stem_sets.years[doc] for doc in self.stem_sets.find_articles(slots)}
        years = [year for year in self.years if year != fact.year]
        self.rng.shuffle(years)
        for year in years:
            if fact.year and year not in said and not self.stem_sets.find_articles([*slots, [str(year)]]):
                yield replace(fact, year=year)

    def _list_other_numbers(self, number: str) -> list[str]:
        """Return other numbers that the archive has, in a random order, as words where the number is one."""
        own = find_stems(number)[0]
        others = [str(other) for other in _OTHER_NUMBERS if str(other) != own and self.stem_sets.count(str(other))]
        self.rng.shuffle(others)
        return others if number.isdigit() else [NUMBER_WORDS[int(other)] for other in others]

    def _is_beside(self, number: str, before: list[str], after: list[str]) -> bool:
        """Return whether an article has a number beside the words that stand beside it: "Diablo 5", "5 classes"."""
        own = find_stems(number)[0]
        return any(self.stem_sets.has_pair(word, own) for word in before) or any(
            self.stem_sets.has_pair(own, word) for word in after
        )

    def _sample(self) -> list[Fact]:
        return self.rng.sample(self.facts, min(_TRIES, len(self.facts)))

    def _pick_rarest(self, text: str) -> tuple[str, ...]:
        """Return the two words that fewest articles have; the others may be said in another way."""
        return tuple(sorted(dict.fromkeys(find_stems(text)), key=self.stem_sets.count)[:2])

    def _pick_commonest(self, name: str) -> str:
        """Return the word of a name that most articles have. They may leave out others: "Blizzard (Entertainment)"."""
        return max(find_stems(name), key=self.stem_sets.count)

    def _is_said(self, *stems: str) -> bool:
        """Return whether an article has all of the stems."""
        return bool(self.stem_sets.find_articles([stemmed] for stemmed in stems))

    def _ask(self, fact: Fact, form: Form, swap: Swap | None) -> MadeQuestion:
        everyday = find_group(fact.verb)[0]
        verb = everyday if self.rng.random() < _EVERYDAY_SHARE else fact.verb
        short = _DROPPED.sub("", fact.object_)
        if self.rng.random() < _SHORT_SHARE and len(find_stems(short)) > 1 and is_specific(short, self.stem_sets):
            fact = replace(fact, object_=short)
        text = _write(fact, verb, form, is_perfect=self.rng.random() < 0.3)
        text = re.sub(r"\b[Ii]ts\b", "their", text)
        if self.rng.random() < _LOWER_SHARE:
            text = text.lower()
        return MadeQuestion(text + ("?" if self.rng.random() < _MARK_SHARE else ""), form, swap, fact)


def _get_asked(fact: Fact, form: Form) -> str:
    """Return the words of a fact that a question of a form has beside name and verb."""
    if form == "how many":
        return f"{fact.counted} {fact.rest}"
    return fact.rest if form == "what" else fact.object_


def _write(fact: Fact, verb: Verb, form: Form, *, is_perfect: bool) -> str:
    """Write a question. `is_perfect`: "has X bought Y", not "did X buy Y"."""
    auxiliary = {"present": "does", "future": "will"}.get(fact.tense, "did")
    clause = f"{auxiliary} {fact.subject} {verb.base}"
    if fact.tense == "progressive":
        clause = f"is {fact.subject} {verb.gerund}"
    if form == "yes or no" and is_perfect and fact.tense in {"past", "perfect"}:
        return f"has {fact.subject} {verb.participle} {fact.object_}"
    texts: dict[Form, str] = {
        "yes or no": f"{clause} {fact.object_}",
        "when": f"when {clause} {fact.object_}",
        "where": f"where {clause} {fact.object_}",
        "who": f"who {verb.past} {fact.object_}",
        "what": f"what {clause} {fact.rest}",
        "how many": f"how many {fact.counted} {clause} {fact.rest}",
        "in a year": f"{clause} {fact.object_} in {fact.year}",
    }
    return texts[form].rstrip()

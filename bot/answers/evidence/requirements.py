"""Requirements: what a sentence must have to answer a question: names, numbers, a verb, a kind of value."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from bot.answers.analysis.english import can_be_verb, find_base_form, is_common, is_english
from bot.answers.analysis.scripts import is_content_pair
from bot.answers.analysis.tokens import Token, normalize
from bot.answers.analysis.wordlists import REPORTING_STEMS
from bot.answers.desk.desk import Desk
from bot.answers.query.grammar import ROLE
from bot.answers.query.kinds import Kind, classify_kind
from bot.answers.query.question import Question
from bot.answers.query.requests import strip_request
from bot.answers.retrieval.plan import QueryPlan
from bot.answers.retrieval.terms import Term

_SHORT_NAME = 5
_FEW_TERMS = 2
"""Letters up to which a word that English lacks may as well be a name as a misspelling, if the question has no more
terms than so many: more of them show what is meant."""

_MIN_CAPITALS = 3
"""A common English word is a name if the archive writes it with a capital this often ("cloud" in "Cloud Foundry")."""

ValueType = Literal["any", "name", "date", "day", "duration", "count", "measure", "money", "percent", "place", "cause"]
"""The kinds of value that answer a question. `any`: any sentence may answer. `date` may be vague ("2021"), `day` is
exact. `count`: a number of things; `measure`: another figure."""

FIGURES: frozenset[ValueType] = frozenset(["date", "day", "duration", "count", "measure", "money", "percent"])
"""The kinds of value that mostly have digits."""

_YEAR = re.compile(r"(?:19|20)\d\d")
_AUXILIARIES = frozenset(
    [
        *("did", "does", "do", "didnt", "doesnt", "dont", "has", "have", "had", "hasnt", "havent", "will", "would"),
        *("wont", "can", "could", "should", "cant", "is", "are", "was", "were", "be", "been", "being", "isnt", "arent"),
        *("wasnt", "werent"),
    ]
)
_COPULAS = frozenset(["is", "are", "was", "were", "be", "been", "being", "isnt", "arent", "wasnt", "werent"])
_QUESTION_WORDS = frozenset(["who", "which", "what"])
_LIGHT_VERBS = frozenset(["come", "do", "get", "give", "go", "have", "make", "put", "set", "take", "use", "want"])
"""They say little without the words beside them."""

_BEFORE_NOUNS = frozenset(
    [
        *("which", "what", "the", "a", "an", "of", "that", "this", "these", "those", "for", "in", "on", "my", "our"),
        *("your", "its", "their", "to", "from"),
    ]
)
"""After these words comes a noun, even if it could be a verb."""

_ROLE = re.compile(ROLE, re.IGNORECASE)
_HOW_MUCH = re.compile(r"\bhow ?much\b", re.IGNORECASE)
_VALUE_TYPES: Mapping[Kind, ValueType] = {
    "how_long": "duration",
    "how_much": "money",
    "percent": "percent",
    "who": "name",
    "which": "name",
    "where": "place",
    "why": "cause",
}
_SUBJECT_KINDS = ("definition", "latest", "oldest", "list", "outlets")
_ARTICLES = ("a", "an", "the")
_VAGUE_KINDS = ("what", "open", "whether")
"""Kinds that a question with a misspelt question word seems to have."""
_FACT_KINDS = ("what", "whether", "when", "who", "which", "where", "why", "how_long", "how_many", "how_much", "percent")


class Requirements(Struct, frozen=True):
    """What a sentence needs to answer a question, by the positions of the question's terms.

    `names`: terms that are names; so is a word that neither the archive nor everyday English has. `numbers`, `years`:
    terms that are numbers, or years. `neighbours`: for a number, the stems of the words it belongs to ("diablo 5").
    `years_of`: the stems of a word with a year behind it ("blizzcon 2022"), and that year, also if the year limits
    the question. `words`: all other terms. `verb`: the question's main verb; `role`: for "who", the word for what the
    person is or does; -1 if there is none. `units`: the stems of what "how many" counts. `value_type`: what kind of
    value answers. `is_negated`: the question asks about what is not so. `asks_for_fact`: it asks about something that
    happened or has a date, so a plan or a rumour doesn't answer. `is_current`: it asks how things are now, so how
    they were doesn't answer. `asks_for_subject`: it asks for anything on a subject: "news on X", or just a name; "X
    price" asks for more. `may_lack_name`: a short word of a question of few was taken for a misspelling of a common
    one, but may be a name ("lyft" for "left"). `is_vague`: a single common word says what is asked ("is it
    cancelled?"). `asks_whether`: it wants a yes or a no.
    """

    names: frozenset[int] = frozenset()
    numbers: frozenset[int] = frozenset()
    years: frozenset[int] = frozenset()
    neighbours: Mapping[int, frozenset[str]] = {}
    years_of: tuple[tuple[frozenset[str], str], ...] = ()
    words: frozenset[int] = frozenset()
    verb: int = -1
    role: int = -1
    units: frozenset[str] = frozenset()
    value_type: ValueType = "any"
    is_negated: bool = False
    asks_for_fact: bool = False
    is_current: bool = False
    asks_for_subject: bool = False
    may_lack_name: bool = False
    is_vague: bool = False
    asks_whether: bool = False


def read_requirements(plan: QueryPlan, desk: Desk) -> Requirements:
    """Read what a sentence needs to answer a question."""
    question, terms = plan.question, plan.terms
    tokens = question.tokens
    capitalized = _find_capitalized(tokens)
    names: set[int] = set()
    numbers: set[int] = set()
    years: set[int] = set()
    words: set[int] = set()
    for position, term in enumerate(terms):
        word = normalize(term.word)
        if word.isdigit():
            (years if _YEAR.fullmatch(word) else numbers).add(position)
        elif word in capitalized or _is_name(term, desk):
            names.add(position)
        else:
            words.add(position)
    verb = _find_verb(tokens, terms, words)
    return Requirements(
        names=frozenset(names),
        numbers=frozenset(numbers),
        years=frozenset(years),
        neighbours={
            position: stems for position in numbers if (stems := _find_neighbours(terms, position, names, tokens))
        },
        years_of=tuple(_find_years_of(terms, tokens)),
        words=frozenset(words),
        verb=verb,
        role=_find_role(terms, verb) if question.kind == "who" else -1,
        units=_find_units(question, terms),
        value_type=_read_value_type(question, plan),
        is_negated=question.negated,
        asks_for_fact=question.kind not in _VAGUE_KINDS[:2]
        and (question.past or (question.kind == "when" and question.future))
        and not question.hedged,
        is_current=question.wants_latest or question.kind in ("who", "definition"),
        may_lack_name=len(terms) <= _FEW_TERMS and any(_may_be_name(terms[position]) for position in words),
        asks_whether=question.kind == "whether",
        is_vague=question.kind in _FACT_KINDS and len(terms) == 1 and all(is_common(term.word) for term in terms),
        asks_for_subject=_asks_for_subject(question, words, tokens),
    )


def _asks_for_subject(question: Question, words: Collection[int], tokens: Sequence[Token]) -> bool:
    if question.kind in _SUBJECT_KINDS:
        return True
    if question.kind != "open":
        return False
    typed = [token for token in tokens if token.word not in _ARTICLES]
    return not words or len(typed) == 1 or question.subject != question.text


def _find_capitalized(tokens: Sequence[Token]) -> frozenset[str]:
    """Return the words that a reader capitalizes within a sentence; none if the reader capitalizes most words."""
    inside = tokens[1:]
    if sum(token.surface[0].islower() for token in inside) * 2 < len(inside):
        return frozenset()
    return frozenset(token.word for token in inside if token.surface[0].isupper())


def _is_name(term: Term, desk: Desk) -> bool:
    """Tell whether a term is a name: it has digits ("d4"), English lacks it, or the archive capitalizes it."""
    word = normalize(term.word)
    # Chinese characters and katakana have no capitals, and two of them may always be a name.
    if any(character.isdigit() for character in word) or is_content_pair(term.word):
        return True
    if not term.stems:
        return not is_english(word)
    likely = term.stem if term.stem in term.stems else max(term.stems, key=lambda stemmed: term.stems[stemmed])
    capital, lower = desk.capitalization.counts(likely)
    if not capital and not lower:
        # Only headlines and beginnings of sentences have it, where most words have a capital.
        return not is_english(normalize(term.replacement or word))
    return desk.capitalization.is_name(likely) and (capital >= _MIN_CAPITALS or not is_common(word))


def _may_be_name(term: Term) -> bool:
    return term.status == "corrected" and len(term.word) <= _SHORT_NAME and is_common(term.replacement)


def _find_neighbours(terms: Sequence[Term], position: int, names: set[int], tokens: Sequence[Token]) -> frozenset[str]:
    """Return the stems of the words that a number belongs to: the name before it, else the words on both sides."""
    number = normalize(terms[position].word)
    by_word = {normalize(term.word): at for at, term in enumerate(terms)}
    stems: set[str] = set()
    for first, second in pairwise(tokens):
        if second.word == number and first.word in by_word:
            before = by_word[first.word]
            if before in names:
                return _stems_of(terms[before])
            stems |= _stems_of(terms[before])
        elif first.word == number and second.word in by_word:
            stems |= _stems_of(terms[by_word[second.word]])
    return frozenset(stems)


def _find_years_of(terms: Sequence[Term], tokens: Sequence[Token]) -> Iterator[tuple[frozenset[str], str]]:
    if not any(token.word.isdigit() for token in tokens):
        return
    by_word = {normalize(term.word): term for term in terms}
    for first, second in pairwise(tokens):
        if _YEAR.fullmatch(second.word) and (term := by_word.get(first.word)):
            yield _stems_of(term), second.word


def _stems_of(term: Term) -> frozenset[str]:
    return frozenset((term.stem, *term.stems))


def _find_verb(tokens: Sequence[Token], terms: Sequence[Term], words: set[int]) -> int:
    """Return the position of the main verb: the first one after an auxiliary or question word; -1 if none is sure."""
    by_word = {normalize(terms[position].word): position for position in words}
    before = ""
    for at, token in enumerate(tokens):
        if token.word in _AUXILIARIES or token.word in _QUESTION_WORDS:
            before = token.word
        elif (
            before
            and token.word in by_word
            and can_be_verb(token.word)
            and find_base_form(token.word) not in _LIGHT_VERBS
            and tokens[at - 1].word not in _BEFORE_NOUNS
            # After "is", a verb is a participle: "is it coming", not "is the police ban".
            and (before not in _COPULAS or find_base_form(token.word) != token.word)
            and terms[by_word[token.word]].stem not in REPORTING_STEMS
        ):
            return by_word[token.word]
    return -1


def _find_role(terms: Sequence[Term], verb: int) -> int:
    """Return the position of a word for a role ("ceo", "coach"), else of the verb."""
    return next(
        (position for position, term in enumerate(terms) if _ROLE.fullmatch(term.word) or "ceo" in term.stems), verb
    )


def _find_units(question: Question, terms: Sequence[Term]) -> frozenset[str]:
    typed = question.focus_stems
    return frozenset(typed.union(*(term.stems for term in terms if term.stem in typed)))


def _read_value_type(question: Question, plan: QueryPlan) -> ValueType:
    """Return the kind of value that answers a question. The next event has a day; a past one may have just a year."""
    kind = _classify_corrected(question, plan)
    if kind == "when":
        return "day" if question.future or "date" in question.text.casefold() else "date"
    if kind == "how_many":
        return "count" if question.focus and not _HOW_MUCH.search(question.text) else "measure"
    return _VALUE_TYPES.get(kind, "any")


def _classify_corrected(question: Question, plan: QueryPlan) -> Kind:
    """Return the kind of a question. If words of it were misspelt, they may be those that tell."""
    if not plan.corrections or question.kind not in _VAGUE_KINDS:
        return question.kind
    text = question.text
    for correction in plan.corrections:
        text = re.sub(rf"\b{re.escape(correction.typed)}\b", correction.replacement, text)
    plain = strip_request(text)
    return classify_kind(text, plain, plain)

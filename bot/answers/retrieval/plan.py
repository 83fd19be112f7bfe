"""The query plan: what a question means for retrieval. It is made once; search, ranking and confidence read it."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.answers.analysis.stemming import stem_surface
from bot.answers.analysis.tokens import split_words
from bot.answers.desk.desk import Desk
from bot.answers.index.reader import Filters
from bot.answers.query.question import DateRange, NamedEntity, Question
from bot.answers.retrieval.foreign import widen_translated
from bot.answers.retrieval.terms import Correction, Term, build_terms, list_corrections, split_clauses

_LONG_SUBJECT = 25
"""Words of a subject above which the outlets and dates in it boost articles but are no search terms."""

_SHORT_WORDS, _LONG_WORDS = 12, 20
"""A question is short up to the first number of words, and long from the second on."""

_NEWS_KINDS = ("open", "latest", "oldest", "list", "outlets")
"""Kinds of questions for articles. An excluded word excludes every article that has it; for other kinds it excludes
headlines and sentences, since the article on who else did it names the excluded, too."""

_MANY_TERMS = 12
"""Terms from which a question has several clauses, and one article need not cover all of them."""

_LEADING_STEMS = frozenset(map(stem_surface, ["runs", "leads", "heads", "manages", "oversees", "charge"]))
_LEADER_STEMS = frozenset(map(stem_surface, ["boss", "chief", "leader"]))
_ROLE_WEIGHT, _LEADING_WEIGHT = 0.9, 0.6
"""Verbs and nouns that ask for the holder of a role, and the weights of the role and of the verb."""


class QueryPlan(Struct, frozen=True):
    """What retrieval does for one question.

    `terms`: what to search for, in the order of the question; empty if the question only sets limits. `filters`: the
    limits that the reader set. `boosted_outlets` (keys), `boosted_dates`: what the question mentions without setting a
    limit. `length`: from 0 for a short question, which one article should answer, to 1 for a long one, whose clauses
    different articles may answer. `clauses`: the positions of each clause's terms; empty for a short question.
    `phrases`: the stems of each quoted phrase. `corrections`: the misspelt words. `excluded_stems`: the
    stems of each word or name that no headline and no quoted sentence may have.
    """

    question: Question
    terms: tuple[Term, ...]
    filters: Filters
    boosted_outlets: frozenset[str]
    boosted_dates: tuple[DateRange, ...]
    length: float
    clauses: tuple[frozenset[int], ...]
    phrases: tuple[tuple[str, ...], ...]
    corrections: tuple[Correction, ...]
    excluded_stems: tuple[tuple[str, ...], ...] = ()

    @property
    def is_long(self) -> bool:
        """Whether the question has so many terms that one article need not cover all of them."""
        return len(self.terms) >= _MANY_TERMS


def plan_query(question: Question, desk: Desk) -> QueryPlan:
    """Plan the search for a question over a desk's archive."""
    text, length, filters = _choose_search_text(question), _measure_length(question), _build_filters(question)
    terms = build_terms(text, desk.index.vocabulary, desk.spell_checker, desk.synonyms)
    if question.language:
        terms = widen_translated(terms, question.language, question.originals, desk.index.vocabulary)
    if question.kind == "who":
        terms = tuple(_add_roles(term, desk) for term in terms)
    corrections = list_corrections(terms)
    clauses = split_clauses(question.text, terms) if length else ()
    return QueryPlan(
        question=question,
        terms=terms,
        filters=filters,
        boosted_outlets=frozenset(key for outlet in question.outlets if not outlet.explicit for key in outlet.keys),
        boosted_dates=() if question.dates_explicit else question.date_ranges,
        length=length,
        clauses=clauses,
        phrases=question.phrase_stems,
        corrections=corrections,
        excluded_stems=question.excluded_stems,
    )


def _add_roles(term: Term, desk: Desk) -> Term:
    """Let "who runs it" match who has the role: its CEO, its boss, its head."""
    if term.stem not in _LEADING_STEMS and term.stem not in _LEADER_STEMS:
        return term
    vocabulary = desk.index.vocabulary
    roles = {"boss": _ROLE_WEIGHT, **dict.fromkeys(desk.synonyms.near_meanings("boss"), _ROLE_WEIGHT)}
    known = {stemmed: weight for stemmed, weight in roles.items() if vocabulary.document_frequency(stemmed)}
    # The verb itself is often a part of a name, or about something else ("runs on Linux").
    highest = _LEADING_WEIGHT if term.stem in _LEADING_STEMS else 1.0
    typed = {stemmed: min(weight, highest) for stemmed, weight in term.stems.items()}
    status = "synonym" if term.status == "unknown" and known else term.status
    return replace(term, stems=_keep_highest(typed, known), status=status)


def _keep_highest(first: Mapping[str, float], second: Mapping[str, float]) -> dict[str, float]:
    return {stemmed: max(first.get(stemmed, 0.0), second.get(stemmed, 0.0)) for stemmed in (*first, *second)}


def has_excluded_words(text: str, plan: QueryPlan) -> bool:
    """Tell whether a text has words that the reader does not want."""
    if not plan.excluded_stems:
        return False
    stems = {stem_surface(word) for word in split_words(text)}
    return any(stems.issuperset(excluded) for excluded in plan.excluded_stems)


def _build_filters(question: Question) -> Filters:
    """Build filters from the limits that the reader set. Names that the archive doesn't have are left out."""
    dates = question.dates if question.dates_explicit else None
    return Filters(
        outlets=_list_explicit_keys(question.outlets),
        excluded_outlets=frozenset(key for outlet in question.excluded_outlets for key in outlet.keys),
        topics=_list_explicit_keys(question.topics),
        first_day=dates.first.toordinal() if dates and dates.first else None,
        last_day=dates.last.toordinal() if dates and dates.last else None,
        excluded_stems=question.excluded_stems if question.kind in _NEWS_KINDS else (),
    )


def _list_explicit_keys(entities: Sequence[NamedEntity]) -> frozenset[str] | None:
    return frozenset(key for entity in entities if entity.explicit for key in entity.keys) or None


def _choose_search_text(question: Question) -> str:
    """Return the subject; if it is long, without the outlets and dates that it mentions."""
    text = question.subject
    if len(text.split()) <= _LONG_SUBJECT:
        return text
    mentions = [outlet.typed for outlet in question.outlets if outlet.keys and not outlet.explicit]
    if not question.dates_explicit:
        mentions += [dates.typed for dates in question.date_ranges]
    for mention in sorted(filter(None, mentions), key=len, reverse=True):
        text = text.replace(mention, " ")
    return text


def _measure_length(question: Question) -> float:
    """Return 0 (short) to 1 (long), by the words of the whole text: the terms don't include the limits."""
    words = len(question.text.split())
    return min(1.0, max(0.0, (words - _SHORT_WORDS) / (_LONG_WORDS - _SHORT_WORDS)))

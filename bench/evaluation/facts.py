"""Facts of an archive's own sentences: who did what, found by the forms of verbs and by capital letters alone.

A fact starts its sentence: a name, a verb of `verbs`, an object up to the next preposition, and the rest of the clause.
Sentences that ask, doubt or deny give no fact.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bench.evaluation.stem_sets import NUMBER_WORDS, StemSets, find_stems
from bench.evaluation.verbs import BY_BASE, BY_GERUND, BY_PARTICIPLE, BY_PAST, BY_THIRD, Verb
from bot.answers.analysis.tokens import Token, tokenize
from bot.answers.analysis.wordlists import STOPWORDS
from bot.answers.evidence.passages import Passage, split_passages
from bot.coverage.archive.archive import Archive
from bot.coverage.article import Article

Tense = Literal["past", "present", "perfect", "future", "progressive"]

_MAX_SUBJECT, _MAX_OBJECT, _MAX_REST = 4, 6, 6


def _split(words: str) -> frozenset[str]:
    return frozenset(words.split())


_STOPS = _split(
    """
    in on at by for with about against between into through during before after from to over under beyond than that
    which who while amid and or but via per near since if when where how why what is are was were will can could may as
    has have had according ahead because so despite without within across around again also just here there it they you
    we he she this next ago last first looking using including aiming featuring allowing based called dubbed today
    tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december
    """
)
"""Words that an object ends before."""

_NO_OBJECT = _split("them us me more up out off down back on all one some things")
"""Words that no object begins with."""

_VAGUE = _split(
    """
    opportunity chance ability way lot some freedom hope things titles more details part most available free different
    worldwide coming intent popular
    """
)
"""Words that no object ends with."""

_NOUNS = _split("updates leaks shows posts tests plays features names")
"""Forms of verbs that are mostly nouns in headlines."""

_ADVERBS = _split("today also recently just officially finally now already yesterday")
_CLAUSE_STARTS = _split("the that when as while after because where")

_MOST_ARTICLES, _MOST_SHARE = 3, 0.02
"""An object's rarest word is in that many articles at most, or in that share of them."""

_DOUBT = re.compile(
    r"\b(?:not|never|no|may|might|could|would|should|if|reportedly|rumou?r\w*|\w+n['\u2019]t)\b", re.IGNORECASE
)
_TITLE_END = re.compile(r"\s[-|\u2013\u2014:]\s|: |\.\.\.|\u2026")
_CLAUSE_END = re.compile(r"[,;:()\u2013\u2014!\u2026]| - |\.(?:\s|$)")
_INSIDE = re.compile(r"[ \-\u2010\u2011'\u2019&$\u00a3\u20ac%+./]{1,3}")
"""Words that may stand between the words of a name or an object."""

_PLACE = re.compile(r"(?:in|at) (?:the )?[A-Z][\w-]+(?: [A-Z][\w-]+)*")
_COUNT = re.compile(
    r"(?:(?:over|more than|about|around|nearly|almost|up to|another|at least) )?"
    rf"(\d[\d,.]*|{'|'.join(NUMBER_WORDS[2:])})((?: (?:million|billion))?) "
    r"((?:[\w-]+ ){0,3}?[a-z-]+s)\b"
)
"""A number, what it is multiplied by, and what is counted."""


@dataclass(frozen=True)
class Fact:
    """Who did what, with the sentence that says so.

    `object_`: without the rest of the clause, `rest`. `number` and `counted`: of "5 new regions", if the object is one.
    `place`: of the rest, "in Tokyo". `year`: of the report, 0 if it has no date. All of these may be empty.
    """

    subject: str
    verb: Verb
    tense: Tense
    object_: str
    rest: str
    sentence: str
    article: Article
    number: str = ""
    counted: str = ""
    place: str = ""
    year: int = 0


def find_facts(archive: Archive, stem_sets: StemSets) -> Iterator[Fact]:
    """Yield the facts of an archive, one of each kind: no subject, verb and object come twice."""
    seen: set[tuple[str, ...]] = set()
    for article in archive.articles:
        if article.url is None:
            continue
        for passage in split_passages(article):
            fact = _parse_passage(passage, stem_sets)
            if fact is None:
                continue
            key = (*find_stems(fact.subject), fact.verb.base, *find_stems(fact.object_))
            if key not in seen:
                seen.add(key)
                yield fact


def _parse_passage(passage: Passage, stem_sets: StemSets) -> Fact | None:
    """Return the first fact of a sentence, if there is one."""
    is_title = passage.place == "title"
    text = _TITLE_END.split(passage.text)[0] if is_title else passage.text
    tokens = list(tokenize(text))
    for at in range(1, len(tokens) - 1):
        if (found := _parse_verb(tokens, at, is_title=is_title)) is None:
            continue
        verb, tense, after = found
        start, end = _find_subject(text, tokens, at, stem_sets), _find_object_end(text, tokens, after)
        is_cut = end == len(tokens) and text.endswith(("...", "\u2026"))
        if start is None or end == after or is_cut:
            continue
        if is_title and (start or not all(stem_sets.is_capitalized(token.surface) for token in tokens[:at])):
            continue
        lead = text[tokens[after - 1].end : tokens[after].start].strip()
        object_ = lead + text[tokens[after].start : tokens[end - 1].end]
        clause = text[: tokens[end - 1].end]
        if lead.strip("$£€") or text.endswith("?") or _DOUBT.search(clause) or not is_specific(object_, stem_sets):
            continue
        subject = text[tokens[start].start : _find_subject_end(tokens, at)]
        return _build_fact(subject, verb, tense, object_, _find_rest(text[tokens[end - 1].end :]), passage)
    return None


def _build_fact(subject: str, verb: Verb, tense: Tense, object_: str, rest: str, passage: Passage) -> Fact:
    count = _COUNT.fullmatch(object_)
    place = _PLACE.match(rest)
    return Fact(
        subject,
        verb,
        tense,
        object_,
        rest,
        passage.text,
        passage.article,
        number=count[1] if count else "",
        counted=count[3] if count and not count[2] else "",
        place=place[0] if place else "",
        year=passage.article.published.day.year if passage.article.published else 0,
    )


def _parse_verb(tokens: list[Token], at: int, *, is_title: bool) -> tuple[Verb, Tense, int] | None:
    """Return the verb at a place, its tense, and the place after it. Headlines tell the past in the present tense.

    A past form in a headline is mostly passive: "Diablo 4 delayed".
    """
    word = tokens[at].word
    following = tokens[at + 1].word
    if word in {"has", "have"} and following in BY_PARTICIPLE:
        return BY_PARTICIPLE[following], "perfect", at + 2
    if (word == "will" or (word == "to" and is_title)) and following in BY_BASE:
        return BY_BASE[following], "future", at + 2
    if word == "is" and following in BY_GERUND:
        return BY_GERUND[following], "progressive", at + 2
    if word in BY_THIRD and not (is_title and word in _NOUNS):
        return BY_THIRD[word], "past" if is_title else "present", at + 1
    if word in BY_PAST and not is_title:
        return BY_PAST[word], "past", at + 1
    return None


def _find_subject(text: str, tokens: list[Token], verb_at: int, stem_sets: StemSets) -> int | None:
    """Return the place of the first word of the name that stands before a verb, if it begins a clause."""
    end = verb_at - 1 if tokens[verb_at - 1].word in _ADVERBS else verb_at
    start = end
    while start > 0 and end - start < _MAX_SUBJECT and _is_capitalized(tokens[start - 1]):
        if start < end and not _INSIDE.fullmatch(text[tokens[start - 1].end : tokens[start].start]):
            break
        start -= 1
    if start == end or tokens[start].word.isdigit() or not stem_sets.is_name(tokens[start].surface):
        return None
    if not _INSIDE.fullmatch(text[tokens[end - 1].end : tokens[end].start]):
        return None
    begins = start == 0 or tokens[start - 1].word in _CLAUSE_STARTS
    return start if begins or text[: tokens[start].start].rstrip().endswith((",", ":", ";", "\u201d", '"')) else None


def _find_subject_end(tokens: list[Token], verb_at: int) -> int:
    last = verb_at - 2 if tokens[verb_at - 1].word in _ADVERBS else verb_at - 1
    return tokens[last].end


def _is_capitalized(token: Token) -> bool:
    return (token.surface[0].isupper() or token.surface[0].isdigit()) and token.word not in STOPWORDS


def _find_object_end(text: str, tokens: list[Token], start: int) -> int:
    """Return the place after the last word of an object; `start` if there is none."""
    if start >= len(tokens) or tokens[start].word in _NO_OBJECT:
        return start
    end = start
    while end < len(tokens) and end - start < _MAX_OBJECT and tokens[end].word not in _STOPS:
        if end > start and not _INSIDE.fullmatch(text[tokens[end - 1].end : tokens[end].start]):
            break
        if end > start and tokens[end].word in BY_GERUND:
            return start
        end += 1
    if end < len(tokens) and end - start == _MAX_OBJECT and tokens[end].word not in _STOPS:
        return start
    while end > start and tokens[end - 1].word in STOPWORDS:
        end -= 1
    return end


def _find_rest(text: str) -> str:
    """Return the rest of the clause, if it is short."""
    rest = _CLAUSE_END.split(text)[0].strip()
    return rest if len(rest.split()) <= _MAX_REST else ""


def is_specific(object_: str, stem_sets: StemSets) -> bool:
    """Return whether few articles have one of an object's words: not so in "a new partnership"."""
    stems = find_stems(object_)
    if not any(stemmed.isalpha() for stemmed in stems) or list(tokenize(object_))[-1].word in _VAGUE:
        return False
    most = max(_MOST_ARTICLES, _MOST_SHARE * stem_sets.size)
    return min(stem_sets.count(stemmed) for stemmed in stems) <= most

"""Suggestions: questions that the archive can answer, as a reader would type them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rapidfuzz import fuzz

from bot.answers.analysis.english import can_be_verb, is_common, is_frequent
from bot.answers.analysis.stemming import stem_surface
from bot.answers.analysis.tokens import normalize, split_words
from bot.answers.analysis.wordlists import is_stopword
from bot.answers.desk.desk import Desk
from bot.answers.index.reader import IndexReader
from bot.answers.query.question import NamedEntity, Question
from bot.answers.retrieval.ranking import DECIMALS
from bot.answers.retrieval.search import Candidate, find_matched_words, list_stems
from bot.coverage.text import fold

NEWEST, OLDEST = "latest news", "oldest articles"
"""The questions for both ends of the archive."""

MAX_SUGGESTIONS = 3

_NEAR_COVERAGE, _NEAR_STEMS = 0.15, 3
"""The coverage, or else the matching stems, from which an article has enough in common with a question to suggest its
words, topic and outlet."""

_CONSIDERED = 5
"""Nearest articles that suggestions are made from."""

_MAX_SUBJECT_WORDS = 5
"""Words of a subject that a suggestion names."""

_SIMILAR = 60.0
"""The least percentage of common letters for a name to be a likely meaning. "BBC" is not "KMOV"."""


def suggest_questions(question: Question, candidates: Sequence[Candidate], desk: Desk) -> tuple[str, ...]:
    """Suggest at most three questions, the nearest first. They are in English, as questions have to be.

    They are about what was asked: its words that the archive has, the names most similar to unknown ones, the topic
    and outlet of the nearest articles. Only if nothing was asked, the largest topics are suggested.
    """
    if not len(desk.archive):
        return ()
    near = [candidate for candidate in candidates[:_CONSIDERED] if _is_near(candidate, desk.index)]
    suggestions = dict.fromkeys(_iterate_suggestions(question, near, desk))
    asked = fold(question.text)
    return tuple(suggestion for suggestion in suggestions if fold(suggestion) != asked)[:MAX_SUGGESTIONS]


def suggest_topics(desk: Desk) -> tuple[str, ...]:
    """Suggest the newest articles and the largest topics, to a reader who asked nothing yet."""
    if not len(desk.archive):
        return ()
    topics = list(desk.archive.topics.values())[: MAX_SUGGESTIONS - 1]
    return (NEWEST, *map(ask_for_topic, (topic.name for topic in topics)))


def ask_for_outlet(name: str) -> str:
    """Return the question for an outlet's newest articles."""
    return f"latest from {name}"


def ask_for_topic(name: str) -> str:
    """Return the question for a topic's newest articles."""
    return f"latest on the topic {name}"


def _is_near(candidate: Candidate, index: IndexReader) -> bool:
    return candidate.coverage >= _NEAR_COVERAGE or len(list_stems(candidate, index)) >= _NEAR_STEMS


def _iterate_suggestions(question: Question, near: Sequence[Candidate], desk: Desk) -> Iterator[str]:
    archive = desk.archive
    if subject := _find_subject(question, near, desk):
        yield f"latest on {subject}"
    for outlet in question.outlets:
        yield from map(ask_for_outlet, _select_similar(outlet))
    for topic in question.topics:
        yield from map(ask_for_topic, _select_similar(topic))
    for outlet in question.outlets:
        yield from (ask_for_outlet(archive.outlets[key].name) for key in outlet.keys[:1])
    topics = Counter(key for candidate in near for key in candidate.article.topics)
    yield from (ask_for_topic(archive.topics[key].name) for key, _ in topics.most_common(1))
    yield from (ask_for_outlet(archive.outlets[candidate.article.outlet].name) for candidate in near[:2])
    if near or question.subject or question.outlets or question.topics:
        yield NEWEST
    else:
        yield from suggest_topics(desk)


def _select_similar(entity: NamedEntity) -> Iterator[str]:
    """Yield the nearest names that a reader may have meant."""
    typed = fold(entity.typed)
    return (name for name in entity.nearest if fuzz.token_sort_ratio(typed, fold(name)) >= _SIMILAR)


def _find_subject(question: Question, near: Sequence[Candidate], desk: Desk) -> str:
    """Return what a question is about, in words that its best matching near article has; empty if that is not clear.

    Only names and other telling words are a subject, with the words that stand beside them in both texts: "Lake Orla"
    of "does lake orla ever look better". A misspelled or foreign word is replaced by the word that it was taken for.
    """
    if not near:
        return ""
    best = max(near, key=lambda candidate: round(candidate.coverage, DECIMALS))
    known = {part for stem in list_stems(best, desk.index) for part in stem.split("_")}
    outlets = {fold(word) for outlet in question.outlets for word in split_words(outlet.typed)}
    typed = [word for word in split_words(question.subject) if not outlets or fold(word) not in outlets]
    words = typed if any(stem_surface(word) in known for word in typed) else find_matched_words(best, desk.index)
    stems = [stem_surface(word) for word in words]
    telling = {at for at, word in enumerate(words) if stems[at] in known and _is_telling(word, desk)}
    beside = {
        (at, other)
        for at in telling
        for other in (at - 1, at + 1)
        if 0 <= other < len(words) and other not in telling and not _is_stopword(words[other])
    }
    subject = telling
    if beside:
        pairs = set(pairwise(map(stem_surface, split_words(f"{best.article.title}\n{best.article.excerpt}"))))
        subject = telling | {other for at, other in beside if (stems[min(at, other)], stems[max(at, other)]) in pairs}
    return " ".join(dict.fromkeys(words[at] for at in sorted(subject)[:_MAX_SUBJECT_WORDS]))


def _is_stopword(word: str) -> bool:
    return is_stopword(word, normalize(word))


def _is_telling(word: str, desk: Desk) -> bool:
    """Tell whether a word says alone what a text is about: a name in the archive, or a rarer word that is no verb."""
    normal = normalize(word)
    if desk.capitalization.is_name(stem_surface(word)):
        return True
    is_verb = can_be_verb(normal) and (normal.endswith(("ed", "ing")) or is_common(normal))
    return not (is_verb or is_frequent(normal) or normal.isdigit())

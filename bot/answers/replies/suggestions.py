"""Suggestions: questions that the archive can answer, as a reader would type them."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from bot.answers.analysis.stemming import stem_surface
from bot.answers.analysis.tokens import split_words
from bot.answers.desk.desk import Desk
from bot.answers.query.question import NamedEntity, Question
from bot.answers.retrieval.search import Candidate, find_matched_words
from bot.coverage.text import fold

NEWEST, OLDEST = "latest news", "oldest articles"
"""The questions for both ends of the archive."""

MAX_SUGGESTIONS = 3

_NEAR_COVERAGE, _NEAR_STEMS = 0.15, 3
"""The coverage, or else the matching stems, from which an article has enough in common with a question to suggest its
words, topic and outlet."""

_CONSIDERED = 5
"""Nearest articles that suggestions are made from."""

_SIMILAR = 60.0
"""The percentage of common letters from which a name may be what was meant. "BBC" is not "KMOV"."""


def suggest_questions(question: Question, candidates: Sequence[Candidate], desk: Desk) -> tuple[str, ...]:
    """Suggest at most three questions, the nearest first. They are in English, as questions have to be.

    They are about what was asked: its words that the archive has, the names most similar to unknown ones, the topic
    and outlet of the nearest articles. Only if nothing was asked, the largest topics are suggested.
    """
    near = [candidate for candidate in candidates[:_CONSIDERED] if _is_near(candidate)]
    suggestions = dict.fromkeys(_iterate_suggestions(question, near, desk))
    asked = fold(question.text)
    return tuple(suggestion for suggestion in suggestions if fold(suggestion) != asked)[:MAX_SUGGESTIONS]


def suggest_topics(desk: Desk) -> tuple[str, ...]:
    """Suggest the newest articles and the largest topics, to a reader who asked nothing yet."""
    topics = list(desk.archive.topics.values())[: MAX_SUGGESTIONS - 1]
    return (NEWEST, *map(ask_for_topic, (topic.name for topic in topics)))


def ask_for_outlet(name: str) -> str:
    """Return the question for an outlet's newest articles."""
    return f"latest from {name}"


def ask_for_topic(name: str) -> str:
    """Return the question for a topic's newest articles."""
    return f"latest on the topic {name}"


def _is_near(candidate: Candidate) -> bool:
    return candidate.coverage >= _NEAR_COVERAGE or len(candidate.stems) >= _NEAR_STEMS


def _iterate_suggestions(question: Question, near: Sequence[Candidate], desk: Desk) -> Iterator[str]:
    archive = desk.archive
    if subject := _find_known_words(question, near):
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


def _find_known_words(question: Question, near: Sequence[Candidate]) -> str:
    """Return the words of a question that its best matching near article has, in their order; empty if there are none.

    A misspelled or foreign word is replaced by the word that it was taken for.
    """
    if not near:
        return ""
    best = max(near, key=lambda candidate: candidate.coverage)
    stems = {part for stem in best.stems for part in stem.split("_")}
    words = [word for word in split_words(question.subject) if stem_surface(word) in stems]
    return " ".join(dict.fromkeys(words or find_matched_words(best)))

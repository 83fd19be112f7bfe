"""Suggestions: questions that the archive can answer, as a reader would type them."""

from collections.abc import Sequence

from bot.answers.desk.desk import Desk
from bot.answers.query.question import Question
from bot.answers.retrieval.search import Candidate

MAX_SUGGESTIONS = 3


def suggest_questions(question: Question, candidates: Sequence[Candidate], desk: Desk) -> tuple[str, ...]:
    """Suggest at most three questions, the nearest first. They are in English, as questions have to be."""
    archive = desk.archive
    suggestions = [f"latest from {name}" for outlet in question.outlets for name in outlet.nearest]
    suggestions += [f"latest on the topic {name}" for topic in question.topics for name in topic.nearest]
    suggestions += [f"latest from {archive.outlets[candidate.article.outlet].name}" for candidate in candidates[:2]]
    suggestions += [f"latest on the topic {topic.name}" for topic in list(archive.topics.values())[:2]]
    suggestions.append("latest news")
    return tuple(dict.fromkeys(suggestions))[:MAX_SUGGESTIONS]

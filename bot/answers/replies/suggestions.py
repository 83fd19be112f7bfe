"""What would work instead: questions that the archive answers, in the words that a reader would type."""

from collections.abc import Sequence

from bot.answers.desk.desk import Desk
from bot.answers.query.question import Question
from bot.answers.retrieval.search import Candidate

MOST_OFFERS = 3


def suggest_questions(question: Question, candidates: Sequence[Candidate], desk: Desk) -> tuple[str, ...]:
    """At most three questions, the nearest first. They are in English, as the questions that are understood are."""
    archive = desk.archive
    made = [f"latest from {name}" for one in question.outlets for name in one.nearest]
    made += [f"latest on the topic {name}" for one in question.topics for name in one.nearest]
    made += [f"latest from {archive.outlets[one.article.outlet].name}" for one in candidates[:2]]
    made += [f"latest on the topic {topic.name}" for topic in list(archive.topics.values())[:2]]
    made.append("latest news")
    return tuple(dict.fromkeys(made))[:MOST_OFFERS]

"""Questions with their assessed sentences, to which the weights of evidence are fitted."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import mul

from msgspec.structs import astuple, replace

from bench.archives import NOW
from bench.evaluation.reader_questions import ReaderQuestion
from bench.evaluation.reader_scoring import is_right_article, say_it
from bot.answers.answer import Quote
from bot.answers.conversation.interpret import interpret
from bot.answers.desk.desk import Desk
from bot.answers.evidence.assessment import Assessment, Assessor, FullAssessment
from bot.answers.evidence.diversity import select_quotes
from bot.answers.evidence.matching import TermMatcher
from bot.answers.evidence.reading import read_passages
from bot.answers.evidence.requirements import Requirements, read_requirements
from bot.answers.evidence.scoring import ScoredPassage, score_passages
from bot.answers.retrieval.search import SearchResult, search


@dataclass(frozen=True)
class Case:
    """A short question and its scored sentences, best first. `question`: None for an everyday question.

    `full`: the full assessment of each sentence. `marks`: whether each answers alone. `archive`: the name of the
    archive.
    """

    archive: str
    text: str
    question: ReaderQuestion | None
    result: SearchResult
    requirements: Requirements
    scored: Sequence[ScoredPassage]
    full: Sequence[FullAssessment]
    marks: Sequence[bool]
    desk: Desk

    @property
    def is_answerable(self) -> bool:
        """Whether the archive answers the question."""
        return self.question is not None and self.question.is_answerable

    def quote(self) -> tuple[Quote, ...]:
        """Return the quotes, whatever the verdict."""
        selected = select_quotes(self.scored, self.result.plan, self.requirements, self.desk)
        return tuple(Quote(each.passage.text, each.passage.article, each.passage.place) for each in selected)

    def is_right(self, quotes: Sequence[Quote]) -> bool:
        """Tell whether quotes answer the question."""
        return self.question is not None and self.question.is_answerable and say_it(quotes, self.question)

    def score_again(self, weights: Assessment) -> "Case":
        """Return the case with its sentences scored and ordered by other weights."""
        scores = [sum(map(mul, astuple(weights), astuple(each.assessment))) for each in self.scored]
        order = sorted(range(len(scores)), key=lambda place: -scores[place])
        return Case(
            self.archive,
            self.text,
            self.question,
            self.result,
            self.requirements,
            [replace(self.scored[place], score=scores[place]) for place in order],
            [self.full[place] for place in order],
            [self.marks[place] for place in order],
            self.desk,
        )


def read_cases(questions: Iterable[ReaderQuestion], desk: Desk, archive: str) -> Iterator[Case]:
    """Read the sentences for readers' questions. Long questions, small talk and lists have none."""
    for question in questions:
        if case := _read_case(question.question, desk, archive, question):
            yield case


def read_everyday_cases(texts: Iterable[str], desk: Desk, archive: str) -> Iterator[Case]:
    """Read the sentences for questions that the archive cannot answer."""
    for text in texts:
        if case := _read_case(text, desk, archive, None):
            yield case


def _read_case(text: str, desk: Desk, archive: str, question: ReaderQuestion | None) -> Case | None:
    request = interpret(text, None, desk.names, now=NOW)
    if request.action != "ask":
        return None
    result = search(request.question, desk)
    plan = result.plan
    matcher = TermMatcher(plan.terms, desk)
    requirements = read_requirements(plan, desk)
    passages = read_passages(result, requirements, matcher, desk)
    if not plan.terms or plan.is_long or not passages:
        return None
    assessor = Assessor(plan, requirements, matcher, desk)
    scored = score_passages(passages, assessor.assess(passages))
    full = [assessor.complete(each.matched, each.assessment) for each in scored]
    marks = [question is not None and _answers_alone(each, question) for each in scored]
    return Case(archive, text, question, result, requirements, scored, full, marks, desk)


def _answers_alone(scored: ScoredPassage, question: ReaderQuestion) -> bool:
    return (
        question.is_answerable
        and is_right_article(scored.passage.article.url or "", question)
        and all(re.search(pattern, scored.passage.text) for pattern in question.say)
    )

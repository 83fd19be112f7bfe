"""Choose the sentences to quote: the best ones, each of which says something different."""

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from bot.answers.answer import is_cut
from bot.answers.desk.desk import Desk
from bot.answers.evidence.requirements import Requirements
from bot.answers.evidence.scoring import ScoredPassage
from bot.answers.retrieval.plan import QueryPlan
from bot.coverage.article import Article
from bot.coverage.dates import get_publication_timestamp

MAX_QUOTES = 4
MAX_BRIEF_QUOTES = 5

_SAME_SENTENCE = 84
"""The rapidfuzz `token_set_ratio` from which two sentences say the same, so that only the first is quoted."""

_QUOTED_WITHIN = 3.0
"""How far below the best sentence's score another one may be to be quoted, too."""

_MIN_BEGINNING = 25
"""Characters that a cut sentence and its complete copy share at least."""

_BRIEF_COVERAGE = 0.8
"""The share of the best sentence's coverage that a sentence of a brief needs: it has to be on the same subject."""


def select_quotes(
    scored: Sequence[ScoredPassage], plan: QueryPlan, requirements: Requirements, desk: Desk
) -> tuple[ScoredPassage, ...]:
    """Select the sentences to quote: a brief for a question for anything on a subject, else the best few.

    `scored`: best first.
    """
    if plan.question.kind == "open" and requirements.asks_for_subject:
        selected = select_brief(scored, desk)
    else:
        selected = select_diverse(scored, once_an_article=plan.is_long)
    return complete_cut_quotes(selected, scored)


def select_diverse(
    scored: Sequence[ScoredPassage], limit: int = MAX_QUOTES, *, once_an_article: bool = False
) -> tuple[ScoredPassage, ...]:
    """Select the best few sentences: close to the best in score, each saying something new.

    `scored`: best first. `limit`: of sentences; the headline of an article stands above its sentence anyway.
    `once_an_article`: select one sentence of an article at most.
    """
    selected: list[ScoredPassage] = []
    texts: list[str] = []
    sentences: dict[str, int] = {}
    """How many sentences of each article are selected; 0 if only its headline is."""
    places = 0
    for passage in scored:
        if passage.score < scored[0].score - _QUOTED_WITHIN:
            break
        article, text, is_sentence = passage.passage.article.id, passage.passage.text, passage.passage.place != "title"
        # A sentence takes the place of its headline.
        needed = is_sentence and sentences[article] > 0 if article in sentences else 1
        is_quoted = once_an_article and article in sentences
        if not is_quoted and places + needed <= limit and not repeats(text, texts):
            selected.append(passage)
            texts.append(text)
            sentences[article] = sentences.get(article, 0) + is_sentence
            places += needed
    return tuple(selected)


def select_brief(
    scored: Sequence[ScoredPassage], desk: Desk, limit: int = MAX_BRIEF_QUOTES
) -> tuple[ScoredPassage, ...]:
    """Select the best sentence of each story: the best story first, the others in the order of their dates.

    It answers a question for anything on a subject. `scored`: best first.
    """
    lowest = _BRIEF_COVERAGE * max((passage.assessment.coverage for passage in scored), default=0.0)
    selected: list[ScoredPassage] = []
    texts: list[str] = []
    stories: set[str] = set()
    for passage in scored:
        if len(selected) == limit:
            break
        if passage.assessment.coverage < lowest:
            continue
        story = _find_story(passage.passage.article, desk)
        if story not in stories and not repeats(passage.passage.text, texts):
            stories.add(story)
            texts.append(passage.passage.text)
            selected.append(passage)
    by_date = sorted(selected[1:], key=lambda scored: get_publication_timestamp(scored.passage.article))
    return (*selected[:1], *by_date)


def complete_cut_quotes(quotes: Sequence[ScoredPassage], scored: Sequence[ScoredPassage]) -> tuple[ScoredPassage, ...]:
    """Replace quotes that an outlet cut off by a complete copy of the sentence, if another article has one."""
    return tuple(_find_complete(quote, scored) for quote in quotes)


def _find_complete(quote: ScoredPassage, scored: Sequence[ScoredPassage]) -> ScoredPassage:
    if quote.passage.place == "title" or not is_cut(quote.passage.text):
        return quote
    # The last word may be cut, too.
    beginning, _, _ = quote.passage.text.rstrip(" .\u2026").casefold().rpartition(" ")
    if len(beginning) < _MIN_BEGINNING:
        return quote
    for other in scored:
        text = other.passage.text
        if text.casefold().startswith(beginning) and not is_cut(text):
            return other
    return quote


def repeats(text: str, others: Iterable[str]) -> bool:
    """Tell whether a text says the same as one of the others."""
    folded = [other.casefold() for other in others]
    closest = process.extractOne(text.casefold(), folded, scorer=fuzz.token_set_ratio, score_cutoff=_SAME_SENTENCE)
    return closest is not None


def _find_story(article: Article, desk: Desk) -> str:
    story = desk.stories.story_of(article.id)
    return story.id if story else article.id

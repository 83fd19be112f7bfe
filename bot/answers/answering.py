"""From a question to an answer with evidence: understand, search, weigh, say how sure.

Nothing here writes a sentence about the news: what is said of it is a `Quote`; the rest are `Remark`s that count,
date and name what the archive holds.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from time import perf_counter

from msgspec.structs import replace

from bot.answers.answer import Answer, Hit, Quote, Remark
from bot.answers.desk import Candidate, Desk, Search, Strength, search
from bot.answers.evidence import MOST_QUOTES, Evidence, Finding, find, matching
from bot.answers.passages import Passage, has_shape, passages
from bot.answers.question import Named, Question, understand
from bot.answers.offers import offers
from bot.coverage.article import Article

MOST_HITS = 10
_MOST_NAMED = 8
"""Outlets that one sentence names; the others are counted."""

_LISTS = ("latest", "oldest", "list", "outlets")

_OF_ARTICLES = re.compile(
    r"\bhow (?:many|much)\s+(?:\w+\s+){0,3}?"
    r"(?:articles?|stor(?:y|ies)|pieces?|reports?|items?|coverage|records?|headlines?)\b",
    re.IGNORECASE,
)


def answer(text: str, desk: Desk, *, now: datetime) -> Answer:
    """Answer a question from an archive. Never raises, whatever was typed; `now` (aware) anchors "last week".

    Blocking, some milliseconds; thread-safe, since a desk does not change.
    """
    start = perf_counter()
    question = understand(text, desk.names, now=now)
    made = _answer(question, desk)
    return replace(made, question=text, took_ms=round((perf_counter() - start) * 1000, 2))


def _answer(question: Question, desk: Desk) -> Answer:
    if not desk.archive.articles:
        return _nothing(question, desk, Remark("answer-empty-archive"))
    if (pasted := _pasted(question, desk)) is not None:
        return pasted
    if absent := [one for one in (*question.outlets, *question.topics) if one.explicit and not one.keys]:
        return _absent(question, desk, absent)
    found = search(question, desk)
    if not found.terms and question.kind in _LISTS and not _limited(question):
        found = _everything(desk)
    if not found.terms and not found.candidates and not _limited(question):
        return _nothing(question, desk, Remark("answer-no-words"))
    if not found.candidates and _limited(question):
        return _out_of_limits(question, desk)
    finding = find(question, found, desk)
    special = _by_kind(question, found, finding, desk)
    if special is not None:
        return special
    remarks = [*_understood(question, found, desk), *_to_know(question, found, finding, desk)]
    if finding.verdict == "nothing":
        remarks += _elsewhere(question, desk)
        return replace(
            _nothing(question, desk, Remark("answer-nothing"), remarks),
            confidence=finding.confidence,
            hits=hits(found.candidates, desk),
        )
    return Answer(
        question=question.text,
        verdict=finding.verdict,
        confidence=finding.confidence,
        lead=Remark("answer-found" if finding.verdict == "found" else "answer-weak"),
        quotes=tuple(_quote(one.passage, desk) for one in finding.quotes),
        hits=hits(found.candidates, desk),
        remarks=tuple(remarks),
        suggestions=() if finding.verdict == "found" else offers(question, found.candidates, desk),
        as_of=desk.archive.newest,
        took_ms=0.0,
    )


def _everything(desk: Desk) -> Search:
    """What "latest news" asks for: all that there is, newest first."""
    everything = tuple(Candidate(article, 1.0, 0.0, 1.0, 0.0, 0.0, ()) for article in desk.archive.articles)
    return Search(everything, (), (), Strength(score=1.0, coverage=1.0, best_coverage=1.0, unknown=0.0), 1.0)


def hits(candidates: Iterable[Candidate], desk: Desk, most: int = MOST_HITS) -> tuple[Hit, ...]:
    """The nearest articles, best first, with their copies folded into the first of each group."""
    made: list[Hit] = []
    shown: set[str] = set()
    for candidate in candidates:
        if candidate.article.id in shown:
            continue
        also = desk.archive.copies(candidate.article)
        shown.update((candidate.article.id, *(copy.id for copy in also)))
        made.append(Hit(candidate.article, round(min(1.0, candidate.score), 4), desk.matched(candidate), also))
        if len(made) == most:
            break
    return tuple(made)


def _by_kind(question: Question, found: Search, finding: Finding, desk: Desk) -> Answer | None:
    """Answers that count or order what is on the subject, rather than quote what answers it best."""
    counted = question.kind == "how_many" and _OF_ARTICLES.search(question.text) is not None
    if question.kind not in _LISTS and not counted and found.terms:
        return None
    if found.terms and finding.verdict == "nothing":
        return None
    on_subject = matching(found)
    if not on_subject:
        return None
    if question.kind in ("latest", "oldest"):
        on_subject = _by_date(on_subject, newest=question.kind == "latest")
    count = len(on_subject)
    if counted:
        lead = Remark("answer-count", {"count": _counted(question, found, desk, count)})
    elif question.kind == "outlets":
        lead = _outlets(on_subject, desk)
    elif question.kind in ("latest", "oldest"):
        lead = Remark(f"answer-{question.kind}", {"count": count})
    else:
        lead = Remark("answer-list", {"count": count})
    verdict = "found" if not found.terms or finding.verdict == "found" else "weak"
    quoted = [one for one in on_subject if one.article.url is not None and one.article.title][:MOST_QUOTES]
    return Answer(
        question=question.text,
        verdict=verdict,
        confidence=finding.confidence if found.terms else 1.0,
        lead=lead,
        quotes=_headlines(quoted, desk),
        hits=hits((*on_subject, *(one for one in found.candidates if one not in on_subject)), desk),
        remarks=(*_understood(question, found, desk), *_to_know(question, found, finding, desk)),
        suggestions=() if verdict == "found" else offers(question, found.candidates, desk),
        as_of=desk.archive.newest,
        took_ms=0.0,
    )


def _by_date(candidates: Sequence[Candidate], *, newest: bool) -> tuple[Candidate, ...]:
    dated = [one for one in candidates if one.article.published]
    dated.sort(key=lambda one: _at(one.article), reverse=newest)
    return (*dated, *(one for one in candidates if not one.article.published))


def _counted(question: Question, found: Search, desk: Desk, count: int) -> int:
    """How many articles: all that pass the limits where there are only limits, else those found on the subject."""
    if found.terms:
        return count
    outlets = [key for one in question.outlets if one.explicit for key in one.keys]
    if outlets and not question.topics and not question.dates_explicit:
        return sum(len(desk.archive.of_outlet(key)) for key in dict.fromkeys(outlets))
    return count


def _outlets(candidates: Sequence[Candidate], desk: Desk) -> Remark:
    articles = [one for candidate in candidates for one in (candidate.article, *desk.archive.copies(candidate.article))]
    names = list(dict.fromkeys(desk.archive.outlets[article.outlet].name for article in articles))
    if len(names) <= _MOST_NAMED:
        return Remark("answer-outlets", {"count": len(names), "names": ", ".join(names)})
    shown = ", ".join(names[:_MOST_NAMED])
    return Remark("answer-outlets-more", {"count": len(names), "names": shown, "more": len(names) - _MOST_NAMED})


def _headlines(candidates: Iterable[Candidate], desk: Desk) -> tuple[Quote, ...]:
    quotes: dict[str, Quote] = {}
    for one in candidates:
        quotes.setdefault(one.article.title.casefold(), _quote(Passage(one.article.title, "title", one.article), desk))
    return tuple(quotes.values())


def _quote(passage: Passage, desk: Desk) -> Quote:
    return Quote(passage.text, passage.article, passage.place, desk.archive.copies(passage.article))


def _pasted(question: Question, desk: Desk) -> Answer | None:
    """A question that is an article's address is answered with that article."""
    articles = [article for url in question.urls if (article := desk.archive.by_url(url)) is not None]
    if not articles or question.subject.strip():
        return None
    quotable = [passage for article in articles if article.url is not None for passage in passages(article)]
    return Answer(
        question=question.text,
        verdict="found",
        confidence=1.0,
        lead=Remark("answer-address"),
        quotes=tuple(_quote(passage, desk) for passage in quotable[:MOST_QUOTES]),
        hits=tuple(Hit(article, 1.0, (), desk.archive.copies(article)) for article in dict.fromkeys(articles)),
        remarks=(),
        suggestions=(),
        as_of=desk.archive.newest,
        took_ms=0.0,
    )


def _absent(question: Question, desk: Desk, absent: Sequence[Named]) -> Answer:
    """An outlet or topic was asked for that the archive has not: that is the answer; the nearest is listed."""
    remarks: list[Remark] = []
    for one in absent:
        kind = "outlet" if one in question.outlets else "topic"
        if one.nearest:
            remarks.append(Remark(f"answer-{kind}-absent", {"said": one.said, "nearest": ", ".join(one.nearest)}))
        else:
            remarks.append(Remark(f"answer-{kind}-absent-alone", {"said": one.said}))
    found = search(question, desk)
    made = _nothing(question, desk, remarks[0], remarks[1:])
    return replace(made, hits=hits(found.candidates, desk))


def _out_of_limits(question: Question, desk: Desk) -> Answer:
    """Nothing passes the limits that the reader set: which of them it was, and what is nearest without the dates."""
    remarks = list(_understood(question, None, desk))
    archive = desk.archive
    if (
        question.dates
        and archive.oldest
        and archive.newest
        and not archive.between(question.dates.first, question.dates.last)
    ):
        remarks.append(Remark("answer-range-empty", {"oldest": archive.oldest.iso(), "newest": archive.newest.iso()}))
    elif question.dates:
        remarks.append(Remark("answer-range-none"))
    elif question.outlets:
        remarks.append(Remark("answer-outlet-none", {"outlets": _names(question.outlets, desk)}))
    wider = search(replace(question, dates=None, dates_explicit=False), desk)
    if not wider.candidates:
        wider = search(replace(question, dates=None, dates_explicit=False, outlets=(), topics=()), desk)
    made = _nothing(question, desk, Remark("answer-nothing"), remarks)
    newest = tuple(Candidate(article, 0.0, 0.0, 0.0, 0.0, 0.0, ()) for article in archive.articles[:MOST_HITS])
    return replace(made, hits=hits(wider.candidates or newest, desk))


def _nothing(question: Question, desk: Desk, lead: Remark, remarks: Sequence[Remark] = ()) -> Answer:
    return Answer(
        question=question.text,
        verdict="nothing",
        confidence=0.0,
        lead=lead,
        quotes=(),
        hits=(),
        remarks=tuple(remarks),
        suggestions=offers(question, (), desk),
        as_of=desk.archive.newest,
        took_ms=0.0,
    )


def _limited(question: Question) -> bool:
    named = (*question.outlets, *question.topics)
    return question.dates_explicit or bool(question.not_outlets) or any(one.explicit and one.keys for one in named)


def _understood(question: Question, found: Search | None, desk: Desk) -> Iterable[Remark]:
    """How the question was read: corrected words, dates, outlets, topics."""
    for correction in found.corrections if found else ():
        yield Remark("answer-spelled", {"typed": correction.said, "meant": correction.meant})
    if question.dates and question.dates_explicit:
        yield _range(question)
    if outlets := _names([one for one in question.outlets if one.explicit], desk):
        yield Remark("answer-from", {"outlets": outlets})
    if outlets := _names(question.not_outlets, desk):
        yield Remark("answer-not-from", {"outlets": outlets})
    topics = [desk.archive.topics[key].name for one in question.topics if one.explicit for key in one.keys]
    if topics:
        yield Remark("answer-topic", {"topics": ", ".join(topics)})


def _range(question: Question) -> Remark:
    first, last = (question.dates.first, question.dates.last) if question.dates else (None, None)
    if first and last and first == last:
        return Remark("answer-range-day", {"first": first.isoformat()})
    if first and last:
        return Remark("answer-range", {"first": first.isoformat(), "last": last.isoformat()})
    if first:
        return Remark("answer-range-since", {"first": first.isoformat()})
    return Remark("answer-range-until", {"last": last.isoformat() if last else ""})


def _names(named: Iterable[Named], desk: Desk) -> str:
    names = [desk.archive.outlets[key].name for one in named for key in one.keys if key in desk.archive.outlets]
    return ", ".join(dict.fromkeys(names))


def _to_know(question: Question, found: Search, finding: Finding, desk: Desk) -> Iterable[Remark]:
    """What a reader should know beside the quotes: what is missing; that a date is the report's, not the event's."""
    if finding.verdict == "weak":
        unknown = [term.word for term in found.terms if not term.stems]
        if words := list(dict.fromkeys((*finding.missing, *unknown))):
            yield Remark("answer-missing", {"words": ", ".join(words[:_MOST_NAMED])})
    if question.kind == "when" and finding.quotes and not _dated(finding.quotes):
        first = _earliest([one.passage.article for one in finding.quotes])
        if first is not None and first.published is not None:
            outlet = desk.archive.outlets[first.outlet].name
            yield Remark("answer-reported-on", {"date": first.published.iso(), "outlet": outlet})


def _dated(quotes: Sequence[Evidence]) -> bool:
    """Whether a quoted sentence dates the event: one that says about as much of the question as the best does."""
    return any(has_shape(one.passage, "when", frozenset()) and one.said >= 0.8 * quotes[0].said for one in quotes)


def _earliest(articles: Iterable[Article]) -> Article | None:
    dated = [article for article in articles if article.published is not None]
    return min(dated, key=_at, default=None)


def _at(article: Article) -> float:
    return article.published.at.timestamp() if article.published else 0.0


def _elsewhere(question: Question, desk: Desk) -> Iterable[Remark]:
    """Whether the limits hid an answer."""
    if not question.dates_explicit:
        return
    wider = replace(question, dates=None, dates_explicit=False)
    if find(wider, search(wider, desk), desk).verdict == "found":
        yield Remark("answer-other-dates")

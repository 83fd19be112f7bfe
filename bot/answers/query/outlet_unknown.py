"""Outlets that a reader asks for and the archive has under another spelling, or not at all.

"From Thorn" and "from the police" name no outlet: it takes a good reason. A known outlet, an address, a name made of
an outlet's words (Gazette, Herald), or "articles from" and "the newspaper" before a name that the archive never uses.
"""

from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.wordlists import EVERYDAY_STEMS, STOPWORDS
from bot.answers.entities.forms import is_domain, squash
from bot.answers.entities.names import Names
from bot.answers.query.outlet_cues import LOOK, Cue, cue_after
from bot.answers.query.tokens import QuestionTokens

_LONGEST_NAME = 5
_SURE_WORDS = frozenset({"times", "gazette", "herald", "tribune", "chronicle", "journal", "telegraph", "inquirer"})
_SURE = frozenset({"articles", "outlet"})
_PAPERS = frozenset({"outlet", "newspaper", "paper", "magazine", "broadcaster", "publication", "called", "named"})
# A known outlet's name may be a slip away, from six characters on.
_LEAST_TO_MISSPELL = 6


class UnknownOutlet(NamedTuple):
    """The name ends before token `end`; `keys` where it is a slip of an outlet's that is there."""

    end: int
    keys: tuple[str, ...]


def find_unknown_outlet(question: QuestionTokens, body: int, ahead: Cue, names: Names) -> UnknownOutlet | None:
    """The outlet that is named from token `body` on (`the` left out), if there is good reason to think so."""
    ends = range(min(body + _LONGEST_NAME, len(question.tokens)), body, -1)
    for end in ends:
        if _is_asked(question, body, end, ahead) and _is_known(question, body, end, ahead, names):
            return UnknownOutlet(end, ())
    for end in ends:
        if not _is_asked(question, body, end, ahead) or not _is_unheard(question, body, end, names):
            continue
        said = question.join(body, end)
        if names.outlet_keys(said):
            continue  # spelt right, and judged to be a word here
        if keys := names.outlet_keys_misspelt(said):
            return UnknownOutlet(end, keys)
        if _is_slip_of_known(said, names):
            return UnknownOutlet(end, ())
    return next((UnknownOutlet(end, ()) for end in ends if _looks_like(question, body, end, ahead, names)), None)


def _is_asked(question: QuestionTokens, first: int, end: int, ahead: Cue) -> bool:
    """Whether a cue stands beside these words."""
    behind = cue_after(question.words[end : end + LOOK])
    if end - first == 1 and is_domain(question.tokens[first].typed):
        return True
    if ahead.kind in _SURE or ahead.kind in {"told", "from", "denied"}:
        return True
    if ahead.kind == "ask":
        return behind.kind in {"verb", "noun"}
    if first == 0 or (first == 1 and question.words[0] == "the"):
        return behind.kind in {"noun", "about"}
    return behind.kind == "noun" and question.is_possessive(end - 1)


def _is_known(question: QuestionTokens, first: int, end: int, ahead: Cue, names: Names) -> bool:
    form = "".join(question.words[first:end])
    if end - first == 1 and is_domain(question.tokens[first].typed):
        cued = ahead.kind in _SURE or ahead.kind == "told"
        return squash(form) in names.known_outlets.by_form or (cued and question.words[first - 1] != "on")
    if form not in names.known_outlets.by_form:
        return False
    if form not in names.known_outlets.ordinary:
        return True
    return (
        question.is_proper_name(first, end) if question.cased else ahead.kind in _SURE or ahead.kind in {"told", "ask"}
    )


def _is_unheard(question: QuestionTokens, first: int, end: int, names: Names) -> bool:
    """Whether one of these words is none that the archive's titles use, nor any plain word."""
    return any(
        word not in names.title_usage.words
        and word not in STOPWORDS
        and stem(word) not in EVERYDAY_STEMS
        and not word.isdigit()
        for word in question.words[first:end]
    )


def _is_slip_of_known(said: str, names: Names) -> bool:
    form = squash(said)
    if len(form) < _LEAST_TO_MISSPELL:
        return False
    slips = 1 if len(form) < 2 * _LEAST_TO_MISSPELL else 2
    return (
        process.extractOne(form, names.known_outlets.by_form.keys(), scorer=OSA.distance, score_cutoff=slips)
        is not None
    )


def _looks_like(question: QuestionTokens, first: int, end: int, ahead: Cue, names: Names) -> bool:
    words = question.words[first:end]
    if not _is_asked(question, first, end, ahead) or words[0] in STOPWORDS:
        return False
    if question.title_cased or (question.cased and not question.is_proper_name(first, end)):
        return False
    outlet_words = names.known_outlets.outlet_words if question.cased else _SURE_WORDS
    if len(words) > 1 and (words[-1] in outlet_words or words[0] == "daily"):
        return True
    # "Articles from Hackaday": a name that is no word of the archive's.
    last = question.words[first - 1] if first else ""
    named = (ahead.kind == "outlet" and last in _PAPERS) or (ahead.kind == "articles" and last == "from")
    whole = end == len(question.tokens) or not question.is_proper_name(end, end + 1)
    return question.cased and named and whole and _is_unheard(question, first, end, names)

"""Find outlets that a reader asks for and that the archive has under another spelling, or not at all.

"From Thorn" and "from the police" name no outlet, so this takes a good reason: a widely known outlet, an address, a
name with a typical word (Gazette, Herald), or "articles from" or "the newspaper" before a name that never stands in the
archive's titles.
"""

from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.wordlists import EVERYDAY_STEMS, STOPWORDS
from bot.answers.entities.forms import is_domain, squash
from bot.answers.entities.names import Names
from bot.answers.query.outlet_cues import Cue, CueFinder
from bot.answers.query.tokens import QuestionTokens

_MAX_NAME_WORDS = 5
# In a text without capitals, only these words make a name look like an outlet's.
_OUTLET_WORDS = frozenset({"times", "gazette", "herald", "tribune", "chronicle", "journal", "telegraph", "inquirer"})
_SURE_CUES = frozenset({"pieces", "outlet"})
_INTRODUCTIONS = frozenset({
    "outlet", "newspaper", "paper", "magazine", "broadcaster", "publication", "called", "named",
})  # fmt: skip
# From this many characters on, the name of a known outlet may have one misspelt letter; from twice as many, two.
_MIN_MISSPELT_LENGTH = 6


class UnknownOutlet(NamedTuple):
    """The name ends before token `end`. `keys` are the outlets of the archive whose name it misspells, if any."""

    end: int
    keys: tuple[str, ...]


def find_unknown_outlet(
    question: QuestionTokens, cues: CueFinder, body: int, before: Cue, names: Names
) -> UnknownOutlet | None:
    """Return the outlet whose name begins at token `body` (after a `the`), if there is good reason to think so.

    `before`: the cue before the name.
    """
    ends = range(min(body + _MAX_NAME_WORDS, len(question.tokens)), body, -1)
    for end in ends:
        if _is_cued(question, cues, body, end, before) and _is_known(question, body, end, before, names):
            return UnknownOutlet(end, names.find_outlet_keys_by_form("".join(question.words[body:end])))
    for end in ends:
        if not _is_cued(question, cues, body, end, before) or not _has_unusual_word(question, body, end, names):
            continue
        typed = question.join(body, end)
        if names.find_outlet_keys(typed):
            continue  # the spelling is right, and the words were found to be no name here
        if keys := names.find_misspelt_outlet_keys(typed):
            return UnknownOutlet(end, keys)
        if _misspells_known(typed, names):
            return UnknownOutlet(end, ())
    return next(
        (UnknownOutlet(end, ()) for end in ends if _looks_like_outlet(question, cues, body, end, before, names)), None
    )


def _is_cued(question: QuestionTokens, cues: CueFinder, first: int, end: int, before: Cue) -> bool:
    """Tell whether there is a cue beside these words."""
    after = cues.after(end)
    if end - first == 1 and is_domain(question.tokens[first].typed):
        return True
    if before.kind in _SURE_CUES or before.kind in {"attribution", "from", "excluded"}:
        return True
    if before.kind == "question":
        return after.kind in {"verb", "noun"}
    if first == 0 or (first == 1 and question.words[0] == "the"):
        return after.kind in {"noun", "about"}
    return after.kind == "noun" and question.is_possessive(end - 1)


def _is_known(question: QuestionTokens, first: int, end: int, before: Cue, names: Names) -> bool:
    """Tell whether these words name a widely known outlet, or are an address that is cited as one."""
    form = "".join(question.words[first:end])
    if end - first == 1 and is_domain(question.tokens[first].typed):
        cited = before.kind in _SURE_CUES or before.kind == "attribution"
        return squash(form) in names.known_outlets.by_form or (cited and question.words[first - 1] != "on")
    if form not in names.known_outlets.by_form:
        return False
    if form not in names.known_outlets.ordinary:
        return True
    if question.cased:
        return question.is_proper_name(first, end)
    return before.kind in _SURE_CUES or before.kind in {"attribution", "question"}


def _has_unusual_word(question: QuestionTokens, first: int, end: int, names: Names) -> bool:
    """Tell whether any of these words is neither used in the archive's titles nor a plain word."""
    return any(
        word not in names.title_usage.words
        and word not in STOPWORDS
        and stem(word) not in EVERYDAY_STEMS
        and not word.isdigit()
        for word in question.words[first:end]
    )


def _misspells_known(typed: str, names: Names) -> bool:
    form = squash(typed)
    if len(form) < _MIN_MISSPELT_LENGTH:
        return False
    edits = 1 if len(form) < 2 * _MIN_MISSPELT_LENGTH else 2
    known_forms = names.known_outlets.by_form.keys()
    return process.extractOne(form, known_forms, scorer=OSA.distance, score_cutoff=edits) is not None


def _looks_like_outlet(
    question: QuestionTokens, cues: CueFinder, first: int, end: int, before: Cue, names: Names
) -> bool:
    words = question.words[first:end]
    if not _is_cued(question, cues, first, end, before) or words[0] in STOPWORDS:
        return False
    if question.title_cased or (question.cased and not question.is_proper_name(first, end)):
        return False
    outlet_words = names.known_outlets.outlet_words if question.cased else _OUTLET_WORDS
    if len(words) > 1 and (words[-1] in outlet_words or words[0] == "daily"):
        return True
    # "Articles from Hackaday": a name whose words the archive's titles never use.
    last = question.words[first - 1] if first else ""
    introduced = (before.kind == "outlet" and last in _INTRODUCTIONS) or (before.kind == "pieces" and last == "from")
    complete = end == len(question.tokens) or not question.is_proper_name(end, end + 1)
    return question.cased and introduced and complete and _has_unusual_word(question, first, end, names)

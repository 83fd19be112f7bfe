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
from bot.answers.entities.forms import squash
from bot.answers.entities.names import Names
from bot.answers.query.outlet_spans import NameSpan, OutletQuestion

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
    """A name. `keys` are the outlets of the archive whose name it misspells, if any."""

    span: NameSpan
    keys: tuple[str, ...]


def find_unknown_outlet(question: OutletQuestion, first: int) -> UnknownOutlet | None:
    """Return the outlet whose name begins at this token, or after a `the` here, if there is good reason to think so."""
    cued = [span for span in question.list_spans(first, _MAX_NAME_WORDS) if _is_cued(span)]
    for span in cued:
        if _is_known(span):
            return UnknownOutlet(span, question.names.find_outlet_keys_by_form(span.form))
    for span in cued:
        if not _has_unusual_word(span) or question.names.find_outlet_keys(span.typed):
            continue  # if the spelling is right, the words were found to be no name here
        if keys := question.names.find_misspelt_outlet_keys(span.typed):
            return UnknownOutlet(span, keys)
        if _misspells_known(span.typed, question.names):
            return UnknownOutlet(span, ())
    return next((UnknownOutlet(span, ()) for span in cued if _looks_like_outlet(span)), None)


def _is_cued(span: NameSpan) -> bool:
    """Tell whether there is a cue beside these words."""
    if span.is_address or span.before.kind in _SURE_CUES or span.before.kind in {"attribution", "from", "excluded"}:
        return True
    if span.before.kind == "question":
        return span.after.kind in {"verb", "noun"}
    if span.first == 0:
        return span.after.kind in {"noun", "about"}
    return span.after.kind == "noun" and span.is_possessive


def _is_known(span: NameSpan) -> bool:
    """Tell whether these words name a widely known outlet, or are an address that is cited as one."""
    known = span.question.names.known_outlets
    if span.is_address:
        cited = span.before.kind in _SURE_CUES or span.before.kind == "attribution"
        return squash(span.form) in known.by_form or (cited and span.question.tokens.words[span.body - 1] != "on")
    if not span.is_widely_known:
        return False
    if span.form not in known.ordinary:
        return True
    if span.is_cased:
        return span.is_proper
    return span.before.kind in _SURE_CUES or span.before.kind in {"attribution", "question"}


def _has_unusual_word(span: NameSpan) -> bool:
    """Tell whether any of these words is neither used in the archive's titles nor a plain word."""
    return any(
        word not in span.question.names.title_usage.words
        and word not in STOPWORDS
        and stem(word) not in EVERYDAY_STEMS
        and not word.isdigit()
        for word in span.words
    )


def _misspells_known(typed: str, names: Names) -> bool:
    form = squash(typed)
    if len(form) < _MIN_MISSPELT_LENGTH:
        return False
    edits = 1 if len(form) < 2 * _MIN_MISSPELT_LENGTH else 2
    known_forms = names.known_outlets.by_form.keys()
    return process.extractOne(form, known_forms, scorer=OSA.distance, score_cutoff=edits) is not None


def _looks_like_outlet(span: NameSpan) -> bool:
    words, tokens, known = span.words, span.question.tokens, span.question.names.known_outlets
    if words[0] in STOPWORDS or tokens.title_cased or (span.is_cased and not span.is_proper):
        return False
    if len(words) > 1 and (
        words[-1] in (known.outlet_words if span.is_cased else _OUTLET_WORDS) or words[0] == "daily"
    ):
        return True
    # "Articles from Hackaday": a name whose words the archive's titles never use.
    last = tokens.words[span.body - 1] if span.body else ""
    kind = span.before.kind
    introduced = (kind == "outlet" and last in _INTRODUCTIONS) or (kind == "pieces" and last == "from")
    complete = span.is_last or not tokens.is_proper_name(span.end, span.end + 1)
    return span.is_cased and introduced and complete and _has_unusual_word(span)

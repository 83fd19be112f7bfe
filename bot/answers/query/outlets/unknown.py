"""Find outlets that a reader asks for and that the archive has under another spelling, or not at all.

"From Thorn" and "from the police" name no outlet, so this takes a good reason: a widely known outlet, an address, a
name with a typical word (Gazette, Herald), or "articles from" or "the newspaper" before a name that never stands in the
archive's titles.
"""

from typing import NamedTuple

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.wordlists import EVERYDAY_STEMS, STOPWORDS
from bot.answers.query.outlets.spans import NameSpan, OutletQuestion, build_span

_MAX_NAME_WORDS = 5
# In a text without capitals, only these words make a name look like an outlet's.
_OUTLET_WORDS = frozenset({"times", "gazette", "herald", "tribune", "chronicle", "journal", "telegraph", "inquirer"})
_SURE_CUES = frozenset({"pieces", "outlet"})
_INTRODUCTIONS = frozenset({
    "outlet", "newspaper", "paper", "magazine", "broadcaster", "publication", "called", "named",
})  # fmt: skip


class UnknownOutlet(NamedTuple):
    """A name. `keys` are the outlets of the archive whose name it misspells, if any."""

    span: NameSpan
    keys: tuple[str, ...]


def find_unknown_outlet(question: OutletQuestion, first: int) -> UnknownOutlet | None:
    """Return the outlet whose name begins at this token, or after a `the` here, if there is good reason to think so."""
    names, cued = question.names, _list_cued(question, first)
    if not cued:
        return None
    if known := next(filter(_is_known, cued), None):
        return UnknownOutlet(known, names.outlet_forms.get(known.form, ()))
    likely = next(filter(_looks_like_outlet, cued), None)
    for span in filter(_has_unusual_word, cued):
        if names.find_outlet_keys(span.typed):
            continue  # if the spelling is right, the words were found to be no name here
        if keys := names.find_misspelt_outlet_keys(span.typed):
            return UnknownOutlet(span, keys)
        if names.known_outlets.is_misspelt(span.typed):
            return UnknownOutlet(span, ())
    return UnknownOutlet(likely, ()) if likely else None


def _list_cued(question: OutletQuestion, first: int) -> list[NameSpan]:
    """List the words from a token on that have a cue beside them, the longest first."""
    body = question.bodies[first]
    ends = range(min(body + _MAX_NAME_WORDS, len(question)), body, -1)
    before, after = question.cues.before(first).kind, question.cues.after
    if before in _SURE_CUES or before in {"attribution", "from", "excluded"}:
        return [build_span(question, first, body, end) for end in ends]
    if before == "question":
        cued = [end for end in ends if after(end).kind in {"verb", "noun"}]
    elif first == 0:
        cued = [end for end in ends if after(end).kind in {"noun", "about"}]
    elif question.possessive_ends:
        cued = [end for end in ends if end in question.possessive_ends and after(end).kind == "noun"]
    else:
        cued = []
    spans = [build_span(question, first, body, end) for end in cued]
    if question.tokens.tokens[body].is_address and body + 1 not in cued:
        spans.append(build_span(question, first, body, body + 1))
    return spans


def _is_known(span: NameSpan) -> bool:
    """Tell whether these words name a widely known outlet, or are an address that is cited as one."""
    known = span.question.names.known_outlets
    if span.is_address:
        cited = span.before.kind in _SURE_CUES or span.before.kind == "attribution"
        return span.squashed in known.by_form or (cited and span.question.tokens.words[span.body - 1] != "on")
    if not span.is_widely_known or (span.is_ordinary and span.has_odd_article):
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

"""Words of a question that are taken for an outlet, and how strongly.

Many outlets have names that are ordinary words (Time, The Verge), and many are themselves in the news (companies with
a newsroom). So a name alone is not enough: there must be a cue beside it ("from", "according to", "what did … say"), or
the name must be one that can't mean anything else.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.answers.query.outlets.cues import NO_CUE, Cue
from bot.answers.query.outlets.spans import QUOTES, NameSpan, OutletQuestion
from bot.answers.query.outlets.unknown import find_unknown_outlet

# A name in brackets or after a dash or comma at the end of a text tells where its news is from.
_SET_OFF = re.compile(r"(?:[(\[]|\s[-\u2013\u2014]|,)\s*(?:the\s+)?$", re.IGNORECASE)

LIMIT, MENTION, NONE = 2, 1, 0
"""How strongly a candidate is taken for an outlet."""


class OutletCandidate(NamedTuple):
    """Words that may name an outlet.

    `keys`: the outlets of that name in the archive. `strength`: `LIMIT`, `MENTION` or `NONE`. `before`, `after`: the
    cues that count for it.
    """

    span: NameSpan
    keys: tuple[str, ...]
    strength: int
    before: Cue
    after: Cue

    @property
    def end(self) -> int:
        """The token before which it ends."""
        return self.span.end


def find_candidates(
    question: OutletQuestion, taken: Sequence[tuple[int, int]], *, limiting: bool
) -> list[OutletCandidate]:
    """Find the candidates of a question, in order of appearance. See `mentions.find_outlet_mentions`."""
    candidates: list[OutletCandidate] = []
    at, count = 0, len(question)
    while at < count:
        previous = candidates[-1] if candidates else None
        candidate = _find_known(question, at, previous, in_lists=limiting)
        if candidate is None and limiting and not (taken and _is_within(question.tokens.tokens[at].start, taken)):
            candidate = _find_unknown(question, at, previous)
        if candidate:
            candidates.append(candidate)
        at = candidate.end if candidate else at + 1
    return candidates


def _is_within(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _find_known(
    question: OutletQuestion, at: int, previous: OutletCandidate | None, *, in_lists: bool
) -> OutletCandidate | None:
    """Return the outlet of the archive whose name begins at this token, or after a `the` here.

    `in_lists`: a cue after a list of outlets counts for each of them.
    """
    for span in question.named[at]:
        if not span.keys:
            continue
        # "What did Reuters, BBC and ZDNet say": the cue after a list is the cue of each name in it.
        strength = _rate(span, question.cues.after(span.end_of_list) if in_lists else span.after)
        if in_lists and span.is_compared and (span.is_clear or not span.is_cased):
            strength = LIMIT
        if previous and strength < previous.strength and _continues_list(span, previous):
            strength = previous.strength
        if strength:
            return OutletCandidate(span, span.keys, strength, span.before, span.after)
    return None


def _continues_list(span: NameSpan, previous: OutletCandidate) -> bool:
    return previous.end in span.joined_ends and is_clear_in_list(span, previous)


def is_clear_in_list(span: NameSpan, neighbor: OutletCandidate) -> bool:
    """Tell whether words are a name, given their neighbour in a list: "IGN and Polygon" in small letters, too."""
    return span.is_clear or (not span.is_cased and neighbor.strength == LIMIT)


def _find_unknown(question: OutletQuestion, at: int, previous: OutletCandidate | None) -> OutletCandidate | None:
    """Return a misspelt name at this token, or the name of an outlet that the archive lacks."""
    listed = next(iter(question.named[at]), None) if previous and previous.strength == LIMIT else None
    if listed and previous and not _continues_list(listed, previous):
        listed = None
    unknown = find_unknown_outlet(question, at)
    if unknown is None:
        return OutletCandidate(listed, (), LIMIT, NO_CUE, listed.after) if listed else None
    if unknown.span.before.kind == "excluded" and not unknown.keys:
        return None
    return OutletCandidate(unknown.span, unknown.keys, LIMIT, unknown.span.before, unknown.span.after)


def _rate(span: NameSpan, after: Cue) -> int:  # noqa: C901, PLR0911 - a line for each rule
    """Return how strongly these words are taken for an outlet. `after`: the cue after them, or after their list."""
    if span.is_address:
        return LIMIT
    before, clear = span.before, span.is_clear
    if span.is_generic or (span.is_ordinary and (span.has_odd_article or (span.is_cased and not clear))):
        return NONE
    # The words after an everyday word may show that it isn't a name: "on the verge of", "from time to time".
    following = span.question.tokens.words[span.end : span.end + 1]
    continuations = {("of",)} if span.is_cased else {("of",), ("to",)}
    if span.is_ordinary and following in continuations and not (clear and before.kind in {"pieces", "attribution"}):
        return NONE
    if before.kind in {"pieces", "outlet"}:
        # "The story in Starfall": what is in the news itself has stories in it.
        is_place = span.is_subject and span.question.tokens.words[span.first - 1] == "in"
        return NONE if is_place else LIMIT
    asked = before.kind == "question" and after.kind in {"verb", "noun"}
    if span.is_subject:
        cued = (
            asked or before.kind in {"attribution", "from", "by"} or (span.is_cased and clear and after.kind == "noun")
        )
        return MENTION if cued else NONE
    if asked or before.kind in {"attribution", "from", "excluded"}:
        return LIMIT
    if after.kind == "noun" and (clear or span.body > span.first or span.is_possessive):
        return LIMIT
    if clear and after.kind == "verb":
        return LIMIT
    # "The guardian on ferries": the article shows that an everyday word is a name here.
    opens = span.first == 0 and (clear or (not span.is_cased and span.has_own_article))
    if opens and (after.kind == "about" or span.text_after[:1] == ":"):
        return LIMIT
    if clear and span.is_last and (span.first == 0 or _SET_OFF.search(span.text_before)):
        return LIMIT
    if clear and before.kind in {"by", "in"}:
        return LIMIT if len(span.words) > 1 or span.is_widely_known else MENTION
    return MENTION if _is_unmistakable(span) else NONE


def _is_unmistakable(span: NameSpan) -> bool:
    """Tell whether a name can only be an outlet's, even without a cue."""
    if not span.is_clear:
        return False
    names = span.question.names
    tokens = span.question.tokens
    before = tokens.text[: tokens.tokens[span.body].start]
    before, after = before.removesuffix("The ").removesuffix("the "), span.text_after
    if before and after and before[-1] in QUOTES and after[0] in QUOTES:
        return True
    if not span.is_cased:
        return any(word not in names.title_usage.words and len(word) > 3 for word in span.words)  # noqa: PLR2004
    typed = re.sub(r"\W", "", span.typed)
    official = {re.sub(r"\W", "", name).removeprefix("The") for key in span.keys for name in names.outlets[key].names}
    capitals_inside = any(letter.isupper() or letter.isdigit() for letter in typed[1:])
    return typed in official and not span.is_ordinary and (len(span.words) > 1 or capitals_inside)

"""Find the outlets that a question names, and tell whether the reader means each as a limit."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.answers.entities.names import NamedEntity, Names
from bot.answers.query.outlets.candidates import LIMIT, OutletCandidate, find_candidates
from bot.answers.query.outlets.lists import complete_lists
from bot.answers.query.outlets.spans import read_outlet_question
from bot.answers.query.outlets.tokens import APOSTROPHES


class OutletMention(NamedTuple):
    """An outlet that a text names.

    `text[start:end]` is the name, together with the words that make it a limit. `name_span` is the place of the name
    alone. `excluded`: the reader wants none of its articles ("not from").
    """

    outlet: NamedEntity
    start: int
    end: int
    name_span: tuple[int, int]
    excluded: bool


def find_outlet_mentions(
    text: str, names: Names, *, limiting: bool, taken: Sequence[tuple[int, int]] = ()
) -> list[OutletMention]:
    """Return every outlet that a question names, in order of appearance.

    `limiting`: a clear cue makes an outlet a limit (for short questions). Otherwise all outlets are mere mentions, and
    outlets that the archive lacks are not looked for. `taken`: the places of dates, where only an exact name counts.
    """
    question = read_outlet_question(text, names)
    candidates = complete_lists(find_candidates(question, taken, limiting=limiting))
    mentions = [_build_mention(candidate, names, limiting=limiting) for candidate in candidates]
    # What joins two limits belongs to them: "Reuters vs ZDNet".
    for at, (left, right) in enumerate(pairwise(candidates)):
        if mentions[at].outlet.explicit and mentions[at + 1].outlet.explicit and left.end in right.span.joined_ends:
            mentions[at] = mentions[at]._replace(end=max(mentions[at].end, mentions[at + 1].start))
    return mentions


def _build_mention(candidate: OutletCandidate, names: Names, *, limiting: bool) -> OutletMention:
    span, before, after = candidate.span, candidate.before, candidate.after
    tokens = span.question.tokens.tokens
    explicit = limiting and candidate.strength == LIMIT
    nearest = () if candidate.keys else names.find_nearest_outlets(span.typed)
    outlet = NamedEntity(span.typed, candidate.keys, explicit, nearest)
    name_span = (tokens[span.first].start, tokens[span.end - 1].end)
    if not explicit:
        return OutletMention(outlet, *name_span, name_span, excluded=False)
    cut_before = before.kind not in {"", "by", "in"} or candidate.strength == LIMIT
    first = span.first - (before.length if cut_before else 0)
    # The verb of "what did Reuters report on" belongs to the name; what follows it is the subject.
    end = span.end + (after.length if after.kind in {"verb", "noun"} else 0)
    last = tokens[end - 1]
    # "Reuters' take": the apostrophe isn't part of the word.
    has_apostrophe = last.is_possessive and span.question.tokens.text[last.end : last.end + 1] in APOSTROPHES
    return OutletMention(
        outlet,
        tokens[max(0, first)].start,
        last.end + has_apostrophe,
        name_span,
        excluded=before.kind == "excluded",
    )

"""What several outlets say about the same: a quote of each, and the verdict on all of them together."""

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

from msgspec.structs import replace

from bot.answers.evidence.diversity import MAX_QUOTES
from bot.answers.evidence.scoring import ScoredPassage
from bot.answers.evidence.selection import SelectedEvidence
from bot.answers.evidence.verdict import FOUND
from bot.answers.query.question import Question

MAX_COMPARED = MAX_QUOTES
"""Outlets that are compared. Each has a quote, so there are no more than quotes in a reply."""

_NOT_ALL = FOUND - 0.02
"""The confidence at most if one of the outlets says nothing about it."""


def split_by_outlet(question: Question) -> tuple[Question, ...]:
    """Return a question for each outlet that a question compares, for anything of it on the subject.

    Empty if it compares none: one outlet alone, no subject, or other names than outlets.
    """
    outlets = tuple(outlet for outlet in question.outlets if outlet.explicit and outlet.keys)[:MAX_COMPARED]
    if question.kind != "compare" or len(outlets) < 2 or not question.subject:  # noqa: PLR2004
        return ()
    return tuple(replace(question, kind="open", outlets=(outlet,)) for outlet in outlets)


def join_evidence(evidence: Sequence[SelectedEvidence], together: SelectedEvidence) -> SelectedEvidence:
    """Join the evidence for each outlet: the best quote of each, then their second ones.

    It is found if those of each outlet answer, or those of all outlets `together`; the reply says which outlet is
    silent. At least one outlet has quotes. `evidence`: in the order in which the reader named the outlets.
    """
    quoting = [each for each in evidence if each.quotes]
    confidence = min(each.confidence for each in evidence)
    is_found = all(each.verdict == "found" for each in evidence)
    if not is_found and together.verdict == "found":
        is_found, confidence = True, max(confidence, together.confidence)
    if not is_found:
        confidence = min(_NOT_ALL, max(each.confidence for each in quoting))
    return SelectedEvidence(
        "found" if is_found else "weak",
        confidence,
        tuple(_take_turns([each.quotes for each in quoting]))[:MAX_QUOTES],
        (),
        tuple(_take_turns([each.scored for each in quoting])),
    )


def _take_turns(lists: Sequence[Sequence[ScoredPassage]]) -> Iterator[ScoredPassage]:
    """Yield the first item of each list, then the second ones."""
    return (item for item in chain.from_iterable(zip_longest(*lists)) if item is not None)

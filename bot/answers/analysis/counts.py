"""Counts over the articles of an archive, taken over from an earlier archive: only what changed is counted."""

from collections import Counter
from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def update_counts(counts: Mapping[T, int], gone: Mapping[T, int], new: Mapping[T, int]) -> dict[T, int]:
    """Return counts without those of articles that are gone, and with those of new ones. Counts of 0 are left out."""
    updated = Counter(counts)
    updated.subtract(gone)
    updated.update(new)
    return {key: count for key, count in updated.items() if count > 0}

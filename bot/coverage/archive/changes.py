"""Which articles of an archive are new or changed since an earlier archive, without keeping the earlier one."""

# NumPy's arrays of a table's memory have no complete types.
# pyright: basic

from typing import Any

import numpy as np

from bot.coverage.archive.archive import Archive
from bot.coverage.archive.merging import format_id


def hash_articles(archive: Archive) -> Any:  # noqa: ANN401 - an array
    """Return digests that identify the articles of an archive. They do not refer to the archive's memory."""
    return np.unique(np.asarray(archive.table.numbers("digests", "Q")))


def list_changed_ids(archive: Archive, before: Any) -> list[str]:  # noqa: ANN401 - an array
    """List the ids, aliases too, of the articles that are new or were changed. `before`: see `hash_articles`."""
    digests = np.asarray(archive.table.numbers("digests", "Q"))
    places = np.flatnonzero(~np.isin(digests, np.asarray(before)))
    ids, places_of = np.asarray(archive.table.numbers("ids", "Q")), np.asarray(archive.table.numbers("ids.place"))
    return [format_id(number) for number in ids[np.isin(places_of, places)].tolist()]

"""How much the words of articles burst: how often they are in the news of those days, compared with all other days.

The words of an event are frequent while it is news and rare before and after. So a word weighs by the logarithm of its
share of the articles of its days over its share elsewhere: in the rest of the archive, in the month around, or in what
the same outlet publishes, whichever is highest, with general texts as a prior. The outlet's own share takes away what
it writes in every report of a kind ("market size, share and forecast"). Kleinberg (2002) models the bursts of a word in
a stream; here the two shares are enough, since every article has its own days.
"""

# pyright: basic

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]

BURST_DAYS, SEASON_DAYS = 1, 30
"""The days before and after an article in which a word bursts, and the days with which they are compared."""

_MIN_PRIOR, _MAX_PRIOR, _OUTLET_PRIOR = 60.0, 450.0, 30.0
"""General texts that are added to the articles elsewhere, as many as the archive has articles within these bounds, and
to those of an outlet. In a small archive any word that comes twice would burst if more were added."""
_RARE_FREQUENCY = 1 / 3000
"""The share of general texts with a word that isn't frequent."""

_MAX_BURST = 4.5
_RARITY_SHARE, _MIN_FREQUENCY, _MAX_RARITY = 0.1, 1e-4, 7.0
"""How much the rarity of a word elsewhere adds to its burst, if two articles of those days have the word."""
_CROWD = 3000.0
"""A word in this many articles of the same days is a subject, and weighs nothing."""
_FEW_ELSEWHERE = 1.0
"""The contrast is one half with this many articles outside an article's days (`measure_contrast`)."""
_CONTRAST_STEPS = 4


class BurstCounts(NamedTuple):
    """The number of articles with each word, and of all articles: in the days of the burst (`now`), in the season, and
    in all; and those of the same outlet (`own`)."""

    now: "Floats"
    season: "Floats"
    total: "Floats"
    articles_now: "Floats"
    articles_season: "Floats"
    articles: "Floats"
    own_now: "Floats"
    own: "Floats"
    own_articles_now: "Floats"
    own_articles: "Floats"


def weigh_bursts(
    columns: "Numbers", row_of: "Numbers", days: "Floats", outlets: "Numbers", general: "Floats"
) -> "Floats":
    """Return how much each word of each article bursts: 0 to about 5.

    `columns`, `row_of`: the word and the article of each item. `general`: the share of general texts with each word.
    """
    import numpy as np  # noqa: PLC0415

    day = _number_days(days)
    every_article = np.zeros(len(days), dtype=np.int64)
    pair_of = columns.astype(np.int64) * (int(outlets.max(initial=0)) + 1) + outlets[row_of]
    (now, season, total), (articles_now, articles_season, articles) = (
        _count_around(columns, day[row_of]),
        (counts[row_of] for counts in _count_around(every_article, day)),
    )
    (own_now, _, own), (own_articles_now, _, own_articles) = (
        _count_around(pair_of, day[row_of]),
        (counts[row_of] for counts in _count_around(outlets, day)),
    )
    counts = BurstCounts(
        now, season, total, articles_now, articles_season, articles, own_now, own, own_articles_now, own_articles
    )
    return combine_counts(counts, general[columns], len(days))


def combine_counts(counts: BurstCounts, general: "Floats", size: int) -> "Floats":
    """Return how much words burst, by their counts in an archive of `size` articles. `general`: of each word."""
    import numpy as np  # noqa: PLC0415

    added = min(max(size, _MIN_PRIOR), _MAX_PRIOR)
    now = counts.now
    elsewhere = np.maximum(
        (counts.total - now + added * general) / (counts.articles - counts.articles_now + added),
        (counts.season - now + added * general) / (counts.articles_season - counts.articles_now + added),
    )
    own_prior = _OUTLET_PRIOR * general
    of_outlet = (counts.own - counts.own_now + own_prior) / (
        counts.own_articles - counts.own_articles_now + _OUTLET_PRIOR
    )
    elsewhere = np.maximum(elsewhere, of_outlet)
    bursts = np.clip(np.log(now / (counts.articles_now * elsewhere + 1)), 0, _MAX_BURST)
    rarity = np.minimum(-np.log(np.maximum(elsewhere, _MIN_FREQUENCY)), _MAX_RARITY)
    bursts += _RARITY_SHARE * rarity * (now > 1)
    return np.minimum(bursts, np.clip(np.log(_CROWD / now), 0, None))


def measure_contrast(days: "Floats") -> "Floats":
    """Return how well the bursts of each article can be told from chance, 0 to 1, in quarters.

    They can't if no articles are outside its days: in an archive of one day, or of articles without dates.
    """
    import numpy as np  # noqa: PLC0415

    now, _, total = _count_around(np.zeros(len(days), dtype=np.int64), _number_days(days))
    return round_contrast(total - now) * ~np.isnan(days)


def round_contrast(elsewhere: "Floats") -> "Floats":
    """Return the contrast of dated articles, from the number of articles outside their days."""
    import numpy as np  # noqa: PLC0415

    return np.round(elsewhere / (elsewhere + _FEW_ELSEWHERE) * _CONTRAST_STEPS) / _CONTRAST_STEPS


def _number_days(days: "Floats") -> "Numbers":
    """Return a number for each day. Undated articles share one day, far from all others."""
    import numpy as np  # noqa: PLC0415

    dated = ~np.isnan(days)
    first = days[dated].min() if dated.any() else 0.0
    return np.where(dated, days - first + 2 * SEASON_DAYS + 2, 0).astype(np.int64)


def _count_around(keys: "Numbers", day: "Numbers") -> tuple["Floats", "Floats", "Floats"]:
    """Count, for each item, the items with the same key in the days of the burst, in the season, and in all."""
    import numpy as np  # noqa: PLC0415

    _, number, totals = np.unique(keys, return_inverse=True, return_counts=True)
    span = int(day.max(initial=0)) + SEASON_DAYS + 1
    placed, inverse, counts = np.unique(number * span + day, return_inverse=True, return_counts=True)
    sums = np.concatenate([[0], np.cumsum(counts)])
    # The numbers of one key and of the next are more than a season apart.

    def count_within(offset: int) -> "Floats":
        start, end = np.searchsorted(placed, placed - offset), np.searchsorted(placed, placed + offset, "right")
        return (sums[end] - sums[start])[inverse].astype(np.float64)

    return count_within(BURST_DAYS), count_within(SEASON_DAYS), totals[number].astype(np.float64)


def look_up_frequencies(distinct: Any, frequencies: Mapping[int, float]) -> "Floats":  # noqa: ANN401 - an array of hashes
    """Return the share of general texts with each distinct word. `frequencies`: as in `TextAnalysis`."""
    import numpy as np  # noqa: PLC0415

    return np.array([frequencies.get(word, _RARE_FREQUENCY) for word in distinct.tolist()], dtype=np.float64)

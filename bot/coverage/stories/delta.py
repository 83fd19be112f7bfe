"""Puts later articles into existing stories, without clustering all articles again.

The words of a new article burst more for the articles of its days that have them too. So the nearest of these are
weighed again, and the stories of similar articles are clustered again, together with the new ones. Words of other
articles keep their weights. Building from scratch may group a few articles differently.
"""

# SciPy has no type information, so its results can't be checked in strict mode.
# pyright: basic

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.coverage.archive.archive import Archive
from bot.coverage.columns.overlays import append_items
from bot.coverage.columns.table import Section, Table
from bot.coverage.stories.bursts import (
    BURST_DAYS,
    BurstCounts,
    combine_counts,
    look_up_frequencies,
    round_contrast,
)
from bot.coverage.stories.clustering import INCOMPATIBLE, cluster, find_components
from bot.coverage.stories.pairs import DECIMALS, MAX_DAYS, MIN_SIMILARITY, are_incompatible, compute_excess
from bot.coverage.stories.stored_words import StoredTexts, join_words
from bot.coverage.stories.stories import build_word_sections, number_stories
from bot.coverage.stories.weights import (
    WeightedArticles,
    WeightedWords,
    build_sparse_rows,
    compute_idfs,
    mark_titles,
    round_weights,
)
from bot.coverage.stories.word_counts import WeighedWords, WordCounter, list_near
from bot.coverage.stories.words import NumberedWords, TextAnalysis, read_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

_MAX_COMPARED = 8_000
"""The most articles that new ones are compared with: the nearest in time."""
_WEIGHED_AGAIN = 12
"""How many articles of the same days are weighed again for each new one: the most similar ones."""
_MAX_WEIGHED_AGAIN = 200
_MAX_CLUSTERED = 1_000
"""The most articles that are clustered again together. Where more are similar, a new one joins the nearest story."""
_ROWS_AT_ONCE = 16

ROW_COLUMNS = {"stories.counts": 4, "stories.bursts": 1, "stories.plain": 1, "stories.contrast": 1}
"""Columns with an item for each article, and the bytes of an entry. `stories.words` has two items for each."""


class StoredStories(NamedTuple):
    """The earlier archive's stories. `before`: for each article of the present archive, its earlier place, or -1."""

    table: Table
    before: Any


def update_stories(
    archive: Archive,
    analysis: TextAnalysis,
    stored: StoredStories,
    indexed: Sequence[int],
    rows: Any,  # noqa: ANN401
) -> dict[str, Section]:
    """Build the sections of an archive's stories from those of an earlier one.

    `indexed`: the places whose items are stored again, in the order of these. `rows`: the number of the stored item of
    each article; those of `indexed` are the last.
    """
    table, before = stored
    new = [place for place in indexed if before[place] < 0]
    labels = np.where(before >= 0, np.asarray(table.numbers("stories.of"))[before], -1).astype(np.int64)
    # Each article begins with a story of its own.
    labels[new] = len(archive) + np.arange(len(new))
    words = read_words(archive, analysis, indexed)
    texts = StoredTexts(archive, table, rows, indexed)
    weighted = _weigh(archive, analysis, texts, WeighedWords.build(words))._replace(counts=words.counts)
    is_new = labels[indexed] >= len(archive)
    for days in _divide_days(archive, np.unique(weighted.days[is_new])):
        chosen = is_new & (np.isin(weighted.days, days) | (np.isnan(weighted.days) & np.isnan(days).any()))
        _regroup(archive, analysis, _Changed(texts, words, weighted, indexed), chosen, labels)
    own = build_word_sections(words, weighted)
    sections: dict[str, Section] = {
        **number_stories(archive, labels),
        **append_items(table, "stories.words", own, 4),
    }
    for name, size in ROW_COLUMNS.items():
        sections |= append_items(table, name, own, size)
    return sections


def _divide_days(archive: Archive, days: "Numbers") -> "Iterator[Numbers]":
    """Divide days so that the articles near each part are few enough to be compared at once."""
    part: list[float] = []
    is_near = np.zeros(len(archive), dtype=bool)
    size = 0
    for day in days.tolist():
        near = list_near(archive, day, MAX_DAYS)
        more = int(np.count_nonzero(~is_near[near]))
        if part and size + more > _MAX_COMPARED:
            yield np.array(part)
            part, size, more = [], 0, len(near)
            is_near[:] = False
        part.append(day)
        size += more
        is_near[near] = True
    if part:
        yield np.array(part)


def _weigh(
    archive: Archive, analysis: TextAnalysis, texts: StoredTexts, words: WeighedWords, first: int = 0
) -> WeightedWords:
    """Weigh the words of articles, from the one numbered `first` on, by how often all articles have them.

    Leaves out what their titles count.
    """
    size = len(archive)
    counter = WordCounter(archive, texts, words)
    total = counter.count_all()
    counted = [np.ones(len(words.columns)) for _ in BurstCounts._fields]
    elsewhere = np.zeros(len(words.days))
    ends = np.cumsum(words.title_lengths + words.rest_lengths).tolist()
    for number in range(first, len(words.days)):
        day, outlet = float(words.days[number]), int(words.outlets[number])
        mine = slice(ends[number - 1] if number else 0, ends[number])
        columns = words.columns[mine]
        now, season, own_now, articles_now, articles_season, own_articles_now = counter.count_near(day, outlet)
        own, own_articles = counter.count_own(outlet)
        values: tuple[Any, ...] = (
            now[columns],
            season[columns],
            np.maximum(total[columns], season[columns]),
            articles_now,
            articles_season,
            max(size, articles_season),
            own_now[columns],
            np.maximum(own[columns], own_now[columns]),
            own_articles_now,
            max(own_articles, own_articles_now),
        )
        for field, value in zip(counted, values, strict=True):
            field[mine] = value
        elsewhere[number] = max(size - articles_now, 0)
    general = look_up_frequencies(words.distinct, analysis.frequencies)[words.columns]
    bursts = combine_counts(BurstCounts(*counted), general, size)
    in_title = mark_titles(words.title_lengths, words.rest_lengths)
    bursts, plain = round_weights(bursts, compute_idfs(total, size)[words.columns], in_title)
    contrast = round_contrast(elsewhere) * ~np.isnan(words.days)
    return WeightedWords(
        words.flat, words.title_lengths, words.rest_lengths, bursts, plain, contrast, [], words.days, words.outlets
    )


class _Changed(NamedTuple):
    """What is known of the articles whose items are stored anew, at the places `indexed`, and of the others."""

    texts: StoredTexts
    words: NumberedWords
    weighted: WeightedWords
    indexed: Sequence[int]


def _regroup(archive: Archive, analysis: TextAnalysis, changed: _Changed, is_new: "Numbers", labels: "Numbers") -> None:
    """Find the stories of new articles. `is_new`: of the changed ones, which to do so for. Changes `labels`."""
    texts, words, weighted, indexed = changed
    near = [list_near(archive, day, MAX_DAYS) for day in np.unique(weighted.days[is_new]).tolist()]
    stored_places, stored = texts.gather(np.unique(np.concatenate(near))[:_MAX_COMPARED], with_weights=True)
    places = np.concatenate([stored_places, np.array(indexed, dtype=np.int64)])
    new = len(stored_places) + np.flatnonzero(is_new)
    all_words = join_words(stored, weighted)
    articles = build_sparse_rows(all_words)
    first, second, similarity = _find_pairs(articles, new)
    # What is weighed again for these is not stored: the next new article has it weighed again.
    again = _choose_again(all_words.days, first, second, similarity, len(stored_places))
    texts_again = all_words.select(again)
    numbered = WeighedWords.build(words, texts_again)
    weighed = _weigh(archive, analysis, texts, numbered, first=numbered.added)
    weighed = weighed.select(np.arange(numbered.added, numbered.added + len(again)))

    is_similar = compute_excess(articles, first, second, similarity) >= 0
    seeds = np.unique(np.concatenate([new, again, second[is_similar]]))
    members = np.flatnonzero(np.isin(labels[places], labels[places[seeds]]))
    unchanged = np.setdiff1d(members, again)
    order = np.concatenate([unchanged, again])
    both = join_words(all_words.select(unchanged), weighed._replace(counts=texts_again.counts))
    _cluster(build_sparse_rows(both), places[order], np.isin(order, new), np.isin(order, again), labels)


def _cluster(
    articles: WeightedArticles, places: "Numbers", is_new: "Numbers", is_again: "Numbers", labels: "Numbers"
) -> None:
    """Cluster the articles at some places again, where there are new ones or ones that were weighed again."""
    components, pairs = find_components(articles)
    for component in np.unique(components[is_new | is_again]).tolist():
        inside = np.flatnonzero(components == component)
        if len(inside) <= _MAX_CLUSTERED:
            groups = cluster(articles.select(inside), np.zeros(len(inside), dtype=np.int64), pairs[inside][:, inside])
            _label_groups([places[inside[group]] for group in groups], labels)
        else:
            _join_nearest(articles, inside, is_new, places, labels)


def _find_pairs(articles: WeightedArticles, new: "Numbers") -> "tuple[Numbers, Numbers, Numbers]":
    """Return the pairs of a new article and one that has some similarity, and their similarity."""
    found: list[tuple[Any, ...]] = []
    columns = articles.rows.T.tocsr()
    for start in range(0, len(new), _ROWS_AT_ONCE):
        block = new[start : start + _ROWS_AT_ONCE]
        products = (articles.rows[block] @ columns).tocoo()
        first, second, similarity = block[products.row], products.col, np.round(products.data, DECIMALS)
        chosen = (similarity >= MIN_SIMILARITY) & (first != second)
        found.append((first[chosen], second[chosen], similarity[chosen]))
    first, second, similarity = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return first, second, similarity


def _choose_again(days: Any, first: Any, second: Any, similarity: Any, stored: int) -> "Numbers":  # noqa: ANN401 - arrays
    """Return which articles to weigh again: the stored ones of a new one's days that are most similar to it."""
    apart = np.abs(days[first] - days[second])
    is_near = ((apart <= BURST_DAYS) | (np.isnan(days[first]) & np.isnan(days[second]))) & (second < stored)
    first, second, similarity = first[is_near], second[is_near], similarity[is_near]
    order = np.lexsort((second, -similarity, first))
    first, second, similarity = first[order], second[order], similarity[order]
    rank = np.arange(len(first)) - np.searchsorted(first, first)
    best = rank < _WEIGHED_AGAIN
    second, similarity = second[best], similarity[best]
    chosen = second[np.argsort(-similarity, kind="stable")]
    return np.array(list(dict.fromkeys(chosen.tolist()))[:_MAX_WEIGHED_AGAIN], dtype=np.int64)


def _label_groups(groups: "list[Numbers]", labels: "Numbers") -> None:
    """Label articles that were clustered again, each group with the label that most of its articles have."""
    taken: set[int] = set()
    for group in sorted(groups, key=lambda group: (-len(group), int(group[0]))):
        known, counts = np.unique(labels[group], return_counts=True)
        ranked = known[np.lexsort((known, -counts))].tolist()
        label = next((label for label in ranked if label not in taken), int(labels.max()) + 1)
        taken.add(label)
        labels[group] = label


def _join_nearest(
    articles: WeightedArticles, inside: "Numbers", is_new: "Numbers", places: "Numbers", labels: "Numbers"
) -> None:
    """Put each new article into the story whose articles exceed the needed similarity by the most, on average."""
    # Oldest first, so that later articles find the story that it begins.
    for row in sorted(inside[is_new[inside]].tolist(), key=lambda row: places[row], reverse=True):
        others = inside[inside != row]
        mine = np.full(len(others), row)
        products = np.round((articles.rows[row] @ articles.rows[others].T).toarray()[0], DECIMALS)
        excess = compute_excess(articles, mine, others, products)
        excess[are_incompatible(articles, mine, others)] = INCOMPATIBLE
        numbers, inverse = np.unique(labels[places[others]], return_inverse=True)
        means = np.bincount(inverse, excess) / np.bincount(inverse)
        best = int(np.argmax(means))
        if means[best] >= 0:
            labels[places[row]] = numbers[best]

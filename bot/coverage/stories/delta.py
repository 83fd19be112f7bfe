"""Puts later articles into existing stories, without clustering again.

A new article joins the story whose articles exceed, on average, the similarity that pairs need by the most. If there is
none, it becomes a story of its own. Words of existing articles keep their weights. Building from scratch may group a
few articles differently.
"""

# SciPy has no type information, so its results can't be checked in strict mode.
# pyright: basic

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.coverage.archive.archive import Archive
from bot.coverage.columns.overlays import append_items
from bot.coverage.columns.table import Section, Table
from bot.coverage.stories.bursts import BurstCounts, combine_counts, look_up_frequencies, round_contrast
from bot.coverage.stories.clustering import INCOMPATIBLE
from bot.coverage.stories.pairs import DECIMALS, MAX_DAYS, are_incompatible, compute_excess
from bot.coverage.stories.stories import build_word_sections, number_stories
from bot.coverage.stories.weights import WeightedWords, build_sparse_rows, compute_idfs, mark_titles, round_weights
from bot.coverage.stories.words import NumberedWords, TextAnalysis, read_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]
from bot.coverage.stories.stored_words import StoredTexts
from bot.coverage.stories.word_counts import NewWords, WordCounter, list_near

_MAX_COMPARED = 8_000
"""The most articles that a new one is compared with: the nearest in time."""


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
    weighted = _weigh_new(archive, analysis, texts, words)
    _join_stories(archive, texts, weighted, indexed, labels)
    own = build_word_sections(words, weighted)
    sections: dict[str, Section] = {
        **number_stories(archive, labels),
        **append_items(table, "stories.words", own, 4),
    }
    for name, size in ROW_COLUMNS.items():
        sections |= append_items(table, name, own, size)
    return sections


def _weigh_new(archive: Archive, analysis: TextAnalysis, texts: StoredTexts, words: NumberedWords) -> WeightedWords:
    """Weigh the words of new articles by how often all articles have them."""
    size = len(archive)
    new = NewWords.build(words)
    counter = WordCounter(archive, texts, new)
    total = counter.count_all()
    counted = [np.ones(len(new.columns)) for _ in BurstCounts._fields]
    elsewhere = np.zeros(len(new.days))
    for number, (day, outlet) in enumerate(zip(new.days.tolist(), new.outlets.tolist(), strict=True)):
        mine = np.flatnonzero(new.owner == number)
        columns = new.columns[mine]
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
    general = look_up_frequencies(new.distinct, analysis.frequencies)[new.columns]
    bursts = combine_counts(BurstCounts(*counted), general, size)
    in_title = mark_titles(new.title_lengths, new.rest_lengths)
    bursts, plain = round_weights(bursts, compute_idfs(total, size)[new.columns], in_title)
    contrast = round_contrast(elsewhere) * ~np.isnan(new.days)
    return WeightedWords(
        new.flat, new.title_lengths, new.rest_lengths, bursts, plain, contrast, words.counts, new.days, new.outlets
    )


def _join_stories(
    archive: Archive, texts: StoredTexts, weighted: WeightedWords, indexed: Sequence[int], labels: "Numbers"
) -> None:
    """Put each article that has a story of its own into the nearest story. Changes `labels`."""
    is_new = np.array([labels[place] >= len(archive) for place in indexed])
    if not is_new.any():
        return
    near = [list_near(archive, day, MAX_DAYS) for day in np.unique(weighted.days[is_new]).tolist()]
    places, stored = texts.gather(np.unique(np.concatenate(near))[:_MAX_COMPARED], with_weights=True)
    both = _concatenate(stored, weighted)
    articles = build_sparse_rows(both)
    all_places = np.concatenate([places, np.array(indexed, dtype=np.int64)])
    # Oldest first, so that later articles find the story that it begins.
    chosen = sorted(np.flatnonzero(is_new).tolist(), key=lambda index: indexed[index], reverse=True)
    for index in chosen:
        row = len(places) + index
        products = np.round((articles.rows[row] @ articles.rows.T).toarray()[0], DECIMALS)
        others = np.arange(len(all_places))
        mine = np.full(len(others), row)
        excess = compute_excess(articles, mine, others, products)
        similar = (excess >= 0) & (others != row)
        stories = np.unique(labels[all_places[similar]])
        members = np.flatnonzero(np.isin(labels[all_places], stories) & (others != row))
        if not len(members):
            continue
        values = excess[members]
        values[are_incompatible(articles, mine[members], members)] = INCOMPATIBLE
        numbers, inverse = np.unique(labels[all_places[members]], return_inverse=True)
        means = np.bincount(inverse, values) / np.bincount(inverse)
        best = int(np.argmax(means))
        if means[best] >= 0:
            labels[indexed[index]] = numbers[best]


def _concatenate(first: WeightedWords, second: WeightedWords) -> WeightedWords:
    """Return the words of some articles, then those of others."""
    joined: dict[str, Any] = {
        name: np.concatenate([getattr(first, name), getattr(second, name)])
        for name in WeightedWords._fields
        if name != "counts"
    }
    return WeightedWords(**joined, counts=[*first.counts, *second.counts])

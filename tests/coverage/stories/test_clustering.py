"""A component that is too large to cluster at once gives the same stories as a smaller one."""

import pytest

from bot.answers.desk.parallel import analyze_english
from bot.coverage.stories import clustering
from bot.coverage.stories.weights import build_sparse_rows, weigh_words
from bot.coverage.stories.words import read_words
from tests.coverage.stories.test_stories import COUNCIL, FERRY, FILLER, LATER, SHUTS, article
from tests.support.records import archive_of

ARCHIVE = archive_of(
    COUNCIL,
    SHUTS,
    LATER,
    FERRY,
    *FILLER,
    *(article(f"Flood at Lake Orla drives villagers {way}", day="2024-03-03", outlet=way) for way in ("out", "off")),
    *(article(f"Villagers flee the flood at Lake Orla {way}", day="2024-03-03", outlet=way) for way in ("now", "far")),
)


def cluster() -> list[list[str]]:
    analysis = analyze_english()
    weighted, _ = weigh_words(read_words(ARCHIVE, analysis), analysis.frequencies)
    articles = build_sparse_rows(weighted)
    groups = clustering.cluster(articles, *clustering.find_components(articles))
    return sorted(sorted(ARCHIVE.articles[index].title for index in group) for group in groups)


@pytest.mark.parametrize("size", [3, 4])
def test_a_large_component_is_split_and_joined_again(size: int, monkeypatch: pytest.MonkeyPatch):
    whole = cluster()
    monkeypatch.setattr(clustering, "_MAX_COMPONENT", size)

    assert cluster() == whole
    assert any(len(group) == 4 for group in whole)

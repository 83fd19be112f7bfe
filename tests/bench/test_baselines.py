"""The baselines find articles too."""

from contextlib import closing

import pytest

from bench.baselines import rank_with_fts5, rank_with_tantivy, write_fts5, write_tantivy
from tests.support.desks import FERRY, FILES, build_desk


@pytest.mark.outside
def test_each_baseline_ranks_the_article_that_answers_first():
    archive = build_desk(*FILES).archive
    with closing(write_fts5(archive, None)) as connection:
        for rank in (rank_with_tantivy(write_tantivy(archive, None)), rank_with_fts5(connection)):
            assert archive.articles[rank("who bans diesel ferries (2024)?")[0]].title == FERRY.title
            assert list(rank("")) == []

"""A desk over the shared corpora."""

import pytest

from bot.answers.desk.desk import Desk, open_desk
from bot.coverage.corpus.corpus import Corpus


@pytest.fixture(scope="session")
def shared_desk(shared_corpus: Corpus) -> Desk:
    """Return a desk over the shared corpora."""
    return open_desk(shared_corpus.archive)

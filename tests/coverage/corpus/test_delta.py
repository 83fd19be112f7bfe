"""A change gives the archive that reading everything again would give."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coverage.corpus.corpus import Corpus
from bot.coverage.corpus.loading import load_corpus, refresh_corpus
from tests.support.archive_content import describe
from tests.support.properties import examples
from tests.support.random_files import CHANGES, NAMES, Change, apply_change, texts
from tests.support.records import NOW


def refresh(corpus: Corpus, paths: list[str]) -> Corpus:
    return refresh_corpus(corpus, paths, now=NOW, least_files=0)


@settings(max_examples=examples(60), deadline=None)
@given(st.dictionaries(NAMES, texts(), min_size=1), CHANGES)
def test_the_archive_after_changes_is_that_of_the_files(first: dict[str, str], later: list[Change]):
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        apply_change(folder, dict(first))
        corpus = load_corpus([folder], now=NOW)
        for change in later:
            corpus = refresh(corpus, apply_change(folder, change))
            fresh = load_corpus([folder], now=NOW)
            if not any(entry.is_stale for entry in corpus.files.values()):
                assert describe(corpus.archive) == describe(fresh.archive)
                assert corpus.origins() == fresh.origins()

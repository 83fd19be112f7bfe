"""After changes, a desk answers like one that is built from scratch."""

import gc
import weakref
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.desk.delta import DeskState, open_next_desk
from bot.answers.desk.desk import Desk, open_desk
from bot.answers.index.reader import Filters, TermQuery
from bot.coverage.corpus.loading import load_corpus, refresh_corpus
from tests.support.properties import examples
from tests.support.records import NOW, file_text, write_files

WORDS = ("lake", "ferri", "tide", "pier", "telescop", "ledger", "flood", "hfuu", "river")


def text(title: str, excerpt: str, url: str, outlet: str, day: str) -> str:
    return (
        f'---\ntitle: "{title}"\nexcerpt: "{excerpt}"\nwebUrl: {url}\npublishedDateTime: {day}T08:00:00Z\n'
        f'provider:\n  name: "{outlet}"\n  domain: {url.split("/")[2]}\ntopics: [Water]\n---\n'
    )


PIECES = (
    text("Lake Orla at its highest level", "A flood of 1931.", "https://post.example/orla", "Post", "2021-03-04"),
    text("Lake Orla at its highest in years", "The lake rose.", "https://times.example/orla", "Times", "2021-03-05"),
    text("The river Orla floods three villages", "", "https://times.example/river", "Times", "2021-05-06"),
    text("Ferries", "The Harbour Ferry Users Union (HFUU) will sue.", "https://wire.example/u", "Wire", "2021-04-01"),
    text("Harbour Ferry Users Union sues", "In May 2021.", "https://wire.example/s", "The Wire", "2021-04-02"),
    text("Tide of May 2021", "Says The City Ledger.", "https://wire.example/tide", "Wire", "2021-05-03"),
    text("Telescope sees a pier", "Nobody knows why.", "https://ledger.example/t", "The City Ledger", "2021-05-03"),
    text("Tide of May 2021, corrected", "", "https://wire.example/tide", "Wire Service", "2021-05-03"),
    text("Telescope sees a pier", "Nobody knows why.", "https://post.example/t", "Post", "2021-05-04"),
)


def describe(desk: Desk) -> dict[str, object]:
    """Return what a desk holds, in a form that doesn't depend on how it was built."""
    stems = desk.index.vocabulary.stems
    docs = range(desk.index.size)
    return {
        "articles": [article.id for article in desk.archive.articles],
        "titles": [[stems[number] for number in desk.index.title_stems(doc)] for doc in docs],
        "bodies": [sorted(stems[number] for number in desk.index.body_stems(doc)) for doc in docs],
        "sentences": [desk.index.sentences(doc) for doc in docs],
        "lower titles": desk.index.read_lower_titles(docs),
        "title idfs": [round(idf, 9) for idf in desk.index.title_idfs(docs)],
        "counts": {stems[n]: count for n, count in enumerate(desk.index.vocabulary.document_counts) if count},
        "idfs": {word: round(desk.idf(word), 9) for word in WORDS},
        "words": dict(desk.spell_checker.iterate_words()),
        "subjects": desk.names.title_usage.subjects,
        "outlets": [desk.names.find_outlet_keys(name) for name in ("wire", "the wire", "post", "ledger", "times")],
        "suggested": desk.names.suggest_outlets(""),
        "topics": desk.names.suggest_topics(""),
        "capitals": [desk.capitalization.counts(word) for word in WORDS],
        "phrases": sorted(desk.synonyms.phrases),
        "found": {
            word: {match.doc for match in desk.index.search([TermQuery({word: 1.0})], Filters(), 100)} for word in WORDS
        },
        "of an outlet": [
            {match.doc for match in desk.index.search([TermQuery({"tide": 1.0})], Filters(outlets=frozenset({key})), 9)}
            for key in desk.archive.outlets
        ],
    }


def write(folder: Path, state: set[int]) -> list[str]:
    paths = [folder / f"{number}.md" for number in range(len(PIECES))]
    for number, path in enumerate(paths):
        if number in state:
            path.write_text(PIECES[number], "utf-8")
        else:
            path.unlink(missing_ok=True)
    return [str(path) for path in paths]


def write_towns(folder: Path) -> None:
    """Write articles on other subjects, by ten outlets."""
    names = ("Norwick", "Sulby", "Arden", "Tarn", "Olney", "Brim", "Estmoor", "Kelding", "Hask", "Wend")
    for number, name in enumerate(names):
        title = f"Council {name} votes on the {names[-number]} of its old town hall"
        page = text(title, "", f"https://{name.lower()}.example/1", name, f"2021-0{1 + number % 9}-20")
        (folder / f"other{number}.md").write_text(page, "utf-8")


@pytest.mark.slow
@settings(max_examples=examples(25), deadline=None)
@given(
    states=st.lists(st.sets(st.sampled_from(range(len(PIECES))), min_size=1), min_size=2, max_size=5),
    in_cache=st.booleans(),
)
def test_a_desk_after_changes_is_that_of_the_archive(states: Sequence[set[int]], *, in_cache: bool):
    with TemporaryDirectory() as scratch:
        folder, cache = Path(scratch, "articles"), Path(scratch, "cache") if in_cache else None
        folder.mkdir()
        write(folder, states[0])
        corpus = load_corpus([folder], now=NOW)
        desk = open_desk(corpus.archive, cache=cache)
        kept: list[DeskState] = []
        for state in states[1:]:
            paths = write(folder, state)
            corpus = refresh_corpus(corpus, paths, now=NOW, least_files=0)
            if corpus.archive.fingerprint != desk.archive.fingerprint:
                following = open_next_desk(corpus.archive, desk, kept)
                assert following is not None
                desk = following
        fresh = open_desk(load_corpus([folder], now=NOW).archive)
        assert describe(desk) == describe(fresh)
        assert fresh.names.title_usage.ordinary <= desk.names.title_usage.ordinary
        assert set(fresh.names.title_usage.words) <= set(desk.names.title_usage.words)
        assert set(fresh.names.dated_titles) <= set(desk.names.dated_titles)
        told = [article.id for story in desk.stories for article in story.articles]
        assert sorted(told) == sorted(article.id for article in desk.archive.articles)


def test_a_replaced_desk_is_freed_without_the_garbage_collector():
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write(folder, {0, 1, 3})
        corpus = load_corpus([folder], now=NOW)
        archive = refresh_corpus(corpus, write(folder, {0, 1, 4, 5}), now=NOW, least_files=0).archive
        desk = open_desk(corpus.archive)
        corpus.states.clear()
        del corpus
        following = open_next_desk(archive, desk, [])
        assert following is not None
        answers = [desk.capitalization.counts("lake"), *desk.synonyms.near_meanings("hfuu")]
        assert answers
        parts = [
            weakref.ref(part)
            for part in (desk.archive, desk.capitalization, desk.index, desk.spell_checker, desk.synonyms, desk.stories)
        ]
        gc.disable()
        try:
            del desk
            assert [part() for part in parts] == [None] * len(parts)
        finally:
            gc.enable()


def test_a_later_report_joins_the_story_that_is_there():
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_towns(folder)
        write(folder, {0, 1})
        corpus = load_corpus([folder], now=NOW)
        desk = open_desk(corpus.archive)
        later = folder / "later.md"
        page = text("Lake Orla at its highest level ever", "", "https://herald.example/o", "Herald", "2021-03-05")
        later.write_text(page, "utf-8")
        archive = refresh_corpus(corpus, [str(later)], now=NOW, least_files=0).archive
        desk = open_next_desk(archive, desk, [])
        assert desk is not None
        lake = next(article for article in archive.articles if article.title.endswith("level ever"))
        assert {article.outlet for article in desk.stories.others(lake)} == {"post.example", "times.example"}


@pytest.mark.parametrize("as_one_change", [True, False])
def test_reports_of_an_event_that_only_one_outlet_had_make_a_story(*, as_one_change: bool):
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_towns(folder)
        first = folder / "first.md"
        first.write_text(text("Telescope sees a pier", "", "https://ledger.example/t", "Ledger", "2021-05-20"), "utf-8")
        corpus = load_corpus([folder], now=NOW)
        desk = open_desk(corpus.archive)
        later = [folder / f"later{number}.md" for number in range(3)]
        for number, path in enumerate(later):
            url = f"https://paper{number}.example/t"
            path.write_text(text("Telescope sees a pier", "", url, f"Paper {number}", "2021-05-20"), "utf-8")
        kept: list[DeskState] = []
        for paths in [later] if as_one_change else [[path] for path in later]:
            corpus = refresh_corpus(corpus, [str(path) for path in paths], now=NOW, least_files=0)
            following = open_next_desk(corpus.archive, desk, kept)
            assert following is not None
            desk = following
        telescope = next(article for article in desk.archive.articles if article.outlet == "ledger.example")
        fresh = open_desk(load_corpus([folder], now=NOW).archive)
        others = [{article.id for article in each.stories.others(telescope)} for each in (desk, fresh)]
        assert others[0] == others[1]
        assert len(others[0]) == len(later)


EVENTS = ("Telescope sees a pier", "The river Orla floods three villages", "Harbour union sues over ferries")


@settings(max_examples=examples(10), deadline=None)
@given(st.lists(st.sets(st.tuples(st.sampled_from(EVENTS), st.sampled_from(range(4)))), min_size=2, max_size=5))
def test_reports_of_events_make_the_stories_that_an_archive_has_from_nothing(states: Sequence[set[tuple[str, int]]]):
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_towns(folder)
        reports = {
            (event, number): folder / f"{number}-{EVENTS.index(event)}.md" for event in EVENTS for number in range(4)
        }
        corpus = load_corpus([folder], now=NOW)
        desk, kept = open_desk(corpus.archive), list[DeskState]()
        for state in states:
            for (event, number), path in reports.items():
                day = f"2021-05-{20 + EVENTS.index(event)}"
                url = f"https://paper{number}.example/{EVENTS.index(event)}"
                path.unlink(missing_ok=True)
                if (event, number) in state:
                    path.write_text(text(event, "", url, f"Paper {number}", day), "utf-8")
            corpus = refresh_corpus(corpus, [str(path) for path in reports.values()], now=NOW, least_files=0)
            if corpus.archive.fingerprint != desk.archive.fingerprint:
                following = open_next_desk(corpus.archive, desk, kept)
                assert following is not None
                desk = following
        fresh = open_desk(load_corpus([folder], now=NOW).archive)
        stories, expected = (
            {
                frozenset(article.id for article in story.articles if article.outlet.startswith("paper"))
                for story in each.stories
            }
            for each in (desk, fresh)
        )
        assert stories == expected


BEFORE_AND_AFTER = {
    # The words of the first report weigh more when another outlet has them.
    "words that burst": (
        [("Glacier swallows a zeppelin", 1, 23)],
        ("Ransom paid for zeppelin and violin on the glacier", 2, 23),
    ),
    # The last report is like each of the others, which were two stories.
    "similar stories": (
        [
            ("A glacier, a violin and a quarry", 5, 19),
            ("Bakery, violin and wolves at the glacier", 0, 20),
            ("Violin and wolves in quarry of the glacier", 0, 23),
            ("Wolves at the glacier, bakery and quarry", 0, 24),
        ],
        ("Violin of the bakery in quarry of the wolves", 2, 20),
    ),
}
"""Titles, with the number of their outlet and the day in May."""


@pytest.mark.parametrize(("before", "after"), BEFORE_AND_AFTER.values(), ids=BEFORE_AND_AFTER)
def test_a_report_makes_one_story_of_earlier_ones_as_in_an_archive_that_is_built_from_nothing(
    before: Sequence[tuple[str, int, int]], after: tuple[str, int, int]
):
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_towns(folder)

        def write_report(number: int, title: str, outlet: int, day: int) -> str:
            path = folder / f"report{number}.md"
            url = f"https://paper{outlet}.example/{number}"
            path.write_text(text(title, "", url, f"Paper {outlet}", f"2021-05-{day}"), "utf-8")
            return str(path)

        for number, report in enumerate(before):
            write_report(number, *report)
        corpus = load_corpus([folder], now=NOW)
        desk = open_desk(corpus.archive)
        later = write_report(len(before), *after)
        desk = open_next_desk(refresh_corpus(corpus, [later], now=NOW, least_files=0).archive, desk, [])
        assert desk is not None
        fresh = open_desk(load_corpus([folder], now=NOW).archive)
        for each in (desk, fresh):
            last = next(article for article in each.archive.articles if article.title == after[0])
            assert len(each.stories.others(last)) == len(before)


def test_words_of_an_edited_article_score_as_in_an_index_that_is_built_from_nothing():
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_files(folder, 30)
        edited = folder / "edited.md"
        corpus, desk, kept = None, None, list[DeskState]()
        for day in range(1, 7):
            page = file_text("Report number zeppelin", "https://herald.example/z", date=f"2024-03-0{day}T08:30:00Z")
            edited.write_text(page, "utf-8")
            if corpus is None or desk is None:
                corpus = load_corpus([folder], now=NOW)
                desk = open_desk(corpus.archive)
                continue
            corpus = refresh_corpus(corpus, [str(edited)], now=NOW, least_files=0)
            desk = open_next_desk(corpus.archive, desk, kept)
        assert desk is not None
        fresh = open_desk(load_corpus([folder], now=NOW).archive)
        query = [TermQuery({"zeppelin": 1.0})]
        (match,), (expected,) = (each.index.search(query, Filters(), 9) for each in (desk, fresh))
        assert match.bm25 == pytest.approx(expected.bm25, rel=0.05)

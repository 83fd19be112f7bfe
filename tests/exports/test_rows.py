"""Which articles an export has, and which of them are one entry."""

from datetime import UTC, datetime

from bot.answers.browse.timeline import build_timeline
from bot.answers.pipeline import answer
from bot.exports.formats import FORMATS, find_format, write_all_formats
from bot.exports.rows import build_rows, find_quotes, group_answer, group_listing, list_quotes
from tests.support.desks import FERRY, LAKE, LAKE_WIRE, VILLAGES, build_desk

NOW = datetime(2021, 4, 1, tzinfo=UTC)
DESK = build_desk((LAKE, LAKE_WIRE, VILLAGES), FERRY)


def test_an_answer_lists_what_it_quotes_first_and_each_article_once():
    rows = build_rows(group_answer(answer("Lake Orla highest level", DESK, now=NOW)), DESK.archive)
    assert {row.outlet for row in rows if row.entry == 1} == {"Harbor Post", "Northern Wire"}
    assert rows[0].title == LAKE.title
    assert len({row.id for row in rows}) == len(rows)


def test_the_rows_of_an_answer_have_the_sentences_that_it_quotes():
    found = answer("Lake Orla highest level", DESK, now=NOW)
    rows = build_rows(group_answer(found), DESK.archive, quotes=list_quotes(found))
    quoted = [sentence for row in rows for sentence in row.quotes]
    assert quoted == [quote.text for quote in found.quotes if quote.place != "title"]
    assert all(sentence in row.excerpt for row in rows for sentence in row.quotes)


def test_sentences_are_found_in_a_message_whatever_is_escaped_there_or_cut():
    article = next(article for article in DESK.archive.articles if article.title == LAKE.title)
    first, second = "Lake Orla rose to 71 metres on Tuesday, the water board said.", "Three villages were evacuated."
    assert find_quotes([article], "> “Lake Orla rose to 71 metres on Tuesday, the water board said.”") == {
        article.id: [first]
    }
    assert find_quotes([article], f"> “{second}”\n> ### “{first}”") == {article.id: [first, second]}
    assert find_quotes([article], "> “Three villages”") == {}


def test_a_report_and_its_copies_are_one_entry():
    rows = build_rows(group_listing(build_timeline(DESK, topic="Floods", now=NOW)), DESK.archive)
    assert [(row.entry, row.title) for row in rows] == [(1, LAKE.title), (1, LAKE_WIRE.title), (2, VILLAGES.title)]
    assert rows[0].topics == ("Floods", "Lake Orla")


def test_at_most_as_many_rows_are_built_as_asked_for():
    assert len(build_rows(group_listing(build_timeline(DESK, now=NOW)), DESK.archive, 2)) == 2


def test_files_are_cut_to_the_size_that_they_may_have():
    rows = build_rows(group_listing(build_timeline(DESK, now=NOW)), DESK.archive)
    whole = write_all_formats(rows, 1_000_000)
    assert (whole.count, sorted(whole.files)) == (len(rows), ["bib", "csv", "json", "ris"])
    size = sum(map(len, whole.files.values())) - 1
    cut = write_all_formats(rows, size)
    assert 0 < cut.count < len(rows)
    assert sum(map(len, cut.files.values())) <= size


def test_a_file_name_says_its_format():
    assert [find_format(name) for name in ("a.csv", "a.JSON", "a.bib", "a.ris", "a.txt")] == [*FORMATS, None]

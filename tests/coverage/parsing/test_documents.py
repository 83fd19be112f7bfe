"""A `.yaml` file may hold many articles, one in each YAML document."""

from datetime import UTC, datetime

from bot.coverage.parsing import frontmatter
from bot.coverage.parsing.reader import Reading, read_bytes

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def read(text: str, path: str = "herald.yaml") -> Reading:
    return read_bytes(text.encode(), path, now=NOW)


def document(number: int) -> str:
    return f'---\ntitle: "Story {number}"\nwebUrl: "http://news.example.org/{number}"\n'


def test_each_document_is_a_record_that_is_not_nested_in_another():
    reading = read("# From a feed.\n" + "".join(map(document, range(3))))
    assert [record.title for record in reading.records] == ["Story 0", "Story 1", "Story 2"]
    assert [(record.origin.line, record.origin.nested) for record in reading.records] == [
        (3, False),
        (6, False),
        (9, False),
    ]
    assert not reading.problems


def test_a_broken_document_does_no_harm_to_the_others():
    reading = read(document(0) + '---\ntitle: "Never closed\nwebUrl: [\n' + document(2))
    assert [record.title for record in reading.records if record.url] == ["Story 0", "Story 2"]
    assert {problem.line for problem in reading.problems} <= {4, 5, 6, 7}


def test_a_document_may_have_related_records():
    related = 'related:\n  - title: "Nested"\n    webUrl: "http://news.example.org/n"\n'
    reading = read(document(0) + related + document(1))
    assert [(record.title, record.origin.nested) for record in reading.records] == [
        ("Story 0", False),
        ("Nested", True),
        ("Story 1", False),
    ]


def test_empty_documents_and_comments_between_them_are_nothing():
    reading = read(f"%YAML 1.2\n---\n...\n---\n# Nothing here.\n{document(1)}---\n")
    assert [record.title for record in reading.records] == ["Story 1"]
    assert not reading.problems


def test_a_dashed_line_within_a_value_begins_no_document():
    reading = read('---\ntitle: "One"\nexcerpt: |\n  Above.\n  ---\n  Below.\n')
    assert [record.excerpt for record in reading.records] == ["Above. --- Below."]


def test_front_matter_ends_at_its_second_line_of_dashes():
    reading = read(document(0) + document(1), "herald.md")
    assert [record.title for record in reading.records] == ["Story 0"]


def test_documents_beyond_the_limit_are_left_out_and_said():
    reading = read("---\ntitle: x\n" * (frontmatter.MAX_DOCUMENTS + 1))
    assert len(reading.records) == frontmatter.MAX_DOCUMENTS
    assert any("only the first 5,000 YAML documents" in problem.reason for problem in reading.problems)

"""`docs/performance.md` and its plot."""

import pytest

from bench.scale_report import END, draw_plot, format_document

FIGURES = {
    "records": 25_000,
    **dict.fromkeys(("ours", "tantivy", "fts5", "titles", "autocomplete"), (0.002, 0.008)),
    **dict.fromkeys(("start", "build", "update", "update cpu", "first", "fifty", "stall"), 0.1),
    **dict.fromkeys(("update written", "update memory"), 10),
    **dict.fromkeys(("compaction", "compaction memory", "compaction stall", "answer ratio"), 1.0),
    "questions": 272,
    "differing": 1,
    "other verdicts": 0,
    **dict.fromkeys(("memory", "disk"), 67.0),
}
ROWS = [FIGURES, {**FIGURES, "records": 200_000}]


def test_the_document_names_the_machine_and_has_a_row_for_each_size():
    document = format_document(ROWS, "4 cores, Python 3.11", "")
    assert "measured this on 4 cores, Python 3.11." in document
    assert document.count("2.0, 8.0") == 2 * 5
    assert document.count("| 200,000 |") == 2
    assert "| 1 of 272 |" in document
    assert max(map(len, document.splitlines())) < 300


def test_what_was_written_by_hand_stays():
    earlier = format_document(ROWS, "1 core", "") + "\n## Under load\n\nMuch.\n"
    document = format_document(ROWS, "4 cores", earlier)
    assert document.endswith(f"{END}\n\n## Under load\n\nMuch.\n")
    assert format_document(ROWS, "4 cores", document) == document


@pytest.mark.slow
def test_the_plot_is_the_same_each_time():
    assert draw_plot(ROWS) == draw_plot(ROWS)

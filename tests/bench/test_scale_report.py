"""`docs/performance.md` and its plot."""

from bench.scale_report import draw_plot, format_document

FIGURES = {
    "records": 25_000,
    **dict.fromkeys(("ours", "tantivy", "fts5", "titles", "autocomplete"), (0.002, 0.008)),
    **dict.fromkeys(("start", "build", "update", "fifty", "stall"), 0.1),
    **dict.fromkeys(("update written", "update memory"), 10),
    **dict.fromkeys(("memory", "disk"), 67.0),
}
ROWS = [FIGURES, {**FIGURES, "records": 200_000}]


def test_the_document_names_the_machine_and_has_a_row_for_each_size():
    document = format_document(ROWS, "4 cores, Python 3.11")
    assert "measured this on 4 cores, Python 3.11." in document
    assert document.count("2.0, 8.0") == 2 * 5
    assert "| 200,000 |" in document
    assert max(map(len, document.splitlines())) < 300


def test_the_plot_is_the_same_each_time():
    assert draw_plot(ROWS) == draw_plot(ROWS)

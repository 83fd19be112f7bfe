"""What `bench.scale` reports: the table, the plot, and `docs/performance.md`."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from rich.table import Table

Figures = dict[str, Any]
"""The figures of one size, by name."""


def _format_times(name: str) -> Callable[[Figures], str]:
    """Return a formatter for a pair of times, in milliseconds."""

    def format_times(figures: Figures) -> str:
        median, slow = figures[name]
        return f"{median * 1e3:,.1f}, {slow * 1e3:,.1f}"

    return format_times


_COLUMNS: tuple[tuple[str, Callable[[Figures], str]], ...] = (
    ("records", lambda figures: f"{figures['records']:,}"),
    ("answer()", _format_times("ours")),
    ("plain tantivy", _format_times("tantivy")),
    ("FTS5", _format_times("fts5")),
    ("token_set_ratio", _format_times("titles")),
    ("autocomplete", _format_times("autocomplete")),
    ("start, ms", lambda figures: f"{figures['start'] * 1e3:,.0f}"),
    ("first build, s", lambda figures: f"{figures['build']:,.1f}"),
    ("update, s", lambda figures: f"{figures['update']:,.2f}"),
    ("fifty, s", lambda figures: f"{figures['fifty']:,.2f}"),
    ("update, kB", lambda figures: f"{figures['update written']:,.0f}"),
    ("update, MB", lambda figures: f"{figures['update memory']:,.0f}"),
    ("longest stall, ms", lambda figures: f"{figures['stall'] * 1e3:,.0f}"),
    ("memory, MB", lambda figures: f"{figures['memory']:,.0f}"),
    ("on disk, MB", lambda figures: f"{figures['disk']:,.0f}"),
)

_CURVES = (
    ("ours", "answer()", True),
    ("tantivy", "plain tantivy", True),
    ("fts5", "FTS5", False),
    ("titles", "token_set_ratio", False),
)
"""A figure's name, its label, and whether its 99th percentile is drawn too."""


def build_table(rows: Sequence[Figures]) -> Table:
    """Return a table with a row for each size."""
    table = Table(title="Performance (milliseconds: median, 99th percentile)", title_justify="left")
    for name, _ in _COLUMNS:
        table.add_column(name, justify="right")
    for figures in rows:
        table.add_row(*(format_cell(figures) for _, format_cell in _COLUMNS))
    return table


def format_document(rows: Sequence[Figures], machine: str) -> str:
    """Return the text of `docs/performance.md`."""
    head = " | ".join(name for name, _ in _COLUMNS)
    cells = [" | ".join(format_cell(figures) for _, format_cell in _COLUMNS) for figures in rows]
    lines = "\n".join(f"| {row} |" for row in (head, " | ".join("---:" for _ in _COLUMNS), *cells))
    return f"""# Performance

`python -m bench.scale --write` measured this on {machine}. The records are real ones, repeated with new
URLs and with most words changed: there are fewer different articles, but as many words, headlines and outlets to
search. Where a cell has two numbers, the first is the median of the questions and the second is the 99th percentile.
All columns of a row come from one run. Machines differ and may be shared, so compare columns rather than milliseconds.

{lines}

![Milliseconds per answer, by number of records](performance.svg)

- **start**: from opening the snapshot and the cached index to the first answer, without importing the packages.
  **first build**: archive, index, names and stories, from records that are already parsed, on one core. **update**: one
  file added, edited or removed, from the write to an answer, without the pause of the watcher; what the bot writes to
  disk for it; and the memory that it takes beyond that at rest. **fifty**: fifty files added at once.
- **longest stall**: the longest time that the event loop was blocked while another thread worked on these.
- **memory**: resident memory after the questions, on top of what the imports take, including mapped files that were
  read.
- Each size runs in its own process. `answer()` parses the question, searches, chooses quotes and builds the reply; the
  other columns only rank articles.
"""


def draw_plot(rows: Sequence[Figures]) -> bytes:
    """Draw how the times of `answer()` and the baselines grow, as SVG."""
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(7, 4), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    sizes = [figures["records"] for figures in rows]
    for name, label, has_percentile in _CURVES:
        medians = [figures[name][0] * 1e3 for figures in rows]
        (line,) = axes.plot(sizes, medians, marker="o", label=f"{label}, median")
        if has_percentile:
            slow = [figures[name][1] * 1e3 for figures in rows]
            axes.plot(sizes, slow, marker=".", linestyle=":", color=line.get_color(), label=f"{label}, 99th percentile")
    axes.set(xscale="log", yscale="log", xlabel="records", ylabel="milliseconds")
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    out = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "nutgraf", "svg.fonttype": "none"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()

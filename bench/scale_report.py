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


_Columns = Sequence[tuple[str, Callable[[Figures], str]]]

_COLUMNS: _Columns = (
    ("records", lambda figures: f"{figures['records']:,}"),
    ("answer()", _format_times("ours")),
    ("plain tantivy", _format_times("tantivy")),
    ("FTS5", _format_times("fts5")),
    ("token_set_ratio", _format_times("titles")),
    ("autocomplete", _format_times("autocomplete")),
    ("start, ms", lambda figures: f"{figures['start'] * 1e3:,.0f}"),
    ("first build, s", lambda figures: f"{figures['build']:,.1f}"),
    ("memory, MB", lambda figures: f"{figures['memory']:,.0f}"),
    ("on disk, MB", lambda figures: f"{figures['disk']:,.0f}"),
)

_CHANGE_COLUMNS: _Columns = (
    ("records", lambda figures: f"{figures['records']:,}"),
    ("one file, s", lambda figures: f"{figures['update']:,.2f}"),
    ("its CPU, s", lambda figures: f"{figures['update cpu']:,.2f}"),
    ("first, s", lambda figures: f"{figures['first']:,.2f}"),
    ("fifty, s", lambda figures: f"{figures['fifty']:,.2f}"),
    ("written, kB", lambda figures: f"{figures['update written']:,.0f}"),
    ("memory, MB", lambda figures: f"{figures['update memory']:,.0f}"),
    ("stall, ms", lambda figures: f"{figures['stall'] * 1e3:,.0f}"),
    ("compaction, s", lambda figures: f"{figures['compaction']:,.0f}"),
    ("its memory, MB", lambda figures: f"{figures['compaction memory']:,.0f}"),
    ("its stall, ms", lambda figures: f"{figures['compaction stall'] * 1e3:,.0f}"),
    ("answer()", lambda figures: f"{figures['answer ratio']:.2f}x"),
    ("other answers", lambda figures: f"{figures['differing']:,.0f} of {figures['questions']:,.0f}"),
    ("other verdicts", lambda figures: f"{figures['other verdicts']:,.0f}"),
)

END = "<!-- What follows is written by hand. -->"
"""Divides `docs/performance.md`."""

_CURVES = (
    ("ours", "answer()", True),
    ("tantivy", "plain tantivy", True),
    ("fts5", "FTS5", False),
    ("titles", "token_set_ratio", False),
)
"""A figure's name, its label, and whether its 99th percentile is drawn too."""


def build_tables(rows: Sequence[Figures]) -> list[Table]:
    """Return the tables of questions and of changes, with a row for each size."""
    return [
        _build_table("Questions (milliseconds: median, 99th percentile)", _COLUMNS, rows),
        _build_table("Changes", _CHANGE_COLUMNS, rows),
    ]


def _build_table(title: str, columns: _Columns, rows: Sequence[Figures]) -> Table:
    table = Table(title=title, title_justify="left")
    for name, _ in columns:
        table.add_column(name, justify="right")
    for figures in rows:
        table.add_row(*(format_cell(figures) for _, format_cell in columns))
    return table


def _format_table(columns: _Columns, rows: Sequence[Figures]) -> str:
    head = " | ".join(name for name, _ in columns)
    cells = [" | ".join(format_cell(figures) for _, format_cell in columns) for figures in rows]
    return "\n".join(f"| {row} |" for row in (head, " | ".join("---:" for _ in columns), *cells))


def format_document(rows: Sequence[Figures], machine: str, earlier: str) -> str:
    """Return the text of `docs/performance.md`. `earlier`: its present text, of which the part by hand stays."""
    by_hand = earlier.partition(END)[2].strip()
    by_hand = f"\n{by_hand}\n" if by_hand else ""
    return f"""# Performance

`python -m bench.scale --write` measured this on {machine}. The records are real ones, repeated with new
URLs and with most words changed: there are fewer different articles, but as many words, headlines and outlets to
search. Where a cell has two numbers, the first is the median of the questions and the second is the 99th percentile.
All columns of a row come from one run. Machines differ and may be shared, so compare columns rather than milliseconds.

## Questions

{_format_table(_COLUMNS, rows)}

![Milliseconds per answer, by number of records](performance.svg)

- **start**: from opening the snapshot and the cached index to the first answer, without importing the packages.
  **first build**: archive, index, names and stories, from records that are already parsed, on one core.
- **memory**: resident memory after the questions, on top of what the imports take, including mapped files that were
  read.
- Each size runs in its own process. `answer()` parses the question, searches, chooses quotes and builds the reply; the
  other columns only rank articles.

## Changes of files

{_format_table(_CHANGE_COLUMNS, rows)}

- **one file**: one file added, edited or removed, from the write to an answer, without the pause of the watcher: the
  median of fifteen; the processor time of the bot for it; and what it has written to disk. **first**: the first one
  after a start. **fifty**: fifty files added at once.
- **memory**, **stall**: the most that all changes up to 300 files took beyond that at rest, and the longest time that
  the event loop stood still, without the time in which the system let a thread wait for a processor.
- **compaction**: another process of low priority rewrites the cache after 300 changed files; its time, and what that
  costs the bot.
- **answer()**: how long an answer takes after 300 changed files, compared to after the compaction, in one run.
  **other answers**: how many of these answers show something else, and how many have another verdict.

{END}
{by_hand}"""


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

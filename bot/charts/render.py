"""Charts of coverage over time, as PNG or SVG. The same chart always gives the same bytes.

matplotlib is imported when the first chart is drawn. Only its object interface is used, so any thread may draw. The
chart has its own opaque background, so it looks the same on Discord's dark and light themes.
"""

import io
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from bot.answers.browse.chart import Chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# matplotlib's own types are incomplete, so this module can't be checked strictly.
# pyright: basic

ImageFormat = Literal["png", "svg"]

BACKGROUND, TEXT, FAINT_TEXT = "#1e2126", "#e6e8eb", "#9aa1ab"
BAR, BUSY_BAR, GRID, SILENCE = "#4a9eea", "#f2a33a", "#4b525d", "#2b3038"
"""On the background, text has a contrast of 13:1 and bars of 6:1; WCAG asks for 4.5 and 3."""

WIDTH, HEIGHT, DPI = 7.2, 3.0, 150
"""Inches, and dots per inch: 1080 by 450 pixels, which a phone shows at full width."""

_BAR_WIDTH = 0.86
"""The share of a period's width that its bar takes."""

_MAX_SILENCE_LABELS = 3
_LETTER_WIDTH = 0.0105
"""The share of the chart's width that a letter of a label takes: a label that is wider than its silence is left out."""

_YEARS_FROM, _MONTHS_FROM = 1_100, 75
"""From how many days on the axis shows years, and from how many months."""

_MAX_YEAR_TICKS, _MAX_TICKS = 9, 8

_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


class ChartLabels(Struct, frozen=True):
    """The text on a chart, in the reader's language.

    `busy` explains the highlighted bars, `share` the lower panel; `silences` has one label for each of the chart's.
    """

    title: str
    busy: str = ""
    share: str = ""
    silences: tuple[str, ...] = ()


@lru_cache(maxsize=32)
def draw_chart(chart: Chart, labels: ChartLabels, image_format: ImageFormat = "png") -> bytes:
    """Draw a chart. This takes some tenths of a second, so keep it off the event loop."""
    import matplotlib as mpl  # noqa: PLC0415 - slow to load, and most runs draw nothing
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, facecolor=BACKGROUND, layout="constrained")
    canvas = FigureCanvasAgg(figure)
    if any(column.archive_count for column in chart.columns):
        axes, lowest = figure.subplots(2, 1, sharex=True, height_ratios=[2, 1])
        _draw_share(lowest, chart, labels)
    else:
        axes = lowest = figure.add_subplot()
    _draw_bars(axes, chart, labels)
    _draw_silences(axes, chart, labels)
    _draw_frame(axes, lowest, chart, labels)
    out = io.BytesIO()
    # Without the date and the library's name, the same chart always gives the same bytes.
    if image_format == "png":
        # `savefig` would draw twice, first to learn how large everything is; to draw once does both.
        canvas.print_png(out, metadata={"Software": None})
    else:
        with mpl.rc_context({"svg.hashsalt": "nutgraf", "svg.fonttype": "none"}):
            figure.savefig(out, format="svg", facecolor=BACKGROUND, metadata={"Date": None, "Creator": None})
    return out.getvalue()


def _draw_bars(axes: "Axes", chart: Chart, labels: ChartLabels) -> None:
    centers, widths = _compute_positions(chart)
    for is_busy, color, label in ((False, BAR, ""), (True, BUSY_BAR, labels.busy)):
        indexes = [index for index, column in enumerate(chart.columns) if column.busy is is_busy and column.count]
        if indexes:
            axes.bar(
                [centers[index] for index in indexes],
                [chart.columns[index].count for index in indexes],
                [widths[index] for index in indexes],
                color=color,
                label=replace_missing_characters(label) or "_",
            )


def _draw_share(axes: "Axes", chart: Chart, labels: ChartLabels) -> None:
    """Draw the percentage of all reports of a period that are on the chart's subject."""
    centers, widths = _compute_positions(chart)
    shares = [100 * column.count / column.archive_count if column.archive_count else 0 for column in chart.columns]
    axes.bar(centers, shares, widths, color=FAINT_TEXT)
    title = axes.set_title(replace_missing_characters(labels.share), color=FAINT_TEXT, fontsize=9, loc="left")
    title.set_parse_math(False)


def _compute_positions(chart: Chart) -> tuple[list[float], list[float]]:
    """Return the center of each bar, as a proleptic ordinal day, and its width, in days."""
    widths = _compute_widths(chart)
    centers = [column.first.toordinal() + width / 2 for column, width in zip(chart.columns, widths, strict=True)]
    return centers, [width * _BAR_WIDTH for width in widths]


def _draw_silences(axes: "Axes", chart: Chart, labels: ChartLabels) -> None:
    longest = sorted(zip(chart.silences, labels.silences, strict=False), key=lambda pair: -pair[0].days)
    for rank, (silence, label) in enumerate(longest):
        start, end = silence.last.toordinal() + 1, silence.first.toordinal()
        axes.axvspan(start, end, color=SILENCE, zorder=0)
        if rank < _MAX_SILENCE_LABELS and (end - start) > len(label) * _LETTER_WIDTH * _count_days(chart):
            text = axes.text(
                (start + end) / 2,
                0.55,
                replace_missing_characters(label),
                transform=axes.get_xaxis_transform(),
                ha="center",
                color=FAINT_TEXT,
                fontsize=9,
            )
            text.set_parse_math(False)


def _draw_frame(axes: "Axes", lowest: "Axes", chart: Chart, labels: ChartLabels) -> None:
    from matplotlib.ticker import FixedLocator, MaxNLocator  # noqa: PLC0415

    title = axes.set_title(replace_missing_characters(labels.title), color=TEXT, fontsize=11, loc="left", wrap=True)
    title.set_parse_math(False)
    ticks = _choose_ticks(chart)
    lowest.xaxis.set_major_locator(FixedLocator([position for position, _ in ticks]))
    lowest.set_xticklabels([label for _, label in ticks])
    start = chart.columns[0].first.toordinal()
    for panel, bins in ((axes, 4), (lowest, 2 if lowest is not axes else 4)):
        panel.set_facecolor(BACKGROUND)
        panel.yaxis.set_major_locator(MaxNLocator(nbins=bins, integer=True))
        panel.tick_params(colors=FAINT_TEXT, labelsize=9, length=0)
        panel.grid(axis="y", color=GRID, linewidth=0.5, alpha=0.6)
        panel.set_axisbelow(True)
        for side in panel.spines.values():
            side.set_visible(False)
        panel.set_xlim(start - 0.01 * _count_days(chart), start + 1.01 * _count_days(chart))
    if axes.get_legend_handles_labels()[1]:
        axes.legend(
            loc="lower right", bbox_to_anchor=(1, 1), borderaxespad=0.2, fontsize=9, frameon=False, labelcolor=TEXT
        )


def _choose_ticks(chart: Chart) -> list[tuple[float, str]]:
    """Return the positions and labels of the ticks on the time axis: years, months or days, whichever fit."""
    first_days = [column.first for column in chart.columns]
    last = first_days[-1]
    days = _count_days(chart)
    if days > _YEARS_FROM:
        years = range(first_days[0].year, last.year + 1)
        interval = max(1, -(-len(years) // _MAX_YEAR_TICKS))
        return [(date(year, 1, 1).toordinal(), str(year)) for year in years if not year % interval]
    if days > _MONTHS_FROM:
        months = [date(year, month, 1) for year in range(first_days[0].year, last.year + 1) for month in range(1, 13)]
        inside = [month for month in months if first_days[0].replace(day=1) <= month <= last]
        interval = max(1, -(-len(inside) // _MAX_TICKS))
        return [(month.toordinal(), f"{month:%Y-%m}") for month in inside[::interval]]
    interval = max(1, -(-len(first_days) // _MAX_TICKS))
    return [(first.toordinal() + _compute_widths(chart)[0] / 2, f"{first:%m-%d}") for first in first_days[::interval]]


def _compute_widths(chart: Chart) -> list[float]:
    """Return the number of days of each period."""
    first_days = [column.first.toordinal() for column in chart.columns]
    usual = {"day": 1, "week": 7, "month": 30, "year": 365}[chart.step]
    return [float(later - first) for first, later in pairwise(first_days)] + [float(usual)]


def _count_days(chart: Chart) -> float:
    return chart.columns[-1].first.toordinal() - chart.columns[0].first.toordinal() + _compute_widths(chart)[-1]


@lru_cache(maxsize=1)
def _list_font_characters() -> frozenset[int]:
    """Return the code points that the font has. It comes with matplotlib, so they are the same everywhere."""
    from matplotlib.font_manager import FontProperties, findfont, get_font  # noqa: PLC0415

    return frozenset(get_font(findfont(FontProperties(family="DejaVu Sans"))).get_charmap())


def replace_missing_characters(text: str) -> str:
    """Replace the characters that the font lacks, which would show as empty boxes, by an ellipsis."""
    available = _list_font_characters()
    line = "".join(letter if ord(letter) in available or letter == " " else _ELLIPSIS for letter in text)
    while _ELLIPSIS * 2 in line:
        line = line.replace(_ELLIPSIS * 2, _ELLIPSIS)
    return line.replace("\n", " ").strip()

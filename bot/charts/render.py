"""Pictures of coverage over time, as PNG or SVG. The same chart always gives the same bytes.

matplotlib is imported by the first picture, and only its object interface is used: it may be called from any thread.
The panel brings its own ground, so that it reads the same on Discord's dark theme and on its light one.
"""

import io
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from bot.answers.browse.chart import Chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# matplotlib's own types leave much unknown, so what comes from it can't be checked strictly.
# pyright: basic

Form = Literal["png", "svg"]

GROUND, INK, FAINT = "#1e2126", "#e6e8eb", "#9aa1ab"
COLUMN, BUSY, BESIDE, QUIET = "#4a9eea", "#f2a33a", "#4b525d", "#2b3038"
"""Colours of the panel: text on its ground has a contrast of 13:1, columns of 6:1 (WCAG asks for 4.5 and 3)."""

WIDTH, HEIGHT, DOTS = 7.2, 3.0, 150
"""Inches and dots per inch: 1080 by 450 pixels, which a phone shows at its full width."""

_MOST_LABELS = 3
_YEARS_FROM, _MONTHS_FROM = 1_100, 75
"""Days from which the axis names years, and months."""


class ChartLabels(Struct, frozen=True):
    """The words on a picture, in the reader's language. `busy`: what the marked columns are; `beside`: what the share
    is of; `silences`: one for each of the chart's."""

    title: str
    busy: str = ""
    beside: str = ""
    silences: tuple[str, ...] = ()


@lru_cache(maxsize=32)
def draw_chart(chart: Chart, labels: ChartLabels, form: Form = "png") -> bytes:
    """The picture. Some tenths of a second; keep it off the event loop."""
    import matplotlib as mpl  # noqa: PLC0415 - heavy, and most runs draw nothing
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS, facecolor=GROUND, layout="constrained")
    FigureCanvasAgg(figure)
    shared = any(column.beside for column in chart.columns)
    if shared:
        axes, share = figure.subplots(2, 1, sharex=True, height_ratios=[2, 1])
        _share(share, chart, labels)
    else:
        axes = share = figure.add_subplot()
    _columns(axes, chart, labels)
    _silences(axes, chart, labels)
    _frame(axes, share, chart, labels)
    out = io.BytesIO()
    # Nothing of the day, the machine or the library goes into the file.
    with mpl.rc_context({"svg.hashsalt": "nutgraf", "svg.fonttype": "none"}):
        metadata: Mapping[str, Any] = {"Software": None} if form == "png" else {"Date": None, "Creator": None}
        figure.savefig(out, format=form, facecolor=GROUND, metadata=dict(metadata))
    return out.getvalue()


def _columns(axes: "Axes", chart: Chart, labels: ChartLabels) -> None:
    middles, slim = _places(chart)
    for is_busy, colour, label in ((False, COLUMN, ""), (True, BUSY, labels.busy)):
        chosen = [at for at, column in enumerate(chart.columns) if column.busy is is_busy and column.count]
        if chosen:
            axes.bar(
                [middles[at] for at in chosen],
                [chart.columns[at].count for at in chosen],
                [slim[at] for at in chosen],
                color=colour,
                label=displayable(label) or "_",
            )


def _share(axes: "Axes", chart: Chart, labels: ChartLabels) -> None:
    """Of all that was reported in a period, the percentage that this is."""
    middles, slim = _places(chart)
    shares = [100 * column.count / column.beside if column.beside else 0 for column in chart.columns]
    axes.bar(middles, shares, slim, color=FAINT)
    title = axes.set_title(displayable(labels.beside), color=FAINT, fontsize=9, loc="left")
    title.set_parse_math(False)


def _places(chart: Chart) -> tuple[list[float], list[float]]:
    """The middle of each column and its width, in days."""
    widths = _widths(chart)
    middles = [column.first.toordinal() + width / 2 for column, width in zip(chart.columns, widths, strict=True)]
    return middles, [width * 0.86 for width in widths]


def _silences(axes: "Axes", chart: Chart, labels: ChartLabels) -> None:
    longest = sorted(zip(chart.silences, labels.silences, strict=False), key=lambda one: -one[0].days)
    for place, (silence, said) in enumerate(longest):
        start, end = silence.last.toordinal() + 1, silence.first.toordinal()
        axes.axvspan(start, end, color=QUIET, zorder=0)
        if place < _MOST_LABELS and (end - start) > 0.12 * _days(chart):
            text = axes.text(
                (start + end) / 2,
                0.55,
                displayable(said),
                transform=axes.get_xaxis_transform(),
                ha="center",
                color=FAINT,
                fontsize=9,
            )
            text.set_parse_math(False)


def _frame(axes: "Axes", lowest: "Axes", chart: Chart, labels: ChartLabels) -> None:
    from matplotlib.ticker import FixedLocator, MaxNLocator  # noqa: PLC0415

    title = axes.set_title(displayable(labels.title), color=INK, fontsize=11, loc="left", wrap=True)
    title.set_parse_math(False)
    places = _ticks(chart)
    lowest.xaxis.set_major_locator(FixedLocator([place for place, _ in places]))
    lowest.set_xticklabels([said for _, said in places])
    start = chart.columns[0].first.toordinal()
    for each, bins in ((axes, 4), (lowest, 2 if lowest is not axes else 4)):
        each.set_facecolor(GROUND)
        each.yaxis.set_major_locator(MaxNLocator(nbins=bins, integer=True))
        each.tick_params(colors=FAINT, labelsize=9, length=0)
        each.grid(axis="y", color=BESIDE, linewidth=0.5, alpha=0.6)
        each.set_axisbelow(True)
        for side in each.spines.values():
            side.set_visible(False)
        each.set_xlim(start - 0.01 * _days(chart), start + 1.01 * _days(chart))
    if axes.get_legend_handles_labels()[1]:
        axes.legend(
            loc="lower right", bbox_to_anchor=(1, 1), borderaxespad=0.2, fontsize=9, frameon=False, labelcolor=INK
        )


def _ticks(chart: Chart) -> list[tuple[float, str]]:
    """Where the axis is labelled, and how: years, months or days, whichever of these are few."""
    firsts = [column.first for column in chart.columns]
    last = firsts[-1]
    days = _days(chart)
    if days > _YEARS_FROM:
        years = range(firsts[0].year, last.year + 1)
        every = max(1, -(-len(years) // 9))
        return [(date(year, 1, 1).toordinal(), str(year)) for year in years if not year % every]
    if days > _MONTHS_FROM:
        months = [date(year, month, 1) for year in range(firsts[0].year, last.year + 1) for month in range(1, 13)]
        inside = [month for month in months if firsts[0].replace(day=1) <= month <= last]
        every = max(1, -(-len(inside) // 8))
        return [(month.toordinal(), f"{month:%Y-%m}") for month in inside[::every]]
    every = max(1, -(-len(firsts) // 8))
    return [(first.toordinal() + _widths(chart)[0] / 2, f"{first:%m-%d}") for first in firsts[::every]]


def _widths(chart: Chart) -> list[float]:
    """The days of each column."""
    firsts = [column.first.toordinal() for column in chart.columns]
    usual = {"day": 1, "week": 7, "month": 30, "year": 365}[chart.step]
    return [float(later - first) for first, later in pairwise(firsts)] + [float(usual)]


def _days(chart: Chart) -> float:
    return chart.columns[-1].first.toordinal() - chart.columns[0].first.toordinal() + _widths(chart)[-1]


@lru_cache(maxsize=1)
def _known_letters() -> frozenset[int]:
    """The letters that the picture's own font has: it comes with matplotlib, so they are the same everywhere."""
    from matplotlib.font_manager import FontProperties, findfont, get_font  # noqa: PLC0415

    return frozenset(get_font(findfont(FontProperties(family="DejaVu Sans"))).get_charmap())


def displayable(text: str) -> str:
    """A text with the letters that the font has; those it has not would be empty boxes."""
    known = _known_letters()
    kept = "".join(letter if ord(letter) in known or letter == " " else "\N{HORIZONTAL ELLIPSIS}" for letter in text)
    while "\N{HORIZONTAL ELLIPSIS}\N{HORIZONTAL ELLIPSIS}" in kept:
        kept = kept.replace("\N{HORIZONTAL ELLIPSIS}\N{HORIZONTAL ELLIPSIS}", "\N{HORIZONTAL ELLIPSIS}")
    return kept.replace("\n", " ").strip()

"""Charts: the same values give the same bytes, any text is harmless, and it can be read on any theme."""

import io
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.answers.browse.chart import Chart, build_chart
from bot.charts import render
from bot.charts.render import ChartLabels, draw_chart, replace_missing_characters
from bot.coverage.periods import find_bursts, split_periods
from tests.support.properties import examples

pytestmark = pytest.mark.slow


def chart_of(days: Iterable[date], beside: Iterable[date] = ()) -> Chart:
    days = sorted(days)
    chart = build_chart(days, busy=find_bursts(days), periods=split_periods(days), archive_days=sorted(beside))
    assert chart is not None
    return chart


USUAL = [date(2024, 1, 1) + timedelta(2 * n) for n in range(60)]
SOME = chart_of([*USUAL, *[date(2024, 3, 2)] * 9, date(2024, 9, 1)])


def size(image_bytes: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(image_bytes)) as image:
        return image.size


def test_a_chart_is_as_wide_as_a_phone_shows():
    assert size(draw_chart(SOME, ChartLabels("Reports"))) == (1080, 450)


def test_the_same_values_give_the_same_bytes():
    for image_format in ("png", "svg"):
        first = draw_chart(SOME, ChartLabels("Reports", "busy", "share", ("quiet",)), image_format)
        render.draw_chart.cache_clear()
        assert draw_chart(SOME, ChartLabels("Reports", "busy", "share", ("quiet",)), image_format) == first


def test_charts_are_drawn_on_any_thread_at_once():
    titles = [f"Reports {n}" for n in range(4)]
    here = [draw_chart(SOME, ChartLabels(title)) for title in titles]
    render.draw_chart.cache_clear()
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda title: draw_chart(SOME, ChartLabels(title)), titles)) == here


@settings(max_examples=examples(5))
@given(st.text(max_size=300), st.text(max_size=40))
def test_any_text_is_harmless(title: str, quiet: str):
    assert size(draw_chart(SOME, ChartLabels(title, title[:20], quiet, (quiet,) * len(SOME.silences)))) == (1080, 450)


def test_text_is_no_formula_and_has_no_empty_boxes():
    svg = draw_chart(SOME, ChartLabels("It cost $5 and $6, \u6771\u4eac says"), "svg").decode()
    assert "It cost $5 and $6, … says" in svg
    assert replace_missing_characters("a\u6771\u4eacb") == "a…b"


@settings(max_examples=examples(6))
@given(st.lists(st.dates(date(1950, 1, 1), date(2030, 1, 1)), min_size=2, max_size=8, unique=True))
def test_any_range_can_be_drawn(days: list[date]):
    chart = chart_of(days, beside=days * 2)
    assert size(draw_chart(chart, ChartLabels("x", "y", "z", ("q",) * len(chart.silences)))) == (1080, 450)


def test_a_silence_that_is_too_short_for_its_label_has_none():
    days = [date(2024, 1, 1), date(2024, 3, 1), date(2024, 3, 2), date(2024, 4, 1)]
    chart = chart_of(days)
    labels = ChartLabels("Reports", silences=("quiet", "x" * 80)[: len(chart.silences)])
    assert len(chart.silences) == 2
    svg = draw_chart(chart, labels, "svg").decode()
    assert "quiet" in svg
    assert "x" * 80 not in svg


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 has it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("colour", "least"), [(render.TEXT, 7), (render.FAINT_TEXT, 4.5), (render.BAR, 3), (render.BUSY_BAR, 3)]
)
def test_what_is_drawn_stands_out_from_the_background(colour: str, least: float):
    assert contrast(colour, render.BACKGROUND) >= least
    if colour == render.FAINT_TEXT:
        assert contrast(colour, render.SILENCE) >= 4.5


def test_a_chart_has_an_opaque_background():
    with Image.open(io.BytesIO(draw_chart(SOME, ChartLabels("Reports")))) as image:
        corner = image.convert("RGBA").getpixel((1, 1))
    assert corner == (*(int(render.BACKGROUND[at : at + 2], 16) for at in (1, 3, 5)), 255)

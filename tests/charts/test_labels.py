"""The text of a chart: its title, its labels, and the description for those who can't see it."""

from datetime import UTC, datetime

from bot.answers.browse.timeline import build_timeline
from bot.catalogue import Catalogue
from bot.charts.labels import build_labels, describe_image
from tests.support.desks import FILES, build_desk

NOW = datetime(2022, 1, 1, tzinfo=UTC)


def test_a_chart_has_a_title_without_a_colon_and_a_label_for_each_silence():
    listing = build_timeline(build_desk(*FILES), now=NOW)
    assert listing.chart is not None
    labels = build_labels(listing, Catalogue.load().get_translator())
    assert labels.title
    assert not labels.title.endswith((":", "."))
    assert len(labels.silences) == len(listing.chart.silences) > 0


def test_a_listing_without_a_chart_has_labels_without_silences():
    listing = build_timeline(build_desk(FILES[1]), now=NOW)
    assert listing.chart is None
    assert build_labels(listing, Catalogue.load().get_translator()).silences == ()


def test_a_description_counts_the_reports():
    listing = build_timeline(build_desk(*FILES), now=NOW)
    assert listing.chart is not None
    text = describe_image(listing.chart, Catalogue.load().get_translator())
    assert str(sum(period.count for period in listing.chart.columns)) in text

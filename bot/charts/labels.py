"""The text of a chart: its title and labels, and a description for those who can't see it."""

from bot.answers.browse.chart import Chart, describe_chart
from bot.answers.browse.listing import Listing
from bot.catalogue import Translator
from bot.charts.render import ChartLabels


def build_labels(listing: Listing, words: Translator) -> ChartLabels:
    """Return the text on a listing's chart. `words` must not escape, since nothing reads Markdown in an image."""
    silences = listing.chart.silences if listing.chart else ()
    return ChartLabels(
        title=words(listing.lead.id, listing.lead.args).rstrip("."),
        busy=words("chart-label-busy"),
        share=words("chart-label-share"),
        silences=tuple(words(f"listing-silence-{silence.unit}", {"count": silence.count}) for silence in silences),
    )


def describe_image(chart: Chart, words: Translator) -> str:
    """Say what a chart shows."""
    return " ".join(words(remark.id, remark.args) for remark in describe_chart(chart))

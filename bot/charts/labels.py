"""The words that go with a picture of a list: on it, and for those who can't see it."""

from bot.answers.browse.chart import Chart, describe_chart
from bot.answers.browse.listing import Listing
from bot.catalogue import Translator
from bot.charts.render import ChartLabels


def chart_labels(found: Listing, words: Translator) -> ChartLabels:
    """The words on the picture of a list. `words` must not escape: nothing reads Markdown in a picture."""
    silences = found.chart.silences if found.chart else ()
    return ChartLabels(
        title=words(found.lead.id, found.lead.args).rstrip(":."),
        busy=words("chart-label-busy"),
        beside=words("chart-label-share"),
        silences=tuple(words(f"listing-silence-{one.unit}", {"count": one.count}) for one in silences),
    )


def describe_image(chart: Chart, words: Translator) -> str:
    """What a picture shows."""
    return " ".join(words(remark.id, remark.args) for remark in describe_chart(chart))

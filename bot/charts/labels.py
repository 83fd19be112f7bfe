"""The words that go with a picture of a list: on it, and for those who can't see it."""

from bot.answers.browse import chart as charting
from bot.answers.browse.chart import Chart
from bot.answers.browse.listing import Listing
from bot.catalogue import Words
from bot.charts.render import Labels


def labels(found: Listing, words: Words) -> Labels:
    """The words on the picture of a list. `words` must not escape: nothing reads Markdown in a picture."""
    silences = found.chart.silences if found.chart else ()
    return Labels(
        title=words(found.lead.id, found.lead.args).rstrip(":."),
        busy=words("chart-label-busy"),
        beside=words("chart-label-share"),
        silences=tuple(words(f"listing-silence-{one.unit}", {"count": one.count}) for one in silences),
    )


def shows(chart: Chart, words: Words) -> str:
    """What a picture shows."""
    return " ".join(words(remark.id, remark.args) for remark in charting.told(chart))

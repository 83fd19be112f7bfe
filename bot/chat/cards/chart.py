"""The picture of a timeline or a profile, with its words and what it shows for those who can't see it."""

from bot.answers.browse.listing import Listing
from bot.charts import labels
from bot.charts.render import draw_chart
from bot.chat import limits
from bot.chat.cards.card_context import CardContext, RenderedChart
from bot.chat.cards.markdown import clean_line, shorten

NAME = "coverage.png"


def render_chart(found: Listing, look: CardContext) -> RenderedChart | None:
    """Draw it, unless there is nothing to show. Some tenths of a second; not for the event loop."""
    if found.chart is None or not look.pictures:
        return None
    words = look.label_words
    alt = labels.describe_image(found.chart, words)
    return RenderedChart(
        NAME, draw_chart(found.chart, labels.build_labels(found, words)), shorten(clean_line(alt), limits.ALT_TEXT)
    )

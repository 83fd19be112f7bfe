"""The chart of a timeline or an outlet's profile, as a picture with a description."""

from collections.abc import Sequence

from bot.answers.browse.listing import Listing
from bot.charts import labels
from bot.charts.render import draw_chart
from bot.chat import limits
from bot.chat.cards.parts.card_context import AttachedFile, CardContext
from bot.chat.cards.parts.markdown import clean_line, shorten

FILE_NAME = "coverage.png"


def render_chart(listing: Listing, context: CardContext) -> Sequence[AttachedFile]:
    """Draw the chart of a listing, if it has one. Takes some tenths of a second, so call it on a thread."""
    if listing.chart is None or not context.show_pictures:
        return ()
    words = context.label_words
    png = draw_chart(listing.chart, labels.build_labels(listing, words))
    description = shorten(clean_line(labels.describe_image(listing.chart, words)), limits.ALT_TEXT)
    return (AttachedFile(FILE_NAME, png, description),)

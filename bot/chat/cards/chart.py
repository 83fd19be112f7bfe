"""The picture of a timeline or a profile, with its words and what it shows for those who can't see it."""

from bot.answers.browse.listing import Listing
from bot.charts import labels as captions
from bot.charts.render import draw
from bot.chat import limits
from bot.chat.cards.card_context import Drawn, Look
from bot.chat.cards.markdown import clean, shortened

NAME = "coverage.png"


def picture(found: Listing, look: Look) -> Drawn | None:
    """Draw it, unless there is nothing to show. Some tenths of a second; not for the event loop."""
    if found.chart is None or not look.pictures:
        return None
    words = look.label_words
    alt = captions.shows(found.chart, words)
    return Drawn(NAME, draw(found.chart, captions.labels(found, words)), shortened(clean(alt), limits.ALT_TEXT))

"""The picture of a timeline or a profile, with its words and what it shows for those who can't see it."""

from bot.answers import charting
from bot.answers.listing import Listing
from bot.catalogue import Words
from bot.chat import limits
from bot.chat.look import Drawn, Look
from bot.chat.text import clean, shortened
from bot.drawing import Labels, draw

NAME = "coverage.png"


def picture(found: Listing, look: Look) -> Drawn | None:
    """Draw it, unless there is nothing to show. Some tenths of a second; not for the event loop."""
    if found.chart is None or not look.pictures:
        return None
    words = look.label_words
    alt = " ".join(words(remark.id, remark.args) for remark in charting.told(found.chart))
    return Drawn(NAME, draw(found.chart, labels(found, words)), shortened(clean(alt), limits.ALT_TEXT))


def labels(found: Listing, words: Words) -> Labels:
    """The words on the picture of a list. `words` must not escape: nothing reads Markdown in a picture."""
    silences = found.chart.silences if found.chart else ()
    return Labels(
        title=words(found.lead.id, found.lead.args).rstrip(":."),
        busy=words("chart-label-busy"),
        beside=words("chart-label-share"),
        silences=tuple(words(f"listing-silence-{one.unit}", {"count": one.count}) for one in silences),
    )

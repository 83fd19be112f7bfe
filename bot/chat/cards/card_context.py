"""What every card is given to show a value by, and how it names outlets, days and articles with it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

import babel
from babel.dates import format_date

from bot.catalogue import Translator
from bot.chat import limits
from bot.chat.cards import markdown
from bot.chat.cards.layout import Thumbnail
from bot.chat.cards.markdown import Markdown
from bot.coverage.archive.archive import Archive
from bot.coverage.article import Article, Moment


class RenderedChart(NamedTuple):
    """A picture of our own, to be attached: its file name, its bytes, and what it shows, in words."""

    name: str
    data: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class CardContext:
    """The reader's words and the archive that a value came from.

    `words` escapes with `markdown.escape`. `now`: aware, in UTC. `asker`: the user id of the one who may delete and
    page the reply, 0 for nobody. `private`: the asker alone sees it, so that it needs no delete button. `pictures`:
    whether to show any. `drawn`: the one that is sent along.
    """

    words: Translator
    archive: Archive
    now: datetime
    asker: int = 0
    private: bool = False
    pictures: bool = True
    drawn: RenderedChart | None = None

    @property
    def label_words(self) -> Translator:
        """The same words for buttons, menus and alternative texts, where Discord reads no Markdown."""
        return replace(self.words, escape=markdown.clean_line)

    @property
    def locale(self) -> babel.Locale:
        """The reader's locale, for dates."""
        return babel.Locale.parse(self.words.locale, sep="-")

    def outlet(self, key: str) -> str:
        """An outlet's name as it came, not yet made harmless; its key where the archive has it no longer."""
        outlet = self.archive.outlets.get(key)
        return outlet.name if outlet else key

    def topic(self, key: str) -> str:
        """A topic's name as it came, not yet made harmless."""
        topic = self.archive.topics.get(key)
        return topic.name if topic else key

    def day(self, day: date) -> str:
        """A calendar day the reader's way, in full: "June 11, 2020"."""
        return format_date(day, "long", locale=self.locale)

    def short_day(self, day: date) -> str:
        """The same for menus: "Jun 11, 2020"."""
        return format_date(day, "medium", locale=self.locale)

    def moment(self, moment: Moment) -> Markdown:
        """A time of publication: Discord shows it in each reader's own zone; a day without a time has no zone."""
        if moment.precision == "day":
            return markdown.escape(self.day(moment.day))
        return Markdown(f"<t:{int(moment.at.timestamp())}:D>")

    def picture(self, article: Article) -> Thumbnail | None:
        """An article's picture, where it has one whose address Discord may take."""
        if not self.pictures or article.image is None:
            return None
        url = markdown.linkable_address(article.image.url, limits.MEDIA_URL)
        if url is None:
            return None
        return Thumbnail(url, markdown.shorten(article.image.alt or article.title, limits.ALT_TEXT))

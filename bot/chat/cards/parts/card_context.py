"""What every card needs to show a value to a reader: the reader's language, the archive and the time."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Literal, NamedTuple

import babel
from babel.dates import format_date

from bot.catalogue import Translator
from bot.chat import limits
from bot.chat.cards.parts import markdown
from bot.chat.cards.parts.layout import Thumbnail
from bot.chat.cards.parts.markdown import Markdown
from bot.coverage.archive.archive import Archive
from bot.coverage.article import Article, Moment


class AttachedFile(NamedTuple):
    """A file to attach to a message: its name, its bytes and, for a picture, a description of it."""

    name: str
    content: bytes
    description: str = ""


@dataclass(frozen=True, slots=True)
class JudgeNotice:
    """Where the model is: `machine` (the bot's own), `network` (the operator's own) or a host. `sees_private`: whether
    questions in direct messages and with private replies are sent to it, too."""

    place: str
    sees_private: bool


@dataclass(frozen=True, slots=True)
class CardContext:
    """The reader's language, the archive that a value came from, and who asked.

    `words` makes its arguments safe with `markdown.escape`. `now` is aware, in UTC. `asker` is the id of the user who
    may delete the reply and turn its pages; 0 means nobody. Only the asker sees a `private` reply, so it needs no
    delete button. `show_pictures` is False if Discord refused a picture. `feedback`: whether answers have buttons for
    feedback. `files` are sent along with the message.
    """

    words: Translator
    archive: Archive
    now: datetime
    asker: int = 0
    private: bool = False
    show_pictures: bool = True
    feedback: bool = False
    files: tuple[AttachedFile, ...] = ()

    @property
    def label_words(self) -> Translator:
        """The reader's language for buttons, menus and alternative texts, where Discord reads no Markdown."""
        return Translator(self.words.locale, self.words.bundles, markdown.clean_line)

    @property
    def locale(self) -> babel.Locale:
        """The reader's locale, for dates."""
        return _parse_locale(self.words.locale)

    def get_outlet_name(self, key: str) -> str:
        """Return an outlet's name, not yet escaped; its key if the outlet is no longer in the archive."""
        outlet = self.archive.outlets.get(key)
        return outlet.name if outlet else key

    def get_topic_name(self, key: str) -> str:
        """Return a topic's name, not yet escaped; its key if the topic is no longer in the archive."""
        topic = self.archive.topics.get(key)
        return topic.name if topic else key

    def format_day(self, day: date) -> str:
        """Return a calendar day in the reader's language, such as "June 11, 2020"."""
        return _format_date(day, "long", self.words.locale)

    def format_short_day(self, day: date) -> str:
        """Return a calendar day for a menu, such as "Jun 11, 2020"."""
        return _format_date(day, "medium", self.words.locale)

    def format_moment(self, moment: Moment) -> Markdown:
        """Return the day of publication: as a timestamp, which Discord shows in each reader's time zone, if the time
        of day is known.
        """
        if moment.precision == "day":
            return markdown.escape(self.format_day(moment.day))
        return Markdown(f"<t:{int(moment.at.timestamp())}:D>")

    def build_thumbnail(self, article: Article) -> Thumbnail | None:
        """Return an article's picture, if it has one at an address that Discord accepts."""
        if not self.show_pictures or article.image is None:
            return None
        url = markdown.clean_link_target(article.image.url, limits.MEDIA_URL)
        if url is None:
            return None
        return Thumbnail(url, markdown.shorten(article.image.alt or article.title, limits.ALT_TEXT))


@cache
def _parse_locale(locale: str) -> babel.Locale:
    return babel.Locale.parse(locale, sep="-")


# A card names the days of the same few articles again and again, and Babel takes some 20 microseconds for each.
@lru_cache(maxsize=4096)
def _format_date(day: date, width: Literal["long", "medium"], locale: str) -> str:
    return format_date(day, width, locale=_parse_locale(locale))

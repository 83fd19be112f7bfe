"""Makes any text safe and readable on Discord: escaped for messages, cleaned for labels; and makes links.

There are two more safeguards: messages are sent with `AllowedMentions.none()`, and `limits` checks the result.
Discord's Markdown: https://support.discord.com/hc/articles/210298617; its mentions and timestamps:
https://discord.com/developers/docs/reference#message-formatting.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote, urlsplit

from wcwidth import grapheme_boundary_before
from yarl import URL

from bot.answers.analysis.scripts import is_western
from bot.chat.limits import measure_text
from bot.coverage import urls

ELLIPSIS = "…"
# Discord's limit for a picture's URL; a longer link would crowd out the text.
MAX_URL = 2_048

_CACHE_SIZE = 4096
"""Texts that are remembered by each function that cards call again and again: less than a megabyte."""

_ZERO_WIDTH = "\u200b"
# The share of a shortened text that may go so that no word is cut in two.
_WORD_SHARE = 0.3

_SPACES = re.compile(
    r"[\s\x1c-\x1f\x85\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000\u3164\uffa0\u115f\u1160]+"
)
# Controls, surrogates, noncharacters, bidi marks and overrides, invisible joiners and fillers, interlinear marks.
# ZWNJ and ZWJ stay: Persian and emoji need them. Tags stay after a black flag alone (England, Scotland, Wales).
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    r"\ufff0-\uffff\ufdd0-\ufdef\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff]"
    r"|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+"
)
# More marks on one letter than any script uses: text that covers the lines above and below it.
_PILED_MARKS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_LONE_JOINERS = re.compile(r"(?:^|(?<=\s))[\u200c\u200d]+|[\u200c\u200d]+(?=\s|$)|([\u200c\u200d])[\u200c\u200d]+")

_MARKDOWN = re.compile(
    r"""
      (?P<angle><)(?=[@\#:/]|(?:a|t|id):)  # mentions, emoji, timestamps: for parsers that know no escapes too
    | (?P<always>[\\*_~`|\[\]<])        # emphasis, code, spoilers, links, and everything in angle brackets
    | \A(?P<start>[\#>=+-])             # headings, subtext, quotes, lists
    | \A(?P<number>\d{1,9})(?=[.)])     # numbered lists
    | (?P<mention>@)(?=everyone|here|[!&]?\d)
    | (?P<scheme>:)(?=//)               # bare URLs stay text: only our own links are links
    | (?P<emoji>:)(?=[\w+-]+:)          # :smile:
    | (?P<entity>&)(?=\#?\w+;)
    """,
    re.VERBOSE,
)
# In the label of a masked link, Discord accepts square brackets in pairs, one level deep, escaped or not.
_PAIRED = re.compile(r"[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*")
_WIDE_BRACKETS = str.maketrans("[]", "\uff3b\uff3d")
_URL_SAFE = ":/?#@!$&+,;=%-._~"
# Nearly every URL is plain: nothing in it is encoded, or has to be.
_PLAIN_URL = re.compile(r"https?://[\w.-]+(?:/[\w/?#@!$&+,;=.~:-]*)?", re.ASCII)
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


class Markdown(str):
    """Text that is ready for a message: already escaped, or written by us. `escape` returns it unchanged."""

    __slots__ = ()


def clean_line(text: str, limit: int | None = None) -> str:
    """Return one readable line without invisible characters, cut with an ellipsis if it exceeds `limit` characters.

    For places where Discord reads no Markdown: labels, select options, alternative text.
    """
    if limit is not None:
        text = text[: 4 * limit + 64]  # so that a very long text is cheap; what is dropped below fits in the rest
    return _clean_line(text, limit)


# A card shows a title in several places, and many cards show the same titles, outlets and labels.
@lru_cache(maxsize=_CACHE_SIZE)
def _clean_line(text: str, limit: int | None) -> str:
    # Most text has nothing but Western letters and signs; other text is ten times as much work.
    text = " ".join(text.split()) if text.isprintable() and is_western(text) else _clean_unusual(text)
    return text if limit is None or len(text) <= limit else _cut(text, limit)


def _clean_unusual(text: str) -> str:
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()
    return _LONE_JOINERS.sub(r"\1", _PILED_MARKS.sub(r"\1", text)).strip()


@lru_cache(maxsize=_CACHE_SIZE)
def shorten(text: str, limit: int) -> str:
    """Return a label of at most `limit` characters in Discord's strictest count (see `measure_text`)."""
    short = clean_line(text, limit)
    while measure_text(short) > limit:
        short = clean_line(short, len(short) - 1)
    return short


def escape(text: str, limit: int | None = None) -> Markdown:
    """Return `text` on one line, safe anywhere in a message; at most `limit` characters, including the escapes.

    Nothing in it is Markdown, a mention, an emoji code or a link any more. It is cut between words if that costs
    little, and never within a grapheme or an escape. `Markdown` is returned unchanged.
    """
    return text if isinstance(text, Markdown) else _escape_line(clean_line(text, limit), limit)


@lru_cache(maxsize=_CACHE_SIZE)
def _escape_line(text: str, limit: int | None) -> Markdown:
    escaped = _escape(text)
    if limit is None or len(escaped) <= limit:
        return Markdown(escaped)
    # Search for the longest beginning that fits when escaped; escaping never makes a text shorter.
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if len(_escape(_cut(text, middle))) <= limit:
            low = middle
        else:
            high = middle - 1
    return Markdown(_escape(_cut(text, low)))


def format_link(label: str, url: str | None, limit: int | None = None) -> Markdown:
    """Return `label` as a link to `url`; `label` alone if `url` is None or nothing that Discord may open.

    `limit` is the most characters of the label. An empty label shows the URL's host.
    """
    target = clean_link_target(url)
    if target is None:
        return escape(label, limit)
    if isinstance(label, Markdown):
        return Markdown(f"[{label}]({target})")
    text = clean_line(label) or clean_line(urlsplit(target).hostname or target)
    escaped = escape(text, limit)
    if not _PAIRED.fullmatch(escaped):  # from the start, or because a pair was cut in two
        escaped = escape(text.translate(_WIDE_BRACKETS), limit)
    return Markdown(f"[{escaped}]({target})")


def format_timestamp(moment: datetime, style: str = "f") -> Markdown:
    """Return a time that Discord shows in each reader's time zone."""
    return Markdown(f"<t:{int(moment.timestamp())}:{style}>")


def format_times(moments: Iterable[datetime]) -> Markdown:
    """Return several times, each with its weekday."""
    return Markdown(", ".join(format_timestamp(moment, "F") for moment in moments))


@lru_cache(maxsize=2048)
def clean_link_target(url: str | None, max_length: int = MAX_URL) -> str | None:
    """Return `url` for a link, button or picture: http or https, a plausible host, nothing that ends a link.

    Percent-encodes what Markdown would interpret. None if `url` can't be linked, or is longer than `max_length`.
    """
    repaired = urls.clean_url(url)
    if repaired is not None and _PLAIN_URL.fullmatch(repaired):
        return repaired if len(repaired) <= max_length else None
    host = urlsplit(repaired).hostname if repaired else None
    if repaired is None or host is None or ":" in host:  # an IPv6 address needs brackets, which end a label
        return None
    if not host.isascii():
        repaired = str(URL(repaired, encoded=True).with_host(host))
    safe = quote(_STRAY_PERCENT.sub("%25", repaired), safe=_URL_SAFE)
    return safe if len(safe) <= max_length else None


def _escape(text: str) -> str:
    return _MARKDOWN.sub(_escape_match, text)


def _escape_match(match: re.Match[str]) -> str:
    kind, text = match.lastgroup, match[0]
    if kind == "number":
        return f"{text}\\"
    if kind in {"mention", "scheme"}:
        return text + _ZERO_WIDTH
    return f"\\{text}{_ZERO_WIDTH if kind == 'angle' else ''}"


def _cut(text: str, limit: int) -> str:
    """Return at most `limit` characters of `text`, including the ellipsis, cut between words or else graphemes."""
    if len(text) <= limit:
        return text
    if limit <= 0:
        return ""
    end = limit - 1
    if end and not is_western(text):
        # The boundary before `end + 1` is `end` itself if a grapheme ends there. Each Western letter is one.
        end = min(grapheme_boundary_before(text, end + 1), end)
    space = text.rfind(" ", 0, end + 1)
    if space >= end * (1 - _WORD_SHARE):
        end = space
    return text[:end].rstrip(" ,;:-\u2013\u2014") + ELLIPSIS

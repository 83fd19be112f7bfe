"""Any text made harmless and readable for Discord: escaped for messages, cleaned for labels, and the links.

Two guards stand behind this one: messages are sent with `AllowedMentions.none()`, and `limits` counts what is left.
Discord's Markdown: https://support.discord.com/hc/articles/210298617; its mentions and timestamps:
https://discord.com/developers/docs/reference#message-formatting.
"""

import re
from urllib.parse import quote, urlsplit

from wcwidth import grapheme_boundary_before
from yarl import URL

from bot.chat.limits import text_size
from bot.coverage import urls

ELLIPSIS = "…"
# Discord's bound for a picture's address; a longer link would crowd out the text.
LONGEST_ADDRESS = 2_048

_ZERO_WIDTH = "\u200b"
# How much of a cut text's end may go so that no word is cut in two.
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
# More marks on one letter than any script writes: text that climbs over its neighbours' lines.
_PILED_MARKS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_LONE_JOINERS = re.compile(r"(?:^|(?<=\s))[\u200c\u200d]+|[\u200c\u200d]+(?=\s|$)|([\u200c\u200d])[\u200c\u200d]+")

_MARKDOWN = re.compile(
    r"""
      (?P<angle><)(?=[@\#:/]|(?:a|t|id):)  # mentions, emoji, timestamps: for parsers that know no escapes too
    | (?P<always>[\\*_~`|\[\]<])        # emphasis, code, spoilers, links, and all that stands in angle brackets
    | \A(?P<start>[\#>=+-])             # headings, subtext, quotes, lists
    | \A(?P<number>\d{1,9})(?=[.)])     # numbered lists
    | (?P<mention>@)(?=everyone|here|[!&]?\d)
    | (?P<scheme>:)(?=//)               # bare addresses stay text: only links of ours are links
    | (?P<emoji>:)(?=[\w+-]+:)          # :smile:
    | (?P<entity>&)(?=\#?\w+;)
    """,
    re.VERBOSE,
)
# Discord's masked links take square brackets in a label in pairs, one level deep, escaped or not.
_PAIRED = re.compile(r"[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*")
_WIDE_BRACKETS = str.maketrans("[]", "\uff3b\uff3d")
_ADDRESS_SAFE = ":/?#@!$&+,;=%-._~"
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


class Markdown(str):
    """Text that is ready for a message: made harmless already, or written by us. `escape` leaves it as it is."""

    __slots__ = ()


def clean_line(text: str, limit: int | None = None) -> str:
    """One readable line without invisible characters; cut with an ellipsis where it is longer than `limit` characters.

    For places where Discord reads no Markdown: labels, select options, alternative text.
    """
    if limit is not None:
        text = text[: 4 * limit + 64]  # what is dropped below must not make a long text cost much
    if text.isascii() and text.isprintable():  # most text; the rest is ten times as much work
        text = " ".join(text.split())
    else:
        text = _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()
        text = _LONE_JOINERS.sub(r"\1", _PILED_MARKS.sub(r"\1", text)).strip()
    return text if limit is None or len(text) <= limit else _cut(text, limit)


def shorten(said: str, limit: int) -> str:
    """`said` for a label: at most `limit` characters as Discord counts them at worst."""
    short = clean_line(said, limit)
    while text_size(short) > limit:
        short = clean_line(short, len(short) - 1)
    return short


def escape(text: str, limit: int | None = None) -> Markdown:
    """`text` as a reader should see it, harmless anywhere in a message; at most `limit` characters, escapes counted.

    One line. Nothing in it is Markdown, a mention, an emoji code or a link any more. It is cut between words where
    that costs little, and never within a grapheme or an escape. `Markdown` comes back unchanged.
    """
    if isinstance(text, Markdown):
        return text
    text = clean_line(text, limit)
    escaped = _escape(text)
    if limit is None or len(escaped) <= limit:
        return Markdown(escaped)
    # The longest beginning whose escaped form fits: each character more is at least one more when escaped.
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if len(_escape(_cut(text, middle))) <= limit:
            low = middle
        else:
            high = middle - 1
    return Markdown(_escape(_cut(text, low)))


def format_link(label: str, url: str | None, limit: int | None = None) -> Markdown:
    """`label` leading to `url`, or `label` alone where `url` is None or nothing that Discord may open.

    `limit` bounds the label's characters. An empty label shows the address's host.
    """
    target = linkable_address(url)
    if target is None:
        return escape(label, limit)
    if isinstance(label, Markdown):
        return Markdown(f"[{label}]({target})")
    said = clean_line(label) or clean_line(urlsplit(target).hostname or target)
    shown = escape(said, limit)
    if not _PAIRED.fullmatch(shown):  # as it came, or cut within a pair
        shown = escape(said.translate(_WIDE_BRACKETS), limit)
    return Markdown(f"[{shown}]({target})")


def linkable_address(url: str | None, longest: int = LONGEST_ADDRESS) -> str | None:
    """`url` as a link, button or picture may have it: http or https, a plausible host, nothing that ends a link.

    Percent-encodes what Markdown would read. None where there is no such address, or it is longer than `longest`.
    """
    mended = urls.linkable_url(url)
    name = urlsplit(mended).hostname if mended else None
    if mended is None or name is None or ":" in name:  # an IPv6 address needs brackets, which end a label
        return None
    if not name.isascii():
        mended = str(URL(mended, encoded=True).with_host(name))
    safe = quote(_STRAY_PERCENT.sub("%25", mended), safe=_ADDRESS_SAFE)
    return safe if len(safe) <= longest else None


def _escape(text: str) -> str:
    return _MARKDOWN.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    kind, said = match.lastgroup, match[0]
    if kind == "number":
        return f"{said}\\"
    if kind in {"mention", "scheme"}:
        return said + _ZERO_WIDTH
    return f"\\{said}{_ZERO_WIDTH if kind == 'angle' else ''}"


def _cut(text: str, limit: int) -> str:
    """At most `limit` characters of `text`, the ellipsis counted, cut between words or else between graphemes."""
    if len(text) <= limit:
        return text
    if limit <= 0:
        return ""
    end = limit - 1
    # The boundary before `end + 1` is `end` itself where a grapheme ends there.
    end = grapheme_boundary_before(text, end + 1) if end else 0
    end = min(end, limit - 1)
    space = text.rfind(" ", 0, end + 1)
    if space >= end * (1 - _WORD_SHARE):
        end = space
    return text[:end].rstrip(" ,;:-\u2013\u2014") + ELLIPSIS

"""From the HTML of an item to text: its title, and an excerpt that ends with a sentence."""

import re

import sentencex
from lxml import etree, html

from bot.coverage.text import clean_text

MAX_EXCERPT = 600
"""Characters. Outlets' own summaries have 100 to 400."""

_MAX_HTML = 40_000
"""How many characters of HTML are read. Whole articles are longer, but only their beginning is wanted."""
_MIN_SENTENCES = 40
"""Characters that whole sentences must have, or else the text is cut at a word: "Dr." is not an excerpt."""

_MARKUP = re.compile(
    r"</?(?:a|abbr|article|b|big|blockquote|br|center|code|div|em|figure|font|h[1-6]|hr|i|iframe|img|li|mark|ol|p|pre|q|s|script"
    r"|small|span|strike|strong|style|sub|sup|table|td|tr|tt|u|ul|video|section)(?:\s[^<>]*)?/?>|<!--",
    re.IGNORECASE,
)
_UNREAD = frozenset(
    {"script", "style", "noscript", "template", "iframe", "object", "svg", "math", "head", "form", "audio", "video"}
)
_INLINE = frozenset(
    {
        "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark",
        "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    }
)  # fmt: skip
# What WordPress and its plugins put at the end of an item.
_BOILERPLATE = re.compile(
    r"\s*(?:The post .{1,300}? (?:first )?appeared first on .{1,200}"
    r"|Continue reading\b.{0,200}|Read (?:more|the full (?:story|article))\W{0,9}"
    r"|\[?(?:\u2026|\.\.\.)\]?(?:\s*(?:Continue reading|Read more).{0,200})?)\s*$",
    re.IGNORECASE | re.DOTALL,
)


def read_html(value: str) -> str:
    """Return the text of HTML or plain text, on one line. Text that only looks like markup (`List<string>`) stays."""
    value = value[:_MAX_HTML]
    if not _MARKUP.search(value):
        return clean_text(value)
    try:
        root = html.fragment_fromstring(value, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return clean_text(_MARKUP.sub(" ", value))
    etree.strip_elements(root, etree.Comment, etree.ProcessingInstruction, *_UNREAD, with_tail=False)
    for element in root.iter():
        if element.tag not in _INLINE:
            element.text = f" {element.text or ''}"
            element.tail = f" {element.tail or ''}"
    return clean_text("".join(root.itertext()))


def make_excerpt(value: str) -> str:
    """Return the beginning of an item's HTML or text, as whole sentences if that is possible."""
    text = _BOILERPLATE.sub("", read_html(value))
    if len(text) <= MAX_EXCERPT:
        return text
    excerpt = ""
    for sentence in sentencex.segment("en", text[: MAX_EXCERPT * 2]):
        if len(excerpt) + len(sentence.rstrip()) > MAX_EXCERPT:
            break
        excerpt += sentence
    if len(excerpt.rstrip()) >= _MIN_SENTENCES:
        return excerpt.rstrip()
    return f"{text[: MAX_EXCERPT - 1].rpartition(' ')[0] or text[: MAX_EXCERPT - 1]}\u2026"

"""A message that was sent is changed so that it says what its articles say now.

The message itself is what is changed, because nobody keeps what else it showed. Correcting it a second time changes
nothing.
"""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from bot.answers.answer import nest_marks
from bot.chat import limits
from bot.chat.cards.digests.edition import QUOTE, SHORT_HEADLINE
from bot.chat.cards.parts.article_lines import LISTED_TITLE, TITLE
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.markdown import Markdown, clean_line, clean_link_target, escape, format_link, shorten
from bot.coverage.article import Article
from bot.coverage.text import fold
from bot.digests.digest import Correction

Components = list[dict[str, Any]]
"""The components of a message as Discord takes them."""

_ROW, _SELECT, _SECTION, _TEXT = 1, 3, 9, 10

_LINK = re.compile(r"\[(?P<label>(?:\\.|[^\\\n])*?)\]\((?P<url>https?://[^\s()]+)\)")
_ENTRY_STARTS = ("**[", "~~[", "- ")
"""How the line of an article begins; other lines may link to it, too."""

_STRUCK = "~~"


class _Room(NamedTuple):
    """How long what is written may be, in characters; 0 leaves it out."""

    title: int = TITLE
    quote: int = QUOTE
    was: int = LISTED_TITLE


_ROOMS = (_Room(), _Room(quote=0), _Room(SHORT_HEADLINE, 0, 0))
"""The fullest first: a shorter one is for a message that would get too long."""


def correct_components(
    components: Components, corrections: Sequence[Correction], context: CardContext
) -> Components | None:
    """Return the components of a message after corrections; None if it says all of that already."""
    for room in _ROOMS:
        corrected = deepcopy(components)
        for correction in corrections:
            _correct(corrected, correction, context, room)
        if sum(limits.measure_text(text["content"]) for text in _list_of_type(corrected, _TEXT)) <= limits.TEXT:
            return corrected if corrected != components else None
    return None


def _correct(components: Components, correction: Correction, context: CardContext, room: _Room) -> None:
    """Correct the line that shows the article, and the menu that opens it."""
    for text in _list_of_type(components, _TEXT):
        lines: list[str] = text["content"].split("\n")
        at = _find_line(lines, correction)
        if at is not None:
            text["content"] = "\n".join(_correct_lines(lines, at, correction, context, room))
            if correction.article is None:
                _remove_picture(components, text)
            break
    _correct_menus(components, correction)


def _find_line(lines: Sequence[str], correction: Correction) -> int | None:
    """Return the index of the line that shows the article: by its URL, or by the headline that was sent."""
    source = correction.article or correction.withdrawal
    target = clean_link_target(source.url) if source else None
    headline = correction.shown.headline
    labels = {escape(headline, length) for length in (TITLE, LISTED_TITLE, SHORT_HEADLINE)} if headline else set[str]()
    for at, line in enumerate(lines):
        link = _LINK.search(line) if line.startswith(_ENTRY_STARTS) else None
        if link is not None and (link["url"] == target or link["label"] in labels):
            return at
    return None


def _correct_lines(
    lines: Sequence[str], at: int, correction: Correction, context: CardContext, room: _Room
) -> Sequence[str]:
    """Return the lines of a text. The one at `at` links to the article; its quote, and an earlier note, may follow."""
    line, rest = lines[at], list(lines[at + 1 :])
    quoted = rest.pop(0) if rest and rest[0].startswith("> ") else ""
    note = rest.pop(0) if rest and _is_note(rest[0], context) else ""
    is_struck = _STRUCK in line
    if correction.article is None:
        if is_struck:
            return lines
        return [*lines[:at], _strike(line), _format_withdrawn(correction, context), *rest]
    if is_struck:
        line, note = _unstrike(line), f"-# {context.words('correction-restored')}"
    corrected = _replace_headline(line, correction.article, context, room)
    if corrected != line and fold(correction.article.title) != fold(correction.shown.headline):
        note = _format_was(correction, context, room)
    new_quote = (
        _format_quote(correction, context, room) if quoted and correction.quote != correction.shown.quote else quoted
    )
    if new_quote != quoted and corrected == line and not is_struck:
        note = f"-# {context.words('correction-quote')}"
    return [*lines[:at], *filter(None, (corrected, new_quote, note)), *rest]


def _strike(line: str) -> str:
    return _LINK.sub(lambda link: f"{_STRUCK}{link[0]}{_STRUCK}", line.replace("**", ""), count=1)


def _unstrike(line: str) -> str:
    mark = "**" if line.startswith(_STRUCK) else ""
    return line.replace(_STRUCK, mark, 2)


def _replace_headline(line: str, article: Article, context: CardContext, room: _Room) -> str:
    length = min(room.title, LISTED_TITLE) if line.startswith("- ") else room.title
    title = clean_line(article.title or article.excerpt, length) or context.label_words("card-untitled")
    return _LINK.sub(lambda _: format_link(title, article.url, length), line, count=1)


def _format_quote(correction: Correction, context: CardContext, room: _Room) -> str:
    quote = escape(nest_marks(correction.quote), room.quote) if room.quote else ""
    return f"> {context.words('card-quote', {'text': quote})}" if quote else ""


def _format_was(correction: Correction, context: CardContext, room: _Room) -> str:
    if not room.was or not correction.shown.headline:
        return f"-# {context.words('correction-quote')}"
    return f"-# {context.words('correction-headline', {'was': escape(correction.shown.headline, room.was)})}"


def _format_withdrawn(correction: Correction, context: CardContext) -> str:
    reason = correction.withdrawal.reason if correction.withdrawal else ""
    if not reason:
        return f"-# {context.words('correction-withdrawn')}"
    return f"-# {context.words('correction-withdrawn-reason', {'reason': escape(reason, QUOTE)})}"


def _is_note(line: str, context: CardContext) -> bool:
    """Return whether a line is a note of an earlier correction."""
    mark = Markdown("\0")
    headline, _, _ = context.words("correction-headline", {"was": mark}).partition("\0")
    whole = {f"-# {context.words(key)}" for key in ("correction-quote", "correction-restored", "correction-withdrawn")}
    reason, _, _ = context.words("correction-withdrawn-reason", {"reason": mark}).partition("\0")
    return line in whole or line.startswith((f"-# {headline}", f"-# {reason}"))


def _remove_picture(components: Components, text: Mapping[str, Any]) -> None:
    """Remove the picture beside a text."""
    for parent in [{"components": components}, *_walk(components)]:
        children: Components = parent.get("components") or []
        for number, child in enumerate(children):
            if child["type"] == _SECTION and any(each is text for each in child["components"]):
                children[number : number + 1] = child["components"]
                return


def _correct_menus(components: Components, correction: Correction) -> None:
    """Rename the article in the menu that opens it, or take it out if it was withdrawn."""
    for parent in [{"components": components}, *_walk(components)]:
        children: Components = parent.get("components") or []
        for row in [child for child in children if child["type"] == _ROW]:
            for menu in [item for item in row["components"] if item["type"] == _SELECT]:
                _correct_menu(menu, correction)
                if not menu["options"]:
                    children.remove(row)


def _correct_menu(menu: dict[str, Any], correction: Correction) -> None:
    article = correction.article
    if article is None:
        menu["options"] = [option for option in menu["options"] if option["value"] != correction.shown.article]
        return
    for option in menu["options"]:
        if option["value"] == correction.shown.article and article.title:
            option["label"] = shorten(article.title, limits.OPTION_LABEL)


def _list_of_type(components: Components, kind: int) -> Components:
    return [component for component in _walk(components) if component["type"] == kind]


def _walk(components: Components) -> Components:
    """List components with those inside them."""
    found: Components = []
    for component in components:
        found += [component, *_walk(component.get("components") or [])]
    return found

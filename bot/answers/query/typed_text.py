"""What a reader typed, read once: without a chat client's markup, without politeness, and without addresses."""

import re
from functools import cached_property
from typing import Literal, NamedTuple

from msgspec import Struct

from bot.answers.query.languages import Language, translate_question
from bot.answers.query.places import Place
from bot.answers.query.politeness import strip_politeness
from bot.coverage.text import clean_text, fold

MAX_QUESTION_LENGTH = 6_000
"""Characters of a question that are read."""

MAX_SHORT_WORDS = 25
"""A question of more words is long. Its outlets and dates aren't limits: in tests with long questions over several
articles they helped as boosts and harmed as filters."""

_WORD = re.compile(r"\w+(?:['\u2019.-]\w+)*")
_URL = re.compile(
    r"<?\b((?:https?://|www\.)[^\s<>\"\u201c\u201d|]+|(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}/[^\s<>\"\u201c\u201d|]*)>?",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<(?:@[!&]?|#|:\w+:|a:\w+:|t:|/[\w -]+:)\d*(?::\w)?>|\|\||\*\*|__|~~|`+|^>+ ", re.MULTILINE)
_QUOTED = re.compile(
    r"[\"\u201c\u201d\u201e\u201f]([^\"\u201c\u201d\u201e\u201f]{2,200}?)[\"\u201c\u201d\u201f]|"
    r"[\u00ab\u2039]\s?([^\u00ab\u00bb\u2039\u203a]{2,200}?)\s?[\u00bb\u203a]"
    r"|[\u00bb]([^\u00ab\u00bb]{2,200}?)[\u00ab]|"
    r"(?<![^\s(\[])['\u2018\u201a](?=\S)([^\n]{2,200}?)(?<=\S)['\u2019\u2018](?![^\s?!.,;:)\]])"
)
_QUOTATION_MARK = re.compile(r"[\"'\u00ab\u00bb\u2018\u201a\u201c-\u201f\u2039]")
# The words before a question that follows up nothing.
_NEW_SUBJECT = re.compile(
    r"\s*(?:(?:ok(?:ay)?|so|and|now)[\s,]+)*(?:something (?:else|different)|(?:a )?(?:new|different|another|next)"
    r" (?:question|topic|subject|thing)|(?:to )?chang(?:e|ing) (?:of )?(?:the )?(?:topic|subject)"
    r"|unrelated(?: question)?"
    r"|never ?mind(?: that)?|forget (?:that|it)|off ?topic)\s*[:,.;\u2013\u2014-]+\s*(?=\w)",
    re.IGNORECASE,
)


class Phrase(NamedTuple):
    """A text in quotation marks, and its place in the question."""

    text: str
    place: Place


class TypedText(Struct, frozen=True, eq=False, dict=True):
    """What a reader typed, at most 6,000 characters.

    `whole`: without a chat client's markup, control characters and broken letters. `asked`: without politeness, too,
    and in English. `text`: without the addresses in it, which are `urls`. `is_new_subject`: words like "something
    else:" stand before what is asked. `language`, `originals`: what it was translated from, as in `Translation`.
    """

    whole: str
    asked: str
    text: str
    urls: tuple[str, ...]
    is_new_subject: bool
    language: Language | Literal[""] = ""
    originals: tuple[tuple[str, str], ...] = ()

    @cached_property
    def folded_whole(self) -> str:
        """The whole text, folded."""
        return fold(self.whole)

    @cached_property
    def folded(self) -> str:
        """What is asked, folded."""
        return fold(self.asked)

    @cached_property
    def folded_text(self) -> str:
        """The text without addresses, folded."""
        return fold(self.text)

    @cached_property
    def is_short(self) -> bool:
        """Whether it has at most 25 words."""
        return len(_WORD.findall(self.text)) <= MAX_SHORT_WORDS

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """The texts in quotation marks."""
        if _QUOTATION_MARK.search(self.text) is None:
            return ()
        matches = ((match, match.lastindex or 1) for match in _QUOTED.finditer(self.text))
        return tuple(
            Phrase(match[group].strip(), match.span(group))
            for match, group in matches
            if any(map(str.isalnum, match[group]))
        )


def read_typed_text(typed: str) -> TypedText:
    """Read what a reader typed, whatever it is."""
    whole = clean_text(_MARKUP.sub(" ", typed[: 2 * MAX_QUESTION_LENGTH]))[:MAX_QUESTION_LENGTH].strip()
    new_subject = _NEW_SUBJECT.match(whole)
    translation = translate_question(strip_politeness(whole[new_subject.end() :] if new_subject else whole))
    asked = strip_politeness(translation.text)
    urls: list[str] = []

    def take(match: re.Match[str]) -> str:
        url = match[1].rstrip(".,;:!?'\u2019*_")
        if url.endswith(")") and "(" not in url:
            url = url.rstrip(")")
        urls.append(url if "://" in url else f"https://{url}")
        return " "

    text = _URL.sub(take, asked).strip() if "/" in asked or "." in asked else asked.strip()
    return TypedText(
        whole,
        asked,
        text,
        tuple(dict.fromkeys(urls)),
        new_subject is not None,
        translation.language,
        translation.originals,
    )

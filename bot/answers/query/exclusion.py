"""Find the words that a reader does not want: "facial recognition without Amazon", `-police`, `NOT police`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.answers.analysis.caseless import CaselessPattern
from bot.answers.query.grammar import AUXILIARY

_WORD = r"[^\W_][\w'\u2019&+.-]*"
_QUOTED = r"[\"\u201c](?P<{0}>[^\"\u201c\u201d]+)[\"\u201d]"
_MAX_WORDS = 3
# A hyphen or NOT before a word excludes that word. Dashes and ranges have a space or a word on both sides.
_OPERATOR = re.compile(
    rf"(?<!\S)-(?:{_QUOTED.format('minus_phrase')}|(?P<minus>[^\W\d_][\w'\u2019&+-]*))"
    rf"|(?<!\S)(?:(?:AND|BUT) )?NOT (?:{_QUOTED.format('not_phrase')}|(?P<not>{_WORD}))"
)
_ARTICLE = r"(?:(?:the|any|an?|all|anything (?:about|on|with)|those (?:about|on|with)) )?"
_END_OF_NAME = (
    rf"(?:{AUXILIARY}|in|on|at|for|to|from|by|with|about|after|before|since|during|until|between|of|that|who|which|when"
    r"|and|or|nor|but)\b"
)
_STRONG_CUE = (
    r"\b(?:(?:but|and) )?(?:except(?: for)?|excluding|other than|apart from|aside from|besides|(?:not"
    r"|nothing) about"
    r"|not mentioning|that (?:do|does)(?: not|n['\u2019]t) mention|ignoring|minus"
    r"|(?:that|which) (?:is|are)(?: not|n['\u2019]?t) about|(?:that |which )?(?:has|have|having)? ?nothing to do with"
    r"|unrelated to|(?:with )?no mentions? of|excludes?|leaving out|omitting|skipping|filtering out)"
)
_WEAK_CUES = (
    r"\b(?:without(?: mentioning)?|sans|instead of|leave out|omit|skip|hide|filter out)",
    r", (?:not|no|leave out)",
    r"\b(?:but|and) (?:not|no|leave out)",
    r"^not(?! (?:only|just)\b)",
    r"\((?:but )?(?:not|no)",
)
_CUE = CaselessPattern(_STRONG_CUE, *_WEAK_CUES)
_PHRASE = re.compile(
    rf"(?P<cue>{_STRONG_CUE}|(?P<weak>{'|'.join(_WEAK_CUES)}))"
    rf" {_ARTICLE}(?P<name>(?:(?!{_END_OF_NAME}){_WORD}(?: |(?=\W|$))){{1,{_MAX_WORDS}}}"
    rf"(?:(?:, ?|(?:and|or|nor) )(?:(?!{_END_OF_NAME}){_WORD}(?: |(?=\W|$))){{1,{_MAX_WORDS}}})*)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r",|\b(?:and|or|nor)\b", re.IGNORECASE)
# "Can I play without paying?", "who did NOT sign?": in a sentence these belong to what is asked.
_SENTENCE = CaselessPattern(rf"\b(?:{AUXILIARY}|who|whom|what|when|where|why|how|which|i|you|we|they|he|she|it)\b")
# In a sentence, what follows a name may be a verb: "which company other than Amazon banned it".
_FIRST_NAME = re.compile(rf"{_WORD}(?: [A-Z\d][\w'\u2019&+.-]*)*")
_NEXT_CLAUSE = re.compile(rf"\s*{AUXILIARY}\b", re.IGNORECASE)
_GERUND = re.compile(r"\w{2,}ing\b", re.IGNORECASE)


class Exclusion(NamedTuple):
    """Words that no article may have: `text[start:end]`, with what excludes them. `words`: a word or name each."""

    words: tuple[str, ...]
    start: int
    end: int


def find_exclusions(text: str) -> Iterator[Exclusion]:
    """Yield the exclusions in a text, from left to right. Outlets must have been blanked out of it."""
    phrases = _PHRASE.finditer(text) if _CUE.is_in(text) else ()
    matches = sorted((*_OPERATOR.finditer(text), *phrases), key=lambda match: match.start())
    is_sentence = bool(matches) and _SENTENCE.is_in(_OPERATOR.sub(" ", text))
    end = 0
    for match in matches:
        groups = match.groupdict()
        if match.start() < end:
            continue
        if "cue" in groups:
            if groups["weak"] and (is_sentence or _GERUND.match(match["name"])):
                continue
            name = match["name"]
            if is_sentence and (cut := _FIRST_NAME.match(name)) and not _NEXT_CLAUSE.match(text, match.end()):
                name = cut.group()
            last = match.start("name") + len(name)
            words = tuple(part.strip(" '\u2019.-") for part in _SEPARATOR.split(name))
        else:
            if (groups["not"] or groups["not_phrase"]) and (is_sentence or text.isupper()):
                continue
            last = match.end()
            words = (next(filter(None, groups.values())),)
        if words := tuple(filter(None, words)):
            end = last
            yield Exclusion(words, match.start(), end)

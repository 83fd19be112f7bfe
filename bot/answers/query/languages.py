"""Questions in German, French and Spanish: their words for asking, and common ones besides, become English ones.

Kinds, limits and follow-ups are then read as those of English questions. The words as typed are searched for, too, in
all forms that Snowball's stemmers know, so that articles in the reader's language are found like English ones.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Literal, NamedTuple

from msgspec import Struct
from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from bot.answers.analysis.english import is_english
from bot.answers.analysis.tokens import normalize
from bot.answers.analysis.wordlists import STOPWORDS

Language = Literal["german", "french", "spanish"]

_LANGUAGES: tuple[Language, ...] = ("german", "french", "spanish")
_MAX_WORDS = 40
"""Words up to which a text may be a question in another language. Longer ones are read as English."""

_WORD = re.compile(r"(?:qu|[cdjlmnst])['\u2019](?=\w)|[^\W_]+(?:['\u2019.&-][^\W_]+)*[+#]*", re.IGNORECASE)
_QUOTED = re.compile(
    r"[\"\u201c\u201d\u201e][^\"\u201c\u201d\u201e]*[\"\u201c\u201d]|\u00ab[^\u00bb]*\u00bb|\u00bb[^\u00ab]*\u00ab"
)
_INVERSION = re.compile(r"(?<=\w\w)-(?:t-)?(?:il|elle|ils|elles|on)$", re.IGNORECASE)
_ASKING = re.compile(r"(?:since |until )?(?:when|who|whose|where|why|how|which|what|is|are|has)\b")
_APART = re.compile(r"\bdoes come ([^?.!]{1,60}?) out\b")
_LEFT_OUT = "-"
_CONTENT = "# What news is about."


class Translation(Struct, frozen=True):
    """A question in English, as far as it could be translated.

    `language`: that of the question; empty if it is English or unknown. `originals`: for the words that were
    translated, the English words and the word as typed.
    """

    text: str
    language: Language | Literal[""] = ""
    originals: tuple[tuple[str, str], ...] = ()


class _Entry(NamedTuple):
    english: str
    is_content: bool


class _Glossary(NamedTuple):
    """What phrases of a language mean, by their words in normal form; how many words the longest with each first word
    has; and every word of them."""

    entries: Mapping[tuple[str, ...], _Entry]
    longest: Mapping[str, int]
    words: frozenset[str]


class _Match(NamedTuple):
    """A part of a text, with its entry in the glossary; None for a stop word of the language without one."""

    start: int
    end: int
    words: tuple[str, ...]
    entry: _Entry | None


def translate_question(text: str) -> Translation:
    """Translate a question into English if it is in German, French or Spanish; else return it as it is."""
    # What is quoted is searched for word for word.
    plain = _QUOTED.sub(lambda match: " " * len(match.group()), text)
    surfaces = _WORD.findall(plain)
    if len(surfaces) > _MAX_WORDS or not any(map(_list_languages, surfaces)):
        return Translation(text)
    languages = {language for surface in surfaces for language in _list_languages(surface)}
    words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(plain)]
    normal = [_normalize(word) for word, _, _ in words]
    english = sum(word in STOPWORDS for word in normal)
    best: tuple[int, Language, list[_Match]] | None = None
    for language in filter(languages.__contains__, _LANGUAGES):
        matches = list(_find_matches(words, normal, language))
        count = sum(len(match.words) for match in matches)
        if count > (best[0] if best else english) and _is_certain(matches):
            best = count, language, matches
    return _translate(text, best[1], best[2]) if best else Translation(text)


def stem_in_language(word: str, language: Language) -> str:
    """Return the stem of a word in normal form, by the Snowball stemmer of a language."""
    return (_build_stemmer(language).analyze(word) or [word])[0]


@lru_cache(maxsize=4096)
def _list_languages(surface: str) -> tuple[Language, ...]:
    """List the languages that a word may be of; none if English has it, too. Most questions have no such word."""
    word = _normalize(surface)
    if _may_be_english(word):
        return ()
    return tuple(
        language
        for language in _LANGUAGES
        if word in _read_glossary(language).words or _is_stop_word(surface.casefold(), language)
    )


def _is_certain(matches: Sequence[_Match]) -> bool:
    """Tell whether words are of the language and not of English: one that asks, or two at least."""
    strange = [match for match in matches if not all(map(_may_be_english, match.words))]
    asking = any(match.entry and _ASKING.match(match.entry.english) for match in strange)
    return asking or (bool(strange) and sum(len(match.words) for match in matches) > 1)


def _may_be_english(word: str) -> bool:
    return word in STOPWORDS or is_english(word)


def _find_matches(words: Sequence[tuple[str, int, int]], normal: Sequence[str], language: Language) -> Iterator[_Match]:
    """Yield the parts of a text that the glossary has, the longest first, and the language's stop words."""
    entries, longest, _ = _read_glossary(language)
    at = 0
    while at < len(words):
        for length in range(min(longest.get(normal[at], 0), len(words) - at), 0, -1):
            phrase = tuple(normal[at : at + length])
            if entry := entries.get(phrase):
                yield _Match(words[at][1], words[at + length - 1][2], phrase, entry)
                at += length
                break
        else:
            word, start, end = words[at]
            if word.islower() and _is_stop_word(word.casefold(), language):
                yield _Match(start, end, (normal[at],), None)
            at += 1


def _translate(text: str, language: Language, matches: Sequence[_Match]) -> Translation:
    parts: list[str] = []
    originals: list[tuple[str, str]] = []
    end = 0
    for match in matches:
        english = match.entry.english if match.entry else _LEFT_OUT
        parts += [text[end : match.start], " " if english == _LEFT_OUT else f" {english} "]
        if match.entry and match.entry.is_content:
            originals.append((english, text[match.start : match.end]))
        end = match.end
    translated = " ".join("".join([*parts, text[end:]]).split()).lstrip("\u00bf\u00a1 ")
    # "Wann kommt es raus": the parts of a German verb stand apart.
    translated = _APART.sub(r"does \1 come out", translated)
    return Translation(re.sub(r"\s+(?=[?!.,;:])", "", translated), language, tuple(originals))


@cache
def _read_glossary(language: Language) -> _Glossary:
    text = resources.files("bot.answers.query").joinpath("glossary.txt").read_text("utf-8")
    column = 1 + _LANGUAGES.index(language)
    is_content = False
    entries: dict[tuple[str, ...], _Entry] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            is_content = is_content or line == _CONTENT
            continue
        cells = [cell.strip() for cell in line.split("|")]
        for phrase in filter(None, map(str.strip, cells[column].split(","))):
            entries.setdefault(tuple(map(_normalize, _WORD.findall(phrase))), _Entry(cells[0], is_content))
    longest: dict[str, int] = {}
    for phrase in entries:
        longest[phrase[0]] = max(len(phrase), longest.get(phrase[0], 0))
    return _Glossary(entries, longest, frozenset(word for phrase in entries for word in phrase))


def _normalize(word: str) -> str:
    return normalize(_INVERSION.sub("", word).rstrip("'\u2019") or word)


@cache
def _build_stemmer(language: Language) -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer(language)).build()


@cache
def _build_stop_filter(language: Language) -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stopword(language)).build()


def _is_stop_word(word: str, language: Language) -> bool:
    return not _build_stop_filter(language).analyze(word)

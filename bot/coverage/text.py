"""Cleans text for showing it (`clean_text`), and folds it for comparing it (`fold`).

Cleaning repairs mojibake, entities, invisible characters and white space, and changes nothing else. Typographic quotes,
ligatures and full-width characters stay, although ftfy would replace them by default.
"""

import html
import re
import unicodedata
from functools import lru_cache

from ftfy import TextFixerConfig, fix_text
from ftfy.badness import is_bad

_MOJIBAKE_ONLY = TextFixerConfig(
    unescape_html=False,
    uncurl_quotes=False,
    fix_character_width=False,
    fix_latin_ligatures=False,
    explain=False,
)
# Feeds sometimes escape an entity twice (`&amp;rsquo;`), but never more often.
_UNESCAPE_ROUNDS = 2
_REPAIR_ROUNDS = 5

# Characters that show nothing or change what is beside them: bidi embeddings, overrides and isolates, zero-width
# spaces, soft hyphens, blank fillers, terminal colours, interlinear annotation, tags, noncharacters and lone
# surrogates. Control characters that are white space (tab, line feed …) become spaces instead.
_INVISIBLE = re.compile(
    "\x1b\\[[0-9;?]*[A-Za-z]"
    "|[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e001f\U000e0080-\U000e0fff]"
)
# Zero-width joiners belong inside emoji and in scripts such as Persian and Malayalam. Next to Latin letters, and at the
# start or end of a word, they have no purpose.
_STRAY_JOINER = re.compile("(?<![^\x00-\u02ff\\s])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\u02ff\\s])")
# After a black flag, tag letters spell a region (England, Scotland, Wales); anywhere else they are hidden text.
_STRAY_TAGS = re.compile("(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]+")

_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def _join_pair(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16", "surrogatepass").decode("utf-16")


# The same records are nested in file after file (nine mentions of each in real archives), so a cache pays.
@lru_cache(maxsize=8192)
def clean_text(value: str) -> str:
    """Repair mojibake, unescape entities, remove invisible characters, and turn white space into single spaces.

    The result is in NFC. Text that looks like markup (`<GM.N>`, `List<string>`) stays.
    """
    cleaned = value
    for _ in range(_UNESCAPE_ROUNDS):
        if "&" not in cleaned:
            break
        cleaned = html.unescape(cleaned)
    if cleaned.isascii():
        if not cleaned.isprintable():
            cleaned = _INVISIBLE.sub("", cleaned)
        return " ".join(cleaned.split())
    cleaned = _SURROGATE_PAIR.sub(_join_pair, cleaned)
    for _ in range(_REPAIR_ROUNDS):
        before = cleaned
        # Repair first, because mojibake contains control characters. Repair again after removing invisible characters,
        # because some may have been between the letters of mojibake.
        if is_bad(cleaned):
            cleaned = fix_text(cleaned, _MOJIBAKE_ONLY)
        cleaned = _remove_invisible(cleaned)
        if cleaned == before or not is_bad(cleaned):
            break
    return cleaned


def _remove_invisible(value: str) -> str:
    # Whether a joiner is stray can be decided only when letters and their accents are composed.
    composed = unicodedata.normalize("NFC", _INVISIBLE.sub("", value))
    without_strays = _STRAY_TAGS.sub("", _STRAY_JOINER.sub("", composed))
    return " ".join(unicodedata.normalize("NFC", without_strays).split())


_ACCENTS = re.compile("[\u0300-\u036f]")
_APOSTROPHE = re.compile("(?<=\\w)['\u2019\u02bc\uff07](?=\\w)")
_NOT_WORD = re.compile(r"[\W_]+")
# Letters whose stroke Unicode does not decompose.
_STROKED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h"}
)


@lru_cache(maxsize=8192)
def fold(value: str) -> str:
    """Fold text for comparing, never for showing.

    The result is in lower case without accents. Apostrophes within words are removed, and every run of other
    punctuation and white space becomes one space. Digits stay, so texts with different numbers stay different.
    """
    return fold_once(value)


def fold_once(value: str) -> str:
    """Fold text without the cache of `fold`: for long texts that are unlikely to occur again."""
    folded = _APOSTROPHE.sub("", value)
    if folded.isascii():
        return _NOT_WORD.sub(" ", folded.lower()).strip()
    folded = unicodedata.normalize("NFKD", folded).casefold()
    folded = _ACCENTS.sub("", folded).translate(_STROKED)
    # Combining marks of other scripts, such as vowel signs, belong to words although `\w` does not match them.
    separators = {ord(c): " " for c in set(folded) if not c.isalnum() and unicodedata.category(c)[0] != "M"}
    return " ".join(unicodedata.normalize("NFC", folded.translate(separators)).split())
